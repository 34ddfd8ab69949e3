"""Where identity and registers of one person say the same thing, they must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.registers.common import first_day, last_day
from kruispunt_simulator.people.registers.section import Registers

BEFORE_BIRTH: Final = ("names", "sexes", "nationalities", "civil_status", "addresses")
"""Lists of which nothing can be older than the person."""


def contradictions(identity: Identity, registers: Registers) -> Iterator[str]:
    """
    Find where the registers say something else than the identity.

    Args:
        identity: Who the person is now.
        registers: What is known beyond that.

    Returns:
        One line each; none when they agree.
    """
    yield from _names(identity, registers)
    yield from _days(identity, registers)
    if registers.sexes and registers.sexes[-1].sex != identity.sex:
        yield f"the last of registers.sexes is not {identity.sex}, as in identity"
    if registers.addresses and identity.address is not None:
        yield (
            "the address stands in identity and in registers.addresses; keep the "
            "second, which has a history"
        )
    parents = {p.ssin for descent in registers.descent for p in descent.parents}
    for stay in registers.shared_stays:
        if stay.with_.ssin is not None and stay.with_.ssin not in parents:
            yield f"stays with {stay.with_.ssin}, who is none of the parents"
    if registers.death is not None and identity.deceased is None:
        yield "registers.death, but no identity.deceased"


def _names(identity: Identity, registers: Registers) -> Iterator[str]:
    if not registers.names:
        return
    name = registers.names[-1]
    last = " ".join(name.last_names)
    if last != identity.last_name:
        yield f"the last of registers.names is {last}, not {identity.last_name}"
    first = name.usual or " ".join(name.first_names[:1])
    if first != identity.first_name:
        yield f"the last of registers.names is {first}, not {identity.first_name}"


def _days(identity: Identity, registers: Registers) -> Iterator[str]:
    birth, death = registers.birth, registers.death
    for name, known, day in (
        ("birth", identity.born, None if birth is None else birth.day),
        ("death", identity.deceased, None if death is None else death.day),
    ):
        if day is None or known is None:
            continue
        if not first_day(day) <= known <= last_day(day):
            yield f"registers.{name}.day is {day}, not {known}, as in identity"
    for name in BEFORE_BIRTH:
        for record in getattr(registers, name):
            if record.last < identity.born or last_day(record.begin) < identity.born:
                yield f"registers.{name} has {record.begin}, before birth"

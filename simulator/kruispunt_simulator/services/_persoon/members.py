"""Members of households as the two services about households write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.registers import Record
from kruispunt_simulator.people.registers.common import Reference
from kruispunt_simulator.services._persoon import question
from kruispunt_simulator.services._persoon.derived import HouseholdMember, derive
from kruispunt_simulator.services._persoon.file import File
from kruispunt_simulator.services._persoon.household import Composition, Member
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add
from kruispunt_simulator.sources import Sources

MAX_MEMBERS: Final = 50
"""
Members of one composition that are told; more give 30030.

Source: our choice, because the limit is published nowhere and homes are households too.
"""

R = TypeVar("R", bound=Record)


def write_members(
    around: Element, composition: Composition, pen: Pen, today: date
) -> None:
    """Write `Gezinsleden` with at most `MAX_MEMBERS` members."""
    gezinsleden = add(around, "Gezinsleden")
    for member in composition.members[:MAX_MEMBERS]:
        on = min(member.last, composition.end)
        end = composition.end_of(member)
        gezinsleden.append(_write(member, end, on, pen, today))


def _write(
    member: Member, end: date | None, on: date, pen: Pen, today: date
) -> Element:
    file = File(person=member.person, sources=pen.sources, today=today, bron="KSZ")
    made = pen.write(
        "Gezinslid",
        derive(
            HouseholdMember,
            member.begin,
            end,
            member=Reference(ssin=member.person.ssin),
            membership=member.membership,
        ),
    )
    addresses = {
        "Hoofdverblijfplaats": _on(file.known(file.residences()), on),
        "ContactAdres": _on(file.known(file.held.contact_addresses), on),
    }
    for tag, address in addresses.items():
        if address is not None:
            inside = made.find("Adressen")
            inside = add(made, "Adressen") if inside is None else inside
            inside.append(pen.write(tag, address))
    pen.code(made, "Bron", file.source)
    keeper = _on(file.known(file.keepers()), on)
    if keeper is not None:
        made.append(pen.write("Beheerder", keeper))
    status = _on(file.known(file.statuses()), on)
    if status is not None:
        made.append(pen.write("Status", status))
    return made


def _on(records: Sequence[R], day: date) -> R | None:
    return next((record for record in reversed(records) if record.holds(day)), None)


def told(
    found: Sequence[Composition],
) -> tuple[tuple[Composition, ...], tuple[Finding, ...]]:
    """
    Give the compositions that can be told, and what goes with them.

    Args:
        found: At least one.

    Returns:
        Those with a head, and a warning where a list is cut off; or none, and the error
        that the head has died.
    """
    led = tuple(composition for composition in found if composition.head is not None)
    if not led:
        return (), (question.no_head(dead=False),)
    return led, tuple(
        question.remark(
            "persoon.list-complete",
            "persoon.list-cut-off",
            f"{len(composition.members)} members, {MAX_MEMBERS} are told",
            {},
        )
        for composition in led
        if len(composition.members) > MAX_MEMBERS
    )


def none_at_all(person: Person, sources: Sources, today: date) -> Finding:
    """Say why somebody belongs to no household now."""
    file = File(person=person, sources=sources, today=today, bron="KSZ")
    if file.is_bis:
        return question.not_managed("KSZ")
    return question.nothing("KSZ", "no household")

"""
Finds what is wrong with entries and grants: whatever gives more than an act does.

Source: deny by default (23/058 §85); what each finding goes by is in the acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kruispunt_contracts.catalogue import Catalogue, UnknownContract

from kruispunt_law.model import Act, Entry, Grant, RegisterRule
from kruispunt_law.operations import operations_in, operations_of
from kruispunt_law.rulebook import asks_on
from kruispunt_law.wire import Key, Places

HOLDERS: Final[Mapping[str, str]] = {"vdi": "magda", "ksz": "ksz", "fidus": "ksz"}
"""The hop that looks into a repertory; that of FIDUS is looked into at the KSZ, which
stands in for FIDUS here."""


REPERTORIES: Final = frozenset({"RegistreerInschrijving", "RegistreerUitschrijving"})
"""The services that write in a repertory. Only these are granted on no entry: they tell
nothing of anybody, and what is written opens nothing that no other grant opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the acts may name."""

    names: frozenset[str]
    """Fields, and names in `wire/` that are no field of an act."""
    own: frozenset[str]
    """The latter alone."""
    registers: Mapping[str, RegisterRule]
    checks: Mapping[str, tuple[str, ...]]
    places: Mapping[Key, Places]
    contracts: Catalogue


def wrong_in(entry: Entry, act: Act, known: Known) -> Iterator[str]:
    """Find names in an entry that nothing stands for."""
    for name in (*entry.allowed, *entry.withheld, *entry.beyond):
        if name not in known.names:
            yield f"no field {name} in fields.yaml"
    for name in sorted({*entry.allowed} & {*entry.withheld}):
        yield f"{name} is both allowed and withheld"
    for name in entry.unlisted:
        if name not in known.own:
            yield f"wire/ has no {name} of its own"
    if entry.whole and entry.allowed:
        yield "is whole, and yet lists what is allowed"
    for name in entry.purposes:
        if name not in act.purposes:
            yield f"no purpose {name} in this act"
    for name in entry.keep:
        if name not in act.keep:
            yield f"no rule {name} under `keep` of this act"
    if entry.register_ not in known.registers:
        yield f"no rule {entry.register_} in registers.yaml"
    if entry.checks not in known.checks:
        yield f"no set {entry.checks} in checks.yaml"


def does_not_fit(
    grant: Grant, entries: Mapping[str, Entry], known: Known
) -> Iterator[str]:
    """Find what a grant names and is not there, and where it goes beyond an entry."""
    if not grant.under and grant.service not in REPERTORIES:
        yield "rests on no entry"
    for name in grant.under:
        yield from _goes_beyond(grant, entries[name], known.registers)
    for name in sorted((grant.fields or frozenset()) - known.names):
        yield f"no field {name}"
    missing = tuple(_unknown_contracts(grant, known.contracts))
    yield from missing
    if missing or grant.fields is None:
        return
    for key in operations_of(grant, known.contracts):
        if key not in known.places:
            yield f"wire/ does not say where fields stand in {' '.join(key)}"


def given_besides(
    also: Sequence[str],
    grant: Grant,
    others: Iterable[Grant],
    entries: Mapping[str, Entry],
) -> Iterator[str]:
    """
    Find what a grant gives by `also` and may not give.

    It is for a hop on the way only, which needs it to answer and passes on no more than
    the grants that it answers under tell; so also a name that is no field of an act,
    for which `wire/` has places in an answer too. What an act refuses is not even for
    a hop.
    """
    for name in also:
        for line in (entries[each] for each in grant.under):
            if name in (*line.withheld, *line.beyond):
                yield f"also: {line.id} refuses {name}"
    if also and not any(asks_on(other, grant) for other in others):
        yield f"also: no hop asks on under this grant, so not {', '.join(also)}"


def _goes_beyond(
    grant: Grant, line: Entry, registers: Mapping[str, RegisterRule]
) -> Iterator[str]:
    """Find where a grant gives more than a line of an act that it rests on."""
    if line.kind == "reference":
        yield f"rests on {line.id}, which is only named in the acts"
    if line.from_ is None or grant.from_ < line.from_:
        yield f"begins {grant.from_.isoformat()}, before {line.id}"
    rule = registers.get(line.register_)
    if rule is None:
        return  # said of the line itself
    looked_into_here = HOLDERS[rule.repertory or "ksz"] == grant.hop
    if rule.required and looked_into_here and grant.register_ != rule.repertory:
        yield f"{line.id} demands the repertory {rule.repertory} ({rule.cited})"
    if rule.required is False and grant.register_ != "none":
        yield f"{line.id} exempts from the repertory ({rule.cited})"


def _unknown_contracts(grant: Grant, contracts: Catalogue) -> Iterator[str]:
    if not grant.versions:
        yield "names no version of the service"
    for version in grant.versions:
        try:
            known = operations_in(grant.service, version, contracts)
        except UnknownContract as error:
            yield f"no such contract: {error}"
            continue
        for operation in grant.operations:
            if operation not in known:
                yield f"{grant.service} {version} has no operation {operation}"


def clashes(grant: Grant, others: Mapping[str, Grant]) -> Iterator[str]:
    """Find the grants that would answer a question of this one too."""
    if grant.id in others:
        yield "this grant id stands twice"
    for other in others.values():
        if _overlap(grant, other):
            yield f"answers the same question on one day as {other.id}"


def _overlap(one: Grant, other: Grant) -> bool:
    return (
        (one.hop, one.party, one.capacity, one.service)
        == (other.hop, other.party, other.capacity, other.service)
        and _meet(one.versions, other.versions)
        and _meet(one.operations, other.operations)
        and (other.until is None or one.from_ <= other.until)
        and (one.until is None or other.from_ <= one.until)
    )


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two lists share something; an empty one stands for all there is."""
    return not some or not others or bool({*some} & {*others})

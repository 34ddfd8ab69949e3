"""
What must hold between files: whom one names exists, and says the same.

Two kinds of checks: `of_person` on a file and those that it names, `of_group` on the
files that have a key in common. `problems` makes them all; who keeps persons in a
database makes those that a change can touch. `Problem` says in whose file and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple, Protocol, get_args

from kruispunt_contracts.yamlfile import Location

from kruispunt_simulator.people.base import FOREVER, Section
from kruispunt_simulator.people.household import HEAD, Membership
from kruispunt_simulator.people.identity import PersonNumber, is_person_number
from kruispunt_simulator.people.income import difference
from kruispunt_simulator.people.person import Person
from kruispunt_simulator.people.registers import in_turn
from kruispunt_simulator.people.registers.common import Reference

Key = tuple[str, str]
"""Kind and key, as `Person.keys` gives them."""


class By(Protocol):
    """All persons, by number: a mapping, or a population."""

    def get(self, ssin: str, /) -> Person | None:
        """Find a person; None for nobody."""


MUTUAL: Final = frozenset(
    {
        "married",
        "partnership",
        "annulled",
        "divorced",
        "divorced-by-consent",
        "separated",
        "separated-by-consent",
        "partnership-ended",
    }
)
"""Civil states that both partners have, from the same day."""


class Problem(NamedTuple):
    """One thing that is wrong between files."""

    person: Person
    """Whose file it is in."""
    location: Location
    text: str


def problems(people: Sequence[Person]) -> Iterator[Problem]:
    """
    Find what contradicts itself between files.

    Args:
        people: All that are loaded together; no two with one number.
    """
    by = {person.ssin: person for person in people}
    groups: dict[Key, list[Person]] = {}
    for person in people:
        yield from of_person(person, by)
        for key in sorted(groups_of(person)):
            groups.setdefault(key, []).append(person)
    for key, members in groups.items():
        yield from of_group(key, members)


def of_person(person: Person, by: By) -> Iterator[Problem]:
    """
    Find where a file contradicts those of the persons that it names.

    Args:
        person: Whose file it is.
        by: Everybody.
    """
    yield from _unknown_numbers(person, by)
    yield from _cancelled_files(person, by)
    yield from _unions(person, by)
    yield from _cohabitations(person, by)
    yield from _parents(person, by)
    yield from _joint_assessments(person, by)
    yield from _inheritances(person, by)


def groups_of(person: Person) -> frozenset[Key]:
    """Give the keys of a file that all who have one must agree on."""
    return frozenset(key for key in person.keys if key[0] in _GROUPS)


def of_group(key: Key, people: Sequence[Person]) -> Iterator[Problem]:
    """
    Find where files that have a key in common contradict each other.

    Args:
        key: One that `groups_of` gives.
        people: Everybody whose file has it.
    """
    kind, name = key
    return _GROUPS[kind](name, people)


def named_by(person: Person) -> frozenset[str]:
    """Give the numbers of the others that a file names, anywhere."""
    found = {str(number) for _, number in _numbers(person, ())}
    return frozenset(found - {person.ssin})


def _unknown_numbers(person: Person, by: By) -> Iterator[Problem]:
    named = (
        *_numbers(person.registers, ("registers",)),
        *_numbers(person.living_wage, ("living_wage",)),
        *_numbers(person.parcels, ("parcels",)),
    )
    for location, number in named:
        if by.get(number) is None:
            yield Problem(person, location, f"no file has {number}")
    new = person.identity.replaced_by
    if new is not None and by.get(new) is None:
        yield Problem(person, ("identity", "replaced_by"), f"no file has {new}")


def _numbers(value: Any, location: Location) -> Iterator[tuple[Location, PersonNumber]]:
    """Walk through sections and lists for everything that names a person."""
    if isinstance(value, PersonNumber):
        yield location, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _numbers(item, (*location, index))
    elif isinstance(value, Section):
        for name, key in _naming_fields(type(value)):
            yield from _numbers(getattr(value, name), (*location, key))


@cache
def _naming_fields(section: type[Section]) -> tuple[tuple[str, str], ...]:
    """Give the fields that can name a person, at any depth, with their keys."""
    return tuple(
        (name, info.alias or name)
        for name, info in section.model_fields.items()
        if is_person_number(info.metadata) or _can_name(info.annotation)
    )


def _can_name(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return bool(_naming_fields(annotation))
    if is_person_number(getattr(annotation, "__metadata__", ())):
        return True
    return any(map(_can_name, get_args(annotation)))


def _cancelled_files(person: Person, by: By) -> Iterator[Problem]:
    for index, file in enumerate(person.registers.cancelled_files):
        other = by.get(file.ssin)
        if other is not None and not other.identity.canceled:
            location = ("registers", "cancelled_files", index, "ssin")
            yield Problem(person, location, f"{file.ssin} was not cancelled")


def _unions(person: Person, by: By) -> Iterator[Problem]:
    held = person.registers.civil_status
    for index, status in enumerate(in_turn(held)):
        other = _partner(status.partner, by)
        if other is None:
            continue
        location = ("registers", "civil_status", index)
        died = other.identity.deceased
        if status.status == "widowed" and (died is None or died > status.last):
            yield Problem(person, location, f"{other.ssin} had not died by then")
        if status.status not in MUTUAL:
            continue
        if not any(
            theirs.status == status.status
            and theirs.begin == status.begin
            and theirs.partner is not None
            and theirs.partner.ssin == person.ssin
            for theirs in other.registers.civil_status
        ):
            yield Problem(
                person,
                location,
                f"{status.status} from {status.begin}: the file of {other.ssin} does "
                "not say so",
            )
        until = min(status.last, person.identity.deceased or FOREVER)
        if status.status == "married" and died is not None and died < until:
            yield Problem(person, location, f"{other.ssin} died on {died}: widowed")


def _cohabitations(person: Person, by: By) -> Iterator[Problem]:
    for index, ours in enumerate(person.registers.legal_cohabitations):
        other = _partner(ours.partner, by)
        if other is not None and not any(
            (theirs.begin, theirs.end) == (ours.begin, ours.end)
            and theirs.partner.ssin == person.ssin
            for theirs in other.registers.legal_cohabitations
        ):
            yield Problem(
                person,
                ("registers", "legal_cohabitations", index),
                f"from {ours.begin}: the file of {other.ssin} does not say so",
            )


def _partner(reference: Reference | None, by: By) -> Person | None:
    if reference is None or reference.ssin is None:
        return None
    return by.get(reference.ssin)


def _joint_assessments(person: Person, by: By) -> Iterator[Problem]:
    for index, ours in enumerate(person.income):
        other = by.get(ours.partner or "")
        theirs = other.income if other is not None else ()
        text = difference(ours, person.ssin, theirs)
        if text is not None:
            yield Problem(person, ("income", index, "partner"), text)


def _parents(person: Person, by: By) -> Iterator[Problem]:
    for index, descent in enumerate(person.registers.descent):
        for which, parent in enumerate(descent.parents):
            other = by.get(parent.ssin or "")
            if other is not None and other.identity.born >= person.identity.born:
                yield Problem(
                    person,
                    ("registers", "descent", index, "parents", which),
                    f"{other.ssin} is not older than the child",
                )


def _inheritances(person: Person, by: By) -> Iterator[Problem]:
    """Nobody is inherited from who was alive when the state began."""
    for index, parcel in enumerate(person.parcels):
        for place, state in enumerate(parcel.states):
            for which, owner in enumerate(state.owners):
                former = by.get(owner.inherited_from or "")
                died = None if former is None else former.identity.deceased
                if former is not None and (died is None or died > state.begin):
                    location = ("parcels", index, "states", place, "owners", which)
                    text = f"{former.ssin} had not died by {state.begin}"
                    yield Problem(person, (*location, "inherited_from"), text)


def _shared_parcel(name: str, people: Sequence[Person]) -> Iterator[Problem]:
    """A parcel, and a state of one, stands in one file only."""
    for person in people[1:]:
        for index, parcel in enumerate(person.parcels):
            if name in (parcel.key, *(str(state.id) for state in parcel.states)):
                text = f"{name} stands in the file of {people[0].ssin} already"
                yield Problem(person, ("parcels", index), text)


class _Member(NamedTuple):
    person: Person
    row: int
    membership: Membership
    end: date

    @property
    def is_head(self) -> bool:
        return self.membership.position == HEAD

    def belongs(self, on: date) -> bool:
        return self.membership.begin <= on <= self.end

    def problem(self, text: str) -> Problem:
        household = self.membership.household
        location = ("households", self.row)
        return Problem(self.person, location, f"household {household}: {text}")


def _household(name: str, people: Sequence[Person]) -> Iterator[Problem]:
    members: list[_Member] = []
    for person in people:
        died = person.identity.deceased
        for index, membership in enumerate(person.households):
            if membership.household != name:
                continue
            member = _Member(person, index, membership, membership.last(died))
            if member.end < membership.begin:
                yield member.problem(f"begins on {membership.begin}, after death")
            members.append(member)
    yield from _heads_and_homes(members)


def _heads_and_homes(members: Sequence[_Member]) -> Iterator[Problem]:
    """Look at each day on which somebody came, or on which somebody was gone."""
    days = {member.membership.begin for member in members}
    days |= {m.end + timedelta(days=1) for m in members if m.end != FOREVER}
    for day in sorted(days):
        present = [member for member in members if member.belongs(day)]
        heads = [member for member in present if member.is_head]
        if len(heads) > 1:
            names = " and ".join(head.person.ssin for head in heads)
            yield heads[-1].problem(f"two heads on {day}: {names}")
        elif heads:
            yield from _other_homes(heads[0], present, day)
        elif present and not _head_has_just_died(members, day):
            yield present[0].problem(f"no head (position {HEAD}) on {day}")


def _head_has_just_died(members: Sequence[_Member], day: date) -> bool:
    """Tell whether the last head died and the members chose no other yet."""
    gone = [member for member in members if member.is_head and member.end < day]
    last = max(gone, key=lambda member: member.end, default=None)
    return last is not None and last.person.identity.deceased == last.end


def _other_homes(
    head: _Member, present: Sequence[_Member], day: date
) -> Iterator[Problem]:
    home = head.person.home(day)
    for member in present:
        theirs = member.person.home(day)
        if home is None or theirs is None:
            continue
        if any(getattr(home, part) != getattr(theirs, part) for part in _SAME_HOME):
            yield member.problem(
                f"lives at another address than the head, {head.person.ssin}, on {day}"
            )


_SAME_HOME: Final = ("street", "house_number", "box_number", "postal_code")


_GROUPS: Final[Mapping[str, Callable[[str, Sequence[Person]], Iterator[Problem]]]] = {
    "household": _household,
    "parcel": _shared_parcel,
    "parcel-state": _shared_parcel,
}
"""What those who have a key of this kind must agree on."""

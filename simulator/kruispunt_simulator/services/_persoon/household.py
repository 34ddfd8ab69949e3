"""
Who belongs to which household: compositions, out of the memberships of all files.

A *composition* is a household under one reference person (head): positions are relative
to the head, so another head makes another composition.

Rules of this file:

- A member is told from its first day on, whichever part of the composition was asked,
  and until the composition ends: the others are no longer with whom they were.
- Death ends a membership.
- Of what begins or ends after the business date nothing is known yet.

Source: `_behaviour` 2.16 (Op gives one or two results); that a composition ends with
its head is our choice, because `Positie` has no other sense.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.household import HEAD, Membership
from kruispunt_simulator.sources import Sources

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One membership of one person."""

    person: Person
    membership: Membership
    last: date
    """The last day, as far as is known; `FOREVER` when it goes on."""

    @property
    def begin(self) -> date:
        """The first day."""
        return self.membership.begin

    @property
    def is_head(self) -> bool:
        """Whether it is the reference person."""
        return self.membership.position == HEAD

    def overlaps(self, begin: date, end: date) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        return self.begin <= end and begin <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A household under one head, while the person asked about belonged to it."""

    head: Member | None
    """None when the head has died and no other is named yet."""
    members: tuple[Member, ...]
    """The head first, then by day of coming, and the oldest first."""
    begin: date
    end: date
    """What of the period asked falls into it."""
    last: date
    """Its own last day; `FOREVER` when it goes on."""

    def end_of(self, member: Member) -> date | None:
        """Give the last day of a member in this composition; None when it goes on."""
        last = min(member.last, self.last)
        return None if last == FOREVER else last


def memberships(person: Person, today: date) -> Iterator[Member]:
    """Give the memberships of a person that are known by now, in order."""
    for membership in person.households:
        if membership.begin <= today:
            last = membership.last(person.identity.deceased)
            last = last if last <= today else FOREVER
            yield Member(person=person, membership=membership, last=last)


def compositions(
    person: Person, sources: Sources, begin: date, end: date, today: date
) -> tuple[Composition, ...]:
    """
    Give the households to which a person belonged.

    Args:
        person: Whose households.
        sources: Their registers name the other members.
        begin: First day asked.
        end: Last day asked; not after `today`.
        today: Business date.

    Returns:
        In the order of time; on the day of a move, the former and the later one.
    """
    found = []
    for household, since, until in _stays(person, today):
        first, last = max(since, begin), min(until, end)
        if first > last:
            continue
        present = _present(household, sources, today)
        for head, start, stop in _reigns(present, since, until):
            if start > last or stop < first:
                continue
            asked = (max(start, first), min(stop, last))
            members = [member for member in present if member.overlaps(*asked)]
            found.append(
                Composition(
                    head=head,
                    members=tuple(sorted(members, key=_order)),
                    begin=asked[0],
                    end=asked[1],
                    last=stop,
                )
            )
    return tuple(sorted(found, key=lambda composition: composition.begin))


def _stays(person: Person, today: date) -> Iterator[tuple[str, date, date]]:
    """Give household, first and last day of each stay, whatever the positions."""
    household, begin, last = "", date.min, date.min
    for member in memberships(person, today):
        name = member.membership.household
        if name == household and member.begin <= last + _DAY:
            last = member.last
            continue
        if household:
            yield household, begin, last
        household, begin, last = name, member.begin, member.last
    if household:
        yield household, begin, last


def _present(household: str, sources: Sources, today: date) -> list[Member]:
    return [
        member
        for other in sources.household(household)
        for member in memberships(other, today)
        if member.membership.household == household
    ]


def _reigns(
    members: Sequence[Member], begin: date, end: date
) -> Iterator[tuple[Member | None, date, date]]:
    """Divide a period by heads; days after the death of one may have none."""
    heads = [m for m in members if m.is_head and m.overlaps(begin, end)]
    for head in sorted(heads, key=lambda member: member.begin):
        first, last = max(head.begin, begin), min(head.last, end)
        if begin < first:
            yield None, begin, first - _DAY
        yield head, first, last
        if last == FOREVER:
            return
        begin = last + _DAY
    if begin <= end:
        yield None, begin, end


def _order(member: Member) -> tuple[bool, date, date]:
    return not member.is_head, member.begin, member.person.identity.born

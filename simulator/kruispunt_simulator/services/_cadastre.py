"""
What the services about real estate share: which states of a parcel are told, and how a
table of rows becomes elements.

Rules of this file:

- A state is known from the day on which AAPD recorded it. It ends on the day before the
  next known one begins, so a sale that was not recorded yet has not happened.
- A state that was struck out is no part of the history, from that day on.
- The legal view takes the days of deed and death, the fiscal view those from which the
  taxes count.

MAGDA and the KSZ tell the same cadastre in Dutch and in English, in another order and
grouped in another way. So what is told is a table per message: path of the element,
attribute of the section, and the list that explains its codes.

Source: `_behaviour.md` 2.10; contract sheets. That `dhm` is `RedenPerimeter`, `part` is
`NietBepaald`, `partSurface` is `Afpaling` and `surface` is `CANietAfgepaald` is our
choice, because each is the only one left without a partner.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.buildings import Part
from kruispunt_simulator.people.property import Owner, Parcel, State
from kruispunt_simulator.services._cadastre_codes import Words
from kruispunt_simulator.services._xml import Element, add
from kruispunt_simulator.sources import Sources

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A state of a parcel, as it is known on a day."""

    parcel: Parcel
    state: State
    before: State | None
    """The one that it took over from."""
    after: State | None
    """The one that took over from it."""
    struck: bool = False

    def first(self, *, fiscal: bool) -> date:
        """Give the first day, for the taxes or by law."""
        return self.state.first_day(fiscal=fiscal)

    def last(self, *, fiscal: bool) -> date | None:
        """Give the last day, for the taxes or by law; None while there is none."""
        if self.after is not None:
            return self.after.first_day(fiscal=fiscal) - ONE_DAY
        return self.state.end

    def overlaps(self, begin: date, end: date, *, fiscal: bool) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        last = self.last(fiscal=fiscal) or FOREVER
        return self.first(fiscal=fiscal) <= end and begin <= last


def situations(parcel: Parcel, today: date) -> tuple[Situation, ...]:
    """Give the states of a parcel that are known on a day, oldest first."""
    known = [s for s in parcel.states if s.recorded.date() <= today]
    alive = sorted(
        (s for s in known if not is_struck(s, today)), key=lambda s: (s.begin, s.id)
    )
    around = [None, *alive, None]
    return tuple(
        Situation(
            parcel=parcel, state=state, before=around[place], after=around[place + 2]
        )
        for place, state in enumerate(alive)
    )


def struck_situations(parcel: Parcel, today: date) -> tuple[Situation, ...]:
    """Give the states of a parcel that were struck out by a day, oldest first."""
    return tuple(
        Situation(parcel=parcel, state=state, before=None, after=None, struck=True)
        for state in parcel.states
        if is_struck(state, today)
    )


def is_struck(state: State, today: date) -> bool:
    """Find out whether a state was struck out by a day."""
    return state.struck is not None and state.struck.date() <= today


def parcels_having(
    sources: Sources, source: str, kind: str, key: str
) -> tuple[Parcel, ...]:
    """
    Ask a source for the parcels with a key.

    Args:
        sources: The door to it.
        source: `aapd`, or another that knows parcels.
        kind: `owner`, `parcel` or `parcel-state`.
        key: Number of a party, key of a parcel, id of a state.

    Returns:
        By key of the parcel; empty for none.

    Raises:
        SourceUnavailable: It does not answer.
    """
    found = {
        parcel.key: parcel
        for person in sources.holding(source, kind, key)
        for parcel in person.parcels
        if (kind, key) in parcel.keys
    }
    return tuple(found[name] for name in sorted(found))


def owned(
    parcels: Iterable[Parcel],
    number: str,
    begin: date,
    end: date,
    today: date,
    *,
    fiscal: bool = False,
) -> tuple[Situation, ...]:
    """
    Choose the situations in which a party held a right on at least one day.

    Args:
        parcels: In the order in which they are told.
        number: Of a person or an enterprise.
        begin: First day asked about.
        end: Last day asked about.
        today: The simulated day.
        fiscal: By the taxes' count of days.
    """
    return tuple(
        situation
        for parcel in parcels
        for situation in situations(parcel, today)
        if number in situation.state.parties
        and situation.overlaps(begin, end, fiscal=fiscal)
    )


def owners_of(state: State, number: str | None) -> tuple[Owner, ...]:
    """Give the owners of a state: all, or those that `number` is one of."""
    return tuple(
        owner for owner in state.owners if number is None or number in owner.parties
    )


def party_id(number: str) -> int:
    """
    Give the cadastre's own number of a person or an enterprise, nine digits at most.

    Source: our choice, because those of the examples have seven or eight digits and
    tell nothing of the other number.
    """
    digest = hashlib.sha256(f"party {number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 10**9


class InParcel(NamedTuple):
    """A part of a parcel, and the parcel that it is of."""

    parcel: Parcel
    it: Part


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a message and where its value comes from."""

    path: str
    """Below the element that the table is of, groups included."""
    value: str
    """Attribute of the section, with dots for sections in it."""
    codes: dict[str, Words] | None = None
    """The list of codes that it is of; None for what is no code."""
    required: bool = False
    """Whether the contract demands it, wherever its group is there."""


def write(
    parent: Element,
    rows: Sequence[Row],
    section: object,
    leaf: Callable[[Element, str, object, Row], None],
) -> Element:
    """
    Write the rows of a table that have a value.

    Args:
        parent: Gets the elements, in the order of the table; groups are made as needed.
        rows: Those of one group stand together.
        section: What the values are read from; a section in it may be None.
        leaf: Adds one element to its group.

    Returns:
        `parent`.
    """
    for row in rows:
        value = _read(section, row.value)
        if value is None or value == ():
            continue
        *groups, tag = row.path.split("/")
        place = parent
        for group in groups:
            last = place[-1] if len(place) else None
            place = (
                last if last is not None and last.tag == group else add(place, group)
            )
        for each in value if isinstance(value, tuple) else (value,):
            leaf(place, tag, each, row)
    return parent


def _read(section: object, path: str) -> object:
    names = path.split(".")
    for name in names[:-1]:
        section = attrgetter(name)(section)
        if section is None:
            return None
    return attrgetter(names[-1])(section)

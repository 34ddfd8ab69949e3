"""All the law together, and what it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Catalogue

from kruispunt_law import reasons
from kruispunt_law.beyond import NotGranted, PassedOn, ReferredTo
from kruispunt_law.decide import decide
from kruispunt_law.model import (
    Act,
    Decision,
    Discontinued,
    Entry,
    Field,
    Grant,
    KeepRule,
    RegisterRule,
)
from kruispunt_law.retention import NOTHING, Retention, keep_until
from kruispunt_law.wire import Key, Places

HOPS: Final = ("wiv", "magda", "ksz")
"""From the first asker inwards; each asks the next."""


def asks_on(one: Grant, other: Grant) -> bool:
    """
    Tell whether a hop that answers under one grant asks the next under the other.

    In the capacity of `onward`, for the same service, or for one on a shared line.
    """
    return (
        HOPS.index(one.hop) + 1 == HOPS.index(other.hop)
        and one.onward == other.capacity
        and (one.service == other.service or bool({*one.under} & {*other.under}))
    )


@dataclass(frozen=True, kw_only=True)
class Law:
    """What the acts say, and how it works out on the wire."""

    acts: Mapping[str, Act]
    entries: Mapping[str, Entry]
    grants: tuple[Grant, ...]
    fields: Mapping[str, Field] = field(repr=False)
    registers: Mapping[str, RegisterRule] = field(repr=False)
    places: Mapping[Key, Places] = field(repr=False)
    discontinued: tuple[Discontinued, ...] = ()
    not_granted: Mapping[str, NotGranted] = field(default_factory=dict, repr=False)
    """What the acts expressly leave out, by id."""
    passed_on: tuple[PassedOn, ...] = field(default=(), repr=False)
    referred_to: tuple[ReferredTo, ...] = field(default=(), repr=False)
    where: Mapping[str, str] = field(default_factory=dict, repr=False)
    """File and line of each grant, by its id."""
    contracts: Catalogue = field(default_factory=catalogue.load, repr=False)
    """What the grants are about."""

    @cached_property
    def _by_id(self) -> Mapping[str, Grant]:
        return {grant.id: grant for grant in self.grants}

    def grant(self, grant_id: str) -> Grant:
        """
        Find a grant.

        Raises:
            KeyError: There is none with that id.
        """
        return self._by_id[grant_id]

    def decide(
        self,
        *,
        hop: str,
        party: str,
        capacity: str | None,
        service: str,
        operation: str,
        on: date,
        version: str | None = None,
    ) -> Decision:
        """Find the grant under which a question may be asked: see `decide.decide`."""
        return decide(
            self.grants,
            hop=hop,
            party=party,
            capacity=capacity,
            service=service,
            version=version,
            operation=operation,
            on=on,
        )

    def entries_of(self, grant: Grant) -> tuple[Entry, ...]:
        """The lines of the acts that a grant rests on."""
        return tuple(self.entries[entry] for entry in grant.under)

    def onward(self, grant: Grant) -> tuple[Grant, ...]:
        """
        The grants under which the next hop is asked for what a grant needs.

        Returns:
            In force or not: those for the same service in the capacity of `onward`, or
            else those that rest on a line that this one rests on too.
        """
        asked = tuple(each for each in self.grants if asks_on(grant, each))
        same = tuple(each for each in asked if each.service == grant.service)
        return same or asked

    def special_category(self, grant: Grant) -> str | None:
        """Give the ground for data of a special category; None where none are told."""
        grounds = (entry.special_category for entry in self.entries_of(grant))
        return next((ground for ground in grounds if ground is not None), None)

    def keep_rules(self, ground: Grant | Entry) -> Mapping[str, KeepRule]:
        """How long what is told on a ground may be kept: rules by name."""
        lines = (ground,) if isinstance(ground, Entry) else self.entries_of(ground)
        return {
            name: self.acts[entry.act].keep[name]
            for entry in lines
            for name in entry.keep
        }

    def places_of(self, key: Key) -> Places:
        """Where fields stand in the answer of an operation; nothing where unknown."""
        return self.places.get(key, Places())

    def retention(
        self,
        ground: Grant | Entry,
        *,
        received: date,
        events: Mapping[str, date] = NOTHING,
        circumstances: Collection[str] = (),
    ) -> Retention:
        """
        Work out until when what was told on a ground may be kept.

        Args:
            ground: A grant, or an entry of an act.
            received: The day on which it came.
            events: What else is known: see `retention.keep_until`.
            circumstances: Those that hold.
        """
        found = keep_until(
            self.keep_rules(ground),
            received=received,
            events=events,
            circumstances=circumstances,
        )
        if found.terms:
            return replace(found, ground=ground.id)
        cited = self.cited(ground)
        return replace(
            found, ground=ground.id, citation=cited, why=reasons.why((), cited)
        )

    def cited(self, ground: Grant | Entry) -> str:
        """Give act and paragraphs of a grant, or of a line of an act."""
        if isinstance(ground, Grant):
            return ground.citation
        return f"{self.acts[ground.act].cited} {', '.join(ground.paragraphs)}"

    def told(self, grant: Grant, key: Key) -> Places | None:
        """
        Tell what of an answer may leave under a grant.

        Args:
            grant: The ground.
            key: Service, version and operation.

        Returns:
            In `always` every path that may leave; in `neutral` what takes the place of
            what may not. None: everything may leave.
        """
        if grant.fields is None:
            return None
        places = self.places_of(key)
        return Places(
            always=places.told(grant.fields),
            neutral={**places.neutral, **grant.neutral},
        )

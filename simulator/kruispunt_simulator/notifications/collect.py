"""
Of everybody whose attest is due, what may leave to one receiver; the rest is counted.

- A person needs a file of the receiver in the repertory of the grant that is open on
  the day of the push, and one that was open on a day of the quarter that is told of.
  Source: 23/058 §88 (only while the file is still open), §56/8 (that fund, kind of file
  and period); `_behaviour.md` 1.12, inscription: push flows compare the period of the
  repertory with that of the message.
- That an attest was cancelled is told to whom something of it could be told before.
  Source: our choice, because who may not know of an attest may not know of its end.
- A person whose number has no place in the contract (an invented bis number) is told of
  to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kruispunt_law import Grant

from kruispunt_simulator.dialects.ksz import write_ssin
from kruispunt_simulator.notifications.ground import leave_out
from kruispunt_simulator.notifications.kinds import Content, Kind, before, contract
from kruispunt_simulator.notifications.message import Entry, Head, write_message
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.incapacity import Attest
from kruispunt_simulator.rules.withholding import Whitelist
from kruispunt_simulator.services import _ksz
from kruispunt_simulator.services._xml import Element, element

IsInscribed = Callable[[str, tuple[date, date]], bool]
"""Whether the receiver has a file about a number on one of the days of a period."""


class LeftOut(StrEnum):
    """Why nothing is told of a person whose attest is due."""

    NOT_INSCRIBED = "not_inscribed"
    NOTHING_MAY_LEAVE = "nothing_may_leave"
    NUMBER_DOES_NOT_FIT = "number_does_not_fit"


@dataclass(slots=True)
class Collected:
    """What leaves, in order of person, and how many persons are left out, by reason."""

    entries: list[Entry] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Collects for one receiver, kind and day."""

    kind: Kind
    grant: Grant
    told: Whitelist | None
    """What may leave under the grant; None: all."""
    day: date
    head: Head
    """Of a message in which notifications are tried; its number does not matter."""
    is_inscribed: IsInscribed
    """In the repertory of the grant; not asked when it names none."""

    def collect(self, people: Iterable[Person], quarter: str | None) -> Collected:
        """
        Go through all people.

        Args:
            people: Everybody; in this order their notifications leave.
            quarter: As `Kind.select` takes it.
        """
        collected = Collected()
        for person in people:
            due = self.kind.select(person.incapacity, self.day, quarter)
            found = [self._entries(person, attest) for attest in due]
            entries = [each for each in found if not isinstance(each, LeftOut)]
            for each in entries:
                collected.entries.extend(each)
            if found and not entries:
                (reason, *_) = (each for each in found if isinstance(each, LeftOut))
                collected.left_out[reason] += 1
        return collected

    def _entries(self, person: Person, attest: Attest) -> list[Entry] | LeftOut:
        """Give what leaves about an attest, at least one notification, or why none."""
        if not self._has_file(person.ssin, attest):
            return LeftOut.NOT_INSCRIBED
        messages = list(self._messages(person, attest))
        if any(not _fits(message) for message in messages):
            return LeftOut.NUMBER_DOES_NOT_FIT
        entries = list(self._allowed(person, messages))
        old = None if attest.allowances else before(attest, person.incapacity)
        if old and not any(self._allowed(person, self._messages(person, old))):
            return LeftOut.NOTHING_MAY_LEAVE
        return entries or LeftOut.NOTHING_MAY_LEAVE

    def _has_file(self, ssin: str, attest: Attest) -> bool:
        if self.grant.register_ == "none":
            return True
        quarter = _ksz.days_of_quarter(attest.quarter)
        return all(
            self.is_inscribed(ssin, days) for days in ((self.day, self.day), quarter)
        )

    def _messages(self, person: Person, attest: Attest) -> Iterator[Element]:
        """Put each notification into a message of its own."""
        for content in self.kind.write(attest):
            entry = Entry(
                ssin=person.ssin,
                notification=_notification(self.kind, person, content),
            )
            yield write_message(self.kind, self.head, (entry,))

    def _allowed(self, person: Person, messages: Iterable[Element]) -> Iterator[Entry]:
        """Give what is left of the notifications by the law, if it says anything."""
        for message in messages:
            path = f"{self.kind.items}/{self.kind.item}"
            said = _says(message.find(path))
            names = leave_out(message, self.told, self.day)
            left = message.find(path)
            if left is not None and _says(left) == said:
                yield Entry(ssin=person.ssin, notification=left, withheld=names)


def _notification(kind: Kind, person: Person, content: Content) -> Element:
    made = element(kind.item)
    made.append(
        write_ssin(
            person.ssin,
            canceled=person.identity.canceled,
            replaced_by=person.identity.replaced_by,
        )
    )
    made.extend(content)
    return made


def _says(notification: Element) -> bool:
    """Find out whether more is said than whose attest it is, and which."""
    return len(notification) > 2


def _fits(message: Element) -> bool:
    """
    Find out whether the contract has a place for the numbers in a message.

    Raises:
        ValueError: It is something else that does not fit: a mistake of ours.
    """
    errors = contract().validate(message)
    for error in errors:
        if not error.path.endswith("/ssin"):
            raise ValueError(f"{error.path}: {error.message}")
    return not errors

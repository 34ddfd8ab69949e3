"""From an order (to whom, which kind) to files, records in the log and a report."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kruispunt_law import Decision, Grant, Law
from lxml import etree

from kruispunt_simulator.clock import Clock
from kruispunt_simulator.notifications.collect import Collector, IsInscribed, LeftOut
from kruispunt_simulator.notifications.ground import HOP, decide_push, may_leave
from kruispunt_simulator.notifications.kinds import Kind, contract
from kruispunt_simulator.notifications.message import MOST, Entry, Head, write_message
from kruispunt_simulator.notifications.outbox import Outbox
from kruispunt_simulator.notifications.records import Records
from kruispunt_simulator.parties import Parties, Party
from kruispunt_simulator.people import Person
from kruispunt_simulator.services._xml import Element
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.repertory import Repertory
from kruispunt_simulator.store.sequence import Numbered, Sequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to push to whom."""

    party: str
    """Id of the receiver."""
    kind: Kind
    quarter: str | None = None
    """Which quarter is due; None for what the day or its month brought."""
    capacity: str | None = None
    """Legal context in which the party receives it: ours, as in the acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that left."""

    file: str
    """Name in the folder."""
    number: int
    notifications: int
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of an order."""

    trace: str
    """Under which the log tells of it."""
    decision: Decision
    sent: tuple[Sent, ...] = ()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    """How many persons, by reason."""

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain values, ready for JSON."""
        grant = self.decision.grant
        return {
            "outcome": "refused" if grant is None else "sent",
            "reason": self.decision.reason,
            "grant": grant and grant.id,
            "capacity": grant and grant.capacity,
            "messages": [
                {
                    "file": each.file,
                    "sequence_number": each.number,
                    "notifications": each.notifications,
                    "persons": each.persons,
                }
                for each in self.sent
            ],
            "left_out": {str(each): self.left_out.get(each, 0) for each in LeftOut},
            "trace": self.trace,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the KSZ pushes from."""

    parties: Parties
    """With the codes that are on the wire."""
    law: Law
    people: Iterable[Person]
    repertory: Repertory
    sequences: Sequences
    journal: Journal
    clock: Clock
    """Its date is the day of the push."""

    def push(self, order: Order, folder: Path, *, most: int = MOST) -> Report:
        """
        Push what is due, or refuse; both are in the log.

        One push at a time from one state: the caller sees to that (`Outbox.settle`).

        Args:
            order: What to push.
            folder: Where the messages go; made when something may be pushed.
            most: Notifications in one message.

        Raises:
            StateError: The log or a file cannot be written. The messages before that
                left; the next push goes on with the next number.
        """
        party, day = self.parties.get(order.party), self.clock.today()
        decision = self._decide(order, party)
        records = Records(
            party=party,
            id=order.party,
            kind=order.kind,
            capacity=order.capacity,
            decision=decision,
            codes=self.parties.codes,
            at=self.clock.now(),
            day=day,
        )
        if party is None or decision.grant is None:
            self.journal.write([records.refusal()])
            return Report(trace=records.trace, decision=decision)
        head = self._head(party, decision.grant)
        collected = Collector(
            kind=order.kind,
            grant=decision.grant,
            told=may_leave(self.law, decision.grant, order.kind),
            day=day,
            head=head,
            is_inscribed=self._inscribed(decision.grant),
        ).collect(self.people, order.quarter)
        outbox = Outbox(folder, party.id)
        outbox.settle(self.sequences.last(party.id))
        self.journal.write([records.whole(collected.entries, collected.left_out)])
        return Report(
            trace=records.trace,
            decision=decision,
            sent=tuple(
                self._send(
                    tuple(collected.entries[at : at + most]), head, records, outbox
                )
                for at in range(0, len(collected.entries), most)
            ),
            left_out=collected.left_out,
        )

    def _decide(self, order: Order, party: Party | None) -> Decision:
        if party is None:
            reason = f"no party {order.party}; `kruispunt parties` lists them"
            return Decision(grant=None, reason=reason)
        return decide_push(
            self.law,
            party=party.id,
            capacity=order.capacity,
            kind=order.kind,
            day=self.clock.today(),
        )

    def _head(self, party: Party, grant: Grant) -> Head:
        return Head(
            receiver=party.number,
            legal_context=self.parties.codes.on_the_wire(HOP, grant.capacity),
            number=1,
            ticket=str(uuid.uuid4()),
            sent=self.clock.business_now(),
        )

    def _inscribed(self, grant: Grant) -> IsInscribed:
        register, registrant, quality = grant.file

        def is_inscribed(ssin: str, days: tuple[date, date]) -> bool:
            return self.repertory.is_inscribed(
                register, registrant, ssin, quality, days
            )

        return is_inscribed

    def _send(
        self, entries: tuple[Entry, ...], head: Head, records: Records, outbox: Outbox
    ) -> Sent:
        """Number a message, put it down, log it, let it go."""
        number = self.sequences.last(records.id) + 1
        head = replace(head, number=number, ticket=str(uuid.uuid4()))
        document = _document(write_message(records.kind, head, entries))
        name = outbox.name(number, records.kind.operation)
        persons = list(
            records.persons(entries, file=name, ticket=head.ticket, document=document)
        )
        outbox.prepare(name, document)
        try:
            self.journal.write(persons, changes=[Numbered(records.id, number)])
        except BaseException:
            outbox.discard(name)
            raise
        outbox.release(name)
        return Sent(
            file=name,
            number=number,
            notifications=len(entries),
            persons=len(persons),
        )


def _document(message: Element) -> bytes:
    """
    Write a message as bytes.

    Raises:
        ValueError: It does not fit its contract: a mistake of ours, or a value of
            the law that the contract does not take.
    """
    for error in contract().validate(message):
        raise ValueError(f"{error.path}: {error.message}")
    return bytes(etree.tostring(message, xml_declaration=True, encoding="UTF-8"))

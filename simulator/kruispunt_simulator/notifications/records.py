"""
What the log of the KSZ keeps of a push: a record of the whole, one per person told of.

Source: Protocol WiV–Wonen in Limburg art. 6.4 for the six elements. No natural person
stands behind a push, and the record of the whole is about none: it counts who was left
out, so that the receiver's trail names nobody whom the receiver may not know of.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kruispunt_law import Codes, Decision

from kruispunt_simulator.audit.operator import NOBODY
from kruispunt_simulator.hops.call import UNKNOWN, as_logged, digest, findings_json
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.notifications.collect import LeftOut
from kruispunt_simulator.notifications.ground import HOP
from kruispunt_simulator.notifications.kinds import SERVICE, VERSION, Kind
from kruispunt_simulator.notifications.message import Entry
from kruispunt_simulator.parties import Party
from kruispunt_simulator.store.exchange import Exchange

_WHY = {
    LeftOut.NOT_INSCRIBED: (
        "repertory.inscribed",
        "23/058 §88, §56/8",
        "a file of the receiver, open on the day and in the quarter told of",
    ),
    LeftOut.NOTHING_MAY_LEAVE: (
        "law.fields",
        "23/058 §85",
        "a granted field",
    ),
    LeftOut.NUMBER_DOES_NOT_FIT: (
        "push.number",
        "`ksz-common-v3`, SSIN4",
        "a number with a place in the contract",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Makes the records of one push."""

    party: Party | None
    """None: nobody has the id."""
    id: str
    """Id of the receiver, as given."""
    kind: Kind
    capacity: str | None
    decision: Decision
    codes: Codes
    """On the wire, and so in the log."""
    at: datetime
    day: date
    trace: str = field(default_factory=lambda: secrets.token_hex(16))
    span: str = field(default_factory=lambda: secrets.token_hex(8))

    def refusal(self) -> Exchange:
        """Record that nothing was pushed, and why."""
        cited = ", ".join(sorted({grant.citation for grant in self.decision.near}))
        finding = Finding(
            check="law.granted",
            fault=None,
            requirement=cited or "no act among ours grants it",
            expected="a grant for this receiver, message, capacity and date",
            actual=self.decision.reason,
        )
        return self._record(self.span, None, "refused", [finding])

    def whole(
        self, entries: Iterable[Entry], left_out: Mapping[LeftOut, int]
    ) -> Exchange:
        """Record a push: what was withheld, and how many persons were left out."""
        findings = [
            _note(*_WHY[reason], f"{count} persons left out")
            for reason, count in left_out.items()
        ]
        withheld = dict.fromkeys(name for entry in entries for name in entry.withheld)
        if withheld:
            actual = f"withheld: {', '.join(withheld)}"
            cited = self.decision.reason
            findings.append(_note("law.fields", cited, "only granted fields", actual))
        return self._record(self.span, None, "sent", findings)

    def persons(
        self, entries: Iterable[Entry], *, file: str, ticket: str, document: bytes
    ) -> Iterator[Exchange]:
        """
        Record who is told of in a message.

        Args:
            entries: Of the message.
            file: Its name.
            ticket: Its reference.
            document: As it leaves.
        """
        for ssin in dict.fromkeys(entry.ssin for entry in entries):
            yield self._record(
                secrets.token_hex(8),
                ssin,
                "sent",
                [],
                parent=self.span,
                peer=file,
                ticket=ticket,
                sent=digest(document),
            )

    def _record(
        self,
        span: str,
        person: str | None,
        outcome: str,
        findings: list[Finding],
        *,
        parent: str | None = None,
        peer: str | None = None,
        ticket: str | None = None,
        sent: str | None = None,
    ) -> Exchange:
        grant, near = self.decision.grant, self.decision.near
        return Exchange(
            trace=self.trace,
            span=span,
            parent_span=parent,
            hop=HOP,
            direction="out",
            at=self.at.astimezone(UTC),
            business_date=self.day,
            duration_us=0,
            peer=peer or as_logged(self.id, 64),
            party=as_logged(self.id, 64) or UNKNOWN,
            application=self.party.application if self.party else UNKNOWN,
            service=SERVICE,
            version=VERSION,
            operation=self.kind.operation,
            user=NOBODY,
            person=person or NOBODY,
            capacity=self.codes.on_the_wire(HOP, grant.capacity)
            if grant
            else as_logged(self.capacity, 64),
            legal_basis=grant.citation if grant else None,
            grant=grant.id if grant else None,
            nearest=f"{near[0].citation} ({near[0].id})" if near else None,
            outcome=outcome,
            platform_reference=ticket,
            request_digest=sent,
            findings=findings_json(findings),
        )


def _note(check: str, requirement: str, expected: str, actual: str) -> Finding:
    return Finding(
        check=check,
        fault=None,
        severity=Severity.NOTE,
        requirement=requirement,
        expected=expected,
        actual=actual,
    )

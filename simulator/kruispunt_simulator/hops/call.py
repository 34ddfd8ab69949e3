"""One call at one hop, from its first byte to its record in the log."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from kruispunt_client.wss import SignedParts
from kruispunt_contracts.catalogue import Contract, Operation
from kruispunt_law import Discontinued, Grant

from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.hops import trace_context
from kruispunt_simulator.message import (
    Element,
    Finding,
    Question,
    Rendered,
    Severity,
)
from kruispunt_simulator.numbers import could_be_real
from kruispunt_simulator.parties import Connection, Party
from kruispunt_simulator.services import Service
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Claim

if TYPE_CHECKING:
    from kruispunt_simulator.hops.prepared import Prepared

UNKNOWN = "(unknown)"
"""
Stands in the log for an element that the message did not give, or was not read for.

Source: Protocol WiV–Wonen in Limburg art. 6.4: six elements at least, in every record.
"""

REAL_NUMBER = "(kept out of the log)"
"""Stands in the log for a number that could be a real citizen's."""

NUMBER_TEXT = re.compile(
    r"(?P<ours>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{32,}"
    r"|(?<=/)(?:\d\d\.\d\d\.0000|v\d)(?=/))"
    r"|\d(?:[ ./-]?\d){10,}",
    re.ASCII | re.IGNORECASE,
)
"""
UUIDs and digests, which hold digits by chance, beside letters, and versions in a path,
which would run into what follows; or what may hold a number.
"""


@dataclass(slots=True, kw_only=True)
class Call:
    """
    What is known about a call so far. Stages fill it in from top to bottom.

    The only mutable value of a hop; it never leaves the thread that made it.
    """

    hop: str
    peer: str
    path: str
    received: datetime
    business_time: datetime
    today: date
    traceparent: str | None = None
    tracestate: str | None = None
    """HTTP header of that name; from the start on, only if it may be passed on."""
    sampled: bool = True
    """Flag of the trace, as the caller gave it."""
    allow_real_numbers: bool = False
    """Whether numbers that could be a citizen's are asked about, and logged."""
    trace: str = ""
    span: str = field(default_factory=lambda: secrets.token_hex(8))
    parent_span: str | None = None
    started: float = field(default_factory=time.perf_counter)
    certificate: x509.Certificate | None = None
    """Client certificate of the connection."""
    party: Party | None = None
    """Party of that certificate."""
    authorization: str | None = None
    """HTTP header of that name, for Basic."""
    body: bytes = b""
    envelope: Element | None = None
    header: Element | None = None
    payload: Element | None = None
    signed: SignedParts | None = None
    user: str | None = None
    """INSZ in the header block of ours: as signed, or as an unsigned message claims."""
    claims: list[Claim] = field(default_factory=list)
    contract: Contract | None = None
    operation: Operation | None = None
    discontinued: Discontinued | None = None
    """The stopped service that the message asks; then there is no contract."""
    service: Service | None = None
    question: Question | None = None
    connection: Connection | None = None
    subject: str | None = None
    grant: Grant | None = None
    near: tuple[Grant, ...] = ()
    """Without a ground: those that almost fit."""
    findings: list[Finding] = field(default_factory=list)
    sent_on: list[Exchange] = field(default_factory=list)
    dropped: bool = False
    """Whether a tester wants the line cut in place of a reply."""
    prepared: Prepared | None = None
    """The reply that a tester wants in place of an answer."""

    def __post_init__(self) -> None:
        given = trace_context.read(self.traceparent, self.tracestate)
        if given is None:
            self.start_own_trace()
            return
        self.trace, self.parent_span = given.trace, given.parent
        self.sampled, self.tracestate = given.sampled, given.state

    @property
    def response(self) -> str | None:
        """Clark name of the root of a reply; None while nobody knows."""
        if self.operation is not None:
            return self.operation.response
        if self.discontinued is not None and self.payload is not None:
            # As every MAGDA service names it (`_wire-facts.md` 1).
            return f"{self.payload.tag}Response"
        return None

    def start_own_trace(self) -> None:
        """Leave the trace that the caller gave."""
        self.trace, self.parent_span = secrets.token_hex(16), None
        self.sampled, self.tracestate = True, None

    @staticmethod
    def new_span() -> str:
        """A fresh span id, 16 hex digits (W3C Trace Context)."""
        return secrets.token_hex(8)

    def note(self, check: str, requirement: str, expected: str, actual: str) -> None:
        """Leave something in the trace that never goes on the wire."""
        self.findings.append(
            Finding(
                check=check,
                fault=None,
                severity=Severity.NOTE,
                requirement=requirement,
                expected=expected,
                actual=actual,
            )
        )

    def record(self, rendered: Rendered, reply: bytes | None) -> Exchange:
        """Write the log record of this call, once its reply is known."""
        return Exchange(
            trace=self.trace,
            span=self.span,
            parent_span=self.parent_span,
            hop=self.hop,
            direction="in",
            at=self.received,
            business_date=self.today,
            duration_us=round((time.perf_counter() - self.started) * 1e6),
            peer=self.peer,
            outcome=rendered.outcome,
            level=rendered.level,
            code=rendered.code,
            http_status=rendered.http_status,
            platform_reference=rendered.platform_reference,
            request_digest=digest(self.body) if self.body else None,
            reply_digest=digest(reply) if reply else None,
            findings=findings_json(
                self.findings, allow_real_numbers=self.allow_real_numbers
            ),
            request=self.body or None,
            reply=reply,
            **self.who_and_what(),
        )

    def who_and_what(self) -> dict[str, Any]:
        """The elements of a record that onward calls share with this one."""
        question = self.question
        asked = self.contract or self.discontinued

        def loggable(text: str | None, most: int = 32) -> str | None:
            return as_logged(text, most, allow_real_numbers=self.allow_real_numbers)

        application = None
        if self.party is not None:
            application = (
                self.connection and self.connection.application
            ) or self.party.application
        return {
            "party": self.party.id
            if self.party
            else printable(common_name(self.certificate) or UNKNOWN)[:64],
            "application": application or UNKNOWN,
            "service": asked.service if asked else UNKNOWN,
            "version": asked.version if asked else None,
            "operation": self.operation.name if self.operation else None,
            "user": loggable(question.user if question else None) or UNKNOWN,
            "person": loggable(self.subject) or UNKNOWN,
            "capacity": loggable(question.capacity, 64) if question else None,
            "legal_basis": self.grant.citation if self.grant else None,
            "grant": self.grant.id if self.grant else None,
            "nearest": _nearest(self.near) if self.grant is None else None,
            "reference": loggable(question.reference, 64) if question else None,
            "question_reference": loggable(question.question_reference, 64)
            if question
            else None,
        }


def _nearest(near: tuple[Grant, ...]) -> str | None:
    """The ground that was nearest, as the log names it."""
    return f"{near[0].citation} ({near[0].id})" if near else None


def digest(message: bytes) -> str:
    """SHA-256 of a message, in hex."""
    return hashlib.sha256(message).hexdigest()


def as_logged(
    text: str | None, most: int = 32, *, allow_real_numbers: bool = False
) -> str | None:
    """
    A text of a message as it may stand in the log: fictitious numbers only.

    Args:
        text: Whatever the sender wrote where this belongs.
        most: Characters that are kept.
        allow_real_numbers: Keep what could be a citizen's number too.
    """
    if text is None:
        return None
    kept = text if allow_real_numbers else without_real_numbers(text)
    return printable(kept)[:most]


def without_real_numbers(text: str) -> str:
    """
    Replace what could be a citizen's number, with or without its usual separators.

    A longer run of digits goes too when a number can be read in it, for a digit too
    many is a typing error, not another number.
    """

    def shown(found: re.Match[str]) -> str:
        if found["ours"]:
            return found[0]
        digits = re.sub(r"\D", "", found[0])
        windows = (digits[at : at + 11] for at in range(len(digits) - 10))
        return REAL_NUMBER if any(map(could_be_real, windows)) else found[0]

    return NUMBER_TEXT.sub(shown, text)


def common_name(certificate: x509.Certificate | None) -> str | None:
    """CN of a certificate, at most 64 characters; None without one."""
    if certificate is None:
        return None
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value)[:64] if names else None


def findings_json(findings: list[Finding], *, allow_real_numbers: bool = False) -> str:
    """Findings as the JSON list that the log keeps."""
    return json.dumps(
        [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "fault": finding.fault,
                "requirement": finding.requirement,
                "expected": printable(finding.expected),
                "actual": printable(
                    finding.actual
                    if allow_real_numbers
                    else without_real_numbers(finding.actual)
                ),
            }
            for finding in findings
        ],
        ensure_ascii=False,
    )


class Refused(Exception):
    """The answer is a refusal."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings[0].check)
        self.findings = findings

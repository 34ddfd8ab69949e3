"""One row of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One call, in one direction, at one hop.

    Source: Protocol WiV–Wonen in Limburg art. 6.4 for the six elements `at`, `party`,
    `application`, `service` (with version and operation), `user`, `person`. A refused
    call may lack those that its message did not give.
    """

    trace: str
    """32 hex digits, the same at every hop."""
    span: str
    """16 hex digits, this call at this hop."""
    parent_span: str | None
    hop: str
    direction: str
    """`in` for a call that was received, `out` for one that was sent on."""
    at: datetime
    """Real time of arrival or sending, aware UTC."""
    business_date: date
    duration_us: int
    peer: str | None = None
    """Address of the caller, or URL or name of the callee."""
    party: str | None = None
    """Who asks: party id, or the certificate's name when no party has it."""
    application: str | None = None
    service: str | None = None
    version: str | None = None
    operation: str | None = None
    user: str | None = None
    """INSZ of the natural person behind the question."""
    person: str | None = None
    """INSZ of the person asked about."""
    capacity: str | None = None
    """`Hoedanigheid` or `legalContext`."""
    legal_basis: str | None = None
    outcome: str
    """`answered`, `refused` or `failed`."""
    level: str | None = None
    """Where the refusal stands: tls, http, 1, 2, 3, fault, status, summary."""
    code: str | None = None
    http_status: int | None = None
    reference: str | None = None
    """`Afzender/Referte` or `ticket`."""
    question_reference: str | None = None
    """`Vraag/Referte`."""
    platform_reference: str | None = None
    """Referte of the reply, or `ticketCBSS`."""
    request_digest: str | None = None
    """SHA-256 of the message as received or sent, hex."""
    reply_digest: str | None = None
    findings: str = "[]"
    """JSON list of what the checks noticed, for `kruispunt explain`."""

"""One row of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

SIX: Final = ("at", "party", "application", "service", "user", "person")
"""
What every record has: time, party, application, service called, natural user, person.

Source: Protocol WiV–Wonen in Limburg art. 6.4.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One call, in one direction, at one hop.

    Source: Protocol WiV–Wonen in Limburg art. 6.4 for the six elements `at`, `party`,
    `application`, `service` (with version and operation), `user`, `person`. None may be
    empty: what a call did not tell is said to be unknown (`hops/call.py`).

    Raises:
        ValueError: One of the six is empty.
    """

    trace: str
    """32 hex digits, the same at every hop."""
    span: str
    """16 hex digits, this call at this hop."""
    parent_span: str | None
    hop: str
    direction: str
    """`in` for a call that was received, `out` for what was sent on, or pushed."""
    at: datetime
    """Real time of arrival or sending, aware UTC."""
    business_date: date
    duration_us: int
    peer: str | None = None
    """Address of the caller, URL or name of the callee, or file that was pushed."""
    party: str
    """Who asks: party id, or the certificate's name when no party has it."""
    application: str
    service: str
    version: str | None = None
    operation: str | None = None
    user: str
    """INSZ of the natural person behind the question."""
    person: str
    """INSZ of the person asked about."""
    capacity: str | None = None
    """`Hoedanigheid` or `legalContext`."""
    legal_basis: str | None = None
    """Act and paragraphs of the ground on which the question may be asked; None while
    there is none, as for a refusal before that was decided."""
    grant: str | None = None
    """Id of that ground in the files of the acts."""
    nearest: str | None = None
    """Of a question without a ground: the nearest, as `act paragraphs (id)`, if any."""
    outcome: str
    """`answered`, `refused` or `failed`; `asked` of a question that is about to leave,
    which another record of the same span follows; `sent` of what was pushed."""
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
    request: bytes | None = field(default=None, repr=False, compare=False)
    """The message as received or sent. No column: `messages.py` keeps it, or nobody."""
    reply: bytes | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in SIX:
            if not getattr(self, name):
                raise ValueError(
                    f"a log record without {name}: "
                    "Protocol WiV–Wonen in Limburg art. 6.4 wants all six"
                )

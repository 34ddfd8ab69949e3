"""What the log says of one call, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.audit.trail import summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a check noticed about a call; never on the wire."""

    check: str
    """Such as `user.on-staff-list`; `injected` for what a test asked for."""
    severity: str
    """`error`, `warning` or `note`."""
    fault: str | None
    """Key in `WIRE_FAULTS`."""
    requirement: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    One call at one hop, in one direction, as its log has it.

    `str` of it is the line of `kruispunt log`.
    """

    hop: str
    direction: str
    """`in` for what was received, `out` for what was sent on."""
    at: datetime
    business_date: date
    party: str
    application: str
    service: str
    version: str | None
    operation: str | None
    user: str
    person: str
    capacity: str | None
    legal_basis: str | None
    grant: str | None
    outcome: str
    """`answered`, `refused` or `failed`."""
    level: str | None
    code: str | None
    http_status: int | None
    duration: timedelta
    trace: str
    span: str
    parent_span: str | None
    noticed: tuple[Noticed, ...]
    row: Mapping[str, Any] = field(repr=False, compare=False)
    """All columns, as `kruispunt log --json` gives them."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row as `audit.trail` gives it."""
        same = {name: row[name] for name in _SAME}
        return cls(
            at=datetime.fromisoformat(row["at"]),
            business_date=date.fromisoformat(row["business_date"]),
            duration=timedelta(microseconds=row["duration_us"]),
            noticed=tuple(Noticed(**each) for each in row["findings"]),
            row=row,
            **same,
        )

    def __str__(self) -> str:
        return printable(summary(dict(self.row)))


_SAME = (
    "hop",
    "direction",
    "party",
    "application",
    "service",
    "version",
    "operation",
    "user",
    "person",
    "capacity",
    "legal_basis",
    "grant",
    "outcome",
    "level",
    "code",
    "http_status",
    "trace",
    "span",
    "parent_span",
)

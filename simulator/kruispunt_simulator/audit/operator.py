"""What the operator does, not a caller, as records of the log."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime
from typing import Final

from kruispunt_simulator.store.exchange import Exchange

OPERATOR: Final = "(operator)"
NOBODY: Final = "(nobody)"
"""Stand for party and user, and for the person: a command is about none."""


def operator_record(
    *,
    hop: str,
    command: str,
    operation: str,
    outcome: str,
    finding: dict[str, str | None],
    now: datetime,
    today: date,
    reference: str | None = None,
) -> Exchange:
    """
    Write a record of what a command does.

    Args:
        hop: In whose log it belongs.
        command: Such as `kruispunt up`.
        operation: What it does, such as the option that it was given.
        outcome: What came of it.
        finding: The explanation, with the keys of `message.Finding`.
        now: Aware.
        today: Business date.
        reference: What it was done to, if one word tells.
    """
    return Exchange(
        trace=secrets.token_hex(16),
        span=secrets.token_hex(8),
        parent_span=None,
        hop=hop,
        direction="in",
        at=now.astimezone(UTC),
        business_date=today,
        duration_us=0,
        party=OPERATOR,
        application="kruispunt",
        service=command,
        operation=operation,
        user=OPERATOR,
        person=NOBODY,
        outcome=outcome,
        reference=reference,
        findings=json.dumps([{"severity": "note", "fault": None, **finding}]),
    )

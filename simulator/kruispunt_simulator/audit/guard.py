"""The guard against real people, when somebody takes it away: said aloud and kept."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime
from typing import Final

import structlog

from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal

OPTION: Final = "--allow-real-numbers"

OPERATOR: Final = "(operator)"
NOBODY: Final = "(nobody)"
"""Stand for party and user, and for the person: a command is about none."""

WARNING: Final = (
    f"{OPTION}: numbers that may belong to real people are loaded, answered and logged "
    "in clear. Kruispunt has neither a legal basis nor the security for them: use it "
    "for official test numbers only, and delete the state folder afterwards"
)

log = structlog.get_logger("kruispunt.guard")


def note_real_numbers(
    journal: Journal, where: str, *, now: datetime, today: date
) -> None:
    """
    Tell the operator, the process log and the trail that the guard is off.

    Args:
        journal: Takes the record.
        where: Command that was given the option, such as `up`.
        now: Aware.
        today: Business date.

    Raises:
        StateError: The record cannot be written.
    """
    log.warning("real numbers are allowed", command=where, option=OPTION)
    finding = {
        "check": "guard.real-numbers",
        "severity": "note",
        "fault": None,
        "requirement": "guardrail of Kruispunt: fictitious people only",
        "expected": "numbers with the month raised by 60",
        "actual": f"kruispunt {where} was given {OPTION}",
    }
    journal.write(
        [
            Exchange(
                trace=secrets.token_hex(16),
                span=secrets.token_hex(8),
                parent_span=None,
                hop="guard",
                direction="in",
                at=now.astimezone(UTC),
                business_date=today,
                duration_us=0,
                party=OPERATOR,
                application="kruispunt",
                service=f"kruispunt {where}",
                operation=OPTION,
                user=OPERATOR,
                person=NOBODY,
                outcome="allowed",
                findings=json.dumps([finding]),
            )
        ]
    )

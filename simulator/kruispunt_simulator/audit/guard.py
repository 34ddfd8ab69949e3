"""The guard against real people, when somebody takes it away: said aloud and kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import structlog

from kruispunt_simulator.audit.operator import operator_record
from kruispunt_simulator.store.journal import Journal

OPTION: Final = "--allow-real-numbers"

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
    record = operator_record(
        hop="guard",
        command=f"kruispunt {where}",
        operation=OPTION,
        outcome="allowed",
        finding={
            "check": "guard.real-numbers",
            "requirement": "guardrail of Kruispunt: fictitious people only",
            "expected": "numbers with the month raised by 60",
            "actual": f"kruispunt {where} was given {OPTION}",
        },
        now=now,
        today=today,
    )
    journal.write([record])

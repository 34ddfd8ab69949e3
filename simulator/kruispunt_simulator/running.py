"""What a running simulator tells other processes: `DIR/running.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

_NAME = "running.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Where the hops of a state folder are, and on which business date they live."""

    urls: dict[str, str]
    shift_days: int
    """Business date minus real date."""

    def today(self) -> date:
        """The business date now."""
        return datetime.now(UTC).date() + timedelta(days=self.shift_days)


def write_running(state: Path, running: Running) -> None:
    """
    Tell where the hops are.

    Args:
        state: The state folder, which exists.
        running: Replaces what the last start told.
    """
    row = {"endpoints": running.urls, "shift_days": running.shift_days}
    (state / _NAME).write_text(json.dumps(row, indent=2), "utf-8")


def read_running(state: Path) -> Running | None:
    """
    Read what the last start told.

    Args:
        state: A state folder, or a path where there is none.

    Returns:
        None when there was no start, or when the file makes no sense.
    """
    try:
        row: dict[str, Any] = json.loads((state / _NAME).read_text("utf-8"))
        return Running(urls=row["endpoints"], shift_days=row["shift_days"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

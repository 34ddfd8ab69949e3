"""
A running simulator and its state folder: one at a time, and where it is.

`DIR/running.json` tells other processes where the hops are; it is there as long as they
run. `DIR/running.lock` is the operating system's lock: it ends with its process, so
that a crash leaves nothing to clean up. The file itself stays, and is empty.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kruispunt_law import Codes

from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.filelock import locked

_NAME = "running.json"
_LOCK = "running.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Where the hops of a state folder are, and on which business date they live."""

    urls: dict[str, str]
    shift_days: int
    """Business date minus real date."""
    allow_real_numbers: bool = False
    """Whether it may be asked about numbers that could be somebody's."""
    law: tuple[Path, ...] = ()
    """Act files of the user's own."""
    codes: Codes = field(default_factory=Codes)
    """Of the user's own, on the wire."""
    contracts: Path | None = None
    """Folder of the user's own contracts."""
    stubs: str | None = None
    """Address of the HTTP API for stubs; None when there is none."""

    def today(self) -> date:
        """The business date now."""
        return belgian_date(datetime.now(UTC)) + timedelta(days=self.shift_days)


def write_running(state: Path, running: Running) -> None:
    """
    Tell where the hops are.

    Args:
        state: The state folder, which exists.
        running: Replaces what the last start told.
    """
    row = {
        "endpoints": running.urls,
        "shift_days": running.shift_days,
        "allow_real_numbers": running.allow_real_numbers,
        "law": [str(path) for path in running.law],
        "codes": running.codes.own,
        "contracts": None if running.contracts is None else str(running.contracts),
        "stubs": running.stubs,
    }
    write_private(state / _NAME, json.dumps(row, indent=2))


def read_running(state: Path) -> Running | None:
    """
    Read what the last start told.

    Args:
        state: A state folder, or a path where there is none.

    Returns:
        None when nothing runs there, or when the file makes no sense.
    """
    try:
        row: dict[str, Any] = json.loads((state / _NAME).read_text("utf-8"))
        return Running(
            urls=row["endpoints"],
            shift_days=row["shift_days"],
            allow_real_numbers=row["allow_real_numbers"],
            law=tuple(map(Path, row["law"])),
            codes=Codes(own=row["codes"]),
            contracts=Path(row["contracts"]) if row["contracts"] else None,
            stubs=row["stubs"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def business_date(state: Path) -> date:
    """
    Give the business date of a simulator that runs on a state folder, or today's.

    Args:
        state: A state folder, or a path where there is none.
    """
    running = read_running(state)
    return running.today() if running else belgian_date(datetime.now(UTC))


@contextmanager
def sole(state: Path) -> Iterator[None]:
    """
    Be the only simulator on a state folder; at the end, tell that nothing runs there.

    Args:
        state: The state folder, which exists.

    Raises:
        StateError: Another one runs on it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(state / _LOCK, wait=False))
        except OSError as error:
            raise StateError(
                f"{state}: a simulator runs on this folder already; stop it, or take "
                "another --state"
            ) from error
        try:
            yield
        finally:
            (state / _NAME).unlink(missing_ok=True)


def write_private(path: Path, content: str | bytes) -> None:
    """
    Put a whole file in place, readable by its owner only from its first moment.

    Args:
        path: In a folder that exists.
        content: Text is written as UTF-8.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(fresh, "xb", opener=_private) as file:
        file.write(content.encode() if isinstance(content, str) else content)
    fresh.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

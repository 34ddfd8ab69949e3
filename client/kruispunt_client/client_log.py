"""
The log at our own end of the chain: one record per question that was put.

Kept by the application of whoever asks, beside the logs of every hop; the trace id and
the references join them. A record tells who asked what about whom, never what came
back: data stay out, digests of both messages prove afterwards which ones they were.

A question that was refused before it had references (a malformed number, say) never
became a question, and is not here. Every other one is, whatever became of it.

Source: Protocol WiV–Wonen in Limburg art. 6.4: every call, over the whole chain, at
three places, with at least time, party, application, service, natural user and person
queried. That refusals and failures are logged too is our reading of "every call".
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from kruispunt_client.errors import LogNotWritten, References
from kruispunt_client.results import as_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One question and what became of it. The first six are those of the protocol."""

    time: datetime
    """Aware UTC; when it was put."""
    party: str
    application: str
    service: str
    """With the next two: the service called."""
    version: str
    operation: str
    user: str
    """INSZ of the natural person who asked."""
    person: str
    """INSZ of the person asked about."""
    hop: str
    trace: str
    references: References
    outcome: str
    """`answered`, `nothing found`, or the name of the error class."""
    code: str | None
    """Of the refusal, such as `13001`."""
    duration_ms: int
    request_sha256: str | None
    """Of the octets that left; None if none did."""
    reply_sha256: str | None
    """Of the octets that came back; None if none did."""


class ClientLog(Protocol):
    """Where records go."""

    def write(self, record: LogRecord) -> None:
        """
        Keep a record; only return when it is safe.

        Raises:
            LogNotWritten: It is not.
        """


class JsonLinesLog:
    """
    One JSON object per line, appended and flushed to disk one by one.

    Enough for one application on one machine: threads take turns, and processes may
    share the file, for a line is appended in one write.
    """

    def __init__(self, path: Path | str) -> None:
        """
        Open nothing yet.

        Args:
            path: Made when needed, readable by its owner only; its folder exists.
        """
        self.path = Path(path)
        self._lock = threading.Lock()

    def write(self, record: LogRecord) -> None:
        """
        Append a record and wait for the disk.

        Raises:
            LogNotWritten: The file cannot be written.
        """
        with self._lock:
            append_line(self.path, as_plain(record))


def append_line(path: Path, row: Any) -> None:
    """
    Append an object to a file of JSON lines, in one write, and wait for the disk.

    Raises:
        LogNotWritten: The file cannot be written.
    """
    line = json.dumps(row, ensure_ascii=False) + "\n"
    try:
        with open(path, "ab", 0, opener=_private) as file:
            file.write(line.encode())
            os.fsync(file.fileno())
    except OSError as error:
        raise LogNotWritten(f"{path}: the log is not kept: {error}") from error


def read_lines(path: Path) -> list[dict[str, Any]]:
    """
    Read back a file of JSON lines.

    Raises:
        OSError: It cannot be read.
        ValueError: A line is no JSON object.
    """
    # Not `splitlines`: what somebody wrote may hold U+2028 or U+0085, which JSON does
    # not escape.
    *lines, rest = path.read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in (*lines, *filter(None, [rest]))]
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise ValueError(f"line {number} is no object")
    return rows


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

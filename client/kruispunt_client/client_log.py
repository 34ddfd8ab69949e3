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
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from kruispunt_client.errors import LogNotRead, LogNotWritten, References
from kruispunt_client.results import as_plain

NOBODY: Final = "(unknown)"
"""Stands for the person in a question about none; the hops write the same."""


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
    """INSZ of the person asked about; `NOBODY` for an enterprise or a parcel."""
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


class ReadableLog(ClientLog, Protocol):
    """A log that gives its records back, for `kruispunt log reconcile`."""

    def read(self) -> Iterator[LogRecord | BrokenLine]:
        """
        Read the records in the order in which they were kept, a few at a time.

        Raises:
            LogNotRead: It cannot be read.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """
    A line of a file that is no record.

    One without its end is what a crash, or a full disk, leaves of a write. `write` did
    not return, so the record was not safe and the application was given no answer; what
    the hop answered, if it did, is in the log of the hop alone.
    """

    number: int
    """Counted from 1."""
    torn: bool
    """Its end is missing; else it is whole, and somebody changed it."""


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

    def read(self) -> Iterator[LogRecord | BrokenLine]:
        """
        Read line by line, so that memory does not grow with the file.

        Returns:
            In the order of the file. A line that is no record is told of in its place,
            and what follows it is read.

        Raises:
            LogNotRead: The file cannot be read.
        """
        try:
            # Octets end a line with \n alone; text would with U+2028 or U+0085 too.
            with open(self.path, "rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.strip():  # else an end of line alone, see `append_line`
                        yield _parse_line(line, number)
        except OSError as error:
            raise LogNotRead(f"{self.path}: the log cannot be read: {error}") from error


def open_log(where: str, table: str | None = None) -> ReadableLog:
    """
    Refer to a log by one text; nothing is opened yet.

    Args:
        where: SQLAlchemy URL, such as `postgresql+psycopg://host/name`, or else the
            path of a file of JSON lines.
        table: Of the database; None for the usual one.

    Raises:
        InvalidSettings: No log can be kept at that URL.
    """
    if "://" not in where:
        return JsonLinesLog(where)
    # SQLAlchemy takes longer to import than the rest of us, and a file needs it not.
    from kruispunt_client.database_log import TABLE, DatabaseLog

    return DatabaseLog(where, table=table or TABLE)


def append_line(path: Path, row: Any) -> None:
    """
    Append an object to a file of JSON lines, in one write, and wait for the disk.

    If the last line is torn, this one begins a line of its own, so that one record is
    lost and not two. Two processes may both see that; then one line is empty.

    Raises:
        LogNotWritten: The file cannot be written.
    """
    try:
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        with open(path, "a+b", 0, opener=_private) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            if file.write(line) != len(line):  # as much as the disk had room for
                raise OSError("only a part of the record fitted")
            os.fsync(file.fileno())
        if size == 0:
            _keep_name(path)
    except UnicodeEncodeError as error:  # which quotes what it cannot write
        raise LogNotWritten(f"{path}: the log is not kept: half a character") from error
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


def _parse_line(line: bytes, number: int) -> LogRecord | BrokenLine:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return BrokenLine(number=number, torn=True)
    try:
        references = References(**row["references"])
        time = datetime.fromisoformat(row["time"])
        if time.tzinfo is None:
            return BrokenLine(number=number, torn=False)
        time = time.astimezone(UTC)
        record = LogRecord(**{**row, "time": time, "references": references})
    except (ValueError, TypeError, KeyError, OverflowError):
        return BrokenLine(number=number, torn=False)
    if not _has_its_types(record):
        return BrokenLine(number=number, torn=False)
    return record


def _has_its_types(record: LogRecord) -> bool:
    """Know that nobody who changed a line put a number where a text belongs."""
    for name in _TEXTS:
        value = getattr(record, name)
        if isinstance(value, str):
            if not value.isascii() and _HALF.search(value):
                return False
        elif value is not None or name not in _OPTIONAL:
            return False
    return type(record.duration_ms) is int


_HALF: Final = re.compile(r"[\ud800-\udfff]")
"""Half a character (a lone surrogate), which JSON can hold and nothing else."""
_TEXTS: Final = tuple(
    each.name
    for each in fields(LogRecord)
    if each.name not in ("time", "references", "duration_ms")
)
_OPTIONAL: Final = frozenset({"code", "request_sha256", "reply_sha256"})


def _keep_name(path: Path) -> None:
    """Let the name of a new file survive a power cut, where folders can be synced."""
    if os.name != "posix":
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

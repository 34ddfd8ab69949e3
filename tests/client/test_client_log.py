"""The log at the asker's own end."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from kruispunt_client.client_log import (
    BrokenLine,
    JsonLinesLog,
    LogRecord,
    open_log,
    read_lines,
)
from kruispunt_client.database_log import DatabaseLog
from kruispunt_client.errors import (
    InvalidSettings,
    LogNotRead,
    LogNotWritten,
    References,
)

SIX = {"time", "party", "application", "service", "user", "person"}


def test_each_record_is_one_line_with_every_field(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    log.write(record(outcome="TimedOut", party="Zoë\n\u2028\x85"))
    first, second = read_lines(log.path)
    assert set(first) == {column.name for column in fields(LogRecord)}
    assert set(first) > SIX
    assert first["time"] == "2026-05-04T10:11:12+00:00"
    assert first["references"]["question"] == "b"
    assert second["party"] == "Zoë\n\u2028\x85"


def test_an_existing_log_is_continued(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    path = tmp_path / "log.jsonl"
    JsonLinesLog(path).write(record())
    JsonLinesLog(path).write(record())
    assert len(read_lines(path)) == 2


def test_threads_do_not_mix_their_lines(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: log.write(record(duration_ms=n)), range(40)))
    assert sorted(line["duration_ms"] for line in read_lines(log.path)) == list(
        range(40)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes on Windows")
def test_the_log_is_for_its_owner_only(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_kept_says_so(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    with pytest.raises(LogNotWritten, match="missing"):
        JsonLinesLog(tmp_path / "missing" / "log.jsonl").write(record())


# --- read back -----------------------------------------------------------------------


def test_a_log_gives_back_what_was_written(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    written = [
        record(),
        record(
            party="Zoë\n\u2028\x85",
            outcome="TimedOut",
            code="13001",
            request_sha256=None,
            reply_sha256=None,
            references=References(ticket="t", reply="r"),
        ),
    ]
    for each in written:
        log.write(each)
    assert list(log.read()) == written


def test_a_time_is_given_back_in_utc(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    belgian = datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    log.write(record(time=belgian))
    (read,) = log.read()
    assert isinstance(read, LogRecord)
    assert read.time == belgian
    assert read.time.utcoffset() == timedelta(0)


def test_a_record_does_not_follow_on_a_line_that_a_crash_cut_off(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    """One record is lost, the one that nobody was given an answer for, and not two."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record(duration_ms=1))
    log.write(record(duration_ms=2))
    os.truncate(log.path, log.path.stat().st_size - 20)
    log.write(record(duration_ms=3))
    assert list(log.read()) == [
        record(duration_ms=1),
        BrokenLine(number=2, torn=True),
        record(duration_ms=3),
    ]


def test_a_last_line_that_is_cut_off_is_told(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    whole = log.path.read_bytes()
    for length in range(1, len(whole) - 1):  # also in the middle of a character
        log.path.write_bytes(whole + whole[:length])
        assert list(log.read()) == [record(), BrokenLine(number=2, torn=True)]


def test_an_end_of_line_too_many_is_no_line(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    """Two processes may both repair a line that is cut off."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    with log.path.open("ab") as file:
        file.write(b"\n")
    log.write(record())
    assert list(log.read()) == [record(), record()]


@pytest.mark.parametrize(
    "change",
    [
        {"time": "2026-05-04T10:11:12"},
        {"time": 5},
        {"person": 15681512393},
        {"person": None},
        {"duration_ms": "12"},
        {"duration_ms": True},
        {"references": None},
        {"references": {"other": "x"}},
        {"reply_sha256": 1},
        {"more": "x"},
        {"time": "0001-01-01T00:00:00+05:00"},
    ],
    ids=str,
)
def test_a_line_that_somebody_changed_into_no_record_is_told(
    tmp_path: Path, record: Callable[..., LogRecord], change: dict[str, object]
) -> None:
    """With its twin: the line as it was."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    assert list(log.read()) == [record()]
    (row,) = read_lines(log.path)
    log.path.write_text(json.dumps({**row, **change}) + "\n", "utf-8")
    assert list(log.read()) == [BrokenLine(number=1, torn=False)]


@pytest.mark.parametrize("line", [b"[" * 100_000, b"7", b"[]", b"null", b"\xff"])
def test_a_line_of_something_else_is_told(
    tmp_path: Path, record: Callable[..., LogRecord], line: bytes
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.path.write_bytes(line + b"\n")
    log.write(record())
    broken, read = log.read()
    assert isinstance(broken, BrokenLine)
    assert read == record()


def test_half_a_character_is_neither_written_nor_read(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    """With its twin: a whole one that JSON writes as two."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    with pytest.raises(LogNotWritten, match="half a character"):
        log.write(record(party="\ud83c"))
    log.write(record(party="X"))
    line = log.path.read_bytes()
    log.path.write_bytes(
        line.replace(b'"X"', rb'"\ud83c"') + line.replace(b'"X"', rb'"\ud83c\udfe0"')
    )
    assert list(log.read()) == [
        BrokenLine(number=1, torn=False),
        record(party="\N{HOUSE BUILDING}"),
    ]


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogNotRead, match=r"none\.jsonl: the log cannot be read"):
        list(JsonLinesLog(tmp_path / "none.jsonl").read())


def test_reading_takes_no_more_memory_than_some_lines(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    log.write(record())
    log.path.write_bytes(log.path.read_bytes() * 20_000)
    size = log.path.stat().st_size
    tracemalloc.start()
    count = sum(1 for _ in log.read())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < size / 20


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_says_so(record: Callable[..., LogRecord]) -> None:
    """`/dev/full` takes nothing, as a disk without room."""
    with pytest.raises(LogNotWritten, match="No space left"):
        JsonLinesLog("/dev/full").write(record())


def test_a_record_of_which_a_part_fitted_is_not_kept(
    tmp_path: Path, record: Callable[..., LogRecord]
) -> None:
    """A limit on the size of files stands for a disk with room for half a record."""
    path = tmp_path / "log.jsonl"
    JsonLinesLog(path).write(record())
    script = """
import resource, signal, sys
from kruispunt_client.client_log import append_line
from kruispunt_client.errors import LogNotWritten
from pathlib import Path
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = path.stat().st_size + 10
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    append_line(path, {"a": "long record of which ten octets fit"})
except LogNotWritten as error:
    print(error)
"""
    pytest.importorskip("resource", reason="no limits on Windows")
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "only a part of the record fitted" in told.stdout
    JsonLinesLog(path).write(record())
    first, half, last = JsonLinesLog(path).read()
    assert first == last == record()
    assert half == BrokenLine(number=2, torn=True)


# --- by one text ---------------------------------------------------------------------


def test_a_log_is_a_file_or_a_database(tmp_path: Path) -> None:
    lines = open_log(str(tmp_path / "log.jsonl"))
    assert isinstance(lines, JsonLinesLog)
    assert lines.path == tmp_path / "log.jsonl"
    rows = open_log(f"sqlite:///{tmp_path / 'log.db'}", "mine")
    assert isinstance(rows, DatabaseLog)
    assert rows.table.name == "mine"


@pytest.mark.parametrize(
    "url", ["nothing://x", "sqlite+nothing:///x", "://", "sqlite://", "sqlite+://"]
)
def test_a_url_of_no_database_is_told(url: str) -> None:
    with pytest.raises(InvalidSettings, match=r"^log: "):
        open_log(url)


def test_a_log_in_a_file_needs_no_database_library(tmp_path: Path) -> None:
    """SQLAlchemy takes a while to import; who does not ask for it does not wait."""
    script = """
import sys
import kruispunt_client, kruispunt_client.connection
from kruispunt_client.client_log import open_log
open_log(sys.argv[1])
assert "sqlalchemy" not in sys.modules
open_log("sqlite:///x.db")
assert "sqlalchemy" in sys.modules
assert kruispunt_client.DatabaseLog.__name__ == "DatabaseLog"
"""
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "log.jsonl")],
        check=True,
    )

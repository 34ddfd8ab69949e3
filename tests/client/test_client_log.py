"""The log at the asker's own end."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.client_log import JsonLinesLog, LogRecord, read_lines
from kruispunt_client.errors import LogNotWritten, References

SIX = {"time", "party", "application", "service", "user", "person"}


@pytest.fixture
def record() -> Callable[..., LogRecord]:
    def make(**changes: Any) -> LogRecord:
        plain: dict[str, Any] = {
            "time": datetime(2026, 5, 4, 10, 11, 12, tzinfo=UTC),
            "party": "alpha",
            "application": "huurdossier",
            "service": "GeefZorgtoeslag",
            "version": "02.00.0000",
            "operation": "GeefZorgtoeslag",
            "user": "80631402131",
            "person": "15681512393",
            "hop": "wiv",
            "trace": "0af7651916cd43dd8448eb211c80319c",
            "references": References(context="a", question="b"),
            "outcome": "answered",
            "code": None,
            "duration_ms": 12,
            "request_sha256": "00",
            "reply_sha256": "01",
        }
        return LogRecord(**{**plain, **changes})

    return make


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

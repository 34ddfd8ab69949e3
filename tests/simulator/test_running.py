"""What a running simulator tells other processes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kruispunt_simulator.running import Running, read_running, write_running

RUNNING = Running(
    urls={"wiv": "https://127.0.0.1:8443", "ksz": "https://127.0.0.1:8445"},
    shift_days=-1034,
)


def test_what_was_told_is_what_is_read(tmp_path: Path) -> None:
    write_running(tmp_path, RUNNING)
    assert read_running(tmp_path) == RUNNING


def test_the_last_start_counts(tmp_path: Path) -> None:
    write_running(tmp_path, RUNNING)
    last = Running(urls={}, shift_days=0)
    write_running(tmp_path, last)
    assert read_running(tmp_path) == last


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    write_running(tmp_path, RUNNING)
    assert [path.name for path in tmp_path.iterdir()] == ["running.json"]


def test_a_folder_that_never_ran_tells_nothing(tmp_path: Path) -> None:
    assert read_running(tmp_path) is None
    assert read_running(tmp_path / "not-there") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="half written"),
        pytest.param(b'{"endpoints": {', id="cut off"),
        pytest.param(b'{"endpoints": {}}', id="a key missing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
    ],
)
def test_a_file_that_makes_no_sense_tells_nothing(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "running.json").write_bytes(text)
    assert read_running(tmp_path) is None


def test_the_business_date_goes_on_after_the_start() -> None:
    shift = timedelta(days=RUNNING.shift_days)
    before = datetime.now(UTC).date() + shift
    today = RUNNING.today()
    assert before <= today <= datetime.now(UTC).date() + shift

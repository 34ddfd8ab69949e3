"""What a running simulator tells other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kruispunt_law import Codes
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.running import Running, read_running, sole, write_running

RUNNING = Running(
    urls={"wiv": "https://127.0.0.1:8443", "ksz": "https://127.0.0.1:8445"},
    shift_days=-1034,
    law=(Path("/own/act.yaml"),),
    codes=Codes(own={"magda": {"7202": "12345"}}),
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
    before = belgian_date(datetime.now(UTC)) + shift
    today = RUNNING.today()
    assert before <= today <= belgian_date(datetime.now(UTC)) + shift


def test_a_second_simulator_on_a_folder_is_refused(tmp_path: Path) -> None:
    with (
        sole(tmp_path),
        pytest.raises(StateError, match="runs on this folder already"),
        sole(tmp_path),
    ):
        pytest.fail("two of them")


def test_at_the_end_nothing_runs_and_another_may_start(tmp_path: Path) -> None:
    for _ in range(2):
        with sole(tmp_path):
            write_running(tmp_path, RUNNING)
            assert read_running(tmp_path) == RUNNING
        assert read_running(tmp_path) is None


def test_a_process_that_died_leaves_no_lock(tmp_path: Path) -> None:
    """Killed, so that it could not clean up: the file stays, the lock does not."""
    code = (
        "import os, pathlib, sys\n"
        "from kruispunt_simulator.running import sole\n"
        "with sole(pathlib.Path(sys.argv[1])):\n"
        "    os._exit(9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert ended.returncode == 9
    assert (tmp_path / "running.lock").is_file()
    with sole(tmp_path):
        pass


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_what_is_told_is_told_to_the_owner_only(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text("left by somebody", "utf-8")
    (tmp_path / "running.json").chmod(0o644)
    write_running(tmp_path, RUNNING)
    assert (tmp_path / "running.json").stat().st_mode & 0o777 == 0o600

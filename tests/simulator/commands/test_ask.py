"""What `kruispunt ask` says when there is no answer: what to do first."""

from __future__ import annotations

from pathlib import Path

import pytest
import urllib3
from kruispunt_client.errors import ConnectionFailed, KruispuntError, TlsRefused
from kruispunt_simulator.commands.ask import explained, option_of
from kruispunt_simulator.running import Running, write_running
from kruispunt_simulator.settings import DEFAULT_STATE

WIV = "https://127.0.0.1:8443"


def test_the_default_folder_need_not_be_typed() -> None:
    assert option_of(Path(DEFAULT_STATE)) == ""
    assert option_of(Path("my state")) == ' --state "my state"'


def failure(kind: type[KruispuntError], cause: Exception | None) -> KruispuntError:
    error = kind("the line failed")
    error.hop = "wiv"
    error.__cause__ = cause
    return error


def test_nobody_there_is_first_what_to_do_and_last_what_the_system_said(
    tmp_path: Path,
) -> None:
    write_running(tmp_path, Running(urls={"wiv": WIV}, shift_days=0))
    pool = urllib3.HTTPSConnectionPool("127.0.0.1")
    cause = urllib3.exceptions.NewConnectionError(
        pool,  # type: ignore[arg-type]
        "[Errno 111] Connection refused",
    )
    text = explained(failure(ConnectionFailed, cause), tmp_path)
    assert text.startswith(
        f"wiv does not answer at {WIV}; is "
        f'`kruispunt up --state "{tmp_path}"` running? ('
    )
    assert text.endswith("Connection refused)")


@pytest.mark.parametrize("kind", [ConnectionFailed, TlsRefused])
def test_a_line_that_broke_sends_the_reader_to_the_log(
    tmp_path: Path, kind: type[KruispuntError]
) -> None:
    text = explained(failure(kind, OSError("broke off")), tmp_path)
    assert text.startswith("the line failed\n")
    assert f'`kruispunt log --state "{tmp_path}"` may tell more' in text
    assert "running?" not in text

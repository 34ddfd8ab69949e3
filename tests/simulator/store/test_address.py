"""Which URLs of databases are taken, and that a password stands in no message."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.address import (
    database_of,
    file_of,
    parse_address,
    remember_database,
    shown,
    sqlite_url,
)
from kruispunt_simulator.store.database import open_database

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")

SERVER = "postgresql+psycopg://kruispunt:s3cret@db.example:5433/log"


def test_a_file_is_taken_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    assert file_of(parse_address(sqlite_url(path))) == path


def test_a_relative_path_is_that_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is remembered, and the next command may run elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert file_of(parse_address("sqlite:///log.db")) == tmp_path / "log.db"


def test_a_server_is_named_without_user_and_password() -> None:
    address = parse_address(SERVER)
    assert file_of(address) is None
    assert shown(address) == "db.example:5433/log"
    socket = "postgresql+psycopg:///log?host=/run/pg&port=5433&password=s3cret"
    assert shown(parse_address(socket)) == "/run/pg:5433/log"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("s3cret", "no URL: write sqlite:///FILE", id="no URL"),
        pytest.param(
            "postgresql+psycopg://u:s3cret@h:port/log", "no URL", id="port of letters"
        ),
        pytest.param(
            "postgresql://u:s3cret@h/log",
            "postgresql:// is not taken: write postgresql+psycopg://",
            id="driver not named",
        ),
        pytest.param(
            "postgresql+psycopg2://u:s3cret@h/log",
            "postgresql+psycopg2:// is not taken: write postgresql+psycopg://",
            id="another driver",
        ),
        pytest.param(
            "postgresql+psycopg://u:s3cret@h", "which database", id="no database"
        ),
        pytest.param(
            "mysql+pymysql://u:s3cret@h/log", "mysql+pymysql is no database", id="MySQL"
        ),
        pytest.param("sqlite://", "only a file is taken", id="in memory"),
        pytest.param("sqlite:///:memory:", "only a file is taken", id="in memory too"),
        pytest.param(
            "sqlite:///a.db?mode=ro", "only a file is taken", id="with parameters"
        ),
    ],
)
def test_another_url_is_refused_with_what_to_write(url: str, told: str) -> None:
    with pytest.raises(StateError, match=re.escape(told)) as refused:
        parse_address(url)
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_driver_is_told_with_what_to_install() -> None:
    """In a process of its own, where nothing of psycopg can be found."""
    script = f"""
import importlib.util
found = importlib.util.find_spec
import kruispunt_simulator.store.address as address
address.find_spec = lambda name: None if name == "psycopg" else found(name)
try:
    address.parse_address({SERVER!r})
except Exception as error:
    print(error)
"""
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert told == "PostgreSQL needs its driver: pip install 'kruispunt[postgresql]'\n"


def test_a_server_that_is_not_there_is_told_in_a_line_without_the_password() -> None:
    url = "postgresql+psycopg://kruispunt:s3cret@127.0.0.1:1/log"
    with pytest.raises(StateError, match=r"^127\.0\.0\.1:1/log: ") as refused:
        open_database(url)
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


# Which one a state folder goes by


def test_a_folder_goes_by_its_own_file_unless_told_otherwise(tmp_path: Path) -> None:
    assert file_of(database_of(tmp_path)) == tmp_path / "kruispunt.db"
    assert shown(database_of(tmp_path, SERVER)) == "db.example:5433/log"


def test_what_the_last_start_used_is_gone_by_and_what_is_said_goes_before(
    tmp_path: Path,
) -> None:
    remember_database(tmp_path, parse_address(SERVER))
    assert database_of(tmp_path) == parse_address(SERVER), "password and all"
    own = sqlite_url(tmp_path / "kruispunt.db")
    assert file_of(database_of(tmp_path, own)) == tmp_path / "kruispunt.db"


def test_a_start_on_the_file_of_the_folder_needs_no_remembering(tmp_path: Path) -> None:
    remember_database(tmp_path, parse_address(SERVER))
    own = database_of(tmp_path, sqlite_url(tmp_path / "kruispunt.db"))
    remember_database(tmp_path, own)
    assert list(tmp_path.iterdir()) == []
    assert database_of(tmp_path) == own


@posix
def test_only_the_owner_can_read_what_is_remembered(tmp_path: Path) -> None:
    remember_database(tmp_path, parse_address(SERVER))
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600

"""Opening the database: durable, upgraded, and told apart from what is none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.tables import HEAD, metadata
from sqlalchemy import Engine, inspect, text

from ...databases import Database
from ...postgresql import Server
from .conftest import Processes

OPEN = """
import sys
from kruispunt_simulator.store.database import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1]).dispose()
print("open")
"""


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(f"pragma {name}"))


def test_a_record_survives_a_power_cut(sqlite: Engine) -> None:
    """
    WAL with synchronous FULL (2): a commit returns when the disk has it.

    Source: SQLite, "PRAGMA synchronous": NORMAL may lose the last commits in WAL mode.
    """
    assert pragma(sqlite, "journal_mode") == "wal"
    assert pragma(sqlite, "synchronous") == 2


def test_every_connection_is_as_durable_as_the_first(sqlite: Engine) -> None:
    with sqlite.connect() as first, sqlite.connect() as second:
        for connection in (first, second):
            assert connection.scalar(text("pragma synchronous")) == 2
            assert connection.scalar(text("pragma busy_timeout")) == 10_000


def test_a_new_database_has_all_tables_at_the_newest_revision(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())
    assert tables == set(metadata.tables) | {"alembic_version"}
    with engine.connect() as connection:
        version = connection.scalar(text("select version_num from alembic_version"))
    assert version == HEAD


def test_a_database_is_opened_again_with_what_it_holds(
    engine: Engine, database: Database
) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into replay values ('k', '2026-11-22')"))
    again = open_database(database.url)
    with again.connect() as connection:
        assert connection.scalar(text("select key from replay")) == "k"
    again.dispose()


def test_two_writers_wait_for_each_other_instead_of_failing(sqlite: Engine) -> None:
    """A writer takes the lock at BEGIN, not at its first statement."""
    writing = sqlite.execution_options(kruispunt_write=True)
    with writing.begin(), closing(sqlite3.connect(str(sqlite.url.database))) as other:
        other.execute("pragma busy_timeout=0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("begin immediate")
    with closing(sqlite3.connect(str(sqlite.url.database))) as other:
        other.execute("begin immediate")


def test_a_reader_takes_no_lock(sqlite: Engine) -> None:
    with sqlite.begin() as reading:
        reading.execute(text("select * from replay"))
        with closing(sqlite3.connect(str(sqlite.url.database))) as other:
            other.execute("pragma busy_timeout=0")
            other.execute("begin immediate")


@pytest.mark.parametrize(
    "name", ["with space", "with%41percent", "with#hash", "with+plus", "é"]
)
def test_a_path_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    open_database(sqlite_url(folder / "kruispunt.db")).dispose()
    assert (folder / "kruispunt.db").is_file()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"nowhere.kruispunt\.db: "):
        open_database(sqlite_url(tmp_path / "nowhere" / "kruispunt.db"))


def test_a_file_that_is_no_database_is_told_and_left_as_it_is(
    sqlite_file: Path,
) -> None:
    sqlite_file.write_text("my notes, not a database" * 100, "utf-8")
    before = sqlite_file.read_bytes()
    with pytest.raises(StateError, match="not a database"):
        open_database(sqlite_url(sqlite_file))
    assert sqlite_file.read_bytes() == before


def test_a_database_of_a_newer_kruispunt_is_told(
    engine: Engine, database: Database
) -> None:
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StateError, match="9999"):
        open_database(database.url)


def test_a_reader_makes_no_tables_where_there_are_none(
    sqlite_file: Path, postgresql: Server
) -> None:
    """With its twin: whoever is to write makes them."""
    sqlite_file.touch()
    for url in (sqlite_url(sqlite_file), postgresql.empty_database()):
        with pytest.raises(StateError, match="holds no log"):
            open_database(url, create=False)
        open_database(url).dispose()
        open_database(url, create=False).dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_that_open_a_new_database_make_it_once(
    request: pytest.FixtureRequest,
    sqlite_file: Path,
    in_processes: Processes,
    kind: str,
) -> None:
    """gunicorn starts its workers together, and so may two hosts be."""
    database = Database(
        sqlite_url(sqlite_file)
        if kind == "sqlite"
        else request.getfixturevalue("postgresql").empty_database()
    )
    assert in_processes(OPEN, database.url) == ["open\n", "open\n"]
    assert database.query("select * from alembic_version") == [(HEAD,)]

"""
A file that is gone takes no records.

On POSIX a file that was removed goes on taking writes, and is lost with the process.
Windows does not let a file go that is in use.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.journal import Claim, Journal
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Engine, event, select

from ...databases import Database
from .conftest import NOW, Record

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not let a file go that is in use"
)


def traces(engine: Engine) -> list[str]:
    """What another program finds in the file."""
    rows = Database.of(engine).query("select trace from exchange order by id")
    return [trace for (trace,) in rows]


def removed(path: Path) -> None:
    """The file has no name any more."""
    path.unlink()


def moved(path: Path) -> None:
    """The file has another name."""
    path.rename(path.with_suffix(".away"))


def empty_instead(path: Path) -> None:
    """An empty file has the name."""
    path.unlink()
    path.touch()


def copied(path: Path) -> None:
    """A copy has the name, with all that was in the file."""
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    copy.replace(path)


GONE = r"is gone|is another"
LOST = pytest.mark.parametrize("lose", [removed, moved, empty_instead, copied])


@LOST
def test_no_record_is_taken_that_would_be_lost(
    sqlite: Engine, sqlite_file: Path, record: Record, lose: Callable[[Path], None]
) -> None:
    with closing(Journal(sqlite)) as journal:
        assert journal.write([record("before")])
        lose(sqlite_file)
        for _ in range(2):
            with pytest.raises(StateError, match=r"kruispunt\.db is (gone|another)"):
                journal.write([record("lost")])


@LOST
def test_nothing_is_read_from_a_file_that_has_no_name(
    sqlite: Engine, sqlite_file: Path, record: Record, lose: Callable[[Path], None]
) -> None:
    """Or a message that was seen would be told to be new, by what nobody adds to."""
    with closing(Journal(sqlite)) as journal, closing(Reader(sqlite)) as reader:
        journal.write([record("before")])
        assert reader.first(select(exchange.c.trace), {}) == ("before",)
        lose(sqlite_file)
        with pytest.raises(StateError, match=GONE):
            reader.first(select(exchange.c.trace), {})
        with pytest.raises(StateError, match=GONE):
            journal.take([Claim(key="k", expires=NOW)], NOW)


@LOST
def test_no_other_file_is_made_or_opened_in_its_place(
    sqlite: Engine, sqlite_file: Path, record: Record, lose: Callable[[Path], None]
) -> None:
    """By a connection that is made later: an empty log would look like a quiet day."""
    lose(sqlite_file)
    before = sqlite_file.read_bytes() if sqlite_file.exists() else None
    sqlite.dispose()
    with pytest.raises(StateError, match=GONE), sqlite.connect():
        pytest.fail("there is nothing to connect to")
    assert (sqlite_file.read_bytes() if sqlite_file.exists() else None) == before


def test_a_file_that_is_back_is_gone_on_with(
    sqlite: Engine, sqlite_file: Path, record: Record
) -> None:
    away = sqlite_file.with_suffix(".away")
    with closing(Journal(sqlite)) as journal, closing(Reader(sqlite)) as reader:
        journal.write([record("a")])
        sqlite_file.rename(away)
        with pytest.raises(StateError, match="put it back"):
            journal.write([record("b")])
        away.rename(sqlite_file)
        assert journal.write([record("c")])
        assert len(reader.all(select(exchange.c.trace), {})) == 2
    assert traces(sqlite) == ["a", "c"]


def test_a_write_ahead_log_that_is_gone_takes_no_record(
    sqlite: Engine, sqlite_file: Path, record: Record
) -> None:
    """What was committed last stands only there."""
    log = sqlite_file.with_name("kruispunt.db-wal")
    with closing(Journal(sqlite)) as journal:
        assert journal.write([record("a")])
        log.unlink()
        with pytest.raises(StateError, match=r"kruispunt\.db-wal is gone"):
            journal.write([record("b")])
    sqlite.dispose()
    assert traces(sqlite) == ["a"], "SQLite brings it home when it closes the file"


def test_a_file_that_goes_during_a_transaction_commits_nothing(
    sqlite: Engine, sqlite_file: Path, record: Record
) -> None:
    away = sqlite_file.with_suffix(".away")

    @event.listens_for(sqlite, "after_cursor_execute")
    def go(_: object, __: object, statement: str, *rest: object) -> None:
        if statement.startswith("INSERT INTO exchange"):
            sqlite_file.rename(away)

    with closing(Journal(sqlite)) as journal:
        with pytest.raises(StateError, match="is gone"):
            journal.write([record("a")])
        away.rename(sqlite_file)
        event.remove(sqlite, "after_cursor_execute", go)
        assert journal.write([record("b")])
    assert traces(sqlite) == ["b"]


def test_a_file_that_others_open_and_close_stays_the_same(
    sqlite: Engine, sqlite_file: Path, record: Record
) -> None:
    """The twin: `kruispunt log` beside it, or a copy of it, takes nothing away."""
    with closing(Journal(sqlite)) as journal:
        for number in range(3):
            other = open_database(sqlite_url(sqlite_file))
            with other.connect() as connection:
                connection.execute(select(exchange)).all()
            other.dispose()
            shutil.copy(sqlite_file, sqlite_file.with_suffix(".copy"))
            os.utime(sqlite_file)
            assert journal.write([record(f"{number}")])
    assert traces(sqlite) == ["0", "1", "2"]

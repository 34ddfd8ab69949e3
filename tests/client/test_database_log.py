"""The log at the asker's own end, in a database of the asker's choice."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.client_log import JsonLinesLog, LogRecord
from kruispunt_client.database_log import PAGE, TABLE, DatabaseLog, log_table
from kruispunt_client.errors import (
    InvalidSettings,
    LogNotRead,
    LogNotWritten,
    References,
)
from sqlalchemy import (
    Engine,
    MetaData,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import CreateTable

Make = Callable[..., LogRecord]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(file: Path) -> Iterator[DatabaseLog]:
    log = DatabaseLog(f"sqlite:///{file}")
    yield log
    log.close()


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    """An engine of the application itself."""
    engine = create_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


# --- the same record -----------------------------------------------------------------


def test_a_record_is_a_row_with_every_field(
    log: DatabaseLog, file: Path, record: Make
) -> None:
    log.write(record())
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        (row,) = database.execute(f"select * from {TABLE}").fetchall()  # noqa: S608
    plain = {each.name for each in fields(LogRecord)} - {"references"}
    assert {*row.keys()} == {
        "id",
        *plain,
        *(f"reference_{each.name}" for each in fields(References)),
    }
    assert row["time"] == "2026-05-04 10:11:12.000000"
    assert (row["user"], row["person"]) == ("80631402131", "15681512393")
    assert row["reference_question"] == "b"


def test_it_gives_back_what_a_file_would(
    log: DatabaseLog, tmp_path: Path, record: Make
) -> None:
    other = JsonLinesLog(tmp_path / "log.jsonl")
    written = [
        record(),
        record(
            time=datetime(2026, 5, 4, 10, 11, 12, 345_678, tzinfo=UTC),
            party="Zoë\n\u2028",
            outcome="TimedOut",
            request_sha256=None,
            reply_sha256=None,
        ),
        record(code="c" * 5000, references=References(ticket="t" * 5000, reply="r")),
    ]
    for each in written:
        log.write(each)
        other.write(each)
    assert list(log.read()) == list(other.read()) == written


def test_a_time_is_kept_and_given_back_in_utc(log: DatabaseLog, record: Make) -> None:
    belgian = datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    log.write(record(time=belgian))
    (read,) = log.read()
    assert read.time == belgian
    assert read.time.utcoffset() == timedelta(0)


def test_a_time_that_could_be_any_is_refused(log: DatabaseLog, record: Make) -> None:
    naive = datetime(2026, 5, 4, 12)  # noqa: DTZ001 - that is what is tested
    with pytest.raises(LogNotWritten, match="a time without its offset"):
        log.write(record(time=naive))
    assert list(log.read()) == []


def test_records_are_read_page_after_page(log: DatabaseLog, record: Make) -> None:
    log.write(record(duration_ms=0))
    _fill(log, count=2 * PAGE)
    assert [each.duration_ms for each in log.read()] == list(range(2 * PAGE + 1))


def test_reading_takes_no_more_memory_than_some_pages(
    log: DatabaseLog, record: Make
) -> None:
    log.write(record(duration_ms=0))
    assert sum(1 for _ in log.read()) == 1  # what is imported late is no memory of it

    def peak() -> int:
        tracemalloc.start()
        assert sum(1 for _ in log.read()) > 1
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    _fill(log, count=2 * PAGE)
    some = peak()
    _fill(log, count=20 * PAGE)
    assert peak() < 2 * some


def _fill(log: DatabaseLog, count: int) -> None:
    """Put copies of the first row after it, counted in `duration_ms`."""
    engine = create_engine(log.url)
    with engine.begin() as connection:
        first = connection.execute(select(log.table)).first()
        assert first is not None
        row = {key: value for key, value in first._mapping.items() if key != "id"}
        last = connection.scalar(select(func.max(log.table.c.duration_ms)))
        rows = [{**row, "duration_ms": last + n + 1} for n in range(count)]
        connection.execute(insert(log.table), rows)
    engine.dispose()


# --- durable -------------------------------------------------------------------------


def test_a_record_is_there_for_others_when_write_returns(
    log: DatabaseLog, file: Path, record: Make
) -> None:
    for count in range(1, 4):
        log.write(record())
        with closing(sqlite3.connect(file)) as database:
            query = f"select count(*) from {TABLE}"  # noqa: S608
            assert database.execute(query).fetchone() == (count,)


def test_sqlite_waits_for_the_disk(log: DatabaseLog, record: Make) -> None:
    """EXTRA (3): also for the folder from which the journal of a commit is removed."""
    log.write(record())
    with log._engine.connect() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar_one() == 3


@pytest.mark.parametrize(
    ("level", "kept"), [("OFF", 0), ("NORMAL", 0), ("FULL", 1), ("EXTRA", 1)]
)
def test_an_engine_that_does_not_wait_for_the_disk_is_refused(
    engine: Engine, record: Make, level: str, kept: int
) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute(f"pragma synchronous={level}")

    log = DatabaseLog(engine)
    if kept:
        log.write(record())
    else:
        with pytest.raises(LogNotWritten, match="a power cut may lose records"):
            log.write(record())
        log.table.create(engine)
    assert len(list(log.read())) == kept


def test_a_database_that_ends_with_the_process_is_refused() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(InvalidSettings, match="in memory"):
            DatabaseLog(url)


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes on Windows")
def test_the_log_is_for_its_owner_only(
    log: DatabaseLog, file: Path, record: Make
) -> None:
    log.write(record())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# --- trouble -------------------------------------------------------------------------


def test_a_log_that_cannot_be_kept_says_so_and_recovers(
    tmp_path: Path, record: Make
) -> None:
    log = DatabaseLog(f"sqlite:///{tmp_path / 'missing' / 'log.db'}")
    with pytest.raises(LogNotWritten, match="missing"):
        log.write(record())
    (tmp_path / "missing").mkdir()
    log.write(record())
    assert list(log.read()) == [record()]


def test_a_database_that_somebody_locked_is_waited_for_and_then_told(
    file: Path, engine: Engine, record: Make
) -> None:
    """On an engine that does not wait long; with its twin, once the lock is gone."""
    log = DatabaseLog(engine)
    log.write(record(duration_ms=1))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute("pragma busy_timeout=1")

    engine.dispose()
    with closing(sqlite3.connect(file)) as other:
        other.execute("begin exclusive")
        with pytest.raises(LogNotWritten, match="database is locked"):
            log.write(record(duration_ms=2))
        other.rollback()
    log.write(record(duration_ms=3))
    assert [each.duration_ms for each in log.read()] == [1, 3]


def test_a_file_that_was_moved_away_is_not_written_any_more(
    log: DatabaseLog, file: Path, record: Make
) -> None:
    """A connection that stayed open would go on in the old file, unseen."""
    log.write(record(duration_ms=1))
    file.rename(file.with_suffix(".old"))
    with pytest.raises(LogNotWritten, match="no such table"):
        log.write(record(duration_ms=2))
    log.write(record(duration_ms=3))
    assert [each.duration_ms for each in log.read()] == [3]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on Windows")
def test_a_full_disk_says_so_and_leaves_the_log_whole(
    log: DatabaseLog, file: Path, record: Make
) -> None:
    """A limit on the pages of the file stands for the disk."""
    log.write(record(duration_ms=1))

    @event.listens_for(log._engine, "connect")
    def no_more(connection: Any, _: Any) -> None:
        connection.execute("pragma max_page_count=1")  # it never gets smaller by that

    kept = 1

    def fill() -> None:
        nonlocal kept
        while kept < 1000:
            log.write(record(duration_ms=kept + 1))
            kept += 1

    with pytest.raises(LogNotWritten, match="full"):
        fill()
    event.remove(log._engine, "connect", no_more)
    log.write(record(duration_ms=kept + 1))
    assert [each.duration_ms for each in log.read()] == list(range(1, kept + 2))


def test_what_is_told_names_nobody(engine: Engine, record: Make) -> None:
    """Errors end up in logs of applications; a database quotes what it refuses."""
    log = DatabaseLog(engine)
    log.write(record())
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"create trigger no before insert on {TABLE} begin "
            "select raise(abort, 'not now\nfailing row: 15681512393'); end"
        )
    with pytest.raises(LogNotWritten) as caught:
        log.write(record())
    assert "not now" in str(caught.value)
    assert "15681512393" not in str(caught.value)
    assert not isinstance(caught.value.__cause__, type(None))
    assert "parameters" not in str(caught.value.__cause__)


def test_a_password_is_not_told(record: Make) -> None:
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL here")
    log = DatabaseLog("postgresql+psycopg://jan:secret@127.0.0.1:1/none")
    with pytest.raises(LogNotWritten) as caught:
        log.write(record())
    assert "jan:***@" in str(caught.value)
    assert "secret" not in str(caught.value)


# --- shared --------------------------------------------------------------------------


def test_threads_all_get_their_row(log: DatabaseLog, record: Make) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: log.write(record(duration_ms=n)), range(80)))
    assert sorted(each.duration_ms for each in log.read()) == list(range(80))


def test_two_logs_make_their_table_at_the_same_moment(file: Path, record: Make) -> None:
    """As two processes of one application that start together."""
    logs = [DatabaseLog(f"sqlite:///{file}") for _ in range(8)]
    together = threading.Barrier(len(logs))

    def write(log: DatabaseLog) -> None:
        together.wait()
        log.write(record())

    with ThreadPoolExecutor(len(logs)) as pool:
        list(pool.map(write, logs))
    assert list(logs[0].read()) == [record()] * len(logs)


# --- the table -----------------------------------------------------------------------


def test_the_table_is_made_when_it_is_missing_unless_others_make_it(
    engine: Engine, record: Make
) -> None:
    metadata = MetaData()
    table = log_table(metadata, "vragen")
    assert metadata.tables["vragen"] is table, "so Alembic finds it"
    log = DatabaseLog(engine, table=table, create=False)
    with pytest.raises(LogNotWritten, match="no such table"):
        log.write(record())
    assert inspect(engine).get_table_names() == []
    metadata.create_all(engine)
    log.write(record())
    assert list(log.read()) == [record()]


def test_two_tables_of_one_database_are_two_logs(file: Path, record: Make) -> None:
    one = DatabaseLog(f"sqlite:///{file}", table="one")
    two = DatabaseLog(f"sqlite:///{file}", table="two")
    one.write(record(duration_ms=1))
    two.write(record(duration_ms=2))
    assert [each.duration_ms for each in one.read()] == [1]
    assert [each.duration_ms for each in two.read()] == [2]


def test_reading_makes_nothing(file: Path, engine: Engine) -> None:
    log = DatabaseLog(f"sqlite:///{file}")
    with pytest.raises(LogNotRead, match="no log here"):
        list(log.read())
    assert not file.exists()
    MetaData().create_all(engine)
    file.touch()
    with pytest.raises(LogNotRead, match="no such table"):
        list(log.read())
    assert inspect(engine).get_table_names() == []


def test_other_databases_keep_fractions_and_offsets() -> None:
    table = log_table(MetaData(), schema="verhuur")
    made = str(CreateTable(table).compile(dialect=mysql.dialect()))
    assert "time DATETIME(6) NOT NULL" in made
    assert f"CREATE TABLE verhuur.{TABLE}" in made
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert "time TIMESTAMP WITH TIME ZONE NOT NULL" in made
    assert "id BIGSERIAL" in made


def test_an_engine_of_the_application_stays_open(engine: Engine, record: Make) -> None:
    log = DatabaseLog(engine)
    log.write(record())
    pool = engine.pool
    log.close()
    assert engine.pool is pool, "disposing makes a new one"
    assert list(log.read()) == [record()]

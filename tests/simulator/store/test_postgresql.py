"""PostgreSQL as the log needs it, whatever the server does for others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.journal import Claim, Journal
from kruispunt_simulator.store.reader import Reader, for_reading
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import IntegrityError

from ...databases import Database
from ...postgresql import OwnServer, Server
from .conftest import NOW, Record

TRACES = select(exchange.c.trace).order_by(exchange.c.id)
NUMBER = "85643007594"


@pytest.fixture
def engine(postgresql: Server) -> Iterator[Engine]:
    """A database of the server, open."""
    engine = open_database(postgresql.new_database())
    yield engine
    engine.dispose()


def setting(connection: Connection, name: str) -> str:
    return str(connection.scalar(text(f"show {name}")))


def test_a_record_survives_a_power_cut_also_where_the_server_would_not_wait(
    postgresql: Server,
) -> None:
    """
    The server of the tests has `synchronous_commit` off.

    Source: PostgreSQL 18, 19.5: with `off`, a commit that was told may be lost.
    """
    url = postgresql.new_database()
    assert Database(url).query("show synchronous_commit") == [("off",)]
    engine = open_database(url)
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert setting(connection, "synchronous_commit") == "on"
    engine.dispose()


def test_a_server_that_waits_for_a_copy_elsewhere_goes_on_doing_so(
    postgresql: Server,
) -> None:
    """More than durable here is not made less."""
    url = postgresql.new_database()
    name = url.partition("?")[0].rpartition("/")[2]
    Database(url).query(f"alter database {name} set synchronous_commit to remote_apply")
    engine = open_database(url)
    with engine.connect() as connection:
        assert setting(connection, "synchronous_commit") == "remote_apply"
    engine.dispose()


def test_a_call_waits_only_so_long(engine: Engine) -> None:
    """Who asked waits 30 s, and must hear in time that nothing comes."""
    writing = engine.execution_options(kruispunt_write=True)
    for each in (writing, for_reading(engine)):
        with each.connect() as connection:
            assert setting(connection, "lock_timeout") == "10s"
            assert setting(connection, "statement_timeout") == "20s"
            silence = setting(connection, "idle_in_transaction_session_timeout")
            assert silence == "20s", "or a host that is gone keeps the others waiting"


def test_an_export_may_take_its_time(engine: Engine) -> None:
    """A million records go through a pipe as fast as whoever reads them."""
    with engine.connect() as connection:
        assert setting(connection, "statement_timeout") == "0"
        assert setting(connection, "idle_in_transaction_session_timeout") == "0"
    with engine.execution_options(kruispunt_write=True).connect() as connection:
        assert setting(connection, "statement_timeout") == "20s", "the same session"


def test_what_an_error_says_of_a_row_is_left_out(
    engine: Engine, record: Record
) -> None:
    """PostgreSQL quotes keys and rows, and a row holds people's numbers."""
    row: dict[str, Any] = {"key": NUMBER, "expires": NOW}
    with engine.begin() as connection:
        connection.execute(text("insert into replay values (:key, :expires)"), row)
    with (
        pytest.raises(IntegrityError, match="duplicate key value") as told,
        engine.begin() as connection,
    ):
        connection.execute(text("insert into replay values (:key, :expires)"), row)
    assert NUMBER not in f"{told.value} {told.value.orig} {told.value!r}"
    incomplete = {"trace": "a", "person": NUMBER}
    with (
        pytest.raises(IntegrityError, match="violates not-null constraint") as told,
        engine.begin() as connection,
    ):
        connection.execute(insert(exchange), incomplete)
    assert NUMBER not in f"{told.value} {told.value.orig} {told.value!r}"


def test_a_database_that_cannot_hold_every_text_is_told(postgresql: Server) -> None:
    url = postgresql.empty_database(encoding="LATIN1")
    with pytest.raises(StateError, match="its encoding is LATIN1; make one with"):
        open_database(url)


def test_a_table_that_others_hold_is_told_and_used_again_when_it_is_free(
    engine: Engine, record: Record
) -> None:
    @event.listens_for(engine, "checkout")
    def impatient(connection: Any, *_: Any) -> None:
        connection.execute("set lock_timeout = '50ms'")
        connection.commit()

    engine.dispose()
    with closing(Journal(engine)) as journal:
        with engine.begin() as other:
            other.execute(text("lock table exchange in access exclusive mode"))
            with pytest.raises(StateError, match=r"canceling .* due to lock timeout"):
                journal.write([record("a")])
        assert journal.write([record("b")])
        with closing(Reader(engine)) as reader:
            assert reader.all(TRACES, {}) == [("b",)]


def test_a_session_that_was_ended_is_not_noticed(
    engine: Engine, record: Record
) -> None:
    """As after a restart between two calls."""
    with closing(Journal(engine)) as journal, closing(Reader(engine)) as reader:
        assert journal.write([record("a")])
        assert reader.all(TRACES, {}) == [("a",)]
        Database.of(engine).query(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert journal.write([record("b")])
        assert reader.all(TRACES, {}) == [("a",), ("b",)]


def test_a_server_that_is_away_is_told_and_used_again_when_it_is_back(
    postgresql_of_its_own: OwnServer, record: Record
) -> None:
    engine = open_database(postgresql_of_its_own.new_database())
    with (
        closing(Journal(engine, shared=True)) as journal,
        closing(Reader(engine)) as reader,
    ):
        assert journal.write([record("a")])
        postgresql_of_its_own.stop()
        with pytest.raises(StateError, match="cannot be written"):
            journal.write([record("b")])
        with pytest.raises(StateError, match="cannot be written"):
            journal.take([Claim(key="k", expires=NOW)], NOW)
        with pytest.raises(StateError, match="cannot be read"):
            reader.all(TRACES, {})
        postgresql_of_its_own.start()
        assert journal.write([record("c")])
        assert reader.all(TRACES, {}) == [("a",), ("c",)]
    engine.dispose()

"""Short reads: a thread keeps its connection to a file, and borrows one to a server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.postgresql import CONNECTIONS
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import replay
from sqlalchemy import Engine, bindparam, event, select, text

from ...postgresql import Server

ONE = select(replay.c.key).where(replay.c.key == bindparam("key"))


def add(engine: Engine, key: str) -> None:
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        connection.execute(
            text("insert into replay (key, expires) values (:key, '2030-01-01')"),
            {"key": key},
        )


def test_a_read_sees_what_others_wrote_since_the_last_one(engine: Engine) -> None:
    """A connection that stays open must not stay in an old snapshot."""
    reader = Reader(engine)
    assert reader.first(ONE, {"key": "a"}) is None
    add(engine, "a")
    assert reader.first(ONE, {"key": "a"}) is not None
    reader.close()


def connections_of_two_threads(engine: Engine) -> int:
    """How many are opened by two threads that read twice, one after the other."""
    opened: list[object] = []
    event.listen(engine, "connect", lambda connection, _: opened.append(connection))
    reader = Reader(engine)
    engine.dispose()  # what the fixture opened does not count

    def read_twice() -> None:
        reader.first(ONE, {"key": "a"})
        reader.first(ONE, {"key": "b"})

    read_twice()
    thread = threading.Thread(target=read_twice)
    thread.start()
    thread.join()
    reader.close()
    return len(opened)


def test_each_thread_has_a_connection_of_its_own_to_a_file_and_keeps_it(
    sqlite: Engine,
) -> None:
    assert connections_of_two_threads(sqlite) == 2


def test_threads_borrow_a_connection_to_a_server(postgresql: Server) -> None:
    """It has a hundred for everybody, and three hops have many threads."""
    engine = open_database(postgresql.new_database())
    assert connections_of_two_threads(engine) == 1
    engine.dispose()


def test_more_threads_than_connections_wait_for_their_turn(postgresql: Server) -> None:
    engine = open_database(postgresql.new_database())
    reader = Reader(engine)
    with ThreadPoolExecutor(3 * CONNECTIONS) as pool:
        reads = [pool.submit(reader.first, ONE, {"key": "a"}) for _ in range(200)]
        assert [each.result() for each in reads] == [None] * 200
    assert engine.pool.checkedin() <= CONNECTIONS  # type: ignore[attr-defined]
    reader.close()
    engine.dispose()


def test_a_failed_read_is_told_and_the_next_one_works(engine: Engine) -> None:
    reader = Reader(engine)
    with engine.begin() as connection:
        connection.execute(text("alter table replay rename to kept"))
    with pytest.raises(StateError, match="cannot be read"):
        reader.first(ONE, {"key": "a"})
    with engine.begin() as connection:
        connection.execute(text("alter table kept rename to replay"))
    assert reader.first(ONE, {"key": "a"}) is None
    reader.close()


def test_closing_twice_does_no_harm(engine: Engine) -> None:
    reader = Reader(engine)
    reader.first(ONE, {"key": "a"})
    reader.close()
    reader.close()

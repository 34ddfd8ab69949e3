"""Short reads, each thread on a connection of its own."""

from __future__ import annotations

import threading

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import replay
from sqlalchemy import Engine, bindparam, event, select, text

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


def test_each_thread_has_a_connection_of_its_own_and_keeps_it(engine: Engine) -> None:
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
    assert len(opened) == 2
    reader.close()


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

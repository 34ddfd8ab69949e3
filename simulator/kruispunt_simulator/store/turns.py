"""Work that only one process at a time may do on a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from kruispunt_simulator.filelock import locked
from kruispunt_simulator.store.address import file_of
from kruispunt_simulator.store.postgresql import wait_for_turn


@contextmanager
def taking_turns(engine: Engine, what: str) -> Iterator[None]:
    """
    Do something alone; who reads or writes something else goes on.

    The turn ends with its process, or with its connection.

    Args:
        engine: An open database.
        what: Name of what is done; a word, for it may become part of a file's name.
    """
    file = file_of(engine.url)
    if file is not None:
        with locked(Path(f"{file}.{what}.lock"), wait=True):
            yield
        return
    with engine.begin() as connection:
        wait_for_turn(connection, what)
        yield

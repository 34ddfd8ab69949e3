"""Work that one process at a time does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.turns import taking_turns
from sqlalchemy import Engine

from ...databases import Database
from .conftest import Processes

SOON = 20.0
"""Only ends a hang."""

COUNT = """
import sys
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.turns import taking_turns
url, path, _ = sys.argv[1:]
engine = open_database(url)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    with taking_turns(engine, "counting"):
        with open(path) as file:
            number = int(file.read())
        with open(path, "w") as file:
            file.write(str(number + 1))
engine.dispose()
"""


def test_the_next_one_begins_when_the_last_one_has_ended(
    engine: Engine, database: Database
) -> None:
    other = open_database(database.url)
    begun, told = threading.Event(), []

    def second() -> None:
        begun.set()
        with taking_turns(other, "loading"):
            told.append("second")

    with ThreadPoolExecutor(1) as pool:
        with taking_turns(engine, "loading"):
            waiting = pool.submit(second)
            assert begun.wait(SOON)
            with taking_turns(other, "pushing"):
                told.append("first")
        waiting.result(SOON)
    assert told == ["first", "second"]
    other.dispose()


def test_a_turn_ends_with_an_error_too(engine: Engine) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"), taking_turns(engine, "loading"):
            raise ValueError("wrong")


def test_processes_take_turns(
    engine: Engine, database: Database, in_processes: Processes, tmp_path: object
) -> None:
    """Each reads a number and writes the next one; none is written twice."""
    path = f"{tmp_path}/number"
    with open(path, "w") as file:
        file.write("0")
    in_processes(COUNT, database.url, path)
    with open(path) as file:
        assert file.read() == "40"

"""An open database, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kruispunt_simulator.store.database import open_database, sqlite_url
from sqlalchemy import Engine

from ..databases import Database
from ..postgresql import Server, drop


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """
    Where a database is to be: a file that is not there, or an empty one of a server.

    The tables of the one in the server are there already, for making them takes time.
    """
    if request.param == "sqlite":
        yield Database(sqlite_url(tmp_path / "kruispunt.db"))
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.new_database()
    yield Database(url)
    drop(url)


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """The database, open."""
    engine = open_database(database.url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where a SQLite database is to be; the fixture does not make it."""
    return tmp_path / "kruispunt.db"


@pytest.fixture
def sqlite(sqlite_file: Path) -> Iterator[Engine]:
    """That database, open."""
    engine = open_database(sqlite_url(sqlite_file))
    yield engine
    engine.dispose()

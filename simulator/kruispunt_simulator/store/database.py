"""Opens the database and brings its tables up to date."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.tables import HEAD

BUSY_TIMEOUT_SECONDS = 10
"""How long a SQLite writer waits for another process's transaction."""


def open_database(url: str) -> Engine:
    """
    Open a database, creating or upgrading its tables.

    Args:
        url: SQLAlchemy URL, such as `sqlite:////path/kruispunt.db`.

    Returns:
        An engine, for the caller to dispose of.

    Raises:
        StateError: It cannot be opened or upgraded: there is no such folder, it is no
            database, or a newer version of ours made it.
    """
    # Parameters hold people's numbers, and errors end up in the operator's log.
    # Each thread keeps a connection for its reads (`reader.py`), so no bound on them.
    engine = create_engine(url, hide_parameters=True, max_overflow=-1)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        _upgrade(engine)
    except (SQLAlchemyError, StateError) as error:
        engine.dispose()
        reason = getattr(error, "orig", None) or error  # one line instead of four
        raise StateError(f"{engine.url.database}: {reason}") from error
    return engine


def sqlite_url(path: Path) -> str:
    """Give the URL of a SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    _use_wal(cursor)
    # A record must survive a power cut before its reply leaves: no NORMAL here.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """The first process to open a new file switches it, and no busy timeout helps."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("kruispunt_read", False):
        return
    # Readers take no lock in WAL; writers say so at once, or two of them deadlock.
    write = options.get("kruispunt_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            revision = connection.scalar(
                text("select version_num from alembic_version")
            )
            if revision == HEAD:
                return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:  # such as a revision that we do not know
            raise StateError(str(error)) from error

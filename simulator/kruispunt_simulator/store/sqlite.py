"""
SQLite as the log needs it: durable, and only as long as the file has its name.

On POSIX a file that was removed or replaced goes on taking writes without an error, and
is lost with the last process that has it open. So before each write, and at each read,
the name must still lead to the file that was opened; its write-ahead log likewise, for
what was committed may stand only there. A file that comes back is used again; another
one is not, for it does not go on where this one stopped.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event

from kruispunt_simulator.errors import StateError

BUSY_TIMEOUT_SECONDS: Final = 10
"""How long a writer waits for another process's transaction."""

_Identity: TypeAlias = tuple[int, int]
"""Device and number of a file, which stay when it gets another name."""


def sqlite_engine(url: URL) -> Engine:
    """
    Make an engine on a file, which is made when it is not there.

    Args:
        url: With an absolute path.

    Raises:
        StateError: The file cannot be made.
    """
    file = _File(Path(str(url.database)))
    # Parameters hold people's numbers, and errors end up in the operator's log.
    # Each thread keeps a connection for its reads (`reader.py`), so no bound on them.
    engine = create_engine(
        url, hide_parameters=True, max_overflow=-1, creator=file.connect
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _commit)
    return engine


def check_file(connection: Connection) -> None:
    """
    Know that a connection still leads to the file with the name of its database.

    Raises:
        StateError: It does not; what would be written there would be lost.
    """
    own: object = connection.connection.dbapi_connection
    if isinstance(own, _Connection):
        own.check()


class _Connection(sqlite3.Connection):
    """A connection that knows which files it has open."""

    file: _File
    log: _Identity | None = None
    """Its write-ahead log. SQLite removes that only when nobody has it open."""

    def check(self) -> None:
        """Raise `StateError` when a file has lost its name to another, or to none."""
        self.file.check()
        if self.log is not None and _identity(self.file.log) != self.log:
            raise StateError(
                f"{self.file.log} is gone or replaced, and records with it; put it "
                "back, or start again"
            )


class _File:
    """The file of an engine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path.with_name(f"{path.name}-wal")
        try:
            # SQLite gives the files beside the database the mode of the database.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StateError(f"{path}: {error.strerror}") from error
        self._opened = _identity(path)

    def check(self) -> None:
        found = _identity(self.path)
        if found is None:
            raise StateError(f"{self.path} is gone; put it back, or start again")
        if found != self._opened:
            raise StateError(
                f"{self.path} is another file than was opened; put that one back, or "
                "start again to go on with this one"
            )

    def connect(self) -> _Connection:
        """Open the file, and never make one: an empty one would hide what is lost."""
        self.check()
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw",
            uri=True,
            check_same_thread=False,
            factory=_Connection,
        )
        try:
            _prepare(connection)
            connection.file = self
            connection.log = _identity(self.log)
            self.check()
        except BaseException:
            connection.close()
            raise
        return connection


def _identity(path: Path) -> _Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    _use_wal(cursor)
    # A record must survive a power cut before its reply leaves: no NORMAL here.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("SELECT count(*) FROM sqlite_master")  # opens the write-ahead log
    cursor.fetchall()
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
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


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("kruispunt_read", False):
        return
    # Readers take no lock in WAL; writers say so at once, or two of them deadlock.
    write = options.get("kruispunt_write", False)
    check_file(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _commit(connection: Connection) -> None:
    if connection.get_execution_options().get("kruispunt_write", False):
        check_file(connection)

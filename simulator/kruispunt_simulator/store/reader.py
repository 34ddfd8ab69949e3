"""
Short reads, a row or a few, for what every call needs.

With SQLite a connection per thread stays open and outside any transaction: to take one
from the pool, begin and roll back costs more than the read itself. A server has only so
many connections for all who share it, so there they are borrowed from the pool.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.store.sqlite import check_file


def for_reading(engine: Engine) -> Engine:
    """Give the same database, on which a statement begins no transaction."""
    reading = engine.execution_options(kruispunt_read=True)
    if engine.dialect.name != "sqlite":  # whose driver is in that mode already
        reading = reading.execution_options(isolation_level="AUTOCOMMIT")
    return reading


class Reader:
    """
    Reads few rows; thread-safe.

    Args:
        engine: An open database with its tables.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = for_reading(engine)
        self._keeps = engine.dialect.name == "sqlite"
        self._own = threading.local()
        self._open: set[Connection] = set()
        self._lock = threading.Lock()

    def first(
        self, query: Select[Any], parameters: Mapping[str, object]
    ) -> Row[Any] | None:
        """
        Read the first row of a query.

        Args:
            query: Built once by the caller; building costs more than running.
            parameters: Values of its `bindparam`s.

        Raises:
            StateError: The database does not answer; the next read tries anew.
        """
        return next(iter(self.all(query, parameters)), None)

    def all(
        self, query: Select[Any], parameters: Mapping[str, object]
    ) -> Sequence[Row[Any]]:
        """
        Read all rows of a query: of few rows, or with a limit.

        Args:
            query: As `first`.
            parameters: As `first`.

        Raises:
            StateError: As `first`.
        """
        try:
            if not self._keeps:
                with self._engine.connect() as borrowed:
                    return borrowed.execute(query, parameters).fetchall()
            connection = self._connection()
            check_file(connection)
            return connection.execute(query, parameters).fetchall()
        except SQLAlchemyError as error:
            self._forget()
            reason = first_line(error)
            raise StateError(f"the database cannot be read: {reason}") from error

    def close(self) -> None:
        """Close the connections of all threads. Idempotent."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed:
            connection = self._own.connection = self._engine.connect()
            with self._lock:
                self._open.add(connection)
        return connection

    def _forget(self) -> None:
        connection: Connection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            with self._lock:
                self._open.discard(connection)
            connection.invalidate()
            connection.close()

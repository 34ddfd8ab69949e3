"""
Short reads, one row each, for the checks that every call makes.

A connection per thread stays open and outside any transaction: to take one from the
pool, begin and roll back costs more than the read itself.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError


class Reader:
    """
    Reads single rows; thread-safe.

    Args:
        engine: An open database with its tables.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(kruispunt_read=True)
        if engine.dialect.name != "sqlite":  # whose driver is in that mode already
            self._engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
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
        try:
            return self._connection().execute(query, parameters).first()
        except SQLAlchemyError as error:
            self._forget()
            raise StateError(f"the database cannot be read: {error}") from error

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

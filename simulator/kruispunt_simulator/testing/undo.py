"""
Undoes what a test changed in the database, and leaves the log alone.

Triggers write for every change of a row the statement that undoes it (documentation of
SQLite, "Automatic Undo/Redo Using SQLite"). So the cost is that of the changes, however
many people there are, and what another process changes, such as `kruispunt people
import`, is undone too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Engine, Table

from kruispunt_simulator.store import tables

ISOLATED: Final = (
    tables.person_source,
    tables.person,
    tables.person_key,
    tables.repertory,
    tables.push_sequence,
    tables.replay,
)
"""What a test finds as it was at the start."""

APPEND_ONLY: Final = (
    tables.exchange,
    tables.log_head,
    tables.log_seal,
    tables.log_signer,
    tables.message,
)
"""The log: it is chained and sealed, so nothing may ever be taken out of it."""

_UNDO: Final = "testing_undo"


class Undo:
    """
    Remembers the state of a database, and brings it back.

    Args:
        engine: On a SQLite file of the tester's own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(kruispunt_write=True)
        self._do(*_removals(), *_preparations())

    def back(self) -> int:
        """
        Bring back the state.

        Returns:
            How many changes were undone.
        """
        newest_first = f"SELECT statement FROM {_UNDO} ORDER BY id DESC"
        with self._engine.connect() as connection:
            if connection.exec_driver_sql(f"{newest_first} LIMIT 1").first() is None:
                return 0
        with self._writing.begin() as connection:
            statements = connection.exec_driver_sql(newest_first).scalars().all()
            raw = connection.connection.cursor()
            for statement in statements:
                raw.execute(statement)
            raw.execute(f"DELETE FROM {_UNDO}")
            raw.close()
        return len(statements)

    def close(self) -> None:
        """Leave the database without a trace of this."""
        self._do(*_removals())

    def _do(self, *statements: str) -> None:
        with self._writing.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


def _removals() -> Iterator[str]:
    for table in ISOLATED:
        for event, _ in _inverses(table):
            yield f"DROP TRIGGER IF EXISTS {_trigger(table, event)}"
    yield f"DROP TABLE IF EXISTS {_UNDO}"


def _preparations() -> Iterator[str]:
    yield f"CREATE TABLE {_UNDO} (id INTEGER PRIMARY KEY, statement TEXT NOT NULL)"
    for table in ISOLATED:
        for event, statement in _inverses(table):
            name = _trigger(table, event)
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table.name} BEGIN "
                f"INSERT INTO {_UNDO} (statement) VALUES ({statement}); END"
            )


def _trigger(table: Table, event: str) -> str:
    return f"{_UNDO}_{table.name}_{event}".lower()


def _inverses(table: Table) -> Iterator[tuple[str, str]]:
    """Give for each kind of change the SQL expression of what undoes it."""
    names = [f'"{column.name}"' for column in table.columns]
    columns = ", ".join(names)
    values = " || ',' || ".join(f"quote(OLD.{name})" for name in names)
    settings = " || ',' || ".join(f"'{name}=' || quote(OLD.{name})" for name in names)
    here = f"'UPDATE {table.name} SET ' || {settings} || ' WHERE rowid=' || NEW.rowid"
    yield "INSERT", f"'DELETE FROM {table.name} WHERE rowid=' || NEW.rowid"
    yield "UPDATE", here
    yield (
        "DELETE",
        f"'INSERT INTO {table.name} (rowid, {columns}) VALUES (' || OLD.rowid || "
        f"',' || {values} || ')'",
    )

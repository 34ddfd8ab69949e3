"""A database as the tests have it: where it is, and what another program sees in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kruispunt_simulator.store.address import file_of, parse_address
from sqlalchemy import Engine

from . import postgresql


@dataclass(frozen=True, slots=True)
class Database:
    """One database."""

    url: str

    @classmethod
    def of(cls, engine: Engine) -> Database:
        """Give that of an engine."""
        return cls(engine.url.render_as_string(hide_password=False))

    @property
    def path(self) -> Path | None:
        """The SQLite file, if it is one."""
        return file_of(parse_address(self.url))

    def rows(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        """Ask as `query` does; gives the names of the columns too."""
        names: list[str] = []
        rows = self._ask(statement, parameters, names)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def query(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """
        Ask with the driver alone, on a connection of its own; commits.

        Args:
            statement: With `?` for each parameter.
        """
        return self._ask(statement, parameters, [])

    def octets(self) -> bytes:
        """Give all that it holds, as it is kept or as it is read."""
        if self.path is not None:
            files = self.path.parent.glob(f"{self.path.name}*")
            return b"".join(file.read_bytes() for file in files)
        tables = "select relname from pg_stat_user_tables"
        found = [
            self.query(f'select * from "{name}"')  # noqa: S608
            for (name,) in self.query(tables)
        ]
        return repr(found).encode()

    def _ask(
        self, statement: str, parameters: tuple[Any, ...], names: list[str]
    ) -> list[tuple[Any, ...]]:
        if self.path is None:
            opened: Any = postgresql.connect(self.url)
            statement = statement.replace("?", "%s")
        else:
            opened = sqlite3.connect(self.path)
        with closing(opened) as connection:
            cursor = connection.execute(statement, parameters)
            names += [column[0] for column in cursor.description or ()]
            rows: list[tuple[Any, ...]] = cursor.fetchall() if names else []
            connection.commit()
            return rows

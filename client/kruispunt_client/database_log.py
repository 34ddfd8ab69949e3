"""
The log at our own end, in a database of the application's choice.

```python
log = DatabaseLog("postgresql+psycopg://localhost/verhuur")
with connect(profile, via="wiv", log=log) as wiv:
    ...
```

The same records as `JsonLinesLog`, one row each, committed before `write` returns. Any
database that SQLAlchemy knows will do. Whoever manages tables with Alembic adds this
one to their own `MetaData` (`log_table`) and passes it with `create=False`.

A commit is only as durable as the database is told to make it. On an engine of our own
SQLite syncs with every commit (`synchronous=EXTRA`: also the folder, from which the
journal of a transaction is removed). An engine of somebody else is left as it is, but
refused where SQLite or PostgreSQL is told not to wait for the disk.
Source: SQLite, "PRAGMA Statements", `synchronous`; PostgreSQL 17, section 19.5.1,
`synchronous_commit`.

A record that cannot be kept is an error and no more: the next one is tried anew, with a
new connection, so the log goes on when the database is back.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from kruispunt_client.client_log import LogRecord
from kruispunt_client.errors import (
    InvalidSettings,
    LogNotRead,
    LogNotWritten,
    References,
)

TABLE: Final = "kruispunt_client_log"
"""Name of the table when nothing is said."""

BUSY_TIMEOUT_SECONDS: Final = 10
"""How long a SQLite writer waits for another process's transaction."""

PAGE: Final = 500
"""Records that are read at once."""

_REFERENCES: Final = tuple(each.name for each in fields(References))
_PLAIN: Final = tuple(
    each.name for each in fields(LogRecord) if each.name != "references"
)


class UtcDateTime(TypeDecorator[datetime]):
    """
    A moment, aware and in UTC on both sides, to the microsecond.

    SQLite and MySQL keep no offset; there UTC is what stands in the column.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Ask MySQL for the fractions of a second, which it leaves out by itself."""
        if dialect.name in ("mysql", "mariadb"):
            from sqlalchemy.dialects.mysql import DATETIME

            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a moment that could be any: `ValueError`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its offset")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give UTC, whatever zone the session of the database is in."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def log_table(
    metadata: MetaData, name: str = TABLE, *, schema: str | None = None
) -> Table:
    """
    Give the table of the log, as a part of somebody's `MetaData`.

    Args:
        metadata: Such as that which the application's Alembic compares with.
        name: Of the table.
        schema: Of the database, where it has those.
    """
    return Table(
        name,
        metadata,
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("time", UtcDateTime(), nullable=False, index=True),
        Column("party", String(255), nullable=False),
        Column("application", String(255), nullable=False),
        Column("service", String(255), nullable=False),
        Column("version", String(64), nullable=False),
        Column("operation", String(255), nullable=False),
        Column("user", String(32), nullable=False),
        Column("person", String(32), nullable=False),
        Column("hop", String(64), nullable=False),
        Column("trace", String(32), nullable=False, index=True),
        # What the other side chooses may be of any length; a record must fit anyhow.
        *(Column(f"reference_{each}", Text) for each in _REFERENCES),
        Column("outcome", String(64), nullable=False),
        Column("code", Text),
        Column("duration_ms", BigInteger, nullable=False),
        Column("request_sha256", String(64)),
        Column("reply_sha256", String(64)),
        schema=schema,
    )


class DatabaseLog:
    """
    One row per record; threads and processes may share the table.

    Threads take turns on SQLite, which has one writer at a time.
    """

    def __init__(
        self,
        database: Engine | URL | str,
        *,
        table: Table | str = TABLE,
        create: bool = True,
    ) -> None:
        """
        Connect to nothing yet.

        Args:
            database: SQLAlchemy URL, or an engine of the caller, who disposes of it.
            table: Its name, or what `log_table` gave.
            create: Make the table when it is not there.

        Raises:
            InvalidSettings: The URL is none, its driver is not installed, or nothing
                that it holds outlives the process.
        """
        self.table = log_table(MetaData(), table) if isinstance(table, str) else table
        self._own = not isinstance(database, Engine)
        self._engine = database if isinstance(database, Engine) else _open(database)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._file = _sqlite_file(self._engine.url) if self._sqlite else None
        self._create = create
        self._ready = False
        self._turn = threading.Lock()
        self._insert = insert(self.table)

    @property
    def url(self) -> URL:
        """Where it is; shown as text, the password is hidden."""
        return self._engine.url

    def close(self) -> None:
        """Close the connections of an engine of our own."""
        if self._own:
            self._engine.dispose()

    def write(self, record: LogRecord) -> None:
        """
        Commit a record as one row.

        Raises:
            LogNotWritten: It is not committed, or not known to be.
        """
        try:
            with self._turn if self._sqlite else nullcontext():
                self._prepare()
                with self._engine.begin() as connection:
                    connection.execute(self._insert, _values(record))
        except (SQLAlchemyError, OSError, ValueError) as error:
            self._ready = False  # perhaps another database stands there next time
            raise LogNotWritten(
                f"{self._name}: the log is not kept: {_reason(error)}"
            ) from _cause(error)

    def read(self) -> Iterator[LogRecord]:
        """
        Read all records, a page at a time.

        Nothing stays open between two pages, so writers never wait for a slow reader.

        Returns:
            In the order in which they were written.

        Raises:
            LogNotRead: The database does not answer, or has no such table.
        """
        key = self.table.c.id
        page: Sequence[Row[Any]] = ()
        query = select(self.table).order_by(key).limit(PAGE)
        while True:
            after = query.where(key > page[-1].id) if page else query
            page = self._page(after)
            yield from map(_record, page)
            if len(page) < PAGE:
                return

    def _page(self, query: Any) -> Sequence[Row[Any]]:
        if self._file is not None and not self._file.is_file():
            raise LogNotRead(f"{self._name}: no log here")  # and SQLite would make it
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).fetchall()
        except SQLAlchemyError as error:
            raise LogNotRead(
                f"{self._name}: the log cannot be read: {_reason(error)}"
            ) from _cause(error)

    @property
    def _name(self) -> str:
        return f"{self.url} {self.table.fullname}"

    def _prepare(self) -> None:
        """Know once that commits are durable, and that the table is there."""
        if self._ready:
            return
        if self._file is not None and self._own:
            _make_private(self._file)
        with self._engine.connect() as connection:
            _check_durable(connection)
        if self._create and not self._has_table():
            try:
                self.table.create(self._engine)
            except SQLAlchemyError:
                if not self._has_table():  # else another process was first
                    raise
        self._ready = True

    def _has_table(self) -> bool:
        return inspect(self._engine).has_table(
            self.table.name, schema=self.table.schema
        )


def _open(database: URL | str) -> Engine:
    try:
        url = make_url(database)
        # Parameters hold people's numbers, and errors end up in logs.
        if url.get_backend_name() != "sqlite":
            return create_engine(url, hide_parameters=True, pool_pre_ping=True)
        # A connection for each record: one that stays open goes on writing in a file
        # that was moved away or removed.
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
        )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise InvalidSettings(f"log: no such database: {error}") from error
    event.listen(engine, "connect", _sync_always)
    return engine


def _sync_always(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.close()


def _sqlite_file(url: URL) -> Path | None:
    """
    Give the file of a SQLite database, if its name is a plain one.

    Raises:
        InvalidSettings: It has none.
    """
    name = url.database or ":memory:"
    if ":memory:" in name or url.query.get("mode") == "memory":
        raise InvalidSettings("log: a database in memory keeps no log")
    return None if name.startswith("file:") else Path(name)


def _make_private(path: Path) -> None:
    """Let a new file be readable by its owner only; SQLite's own follow its mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _check_durable(connection: Connection) -> None:
    """
    Know that a commit waits for the disk.

    Raises:
        ValueError: The database is told that it need not.
    """
    dialect = connection.dialect.name
    if dialect == "sqlite":
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        if level < 2:  # FULL
            raise ValueError(f"synchronous is {level}, so a power cut may lose records")
    if dialect == "postgresql":
        level = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        if level == "off":
            raise ValueError("synchronous_commit is off, so a crash may lose records")


def _values(record: LogRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _PLAIN} | {
        f"reference_{name}": getattr(record.references, name) for name in _REFERENCES
    }


def _record(row: Row[Any]) -> LogRecord:
    columns = row._mapping
    return LogRecord(
        **{name: columns[name] for name in _PLAIN},
        references=References(
            **{name: columns[f"reference_{name}"] for name in _REFERENCES}
        ),
    )


def _cause(error: Exception) -> BaseException:
    """The error below SQLAlchemy's, which may quote the record that was to be kept."""
    orig: BaseException | None = getattr(error, "orig", None)
    return orig or error


def _reason(error: Exception) -> str:
    """One line: databases quote a failing row in those that follow."""
    cause = _cause(error)
    return next(iter(str(cause).splitlines()), type(cause).__name__)

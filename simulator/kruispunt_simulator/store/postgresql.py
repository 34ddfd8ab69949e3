"""
PostgreSQL as the log needs it: durable, patient for a while only, and silent on people.

Several simulators on several hosts may share one database: its log, repertories, people
and memory of replays.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext

from kruispunt_simulator.errors import StateError

LOCK_TIMEOUT_SECONDS: Final = 10
"""How long a writer waits for another one's transaction, as with SQLite."""

STATEMENT_TIMEOUT_SECONDS: Final = 20
"""
How long a statement of a call may take.

Source: our choice. Who asks waits 30 s, and must hear in time that nothing comes.
"""

CONNECTIONS: Final = 8
"""
Most connections of one process.

Source: our choice. A server has 100 as it comes (PostgreSQL 18, `max_connections`), so
several hosts of several processes find room. A call borrows one for each read.
"""

_CONNECT: Final[dict[str, Any]] = {
    "application_name": "kruispunt",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    # A server that fell silent, with its host or the line to it, is given up.
    "tcp_user_timeout": STATEMENT_TIMEOUT_SECONDS * 1000,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""For libpq; what the URL says goes before."""

_SESSION: Final = {
    "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
    "statement_timeout": f"{STATEMENT_TIMEOUT_SECONDS}s",
    # Whoever falls silent in the middle of a write must not keep the others waiting.
    "idle_in_transaction_session_timeout": f"{STATEMENT_TIMEOUT_SECONDS}s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "default_transaction_isolation": "read committed",
    "TimeZone": "UTC",
}
_SET_UP: Final = "SELECT " + ", ".join(
    [
        # A record must survive a power cut before its reply leaves, whatever the server
        # does for others. More than that, a copy elsewhere too, is left as it is.
        "set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
        "WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)",
        *(f"set_config('{name}', '{to}', false)" for name, to in _SESSION.items()),
    ]
)
_NO_HURRY: Final = (
    "SELECT set_config('statement_timeout', '0', true), "
    "set_config('idle_in_transaction_session_timeout', '0', true)"
)


def postgresql_engine(url: URL) -> Engine:
    """Make an engine; nothing is connected yet."""
    engine = create_engine(
        url,
        # Parameters hold people's numbers, and errors end up in the operator's log.
        hide_parameters=True,
        pool_size=CONNECTIONS // 2,
        max_overflow=CONNECTIONS - CONNECTIONS // 2,
        pool_timeout=LOCK_TIMEOUT_SECONDS,
        pool_pre_ping=True,  # so that a server that was away is found again
        connect_args={k: v for k, v in _CONNECT.items() if k not in url.query},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_less)
    return engine


def check_server(connection: Connection) -> None:
    """
    Know that a database takes every text.

    Raises:
        StateError: It does not.
    """
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StateError(
            f"its encoding is {encoding}; make one with "
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )


def wait_for_turn(connection: Connection, what: str) -> None:
    """
    Have a turn until the end of the transaction, among all who share the database.

    Args:
        connection: In a transaction.
        what: Name of what is taken in turns.
    """
    digest = blake2b(f"kruispunt.{what}".encode(), digest_size=8).digest()
    connection.execute(text("SELECT set_config('lock_timeout', '0', true)"))
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:key)"),
        {"key": int.from_bytes(digest, "big", signed=True)},
    )


def _set_up(connection: Any, _: Any) -> None:
    connection.autocommit = True  # or the settings would go with the transaction
    connection.execute(_SET_UP)
    connection.autocommit = False


def _begin(connection: Connection) -> None:
    """Let whoever reads the log for an export, or waits for a turn, take its time."""
    options = connection.get_execution_options()
    if not (options.get("kruispunt_read") or options.get("kruispunt_write")):
        # Not as the stream that is read next, or it would stay open.
        plainly = {"stream_results": False}
        connection.exec_driver_sql(_NO_HURRY, execution_options=plainly).close()


def _say_less(context: ExceptionContext) -> None:
    """Keep what is wrong and leave out the details: they quote the row."""
    error: Any = context.original_exception
    diagnosis = getattr(error, "diag", None)
    told = getattr(diagnosis, "message_primary", None) or str(error)
    told = " ".join(told.split())  # libpq's are of several lines
    error.args = (told,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {told}",)

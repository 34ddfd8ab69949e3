"""
Reads the records of a log in their order, also one that holds what no hop writes.

SQLite keeps any value in any column: a word where a time belongs, octets that are no
text. PostgreSQL knows a time that is infinite. Python has no value for those, and one
that cannot be read must be named like any other that was changed, not hide the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Select, select, tuple_
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError

from kruispunt_simulator.store.tables import exchange

PAGE: Final = 2000
"""Rows in memory at once."""

Row: TypeAlias = Mapping[str, Any]

_NAMES: Final = tuple(sorted(column.name for column in exchange.c))
"""In the order of `canonical`, which has less to sort then."""

_PLACE: Final = (exchange.c.position, exchange.c.id)
_UNREADABLE: Final = (ValueError, TypeError, DataError, OperationalError)


def rows_of(connection: Connection, hop: str) -> Iterator[Row]:
    """
    Read the records of a log, a page at a time.

    Args:
        connection: Stays open until the last one was given.
        hop: Whose log.

    Yields:
        Columns by name. Of a record that cannot be read only `id`, `position` and, if
        that is text, `chain`; the others are None.

    Raises:
        SQLAlchemyError: The database does not answer.
    """
    query = select(*(exchange.c[name] for name in _NAMES)).where(exchange.c.hop == hop)
    after: tuple[Any, ...] | None = None
    while True:
        rows = _behind(query, after)
        try:
            found = connection.execute(rows, execution_options={"yield_per": PAGE})
            for each in found:
                row = dict(zip(_NAMES, each, strict=True))
                after = row["position"], row["id"]
                yield row
        except _UNREADABLE:
            # Of its page none was given yet. If it is not for a record, it comes again.
            place = None
            for place, single in _one_by_one(connection, query, after):
                after = place
                yield single
            if place is None:
                raise
        else:
            return


def _one_by_one(
    connection: Connection, query: Select[Any], after: tuple[Any, ...] | None
) -> Iterator[tuple[tuple[Any, ...], Row]]:
    """Give records up to one that cannot be read, or a page."""
    places = _behind(query.with_only_columns(*_PLACE), after).limit(PAGE)
    for position, number in connection.execute(places).fetchall():
        one = query.where(exchange.c.id == number)
        try:
            row = dict(zip(_NAMES, connection.execute(one).one(), strict=True))
        except _UNREADABLE:
            row = dict.fromkeys(_NAMES)
            row |= {
                "id": number,
                "position": position,
                "chain": _chain(connection, one),
            }
            yield (position, number), row
            return
        yield (position, number), row


def _chain(connection: Connection, one: Select[Any]) -> str | None:
    try:
        chain = connection.scalar(one.with_only_columns(exchange.c.chain))
    except SQLAlchemyError:
        return None
    return chain if isinstance(chain, str) else None


def _behind(query: Select[Any], after: tuple[Any, ...] | None) -> Select[Any]:
    if after is not None:
        query = query.where(tuple_(*_PLACE) > tuple_(*after))
    return query.order_by(*_PLACE)

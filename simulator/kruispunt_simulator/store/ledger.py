"""
Appends records to the logs of the hops: gives each its place and its link.

Whoever writes in a log locks its head first, so that processes that share a database
take turns. That also puts everything else that such a transaction changes in a row,
such as the lines of a repertory.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from kruispunt_simulator.store.chain import START, link
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.tables import exchange, log_head

COLUMNS: Final = tuple(
    field.name for field in fields(Exchange) if field.name in exchange.c
)
"""What a record has in common with its row."""

_RECORD: Final = insert(exchange)
_MOVE: Final = (
    update(log_head)
    .where(log_head.c.hop == bindparam("log"))
    .values(position=bindparam("place"), chain=bindparam("link"))
)
_HEADS: Final = (
    select(log_head)
    .where(log_head.c.hop.in_(bindparam("hops", expanding=True)))
    .order_by(log_head.c.hop)  # two processes that lock several begin with the same
    .with_for_update()
)


@dataclass(slots=True)
class Head:
    """Where a log ends."""

    position: int
    chain: str


class Ledger:
    """
    Writes in the logs, on connections that the caller commits; thread-safe.

    Args:
        dialect: Of SQLAlchemy, `sqlite` or `postgresql`.
    """

    def __init__(self, dialect: str) -> None:
        # Only the dialect in use: the other costs a tenth of a second at every start.
        module = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
        self._begin = module.insert(log_head).on_conflict_do_nothing()

    def lock(self, connection: Connection, hops: Iterable[str]) -> dict[str, Head]:
        """
        Keep others from writing in logs until the transaction ends.

        Args:
            connection: In a transaction that may write, in which nothing is locked yet.
            hops: Whose logs; a log without records begins now.

        Returns:
            The head of each, which `append` moves.
        """
        asked = sorted({*hops})
        heads = self._read(connection, asked)
        missing = [hop for hop in asked if hop not in heads]
        if missing:
            begin = {"position": 0, "chain": START}
            connection.execute(self._begin, [{"hop": hop, **begin} for hop in missing])
            heads = self._read(connection, asked)
        return heads

    @staticmethod
    def append(
        connection: Connection, heads: Mapping[str, Head], records: Sequence[Exchange]
    ) -> list[int]:
        """
        Write records behind the heads of their logs.

        Args:
            connection: As of `lock`.
            heads: What `lock` gave; moved to the last record of each log.
            records: In the order of writing.

        Returns:
            The position of each.
        """
        rows = []
        for record in records:
            head = heads[record.hop]
            head.position += 1
            row = {name: getattr(record, name) for name in COLUMNS}
            row["position"] = head.position
            row["chain"] = head.chain = link(head.chain, row)
            rows.append(row)
        if rows:
            connection.execute(_RECORD, rows)
            moved = sorted({record.hop for record in records})
            connection.execute(
                _MOVE,
                [
                    {"log": hop, "place": heads[hop].position, "link": heads[hop].chain}
                    for hop in moved
                ],
            )
        return [row["position"] for row in rows]

    @staticmethod
    def _read(connection: Connection, hops: Sequence[str]) -> dict[str, Head]:
        rows: Any = connection.execute(_HEADS, {"hops": hops})
        return {row.hop: Head(row.position, row.chain) for row in rows}

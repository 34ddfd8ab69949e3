"""
What is kept of the messages themselves, beside the record of their call.

By default a digest of each. A developer who wants to see what was sent may have the
signed messages kept whole; they are about people, so they stay in the database, within
a size and an age, and never get into the log of the process.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from kruispunt_simulator.settings import MIB, Keep, MessagePolicy
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.tables import message

LARGEST: Final = 64 * MIB
"""Octets of a message that are unpacked: a hop takes and sends far less."""

_MESSAGE: Final = insert(message)
_TOO_OLD: Final = delete(message).where(message.c.at < bindparam("oldest"))
_TOTAL: Final = select(func.coalesce(func.sum(message.c.size), 0))
_OLDEST: Final = select(
    message.c.hop, message.c.position, message.c.part, message.c.size
).order_by(message.c.at, message.c.hop, message.c.position, message.c.part)
_DROP: Final = delete(message).where(
    message.c.hop == bindparam("of_hop"),
    message.c.position == bindparam("at_position"),
    message.c.part == bindparam("which"),
)


class Messages:
    """
    Keeps messages beside the records; thread-safe.

    Args:
        policy: What is kept, and how long.
    """

    def __init__(self, policy: MessagePolicy) -> None:
        self.policy = policy

    def of(self, record: Exchange) -> Exchange:
        """Give a record with the digests that may be kept."""
        if self.policy.keep is Keep.NONE and (
            record.request_digest or record.reply_digest
        ):
            return replace(record, request_digest=None, reply_digest=None)
        return record

    def write(
        self, connection: Connection, records: Iterable[tuple[Exchange, int]]
    ) -> int:
        """
        Keep the messages of records.

        Args:
            connection: Inside the transaction that writes the records.
            records: With their positions.

        Returns:
            Stored bytes; 0 under any policy but `full`.
        """
        if self.policy.keep is not Keep.FULL:
            return 0
        rows = [
            _row(record, position, part, octets)
            for record, position in records
            for part, octets in (("request", record.request), ("reply", record.reply))
            if octets
        ]
        if rows:
            connection.execute(_MESSAGE, rows)
        return sum(row["size"] for row in rows)

    def trim(self, connection: Connection, now: datetime) -> None:
        """
        Take away what is too old, and the oldest of what is too much.

        Args:
            connection: In a transaction that may write.
            now: Aware UTC.
        """
        connection.execute(_TOO_OLD, {"oldest": now - self.policy.most_age})
        excess = int(connection.execute(_TOTAL).scalar_one()) - self.policy.most_bytes
        gone = []
        if excess > 0:
            for row in connection.execute(_OLDEST):
                gone.append(
                    {
                        "of_hop": row.hop,
                        "at_position": row.position,
                        "which": row.part,
                    }
                )
                excess -= row.size
                if excess <= 0:
                    break
            connection.execute(_DROP, gone)


def unpacked(content: bytes) -> bytes:
    """
    Give a message as it was sent, from the `content` of its row.

    Raises:
        ValueError: It is not as we packed it.
    """
    try:
        return zlib.decompressobj().decompress(content, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _row(record: Exchange, position: int, part: str, octets: bytes) -> dict[str, Any]:
    content = zlib.compress(octets, level=6)
    return {
        "hop": record.hop,
        "position": position,
        "part": part,
        "at": record.at,
        "size": len(content),
        "content": content,
    }

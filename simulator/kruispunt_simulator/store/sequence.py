"""
The numbers of the messages that were pushed to each receiver.

Source: contract sheet `ksz-hdiindemnityallowancenotifications-v1`: `sequenceNumber`
numbers the messages to one receiver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import push_sequence

_LAST: Final = select(push_sequence.c.last).where(
    push_sequence.c.receiver == bindparam("receiver")
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message to a receiver has got the number after the last one."""

    receiver: str
    number: int

    def apply(self, connection: Connection) -> None:
        """
        See `message.Change`.

        Raises:
            StateError: Another message got the number in the meantime.
        """
        if self.number == 1:
            row = {"receiver": self.receiver, "last": 1}
            connection.execute(insert(push_sequence), row)  # refuses a second row
            return
        changed = connection.execute(
            update(push_sequence)
            .where(
                push_sequence.c.receiver == self.receiver,
                push_sequence.c.last == self.number - 1,
            )
            .values(last=self.number)
        )
        if changed.rowcount != 1:
            raise StateError(
                f"message {self.number} to {self.receiver} does not follow the last one"
            )


class Sequences:
    """
    The numbers in the database; thread-safe.

    Args:
        engine: An open database with its tables.
    """

    def __init__(self, engine: Engine) -> None:
        self._reader = Reader(engine)

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._reader.close()

    def last(self, receiver: str) -> int:
        """
        Give the number of the last message to a receiver; 0 before the first.

        Raises:
            StateError: The database does not answer.
        """
        row = self._reader.first(_LAST, {"receiver": receiver})
        return 0 if row is None else int(row.last)

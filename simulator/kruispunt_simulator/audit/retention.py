"""
Takes old records out of a log, a sealed segment at a time, so that the rest can still
be verified.

No act names a term for the log: an operator must know how long it takes to prove that a
call was lawful, so nothing goes unless somebody says so (S-LG-07).

What goes is itself recorded, at the end of the same log and in the same transaction:
`reference` of that record is the last position that went, and the hop signs that in its
finding, with the time before which all of it was written. A log that begins behind
position 1 without such a record lost something; so did one of which the seals say that
it was younger, for what tells this job how old records are can be changed back later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from kruispunt_client.identity import PrivateIdentity
from sqlalchemy import Connection, Engine, delete, func, select

from kruispunt_simulator.audit.operator import operator_record
from kruispunt_simulator.store.chain import canonical
from kruispunt_simulator.store.ledger import Ledger
from kruispunt_simulator.store.seals import SEGMENT, Seal, know_signer, seals_of, sign
from kruispunt_simulator.store.tables import exchange, message

PURGE: Final = "kruispunt purge"
"""`service` of the record that tells what went."""

_AT_ONCE: Final = 2 * SEGMENT
"""Records that one transaction takes away, for others wait for it."""


class Retention:
    """
    Keeps records for a term and no longer.

    Args:
        engine: An open database with its tables.
        identity: Gives who signs for a log.
        term: How long records stay, at least: a segment goes when its newest is older.
    """

    def __init__(
        self,
        engine: Engine,
        identity: Callable[[str], PrivateIdentity],
        term: timedelta,
    ) -> None:
        self._identity = identity
        self._writing = engine.execution_options(kruispunt_write=True)
        self._ledger = Ledger(engine.dialect.name)
        self._term = term

    def purge(self, hop: str, now: datetime, today: date) -> int:
        """
        Take away the oldest segments of a log, when they are too old.

        Args:
            hop: Whose log.
            now: Aware UTC.
            today: Business date, for the record of it.

        Returns:
            How many records went; call again until it is none.

        Raises:
            SQLAlchemyError: The database does not answer.
            InvalidSettings: The key cannot be read.
        """
        oldest = now - self._term
        identity = self._identity(hop)
        with self._writing.begin() as connection:
            heads = self._ledger.lock(connection, [hop])
            begin = _first_position(connection, hop)
            gone = _too_old(connection, hop, begin, oldest)
            if not gone:
                return 0
            last = gone[-1].last
            for table in (message, exchange):
                connection.execute(
                    delete(table).where(table.c.hop == hop, table.c.position <= last)
                )
            record = operator_record(
                hop=hop,
                command=PURGE,
                operation="log",
                outcome="removed",
                reference=str(last),
                finding={
                    "check": "log.retention",
                    "requirement": f"kept for {self._term.days} days",
                    "expected": f"no segment that ended before {oldest.isoformat()}",
                    "actual": f"records {begin} to {last} were taken away",
                    "before": oldest.isoformat(),
                    "signer": know_signer(connection, identity),
                    "signature": sign(identity.key, removal(hop, last, oldest)),
                },
                now=now,
                today=today,
            )
            self._ledger.append(connection, heads, [record])
            return last - begin + 1


def removal(hop: str, last: int, before: datetime) -> bytes:
    """
    Give what a hop signs when it takes records away.

    Args:
        hop: Whose log.
        last: Position up to which they go.
        before: Aware; all of them are older.
    """
    return canonical({"hop": hop, "removed": last, "before": before}).encode()


def _first_position(connection: Connection, hop: str) -> int:
    first = select(func.min(exchange.c.position)).where(exchange.c.hop == hop)
    return int(connection.execute(first).scalar() or 1)


def _too_old(
    connection: Connection, hop: str, begin: int, oldest: datetime
) -> Sequence[Seal]:
    """Give the oldest segments that may go, as many as go at once."""
    gone: list[Seal] = []
    for seal in seals_of(connection, hop, after=begin - 1):
        if seal.latest >= oldest or (gone and seal.last - begin >= _AT_ONCE):
            break
        gone.append(seal)
    return gone

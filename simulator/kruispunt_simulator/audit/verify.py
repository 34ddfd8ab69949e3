"""
Checks that nothing in the logs was changed, taken out, put in or moved.

Of each log, in one look at the database as it is at one moment:

- positions follow each other, without a gap, from 1 or from what `retention.py` left;
- each link is the digest of its record and the link before (`store/chain.py`);
- rows were written in the order of their positions;
- each seal (`store/seals.py`) is signed by the hop, with a certificate of its leg, says
  what the log says, and follows on the seal before;
- the log ends where its head says, and no seal says that it was longer;
- seals that were noted elsewhere (*anchors*) are still there;
- messages that are kept are those of the digests in their records.

What this cannot show: records after the last seal that somebody took out or made anew
together with all links after them and the head, before the next seal; nor, without
anchors, that the last seals went too. The records of the other hops and of the client
show that (`reconcile.py`).

Seals and records are read side by side, for neither need fit in memory: of a log that
is written all year there are half a million seals.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from cryptography import x509
from kruispunt_client.caller import common_name
from kruispunt_client.trust import TrustStore, Usage
from sqlalchemy import Connection, Engine, and_, func, select
from sqlalchemy.exc import DataError

from kruispunt_simulator.audit.anchors import Anchor
from kruispunt_simulator.audit.retention import PURGE, removal
from kruispunt_simulator.audit.rows import rows_of
from kruispunt_simulator.store.chain import START, aware, link
from kruispunt_simulator.store.messages import unpacked
from kruispunt_simulator.store.seals import Seal, is_signed, seals_of, signer_of
from kruispunt_simulator.store.tables import (
    exchange,
    log_head,
    log_seal,
    log_signer,
    message,
)

MOST: Final = 20
"""Flaws of one kind in one log that are told: the first says where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that does not fit."""

    hop: str
    kind: str
    """`changed`, `missing`, `added`, `moved`, `rewritten`, `seal`, `anchor`, `message`
    or `unsealed`."""
    position: int | None
    """The first record that it is about; None for a seal without one."""
    text: str
    trace: str | None = None
    at: str | None = None
    """Of that record, when it is there."""


@dataclass(slots=True)
class Report:
    """What was found out about one log."""

    hop: str
    records: int = 0
    first: int | None = None
    """Position of the first record that is kept."""
    last: int | None = None
    seals: int = 0
    sealed: int = 0
    """Last position that a good seal covers."""
    unsealed_since: str | None = None
    """Time of the first record after that; None if there is none."""
    flaws: list[Flaw] = field(default_factory=list)
    """In the order of the log: the first bad record first; messages after that."""


def verify(
    engine: Engine,
    trust: Callable[[str], TrustStore],
    *,
    hops: Sequence[str] = (),
    anchors: Sequence[Anchor] = (),
    sealed_before: datetime | None = None,
) -> Iterator[Report]:
    """
    Verify logs.

    Args:
        engine: An open database with its tables; calls may go on meanwhile.
        trust: Gives the certificates that may sign for a log; None of them needs a CRL.
        hops: Whose logs; none for all.
        anchors: Seals that were noted outside of the database.
        sealed_before: Aware; older records must be in a seal by now. Else a log of
            which somebody removed the seals looks like one that waits for its next.

    Yields:
        A report on each log, also on one of which only seals or anchors are left.

    Raises:
        SQLAlchemyError: The database does not answer.
        InvalidSettings: The certificates cannot be read.
    """
    with _at_one_moment(engine) as connection:
        for hop in hops or _logs(connection, anchors):
            noted = [anchor for anchor in anchors if anchor.hop == hop]
            report = _Log(connection, hop, trust, noted).check()
            since = report.unsealed_since
            if (
                sealed_before
                and since
                and datetime.fromisoformat(since) < sealed_before
            ):
                report.flaws.append(_unsealed(report))
            yield report


def _unsealed(report: Report) -> Flaw:
    first = report.sealed + 1
    return Flaw(
        hop=report.hop,
        kind="unsealed",
        position=first,
        text=f"records {first} to {report.last} should be in a seal by now",
        at=report.unsealed_since,
    )


def _at_one_moment(engine: Engine) -> Connection:
    if engine.dialect.name != "sqlite":  # where a transaction sees one moment anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def _logs(connection: Connection, anchors: Sequence[Anchor]) -> list[str]:
    found = {anchor.hop for anchor in anchors}
    for table in (log_head, log_seal):
        found.update(connection.scalars(select(table.c.hop).distinct()))
    found.update(connection.scalars(select(exchange.c.hop).distinct()))
    return sorted(found)


class _Log:
    """One log, while it is being verified."""

    def __init__(
        self,
        connection: Connection,
        hop: str,
        trust: Callable[[str], TrustStore],
        anchors: Sequence[Anchor],
    ) -> None:
        self._connection = connection
        self._hop = hop
        self._signer = signer_of(hop)
        self._trust = cache(trust)  # which remembers what it found out
        self._anchors = anchors
        self._signers: dict[str, tuple[x509.Certificate, ...]] = {}
        self._report = Report(hop)
        self._told: Counter[str] = Counter()
        self._dropped = 0
        """Up to this position the log itself says that records were taken away."""

    def check(self) -> Report:
        self._records(_Ahead(self._seals()))
        self._messages()
        return self._report

    # Seals

    def _seals(self) -> Iterator[Seal]:
        """Check the seals among themselves; give the good ones."""
        number, last, digest = 0, 0, START
        noted: dict[int, list[Anchor]] = {}
        for anchor in self._anchors:
            noted.setdefault(anchor.number, []).append(anchor)
        for seal in self._readable_seals():
            self._report.seals += 1
            if seal.number != number + 1:
                self._tell(
                    "seal", last + 1, f"seal {number + 1} was taken out or replaced"
                )
            elif seal.previous != digest or seal.first != last + 1:
                self._tell(
                    "seal", seal.first, f"seal {seal.number} does not follow the last"
                )
            elif reason := self._distrust(seal):
                self._tell("seal", seal.first, f"seal {seal.number}: {reason}")
            else:
                for anchor in noted.pop(seal.number, ()):
                    self._against_anchor(anchor, seal)
                yield seal
            number, last, digest = seal.number, seal.last, seal.digest
        for anchor in itertools.chain.from_iterable(noted.values()):
            self._tell(
                "anchor",
                min(last + 1, anchor.last),
                f"seal {anchor.number}, noted {anchor.where}, is not there: the log "
                f"had {anchor.last} records",
            )

    def _against_anchor(self, anchor: Anchor, seal: Seal) -> None:
        if (anchor.last, anchor.chain) != (seal.last, seal.chain):
            self._tell(
                "anchor",
                seal.first,
                f"seal {seal.number} is not the one noted {anchor.where}: records "
                f"{seal.first} to {max(anchor.last, seal.last)} were written anew",
            )

    def _readable_seals(self) -> Iterator[Seal]:
        try:
            yield from seals_of(self._connection, self._hop)
        except (ValueError, TypeError, DataError):  # as `rows.py` says
            text = "a seal cannot be read, so neither it nor those after it count"
            self._tell("seal", self._report.sealed + 1, text)

    def _distrust(self, seal: Seal) -> str | None:
        """Tell why a seal proves nothing."""
        chain = self._certificates(seal.signer)
        if not chain or not seal.is_signed_by(chain[0]):
            return "its signature is not good"
        return self._distrust_signer(chain, seal.at)

    def _distrust_signer(
        self, chain: Sequence[x509.Certificate], at: datetime
    ) -> str | None:
        name = common_name(chain[0])
        if name != f"{self._signer}.kruispunt.test":
            return f"it is signed by {name}"
        problems = self._trust(self._signer).check(
            chain[0], chain[1:], at=at, usage=Usage.SIGNATURE
        )
        return f"its certificate: {problems[0].actual}" if problems else None

    def _certificates(self, fingerprint: str) -> tuple[x509.Certificate, ...]:
        if fingerprint not in self._signers:
            query = select(log_signer.c.certificates).where(
                log_signer.c.fingerprint == fingerprint
            )
            pem = self._connection.scalar(query)
            try:
                found = tuple(x509.load_pem_x509_certificates((pem or "").encode()))
            except ValueError:
                found = ()
            self._signers[fingerprint] = found
        return self._signers[fingerprint]

    # Records

    def _records(self, seals: _Ahead) -> None:
        report = self._report
        previous: str | None = START
        row: Mapping[str, Any] | None = None
        expected, row_id = 1, 0
        for row in rows_of(self._connection, self._hop):
            position = row["position"]
            report.records += 1
            if report.first is None:
                report.first = expected = position
                previous = self._beginning(position, seals)
            if position != expected:
                self._gap(expected, position, row)
                previous = None
            if previous is not None and not _fits(previous, row):
                self._about(
                    "changed",
                    row,
                    "does not fit what is before it: it was changed, moved or put in, "
                    "or one before it was taken out",
                )
            if row["id"] <= row_id:
                self._about("moved", row, "was not written in this place")
            self._against_seal(seals.ending(position), row)
            if report.sealed == position:
                report.unsealed_since = None
            elif report.unsealed_since is None and row["at"] is not None:
                report.unsealed_since = aware(row["at"]).isoformat()
            if row["service"] == PURGE:
                self._dropped = max(self._dropped, self._removed(row))
            previous, expected, row_id = row["chain"], position + 1, row["id"]
        report.last = row["position"] if row is not None else None
        self._end(row, seals)
        if report.first is not None and report.first - 1 > self._dropped:
            self._tell(
                "missing",
                self._dropped + 1,
                f"records {self._dropped + 1} to {report.first - 1} were taken out: "
                "the log does not say, signed, that their term was over",
            )

    def _beginning(self, position: int, seals: _Ahead) -> str | None:
        """Give the link before the first record that is kept."""
        if position == 1:
            return START
        seal = seals.ending(position - 1)
        if seal is None:
            self._tell(
                "missing",
                1,
                f"records 1 to {position - 1} are not there, and no seal says how they "
                "ended",
            )
        return seal.chain if seal else None

    def _removed(self, row: Mapping[str, Any]) -> int:
        """Give the position up to which a record says that all went; 0 if unsigned."""
        try:
            last = int(row["reference"])
            (finding,) = json.loads(row["findings"])
            before = aware(datetime.fromisoformat(finding["before"]))
            chain = self._certificates(str(finding["signer"]))
            signature = str(finding["signature"])
        except (KeyError, TypeError, ValueError):
            return 0
        said = removal(self._hop, last, before)
        if not chain or not is_signed(chain[0], said, signature):
            return 0
        if self._distrust_signer(chain, aware(row["at"])):
            return 0
        newest = self._newest(self._dropped + 1, last)
        if newest is not None and newest >= before:
            self._tell(
                "missing",
                self._dropped + 1,
                f"records {self._dropped + 1} to {last} were taken out before their "
                f"time: of {newest.isoformat()}, when only those before "
                f"{before.isoformat()} could go",
            )
        return last

    def _newest(self, first: int, last: int) -> datetime | None:
        """Give the newest time of records, as the seals have it."""
        query = select(func.max(log_seal.c.latest)).where(
            log_seal.c.hop == self._hop, log_seal.c.last.between(first, last)
        )
        newest = self._connection.scalar(query)
        return newest and aware(newest)

    def _gap(self, expected: int, position: int, row: Mapping[str, Any]) -> None:
        if position < expected:
            self._about("added", row, "stands there twice")
        else:
            self._tell(
                "missing",
                expected,
                f"record {expected} was taken out"
                if position == expected + 1
                else f"records {expected} to {position - 1} were taken out",
            )

    def _against_seal(self, seal: Seal | None, row: Mapping[str, Any]) -> None:
        if seal is None:
            return
        if seal.chain == row["chain"]:
            self._report.sealed = seal.last
            return
        self._tell(
            "rewritten",
            seal.first,
            f"records {seal.first} to {seal.last} are not those that were sealed at "
            f"{seal.at.isoformat()}: one or more were changed, and the links after it "
            "made anew",
        )

    def _end(self, row: Mapping[str, Any] | None, seals: _Ahead) -> None:
        query = select(log_head).where(log_head.c.hop == self._hop)
        head = self._connection.execute(query).first()
        last, chain = (row["position"], row["chain"]) if row else (0, START)
        ends = head.position if head else 0
        longest = max(ends, seals.longest())
        if longest > last:
            self._tell(
                "missing",
                last + 1,
                f"records {last + 1} to {longest} were taken out at the end",
            )
        elif row is not None and ends < last:
            self._about("added", row, f"is behind the end of the log, {ends}")
        elif row is not None and head is not None and head.chain != chain:
            self._about("changed", row, "is not the one with which the log ended")

    # Messages

    def _messages(self) -> None:
        query = (
            select(
                message.c.position,
                message.c.part,
                message.c.content,
                exchange.c.request_digest,
                exchange.c.reply_digest,
            )
            .select_from(message)
            .outerjoin(
                exchange,
                and_(
                    exchange.c.hop == message.c.hop,
                    exchange.c.position == message.c.position,
                ),
            )
            .where(message.c.hop == self._hop)
            .order_by(message.c.position, message.c.part)
        )
        paged = {"yield_per": 20}
        for row in self._connection.execute(query, execution_options=paged):
            digest = row.request_digest if row.part == "request" else row.reply_digest
            try:
                found = hashlib.sha256(unpacked(row.content)).hexdigest()
            except ValueError:
                found = "unreadable"
            if found != digest:
                self._tell(
                    "message",
                    row.position,
                    f"the {row.part} that is kept is not that of record {row.position}",
                )

    # Telling

    def _about(self, kind: str, row: Mapping[str, Any], text: str) -> None:
        position = row["position"]
        at = None if row["at"] is None else aware(row["at"]).isoformat()
        trace = None if row["trace"] is None else str(row["trace"])
        self._tell(kind, position, f"record {position} {text}", trace, at)

    def _tell(
        self,
        kind: str,
        position: int,
        text: str,
        trace: str | None = None,
        at: str | None = None,
    ) -> None:
        self._told[kind] += 1
        if self._told[kind] <= MOST:
            flaw = Flaw(
                hop=self._hop,
                kind=kind,
                position=position,
                text=text,
                trace=trace,
                at=at,
            )
            self._report.flaws.append(flaw)


def _fits(previous: str, row: Mapping[str, Any]) -> bool:
    try:
        return bool(link(previous, row) == row["chain"])
    except (AttributeError, TypeError, ValueError):  # octets where a text belongs
        return False


class _Ahead:
    """Seals in their order, of which one is looked at ahead of the records."""

    def __init__(self, seals: Iterator[Seal]) -> None:
        self._seals = seals
        self._longest = 0
        self._next = self._advance()

    def ending(self, position: int) -> Seal | None:
        """Give the seal that ends at a position; those before it are gone for good."""
        while self._next is not None and self._next.last < position:
            self._next = self._advance()
        found = self._next
        return found if found is not None and found.last == position else None

    def longest(self) -> int:
        """Give the last position that any of them covers, when the records are over."""
        while self._next is not None:
            self._next = self._advance()
        return self._longest

    def _advance(self) -> Seal | None:
        seal = next(self._seals, None)
        if seal is not None:
            self._longest = max(self._longest, seal.last)
        return seal

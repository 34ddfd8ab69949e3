"""
The third copy against the other two: the client's own log, and those of the hops.

Two passes, and neither holds more than a page of records, however long the logs are.
The first goes along the client's log and looks every record up by its trace. The second
goes along the calls that the hops had of the same parties, for those that no record of
the client fits. What is remembered from the first to the second is one bit per record
of the hops (`Marks`).

Without a period, it is that of the client's own log: from its first question until its
last one was answered. Calls before and after it are counted, for a log may have been
begun later, or copied and continued; to have them compared, give the period.

Source: Protocol WiV–Wonen in Limburg art. 6.4: every call is logged at three places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, TypeVar

from kruispunt_client.client_log import BrokenLine, LogRecord
from sqlalchemy import ColumnElement, Engine, Row, and_, func, or_, select

from kruispunt_simulator.audit.first_hop import (
    check_client,
    find,
    has_reply,
    is_same,
    missing_at_client,
    missing_at_hop,
    recorded_twice,
)
from kruispunt_simulator.audit.gaps import Gap, Kind
from kruispunt_simulator.audit.kept import BELOW_SOAP, COLUMNS, Kept
from kruispunt_simulator.audit.links import Links
from kruispunt_simulator.store.chain import aware
from kruispunt_simulator.store.reader import for_reading
from kruispunt_simulator.store.tables import exchange

PAGE: Final = 500
"""Records that are looked at together."""

MARGIN: Final = timedelta(hours=1)
"""
How far outside a given period the client's records are looked up, without telling of
them: a call has two times, and only one of them may be inside.
"""

T = TypeVar("T")


class Marks:
    """A set of numbers that mostly follow each other, at one bit for each."""

    _BITS: Final = 2**15

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> None:
        """Take a number in."""
        page, bit = divmod(number, self._BITS)
        octets = self._pages.setdefault(page, bytearray(self._BITS // 8))
        octets[bit // 8] |= 1 << bit % 8

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        page, bit = divmod(number, self._BITS)
        octets = self._pages.get(page)
        return octets is not None and bool(octets[bit // 8] & 1 << bit % 8)


@dataclass(slots=True)
class Counts:
    """How much was compared, and what came of it."""

    read: int = 0
    """Records of the client, of any time and party."""
    records: int = 0
    """Of those: in the period, and of the party that was asked for."""
    never_left: int = 0
    """Of those: no message left the client, so no hop knows of it."""
    no_reply: int = 0
    """Of those: the client had no reply, and the hop has no record of a question."""
    calls: int = 0
    """At the hops, of the same parties in the period."""
    before: int = 0
    """Calls of the same parties before the period, which were not compared."""
    after: int = 0
    """Likewise, after it."""
    gaps: int = 0
    remarks: int = 0
    begin: datetime | None = None
    """First and last moment of the client's log, of what was compared."""
    end: datetime | None = None
    parties: set[str] = field(default_factory=set)


class Reconciliation:
    """
    Compares one log of a client with the logs of the hops. For one use.

    Args:
        engine: An open database with the logs of the hops.
        log: Of the client, as a `ReadableLog` reads it.
        party: Only questions of this party; None for those of all in the client's log,
            in the period or not.
        since: Aware; only calls from then on. None: from the client's first question.
        until: Aware; only calls before. None: until the client's last answer.
    """

    def __init__(
        self,
        engine: Engine,
        log: Iterable[LogRecord | BrokenLine],
        *,
        party: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self.counts = Counts(parties=set() if party is None else {party})
        self._engine = for_reading(engine)
        self._log = log
        self._party = party
        self._since = since and since.astimezone(UTC)
        self._until = until and until.astimezone(UTC)
        self._fitted = Marks()
        self._linked = Marks()

    def gaps(self) -> Iterator[Gap]:
        """
        Find what is missing or different, and what is worth a remark.

        `counts` is complete when this ends.

        Raises:
            LogNotRead: The client's log cannot be read.
            SQLAlchemyError: The database does not answer.
        """
        for gap in self._all():
            if gap.is_remark:
                self.counts.remarks += 1
            else:
                self.counts.gaps += 1
            yield gap

    def _all(self) -> Iterator[Gap]:
        for page in _pages(self._log):
            records = []
            for each in page:
                if isinstance(each, BrokenLine):
                    yield _broken(each)
                elif not _is_possible(each):
                    yield Gap(kind=Kind.BROKEN_LINE, about="a record that cannot be")
                else:
                    self.counts.read += 1
                    if self._party is None:  # also of who has no record in the period
                        self.counts.parties.add(each.party)
                    if self._is_wanted(each):
                        records.append(each)
            yield from self._along_client(records)
        if self.counts.parties:
            yield from self._along_hops()

    # The first pass

    def _is_wanted(self, record: LogRecord) -> bool:
        if self._party not in (None, record.party):
            return False
        early = self._since is not None and record.time < self._since - MARGIN
        late = self._until is not None and record.time >= self._until + MARGIN
        return not (early or late)

    def _is_inside(self, record: LogRecord) -> bool:
        early = self._since is not None and record.time < self._since
        late = self._until is not None and record.time >= self._until
        return not (early or late)

    def _along_client(self, records: Sequence[LogRecord]) -> Iterator[Gap]:
        trails = self._trails({record.trace for record in records})
        lost: dict[str, set[str]] = {}
        asked: dict[str, set[str]] = {}
        for record in records:
            rows = trails.get(record.trace, [])
            found = list(self._fit(record, rows))
            if self._is_inside(record):
                self._count(record, rows)
                asked.setdefault(record.trace, set()).add(record.hop)
                for gap in found:
                    if gap.kind in (Kind.MISSING_AT_HOP, Kind.UNLOGGED):
                        lost.setdefault(record.trace, set()).add(record.hop)
                    yield gap
        for trace, hops in asked.items():
            rows = trails.get(trace, [])
            links = Links(rows, asked=hops, lost=lost.get(trace, ()))
            yield from self._link(rows, links)

    def _fit(self, record: LogRecord, rows: Sequence[Kept]) -> Iterator[Gap]:
        row = find(record, rows, self._fitted)
        if row is not None:
            self._fitted.add(row.id)
            yield from check_client(record, row)
        elif any(is_same(record, each) for each in rows):
            yield recorded_twice(record)
        elif has_reply(record):
            yield missing_at_hop(record)

    def _count(self, record: LogRecord, rows: Sequence[Kept]) -> None:
        counts = self.counts
        counts.records += 1
        if not has_reply(record) and not any(row.hop == record.hop for row in rows):
            if record.request_sha256 is None:
                counts.never_left += 1
            else:
                counts.no_reply += 1
        end = record.time + timedelta(milliseconds=record.duration_ms)
        counts.begin = min(counts.begin or record.time, record.time)
        counts.end = max(counts.end or end, end)

    def _link(self, rows: Sequence[Kept], links: Links) -> Iterator[Gap]:
        """Check a trace from hop to hop, once."""
        if not any(row.id in self._linked for row in rows):
            yield from links.gaps()
        for row in rows:
            self._linked.add(row.id)

    # The second pass

    def _along_hops(self) -> Iterator[Gap]:
        since = self._since or self.counts.begin
        until = self._until
        if until is None and self.counts.end is not None:
            until = self.counts.end + timedelta(microseconds=1)
        last = 0
        while page := self._calls(since, until, last):
            last = page[-1][0]
            self.counts.calls += len(page)
            new = {number for number, _ in page if number not in self._fitted}
            trails = self._trails({trace for number, trace in page if number in new})
            for rows in trails.values():
                links = Links(rows)
                for row in links.roots():
                    if row.id in new:
                        yield missing_at_client(row)
                yield from self._link(rows, links)
        self.counts.before = self._number(_before(since))
        self.counts.after = self._number(_from(until))

    def _calls(
        self, since: datetime | None, until: datetime | None, last: int
    ) -> Sequence[tuple[int, str]]:
        query = (
            select(exchange.c.id, exchange.c.trace)
            .where(self._in_scope(), exchange.c.id > last)
            .order_by(exchange.c.id)
            .limit(PAGE)
        )
        if since is not None:
            query = query.where(exchange.c.at >= since)
        if until is not None:
            query = query.where(exchange.c.at < until)
        with self._engine.connect() as connection:
            return [(row.id, row.trace) for row in connection.execute(query)]

    def _in_scope(self) -> ColumnElement[bool]:
        level = exchange.c.level
        return and_(
            exchange.c.direction == "in",
            exchange.c.party.in_(self.counts.parties),
            or_(level.is_(None), level.not_in(BELOW_SOAP)),
        )

    def _number(self, when: ColumnElement[bool] | None) -> int:
        if when is None:
            return 0
        query = select(func.count()).where(self._in_scope(), when)
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    # Both

    def _trails(self, traces: set[str]) -> dict[str, list[Kept]]:
        """Read whole trails, in the order of writing."""
        found: dict[str, list[Kept]] = {}
        columns = [exchange.c[name] for name in COLUMNS]
        order = exchange.c.id
        with self._engine.connect() as connection:
            for some in _pages(traces):
                query = select(*columns).where(exchange.c.trace.in_(some))
                for row in connection.execute(query.order_by(order)):
                    found.setdefault(row.trace, []).append(_kept(row))
        return found


def _before(moment: datetime | None) -> ColumnElement[bool] | None:
    return None if moment is None else exchange.c.at < moment


def _from(moment: datetime | None) -> ColumnElement[bool] | None:
    return None if moment is None else exchange.c.at >= moment


def _kept(row: Row[Any]) -> Kept:
    values = list(row)
    values[_AT] = aware(values[_AT])
    return Kept(*values)


_AT: Final = COLUMNS.index("at")


def _is_possible(record: LogRecord) -> bool:
    """
    Know that a record can be looked up and reckoned with.

    A file may hold anything by the time that it is compared; a client of ours wrote
    hexadecimal traces, times of these centuries and calls that ended.
    """
    return (
        _TRACE.fullmatch(record.trace) is not None
        and record.party.isprintable()
        and 1900 <= record.time.year <= 2999
        and 0 <= record.duration_ms <= _LONGEST_MS
    )


_TRACE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_LONGEST_MS: Final = 24 * 60 * 60 * 1000


def _broken(line: BrokenLine) -> Gap:
    what = "its end is missing" if line.torn else "it is no record"
    return Gap(kind=Kind.BROKEN_LINE, about=f"line {line.number}: {what}")


def _pages(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while page := list(islice(rest, PAGE)):
        yield page

"""
Do the records of one trail fit together? Pure functions over one trace at a time.

The client's record fits the `in` record of the first hop. What a hop sent on (`out`)
hangs below its own `in` record, and the `in` record of the next hop below that: the
child's `parent_span` is the parent's `span`. Who stands on both ends of a line tells
the same six elements of it, but for the party, for every hop asks in its own name.

A hop writes that it is going to ask (`asked`) before it does, and how that ended
together with its own `in` record, when it replies. So an `asked` that stands alone is a
hop that broke off, unless the `in` record is there.

Source: Protocol WiV–Wonen in Limburg art. 6.4: the six elements, at three places.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final

from kruispunt_client.client_log import LogRecord
from kruispunt_contracts.profile import REPLY_STRICT

from kruispunt_simulator.audit.gaps import Difference, Gap, Kind
from kruispunt_simulator.hops.call import REAL_NUMBER, UNKNOWN
from kruispunt_simulator.hops.plan import HOPS

SKEW: Final = REPLY_STRICT.clock_skew
"""How far two clocks may be apart: what the messages themselves are allowed."""

_CLIENT: Final = (
    "party",
    "application",
    "service",
    "version",
    "operation",
    "user",
    "person",
)
_ONWARD: Final = ("service", "version", "operation", "user", "person")
_WITHIN: Final = ("party", "application", "user", "person")
BELOW_SOAP: Final = ("tls", "http")
"""Levels of refusals that answer no question."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of a hop, as much of it as is compared."""

    id: int
    trace: str
    span: str
    parent_span: str | None
    hop: str
    direction: str
    at: datetime
    """Aware UTC."""
    duration_us: int
    peer: str | None
    party: str
    application: str
    service: str
    version: str | None
    operation: str | None
    user: str
    person: str
    outcome: str
    level: str | None
    request_digest: str | None
    reply_digest: str | None

    @property
    def is_call(self) -> bool:
        """Whether it is a question that came in and was replied to."""
        return self.direction == "in" and self.level not in BELOW_SOAP

    @property
    def duration(self) -> timedelta:
        """How long the call took here."""
        return timedelta(microseconds=self.duration_us)

    def short(self) -> str:
        """Tell which call it is, without the persons."""
        what = " ".join(filter(None, (self.service, self.version)))
        return f"{what} of {self.party}, {self.outcome}"


COLUMNS: Final = tuple(each.name for each in fields(Kept))


# --- the client and the first hop ----------------------------------------------------


def find(
    record: LogRecord, rows: Iterable[Kept], taken: Collection[int]
) -> Kept | None:
    """
    Find the record of the first hop that fits best a record of the client.

    Args:
        record: Of the client.
        rows: Of the hops, with the same trace.
        taken: Ids of those that fitted another record.

    Returns:
        One with the same messages; else one of another message, for then one of the
        two was changed; None when there is none left.
    """
    free = [
        row
        for row in rows
        if row.direction == "in" and row.hop == record.hop and row.id not in taken
    ]
    return max(free, key=lambda row: _fit(record, row), default=None)


def is_same(record: LogRecord, row: Kept) -> bool:
    """Whether both tell of the same question at the same hop and, if any, reply."""
    return (
        row.direction == "in"
        and row.hop == record.hop
        and _digests_agree(record.request_sha256, row.request_digest)
        and _digests_agree(record.reply_sha256, row.reply_digest)
    )


def _fit(record: LogRecord, row: Kept) -> tuple[int, ...]:
    pairs = (
        (record.request_sha256, row.request_digest),
        (record.reply_sha256, row.reply_digest),
    )
    agree = sum(_digests_agree(*pair) for pair in pairs)
    return agree, sum(mine == other for mine, other in pairs), row.is_call


def check_client(record: LogRecord, row: Kept) -> Iterator[Gap]:
    """
    Compare a record of the client with that of the first hop.

    Args:
        record: Of the client.
        row: As `find` gave it.
    """
    digests = (
        ("request_digest", record.request_sha256, row.request_digest),
        ("reply_digest", record.reply_sha256, row.reply_digest),
    )
    differences = [
        *_times(record.time, timedelta(milliseconds=record.duration_ms), row.at),
        *_texts(_CLIENT, record, row),
        *_outcomes(record, row),
    ]
    for digest in digests:
        differences += _digest(*digest, complete=has_reply(record))
    if differences:
        yield _gap(Kind.DIFFERS, row, differences=tuple(differences))
    if not has_reply(record) and row.is_call:
        yield _gap(Kind.NOT_RECEIVED, row, about=f"client: {record.outcome}")


def has_reply(record: LogRecord) -> bool:
    """Whether the client tells of a reply: by its digest, or by what it says."""
    return record.reply_sha256 is not None or _claimed(record) is not None


def missing_at_hop(record: LogRecord) -> Gap:
    """Tell of a reply that the client has, and the hop did not record."""
    return Gap(
        kind=Kind.MISSING_AT_HOP,
        trace=record.trace,
        at=record.time,
        hop=record.hop,
        about=_short(record),
    )


def recorded_twice(record: LogRecord) -> Gap:
    """Tell of a record whose call has another one."""
    return Gap(
        kind=Kind.RECORDED_TWICE,
        trace=record.trace,
        at=record.time,
        hop=record.hop,
        about=_short(record),
    )


def missing_at_client(row: Kept) -> Gap:
    """Tell of a call that the hop replied to, and the client did not record."""
    return _gap(Kind.MISSING_AT_CLIENT, row, about=row.short())


def _short(record: LogRecord) -> str:
    what = f"{record.service} {record.version}"
    return f"{what} of {record.party}, {record.outcome}"


def _outcomes(record: LogRecord, row: Kept) -> Iterator[Difference]:
    """A reply that the client could not use (`InvalidAnswer`) may be any."""
    claimed = _claimed(record)
    if claimed is not None and row.outcome != claimed:
        yield Difference(name="outcome", one=record.outcome, other=row.outcome)


def _claimed(record: LogRecord) -> str | None:
    """What the client says that the hop did; None: it had no reply to go by."""
    if record.code is not None:
        return "refused"
    return "answered" if record.outcome in ("answered", "nothing found") else None


# --- from hop to hop -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """What a hop sent on, as its last record of that tells."""

    row: Kept
    own: Kept | None
    """Its own call that led to this."""
    children: tuple[Kept, ...]
    """What came in by it at the next hop."""

    @property
    def is_cut_off(self) -> bool:
        """Whether nobody knows how it ended, for the hop did not get so far."""
        return self.row.outcome == "asked" and self.own is None

    @property
    def to_hop(self) -> bool:
        """Whether it went to another hop, and not to a source or into a file."""
        return (self.row.peer or "").startswith("https://") or bool(self.children)

    @property
    def has_reply(self) -> bool:
        """Whether a reply came back."""
        return self.row.outcome == "answered" or self.row.reply_digest is not None


class Links:
    """
    The records of one trace, put below the calls that led to them.

    Args:
        rows: All records of the trace.
        asked: Hops that the client asked first under this trace, as far as it tells.
        lost: Hops of which is known already that the record of a call is missing.
    """

    def __init__(
        self,
        rows: Sequence[Kept],
        *,
        asked: Collection[str] = (),
        lost: Collection[str] = (),
    ) -> None:
        self._calls = [row for row in rows if row.is_call]
        self._asked = frozenset(asked)
        self._lost = set(lost)
        self._last: dict[str, Kept] = {}
        for row in rows:
            if row.direction == "out" and row.outcome != "asked":
                self._last[row.span] = row
        for row in rows:
            if row.direction == "out":
                self._last.setdefault(row.span, row)

    def gaps(self) -> Iterator[Gap]:
        """Find what does not fit from hop to hop."""
        sent = [self._sent(row) for row in self._last.values()]
        for each in sent:
            if each.to_hop:
                yield from self._onward(each)
        for each in sent:
            yield from self._within(each)
        for row in self._calls:
            if row.parent_span not in self._last:
                for hop in self._askers(row):
                    yield _gap(Kind.MISSING_OUT, row, hop=hop, about=_arrived(row))

    def roots(self) -> Iterator[Kept]:
        """Give the calls that came from outside, as far as the records tell."""
        for row in self._calls:
            if row.parent_span not in self._last and not self._askers(row):
                yield row

    def _sent(self, row: Kept) -> Sent:
        own = (
            each
            for each in self._calls
            if (each.span, each.hop) == (row.parent_span, row.hop)
        )
        children = (each for each in self._calls if each.parent_span == row.span)
        return Sent(row, next(own, None), tuple(children))

    def _onward(self, sent: Sent) -> Iterator[Gap]:
        row = sent.row
        if sent.is_cut_off:
            yield _gap(Kind.CUT_OFF, row, about=row.short())
            return
        if row.outcome == "asked":
            yield _gap(Kind.MISSING_OUT, row, about=f"how it ended: {row.short()}")
            return
        child = max(sent.children, key=lambda each: _same(row, each), default=None)
        if not sent.has_reply:
            if child is not None:
                yield _gap(Kind.NOT_RECEIVED, child, about=f"{row.hop}: {row.outcome}")
        elif child is None:
            hop = _next(row)
            self._lost.add(hop)
            yield _gap(Kind.MISSING_IN, row, hop=hop, about=f"asked by {row.hop}")
        else:
            yield from _compare_onward(row, child)

    def _within(self, sent: Sent) -> Iterator[Gap]:
        row, own = sent.row, sent.own
        if own is not None:
            differences = (
                *_times(own.at, own.duration, row.at),
                *_texts(_WITHIN, own, row),
            )
            if differences:
                yield _gap(Kind.DIFFERS_WITHIN, row, differences=differences)
            return
        pushed = row.parent_span is None or row.parent_span in self._last
        if pushed or sent.is_cut_off or row.hop in self._lost:
            return
        self._lost.add(row.hop)  # its sources hang below the same call
        yield _gap(Kind.MISSING_IN, row, about=f"asked {row.peer}")

    def _askers(self, row: Kept) -> list[str]:
        """Hops in the trace that ask this one in the name of its caller."""
        seen = self._asked | {each.hop for each in self._calls}
        return [
            hop
            for hop in seen
            if hop in HOPS
            and (HOPS[hop].operator, HOPS[hop].next_hop) == (row.party, row.hop)
        ]


def _compare_onward(row: Kept, child: Kept) -> Iterator[Gap]:
    differences = [
        *_times(row.at, row.duration, child.at),
        *_texts(_ONWARD, row, child),
        *_digest("request_digest", row.request_digest, child.request_digest),
        *_digest("reply_digest", row.reply_digest, child.reply_digest),
    ]
    expected = [("outcome", "answered", row.outcome), ("hop", _next(row), child.hop)]
    if row.hop in HOPS:
        expected.append(("party", HOPS[row.hop].operator, child.party))
    differences += [
        Difference(name=name, one=one, other=other)
        for name, one, other in expected
        if one != other
    ]
    if differences:
        yield _gap(Kind.DIFFERS_ONWARD, child, differences=tuple(differences))


def _next(row: Kept) -> str:
    plan = HOPS.get(row.hop)
    return (plan and plan.next_hop) or "?"


def _arrived(row: Kept) -> str:
    return f"arrived at {row.hop}: {row.short()}"


def _same(row: Kept, child: Kept) -> int:
    return (row.request_digest == child.request_digest) + (
        row.reply_digest == child.reply_digest
    )


# --- what both have ------------------------------------------------------------------


def _times(begin: datetime, duration: timedelta, at: datetime) -> Iterator[Difference]:
    """What happened during a call, by two clocks."""
    if not begin - SKEW <= at <= begin + duration + SKEW:
        yield Difference(name="time", one=begin.isoformat(), other=at.isoformat())


def _texts(
    names: Iterable[str], one: LogRecord | Kept, other: Kept
) -> Iterator[Difference]:
    for name in names:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs or theirs == REAL_NUMBER:
            continue
        if theirs in (None, UNKNOWN) and other.outcome == "refused":
            continue  # before it was read
        yield Difference(name=name, one=mine, other=theirs)


def _digest(
    name: str, one: str | None, other: str | None, *, complete: bool = False
) -> Iterator[Difference]:
    """Compare; with `complete` the first is never absent, for it always is kept."""
    if not _digests_agree(one, other) or (complete and one is None):
        yield Difference(name=name, one=one, other=other)


def _digests_agree(one: str | None, other: str | None) -> bool:
    """One that is not kept, by policy or because no message came, differs from none."""
    return one is None or other is None or one == other


def _gap(
    kind: Kind,
    row: Kept,
    *,
    hop: str | None = None,
    about: str = "",
    differences: tuple[Difference, ...] = (),
) -> Gap:
    return Gap(
        kind=kind,
        trace=row.trace,
        at=row.at,
        hop=hop or row.hop,
        about=about,
        differences=differences,
    )

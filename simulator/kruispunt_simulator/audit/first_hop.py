"""
Does a record of the client fit that of the first hop?

Pure functions over one record of the client and the records with its trace.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import timedelta
from typing import Final

from kruispunt_client.client_log import LogRecord
from kruispunt_client.results import NOTHING_FOUND

from kruispunt_simulator.audit.gaps import Difference, Gap, Kind
from kruispunt_simulator.audit.kept import (
    Kept,
    digest,
    digests_agree,
    gap,
    texts,
    times,
)

_TEXTS: Final = (
    "party",
    "application",
    "service",
    "version",
    "operation",
    "user",
    "person",
)


def find(record: LogRecord, rows: Iterable[Kept], taken: Container[int]) -> Kept | None:
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
        and digests_agree(record.request_sha256, row.request_digest)
        and digests_agree(record.reply_sha256, row.reply_digest)
    )


def _fit(record: LogRecord, row: Kept) -> tuple[int, ...]:
    pairs = (
        (record.request_sha256, row.request_digest),
        (record.reply_sha256, row.reply_digest),
    )
    agree = sum(digests_agree(*pair) for pair in pairs)
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
        *times(record.time, timedelta(milliseconds=record.duration_ms), row.at),
        *texts(_TEXTS, record, row),
        *_outcomes(record, row),
    ]
    for each in digests:
        differences += digest(*each, complete=has_reply(record))
    if differences:
        yield gap(Kind.DIFFERS, row, differences=tuple(differences))
    if not has_reply(record) and row.is_call:
        yield gap(Kind.NOT_RECEIVED, row, about=f"client: {record.outcome}")


def has_reply(record: LogRecord) -> bool:
    """Whether the client tells of a reply: by its digest, or by what it says."""
    return record.reply_sha256 is not None or _claimed(record) is not None


_AWAY: Final = frozenset({"99996", "MSG00020"})
"""With which a hop that cannot log refuses (`hops/plan.py`, fault `source`)."""


def missing_at_hop(record: LogRecord) -> Gap:
    """
    Tell of a reply that the client has, and the hop did not record.

    No gap if it is the refusal of a hop that cannot log: it told nothing, and the
    client's record is all there is of it.
    """
    return Gap(
        kind=Kind.UNLOGGED if record.code in _AWAY else Kind.MISSING_AT_HOP,
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
    return gap(Kind.MISSING_AT_CLIENT, row, about=row.short())


def _short(record: LogRecord) -> str:
    what = f"{record.service} {record.version}"
    return f"{what} of {record.party}, {record.outcome}"


def _outcomes(record: LogRecord, row: Kept) -> Iterator[Difference]:
    """A reply that the client could not use (`InvalidAnswer`) may be any."""
    claimed = _claimed(record)
    told = row.outcome
    if told == "refused" and row.code in NOTHING_FOUND:
        told = "nothing found"  # an Uitzondering of MAGDA, no refusal to the client
    if claimed == "nothing found" and told == "answered":
        told = claimed  # the KSZ says so in an answer
    if claimed is not None and told != claimed:
        yield Difference(name="outcome", one=record.outcome, other=row.outcome)


def _claimed(record: LogRecord) -> str | None:
    """What the client says that the hop did; None: it had no reply to go by."""
    if record.code is not None:
        return "refused"
    told = record.outcome in ("answered", "nothing found")
    return record.outcome if told else None

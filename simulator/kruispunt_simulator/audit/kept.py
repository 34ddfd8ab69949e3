"""
The records of hops as they are compared, and how two records of one call are.

Who stands on both ends of a line tells the same six elements of it. Times are those of
two clocks. A digest may be absent, where the policy is to keep none.

Source: Protocol WiV–Wonen in Limburg art. 6.4: the six elements, at three places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final

from kruispunt_client.client_log import LogRecord
from kruispunt_contracts.profile import REPLY_STRICT

from kruispunt_simulator.audit.gaps import Difference, Gap, Kind
from kruispunt_simulator.hops.call import REAL_NUMBER, UNKNOWN

SKEW: Final = REPLY_STRICT.clock_skew
"""How far two clocks may be apart: what the messages themselves are allowed."""

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
    code: str | None
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


def times(begin: datetime, duration: timedelta, at: datetime) -> Iterator[Difference]:
    """Compare when a call was made with when something in it happened."""
    if not begin - SKEW <= at <= begin + duration + SKEW:
        yield Difference(name="time", one=begin.isoformat(), other=at.isoformat())


def texts(
    names: Iterable[str], one: LogRecord | Kept, other: Kept
) -> Iterator[Difference]:
    """
    Compare texts of two records of one call.

    What the other kept out, or refused before it was read, is no difference.
    """
    for name in names:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs or theirs == REAL_NUMBER:
            continue
        if theirs in (None, UNKNOWN) and other.outcome == "refused":
            continue
        yield Difference(name=name, one=mine, other=theirs)


def digest(
    name: str, one: str | None, other: str | None, *, complete: bool = False
) -> Iterator[Difference]:
    """Compare; with `complete` the first is never absent, for it always is kept."""
    if not digests_agree(one, other) or (complete and one is None):
        yield Difference(name=name, one=one, other=other)


def digests_agree(one: str | None, other: str | None) -> bool:
    """Whether two digests may be of one message: each may be absent."""
    return one is None or other is None or one == other


def gap(
    kind: Kind,
    row: Kept,
    *,
    hop: str | None = None,
    about: str = "",
    differences: tuple[Difference, ...] = (),
) -> Gap:
    """Tell of something by the record that is there."""
    return Gap(
        kind=kind,
        trace=row.trace,
        at=row.at,
        hop=hop or row.hop,
        about=about,
        differences=differences,
    )

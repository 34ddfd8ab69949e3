"""
Do the records of one trail fit together from hop to hop? Pure, a trace at a time.

What a hop sent on (`out`) hangs below its own `in` record, and the `in` record of the
next hop below that: the child's `parent_span` is the parent's `span`. They tell the
same of the call but for the party, for every hop asks in its own name.

A hop writes that it is going to ask (`asked`) before it does, and how that ended
together with its own `in` record, when it replies. So an `asked` that stands alone is a
hop that broke off, unless the `in` record is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kruispunt_simulator.audit.gaps import Difference, Gap, Kind
from kruispunt_simulator.audit.kept import (
    Kept,
    digest,
    gap,
    texts,
    times,
)
from kruispunt_simulator.hops.plan import HOPS

_ONWARD: Final = ("service", "version", "operation", "user", "person")
_WITHIN: Final = ("party", "application", "user", "person")


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
        self._seen = {*asked, *(row.hop for row in self._calls)}
        self._lost = set(lost)
        self._own = {(row.span, row.hop): row for row in self._calls}
        self._children: dict[str | None, list[Kept]] = {}
        for row in self._calls:
            self._children.setdefault(row.parent_span, []).append(row)
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
                    yield gap(Kind.MISSING_OUT, row, hop=hop, about=_arrived(row))

    def roots(self) -> Iterator[Kept]:
        """Give the calls that came from outside, as far as the records tell."""
        for row in self._calls:
            if row.parent_span not in self._last and not self._askers(row):
                yield row

    def _sent(self, row: Kept) -> Sent:
        return Sent(
            row,
            own=self._own.get((row.parent_span or "", row.hop)),
            children=tuple(self._children.get(row.span, ())),
        )

    def _onward(self, sent: Sent) -> Iterator[Gap]:
        row = sent.row
        if sent.is_cut_off:
            yield gap(Kind.CUT_OFF, row, about=row.short())
            return
        if row.outcome == "asked":
            yield gap(Kind.MISSING_OUT, row, about=f"how it ended: {row.short()}")
            return
        child = max(sent.children, key=lambda each: _same(row, each), default=None)
        if not sent.has_reply:
            if child is not None:
                yield gap(Kind.NOT_RECEIVED, child, about=f"{row.hop}: {row.outcome}")
        elif child is None:
            hop = _next(row)
            self._lost.add(hop)
            yield gap(Kind.MISSING_IN, row, hop=hop, about=f"asked by {row.hop}")
        else:
            yield from _compare_onward(row, child)

    def _within(self, sent: Sent) -> Iterator[Gap]:
        row, own = sent.row, sent.own
        if own is not None:
            differences = (
                *times(own.at, own.duration, row.at),
                *texts(_WITHIN, own, row),
            )
            if differences:
                yield gap(Kind.DIFFERS_WITHIN, row, differences=differences)
            return
        pushed = row.parent_span is None or row.parent_span in self._last
        if pushed or sent.is_cut_off or row.hop in self._lost:
            return
        self._lost.add(row.hop)  # its sources hang below the same call
        yield gap(Kind.MISSING_IN, row, about=f"asked {row.peer}")

    def _askers(self, row: Kept) -> list[str]:
        """Hops in the trace that ask this one in the name of its caller."""
        return [
            hop
            for hop in HOPS
            if hop in self._seen
            and (HOPS[hop].operator, HOPS[hop].next_hop) == (row.party, row.hop)
        ]


def _compare_onward(row: Kept, child: Kept) -> Iterator[Gap]:
    differences = [
        *times(row.at, row.duration, child.at),
        *texts(_ONWARD, row, child),
        *digest("request_digest", row.request_digest, child.request_digest),
        *digest("reply_digest", row.reply_digest, child.reply_digest),
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
        yield gap(Kind.DIFFERS_ONWARD, child, differences=tuple(differences))


def _next(row: Kept) -> str:
    plan = HOPS.get(row.hop)
    return (plan and plan.next_hop) or "?"


def _arrived(row: Kept) -> str:
    return f"arrived at {row.hop}: {row.short()}"


def _same(row: Kept, child: Kept) -> int:
    return (row.request_digest == child.request_digest) + (
        row.reply_digest == child.reply_digest
    )

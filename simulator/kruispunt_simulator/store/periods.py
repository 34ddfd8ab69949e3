"""
Arithmetic on periods of whole days, both ends included.

A `Span` is a first day and a last day; None as last day is an open end. Periods that
follow each other without a day between them count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

Span: TypeAlias = tuple[date, date | None]

_DAY: Final = timedelta(days=1)


def joined(spans: Iterable[Span]) -> list[Span]:
    """
    Join what overlaps or touches.

    Returns:
        In order, with at least one day between two.
    """
    result: list[Span] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        if result and _reaches(result[-1][1], begin):
            first, last = result[-1]
            result[-1] = (first, _later(last, end))
        else:
            result.append((begin, end))
    return result


def cut(span: Span, hole: Span) -> list[Span]:
    """
    Take the days of `hole` out of `span`.

    Returns:
        Nothing, one or two periods, in order.
    """
    begin, end = span
    first, last = hole
    if (last is not None and last < begin) or (end is not None and end < first):
        return [span]
    left: list[Span] = []
    if begin < first:
        left.append((begin, first - _DAY))
    if last is not None and last < date.max and (end is None or last < end):
        left.append((last + _DAY, end))
    return left


def common(span: Span, other: Span) -> Span | None:
    """Give the days that two periods share; None for no day."""
    begin = max(span[0], other[0])
    ends = [end for end in (span[1], other[1]) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end < begin else (begin, end)


def hold(spans: Sequence[Span], wanted: Span) -> bool:
    """Find out whether every day of `wanted` is in one of `spans`."""
    begin, end = wanted
    return any(
        first <= begin and (last is None or (end is not None and end <= last))
        for first, last in joined(spans)
    )


def _reaches(end: date | None, begin: date) -> bool:
    """Whether a period that ends on `end` leaves no day before `begin`."""
    return end is None or end == date.max or begin <= end + _DAY


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)

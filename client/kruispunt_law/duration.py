"""
Terms of the acts as ISO 8601 durations (`P10Y`, `P14M`), counted from a day.

A term in months or years ends on the day with the same number. Where its last month
has no such day, it ends on the last day of that month: one year from 29 February ends
on 28 February.

Source: the acts do not say how days are counted. Our choice: as Regulation (EEC,
Euratom) No 1182/71 art. 3(2)(c) counts, under which the day itself is not included.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

_FORM: Final = re.compile(
    r"P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,4}D)?"
)
"""Years, months, weeks and days, in that order; at least one; no times of day."""


class Duration(NamedTuple):
    """A term, as its four numbers."""

    years: int
    months: int
    weeks: int
    days: int


def parse(text: str) -> Duration:
    """
    Read a duration.

    Raises:
        ValueError: It has another form, or none of the four.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration such as P10Y or P14M")
    return Duration(*(int(part[:-1]) if part else 0 for part in found.groups()))


def after(day: date, text: str) -> date:
    """
    Give the last day of a term that begins with an event.

    Args:
        day: Of the event.
        text: A duration.

    Returns:
        Never before `day`, and never earlier for a later `day`; `date.max` for what
        would lie beyond it.
    """
    term = parse(text)
    months = day.month - 1 + term.months
    year, month = day.year + term.years + months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    last = min(day.day, monthrange(year, month)[1])
    try:
        return date(year, month, last) + timedelta(days=7 * term.weeks + term.days)
    except OverflowError:
        return date.max


def in_words(text: str) -> str:
    """Say a duration in English: `14 months`."""
    counted = [
        f"{number} {unit if number != 1 else unit[:-1]}"
        for number, unit in zip(parse(text), Duration._fields, strict=True)
        if number
    ]
    return " and ".join(counted) or "0 days"

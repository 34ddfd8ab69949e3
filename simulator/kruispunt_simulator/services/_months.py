"""
Whole months, as questions about monthly payments name them.

A month is a text such as `2026-11`, with four digits for the year, so that texts sort
as months follow each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from kruispunt_simulator.services._xml import Element, required

_MONTH: Final = re.compile(r"(-?)([0-9]{4,})-([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """Whole months, both included, as `2026-11`."""

    first: str
    last: str

    def __contains__(self, month: object) -> bool:
        """Find out whether a month lies in them."""
        return isinstance(month, str) and self.first <= month <= self.last

    @property
    def count(self) -> int:
        """How many; zero or less when they end before they begin."""
        return _index(self.last) - _index(self.first) + 1


def read_month(root: Element, path: str) -> str:
    """
    Read an `xsd:gYearMonth` that the schema demands.

    Returns:
        Such as `2026-11`, without time zone. Years without four digits become the
        first or last of those, as far from every persona as what was asked.
    """
    match = _MONTH.fullmatch(required(root, path))
    if match is None:
        raise LookupError(f"{path} of {root.tag} is no month; was it validated?")
    sign, year, month = match.group(1, 2, 3)
    if sign or int(year) == 0:
        return "0001-01"
    return "9999-12" if len(year) > 4 else f"{year}-{month}"


def read_months(root: Element, first: str, last: str) -> Months:
    """Read two months, at two paths."""
    return Months(first=read_month(root, first), last=read_month(root, last))


def month_of(day_: date) -> str:
    """Give the month in which a day lies."""
    return day_.isoformat()[:7]


def first_day(month: str) -> date:
    """Give the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """Give the last day of a month."""
    if month == "9999-12":
        return date.max
    year, number = divmod(_index(month) + 1, 12)
    return date.fromordinal(date(year, number + 1, 1).toordinal() - 1)


def plus(month: str, count: int) -> str:
    """
    Give the month so many months later.

    >>> plus("2026-11", 2)
    '2027-01'
    """
    year, number = divmod(_index(month) + count, 12)
    return f"{year:04}-{number + 1:02}"


def _index(month: str) -> int:
    """Count months from the year 0, so that they can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1

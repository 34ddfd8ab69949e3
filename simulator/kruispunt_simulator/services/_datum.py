"""
Dates of the older MAGDA services: text with 00 for an unknown month or day.

Their type has room for more than the calendar (day 99, a comma in the original's
character class), so a text that passed the schema may still be no date.

Source: contract sheet `magda-generiek`, alias DATUM.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people.living_wage import days_of_month
from kruispunt_simulator.services._xml import Element, required, text

FOREVER: Final = "9999-99-99"
"""
Stands for an open end. Source: our choice, because the pattern of the contracts has
room for just this text beside real dates.
"""

_DATUM: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


def first_day(datum: str) -> date | None:
    """
    Give the first day that a date may mean.

    >>> first_day("2024-02-00")
    datetime.date(2024, 2, 1)
    >>> first_day("2024-13-01") is None
    True
    """
    return _day(datum, last=False)


def last_day(datum: str) -> date | None:
    """
    Give the last day that a date may mean.

    >>> last_day("2024-02-00")
    datetime.date(2024, 2, 29)
    >>> last_day("2024-00-00")
    datetime.date(2024, 12, 31)
    """
    return _day(datum, last=True)


def period_at(root: Element, path: str) -> tuple[date, date]:
    """
    Read the period at `path`, with `Begin` and perhaps `Einde`.

    Returns:
        The widest period that the texts may mean; an open end, and an end that is no
        date, is `date.max`, a begin that is none `date.min`.
    """
    end = text(root, f"{path}/Einde")
    return (
        first_day(required(root, f"{path}/Begin")) or date.min,
        (None if end is None else last_day(end)) or date.max,
    )


def check_period(root: Element, path: str, requirement: str) -> tuple[Finding, ...]:
    """
    Find out whether a period has dates of the calendar, in order; one finding or none.

    Args:
        root: Request root.
        path: Of the block with `Begin` and perhaps `Einde`.
        requirement: Where the service says so.

    Source: MAGDA wiki, general codes 20003 and 20004.
    """
    begin, end = required(root, f"{path}/Begin"), text(root, f"{path}/Einde")
    if first_day(begin) is None or (end is not None and last_day(end) is None):
        fault, expected = "magda.period-invalid", "two dates of the calendar"
    elif end is not None and _is_after(begin, end):
        fault, expected = "magda.period-order", "Begin not after Einde"
    else:
        return ()
    return (
        Finding(
            check=fault,
            fault=fault,
            requirement=requirement,
            expected=expected,
            actual=f"{begin} to {end}",
        ),
    )


def check_day(datum: str, today: date, requirement: str) -> tuple[Finding, ...]:
    """
    Find out whether a text is a date of the calendar, not in the future; one or none.

    Args:
        datum: A date, or the first day of a year.
        today: The simulated day.
        requirement: Where the service says so.

    Source: MAGDA wiki, general codes 20004 and 20006.
    """
    day = first_day(datum)
    if day is None:
        fault, expected = "magda.period-invalid", "a date of the calendar"
    elif day > today:
        fault, expected = "magda.date-out-of-range", f"at most {today}"
    else:
        return ()
    return (
        Finding(
            check=fault,
            fault=fault,
            requirement=requirement,
            expected=expected,
            actual=datum,
        ),
    )


def _is_after(begin: str, end: str) -> bool:
    first, last = first_day(begin), last_day(end)
    return first is not None and last is not None and first > last


def _day(datum: str, *, last: bool) -> date | None:
    if datum == FOREVER:
        return date.max
    match = _DATUM.fullmatch(datum)
    if match is None:
        return None
    year, month, day = match.groups()
    if month == "00":
        if day != "00":
            return None
        month = "12" if last else "01"
    try:
        if day == "00":
            return days_of_month(f"{year}-{month}")[1 if last else 0]
        return date.fromisoformat(f"{year}-{month}-{day}")
    except ValueError:
        return None

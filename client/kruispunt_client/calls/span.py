"""
What time a question is about, when it may be about days or months without an end.
"""

from __future__ import annotations

from datetime import date

from kruispunt_client.calls.question import Period, moment
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

Days = tuple[date, date | None]
"""First and last day, both included; None: it goes on, at most until today."""

InMonth = Month | date | str
"""A month, any day in it, or a text such as `2026-05`."""

InMonths = tuple[InMonth, InMonth | None]
"""First and last month, both included; None: it goes on, at most until this month."""


def days(on: date | None, period: Days | None) -> Days:
    """
    Give first and last day of what is asked.

    Args:
        on: One day.
        period: Several.

    Raises:
        InvalidRequest: Not exactly one is given, or the period ends before it begins.
    """
    if (on is None) == (period is None):
        raise InvalidRequest("give either `on` (one day) or `period` (first, last)")
    begin, end = (on, on) if period is None else period
    if end is not None and begin is not None and end < begin:
        raise InvalidRequest(f"period: ends on {end}, before it begins on {begin}")
    assert begin is not None  # noqa: S101 - for mypy; the first check says so
    return begin, end


def closed_days(on: date | None, period: Period | None) -> Period:
    """
    Give first and last day of what is asked, where the contract wants both.

    Args:
        on: One day.
        period: Several.

    Raises:
        InvalidRequest: As `moment` says.
    """
    when = moment(on, period)
    return when if isinstance(when, tuple) else (when, when)


def months(on: InMonth | None, period: InMonths | None) -> tuple[Month, Month | None]:
    """
    Give first and last month of what is asked.

    Args:
        on: One month.
        period: Several.

    Raises:
        InvalidRequest: Not exactly one is given, one is no month, or the period ends
            before it begins.
    """
    if (on is None) == (period is None):
        raise InvalidRequest("give either `on` (one month) or `period` (first, last)")
    first, last = (on, on) if period is None else period
    begin, end = _month(first), None if last is None else _month(last)
    if end is not None and end < begin:
        raise InvalidRequest(f"period: ends in {end}, before it begins in {begin}")
    return begin, end


def _month(value: InMonth | None) -> Month:
    try:
        return Month.parse(value)
    except ValueError:
        raise InvalidRequest(
            "on, period: expected a month such as 2026-05, or a day in it"
        ) from None

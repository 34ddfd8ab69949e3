"""Months: how they are read, ordered and asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.span import closed_days, days, months
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, as_plain

DAYS = st.dates()
MONTHS = DAYS.map(Month.parse)


@given(DAYS)
def test_a_day_is_in_its_month_and_in_no_other(day: date) -> None:
    month = Month.parse(day)
    assert month.first <= day <= month.last
    if month.last < date.max:
        assert Month.parse(month.last + timedelta(days=1)) > month


@given(MONTHS)
def test_a_month_reads_as_every_platform_writes_it(month: Month) -> None:
    """As `gYearMonth`, and as the SSDN has it."""
    assert Month.parse(str(month)) == month
    assert Month.parse(f"{month}-00") == month
    assert Month.parse(month) is month
    assert as_plain(month) == str(month)


@given(MONTHS, MONTHS)
def test_months_are_in_the_order_of_their_days(one: Month, other: Month) -> None:
    assert (one < other) == (one.last < other.first)


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-13",
        "2026-00",
        "2026-05-01",
        "26-05",
        "2026-5",
        "",
        "2026-05-",
        None,
    ],
)
def test_something_else_is_no_month(text: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the text
        Month.parse(text)


@given(DAYS, DAYS)
def test_a_question_about_months_goes_from_the_first_to_the_last(
    one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    assert months(None, (first, last)) == (Month.parse(first), Month.parse(last))
    assert months(str(Month.parse(one)), None) == (Month.parse(one),) * 2
    assert months(None, (first, None)) == (Month.parse(first), None)
    if Month.parse(first) < Month.parse(last):
        with pytest.raises(InvalidRequest, match="before it begins"):
            months(None, (last, first))


@given(DAYS, DAYS)
def test_a_question_about_days_goes_from_the_first_to_the_last(
    one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    assert days(None, (first, last)) == closed_days(None, (first, last))
    assert days(one, None) == closed_days(one, None) == (one, one)
    assert days(None, (first, None)) == (first, None)
    if first < last:
        for check in (days, closed_days):
            with pytest.raises(InvalidRequest, match="before it begins"):
                check(None, (last, first))

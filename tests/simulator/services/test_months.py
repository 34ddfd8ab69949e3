"""Whole months: read from the wire, counted, cut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.services import _months
from kruispunt_simulator.services._months import Months
from lxml import etree

MONTHS = st.builds(
    lambda year, month: f"{year:04}-{month:02}",
    st.integers(1, 9998),
    st.integers(1, 12),
)


def read(written: str) -> str:
    return _months.read_month(etree.fromstring(f"<a><m>{written}</m></a>"), "m")


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2026-11", "2026-11"),
        (" 2026-11 ", "2026-11"),
        ("2026-11Z", "2026-11"),
        ("2026-11+01:00", "2026-11"),
        ("2026-<!-- -->11", "2026-11"),
        ("12026-11", "9999-12"),
        ("-2026-11", "0001-01"),
        ("0000-11", "0001-01"),
    ],
)
def test_a_month_is_read_as_the_schema_allows_it(written: str, month: str) -> None:
    """XSD 1.0 part 2, 3.2.10: time zones, more digits and a sign are allowed."""
    assert read(written) == month


@pytest.mark.parametrize("written", ["", "2026", "2026-11-01", "november"])
def test_what_is_no_month_did_not_pass_the_schema(written: str) -> None:
    with pytest.raises(LookupError, match="was it validated"):
        read(written)


@given(MONTHS)
def test_a_month_comes_back_as_it_was_written(month: str) -> None:
    assert read(month) == month
    assert _months.month_of(_months.first_day(month)) == month
    assert _months.month_of(_months.last_day(month)) == month


@given(MONTHS)
def test_the_day_after_the_last_is_the_first_of_the_next_month(month: str) -> None:
    after = _months.last_day(month) + timedelta(days=1)
    assert after == _months.first_day(_months.plus(month, 1))


@given(MONTHS, st.integers(0, 600))
def test_so_many_months_later_makes_a_span_of_one_more(month: str, count: int) -> None:
    last = _months.plus(month, count)
    if len(last) == 7:
        assert Months(first=month, last=last).count == count + 1
        assert _months.plus(last, -count) == month


@given(MONTHS, MONTHS, MONTHS)
def test_a_month_lies_in_a_span_by_its_place_in_time(a: str, b: str, c: str) -> None:
    first, middle, last = sorted((a, b, c))
    assert middle in Months(first=first, last=last)
    assert (first in Months(first=middle, last=last)) is (first == middle)


def test_a_span_that_ends_before_it_begins_has_no_months() -> None:
    assert Months(first="2026-02", last="2026-01").count == 0
    assert "2026-01" not in Months(first="2026-02", last="2026-01")


def test_the_last_month_of_all_ends_where_python_does() -> None:
    assert _months.last_day("9999-12") == date.max

"""
Dates of the older MAGDA services.

Source: contract sheet `magda-generiek`, alias DATUM; MAGDA wiki, 20003 and 20004.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.services._datum import (
    FOREVER,
    check_period,
    first_day,
    last_day,
    period_at,
)
from lxml import etree


@given(day=st.dates())
def test_a_whole_date_is_itself_at_both_ends(day: date) -> None:
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


@given(day=st.dates())
def test_an_unknown_part_is_as_wide_as_it_can_be(day: date) -> None:
    month, year = f"{day.isoformat()[:7]}-00", f"{day.year:04}-00-00"
    for text in (month, year):
        first, last = first_day(text), last_day(text)
        assert first is not None
        assert last is not None
        assert first <= day <= last
    assert first_day(month).day == 1  # type: ignore[union-attr]
    assert last_day(year) == date(day.year, 12, 31)


@given(text=st.from_regex(r"[0-9]{4}-[0-1,9][0-9]-[0-3,9][0-9]", fullmatch=True))
def test_whatever_the_schema_lets_pass_is_a_date_or_none(text: str) -> None:
    first, last = first_day(text), last_day(text)
    assert (first is None) is (last is None)
    if first is not None and last is not None:
        assert first <= last


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-01",
        "2024-02-30",
        "2024-00-15",
        "2024-,1-01",
        "2024-99-99",
        "0000-01-01",
    ],
)
def test_what_is_not_in_the_calendar_is_none(text: str) -> None:
    assert first_day(text) is last_day(text) is None


def test_all_nines_is_an_open_end() -> None:
    assert last_day(FOREVER) == date.max


def period(begin: str, end: str | None) -> etree._Element:
    einde = "" if end is None else f"<Einde>{end}</Einde>"
    return etree.fromstring(f"<r><P><Begin>{begin}</Begin>{einde}</P></r>")


@pytest.mark.parametrize(
    ("begin", "end", "fault"),
    [
        pytest.param("2024-01-02", "2024-01-01", "magda.period-order", id="backwards"),
        pytest.param("2024-02-00", "2024-01-00", "magda.period-order", id="by month"),
        pytest.param("2024-13-00", "2024-01-01", "magda.period-invalid", id="month 13"),
        pytest.param("2024-01-01", "2024-02-30", "magda.period-invalid", id="30 Feb"),
    ],
)
def test_a_wrong_period_is_refused(begin: str, end: str, fault: str) -> None:
    (finding,) = check_period(period(begin, end), "P", "page")
    assert finding.fault == fault


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        pytest.param(
            "2024-01-01", "2024-01-01", (date(2024, 1, 1), date(2024, 1, 1)), id="a day"
        ),
        pytest.param(
            "2024-02-00",
            "2024-02-00",
            (date(2024, 2, 1), date(2024, 2, 29)),
            id="month",
        ),
        pytest.param(
            "2024-02-15",
            "2024-02-00",
            (date(2024, 2, 15), date(2024, 2, 29)),
            id="in it",
        ),
        pytest.param("2024-01-01", None, (date(2024, 1, 1), date.max), id="open"),
        pytest.param("2024-01-01", FOREVER, (date(2024, 1, 1), date.max), id="nines"),
    ],
)
def test_its_twin_is_read(begin: str, end: str | None, days: tuple[date, date]) -> None:
    root = period(begin, end)
    assert check_period(root, "P", "page") == ()
    assert period_at(root, "P") == days

"""Terms counted in calendar months and years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_law.duration import after, in_words, parse

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
DURATIONS = st.builds(
    "P{}Y{}M{}W{}D".format, *[st.integers(0, most) for most in (120, 36, 9, 40)]
)


@pytest.mark.parametrize(
    ("day", "duration", "last"),
    [
        ("2024-06-30", "P10Y", "2034-06-30"),
        ("2024-06-30", "P14M", "2025-08-30"),
        ("2024-06-30", "P0Y", "2024-06-30"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2023-02-28", "P1Y", "2024-02-28"),
        ("2023-12-31", "P14M", "2025-02-28"),
        ("2022-12-31", "P14M", "2024-02-29"),
        ("2024-10-31", "P1M", "2024-11-30"),
        ("2024-11-30", "P1M", "2024-12-30"),
        ("2024-12-01", "P1M", "2025-01-01"),
        ("2024-01-31", "P1Y1M", "2025-02-28"),
        ("2024-02-28", "P1W", "2024-03-06"),
        ("2024-02-28", "P30D", "2024-03-29"),
        ("2024-01-31", "P1M1D", "2024-03-01"),
    ],
)
def test_a_term_ends_on_the_day_of_the_same_number_or_the_last_of_the_month(
    day: str, duration: str, last: str
) -> None:
    """Regulation (EEC, Euratom) No 1182/71 art. 3(2)(c)."""
    assert after(date.fromisoformat(day), duration) == date.fromisoformat(last)


@given(day=DAYS, later=st.integers(0, 1000), duration=DURATIONS)
def test_a_term_ends_no_sooner_for_an_event_that_comes_later(
    day: date, later: int, duration: str
) -> None:
    assert day <= after(day, duration) <= after(day + timedelta(days=later), duration)


@given(day=DAYS, years=st.integers(0, 100))
def test_years_are_as_long_as_their_months(day: date, years: int) -> None:
    assert after(day, f"P{years}Y") == after(day, f"P{12 * years}M")


def test_what_lies_beyond_the_last_date_is_the_last_date() -> None:
    assert after(date(9990, 1, 1), "P10Y") == date.max
    assert after(date(9999, 12, 31), "P1D") == date.max


@pytest.mark.parametrize(
    "text", ["", "P", "10Y", "P10", "PY", "P-1Y", "P1.5Y", "P1M1Y", "PT5H", "P1Y\n"]
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration such as P10Y"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P10Y", "10 years"),
        ("P1Y", "1 year"),
        ("P14M", "14 months"),
        ("P1Y6M", "1 year and 6 months"),
        ("P1W1D", "1 week and 1 day"),
        ("P0Y", "0 days"),
    ],
)
def test_a_term_in_words(text: str, words: str) -> None:
    assert in_words(text) == words

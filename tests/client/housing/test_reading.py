"""What is missing from an answer, and what of it is neutral."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.housing.reading import gaps, holds_on, is_number
from kruispunt_client.results import PartialDate, Remark

from .answers import FAILED, INCOMPLETE, NOTHING_FOUND, answer, unhurried

DAYS = st.dates(date(1950, 1, 1), date(2060, 1, 1))


def _warning(code: str) -> Remark:
    return Remark(code=code, origin="MAGDA", type="WAARSCHUWING", diagnosis="")


@pytest.mark.parametrize(
    ("remark", "missing"),
    [
        (NOTHING_FOUND, False),
        (FAILED, True),
        (_warning("30030"), True),
        (_warning("40006"), True),
        (_warning("99984"), False),
        (_warning("30004"), False),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_what_is_missing_is_told(remark: Remark, missing: bool) -> None:
    """Failed, cut off, or not to be asked; nothing found is none of those."""
    assert bool(gaps(answer(None, remark))) is missing


def test_an_incomplete_status_is_a_gap() -> None:
    assert gaps(answer(None, status=INCOMPLETE)) == (
        "a source of the answer failed (HAN20200)",
    )


@unhurried
@given(DAYS, st.none() | DAYS, DAYS)
def test_a_period_has_its_first_and_last_day(
    begin: date, end: date | None, on: date
) -> None:
    """R-ZT-02, R-SD-02."""
    assert holds_on(begin, end, on) is (begin <= on <= (end or date.max))


@unhurried
@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_longer_period_covers_more(on: date, earlier: int, later: int) -> None:
    begin, end = on + timedelta(days=3), on + timedelta(days=9)
    longer = holds_on(begin - timedelta(days=earlier), end + timedelta(days=later), on)
    assert longer is (earlier >= 3)


@pytest.mark.parametrize(
    ("begin", "end", "holds"),
    [
        (None, None, None),
        (None, date(2026, 5, 3), False),
        (date(1900, 1, 1), None, None),
        (date(2026, 5, 4), date(1900, 1, 1), None),
        (date(2026, 5, 5), date(1900, 1, 1), False),
        (PartialDate(None), None, None),
        (PartialDate(2026, 5), None, None),
        (PartialDate(2026, 4), None, True),
        (PartialDate(2026, 6), None, False),
        (PartialDate(2020), PartialDate(2026, 5), None),
        (PartialDate(2020), PartialDate(2026, 6), True),
    ],
    ids=str,
)
def test_days_that_are_not_known_are_not_guessed(
    begin: date | PartialDate | None,
    end: date | PartialDate | None,
    holds: bool | None,
) -> None:
    assert holds_on(begin, end, date(2026, 5, 4)) is holds


@pytest.mark.parametrize(
    ("text", "real"), [("00000000000", False), ("", False), (None, False), ("10", True)]
)
def test_a_row_of_zeroes_is_no_number(text: str | None, real: bool) -> None:
    assert is_number(text) is real

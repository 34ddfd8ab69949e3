"""Arithmetic on periods, against sets of days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.store.periods import Span, common, cut, hold, joined

FIRST = date(2024, 1, 1)
FAR = 40
"""Days that are looked at; an open end holds all from its begin on."""


@st.composite
def spans(draw: st.DrawFn) -> Span:
    begin = draw(st.integers(0, 20))
    length = draw(st.none() | st.integers(0, 10))
    end = None if length is None else FIRST + timedelta(begin + length)
    return FIRST + timedelta(begin), end


def days(*given: Span) -> set[int]:
    """The days of some periods, as numbers."""
    return {
        number
        for number in range(FAR)
        for begin, end in given
        if begin <= FIRST + timedelta(number)
        and (end is None or FIRST + timedelta(number) <= end)
    }


@settings(database=None, deadline=None)
@given(st.lists(spans()))
def test_joining_keeps_every_day_and_leaves_gaps_between(given: list[Span]) -> None:
    result = joined(given)
    assert days(*result) == days(*given)
    for (_, end), (begin, _) in pairwise(result):
        assert end is not None
        assert begin - end > timedelta(days=1)


@settings(database=None, deadline=None)
@given(spans(), spans())
def test_cutting_leaves_the_days_outside(span: Span, hole: Span) -> None:
    left = cut(span, hole)
    assert days(*left) == days(span) - days(hole)
    assert len(left) <= 2


@settings(database=None, deadline=None)
@given(spans(), spans())
def test_what_is_common_is_in_both(span: Span, other: Span) -> None:
    found = common(span, other)
    assert days(*([found] if found else [])) == days(span) & days(other)


@settings(database=None, deadline=None)
@given(st.lists(spans()), spans())
def test_a_period_is_held_when_each_of_its_days_is(
    given: list[Span], wanted: Span
) -> None:
    assert hold(given, wanted) is (days(wanted) <= days(*given))


def test_the_last_day_of_the_calendar_is_a_day() -> None:
    whole = (date.min, date.max)
    assert cut(whole, (FIRST, date.max)) == [(date.min, FIRST - timedelta(days=1))]
    assert joined([whole, (FIRST, None)]) == [(date.min, None)]

"""Severe disability of a child by its points: R-ZT-01 to R-ZT-03, R-SD-05."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.housing import (
    is_of_age_for_care_supplement,
    is_severely_disabled_child,
    points_suffice,
)
from kruispunt_client.results import PartialDate

from .answers import (
    DAY,
    FAILED,
    INCOMPLETE,
    NOTHING_FOUND,
    answer,
    erkenning,
    unhurried,
    zorgtoeslag,
)

POINTS_1 = st.none() | st.integers(0, 6)
TOTALS = st.none() | st.integers(0, 36)


@pytest.mark.parametrize(
    ("pillar_1", "total", "enough"),
    [
        (3, 5, False),
        (4, 4, True),
        (0, 6, True),
        (3, 6, True),
        (4, 0, True),
        (None, 6, True),
        (None, None, False),
    ],
)
def test_four_points_in_pillar_1_or_six_in_total(
    pillar_1: int | None, total: int | None, enough: bool
) -> None:
    """R-ZT-01, Protocol Zorgtoeslag 2021-05-07 art. 3: its truth table."""
    assert points_suffice(pillar_1, total) is enough


@unhurried
@given(POINTS_1, TOTALS, st.integers(0, 6), st.integers(0, 36))
def test_more_points_never_undo_a_recognition(
    pillar_1: int | None, total: int | None, more_1: int, more_total: int
) -> None:
    """R-ZT-01 is monotone in both."""
    if points_suffice(pillar_1, total):
        assert points_suffice((pillar_1 or 0) + more_1, (total or 0) + more_total)


@unhurried
@given(POINTS_1, TOTALS)
def test_an_answer_never_says_otherwise_than_its_points(
    pillar_1: int | None, total: int | None
) -> None:
    """R-ZT-01: known only when the points that are absent could not change it."""
    found = is_severely_disabled_child(zorgtoeslag(erkenning(pillar_1, total)), DAY)
    ends = {
        points_suffice(a, b)
        for a in (range(7) if pillar_1 is None else [pillar_1])
        for b in (range(37) if total is None else [total])
        if (total is not None and pillar_1 is not None) or a <= b
    }
    assert found.holds is (ends.pop() if len(ends) == 1 else None)


def test_points_that_are_withheld_are_no_points_of_zero() -> None:
    """R-ZT-01: a recognition without any points is neither a yes nor a no."""
    found = is_severely_disabled_child(
        zorgtoeslag(erkenning(None, None, pillars=False)), DAY
    )
    assert found.holds is None
    assert "withheld" in found.why[0]


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_first_and_last_day_of_a_recognition_are_included(
    on: date, holds: bool
) -> None:
    """R-ZT-02, Protocol Zorgtoeslag 2021-05-07 art. 3, item 2; 22/004 §4."""
    held = zorgtoeslag(erkenning(6, 20, end=date(2026, 6, 30)))
    assert is_severely_disabled_child(held, on).holds is holds


def test_a_recognition_without_end_holds_ever_after() -> None:
    """R-ZT-02: an open end is no limit."""
    held = zorgtoeslag(erkenning(4, 4))
    assert is_severely_disabled_child(held, date(2090, 1, 1)).holds is True


def test_a_neutral_begin_is_no_begin() -> None:
    """R-ZT-02: 1900-01-01 stands for a day that was withheld."""
    held = zorgtoeslag(erkenning(6, 20, begin=date(1900, 1, 1)))
    assert is_severely_disabled_child(held, DAY).holds is None


def test_a_neutral_begin_does_not_keep_an_end_from_counting() -> None:
    """R-ZT-02: what ended before the day does not hold, whenever it began."""
    over = erkenning(6, 20, begin=date(1900, 1, 1), end=date(2026, 5, 3))
    assert is_severely_disabled_child(zorgtoeslag(over), DAY).holds is False


def test_one_recognition_that_suffices_is_enough() -> None:
    """R-ZT-01, R-ZT-02: also beside one of which the points are not known."""
    held = zorgtoeslag(erkenning(None, None), erkenning(3, 9), erkenning(2, 5))
    assert is_severely_disabled_child(held, DAY).holds is True


def test_nothing_found_is_a_no() -> None:
    """R-ZT-01: 30001 says that Opgroeien has nothing, not that it failed."""
    assert is_severely_disabled_child(answer(None, NOTHING_FOUND), DAY).holds is False


def test_no_recognitions_are_a_no_only_if_they_were_asked_for() -> None:
    """R-ZT-01: what was not asked, or is withheld, is absent as well."""
    assert is_severely_disabled_child(zorgtoeslag(), DAY).holds is None
    assert is_severely_disabled_child(zorgtoeslag(), DAY, asked=True).holds is False


def test_a_no_of_an_answer_that_failed_in_part_is_not_known() -> None:
    """R-ZT-01: what the source that failed holds nobody knows."""
    for partly in (answer(None, FAILED), answer(None, status=INCOMPLETE)):
        found = is_severely_disabled_child(partly, DAY)
        assert found.holds is None
        assert "failed" in " ".join(found.why)


def test_a_yes_of_an_answer_that_failed_in_part_stays_a_yes() -> None:
    """R-ZT-01."""
    held = answer(zorgtoeslag(erkenning(4, 4)).data, FAILED)
    assert is_severely_disabled_child(held, DAY).holds is True


@pytest.mark.parametrize(
    ("born", "include_last", "holds"),
    [
        (date(2005, 5, 4), False, False),
        (date(2005, 5, 5), False, True),
        (date(2005, 5, 4), True, True),
        (date(2004, 5, 4), True, False),
        (DAY, False, True),
        (DAY + timedelta(days=1), False, False),
        (PartialDate(2005, 4), False, False),
        (PartialDate(2005, 5), False, None),
        (PartialDate(2005, 6), False, True),
        (PartialDate(None), False, None),
        (date(1900, 1, 1), False, None),
        (None, False, None),
    ],
)
def test_children_from_0_to_21_on_the_reference_date(
    born: date | PartialDate | None, include_last: bool, holds: bool | None
) -> None:
    """R-ZT-03, Protocol Zorgtoeslag 2021-05-07 art. 3, item 1: 21 is excluded."""
    found = is_of_age_for_care_supplement(born, DAY, include_last=include_last)
    assert found.holds is holds


def test_who_is_21_is_no_child_whatever_the_points() -> None:
    """R-ZT-03."""
    held = zorgtoeslag(erkenning(6, 30))
    grown = is_severely_disabled_child(held, DAY, born=date(2005, 5, 4))
    young = is_severely_disabled_child(held, DAY, born=date(2005, 5, 5))
    assert (grown.holds, young.holds) == (False, True)


def test_a_finding_says_which_rules_and_points() -> None:
    """R-ZT-01, R-ZT-02, R-SD-05."""
    found = is_severely_disabled_child(zorgtoeslag(erkenning(3, 9)), DAY)
    assert {"R-ZT-01", "R-ZT-02", "R-SD-05"} <= {rule.id for rule in found.cited}
    assert ("pillar_1", 3) in found.facts
    assert ("total", 9) in found.facts

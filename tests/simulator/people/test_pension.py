"""The pension section of a person's file: what it takes, and what follows from it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People
from kruispunt_simulator.people.pension import (
    MONTHS,
    Pension,
    Right,
    first_day,
    later,
    months_between,
)
from pydantic import ValidationError

PEOPLE = People.load()

RIGHT: dict[str, Any] = {
    "pillar": "first",
    "file": "A-1",
    "benefit": "01",
    "kind": "retirement",
    "from": date(2020, 1, 1),
}
SERIES: dict[str, Any] = {"from": "2020-01", "gross": 1000, "index": 1}


def right(*payments: dict[str, Any], **changes: Any) -> Right:
    return Right.model_validate(
        RIGHT | {"payments": tuple(SERIES | each for each in payments)} | changes
    )


def demand(**changes: Any) -> Pension:
    made = {"pillar": "first", "asked": date(2024, 1, 1)} | changes
    return pension({"demands": (made,)})


def pension(*institutions: dict[str, Any]) -> Pension:
    about = {"name": "Kas", "enterprise_number": "0999001002", "affiliation_number": 1}
    return Pension.model_validate(
        {"institutions": tuple(about | each for each in institutions)}
    )


# What is refused


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"started": date(2020, 1, 2)}, "started on", id="began before"),
        pytest.param({"until": date(2019, 12, 31)}, "ends on", id="ended before"),
        pytest.param({"file": "x" * 16}, "at most 15", id="a long file number"),
        pytest.param({"benefit": "k1"}, "should match", id="a small letter"),
        pytest.param({"periodicity": "weekly"}, "monthly", id="an unknown rhythm"),
        pytest.param({"household": "single "}, "single", id="an unknown word"),
    ],
)
def test_a_right_that_makes_no_sense_is_refused(
    changes: dict[str, Any], problem: str
) -> None:
    assert right({})
    with pytest.raises(ValidationError, match=problem):
        right({}, **changes)


@pytest.mark.parametrize(
    ("series", "changes", "problem"),
    [
        pytest.param({"from": "1980-09"}, {}, "register begins", id="too old"),
        pytest.param({"until": "2019-12"}, {}, "ends in", id="the wrong way round"),
        pytest.param({"from": "2019-12"}, {}, "pays from", id="before the right"),
        pytest.param(
            {"until": "2021-01"},
            {"until": date(2020, 12, 31)},
            "after the right was closed",
            id="after the right",
        ),
        pytest.param(
            {},
            {"until": date(2020, 12, 31)},
            "after the right was closed",
            id="for ever, though the right is closed",
        ),
        pytest.param(
            {"until": "2020-05"},
            {"periodicity": "quarterly"},
            "halfway a period",
            id="half a quarter",
        ),
        pytest.param(
            {"corrections": ({"of": "2019-12", "paid": "2020-02", "gross": 1},)},
            {},
            "not paid",
            id="a correction of nothing",
        ),
        pytest.param(
            {"corrections": ({"of": "2020-02", "paid": "2020-05", "gross": 1},)},
            {"periodicity": "quarterly"},
            "not paid",
            id="a correction of the middle of a quarter",
        ),
        pytest.param(
            {"gross": -1}, {}, "greater than or equal", id="less than nothing"
        ),
        pytest.param({"tax_percentage": 100}, {}, "99.9", id="all of it for the tax"),
    ],
)
def test_payments_that_make_no_sense_are_refused(
    series: dict[str, Any], changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem):
        right(series, **changes)


@pytest.mark.parametrize(
    ("series", "changes"),
    [
        pytest.param({"until": "2020-06"}, {"periodicity": "quarterly"}, id="quarters"),
        pytest.param(
            {"corrections": ({"of": "2020-04", "paid": "2020-05", "gross": 1},)},
            {"periodicity": "quarterly"},
            id="a correction of a quarter",
        ),
        pytest.param(
            {"until": "2020-12"}, {"until": date(2020, 12, 1)}, id="to the last month"
        ),
        pytest.param(
            {"until": "2020-07"}, {"periodicity": "capital"}, id="a capital, any length"
        ),
    ],
)
def test_their_twins_are_taken(series: dict[str, Any], changes: dict[str, Any]) -> None:
    assert right(series, **changes).payments


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"refused": date(2023, 12, 31)}, "before it was asked"),
        ({"granted": date(2023, 12, 31)}, "before it was asked"),
        (
            {"refused": date(2024, 2, 1), "granted": date(2024, 2, 1)},
            "both refused and granted",
        ),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(
    changes: dict[str, Any], problem: str
) -> None:
    assert demand()
    assert demand(refused=date(2024, 1, 1))
    with pytest.raises(ValidationError, match=problem):
        demand(**changes)


def test_an_institution_pays_or_was_asked() -> None:
    with pytest.raises(ValidationError, match="neither rights nor demands"):
        pension({})


# What follows


@pytest.mark.parametrize(
    ("name", "retired"),
    [
        ("rosa-vlierbosch", date(2016, 4, 1)),
        ("herman-struikveld", date(2026, 2, 1)),
        ("lea-boomgaardt", date(2024, 7, 1)),
        ("yvette-molendal", None),
    ],
)
def test_the_day_of_retirement_is_that_of_the_oldest_legal_pension(
    name: str, retired: date | None
) -> None:
    """R-SD-03 needs it."""
    held = PEOPLE.named(name).pension
    assert held is not None
    assert held.retired == retired


@pytest.mark.parametrize(
    ("changes", "retired"),
    [
        ({}, date(2020, 1, 1)),
        ({"started": date(2012, 5, 1)}, date(2012, 5, 1)),
        ({"pillar": "second"}, None),
        ({"kind": "survivor"}, None),
    ],
)
def test_only_a_legal_retirement_pension_retires(
    changes: dict[str, Any], retired: date | None
) -> None:
    assert pension({"rights": (RIGHT | changes,)}).retired == retired


@pytest.mark.parametrize(
    ("name", "severely_disabled"),
    [("herman-struikveld", True), ("lea-boomgaardt", False)],
)
def test_who_was_severely_disabled_at_the_moment_of_retirement_can_be_told(
    name: str, severely_disabled: bool
) -> None:
    """
    R-SD-03: who was severely disabled then keeps the quality; R-SD-02: both days count.

    Source: Protocol Zorgtoeslag 2021-05-07 art. 2; 22/004 §25.
    """
    person = PEOPLE.named(name)
    assert person.pension is not None
    retired = person.pension.retired
    assert retired is not None
    assert person.disability.dgph is not None
    (recognition,) = person.disability.dgph.handicap_recognitions
    status = recognition.recognition_status
    assert status.end_date_recognition is not None
    holds = status.start_date_recognition <= retired <= status.end_date_recognition
    assert holds is severely_disabled
    adult = recognition.result_recognition_adult
    assert adult is not None
    assert adult.diminuation_independence is not None
    assert adult.diminuation_independence.total_points == 9


@settings(database=None, max_examples=80)
@given(
    begin=st.dates(date(1980, 10, 1), date(2030, 1, 1)),
    months=st.integers(0, 600),
    periodicity=st.sampled_from(sorted(MONTHS)),
    count=st.integers(1, 40),
    last=st.dates(date(1980, 1, 1), date(2080, 1, 1)),
)
def test_reference_periods_follow_each_other_without_a_gap(
    begin: date, months: int, periodicity: str, count: int, last: date
) -> None:
    first = begin.replace(day=1)
    length = MONTHS[periodicity]
    end = later(first, length * count - 1)
    made = right(
        {"from": f"{first:%Y-%m}", "until": f"{end:%Y-%m}"},
        periodicity=periodicity,
        **{"from": first},
    )
    (series,) = made.payments
    found = list(series.periods(made.months, last))
    assert len(found) == min(count, max(0, months_between(first, last) // length + 1))
    for (one, stop), (other, _) in pairwise(found):
        assert later(stop, 1) == other
        assert months_between(one, stop) + 1 == length
    assert months_between(first, later(first, months)) == months


def test_a_series_without_an_end_goes_on_until_today() -> None:
    (series,) = right({}).payments
    assert len(list(series.periods(1, date(2021, 12, 31)))) == 24
    assert list(series.periods(1, date(2019, 12, 31))) == []


def test_months_are_written_as_in_a_file() -> None:
    assert first_day("2024-02") == date(2024, 2, 1)
    assert later(date(2024, 2, 1), 0) == date(2024, 2, 1)

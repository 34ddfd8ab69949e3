"""Severe disability by the files of the sources: R-SD-01 to R-SD-05, R-HS-05."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.handicap import (
    HandicapFiles,
    HandicapRecognition,
    HandicapSource,
    Independence,
)
from kruispunt_client.housing import (
    Finding,
    attest_counts,
    is_severely_disabled,
    self_reliance_is_reduced,
    stays_severely_disabled,
)
from kruispunt_client.housing.disability import NEEDED
from kruispunt_client.results import Answer, Status, StatusValue

from .answers import (
    DAY,
    FAILED,
    INCOMPLETE,
    NOTHING_FOUND,
    adult,
    answer,
    child,
    files,
    filled,
    nothing,
    result,
    unhurried,
)

DGPH = HandicapSource.DGPH
OTHERS = [source for source in NEEDED if source is not DGPH]


def _all_sources(*recognitions: HandicapRecognition) -> Answer[HandicapFiles]:
    """The DGPH has these; every other source answered that it has nothing."""
    return files(result(DGPH, *recognitions), *nothing(*OTHERS))


@pytest.mark.parametrize(
    ("recognition", "holds"),
    [
        pytest.param(adult(points=9), True, id="2: nine points"),
        pytest.param(adult(points=8), None, id="2: eight points, the rest unknown"),
        pytest.param(adult(earnings=True), True, id="1 and 4: earning capacity"),
        pytest.param(adult(physical="66"), True, id="3: 66 % of body"),
        pytest.param(adult(mental="66"), True, id="3: 66 % of mind"),
        pytest.param(child(code=2, pillars=False), True, id="3: class from 66 %"),
        pytest.param(child(code=1, pillars=False), False, id="3: class below 66 %"),
        pytest.param(child(pillar_1=4, total=4), True, id="5: four in pillar 1"),
        pytest.param(child(pillar_1=3, total=9), True, id="5: six in total"),
        pytest.param(child(pillar_1=3, total=5), False, id="5: three, and five"),
        pytest.param(
            adult(points=8, earnings=False, mental="65", physical="65"),
            False,
            id="none of the five",
        ),
        pytest.param(
            adult(points=8, earnings=False, mental="65.99", physical="65.99"),
            False,
            id="3: just below 66 %",
        ),
    ],
)
def test_each_of_the_five_conditions_is_enough(
    recognition: HandicapRecognition, holds: bool | None
) -> None:
    """R-SD-01, 22/004 §4, §26."""
    assert is_severely_disabled(_all_sources(recognition), DAY).holds is holds


def test_percentages_that_are_withheld_leave_it_open() -> None:
    """R-SD-01, condition 3: the protocol of a housing company withholds them."""
    found = is_severely_disabled(_all_sources(adult(points=8, earnings=False)), DAY)
    assert found.holds is None
    assert "percentage" in found.why[0]


def test_a_total_of_a_child_below_four_settles_pillar_1_too() -> None:
    """R-SD-01, condition 5, by R-ZT-01: pillar 1 is a part of the total."""
    assert is_severely_disabled(_all_sources(child(total=3)), DAY).holds is False
    assert is_severely_disabled(_all_sources(child(total=5)), DAY).holds is None
    assert is_severely_disabled(_all_sources(child(total=6)), DAY).holds is True


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_the_recognition_must_hold_on_the_day_bounds_included(
    on: date, holds: bool
) -> None:
    """R-SD-02, 22/004 §4."""
    held = _all_sources(adult(points=12, end=date(2026, 6, 30)))
    assert is_severely_disabled(held, on).holds is holds


@pytest.mark.parametrize("begin", [None, date(1900, 1, 1)])
def test_days_that_are_withheld_are_not_guessed(begin: date | None) -> None:
    """R-SD-02."""
    held = _all_sources(adult(points=12, begin=begin))
    assert is_severely_disabled(held, DAY).holds is None


def test_an_outcome_that_is_withheld_is_not_guessed() -> None:
    """R-SD-01."""
    bare = filled(HandicapRecognition, start_date=date(2025, 1, 1))
    assert is_severely_disabled(_all_sources(bare), DAY).holds is None


@pytest.mark.parametrize("missing", NEEDED, ids=lambda source: source.value)
def test_a_no_takes_every_source_of_22_004(missing: HandicapSource) -> None:
    """R-HS-05, 22/004 §2: a person may be recognised by any of them."""
    asked = [source for source in NEEDED if source is not missing]
    found = is_severely_disabled(files(*nothing(*asked)), DAY)
    assert found.holds is None
    assert missing.value in found.why[-1]
    assert is_severely_disabled(files(*nothing(*NEEDED)), DAY).holds is False


def test_the_care_supplement_takes_the_place_of_opgroeien() -> None:
    """R-SD-05, Protocol Zorgtoeslag 2021-05-07 art. 2."""
    asked = files(*nothing(*[s for s in NEEDED if s.value != "KindEnGezin"]))
    yes, no = Finding.of(True, "points"), Finding.of(False, "points")
    unknown = Finding.of(None, "withheld")
    found = [
        is_severely_disabled(asked, DAY, care_supplement=each).holds
        for each in (yes, no, unknown)
    ]
    assert found == [True, False, None]


def test_of_who_is_21_opgroeien_need_not_be_asked() -> None:
    """R-ZT-03, R-HS-05."""
    asked = files(*nothing(*[s for s in NEEDED if s.value != "KindEnGezin"]))
    found = [
        is_severely_disabled(asked, DAY, born=born).holds
        for born in (date(2005, 5, 4), date(2005, 5, 5))
    ]
    assert found == [False, None]


def test_a_source_that_failed_makes_a_no_not_known() -> None:
    """R-SD-01: and it leaves a yes of another source as it is."""
    failed = result(HandicapSource.AVIQ, status=StatusValue.TECHNICAL_ERROR)
    rest = nothing(*[s for s in OTHERS if s is not HandicapSource.AVIQ])
    no = files(*nothing(DGPH), failed, *rest, status=INCOMPLETE)
    yes = files(result(DGPH, adult(points=9)), failed, *rest, status=INCOMPLETE)
    assert is_severely_disabled(no, DAY).holds is None
    assert is_severely_disabled(yes, DAY).holds is True
    whole: Answer[HandicapFiles] = answer(None, FAILED)
    assert is_severely_disabled(whole, DAY, asked=NEEDED).holds is None


def test_a_source_that_shows_no_recognition_says_nothing_by_that() -> None:
    """R-SD-01: none, not asked or withheld; only the caller can tell."""
    held = files(result(DGPH), *nothing(*OTHERS))
    assert is_severely_disabled(held, DAY).holds is None
    assert is_severely_disabled(held, DAY, asked=[DGPH]).holds is False


def test_nothing_found_at_all_is_a_no_if_all_were_asked() -> None:
    """R-HS-05: such an answer does not name the sources."""
    status = Status(value=StatusValue.NO_DATA_FOUND, code="MSG00100")
    for empty in (answer(None, NOTHING_FOUND), answer(None, status=status)):
        assert is_severely_disabled(empty, DAY).holds is None
        assert is_severely_disabled(empty, DAY, asked=NEEDED).holds is False


def test_sources_without_recognitions_in_their_contract_do_not_count() -> None:
    """R-HS-05: the Flemish social protection tells rights only."""
    held = files(result(HandicapSource.VSB), *nothing(*NEEDED))
    assert is_severely_disabled(held, DAY).holds is False


def test_the_parts_of_self_reliance_count_where_there_is_no_total() -> None:
    """R-SD-01, condition 2; R-HS-01, status A."""
    least = filled(Independence, mobility=3, nourishment=3, hygiene=3)
    most = filled(Independence, mobility=1, nourishment=1, hygiene=1, household=1)
    none = filled(
        Independence,
        mobility=1,
        nourishment=1,
        hygiene=1,
        household=1,
        supervision=1,
        social_skills=3,
    )
    found = [self_reliance_is_reduced(each).holds for each in (least, most, none)]
    assert found == [True, None, False]


@unhurried
@given(st.lists(st.none() | st.integers(0, 3), min_size=6, max_size=6))
def test_parts_that_are_absent_can_be_anything(parts: list[int | None]) -> None:
    """R-SD-01, condition 2: known only if no value of theirs could change it."""
    names = (
        "mobility",
        "nourishment",
        "hygiene",
        "household",
        "supervision",
        "social_skills",
    )
    found = self_reliance_is_reduced(
        filled(Independence, **dict(zip(names, parts, strict=True)))
    )
    known = sum(part for part in parts if part is not None)
    most = known + 3 * parts.count(None)
    assert found.holds is (True if known >= 9 else False if most < 9 else None)


@pytest.mark.parametrize(
    ("now", "then", "holds"),
    [
        (False, True, True),
        (True, False, True),
        (False, False, False),
        (False, None, None),
        (None, True, True),
    ],
)
def test_who_was_severely_disabled_when_retiring_stays_so(
    now: bool | None, then: bool | None, holds: bool | None
) -> None:
    """R-SD-03, Protocol Zorgtoeslag 2021-05-07 art. 2; 22/004 §25."""
    assert stays_severely_disabled(now, at_retirement=then).holds is holds


@pytest.mark.parametrize(
    ("expires", "holds"),
    [(DAY, True), (date(2026, 5, 3), False), (None, True)],
)
def test_an_attest_on_paper_counts_until_it_expires(
    expires: date | None, holds: bool
) -> None:
    """R-SD-04, Protocol Zorgtoeslag 2021-05-07 art. 2 (MB 21 December 2007 art. 2)."""
    assert attest_counts(expires, DAY).holds is holds

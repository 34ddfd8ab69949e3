"""What a person's file says of a disability, and what it may not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.care_allowance import CareAllowance
from kruispunt_simulator.people.disability import DgphFile, days_of_month
from kruispunt_simulator.people.opgroeien import kind_en_gezin_of
from kruispunt_simulator.people.recognition import DgphChild, code_of_percentage
from kruispunt_simulator.people.social_statuses import SocialStatus
from kruispunt_simulator.people.vaph import Vaph
from kruispunt_simulator.people.vaph_words import WORDS, VaphSection
from kruispunt_simulator.services._xml import element, fill
from pydantic import ValidationError

PEOPLE = People.load()


def somebody(**sections: Any) -> Person:
    """Make a person out of sections."""
    identity = {
        "ssin": "85643007594",
        "first_name": "Some",
        "last_name": "Body",
        "born": date(1985, 4, 30),
        "sex": "unknown",
    }
    named = {"id": "somebody", "title": "For one test", "identity": identity}
    return Person.model_validate(named | sections)


# The percentage of a child, and the class in which it leaves


@settings(database=None, deadline=None)
@given(percentage=st.decimals(0, 100, places=2))
def test_the_class_follows_from_the_percentage(percentage: Decimal) -> None:
    """`_code-lists` 3: 0-65, 66-79, 80-100 %."""
    child = DgphChild(incapacity_percentage=percentage)
    assert child.disability_code == code_of_percentage(percentage)
    assert child.disability_code == 1 + (percentage >= 66) + (percentage >= 80)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        pytest.param({"incapacity_percentage": 65, "disability_code": 1}, None, id="1"),
        pytest.param(
            {"incapacity_percentage": 66, "disability_code": 1},
            "disability_code is 1, but 66 % is 2",
            id="another class",
        ),
        pytest.param({"disability_code": 3}, None, id="a class alone"),
        pytest.param({"incapacity_percentage": 101}, "less than or equal", id="101 %"),
        pytest.param({"incapacity_percentage": "66"}, "incapacity_perc", id="a text"),
    ],
)
def test_percentage_and_class_agree(told: dict[str, Any], problem: str | None) -> None:
    if problem is None:
        DgphChild.model_validate(told)
    else:
        with pytest.raises(ValidationError, match=problem):
            DgphChild.model_validate(told)


def test_a_field_that_leaves_in_another_form_is_no_element() -> None:
    child = DgphChild(incapacity_percentage=Decimal(66))
    assert [each.tag for each in fill(element("child"), child)] == ["disabilityCode"]


# Suspensions


def suspended(
    begin: date, end: date | None, month: str, *, cancelled: bool
) -> dict[str, Any]:
    payment = {"year_month": month, "amount": 10, "cancelled_payment": cancelled}
    return {
        "suspensions": ({"from": begin, "until": end, "reason": "DETENTION"},),
        "payments": (payment,),
    }


@pytest.mark.parametrize(
    ("begin", "end", "month", "refused"),
    [
        pytest.param(
            date(2025, 3, 1), date(2025, 3, 31), "2025-03", True, id="a month"
        ),
        pytest.param(date(2025, 3, 2), date(2025, 3, 31), "2025-03", False, id="begin"),
        pytest.param(date(2025, 3, 1), date(2025, 3, 30), "2025-03", False, id="end"),
        pytest.param(date(2025, 3, 1), None, "2026-12", True, id="no end"),
        pytest.param(
            date(2025, 3, 1), date(2025, 5, 31), "2025-02", False, id="before"
        ),
    ],
)
def test_nothing_is_paid_for_a_month_that_is_suspended(
    begin: date, end: date | None, month: str, refused: bool
) -> None:
    DgphFile.model_validate(suspended(begin, end, month, cancelled=True))
    paid = suspended(begin, end, month, cancelled=False)
    if refused:
        with pytest.raises(ValidationError, match=f"{month} is suspended, yet it is"):
            DgphFile.model_validate(paid)
    else:
        DgphFile.model_validate(paid)


@settings(database=None, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_month_holds_its_days(day: date) -> None:
    first, last = days_of_month(f"{day:%Y-%m}")
    assert first <= day <= last
    assert (first.day, first.month, last.month) == (1, day.month, day.month)
    assert date.fromordinal(last.toordinal() + 1).day == 1


# Opgroeien


RECOGNITION = {
    "decided": date(2023, 7, 10),
    "from": date(2023, 9, 1),
    "until": date(2027, 5, 31),
    "legislation": 2,
    "pillars": {"pillar_1": 4, "pillar_2": 0, "pillar_3": 1, "total": 5},
    "decision": "RECOGNITION_DETERMINED",
}
CARE = {
    "request": {
        "legislation": 2,
        "requested": date(2023, 5, 22),
        "recognition_pending": False,
    },
    "recognitions": (RECOGNITION,),
}
SAME = {
    "recognition_status": {
        "date_of_decision": date(2023, 7, 10),
        "start_date_recognition": date(2023, 9, 1),
        "end_date_recognition": date(2027, 5, 31),
    },
    "legislation": 2,
    "result_recognition_child": {
        "pillars": {"pillar1": 4, "pillar2": 0, "pillar3": 1, "pillars_total": 5}
    },
    "decision_status": "RECOGNITION_DETERMINED",
}


def test_what_opgroeien_holds_stands_in_the_file_once() -> None:
    told = kind_en_gezin_of(CareAllowance.model_validate(CARE))
    (recognition,) = told.handicap_recognitions
    status = recognition.recognition_status
    assert status.start_date_recognition == date(2023, 9, 1)
    assert recognition.result_recognition_child is not None
    assert recognition.result_recognition_child.pillars.pillar1 == 4
    assert told.evolution_of_request is not None
    assert told.evolution_of_request.request_date == date(2023, 5, 22)


@pytest.mark.parametrize(
    ("until", "told"), [(date(2018, 12, 31), 0), (date(2019, 1, 1), 1), (None, 1)]
)
def test_recognitions_that_ended_before_2019_are_not_told(
    until: date | None, told: int
) -> None:
    """KSZ page on the project Handicap: data from 2019-01-01."""
    held = RECOGNITION | {"from": date(2017, 1, 1), "until": until}
    care = CareAllowance.model_validate({"recognitions": (held,)})
    assert len(kind_en_gezin_of(care).handicap_recognitions) == told


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({}, None, id="the same"),
        pytest.param(
            {"result_recognition_child": {"pillars": {"pillar1": 3}}},
            "another recognition from 2023-09-01",
            id="other points",
        ),
        pytest.param({"legislation": 1}, "another recognition", id="another law"),
    ],
)
def test_a_second_file_of_opgroeien_may_repeat_but_not_contradict(
    change: dict[str, Any], problem: str | None
) -> None:
    held = {"kind_en_gezin": {"handicap_recognitions": (SAME | change,)}}
    if problem is None:
        assert somebody(care_allowance=CARE, disability=held)
    else:
        with pytest.raises(ValidationError, match=problem):
            somebody(care_allowance=CARE, disability=held)


def test_a_second_file_may_not_tell_another_request() -> None:
    request = {
        "legislation": 2,
        "request_date": date(2023, 5, 22),
        "handicap_recognition_pending": False,
    }
    told = {"kind_en_gezin": {"evolution_of_request": request}}
    assert somebody(care_allowance=CARE, disability=told)
    told = {"kind_en_gezin": {"evolution_of_request": request | {"appeal": True}}}
    with pytest.raises(ValidationError, match="another request"):
        somebody(care_allowance=CARE, disability=told)


def test_without_a_care_allowance_a_file_of_its_own_counts() -> None:
    held = {"kind_en_gezin": {"handicap_recognitions": (SAME,)}}
    person = somebody(disability=held)
    assert person.disability_file("kind_en_gezin") == person.disability.kind_en_gezin
    assert somebody().disability_file("kind_en_gezin") is None
    assert somebody().disability_file("dgph") is None


@pytest.mark.parametrize("person", list(PEOPLE), ids=lambda person: person.id)
def test_care_supplement_and_handi_file_tell_the_same_points(person: Person) -> None:
    if person.care_allowance is None:
        return
    told = {
        (r.recognition_status.start_date_recognition, r.result_recognition_child)
        for r in person.disability_file("kind_en_gezin").handicap_recognitions
    }
    assert {begin for begin, _ in told} == {
        held.begin for held in person.care_allowance.recognitions
    }


# VAPH


def sections(kind: type[VaphSection]) -> set[type[VaphSection]]:
    found = {kind}
    for below in kind.__subclasses__():
        found |= sections(below)
    return found


def test_every_word_of_vaph_is_used() -> None:
    keys = {name for kind in sections(VaphSection) for name in kind.model_fields}
    assert set(WORDS) <= keys
    assert len(set(WORDS.values())) == len(WORDS)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(
            {"personal": {"recognition": {"since": 2, "until": 1}}}, id="disorder"
        ),
        pytest.param(
            {"representatives": ({"ssin": "80010100139"},)}, id="a real number"
        ),
        pytest.param(
            {"diagnosis": {"limitations": ({"code": "B1"},)}}, id="half a pair"
        ),
        pytest.param({"hobby": "chess"}, id="an unknown key"),
    ],
)
def test_a_wrong_file_of_vaph_is_refused(told: dict[str, Any]) -> None:
    recognition = told.get("personal", {}).get("recognition")
    if recognition:
        recognition |= {k: date(2020, 1, v) for k, v in recognition.items()}
    with pytest.raises(ValidationError):
        Vaph.model_validate(told)


# Social statuses


def test_only_statuses_that_were_seen_may_stand_in_a_file() -> None:
    """`_code-lists` 8; those of a disability are worked out and never said."""
    SocialStatus.model_validate({"name": "BIM_BVT", "from": date(2024, 1, 1)})
    for name in ("DISABILITY_ANY_OF_FOUR", "FREE_TRAM"):
        with pytest.raises(ValidationError, match="Input should be 'BIM_BVT'"):
            SocialStatus.model_validate({"name": name, "from": date(2024, 1, 1)})

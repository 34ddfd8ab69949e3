"""
The four harmonised statuses, and severe disability as the regulation has it.

Source: 22/004 §4, §26 (rules R-HS-01 to R-HS-06, R-SD-01, R-SD-02).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.care_allowance import CareRecognition
from kruispunt_simulator.people.disability import Disability
from kruispunt_simulator.services import _harmonised
from kruispunt_simulator.services._harmonised import ANY_OF_FOUR, SOURCES, TESTS

PEOPLE = People.load()
A, B, C, D = TESTS
LATE = date(2027, 1, 1)


def holds(name: str, person: Person, on: date, today: date = LATE) -> bool:
    files = [person.disability_file(section) for section in SOURCES.values()]
    found = _harmonised.periods(name, files, person, today)
    return any(period.overlaps(on, on) for period in found)


def recognised(**result: Any) -> Any:
    """A federal recognition of 2024 with one result."""
    status = {
        "date_of_decision": date(2024, 1, 1),
        "start_date_recognition": date(2024, 1, 1),
        "end_date_recognition": date(2024, 12, 31),
    }
    held = {"recognition_status": status} | result
    file = Disability.model_validate({"dgph": {"handicap_recognitions": (held,)}})
    assert file.dgph is not None
    return file.dgph.handicap_recognitions[0]


def adult(**told: Any) -> Any:
    result = {"diminuation_independence": {}} | told
    return recognised(result_recognition_adult=result)


def child(**told: Any) -> Any:
    return recognised(result_recognition_child=told)


# R-SD-01: each condition, and just not


@pytest.mark.parametrize(
    ("recognition", "statuses"),
    [
        pytest.param(adult(diminuation_earnings=True), {B}, id="1: a third or less"),
        pytest.param(adult(diminuation_earnings=False), set(), id="1: more"),
        pytest.param(
            adult(diminuation_independence={"total_points": 9}), {A}, id="2: 9 points"
        ),
        pytest.param(
            adult(diminuation_independence={"total_points": 8}), set(), id="2: 8 points"
        ),
        pytest.param(
            adult(unsuitability={"physical_unsuitability": 66}), {D}, id="3: 66 %, body"
        ),
        pytest.param(
            adult(unsuitability={"mental_unsuitability": 66}), {D}, id="3: 66 %, mind"
        ),
        pytest.param(
            adult(
                unsuitability={
                    "physical_unsuitability": 65,
                    "mental_unsuitability": Decimal("65.99"),
                }
            ),
            set(),
            id="3: less than 66 % in both",
        ),
        pytest.param(child(incapacity_percentage=66), {D}, id="3: child, 66 %"),
        pytest.param(child(incapacity_percentage=65), set(), id="3: child, 65 %"),
        pytest.param(child(pillars={"pillar1": 4}), {C}, id="5: pillar 1 at 4"),
        pytest.param(child(pillars={"pillar1": 3}), set(), id="5: pillar 1 at 3"),
        pytest.param(
            child(pillars={"pillar1": 3, "pillars_total": 36}),
            set(),
            id="5: pillar 1 at 3, whatever the total",
        ),
        pytest.param(child(), set(), id="a child of whom nothing is told"),
        pytest.param(recognised(), set(), id="a recognition without result"),
    ],
)
def test_each_condition_of_a_severe_disability_and_just_not(
    recognition: Any, statuses: set[str]
) -> None:
    """
    Rules R-SD-01 and R-HS-06. Condition 4, the earning capacity after the primary
    incapacity, has no status of its own: it is B.
    """
    assert {name for name, test in TESTS.items() if test(recognition)} == statuses


@settings(database=None, deadline=None)
@given(parts=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_points_that_were_not_added_up_count_as_their_sum(parts: list[int]) -> None:
    names = "mobility nourishment hygiene household supervision social_skills"
    points = dict(zip(names.split(), parts, strict=True))
    assert TESTS[A](adult(diminuation_independence=points)) is (sum(parts) >= 9)


@pytest.mark.parametrize(
    ("persona", "name", "last_no", "first_yes"),
    [
        ("roel-zelzatermans", A, date(2023, 12, 31), date(2024, 1, 1)),
        ("greet-pallietersbos", B, date(2022, 12, 31), date(2023, 1, 1)),
        ("fien-wolvenburght", C, date(2023, 8, 31), date(2023, 9, 1)),
        ("fien-wolvenburght", D, date(2014, 12, 31), date(2015, 1, 1)),
        ("dirk-oudewaterveer", D, date(2022, 12, 31), date(2023, 1, 1)),
    ],
)
def test_somebody_stands_on_either_side_of_each_status(
    persona: str, name: str, last_no: date, first_yes: date
) -> None:
    """Rules R-HS-01 and R-HS-02: one yes is enough for the four together."""
    person = PEOPLE.named(persona)
    for status in (name, ANY_OF_FOUR):
        assert not holds(status, person, last_no)
        assert holds(status, person, first_yes)
    others = set(TESTS) - {name}
    assert not any(holds(other, person, first_yes) for other in others)


@pytest.mark.parametrize(
    ("on", "yes"),
    [
        pytest.param(date(2026, 6, 29), True, id="recognition ends after the date"),
        pytest.param(date(2026, 6, 30), True, id="recognition ends on the date"),
        pytest.param(date(2026, 7, 1), False, id="recognition ended before the date"),
    ],
)
def test_the_reference_date_lies_in_the_recognition(on: date, yes: bool) -> None:
    """22/004 §4: begin and end included (rules R-SD-02, R-HS-04)."""
    assert holds(ANY_OF_FOUR, PEOPLE.named("roel-zelzatermans"), on) is yes


@pytest.mark.parametrize(
    ("on", "supplement", "status"),
    [
        pytest.param(date(2021, 8, 31), False, False, id="3 in pillar 1, 5 in total"),
        pytest.param(date(2021, 9, 1), True, False, id="3 in pillar 1, 6 in total"),
        pytest.param(date(2023, 9, 1), True, True, id="4 in pillar 1, 5 in total"),
    ],
)
def test_the_care_supplement_is_another_test(
    on: date, supplement: bool, status: bool
) -> None:
    """Rule R-HS-06: keep R-ZT-01 (total at least 6 too) and status C apart."""
    fien = PEOPLE.named("fien-wolvenburght")
    assert fien.care_allowance is not None
    (held,) = (r for r in fien.care_allowance.recognitions if r.overlaps(on, on))
    assert gives_supplement(held) is supplement
    assert holds(C, fien, on) is status


def gives_supplement(held: CareRecognition) -> bool:
    """R-ZT-01, written out: at least 4 in pillar 1, or at least 6 in total."""
    assert held.pillars is not None
    return (held.pillars.pillar_1 or 0) >= 4 or (held.pillars.total or 0) >= 6


# R-HS-05: who may recognise


ADULT = {"diminuation_independence": {"total_points": 9}}
CHILD = {"pillars": {"pillar1": 4, "pillars_total": 4}}
PERIOD = {
    "recognition_status": {
        "date_of_decision": date(2024, 1, 1),
        "start_date_recognition": date(2024, 1, 1),
    },
    "legislation": 2,
    "decision_status": "RECOGNITION_DETERMINED",
}


@pytest.mark.parametrize(
    ("section", "result", "name"),
    [
        ("dgph", {"result_recognition_adult": ADULT}, A),
        ("dgph", {"result_recognition_child": CHILD}, C),
        ("kind_en_gezin", {"result_recognition_child": CHILD}, C),
        ("iriscare", {"result_recognition_adult": ADULT}, A),
        ("iriscare", {"result_recognition_child": CHILD}, C),
        ("aviq", {"result_recognition_child": CHILD}, C),
        ("dsl", {"result_recognition_adult": ADULT}, A),
        ("dsl", {"result_recognition_child": CHILD}, C),
        pytest.param(
            "niccin", {"result_recognition_adult": ADULT}, None, id="not named in §2"
        ),
    ],
)
def test_any_of_the_five_sources_may_recognise(
    section: str, result: dict[str, Any], name: str | None, somebody: Any
) -> None:
    """22/004 §2, §15 (rule R-HS-05), whatever the region where the person lives."""
    held = {section: {"handicap_recognitions": (PERIOD | result,)}}
    person = somebody(disability=held)
    found = {each for each in TESTS if holds(each, person, date(2024, 6, 1))}
    assert found == ({name} if name else set())
    assert holds(ANY_OF_FOUR, person, date(2024, 6, 1)) is (name is not None)


def test_a_recognition_by_opgroeien_needs_no_second_file(somebody: Any) -> None:
    held = {
        "decided": date(2024, 1, 1),
        "from": date(2024, 1, 1),
        "legislation": 2,
        "pillars": {"pillar_1": 4},
        "decision": "RECOGNITION_DETERMINED",
    }
    person = somebody(care_allowance={"recognitions": (held,)})
    assert holds(C, person, date(2024, 6, 1))


# Time


def test_a_decision_that_was_not_yet_taken_counts_for_nothing() -> None:
    roel = PEOPLE.named("roel-zelzatermans")
    assert not holds(A, roel, date(2024, 1, 1), today=date(2023, 12, 17))
    assert holds(A, roel, date(2024, 1, 1), today=date(2023, 12, 18))


@pytest.mark.parametrize(
    ("on", "yes"), [(date(2024, 3, 17), True), (date(2024, 3, 18), False)]
)
def test_no_status_outlives_the_person(on: date, yes: bool, somebody: Any) -> None:
    person = somebody(
        identity={"deceased": date(2024, 3, 17)},
        disability={
            "dgph": {
                "handicap_recognitions": (PERIOD | {"result_recognition_adult": ADULT},)
            }
        },
    )
    assert holds(A, person, on) is yes
    assert holds(ANY_OF_FOUR, person, on) is yes


@pytest.mark.parametrize(
    ("deceased", "days"),
    [
        pytest.param(date(2023, 12, 31), 0, id="the day before it begins"),
        pytest.param(date(2024, 1, 1), 1, id="the day on which it begins"),
        pytest.param(date(2024, 1, 2), 2, id="the day after"),
    ],
)
def test_a_recognition_counts_until_the_day_of_death(
    deceased: date, days: int, somebody: Any
) -> None:
    person = somebody(
        identity={"deceased": deceased},
        disability={
            "dgph": {
                "handicap_recognitions": (PERIOD | {"result_recognition_adult": ADULT},)
            }
        },
    )
    files = [person.disability.dgph]
    held = _harmonised.periods(A, files, person, LATE)
    assert [(each.end_date - each.begin_date).days + 1 for each in held] == (
        [days] if days else []
    )


@settings(database=None, deadline=None)
@given(
    person=st.sampled_from(list(PEOPLE)),
    on=st.dates(date(2010, 1, 1), date(2027, 12, 31)),
    today=st.dates(date(2010, 1, 1), date(2027, 12, 31)),
)
def test_the_answer_for_the_four_is_that_of_one_of_them(
    person: Person, on: date, today: date
) -> None:
    """Rule R-HS-02: A or B or C or D."""
    single = [holds(name, person, on, today) for name in TESTS]
    assert holds(ANY_OF_FOUR, person, on, today) is any(single)

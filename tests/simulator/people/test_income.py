"""
Tax assessments, and that the files of two partners tell the same.

Source: contract sheet `magda-geefaanslagbiljetpersonenbelasting-02.00`; Protocol
WiV–Wonen in Limburg art. 3 (income).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import InvalidPersona, People
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.income import (
    IPCAL,
    ROLL_DATE,
    TaxAssessment,
    difference,
    is_holder,
    newest,
)
from pydantic import ValidationError

ANN, BOB, CAS = (numbers.make(date(1990, 1, 2), n) for n in (4, 5, 7))

GOOD: dict[str, Any] = {
    "income_year": 2023,
    "article": "724100419",
    "enrolled": date(2024, 10, 21),
    "items": {"7555": Decimal("3950.00"), "1030": 2, "0620": "1"},
}


def assessment(**changes: Any) -> TaxAssessment:
    return TaxAssessment.model_validate(GOOD | changes)


def test_items_are_euros_numbers_and_statuses() -> None:
    items = assessment().items
    assert items == {"7555": Decimal("3950.00"), "1030": 2, "0620": "1"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"items": {"9999": 1}}, "no known code", id="unknown code"),
        pytest.param({"items": {"7555": "1"}}, "must be a euros", id="status as euros"),
        pytest.param(
            {"items": {"7555": Decimal("1.005")}}, "must be a euros", id="half a cent"
        ),
        pytest.param(
            {"items": {"1030": Decimal("1.5")}}, "must be a number", id="half a child"
        ),
        pytest.param({"items": {"1030": -1}}, "must be a number", id="minus a child"),
        pytest.param({"items": {"0620": 1}}, "must be a status", id="status unquoted"),
        pytest.param({"article": "12345678"}, "pattern", id="short article"),
        pytest.param(
            {"enrolled": date(2023, 12, 31)},
            "cannot be on the roll by 2023-12-31",
            id="before the year is over",
        ),
    ],
)
def test_a_wrong_assessment_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        assessment(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"items": {"7555": -3}}, id="a loss"),
        pytest.param({"items": {}}, id="nothing"),
        pytest.param({"enrolled": date(2024, 1, 1)}, id="the first day after the year"),
    ],
)
def test_its_twin_is_accepted(changes: dict[str, Any]) -> None:
    assert assessment(**changes).income_year == 2023


def test_one_income_year_has_one_assessment(somebody: Any) -> None:
    with pytest.raises(ValidationError, match="two assessments of one income year"):
        somebody(income=(GOOD, GOOD | {"article": "724100420"}))
    assert len(somebody(income=(GOOD, GOOD | {"income_year": 2022})).income) == 2


def test_every_code_has_a_source_and_none_is_that_of_the_roll_date() -> None:
    assert all(row.source for row in IPCAL.values())
    assert ROLL_DATE not in IPCAL


# Two partners


def couple(**other: Any) -> dict[str, tuple[TaxAssessment, ...]]:
    """The files of Ann and Bob; `other` changes Bob's."""
    return {
        ANN: (assessment(partner=BOB),),
        BOB: (assessment(**{"partner": ANN, "items": {"1030": 2}} | other),),
    }


def problems(files: dict[str, tuple[TaxAssessment, ...]]) -> list[str]:
    found = [
        difference(each, ssin, files.get(each.partner or "", ()))
        for ssin, mine in files.items()
        for each in mine
    ]
    return [text for text in found if text is not None]


def test_partners_who_tell_the_same_are_accepted() -> None:
    """Own items differ; article, roll date and shared items do not."""
    assert problems(couple()) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"items": {"1030": 1}}, id="another number of children"),
        pytest.param({"items": {}}, id="a shared item that is missing"),
        pytest.param({"article": "724100420"}, id="another article"),
        pytest.param({"enrolled": date(2024, 10, 22)}, id="another roll date"),
    ],
)
def test_partners_who_differ_in_what_they_share_are_refused(
    other: dict[str, Any],
) -> None:
    found = problems(couple(**other))
    assert len(found) == 2
    assert all("differ from those in the file of" in text for text in found)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"partner": None}, id="alone"),
        pytest.param({"partner": CAS}, id="somebody else"),
        pytest.param({"income_year": 2022}, id="another year"),
    ],
)
def test_partners_must_name_each_other(other: dict[str, Any]) -> None:
    found = problems(couple(**other))
    assert f"{BOB} is not taxed together with {ANN} for 2023" in found


def test_files_of_partners_are_compared_at_load(tmp_path: Path) -> None:
    """The problem names file and line, as all problems of persons do."""
    text = """\
id: {id}
title: Of {id}
identity: {{ssin: "{ssin}", first_name: F, last_name: L, born: 1990-01-02, sex: F}}
income:
  - income_year: 2023
    article: "724100419"
    enrolled: 2024-10-21
    partner: "{partner}"
    items: {{"1030": {children}}}
"""
    (tmp_path / "a.yaml").write_text(
        text.format(id="ann", ssin=ANN, partner=CAS, children=1), "utf-8"
    )
    (tmp_path / "c.yaml").write_text(
        text.format(id="cas", ssin=CAS, partner=ANN, children=2), "utf-8"
    )
    with pytest.raises(InvalidPersona) as caught:
        People.load([tmp_path])
    assert [(p.line, p.key) for p in caught.value.problems] == [
        (8, "income.0.partner"),
        (8, "income.0.partner"),
    ]


# Who is the holder


def person(born: date, sex: str, serial: int = 5) -> Identity:
    return Identity.model_validate(
        {
            "ssin": numbers.make(born, serial),
            "first_name": "F",
            "last_name": "L",
            "born": born,
            "sex": sex,
        }
    )


YOUNG, OLD = date(1990, 1, 2), date(1980, 1, 2)


@pytest.mark.parametrize(
    ("mine", "other", "holder"),
    [
        pytest.param(person(YOUNG, "M"), person(OLD, "F"), True, id="man and woman"),
        pytest.param(person(OLD, "F"), person(YOUNG, "M"), False, id="woman and man"),
        pytest.param(person(OLD, "F"), person(YOUNG, "F"), True, id="the elder woman"),
        pytest.param(person(YOUNG, "M"), person(OLD, "M"), False, id="younger man"),
        pytest.param(person(OLD, "unknown"), person(YOUNG, "M"), True, id="unknown"),
        pytest.param(person(YOUNG, "F"), None, True, id="alone"),
        pytest.param(
            person(OLD, "M", 3), person(OLD, "M", 5), True, id="twins: lower number"
        ),
    ],
)
def test_who_is_the_holder(
    mine: Identity, other: Identity | None, holder: bool
) -> None:
    assert is_holder(mine, other) is holder


def test_of_two_partners_exactly_one_is_the_holder() -> None:
    people = [
        person(born, sex, serial)
        for born in (YOUNG, OLD)
        for sex in ("F", "M", "unknown")
        for serial in (3, 5)
    ]
    for one, other in permutations(people, 2):
        if one.ssin != other.ssin:
            assert is_holder(one, other) is not is_holder(other, one)


# The newest

years = st.integers(2010, 2030)


@given(
    held=st.lists(years, unique=True),
    today=st.dates(date(2012, 1, 1), date(2032, 12, 31)),
    oldest=st.none() | years,
)
def test_the_newest_is_known_and_no_newer_one_is(
    held: list[int], today: date, oldest: int | None
) -> None:
    assessments = tuple(
        assessment(income_year=year, enrolled=date(year + 1, 10, 1)) for year in held
    )
    found = newest(assessments, today, oldest)
    fit = [
        each.income_year
        for each in assessments
        if each.enrolled <= today and each.income_year >= (oldest or 0)
    ]
    assert (found.income_year if found else None) == max(fit, default=None)

"""
What a welfare centre granted and paid.

Source: 22/004 §5 and §24; contract sheet `magda-geefleefloonbedragen-02.00`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import InvalidPersona, People, Person
from kruispunt_simulator.people.living_wage import (
    WelfareFile,
    days_of_month,
    month_of,
    months_between,
)
from pydantic import ValidationError

from .conftest import BOB, NOBODY, ann, bob

PARTNER = numbers.make(date(1990, 1, 2), 5)

MONTH = {"month": "2024-02", "amount": Decimal("1263.17")}
ALLOWANCE: dict[str, Any] = {
    "from": date(2024, 1, 15),
    "until": date(2024, 6, 14),
    "kind": "LIVING_WAGE",
    "category": "SINGLE",
    "decided": date(2024, 2, 20),
    "months": (MONTH,),
}


def file(**changes: Any) -> WelfareFile:
    """A file with one allowance, which `changes` are about."""
    return WelfareFile.model_validate(
        {
            "centre": "0999002006",
            "region": "FLANDERS",
            "file_number": "1",
            "allowances": (ALLOWANCE | changes,),
        }
    )


def paid(*months: str) -> tuple[dict[str, Any], ...]:
    return tuple(MONTH | {"month": month} for month in months)


def test_a_file_is_read_as_it_stands() -> None:
    (allowance,) = file().allowances
    assert allowance.begin == date(2024, 1, 15)
    assert allowance.months[0].amount == Decimal("1263.17")
    assert allowance.months[0].maximum is True
    assert not allowance.is_shared


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param(
            {"months": paid("2023-12")},
            "2023-12 was paid, but lies outside",
            id="early",
        ),
        pytest.param(
            {"months": paid("2024-07")}, "2024-07 was paid, but lies outside", id="late"
        ),
        pytest.param(
            {"months": paid("2024-03", "2024-02")},
            "must be in order",
            id="out of order",
        ),
        pytest.param(
            {"months": paid("2024-02", "2024-02")}, "each of them once", id="twice"
        ),
        pytest.param(
            {"shared": True, "partner": PARTNER},
            "a partner is enough",
            id="shared twice",
        ),
        pytest.param(
            {"until": date(2024, 1, 14)}, "before it begins", id="ends before it begins"
        ),
        pytest.param({"kind": "ALIMONY"}, "LIVING_WAGE", id="another kind"),
        pytest.param({"partner": "12345678901"}, "check digits", id="no number"),
    ],
)
def test_a_wrong_allowance_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        file(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"months": paid("2024-01", "2024-06")}, id="first and last month"),
        pytest.param({"months": ()}, id="nothing paid"),
        pytest.param({"shared": True}, id="shared with somebody unknown"),
        pytest.param({"partner": PARTNER}, id="shared with a known partner"),
        pytest.param({"until": None, "months": paid("2030-01")}, id="without end"),
    ],
)
def test_its_twin_is_accepted(changes: dict[str, Any]) -> None:
    assert file(**changes).allowances[0].kind == "LIVING_WAGE"


def test_one_centre_has_one_file_per_number(somebody: Any) -> None:
    raw = file().model_dump(by_alias=False)
    twice = dict(raw, allowances=(ALLOWANCE,))
    with pytest.raises(ValidationError, match="same centre, file number and suffix"):
        somebody(living_wage=(twice, twice))
    assert somebody(living_wage=(twice, twice | {"suffix": 1})).living_wage


def test_a_partner_is_a_key_to_the_file(somebody: Any) -> None:
    """The second entitled person has no file; that of the main beneficiary is found."""
    raw = dict(file().model_dump(), allowances=(ALLOWANCE | {"partner": PARTNER},))
    person: Person = somebody(living_wage=(raw,))
    people = People([person])
    assert people.having("living-wage-partner", PARTNER) == (person,)
    assert people.having("living-wage-partner", person.ssin) == ()


def test_a_partner_has_a_file(load: Callable[..., People]) -> None:
    """Else nobody could ask about the second entitled person."""
    wage = f"""\
living_wage:
  - centre: "0999002006"
    region: FLANDERS
    file_number: "1"
    allowances:
      - {{from: 2024-01-01, kind: LIVING_WAGE, decided: 2024-01-09, partner: "{BOB}"}}
"""
    assert load(ann(wage), bob()).named("ann").living_wage[0].partners == {BOB}
    with pytest.raises(InvalidPersona, match=r"allowances\.0\.partner"):
        load(ann(wage.replace(BOB, NOBODY)), bob())


days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(day=days)
def test_a_day_lies_in_its_month(day: date) -> None:
    first, last = days_of_month(month_of(day))
    assert first <= day <= last
    assert first.day == 1
    assert (last.toordinal() - first.toordinal()) in (27, 28, 29, 30)


def test_the_last_month_of_the_calendar_has_an_end() -> None:
    assert days_of_month("9999-12") == (date(9999, 12, 1), date.max)


@given(one=days, other=days)
def test_months_between_are_all_months_of_the_days_between(
    one: date, other: date
) -> None:
    first, last = sorted((one, other))
    months = months_between(month_of(first), month_of(last))
    assert months[0] == month_of(first)
    assert months[-1] == month_of(last)
    assert list(months) == sorted(set(months))
    for before, after in pairwise(months):
        gap = days_of_month(after)[0].toordinal() - days_of_month(before)[1].toordinal()
        assert gap == 1


def test_reversed_months_are_none() -> None:
    assert months_between("2025-02", "2025-01") == ()

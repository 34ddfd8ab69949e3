"""What a file of family benefits may say, and what it contradicts itself with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.family_benefits import (
    FamilyFile,
    Months,
    covered,
    month_of,
    shift,
)
from pydantic import ValidationError

CHILD = numbers.make(date(2015, 6, 10), 2)
MOTHER = numbers.make(date(1985, 6, 10), 4)
FATHER = numbers.make(date(1983, 2, 20), 7)

FLEMISH: dict[str, Any] = {
    "register": "flanders",
    "fund": {"number": "0692793497"},
    "payees": ({"ssin": MOTHER, "from": "2019-01"},),
    "paid": ({"category": "basic", "from": "2019-01"},),
}
FEDERAL: dict[str, Any] = {
    "register": "federal",
    "fund": {"code": "101", "office": "02"},
    "file_number": "2015-1",
    "entitled_person": FATHER,
    "payees": ({"ssin": MOTHER, "from": "2015-06", "until": "2018-12"},),
    "paid": ({"category": "child_benefit", "from": "2015-07", "until": "2018-12"},),
}
RECOGNITION: dict[str, Any] = {
    "decided": date(2024, 1, 22),
    "from": date(2024, 2, 10),
    "until": date(2026, 5, 20),
    "legislation": 2,
    "pillars": {"pillar_1": 4},
    "decision": "RECOGNITION_DETERMINED",
}


def file(base: dict[str, Any] = FLEMISH, **changes: Any) -> FamilyFile:
    return FamilyFile.model_validate(base | changes)


def problem(make: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as caught:
        make()
    return str(caught.value)


def child(*files: dict[str, Any], **sections: Any) -> Person:
    identity = {
        "ssin": CHILD,
        "first_name": "Some",
        "last_name": "Child",
        "born": date(2015, 6, 10),
        "sex": "F",
    }
    return Person.model_validate(
        {
            "id": "child",
            "title": "For one test",
            "identity": identity,
            "family_benefits": files,
        }
        | sections
    )


# --- what a register knows ------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "changes", "said"),
    [
        (FLEMISH, {"file_number": "1"}, "flanders knows no file_number"),
        (FLEMISH, {"entitled_person": FATHER}, "flanders knows no entitled_person"),
        (FLEMISH, {"fund": {"code": "101"}}, "flanders needs number"),
        (FLEMISH, {"register": "wallonia"}, "wallonia needs file_number"),
        (FEDERAL, {"entitled_person": None}, "federal needs entitled_person"),
        (FEDERAL, {"fund": {"code": "101"}}, "federal needs office"),
        (FEDERAL, {"fund": {"number": "0692793497"}}, "federal knows no number"),
    ],
)
def test_a_file_has_what_its_register_knows(
    base: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    """Source: contract sheet `ksz-childbenefits-v1`, notes on FLANDERS and FEDERAL."""
    assert file(base)
    assert said in problem(lambda: file(base, **changes))


def test_a_federal_file_ends_where_the_regional_ones_begin() -> None:
    """Behaviour 2.2: FEDERAAL has the files from before 2019-01-01."""
    until = {"category": "child_benefit", "from": "2015-07"}
    assert "ends before 2019-01" in problem(
        lambda: file(FEDERAL, paid=({**until, "until": "2019-01"},))
    )
    assert "ends before 2019-01" in problem(lambda: file(FEDERAL, paid=(until,)))
    payees = ({"ssin": MOTHER, "from": "2018-12"},)
    paid = ({"category": "basic", "from": "2018-12"},)
    assert "in 2019-01 at the earliest" in problem(
        lambda: file(payees=payees, paid=paid)
    )


@pytest.mark.parametrize(
    ("payees", "said"),
    [
        ([("2019-01", "2020-06")], "paid to 0 in 2020-07"),
        ([("2019-02", None)], "paid to 0 in 2019-01"),
        ([("2019-01", "2020-06"), ("2020-08", None)], "paid to 0 in 2020-07"),
        ([("2019-01", None), ("2020-06", None), ("2021-01", "2021-01")], "paid to 3"),
    ],
)
def test_every_month_is_paid_to_one_or_two(
    payees: list[tuple[str, str | None]], said: str
) -> None:
    """Source: `ksz-childbenefits-v1`: beneficiary [1..2] of a payment period."""
    numbers_ = [MOTHER, FATHER, CHILD]
    given_ = tuple(
        {"ssin": ssin, "from": begin, "until": end}
        for ssin, (begin, end) in zip(numbers_, payees, strict=False)
    )
    assert said in problem(lambda: file(payees=given_))


def test_a_bonus_has_a_payee_too() -> None:
    before = {"kind": "birth", "paid": date(2019, 2, 1)}
    late = ({"ssin": MOTHER, "from": "2019-03"},)
    assert file(bonuses=(before,))
    assert "paid to 0 in 2019-02" in problem(
        lambda: file(bonuses=(before,), payees=late, paid=())
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {
                "paid": (
                    {"category": "basic", "from": "2019-01", "until": "2019-06"},
                    {"category": "basic", "from": "2019-06"},
                )
            },
            "category basic stands twice in 2019-06",
        ),
        (
            {
                "payees": (
                    {"ssin": MOTHER, "from": "2019-01"},
                    {"ssin": MOTHER, "from": "2020-01"},
                )
            },
            "stands twice in 2020-01",
        ),
        (
            {"paid": ({"category": "basic", "from": "2019-01", "social_type": "X"},)},
            "social_type of category basic",
        ),
        (
            {"paid": ({"category": "basic", "from": "2019-02", "until": "2019-01"},)},
            "ends in 2019-01, before it begins in 2019-02",
        ),
        ({"paid": ({"category": "basic", "from": "2019-13"},)}, "should match pattern"),
    ],
)
def test_a_file_does_not_contradict_itself(changes: dict[str, Any], said: str) -> None:
    assert said in problem(lambda: file(**changes))


def test_what_was_paid_is_cut_where_the_payees_change() -> None:
    payees = (
        {"ssin": MOTHER, "from": "2019-01", "until": "2020-12"},
        {"ssin": FATHER, "from": "2020-07"},
    )
    spells = file(payees=payees).spells()
    assert [(s.begin, s.end, s.payees) for s in spells] == [
        ("2019-01", "2020-06", (MOTHER,)),
        ("2020-07", "2020-12", (MOTHER, FATHER)),
        ("2021-01", None, (FATHER,)),
    ]


# --- the child ------------------------------------------------------------------------


def test_nothing_is_paid_for_a_month_before_birth() -> None:
    born = {"category": "child_benefit", "from": "2015-06", "until": "2018-12"}
    assert child(FEDERAL | {"paid": (born,)})
    payees = ({"ssin": MOTHER, "from": "2015-05", "until": "2018-12"},)
    early = FEDERAL | {"payees": payees, "paid": ({**born, "from": "2015-05"},)}
    assert "paid in 2015-05, before birth" in problem(lambda: child(early))


@pytest.mark.parametrize(
    ("begin", "end", "fits"),
    [
        pytest.param("2024-02", "2026-05", True, id="all months of the recognition"),
        pytest.param("2024-03", "2024-03", True, id="one of them"),
        pytest.param("2024-01", "2026-05", False, id="a month before"),
        pytest.param("2024-02", "2026-06", False, id="a month after"),
        pytest.param("2024-02", None, False, id="without end"),
    ],
)
def test_the_care_supplement_lies_in_a_recognition(
    begin: str, end: str | None, fits: bool
) -> None:
    """The care supplement and its recognition are told by two services."""
    paid = ({"category": "special_needs", "from": begin, "until": end},)
    care = {"recognitions": (RECOGNITION,)}

    def make() -> Person:
        return child(FLEMISH | {"paid": paid}, care_allowance=care)

    if fits:
        assert make()
    else:
        assert "recognised with enough points in [('2024-02', '2026-05')]" in (
            problem(make)
        )


@pytest.mark.parametrize(
    ("points", "enough"),
    [
        ({"pillar_1": 3, "total": 5}, False),
        ({"pillar_1": 4, "total": 4}, True),
        ({"pillar_1": 0, "total": 6}, True),
        ({"pillar_1": 3, "total": 6}, True),
        ({"pillar_1": 4, "total": 0}, True),
        ({"total": 6}, True),
        ({}, False),
    ],
)
def test_only_enough_points_give_the_supplement(
    points: dict[str, int], enough: bool
) -> None:
    """Source: rule R-ZT-01, truth table."""
    paid = ({"category": "special_needs", "from": "2024-03", "until": "2024-03"},)
    care = {"recognitions": (RECOGNITION | {"pillars": points},)}

    def make() -> Person:
        return child(FLEMISH | {"paid": paid}, care_allowance=care)

    if enough:
        assert make()
    else:
        assert "recognised with enough points in no month" in problem(make)


def test_two_recognitions_may_follow_upon_each_other() -> None:
    paid = ({"category": "special_needs", "from": "2024-02", "until": "2027-01"},)
    second = RECOGNITION | {"from": date(2026, 6, 1), "until": date(2027, 1, 31)}
    care = {"recognitions": (RECOGNITION, second)}
    assert child(FLEMISH | {"paid": paid}, care_allowance=care)


def test_a_supplement_of_another_register_rests_on_another_recognition() -> None:
    """22/004 §27: a child may be recognised by the body of any region."""
    paid = ({"category": "special_needs", "from": "2022-01", "until": "2022-12"},)
    walloon = FLEMISH | {"register": "wallonia", "file_number": "1", "paid": paid}
    care = {"recognitions": (RECOGNITION,)}
    assert child(walloon, care_allowance=care)
    assert child(FLEMISH | {"paid": paid}), "Opgroeien may hold nothing of it here"


def test_a_file_is_found_by_the_child_and_by_everybody_who_was_paid() -> None:
    person = child(
        FEDERAL, FLEMISH | {"payees": ({"ssin": FATHER, "from": "2019-01"},)}
    )
    assert {ssin for kind, ssin in person.keys if kind == "benefit-file"} == {
        CHILD,
        MOTHER,
        FATHER,
    }
    assert not child().keys
    people = People([person])
    assert people.having("benefit-file", MOTHER) == (person,)
    assert people.having("benefit-file", numbers.make(date(1990, 1, 2), 3)) == ()


# --- months ---------------------------------------------------------------------------

months = st.dates(date(1000, 1, 1), date(9000, 12, 31)).map(month_of)


@settings(database=None, deadline=None)
@given(month=months, by=st.integers(-2000, 2000))
def test_months_shift_there_and_back_in_order(month: str, by: int) -> None:
    moved = shift(month, by)
    assert shift(moved, -by) == month
    assert (moved > month) is (by > 0)
    assert (moved == month) is (by == 0)


@st.composite
def periods(draw: st.DrawFn) -> Months:
    begin = draw(st.integers(0, 30))
    end = draw(st.none() | st.integers(begin, begin + 10))
    until = None if end is None else shift("2019-01", end)
    return Months.model_validate({"from": shift("2019-01", begin), "until": until})


@settings(database=None, deadline=None)
@given(whole=periods(), parts=st.lists(periods(), max_size=4))
def test_covered_is_every_month_one_by_one(whole: Months, parts: list[Months]) -> None:
    last = whole.end or "2099-12"
    month, every = whole.begin, True
    while month <= min(last, "2024-12"):
        every = every and any(part.overlaps(month, month) for part in parts)
        month = shift(month, 1)
    if whole.end is None:
        every = every and any(part.end is None for part in parts)
    assert covered(whole, [(part.begin, part.end) for part in parts]) is every

"""What the registers tell, before any contract is thought of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People
from kruispunt_simulator.people.family_benefits import Register, Spell, shift
from kruispunt_simulator.services import _family_benefits as benefits
from kruispunt_simulator.services._benefit_files import read_file, write_file
from kruispunt_simulator.services._family_benefits import Asked, File, tell

PEOPLE = People.load()
LIESBETH, GERT, FINN, DAAN, KOBE, INES, HELENE = (
    PEOPLE.named(name).ssin
    for name in (
        "liesbeth-ooststraete",
        "gert-zandbergen",
        "finn-zandbergen",
        "daan-zandbergen",
        "kobe-terwaele",
        "ines-boisvert",
        "helene-boisvert",
    )
)
TODAY = date(2026, 11, 22)
IN_2023 = date(2023, 6, 15)
REGISTERS: tuple[Register, ...] = (
    "federal",
    "brussels",
    "flanders",
    "wallonia",
    "east_belgium",
)


def told(
    ssin: str,
    register: Register = "flanders",
    begin: str = "2000-01",
    end: str = "2099-12",
    today: date = TODAY,
) -> tuple[File, ...]:
    asked = Asked(ssin=ssin, begin=begin, end=end, today=today)
    return tell(PEOPLE.having("benefit-file", ssin), register, asked)


def periods(spells: tuple[Spell, ...], category: str = "basic") -> list[Any]:
    return [(s.begin, s.end, s.payees) for s in spells if s.category == category]


# --- the child, and who was paid ------------------------------------------------------


def test_a_flemish_file_has_one_child_and_its_payees_inside() -> None:
    """Source: `ksz-childbenefits-v1`, notes on FLANDERS."""
    (file,) = told(FINN)
    assert (file.beneficiaries, file.file_number, file.entitled_person) == (
        (),
        None,
        None,
    )
    (child,) = file.children
    assert child.ssin == FINN
    assert periods(child.spells) == [
        ("2019-01", "2023-08", (LIESBETH,)),
        ("2023-09", None, (LIESBETH, GERT)),
    ]


def test_co_parents_are_each_told_what_they_were_paid() -> None:
    """Rule R-PTL-11: a dependant may live outside the household (co-parenting)."""
    (of_father,) = told(GERT)
    assert periods(of_father.children[0].spells) == [
        ("2023-09", None, (LIESBETH, GERT))
    ]
    assert periods(of_father.children[0].spells, "social") == []
    assert [file.children[0].ssin for file in told(LIESBETH)] == [KOBE, DAAN, FINN]


def test_who_opened_the_right_is_nobody_who_was_paid() -> None:
    assert told(GERT, "federal", today=IN_2023) == ()
    (file,) = told(FINN, "federal", today=IN_2023)
    assert file.entitled_person == GERT


def test_siblings_share_a_federal_file_when_their_mother_is_asked_about() -> None:
    (file,) = told(LIESBETH, "federal", today=IN_2023)
    assert file.file_number == "2007-004561"
    assert [child.ssin for child in file.children] == [DAAN, FINN]
    (mother,) = file.beneficiaries
    assert periods(mother.spells, "child_benefit") == [("2007-06", "2018-12", ())]
    assert [payout.kind for payout in mother.payouts] == ["birth", "prepaid_birth"]


def test_about_a_child_nothing_is_told_of_its_siblings() -> None:
    (file,) = told(FINN, "federal", today=IN_2023)
    assert [child.ssin for child in file.children] == [FINN]
    assert periods(file.beneficiaries[0].spells, "child_benefit") == [
        ("2017-05", "2018-12", ())
    ]


def test_an_adult_child_is_child_and_payee_at_once() -> None:
    (file,) = told(DAAN)
    assert periods(file.children[0].spells) == [
        ("2019-01", "2025-05", (LIESBETH,)),
        ("2025-06", None, (DAAN,)),
    ]


def test_a_birth_bonus_stands_with_the_payee_and_an_adoption_with_the_child() -> None:
    """As in CADAF: birthBonus of a recipient, adoptionBonus of a child."""
    (adopted,) = told(INES, "east_belgium")
    assert [p.kind for p in adopted.children[0].payouts] == ["adoption"]
    assert adopted.beneficiaries[0].payouts == ()
    (born,) = told(DAAN, "federal", today=IN_2023)
    assert born.children[0].payouts == ()
    assert [p.kind for p in born.beneficiaries[0].payouts] == ["birth"]


# --- time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "has_right"),
    [("2024-02", True), ("2024-06", True), ("2024-07", False)],
)
def test_the_right_of_a_child_of_18_ends_with_its_last_month(
    month: str, has_right: bool
) -> None:
    """Rules R-PTL-08, -09, -14: Kobe, 18 on 2024-02-14, until 2024-06."""
    assert bool(told(KOBE, begin=month, end=month)) is has_right


@pytest.mark.parametrize("month", ["2025-04", "2025-05", "2025-06", "2026-11"])
def test_the_right_of_a_student_goes_on_after_18(month: str) -> None:
    """Rule R-PTL-09: Daan, 18 on 2025-05-09, is a dependant by family benefits only."""
    (file,) = told(DAAN, begin=month, end=month)
    (right,) = [s for s in file.children[0].spells if s.category == "basic"]
    assert right.begin <= month
    assert right.end is None or month <= right.end


@pytest.mark.parametrize(
    ("today", "kept"), [(date(2023, 12, 31), 1), (date(2024, 1, 1), 0)]
)
def test_federal_files_are_kept_for_five_years(today: date, kept: int) -> None:
    """Behaviour 2.2: FEDERAAL, from before 2019-01-01, to be kept 5 years."""
    assert len(told(FINN, "federal", today=today)) == kept


@pytest.mark.parametrize(
    ("begin", "end", "categories"),
    [
        ("2019-12", "2019-12", {"basic", "childcare"}),
        ("2020-01", "2020-03", {"basic"}),
        ("2020-04", "2020-04", {"basic", "toddler"}),
        ("2018-01", "2018-12", set()),
    ],
)
def test_a_payment_is_told_when_one_of_its_months_was_asked(
    begin: str, end: str, categories: set[str]
) -> None:
    files = told(FINN, begin=begin, end=end)
    spells = [spell for file in files for spell in file.children[0].spells]
    assert {spell.category for spell in spells} == categories
    assert all(s.begin == "2019-01" for s in spells if s.category == "basic")


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2023, 7, 31), [None]),
        (date(2023, 8, 1), ["2023-08"]),
        (date(2020, 12, 31), []),
    ],
)
def test_an_end_is_told_once_it_has_come(today: date, ends: list[str | None]) -> None:
    """Nothing is known of after the simulated day: Finn's social supplement."""
    (file,) = told(FINN, today=today)
    social = [s for s in file.children[0].spells if s.category == "social"]
    assert [s.end for s in social] == ends


@pytest.mark.parametrize("today", [date(2023, 8, 31), date(2023, 9, 1)])
def test_a_new_payee_is_not_known_before(today: date) -> None:
    (file,) = told(FINN, today=today)
    payees = {p for s in file.children[0].spells for p in s.payees}
    assert (GERT in payees) is (today.month == 9)


def test_a_bonus_is_told_in_its_own_month_and_not_before_its_day() -> None:
    def payouts(begin: str, today: date) -> int:
        files = told(INES, "east_belgium", begin=begin, end="2022-12", today=today)
        return sum(len(f.children[0].payouts) for f in files)

    assert payouts("2022-03", date(2022, 3, 15)) == 1
    assert payouts("2022-03", date(2022, 3, 14)) == 0
    assert payouts("2022-04", date(2022, 4, 30)) == 0


def test_a_child_that_moved_is_in_one_register_at_a_time() -> None:
    in_month = {
        month: [name for name in REGISTERS if told(INES, name, begin=month, end=month)]
        for month in ("2021-12", "2022-01", "2023-01", "2024-02", "2024-03")
    }
    assert list(in_month.values()) == [
        ["wallonia"],
        ["east_belgium"],
        ["brussels"],
        ["brussels"],
        ["flanders"],
    ]


# --- properties -----------------------------------------------------------------------

days = st.dates(date(2015, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None)
@given(
    ssin=st.sampled_from([LIESBETH, GERT, FINN, DAAN, KOBE, INES, HELENE]),
    register=st.sampled_from(REGISTERS),
    first=days,
    second=days,
    today=days,
)
def test_what_the_ksz_writes_is_read_back_the_same(
    ssin: str, register: Register, first: date, second: date, today: date
) -> None:
    """All but what only CADAF (types, offices) and Opgroeien (social_type) tell."""
    begin, end = sorted((first, second))
    files = told(ssin, register, f"{begin:%Y-%m}", f"{end:%Y-%m}", today)
    for file in files:
        again, unknown = read_file(write_file(file))
        assert unknown == ()
        assert write_file(again).xpath("string()") == write_file(file).xpath("string()")
        for actor in (*again.beneficiaries, *again.children):
            for spell in actor.spells:
                assert spell.begin <= f"{today:%Y-%m}"
                assert spell.end is None or spell.end <= f"{today:%Y-%m}"
                assert spell.end is None or spell.end >= f"{begin:%Y-%m}"


def months_of(spells: tuple[Spell, ...]) -> set[tuple[str, str]]:
    return {
        (spell.category, shift("2019-01", n))
        for spell in spells
        for n in range(40)
        if spell.begin <= shift("2019-01", n)
        and (spell.end is None or shift("2019-01", n) <= spell.end)
    }


@st.composite
def spells_(draw: st.DrawFn) -> Spell:
    begin = draw(st.integers(0, 20))
    end = draw(st.none() | st.integers(begin, begin + 8))
    return Spell(
        category=draw(st.sampled_from(["basic", "social"])),
        begin=shift("2019-01", begin),
        end=None if end is None else shift("2019-01", end),
        payees=(FINN,),
    )


@settings(database=None, deadline=None)
@given(spells=st.lists(spells_(), max_size=8).map(tuple))
def test_merging_keeps_every_month_and_leaves_gaps_between(
    spells: tuple[Spell, ...],
) -> None:
    merged = benefits.merge(spells)
    assert months_of(merged) == months_of(spells)
    for one in merged:
        for other in merged:
            if one is not other and one.category == other.category:
                first, second = sorted((one, other), key=lambda s: s.begin)
                assert first.end is not None
                assert shift(first.end, 1) < second.begin


@settings(database=None, deadline=None)
@given(month=days)
def test_a_month_ends_on_the_day_before_the_next(month: date) -> None:
    text = f"{month:%Y-%m}"
    last = benefits.last_day(text)
    assert benefits.first_day(text) <= month <= last
    assert (last - benefits.first_day(shift(text, 1))).days == -1

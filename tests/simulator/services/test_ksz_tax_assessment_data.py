"""
TaxAssessmentData v2: named elements of an assessment.

Source: contract sheet `ksz-taxassessmentdata-v2`; code lists, section 9.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services.ksz_tax_assessment_data import (
    ABSENT,
    ELEMENTS,
    GROUPS,
    NOT_THAT_YEAR,
)
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply
from .grounds import LAW, leave
from .test_magda_geef_aanslagbiljet import ask as ask_magda
from .test_magda_geef_aanslagbiljet import items, question

NAME, VERSION, OPERATION = (
    "TaxAssessmentDataService",
    "v2",
    "consultTaxAssessmentData",
)
PEOPLE = People.load()
MIRA = PEOPLE.named("mira-overlinden").ssin
JOOST = PEOPLE.named("joost-klaverbeke").ssin
BEA = PEOPLE.named("bea-stroobantsveld").ssin
INGRID = PEOPLE.named("ingrid-marsmansberg").ssin
OMAR = PEOPLE.named("omar-zandhovel").ssin
RECENT = "<derivedYear>MOST_RECENT</derivedYear>"
UNLIMITED = "<derivedYear>MOST_RECENT_UNLIMITED</derivedYear>"
DATA = "result/fiscalDataList/fiscalData"


def criteria(
    ssin: str,
    year: str = RECENT,
    elements: tuple[str, ...] = (),
    groups: tuple[str, ...] = tuple(GROUPS),
) -> str:
    year = year if year.startswith("<") else f"<year>{year}</year>"
    names = "".join(f"<element>{name}</element>" for name in elements)
    more = "".join(f"<group>{name}</group>" for name in groups)
    return (
        f"<ssin>{ssin}</ssin><referenceYear>{year}</referenceYear><fiscalDataSelection>"
        f"<elements>{names}</elements><groups>{more}</groups></fiscalDataSelection>"
    )


def ask(desk: Desk, asked: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_ksz(NAME, VERSION, OPERATION, asked, today=today, down=down.split())


def data(reply: Reply) -> dict[str, tuple[str, str]]:
    """By element: value and type, or nothing and the reason."""
    found = {}
    for each in reply.root.findall(DATA):
        value, none = each.find("value"), each.find("noValue")
        found[each.findtext("element")] = (
            (value.text, value.get("type"))
            if value is not None
            else ("", none.get("reason"))
        )
    return found


def test_a_person_taxed_alone_is_singular(desk: Desk) -> None:
    reply = ask(desk, criteria(BEA, "2022"))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text("ssinStatusData/requestedSsinStatus") == "ACTIVE"
    assert reply.text("result/requestedFiscalPerson/fiscalState") == "SINGULAR"
    assert reply.root.find("result/relatedFiscalPerson") is None
    assert reply.text("result/incomeYear") == "2022"
    assert reply.text("result/taxAssessmentNumber") == "723200111"
    assert data(reply) == {
        "GLOBAL_TAXABLE_INCOME": ("624075", "INTEGER"),
        "GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY": ("624075", "INTEGER"),
        "DISTINCTLY_TAXABLE_INCOME": ("185020", "INTEGER"),
        "CHILDREN_DEPENDENT": ("0", "INTEGER"),
        "CHILDREN_DEPENDENT_HANDICAP": ("", ABSENT),
        "INTERNATIONAL_OFFICIAL": ("", ABSENT),
        "INTERNATIONAL_INCOME": ("", ABSENT),
        "EXEMPT_FOREIGN_INCOME": ("", ABSENT),
        "ROLL_DATE": ("2023-12-01", "DATE"),
    }


@pytest.mark.parametrize(
    ("ssin", "state", "other", "theirs", "own"),
    [
        (MIRA, "SECONDARY", JOOST, "PRIMARY", "395000"),
        (JOOST, "PRIMARY", MIRA, "SECONDARY", "1836055"),
    ],
)
def test_a_joint_assessment_tells_own_and_shared_figures(
    desk: Desk, ssin: str, state: str, other: str, theirs: str, own: str
) -> None:
    reply = ask(desk, criteria(ssin, "2023"))
    assert reply.text("result/requestedFiscalPerson/fiscalState") == state
    assert reply.text("result/relatedFiscalPerson/ssin") == other
    assert reply.text("result/relatedFiscalPerson/fiscalState") == theirs
    assert data(reply)["GLOBAL_TAXABLE_INCOME"] == (own, "INTEGER")
    assert data(reply)["GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY"][0] == "2231055"
    shared = {
        each.text: each.get("communalInformation")
        for each in reply.root.findall(f"{DATA}/element")
    }
    assert shared["CHILDREN_DEPENDENT"] == "true"
    assert shared["GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY"] == "true"
    assert shared["GLOBAL_TAXABLE_INCOME"] == "false"


def test_a_status_is_a_boolean(desk: Desk) -> None:
    """R-INC-15: officials of international and European institutions."""
    found = data(ask(desk, criteria(INGRID, "2024")))
    assert found["INTERNATIONAL_OFFICIAL"] == ("true", "BOOLEAN")
    assert found["INTERNATIONAL_INCOME"] == ("true", "BOOLEAN")


@pytest.mark.parametrize(
    ("year", "found"),
    [
        pytest.param("2024", ("8421000", "INTEGER"), id="since it exists"),
        pytest.param("2019", ("", NOT_THAT_YEAR), id="before it did"),
    ],
)
def test_an_element_may_not_exist_in_an_income_year(
    desk: Desk, year: str, found: tuple[str, str]
) -> None:
    assert data(ask(desk, criteria(INGRID, year)))["EXEMPT_FOREIGN_INCOME"] == found


def test_elements_come_as_asked_and_each_once(desk: Desk) -> None:
    reply = ask(
        desk,
        criteria(
            MIRA,
            "2023",
            ("CHILDREN_DEPENDENT_HANDICAP", "ROLL_DATE", "ROLL_DATE"),
            ("CHILDREN_DEPENDENT", "GLOBAL_TAXABLE_INCOME"),
        ),
    )
    assert reply.texts(f"{DATA}/element") == [
        "CHILDREN_DEPENDENT_HANDICAP",
        "ROLL_DATE",
        "CHILDREN_DEPENDENT",
        "GLOBAL_TAXABLE_INCOME",
    ]


def test_every_element_is_in_one_group() -> None:
    assert sorted(n for names in GROUPS.values() for n in names) == sorted(ELEMENTS)


# The newest assessment: R-INC-02, R-INC-03


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param(date(2026, 1, 1), True, id="the first day that is three years on"),
        pytest.param(date(2026, 12, 31), True, id="the last day"),
        pytest.param(date(2027, 1, 1), False, id="four years on"),
    ],
)
def test_most_recent_looks_three_income_years_back(
    desk: Desk, today: date, found: bool
) -> None:
    """
    Mira's newest income year is 2023. TAXA0007: none up to three years back.

    Source: contract sheet `ksz-taxassessmentdata-v2`; R-INC-03, R-INC-04.
    """
    reply = ask(desk, criteria(MIRA, RECENT), today=today)
    expected = ("DATA_FOUND", "MSG00000") if found else ("NO_DATA_FOUND", "TAXA0007")
    assert reply.status == expected
    assert (reply.root.find("result") is not None) is found
    assert reply.text("ssinStatusData/requestedSsinStatus") == "ACTIVE"


@pytest.mark.parametrize(
    ("year", "status", "income_year"),
    [
        pytest.param(RECENT, ("NO_DATA_FOUND", "TAXA0007"), None, id="three years"),
        pytest.param(UNLIMITED, ("DATA_FOUND", "MSG00000"), "2022", id="no limit"),
        pytest.param("2022", ("DATA_FOUND", "MSG00000"), "2022", id="that year"),
        pytest.param("2021", ("NO_DATA_FOUND", "MSG00100"), None, id="another year"),
    ],
)
def test_an_assessment_just_over_three_years_old(
    desk: Desk, year: str, status: tuple[str, str], income_year: str | None
) -> None:
    """Bea's newest income year is 2022; R-INC-03."""
    reply = ask(desk, criteria(BEA, year))
    assert reply.status == status
    assert reply.text("result/incomeYear") == income_year


@pytest.mark.parametrize(
    ("year", "code"),
    [(RECENT, "TAXA0007"), (UNLIMITED, "MSG00100"), ("2023", "MSG00100")],
)
def test_a_person_who_was_never_assessed(desk: Desk, year: str, code: str) -> None:
    assert ask(desk, criteria(OMAR, year)).status == ("NO_DATA_FOUND", code)


@pytest.mark.parametrize(
    ("today", "income_year"),
    [(date(2026, 9, 13), "2024"), (date(2026, 9, 14), "2025")],
)
def test_the_newest_is_one_that_is_on_the_roll(
    desk: Desk, today: date, income_year: str
) -> None:
    """R-INC-02: the latest available assessment."""
    reply = ask(desk, criteria(INGRID, RECENT), today=today)
    assert reply.text("result/incomeYear") == income_year


def test_a_death_before_the_year_is_told(desk: Desk) -> None:
    maria = desk.people.named("maria-tielensbroek").ssin
    reply = ask(desk, criteria(maria, "2025"))
    assert reply.status == ("NO_DATA_FOUND", "MSG00009")
    assert reply.text("status/information/fieldName") == "deceiseDate"


# Numbers


def test_a_replaced_number_is_told_in_its_own_block(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    new = desk.people.named("hanne-bosteelsma").ssin
    reply = ask(desk, criteria(old))
    assert reply.status == ("NO_RESULT", "MSG00006")
    assert reply.text("status/information/fieldValue") == new
    assert reply.text("ssinStatusData/requestedSsinStatus") == "REPLACED"
    assert reply.text("ssinStatusData/replacingSsin") == new


def test_a_cancelled_number_is_asked_as_it_is(desk: Desk) -> None:
    """`_behaviour` 1.5: the query is still executed."""
    reply = ask(desk, criteria(desk.people.named("pieter-crabbemans").ssin))
    assert reply.status == ("NO_DATA_FOUND", "TAXA0007")
    assert reply.text("ssinStatusData/requestedSsinStatus") == "CANCELLED"


def test_a_number_that_nobody_has_is_refused(desk: Desk) -> None:
    reply = ask(desk, criteria(numbers.make(date(1980, 1, 1), 998)))
    assert reply.status == ("NO_RESULT", "MSG00005")
    assert reply.root.find("ssinStatusData") is None


# Refusals


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        pytest.param(criteria(BEA[:-2] + "00"), "ksz.ssin-invalid", id="check digits"),
        pytest.param(criteria(BEA, groups=()), "ksz.invalid-data", id="nothing asked"),
        pytest.param(
            criteria(BEA, elements=("WAGES",)), "ksz.invalid-data", id="no element"
        ),
        pytest.param(
            criteria(BEA, groups=("ROLL_DATE",)), "ksz.invalid-data", id="no group"
        ),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, asked: str, fault: str) -> None:
    reply = ask(desk, asked)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert BEA[:-2] + "00" not in repr(reply.findings)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(criteria(MIRA, elements=("ROLL_DATE",), groups=()), id="element"),
        pytest.param(criteria(MIRA, groups=("ASSESSMENT",)), id="group"),
    ],
)
def test_its_twin_is_answered(desk: Desk, asked: str) -> None:
    assert ask(desk, asked).status == ("DATA_FOUND", "MSG00000")


def test_without_the_finance_service_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="fod-fin"):
        ask(desk, criteria(BEA), down="fod-fin")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, OPERATION)
    root = desk.ksz_request(NAME, VERSION, OPERATION, criteria(BEA, "2022"))
    assert service.subject(root) == BEA
    assert service.period(root) == Period(begin="2022-01-01", end="2022-12-31")
    root = desk.ksz_request(NAME, VERSION, OPERATION, criteria(BEA, RECENT))
    assert service.period(root).end is None


# What the act grants of it


GRANT = "magda-social-rent-tax-assessment"
KEY = (NAME, VERSION, OPERATION)


def test_what_the_protocol_does_not_name_is_not_told(desk: Desk) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income)."""
    codes = {"7555", "7557", "0620", "0210", None}
    told: set[str] = set()
    for person in PEOPLE:
        for reply in desk.ask_all(desk.service(*KEY), person, TODAY):
            leave(GRANT, KEY, reply.root)
            told.update(reply.texts("result/fiscalDataList/fiscalData/element"))
    assert told == {name for name, row in ELEMENTS.items() if row.code in codes}
    assert LAW.grant(GRANT).history_years == 3


def test_when_nothing_that_was_asked_may_be_told_the_result_goes(desk: Desk) -> None:
    """The contract wants at least one element in a result."""
    reply = ask(desk, criteria(MIRA, groups=("CHILDREN_DEPENDENT",)))
    assert reply.root.find("result") is not None
    assert "result" in leave(GRANT, KEY, reply.root)
    assert reply.root.find("result") is None
    assert desk.valid(NAME, VERSION, reply.root)


# All persons, and MAGDA


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    year=st.integers(2018, 2025),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_both_platforms_tell_the_same_assessment(
    desk: Desk, person: Person, year: int, today: date
) -> None:
    reply = ask(desk, criteria(person.ssin, str(year)), today=today)
    magda = ask_magda(desk, question(person.ssin, str(year)), today=today)
    biljet = "AanslagbiljetPersonenbelasting"
    assert reply.text("result/taxAssessmentNumber") == magda.text(
        f"{biljet}/Artikelnummer"
    )
    if reply.root.find("result") is None:
        return
    letter = magda.text(f"{biljet}/GevraagdePersoon/FiscaleStatus/Code")
    state = reply.text("result/requestedFiscalPerson/fiscalState")
    assert (state == "SECONDARY") is (letter == "B")
    found = data(reply)
    for name, code in (
        ("GLOBAL_TAXABLE_INCOME", f"{letter}7555"),
        ("DISTINCTLY_TAXABLE_INCOME", f"{letter}7557"),
        ("CHILDREN_DEPENDENT", "A1030"),
        ("ROLL_DATE", "A0001"),
    ):
        assert found[name][0] == items(magda).get(code, "")
    incomes = [int(items(magda).get(f"{x}7555", "0")) for x in "AB"]
    assert int(found["GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY"][0] or 0) == sum(incomes)

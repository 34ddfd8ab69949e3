from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.incapacity import CATEGORIES, SocialRisk
from kruispunt_simulator.services import _ksz
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply
from .grounds import leave

NAME, VERSION = "HdiIndemnityAllowanceService", "v1"
ATTEST, PERIODS = "consultAttest", "consultIndemnityPeriods"
PEOPLE = People.load()
BRAM = PEOPLE.named("bram-kestelijn").ssin
KARIM = PEOPLE.named("karim-vanhoutveld").ssin
IDENTIFICATION = "attest/attestationIdentification"
ALLOWANCE = "attest/allowances/allowance"

operations = pytest.mark.parametrize("operation", [ATTEST, PERIODS])


def ask(
    desk: Desk,
    operation: str,
    ssin: str,
    quarter: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_ksz(
        NAME,
        VERSION,
        operation,
        f"<ssin>{ssin}</ssin><yearQuarter>{quarter}</yearQuarter>",
        today=today,
        down=down.split(),
        people=people,
    )


@operations
def test_a_closed_quarter_gives_a_definitive_attest(desk: Desk, operation: str) -> None:
    reply = ask(desk, operation, BRAM, "2025Q4")
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text("ssin") == BRAM
    assert reply.text(f"{IDENTIFICATION}/attestationVersion") == "0"
    assert reply.text(f"{IDENTIFICATION}/attestationStatus") == "CREATION"
    assert reply.text(f"{IDENTIFICATION}/creationDate") == "2026-02-10"
    assert reply.root.find(f"{IDENTIFICATION}/temporaryAttest") is None


@operations
def test_the_running_quarter_gives_a_temporary_attest(
    desk: Desk, operation: str
) -> None:
    reply = ask(desk, operation, BRAM, "2026Q4", today=date(2026, 11, 22))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.root.find(f"{IDENTIFICATION}/temporaryAttest") is not None
    assert reply.root.find(f"{IDENTIFICATION}/attestationId") is None
    assert reply.text(f"{IDENTIFICATION}/creationDate") == "2026-11-22"


def test_the_running_quarter_moves_with_the_simulated_date(desk: Desk) -> None:
    reply = ask(desk, PERIODS, BRAM, "2024Q2", today=date(2024, 5, 20))
    assert reply.root.find(f"{IDENTIFICATION}/temporaryAttest") is not None


def test_a_closed_quarter_stays_temporary_until_the_attest_is_sent(desk: Desk) -> None:
    """The attest of 2024Q2 was sent on 2024-08-10."""
    before = ask(desk, PERIODS, BRAM, "2024Q2", today=date(2024, 8, 9))
    since = ask(desk, PERIODS, BRAM, "2024Q2", today=date(2024, 8, 10))
    assert before.root.find(f"{IDENTIFICATION}/temporaryAttest") is not None
    assert before.text(f"{IDENTIFICATION}/creationDate") == "2024-08-09"
    assert since.text(f"{IDENTIFICATION}/attestationStatus") == "CREATION"


@pytest.mark.parametrize(
    ("today", "payments"),
    [
        (date(2024, 4, 29), 0),
        (date(2024, 4, 30), 1),
        (date(2024, 6, 29), 2),
        (date(2024, 7, 1), 3),
    ],
)
def test_a_temporary_attest_holds_the_payments_of_periods_that_are_over(
    desk: Desk, today: date, payments: int
) -> None:
    reply = ask(desk, PERIODS, BRAM, "2024Q2", today=today)
    assert len(reply.root.findall(f"{ALLOWANCE}/payments/payment")) == payments


def test_a_risk_that_has_not_begun_is_not_known_yet(desk: Desk) -> None:
    """Sofie's maternity begins on 2024-05-13."""
    sofie = desk.people.named("sofie-driesmansveld").ssin
    before = ask(desk, ATTEST, sofie, "2024Q2", today=date(2024, 5, 12))
    since = ask(desk, ATTEST, sofie, "2024Q2", today=date(2024, 5, 13))
    assert before.status == ("NO_DATA_FOUND", "MSG00100")
    assert since.status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize(
    ("today", "version", "status", "amounts"),
    [
        (date(2025, 6, 8), "0", "CREATION", ["1878.12", "1669.44"]),
        (date(2025, 6, 9), "1", "MODIFICATION", ["1878.12", "-1669.44"]),
        (date(2025, 7, 7), "2", "CANCELLATION", []),
    ],
)
def test_the_newest_version_that_was_sent_is_given(
    desk: Desk, today: date, version: str, status: str, amounts: list[str]
) -> None:
    reply = ask(desk, PERIODS, KARIM, "2025Q1", today=today)
    assert reply.text(f"{IDENTIFICATION}/attestationVersion") == version
    assert reply.text(f"{IDENTIFICATION}/attestationStatus") == status
    assert reply.texts(f"{ALLOWANCE}/payments/payment/amount") == amounts


@operations
def test_a_cancelled_attest_is_found_and_empty(desk: Desk, operation: str) -> None:
    reply = ask(desk, operation, KARIM, "2025Q1")
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text(f"{IDENTIFICATION}/attestationStatus") == "CANCELLATION"
    assert reply.root.find("attest/allowances") is None


def test_consult_attest_tells_the_risk(desk: Desk) -> None:
    reply = ask(desk, ATTEST, BRAM, "2024Q1")
    risk = f"{ALLOWANCE}/socialRisk"
    branch = f"{risk}/generalIncapacityForWork"
    assert reply.text(f"{risk}/socialRiskCategory") == (
        "GeneralIncapacityForWorkAllowance"
    )
    assert reply.text(f"{branch}/socialStatus") == "3"
    assert reply.text(f"{branch}/invalidity/startDate") == "2024-02-06"
    assert reply.root.find(f"{ALLOWANCE}/exitCode") is None


@pytest.mark.parametrize("document", ["C421", "C423", "PI41", "PI423", "C21"])
def test_payments_of_the_self_employed_alone_do_not_reach_a_fund(
    desk: Desk, document: str
) -> None:
    """
    An allowance may have no risk; then the document of a payment tells the scheme.

    Source: 23/058 §42, §61; rule R-HDI-11; `_code-lists.md`, document.
    """
    root = ask(desk, ATTEST, BRAM, "2024Q1").root
    for risk in root.findall(f"{ALLOWANCE}/socialRisk"):
        risk.getparent().remove(risk)
    for each in root.findall(f"{ALLOWANCE}/payments/payment/document"):
        each.text = document
    leave("fund-textile-hdi", (NAME, VERSION, ATTEST), root)
    left = root.findall(f"{ALLOWANCE}/payments/payment/amount")
    assert bool(left) is (document == "C21")


@pytest.mark.parametrize("grant", ["magda-social-rent-hdi", "magda-supervision-hdi"])
def test_housing_may_consult_the_attest_and_learns_no_reason(
    desk: Desk, grant: str
) -> None:
    """
    Source: 23/058 §63-64 (the module, and whether the scheme ended).

    The contract of the attest demands a word; each but 0 is a reason, 1 our choice.
    """
    told = []
    an = PEOPLE.named("an-romboutshof").ssin
    for quarter in ("2023Q2", "2023Q3"):  # maternity goes on; it ends, code 6
        root = ask(desk, ATTEST, an, quarter).root
        leave(grant, (NAME, VERSION, ATTEST), root)
        told += [each.text for each in root.iter("exitCode")]
    assert told == ["0", "1"]


def test_consult_indemnity_periods_tells_periods_and_not_the_risk(desk: Desk) -> None:
    reply = ask(desk, PERIODS, BRAM, "2024Q1")
    assert reply.root.find(f"{ALLOWANCE}/socialRisk") is None
    assert reply.text(f"{ALLOWANCE}/period/beginDate") == "2024-01-01"
    assert reply.text(f"{ALLOWANCE}/period/endDate") == "2024-03-31"
    assert reply.text(f"{ALLOWANCE}/initialStartDate") == "2023-02-06"
    assert reply.text(f"{ALLOWANCE}/invalidityStartDate") == "2024-02-06"
    assert reply.text(f"{ALLOWANCE}/exitCode") == "0"


@pytest.mark.parametrize("quarter", ["2023Q1", "2024Q1", "2024Q3", "2026Q1"])
def test_both_operations_tell_the_same_attest_and_payments(
    desk: Desk, quarter: str
) -> None:
    attest = ask(desk, ATTEST, BRAM, quarter)
    periods = ask(desk, PERIODS, BRAM, quarter)
    for path in (f"{IDENTIFICATION}/attestationId", f"{ALLOWANCE}/payments/payment/*"):
        assert attest.texts(path) == periods.texts(path) != []


def test_the_terms_of_an_allowance_hold_for_its_payments_unless_one_has_its_own(
    desk: Desk,
) -> None:
    reply = ask(desk, PERIODS, BRAM, "2024Q1")
    documents = reply.texts(f"{ALLOWANCE}/payments/payment/document")
    assert documents == ["C21", "C21", "PI0", "PI0"]


def test_a_risk_without_period_gets_that_of_its_payments(desk: Desk) -> None:
    tom = desk.people.named("tom-heylenbosch").ssin
    reply = ask(desk, PERIODS, tom, "2024Q2")
    assert reply.text(f"{ALLOWANCE}/period/beginDate") == "2024-05-24"
    assert reply.text(f"{ALLOWANCE}/period/endDate") == "2024-06-21"
    assert reply.root.find(f"{ALLOWANCE}/exitCode") is None


@operations
@pytest.mark.parametrize(
    ("person", "quarter", "code"),
    [
        pytest.param("wout-nijsdonk", "2024Q1", "MSG00021", id="unknown there"),
        pytest.param("karim-vanhoutveld", "2024Q1", "MSG00100", id="other quarters"),
        pytest.param("maria-tielensbroek", "2024Q2", "MSG00009", id="deceased"),
    ],
)
def test_nothing_found_says_why(
    desk: Desk, operation: str, person: str, quarter: str, code: str
) -> None:
    reply = ask(desk, operation, desk.people.named(person).ssin, quarter)
    assert reply.status == ("NO_DATA_FOUND", code)
    assert reply.root.find("attest") is None


def test_a_death_is_told_with_its_date_spelled_as_on_the_wire(desk: Desk) -> None:
    maria = desk.people.named("maria-tielensbroek").ssin
    after = ask(desk, PERIODS, maria, "2024Q2")
    assert after.text("status/information/fieldName") == "deceiseDate"
    assert after.text("status/information/fieldValue") == "2024-03-17"
    during = ask(desk, PERIODS, maria, "2024Q1")
    assert during.status == ("DATA_FOUND", "MSG00000")


@operations
def test_a_replaced_number_is_asked_as_it_is_and_marked(
    desk: Desk, operation: str
) -> None:
    old, new = (
        desk.people.named(name).ssin
        for name in ("hanne-bosteelsma-oud", "hanne-bosteelsma")
    )
    reply = ask(desk, operation, old, "2023Q1")
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.root.find("ssin").get("replacedBy") == new


@operations
def test_a_cancelled_number_is_asked_as_it_is_and_marked(
    desk: Desk, operation: str
) -> None:
    reply = ask(desk, operation, desk.people.named("pieter-crabbemans").ssin, "2023Q1")
    assert reply.status == ("NO_DATA_FOUND", "MSG00021")
    assert reply.root.find("ssin").get("canceled") == "true"


@operations
def test_a_number_that_nobody_has_is_refused(desk: Desk, operation: str) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    reply = ask(desk, operation, nobody, "2024Q1")
    assert reply.status == ("NO_RESULT", "MSG00005")
    assert reply.root.find("ssin") is None


@operations
@pytest.mark.parametrize(
    ("ssin", "quarter", "fault"),
    [
        pytest.param(BRAM[:-2] + "00", "2024Q1", "ksz.ssin-invalid", id="check digits"),
        pytest.param(BRAM, "2027Q1", "ksz.invalid-data", id="next quarter"),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, operation: str, ssin: str, quarter: str, fault: str
) -> None:
    reply = ask(desk, operation, ssin, quarter)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert ssin not in repr(reply.findings)


@operations
def test_without_the_insurers_there_is_no_answer(desk: Desk, operation: str) -> None:
    with pytest.raises(SourceUnavailable, match="insurers"):
        ask(desk, operation, BRAM, "2024Q1", down="insurers")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, ATTEST)
    root = desk.ksz_request(
        NAME,
        VERSION,
        ATTEST,
        f"<ssin>{BRAM}</ssin><yearQuarter>2024Q2</yearQuarter>",
    )
    assert service.subject(root) == BRAM
    assert service.period(root) == Period(begin="2024-04-01", end="2024-06-30")


@pytest.mark.parametrize("quarter", [f"2024Q{n}" for n in range(1, 5)])
def test_the_days_of_a_quarter_lie_in_it(quarter: str) -> None:
    begin, end = _ksz.days_of_quarter(quarter)
    assert _ksz.quarter_of(begin) == _ksz.quarter_of(end) == quarter


RISKS: dict[str, dict[str, Any]] = {
    "general_incapacity_for_work": {
        "period": {"begin_date": date(2024, 1, 1), "end_date": date(2024, 3, 31)},
        "exit_code": 0,
        "invalidity": {"invalidity_category": 8},
        "initial_start_date": date(2023, 1, 1),
        "activity_code": 3,
    },
    "independent_incapacity_for_work": {
        "period": {"begin_date": date(2024, 1, 1), "end_date": date(2024, 3, 31)},
        "exit_code": 9,
        "initial_start_date": date(2023, 1, 1),
    },
    "general_pregnancy": {
        "period": {"begin_date": date(2024, 1, 1), "end_date": date(2024, 3, 31)},
        "exit_code": 5,
        "initial_start_date": date(2024, 1, 1),
        "supposed_delivery_date": date(2024, 2, 2),
        "activity_code": 2,
    },
    "independent_pregnancy": {
        "period": {"begin_date": date(2024, 1, 1), "end_date": date(2024, 3, 31)},
        "exit_code": 6,
        "initial_start_date": date(2024, 1, 1),
    },
    "general_breast_feeding": {
        "delivery_date": date(2023, 12, 1),
        "initial_start_date": date(2024, 1, 8),
    },
    "general_paternity": {"delivery_date": date(2024, 1, 8)},
    "general_adoption": {"adoption_date": date(2024, 1, 8)},
    "independent_adoption": {
        "adoption_date": date(2024, 1, 8),
        "initial_start_date": date(2024, 1, 9),
    },
    "general_foster_care": {
        "foster_care_date": date(2024, 1, 8),
        "initial_start_date": date(2024, 1, 9),
    },
    "independent_foster_care": {
        "foster_care_date": date(2024, 1, 8),
        "initial_start_date": date(2024, 1, 9),
    },
}


def test_every_kind_of_risk_has_a_category_and_a_test() -> None:
    assert set(SocialRisk.model_fields) == set(CATEGORIES) == set(RISKS)


@operations
@pytest.mark.parametrize("kind", RISKS)
def test_every_kind_of_risk_fits_the_contract(
    desk: Desk, somebody: Callable[..., Person], operation: str, kind: str
) -> None:
    period = {"begin_date": date(2024, 1, 9), "end_date": date(2024, 1, 31)}
    attest = {
        "quarter": "2024Q1",
        "id": "00000000-0000-4000-8000-000000000000",
        "version": 0,
        "status": "CREATION",
        "created": date(2024, 5, 6),
        "allowances": (
            {
                "social_risk": {kind: {"social_status": 4} | RISKS[kind]},
                "payments": ({"period": period, "hours": 7},),
            },
        ),
    }
    person = somebody(incapacity=(attest,))
    people = People([person])
    reply = ask(desk, operation, person.ssin, "2024Q1", people=people)
    assert reply.text(f"{ALLOWANCE}/payments/payment/hours") == "7.00"
    if operation == ATTEST:
        category = reply.text(f"{ALLOWANCE}/socialRisk/socialRiskCategory")
        assert category == CATEGORIES[kind]


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    operation=st.sampled_from([ATTEST, PERIODS]),
    year=st.integers(2022, 2027),
    number=st.integers(1, 4),
    today=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, operation: str, year: int, number: int, today: date
) -> None:
    """`Desk` validates question and answer; here is what holds for all of them."""
    quarter = f"{year}Q{number}"
    reply = ask(desk, operation, person.ssin, quarter, today=today)
    if quarter > _ksz.quarter_of(today):
        assert reply.faults == ["ksz.invalid-data"]
        return
    found = reply.root.find("attest") is not None
    assert found is (reply.status[0] == "DATA_FOUND")
    if found and quarter == _ksz.quarter_of(today):
        assert reply.root.find(f"{IDENTIFICATION}/temporaryAttest") is not None
    for created in reply.texts(f"{IDENTIFICATION}/creationDate"):
        assert date.fromisoformat(created) <= today

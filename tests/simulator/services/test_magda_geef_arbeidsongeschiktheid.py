from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import _ksz
from kruispunt_simulator.services.magda_geef_arbeidsongeschiktheid import (
    OLDEST_QUARTER,
)

from .conftest import TODAY, Desk
from .grounds import leave

NAME, VERSION = "GeefArbeidsongeschiktheid", "01.00.0000"
WRAPPER = "ConsultAttestResponse"
PEOPLE = People.load()
BRAM = PEOPLE.named("bram-kestelijn").ssin
AN = PEOPLE.named("an-romboutshof").ssin


def question(ssin: str, quarter: str) -> str:
    return (
        f"<Criteria><ConsultAttestCriteria><ssin>{ssin}</ssin>"
        f"<yearQuarter>{quarter}</yearQuarter></ConsultAttestCriteria></Criteria>"
    )


def test_the_answer_holds_periods_and_payments_without_the_risk(desk: Desk) -> None:
    _, reply = desk.onward(NAME, VERSION, question(BRAM, "2024Q1"))
    assert [child.tag for child in reply.root] == [WRAPPER]
    assert [child.tag for child in reply.root[0]] == ["status", "ssin", "attest"]
    allowance = f"{WRAPPER}/attest/allowances/allowance"
    assert reply.text(f"{allowance}/period/beginDate") == "2024-01-01"
    assert reply.text(f"{allowance}/payments/payment/amount") == "1847.07"
    assert reply.root.find(f"{allowance}/socialRisk") is None


def test_the_running_quarter_gives_a_temporary_attest(desk: Desk) -> None:
    _, reply = desk.onward(NAME, VERSION, question(BRAM, "2026Q4"))
    path = f"{WRAPPER}/attest/attestationIdentification/temporaryAttest"
    assert reply.root.find(path) is not None


def test_nothing_found_is_passed_on_as_status(desk: Desk) -> None:
    wout = desk.people.named("wout-nijsdonk").ssin
    _, reply = desk.onward(NAME, VERSION, question(wout, "2024Q1"))
    assert reply.findings == ()
    assert reply.text(f"{WRAPPER}/status/value") == "NO_DATA_FOUND"
    assert reply.root.find(f"{WRAPPER}/attest") is None


@pytest.mark.parametrize(
    ("grant", "told"),
    [
        pytest.param("magda-social-rent-hdi", ["0"], id="housing, §64"),
        pytest.param("magda-groeipakket-hdi", ["0", "6"], id="Groeipakket, §71"),
    ],
)
def test_housing_sees_whether_a_file_is_open_and_not_why_it_was_closed(
    desk: Desk, grant: str, told: list[str]
) -> None:
    """
    23/058 §64: the exit code is granted, the reason of closing (§6) is refused.

    Every word but 0 is a reason, so once it ended there is none.
    """
    key = ("HdiIndemnityAllowanceService", "v1", "consultIndemnityPeriods")
    codes = []
    for quarter in ("2023Q2", "2023Q3"):  # maternity goes on; it ends, code 6
        ksz, _ = desk.onward(NAME, VERSION, question(AN, quarter))
        leave(grant, key, ksz.root)
        assert desk.valid(*key[:2], ksz.root)
        codes += ksz.texts("attest/allowances/allowance/exitCode")
    assert codes == told


def test_a_replaced_number_is_an_error_here_with_both_numbers(desk: Desk) -> None:
    old, new = (
        desk.people.named(name).ssin
        for name in ("hanne-bosteelsma-oud", "hanne-bosteelsma")
    )
    _, reply = desk.onward(NAME, VERSION, question(old, "2023Q1"))
    (finding,) = reply.findings
    assert finding.fault == "arbeidsongeschiktheid.insz-replaced"
    assert finding.severity is Severity.ERROR
    assert finding.annotations == {"Oud INSZ": old, "Nieuw INSZ": new}


def test_a_cancelled_number_is_an_error_here(desk: Desk) -> None:
    cancelled = desk.people.named("pieter-crabbemans").ssin
    _, reply = desk.onward(NAME, VERSION, question(cancelled, "2023Q1"))
    assert reply.faults == ["magda.insz-cancelled"]


def test_a_number_that_nobody_has_is_left_to_the_status(desk: Desk) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    _, reply = desk.onward(NAME, VERSION, question(nobody, "2023Q1"))
    assert reply.findings == ()
    assert reply.text(f"{WRAPPER}/status/code") == "MSG00005"


@pytest.mark.parametrize(
    ("ssin", "quarter", "fault"),
    [
        pytest.param(
            BRAM[:-2] + "00", "2024Q1", "magda.insz-check-digits", id="check digits"
        ),
        pytest.param(BRAM, "2027Q1", "magda.quarter-out-of-range", id="next quarter"),
        pytest.param(BRAM, "2021Q4", "magda.quarter-out-of-range", id="too old"),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, ssin: str, quarter: str, fault: str
) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(NAME, VERSION, question(ssin, quarter))
    (finding,) = service.check(request, TODAY)
    assert finding.fault == fault
    assert ssin not in repr(finding)


@pytest.mark.parametrize("quarter", [OLDEST_QUARTER, "2026Q3", "2026Q4"])
def test_its_twin_is_asked(desk: Desk, quarter: str) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(NAME, VERSION, question(BRAM, quarter))
    assert service.check(request, TODAY) == ()


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(NAME, VERSION, question(BRAM, "2024Q3"))
    assert service.subject(request) == BRAM
    assert service.period(request) == Period(begin="2024-07-01", end="2024-09-30")


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    asked=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
    days_later=st.integers(0, 800),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, asked: date, days_later: int
) -> None:
    """`Desk` validates the messages at both platforms; the status is passed on."""
    today = date.fromordinal(asked.toordinal() + days_later)
    vraag = question(person.ssin, _ksz.quarter_of(asked))
    ksz, reply = desk.onward(NAME, VERSION, vraag, today=today)
    assert reply.text(f"{WRAPPER}/status/code") == ksz.status[1]

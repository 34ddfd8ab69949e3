"""
GeefBetalingenHandicap 03.00: monthly payments, by way of HandiService v2.

Source: contract sheet `magda-geefbetalingenhandicap-03.00`; `_behaviour.md` 2.3.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_law import Grant
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from lxml import etree

from .conftest import TODAY, Desk, Reply
from .grounds import LAW, leave

NAME, VERSION = "GeefBetalingenHandicap", "03.00.0000"
PEOPLE = People.load()
JEF = PEOPLE.named("jef-wautersdal").ssin
GREET = PEOPLE.named("greet-pallietersbos").ssin
AMINA = PEOPLE.named("amina-lenaertsen").ssin
PAYING = "DGPH VSB IrisCare NicCin MDG"
PAYMENTS = "ConsultPaymentsResponse/results/dgphResult/payments/payment"


def vraag(
    ssin: str,
    begin: str = "2025-01-01",
    end: str = "2025-12-31",
    *,
    true: str = PAYING,
    false: str = "",
) -> str:
    flags = "".join(
        f"<{flag}>{str(flag in true.split()).lower()}</{flag}>"
        for flag in PAYING.split()
        if flag in (*true.split(), *false.split())
    )
    return (
        f"<Criteria><ConsultPaymentsCriteria><ssin>{ssin}</ssin>"
        f"<handicapAuthenticSources>{flags}</handicapAuthenticSources>"
        f"<period><beginDate>{begin}</beginDate><endDate>{end}</endDate></period>"
        "</ConsultPaymentsCriteria></Criteria>"
    )


def ask(desk: Desk, question: str, *, today: date = TODAY) -> tuple[Reply, Reply]:
    return desk.onward(NAME, VERSION, question, today=today)


def test_payments_per_month_come_through_unchanged(desk: Desk) -> None:
    ksz, reply = ask(desk, vraag(JEF, "2024-05-01", "2024-07-31"))
    assert ksz.status == ("DATA_FOUND", "MSG00000")
    told = [
        tuple(child.text for child in payment)
        for payment in reply.root.iterfind(PAYMENTS)
    ]
    assert told == [
        ("2024-05", "1547.42", "false"),
        ("2024-06", "1547.42", "true"),
        ("2024-07", "1547.42", "false"),
    ]
    assert reply.text("ConsultPaymentsResponse/ssin") == JEF


def test_every_source_that_pays_answers_for_itself(desk: Desk) -> None:
    _, reply = ask(desk, vraag(AMINA, "2024-01-01", "2024-12-31"))
    results = reply.root.find("ConsultPaymentsResponse/results")
    assert {each.tag: each.findtext("status/value") for each in results} == {
        "dgphResult": "NO_DATA_FOUND",
        "vsbResult": "NO_DATA_FOUND",
        "irisCareResult": "DATA_FOUND",
        "nicCinResult": "DATA_FOUND",
        "mdgResult": "DATA_FOUND",
    }


def test_a_suspension_is_told_with_its_period_and_reason(desk: Desk) -> None:
    """22/004 §4, §23: information on suspensions (`hf_suspension`)."""
    _, reply = ask(desk, vraag(GREET))
    status = "ConsultPaymentsResponse/results/dgphResult/status"
    assert reply.text(f"{status}/information/fieldName") == "suspension"
    assert reply.text(f"{status}/information/fieldValue") == (
        "2025-03-01/2025-05-31 DETENTION"
    )
    cancelled = [
        payment.findtext("yearMonth")
        for payment in reply.root.iterfind(PAYMENTS)
        if payment.findtext("cancelledPayment") == "true"
    ]
    assert cancelled == ["2025-03", "2025-04", "2025-05"]


@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [
        pytest.param("2025-01-01", "2025-02-28", False, id="before"),
        pytest.param("2025-01-01", "2025-03-01", True, id="its first day"),
        pytest.param("2025-05-31", "2025-12-31", True, id="its last day"),
        pytest.param("2025-06-01", "2025-12-31", False, id="after"),
    ],
)
def test_a_suspension_is_told_when_a_day_of_it_was_asked(
    desk: Desk, begin: str, end: str, told: bool
) -> None:
    ksz, _ = ask(desk, vraag(GREET, begin, end, true="DGPH"))
    found = ksz.root.find("results/dgphResult/status/information")
    assert (found is not None) is told


def test_a_suspension_of_the_future_is_not_known(desk: Desk) -> None:
    ksz, _ = ask(desk, vraag(GREET, true="DGPH"), today=date(2025, 2, 28))
    assert ksz.root.find("results/dgphResult/status/information") is None


@pytest.mark.parametrize(
    ("question", "status"),
    [
        pytest.param(
            vraag(JEF, "2023-01-01", "2025-01-01"), "HAN00020", id="above two years"
        ),
        pytest.param(
            vraag(JEF, "2025-02-01", "2025-01-31"), "HAN00021", id="not ascending"
        ),
        pytest.param(vraag(JEF, true=""), "HAN00022", id="no source"),
        pytest.param(vraag(JEF, true="", false=PAYING), "HAN00023", id="all false"),
        pytest.param(
            vraag(JEF, "2023-01-01", "2024-12-31"), None, id="two years, one source"
        ),
    ],
)
def test_the_ksz_judges_period_and_sources(
    desk: Desk, question: str, status: str | None
) -> None:
    """`_error-codes.md` 3, family Handi; MAGDA itself checks the number only."""
    request = desk.magda_request(NAME, VERSION, question)
    service = desk.service(NAME, VERSION, NAME)
    assert service.check(request, TODAY) == ()
    assert service.onward is not None
    operation = service.onward.operation(request)
    asked = etree.tostring(service.onward.criteria(request), encoding="unicode")
    root = desk.ksz_request("HandiService", "v2", operation, asked, bare=True)
    findings = desk.service("HandiService", "v2", operation).check(root, TODAY)
    codes = [WIRE_FAULTS[str(finding.fault)].code for finding in findings]
    assert codes == ([status] if status else [])


def test_check_digits_are_checked_by_magda(desk: Desk) -> None:
    """MAGDA wiki page 6208324471: 20002."""
    wrong = f"{JEF[:9]}{(int(JEF[9:]) + 1) % 97:02}"
    service = desk.service(NAME, VERSION, NAME)
    findings = service.check(desk.magda_request(NAME, VERSION, vraag(wrong)), TODAY)
    assert [finding.fault for finding in findings] == ["magda.insz-check-digits"]
    assert service.check(desk.magda_request(NAME, VERSION, vraag(JEF)), TODAY) == ()


def test_number_and_period_of_a_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(NAME, VERSION, vraag(JEF))
    assert service.subject(request) == JEF
    assert service.period(request) == Period(begin="2025-01-01", end="2025-12-31")


@pytest.mark.parametrize(
    "grant",
    [
        grant
        for grant in LAW.grants
        if grant.service == "HandiService" and "consultPayments" in grant.operations
    ],
    ids=lambda grant: grant.id,
)
def test_an_act_grants_the_federal_payments_with_month_amount_and_suspension(
    desk: Desk, grant: Grant
) -> None:
    """22/004 §4, §23 (`hf_payment_…`, `hf_suspension`): of no other source."""
    assert grant.act == "22/004"
    for ssin, begin in ((GREET, "2025-01-01"), (AMINA, "2024-01-01")):
        ksz, _ = ask(desk, vraag(ssin, begin, f"{begin[:4]}-12-31"))
        leave(grant.id, ("HandiService", "v2", "consultPayments"), ksz.root)
        assert desk.valid("HandiService", "v2", ksz.root)
        assert [each.tag for each in ksz.root.find("results")] == ["dgphResult"]
        if ssin == GREET:
            federal = ksz.root.find("results/dgphResult")
            assert len(federal.findall("payments/payment")) == 12
            assert federal.find("status/information") is not None


days = st.dates(date(2021, 1, 1), date(2027, 6, 30))


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    begin=days,
    length=st.integers(0, 700),
    today=days,
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, begin: date, length: int, today: date
) -> None:
    """`Desk` validates the messages at both platforms; the status is passed on."""
    end = begin + timedelta(days=length)
    ksz, reply = ask(desk, vraag(person.ssin, str(begin), str(end)), today=today)
    assert reply.text("ConsultPaymentsResponse/status/code") == ksz.status[1]

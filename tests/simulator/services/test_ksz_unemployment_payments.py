"""UnemploymentData: sums, payments and calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.unemployment import FULL_OR_GUARANTEE
from kruispunt_simulator.services import _months, _unemployment
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "UnemploymentDataService", "v3"
SUMS, PAYMENTS = "consultPaidSums", "consultPayments"
CALENDAR = "consultScheduledPayment"
ALL = (
    SUMS,
    PAYMENTS,
    CALENDAR,
    "consultRights",
    "consultActivationPaidSums",
    "consultScaleCodeHistory",
    "consultSanctionHistory",
    "consultExemptionHistory",
    "consultWorkDisabilityHistory",
    "consultNoEarningCapacityAndLawsuitMutuality",
    "consultYoungAvailabilityDecisionHistory",
)
BY_MONTHS = frozenset({SUMS, CALENDAR, "consultActivationPaidSums"})
BY_DAY = frozenset({PAYMENTS, "consultRights"})

PEOPLE = People.load()
NELE = PEOPLE.named("nele-stempelmans").ssin
ROGER = PEOPLE.named("roger-zandbergsel").ssin
DILAN = PEOPLE.named("dilan-korteweghe").ssin
IVO = PEOPLE.named("ivo-herstartels").ssin
SAMIRA = PEOPLE.named("samira-verhuisberg").ssin
SUM = "paidSums/paidSum"

every_operation = pytest.mark.parametrize("operation", ALL)


def months(first: str, last: str, kind: int | None = None) -> str:
    period = f"<startMonth>{first}</startMonth><endMonth>{last}</endMonth>"
    limited = "" if kind is None else f"<allAllowance>{kind}</allAllowance>"
    return f"<period>{period}</period>{limited}"


def days(begin: str, end: str) -> str:
    inner = f"<beginDate>{begin}</beginDate><endDate>{end}</endDate>"
    return f"<period>{inner}</period>"


def on(day: str | None = None) -> str:
    return "" if day is None else f"<date>{day}</date>"


def ask(
    desk: Desk,
    operation: str,
    ssin: str,
    asked: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_ksz(
        NAME,
        VERSION,
        operation,
        f"<searchCriteria><ssin>{ssin}</ssin>{asked}</searchCriteria>",
        today=today,
        down=down.split(),
        people=people,
        bare=True,
    )


def some_question(operation: str) -> str:
    """A question that every person can be asked."""
    if operation in BY_MONTHS:
        return months("2026-01", "2026-03")
    if operation in BY_DAY:
        return on("2026-01-15")
    if operation == "consultNoEarningCapacityAndLawsuitMutuality":
        return ""
    return days("2026-01-01", "2026-03-31")


# Sums


def test_a_month_that_was_checked_tells_what_was_paid_and_approved(desk: Desk) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (unemployment): the seven fields."""
    reply = ask(desk, SUMS, NELE, months("2024-01", "2024-01"))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text("ssin") == NELE
    assert reply.text(f"{SUM}/relatedMonth") == "2024-01"
    assert reply.text(f"{SUM}/paidAmount") == "148770"
    assert reply.text(f"{SUM}/acceptedAmount") == "148770"
    assert reply.text(f"{SUM}/dossierStatus") == "COMPLETED"
    assert reply.text(f"{SUM}/nbrOfAllowances") == "27"


@pytest.mark.parametrize(
    ("today", "status", "accepted"),
    [
        pytest.param(date(2026, 9, 4), "NOT_STARTED", None, id="paid"),
        pytest.param(date(2026, 10, 18), "NOT_STARTED", None, id="the day before"),
        pytest.param(date(2026, 10, 19), "PROVISIONAL", "124956", id="looked at"),
        pytest.param(date(2027, 1, 10), "PROVISIONAL", "124956", id="still"),
        pytest.param(date(2027, 1, 11), "COMPLETED", "124956", id="checked"),
    ],
)
def test_a_file_advances_with_the_simulated_date(
    desk: Desk, today: date, status: str, accepted: str | None
) -> None:
    """Sheet: acceptedAmount only exists for dossier status 1 or 2."""
    reply = ask(desk, SUMS, NELE, months("2026-08", "2026-08"), today=today)
    assert reply.text(f"{SUM}/dossierStatus") == status
    assert reply.text(f"{SUM}/acceptedAmount") == accepted
    assert reply.text(f"{SUM}/paidAmount") == "124956"


def test_a_payment_is_not_known_before_it_is_made(desk: Desk) -> None:
    asked = months("2026-10", "2026-10")
    before = ask(desk, SUMS, NELE, asked, today=date(2026, 11, 3))
    since = ask(desk, SUMS, NELE, asked, today=date(2026, 11, 4))
    assert before.status == ("NO_DATA_FOUND", "UDS00007")
    assert since.status == ("DATA_FOUND", "MSG00000")
    assert since.text(f"{SUM}/nbrOfAllowances") == "26.5"


def test_what_was_recovered_is_paid_less_than_approved(desk: Desk) -> None:
    """23/058 §29: recovery by deducting ten percent."""
    reply = ask(desk, SUMS, ROGER, months("2012-05", "2013-01"))
    paid = [int(each) for each in reply.texts(f"{SUM}/paidAmount")]
    approved = [int(each) for each in reply.texts(f"{SUM}/acceptedAmount")]
    shares = [one / whole for one, whole in zip(paid, approved, strict=True)]
    assert shares[0] == shares[-1] == 1
    assert all(abs(share - 0.9) < 0.001 for share in shares[1:-1])


def test_payments_of_one_month_are_added_up_over_bodies_and_natures(
    desk: Desk,
) -> None:
    reply = ask(desk, SUMS, DILAN, months("2025-01", "2025-01", 0))
    held = [
        payment
        for payment in PEOPLE.named("dilan-korteweghe").unemployment.payments  # type: ignore[union-attr]
        if payment.month == "2025-01"
    ]
    assert len(held) == 2
    total = sum(payment.paid for payment in held)
    assert reply.texts(f"{SUM}/paidAmount") == [str(int(total * 100))]
    assert reply.text(f"{SUM}/nbrOfAllowances") == "19.5"


def test_only_full_unemployment_and_income_guarantee_when_so_asked(desk: Desk) -> None:
    """`_behaviour` 2.7: allAllowance 1; temporary unemployment (02) is left out."""
    every = ask(desk, SUMS, DILAN, months("2025-01", "2025-01", 0))
    limited = ask(desk, SUMS, DILAN, months("2025-01", "2025-01", 1))
    assert limited.text(f"{SUM}/nbrOfAllowances") == "13.5"
    difference = int(every.text(f"{SUM}/paidAmount") or 0) - int(
        limited.text(f"{SUM}/paidAmount") or 0
    )
    assert difference == 6 * 5775


def test_without_a_kind_all_are_given(desk: Desk) -> None:
    asked = ask(desk, SUMS, DILAN, months("2025-01", "2025-01"))
    every = ask(desk, SUMS, DILAN, months("2025-01", "2025-01", 0))
    assert asked.texts(f"{SUM}/*") == every.texts(f"{SUM}/*")


def test_the_status_of_a_month_is_that_of_its_least_advanced_payment(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    early = payment(paid_on=date(2026, 2, 4), checked=date(2026, 3, 1), approved=10)
    late = payment(paid_on=date(2026, 2, 9), checked=date(2026, 5, 1), approved=10)
    person = somebody(unemployment={"payments": (early, late)})
    asked = months("2026-01", "2026-01")
    for today, status in (
        (date(2026, 4, 30), "NOT_STARTED"),
        (date(2026, 5, 1), "COMPLETED"),
    ):
        reply = ask(
            desk, SUMS, person.ssin, asked, today=today, people=People([person])
        )
        assert reply.text(f"{SUM}/dossierStatus") == status


def payment(**given: Any) -> dict[str, Any]:
    return {
        "month": "2026-01",
        "body": "ACV",
        "paid_on": date(2026, 2, 4),
        "paid": Decimal("10.00"),
        "daily_amount": Decimal("5.00"),
        "nature": 1,
    } | given


# Limits


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        pytest.param("2007-12", "2008-01", "unemployment.invalid-date", id="2007-12"),
        pytest.param("2022-10", "2026-10", "ksz.invalid-data", id="49 months"),
        pytest.param("2026-02", "2026-01", "unemployment.invalid-date", id="order"),
        pytest.param("2026-12", "2026-12", "unemployment.invalid-date", id="future"),
    ],
)
def test_sums_of_wrong_months_are_refused(
    desk: Desk, first: str, last: str, fault: str
) -> None:
    """`_behaviour` 2.7: not before 2008-01, at most 48 months; UDS00016."""
    reply = ask(desk, SUMS, NELE, months(first, last))
    assert reply.faults == [fault]
    assert reply.answer is None
    assert NELE not in repr(reply.findings)


@pytest.mark.parametrize(
    ("ssin", "first", "last", "sums"),
    [
        pytest.param(ROGER, "2008-01", "2008-12", 3, id="2008-01"),
        pytest.param(NELE, "2022-11", "2026-10", 48, id="48 months"),
        pytest.param(NELE, "2026-10", "2026-12", 1, id="into the future"),
    ],
)
def test_sums_of_months_just_inside_are_given(
    desk: Desk, ssin: str, first: str, last: str, sums: int
) -> None:
    """The twins of the refusals."""
    reply = ask(desk, SUMS, ssin, months(first, last))
    assert len(reply.root.findall(SUM)) == sums


# One payment


def test_the_payment_of_a_month_tells_on_which_terms(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, NELE, on("2023-08-20"))
    assert reply.text("payment/paidMonth") == "2023-08"
    assert reply.text("payment/theoricDailyAllowanceAmount") == "6824"
    assert reply.text("payment/unemploymentCode/value") == "1"
    assert reply.text("payment/indemnificationRegime") == "6"
    assert reply.text("payment/dossierStatus") == "COMPLETED"
    languages = [
        each.get("lang")
        for each in reply.root.iterfind("payment/unemploymentCode/*/description")
    ]
    assert languages == ["NL", "FR"]


def test_the_terms_are_those_of_the_right_that_holds_in_the_month(desk: Desk) -> None:
    amounts = [
        ask(desk, PAYMENTS, NELE, on(day)).text("payment/theoricDailyAllowanceAmount")
        for day in ("2023-08-31", "2023-10-01", "2024-10-01")
    ]
    assert amounts == ["6824", "5510", "4806"]


def test_a_payment_may_have_terms_of_its_own(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, DILAN, on("2026-03-01"))
    assert reply.text("payment/unemploymentCode/value") == "57"
    assert reply.text("payment/indemnificationRegime") == "5.5"


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (TODAY, "2026-10"),
        (date(2026, 11, 3), "2026-09"),
        (date(2024, 1, 1), "2023-11"),
    ],
)
def test_without_a_date_the_last_payment_is_given(
    desk: Desk, today: date, month: str
) -> None:
    """Sheet: when date is left out the last known situation is returned."""
    reply = ask(desk, PAYMENTS, NELE, on(), today=today)
    assert reply.text("payment/paidMonth") == month


def test_of_several_payments_that_with_most_benefits_is_given(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, DILAN, on("2025-01-31"))
    assert reply.text("payment/nbrOfAllowances") == "13.5"


@pytest.mark.parametrize("month", ["2024-01", "2025-01", "2026-08"])
@pytest.mark.parametrize("ssin", [NELE, IVO, ROGER])
def test_sum_and_payment_of_a_month_agree(desk: Desk, ssin: str, month: str) -> None:
    sums = ask(desk, SUMS, ssin, months(month, month))
    one = ask(desk, PAYMENTS, ssin, on(f"{month}-15"))
    assert sums.status == one.status
    for name in ("nbrOfAllowances", "dossierStatus"):
        assert sums.text(f"{SUM}/{name}") == one.text(f"payment/{name}")


def test_a_date_to_come_is_refused_and_today_is_not(desk: Desk) -> None:
    """`_error-codes` 3: UDS00016."""
    tomorrow = ask(desk, PAYMENTS, NELE, on("2026-11-23"))
    assert tomorrow.faults == ["unemployment.invalid-date"]
    assert ask(desk, PAYMENTS, NELE, on("2026-11-22")).faults == []


# Calendars


def test_a_calendar_marks_each_day_of_a_month(desk: Desk) -> None:
    reply = ask(desk, CALENDAR, NELE, months("2026-09", "2026-10"))
    assert reply.texts("scheduledPayment/monthlyData/month") == ["9", "10"]
    days = reply.root.findall("scheduledPayment/monthlyData[month='10']/dailyData")
    assert [each.findtext("day") for each in days] == [str(n) for n in range(1, 32)]
    (half,) = (each for each in days if each.find("detail") is not None)
    assert half.findtext("day") == "16"
    assert half.findtext("code/value") == "3"
    assert half.findtext("detail/descriptions/description") == "halve dag"


def test_a_calendar_is_of_one_year(desk: Desk) -> None:
    """The months of the answer have no year."""
    two = ask(desk, CALENDAR, NELE, months("2025-12", "2026-01"))
    one = ask(desk, CALENDAR, NELE, months("2026-01", "2026-12"))
    assert two.faults == ["ksz.invalid-data"]
    assert one.faults == []


def test_a_payment_without_calendar_gives_none(desk: Desk) -> None:
    reply = ask(desk, CALENDAR, NELE, months("2026-01", "2026-08"))
    assert reply.status == ("NO_DATA_FOUND", "UDS00007")


# Nothing, nobody, and what became of a number: the same for every operation


def test_a_file_without_any_payment_says_so(desk: Desk) -> None:
    """`_error-codes` 3: UDS00010, a file but no payment; UDS00007, none in this."""
    asked = months("2026-01", "2026-03")
    assert ask(desk, SUMS, SAMIRA, asked).status == ("NO_DATA_FOUND", "UDS00010")
    assert ask(desk, SUMS, ROGER, asked).status == ("NO_DATA_FOUND", "UDS00007")
    assert ask(desk, PAYMENTS, SAMIRA, on()).status == ("NO_DATA_FOUND", "UDS00010")


@every_operation
def test_somebody_without_a_file_is_not_integrated_at_the_rva(
    desk: Desk, operation: str
) -> None:
    wout = desk.people.named("wout-nijsdonk").ssin
    reply = ask(desk, operation, wout, some_question(operation))
    assert reply.status == ("NO_DATA_FOUND", "MSG00021")
    assert reply.text("ssin") == wout


@every_operation
def test_who_died_before_what_was_asked_is_told_with_the_date(
    desk: Desk, operation: str
) -> None:
    maria = desk.people.named("maria-tielensbroek").ssin
    reply = ask(desk, operation, maria, some_question(operation))
    assert reply.status == ("NO_DATA_FOUND", "MSG00009")
    assert reply.text("status/information/fieldName") == "deceiseDate"


@every_operation
def test_a_replaced_number_blocks_and_the_new_one_is_told(
    desk: Desk, operation: str
) -> None:
    """`_behaviour` 1.5: blocked; the ssin of this contract has `replaces`."""
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    new = desk.people.named("hanne-bosteelsma").ssin
    reply = ask(desk, operation, old, some_question(operation))
    assert reply.status == ("NO_RESULT", "MSG00006")
    assert reply.text("status/information/fieldValue") == new
    ssin = reply.root.find("ssin")
    assert (ssin.text, ssin.get("replaces")) == (new, old)


@every_operation
def test_a_cancelled_number_is_asked_as_it_is_and_marked(
    desk: Desk, operation: str
) -> None:
    """`_behaviour` 1.5: canceled, the query is still executed."""
    pieter = desk.people.named("pieter-crabbemans").ssin
    reply = ask(desk, operation, pieter, some_question(operation))
    assert reply.status[0] == "NO_DATA_FOUND"
    assert reply.root.find("ssin").get("canceled") == "true"


@every_operation
def test_a_number_that_nobody_has_is_refused(desk: Desk, operation: str) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    reply = ask(desk, operation, nobody, some_question(operation))
    assert reply.status == ("NO_RESULT", "MSG00005")
    assert reply.root.find("ssin") is None


@every_operation
def test_wrong_check_digits_are_refused(desk: Desk, operation: str) -> None:
    wrong = NELE[:-2] + "00"
    reply = ask(desk, operation, wrong, some_question(operation))
    assert reply.faults == ["ksz.ssin-invalid"]
    assert wrong not in repr(reply.findings)


@every_operation
def test_without_the_rva_there_is_no_answer(desk: Desk, operation: str) -> None:
    with pytest.raises(SourceUnavailable, match="rva"):
        ask(desk, operation, NELE, some_question(operation), down="rva")


@pytest.mark.parametrize(
    ("operation", "asked", "period"),
    [
        (
            SUMS,
            months("2024-01", "2024-02"),
            Period(begin="2024-01-01", end="2024-02-29"),
        ),
        (PAYMENTS, on("2024-01-31"), Period(begin="2024-01-31", end="2024-01-31")),
        (PAYMENTS, on(), Period(begin="0001-01-01")),
        (
            "consultSanctionHistory",
            some_question("consultSanctionHistory"),
            Period(begin="2026-01-01", end="2026-03-31"),
        ),
        (
            "consultNoEarningCapacityAndLawsuitMutuality",
            "",
            Period(begin="0001-01-01"),
        ),
    ],
)
def test_subject_and_period_are_those_of_the_question(
    desk: Desk, operation: str, asked: str, period: Period
) -> None:
    service = desk.service(NAME, VERSION, operation)
    root = desk.ksz_request(
        NAME,
        VERSION,
        operation,
        f"<searchCriteria><ssin>{NELE}</ssin>{asked}</searchCriteria>",
        bare=True,
    )
    assert service.subject(root) == NELE
    assert service.period(root) == period


# Arithmetic


@given(st.decimals(0, 99_999, places=2))
def test_euros_become_cents_without_loss(euros: Decimal) -> None:
    assert Decimal(_unemployment.cents(euros)) == euros * 100


@given(st.integers(0, 199))
def test_halves_are_written_as_the_contract_wants(doubled: int) -> None:
    written = _unemployment.halves(Decimal(doubled) / 2)
    assert Decimal(written) * 2 == doubled
    assert written == str(doubled // 2) + (".5" if doubled % 2 else "")


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(
        [p for p in PEOPLE if p.unemployment and p.unemployment.payments]
    ),
    start=st.integers(0, 230),
    length=st.integers(1, 48),
    kind=st.sampled_from([0, 1]),
    today=st.dates(date(2008, 2, 1), date(2028, 1, 1)),
)
def test_sums_of_a_period_are_the_payments_of_that_period(
    desk: Desk, person: Person, start: int, length: int, kind: int, today: date
) -> None:
    """Whatever the period, the kind and the day: nothing is lost, nothing doubled."""
    first = _months.plus("2008-01", start)
    last = _months.plus(first, length - 1)
    reply = ask(desk, SUMS, person.ssin, months(first, last, kind), today=today)
    if first > _months.month_of(today):
        assert reply.faults == ["unemployment.invalid-date"]
        return
    file = person.unemployment
    assert file is not None
    expected = sum(
        payment.paid
        for payment in file.payments
        if first <= payment.month <= last
        and payment.paid_on <= today
        and (not kind or file.terms(payment)[1] in FULL_OR_GUARANTEE)
    )
    told = [int(each) for each in reply.texts(f"{SUM}/paidAmount")]
    assert sum(told) == expected * 100
    assert (reply.status[0] == "DATA_FOUND") is bool(told)
    listed = reply.texts(f"{SUM}/relatedMonth")
    assert listed == sorted(set(listed))

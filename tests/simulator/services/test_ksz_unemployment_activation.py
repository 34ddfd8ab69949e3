"""UnemploymentData: activation allowances."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .conftest import Desk, Reply
from .test_ksz_unemployment_payments import IVO, NELE, months
from .test_ksz_unemployment_payments import ask as ask_operation

ONE = "activationAllowances/activationAllowance"
JOB = f"{ONE}/allowances/allowance"


def ask(
    desk: Desk, first: str, last: str, kind: int | None = None, **how: Any
) -> Reply:
    asked = months(first, last, kind)
    return ask_operation(desk, "consultActivationPaidSums", IVO, asked, **how)


def test_a_month_tells_the_amount_and_the_job(desk: Desk) -> None:
    reply = ask(desk, "2025-12", "2025-12")
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text(f"{ONE}/paymentMonth") == "2025-12"
    assert reply.text(f"{ONE}/amount") == "21864"
    assert reply.text(f"{JOB}/employer/enterpriseNumber") == "0999000801"
    assert reply.text(f"{JOB}/employer/businessUnitNumber") == "2999000801"
    assert reply.text(f"{JOB}/employer/entryIntoEmploymentDate") == "2025-10-01"
    assert reply.text(f"{JOB}/phase/wageScaleCode") == "A50"
    assert reply.text(f"{JOB}/phase/validityPeriod/endDate") == "2026-09-30"
    assert reply.text(f"{JOB}/workOccupation/meanWorkingHours") == "1900"


def test_two_jobs_in_a_month_are_added_up(desk: Desk) -> None:
    reply = ask(desk, "2026-03", "2026-03")
    assert reply.text(f"{ONE}/amount") == str(21864 + 35000)
    numbers = reply.texts(f"{JOB}/employer/enterpriseNumber")
    assert numbers == ["0999000801", "0999000900"]


def test_only_those_for_workers_of_50_and_over_when_so_asked(desk: Desk) -> None:
    """`_behaviour` 2.7: TypeUitkering 1 is for workers of 50 and over, 2 for all."""
    limited = ask(desk, "2026-03", "2026-10", 1)
    every = ask(desk, "2026-03", "2026-10", 0)
    assert set(limited.texts(f"{JOB}/phase/wageScaleCode")) == {"A50"}
    assert set(every.texts(f"{JOB}/phase/wageScaleCode")) == {"A50", "AC1"}
    assert limited.texts(f"{ONE}/paymentMonth")[-1] == "2026-09"
    assert every.texts(f"{ONE}/paymentMonth")[-1] == "2026-10"


def test_a_payment_is_not_known_before_it_is_made(desk: Desk) -> None:
    """The allowance of 2025-12 was paid on 2026-01-12."""
    before = ask(desk, "2025-10", "2026-01", today=date(2026, 1, 11))
    since = ask(desk, "2025-10", "2026-01", today=date(2026, 1, 12))
    assert before.texts(f"{ONE}/paymentMonth") == ["2025-10", "2025-11"]
    assert since.texts(f"{ONE}/paymentMonth") == ["2025-10", "2025-11", "2025-12"]


def test_two_years_may_be_asked_and_no_more(desk: Desk) -> None:
    """The contract has room for 24 months."""
    assert ask(desk, "2024-11", "2026-10").status[0] == "DATA_FOUND"
    assert ask(desk, "2024-10", "2026-10").faults == ["ksz.invalid-data"]


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02", "2026-01"), ("2026-12", "2026-12")]
)
def test_wrong_months_are_refused(desk: Desk, first: str, last: str) -> None:
    assert ask(desk, first, last).faults == ["unemployment.invalid-date"]


def test_nothing_in_the_period_and_nothing_ever_differ(desk: Desk) -> None:
    before = ask(desk, "2025-01", "2025-09")
    never = ask_operation(
        desk, "consultActivationPaidSums", NELE, months("2025-01", "2025-09")
    )
    assert before.status == ("NO_DATA_FOUND", "UDS00007")
    assert never.status == ("NO_DATA_FOUND", "UDS00010")

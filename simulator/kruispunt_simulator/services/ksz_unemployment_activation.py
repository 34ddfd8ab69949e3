"""
UnemploymentDataService v3: activation allowances, month by month.

A payment is known from the day it was paid. `allAllowance` 1 gives the allowances for
workers of 50 and over only. Source: our choice, because MAGDA asks for them with a code
of two values (`_behaviour` 2.7) and the KSZ has no other place for it.

Limit: 24 months, the room in the contract.

Source: contract sheet `ksz-unemploymentdata-v3`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.unemployment import Activation, Unemployment
from kruispunt_simulator.services import KszAnswer
from kruispunt_simulator.services import _unemployment as rva
from kruispunt_simulator.services._months import Months, first_day
from kruispunt_simulator.services._unemployment import Found
from kruispunt_simulator.services._xml import Element, add, element, fill, flag
from kruispunt_simulator.sources import Sources

MOST_ACTIVATIONS: Final = 24
MOST_JOBS: Final = 100

Paid = tuple[Activation, Decimal]
"""A job, and what was paid for it in one month."""


def check_activations(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question for activations; none to three findings."""
    return (
        *rva.check_months(root, today),
        *rva.too_long(rva.asked_months(root), MOST_ACTIVATIONS),
    )


def ask_activations(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for both kinds of activation of every month that was paid."""
    paid = (
        each.month for job in rva.file_of(person).activations for each in job.payments
    )
    return rva.ask_both_kinds(person, paid, today, MOST_ACTIVATIONS)


def consult_activations(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the activation allowances per month, with the jobs they were paid for.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    months = rva.asked_months(root)
    limited = flag(root, f"{rva.CRITERIA}/allAllowance")

    def find(file: Unemployment) -> Found:
        jobs = [job for job in file.activations if job.for_50_and_over or not limited]
        by_month = _by_month(jobs, months, today)
        ever = any(_paid_to(job, today) for job in file.activations)
        fault = f"unemployment.{'no-payment' if ever else 'never-paid'}"
        return (_activations(by_month) if by_month else None), fault

    return rva.consult(root, sources, first_day(months.first), find)


def _paid_to(job: Activation, today: date) -> bool:
    return any(payment.paid_on <= today for payment in job.payments)


def _by_month(
    jobs: Iterable[Activation], months: Months, today: date
) -> dict[str, list[Paid]]:
    found: dict[str, list[Paid]] = {}
    for job in jobs:
        for payment in job.payments:
            if payment.month in months and payment.paid_on <= today:
                found.setdefault(payment.month, []).append((job, payment.amount))
    return dict(sorted(found.items()))


def _activations(by_month: dict[str, list[Paid]]) -> Element:
    made = element("activationAllowances")
    for month, paid in by_month.items():
        one = add(made, "activationAllowance")
        add(one, "paymentMonth", month)
        add(one, "amount", rva.cents(sum((amount for _, amount in paid), Decimal())))
        allowances = add(one, "allowances")
        for job, _ in paid[:MOST_JOBS]:
            _add_job(allowances, job)
    return made


def _add_job(allowances: Element, job: Activation) -> None:
    made = add(allowances, "allowance")
    fill(add(made, "employer"), job.employer)
    phase = add(made, "phase")
    add(phase, "wageScaleCode", job.scale.code)
    rva.add_open_period(phase, job.begin, job.end, "validityPeriod")
    if job.working_time is not None:
        fill(add(made, "workOccupation"), job.working_time)


SERVICES = (
    rva.service(
        "consultActivationPaidSums",
        consult_activations,
        check=check_activations,
        ask_all=ask_activations,
        period=rva.period_of_months,
    ),
)

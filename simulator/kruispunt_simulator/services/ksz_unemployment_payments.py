"""
UnemploymentDataService v3: what was paid, month by month.

Rules of this file:

- A payment is known from the day it was paid, what the RVA approved from the day it
  looked.
- Sums are added up from the payments of a month, over all payment bodies and natures.
  The file of a month is as far as its least advanced payment, and what was approved is
  told when all of them were looked at. Source: our choice, because the status is one
  per month.
- Of several payments in one month consultPayments gives the one with most benefits.
  Source: our choice, because the contract has room for one.
- Limits: paid sums since 2008-01, at most 48 months (`_behaviour` 2.7); a calendar at
  most the months of one year, for there is no room for years.

Source: contract sheet `ksz-unemploymentdata-v3`; `_behaviour` 2.7, 2.18.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.unemployment import (
    FULL_OR_GUARANTEE,
    CalendarDays,
    Payment,
    Unemployment,
)
from kruispunt_simulator.services import KszAnswer
from kruispunt_simulator.services import _unemployment as rva
from kruispunt_simulator.services._months import Months, first_day, month_of
from kruispunt_simulator.services._unemployment import Found
from kruispunt_simulator.services._xml import Element, add, element, flag
from kruispunt_simulator.sources import Sources

OLDEST_MONTH: Final = "2008-01"
MOST_SUMS: Final = 48

_ORDER: Final = ("NOT_STARTED", "PROVISIONAL", "COMPLETED")
"""How far a file can be, least first."""


def check_sums(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question for paid sums; none to three findings."""
    months = rva.asked_months(root)
    return (
        *(
            rva.check_months(root, today)
            or rva.invalid_date(months.first < OLDEST_MONTH, "period")
        ),
        *rva.too_long(months, MOST_SUMS),
    )


def check_calendar(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with a question for a calendar; none to three findings.

    Source: our choice of MSG00008 for a second year, because `month` in the answer has
    no year.
    """
    findings = rva.check_months(root, today)
    months = rva.asked_months(root)
    if findings or months.first[:4] == months.last[:4]:
        return findings
    return (
        Finding(
            check="unemployment.one-year",
            fault="ksz.invalid-data",
            requirement="contract: months without a year",
            expected="months of one year",
            actual=f"{months.first} to {months.last}",
            annotations={"details": "period: one year"},
        ),
    )


def ask_sums(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for both kinds of sums of every month that was paid."""
    paid = (
        each.month
        for each in rva.file_of(person).payments
        if each.month >= OLDEST_MONTH
    )
    return rva.ask_both_kinds(person, paid, today, MOST_SUMS)


def ask_payments(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the last payment, and that of every month."""
    days = {first_day(each.month) for each in rva.file_of(person).payments}
    return rva.ask_days(person, days, today)


def ask_calendars(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for this year, and every year of a payment."""
    years = {each.month[:4] for each in rva.file_of(person).payments if each.calendar}
    return tuple(
        (
            rva.add_months(
                rva.criteria_of(person.ssin),
                Months(first=f"{year}-01", last=f"{year}-12"),
            ),
        )
        for year in sorted(years | {f"{today.year:04}"})
        if year <= f"{today.year:04}"
    )


def consult_paid_sums(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer what was paid per month.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    months = rva.asked_months(root)
    limited = flag(root, f"{rva.CRITERIA}/allAllowance")

    def find(file: Unemployment) -> Found:
        paid = _known(file, today)
        if limited:
            paid = [each for each in paid if file.terms(each)[1] in FULL_OR_GUARANTEE]
        asked = [each for each in paid if each.month in months]
        return (_paid_sums(asked, today) if asked else None), _why(file, today)

    return rva.consult(root, sources, first_day(months.first), find)


def consult_payments(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the payment for the month of a day, or the last one.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    asked = rva.asked_day(root)

    def find(file: Unemployment) -> Found:
        paid = [
            each
            for each in _known(file, today)
            if asked is None or each.month == month_of(asked)
        ]
        last = max(paid, key=lambda one: (one.month, one.benefits or 0), default=None)
        content = None if last is None else _payment(file, last, today)
        return content, _why(file, today)

    return rva.consult(root, sources, asked or today, find)


def consult_calendar(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer how the days of the months were marked, where a payment has a calendar.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    months = rva.asked_months(root)

    def find(file: Unemployment) -> Found:
        marked = [each for each in _known(file, today) if each.calendar]
        asked = [each for each in marked if each.month in months]
        return (_calendar(asked) if asked else None), _why(file, today)

    return rva.consult(root, sources, first_day(months.first), find)


def _known(file: Unemployment, today: date) -> list[Payment]:
    """Give the payments that were made by a day, oldest month first."""
    paid = [payment for payment in file.payments if payment.paid_on <= today]
    return sorted(paid, key=lambda payment: payment.month)


def _why(file: Unemployment, today: date) -> str:
    ever = any(payment.paid_on <= today for payment in file.payments)
    return f"unemployment.{'no-payment' if ever else 'never-paid'}"


def _paid_sums(payments: Iterable[Payment], today: date) -> Element:
    by_month: dict[str, list[Payment]] = {}
    for payment in payments:
        by_month.setdefault(payment.month, []).append(payment)
    made = element("paidSums")
    for month, paid in by_month.items():
        one = add(made, "paidSum")
        add(one, "relatedMonth", month)
        add(one, "paidAmount", rva.cents(sum((p.paid for p in paid), Decimal())))
        status = min((p.status(today) for p in paid), key=_ORDER.index)
        if status != "NOT_STARTED":
            approved = sum((p.approved or Decimal() for p in paid), Decimal())
            add(one, "acceptedAmount", rva.cents(approved))
        add(one, "dossierStatus", status)
        counted = [p.benefits for p in paid if p.benefits is not None]
        if counted:
            add(one, "nbrOfAllowances", rva.halves(sum(counted, Decimal())))
    return made


def _payment(file: Unemployment, payment: Payment, today: date) -> Element:
    amount, nature, regime = file.terms(payment)
    made = element("payment")
    add(made, "paidMonth", payment.month)
    add(made, "theoricDailyAllowanceAmount", rva.cents(amount))
    if payment.benefits is not None:
        add(made, "nbrOfAllowances", rva.halves(payment.benefits))
    rva.add_nature(made, nature)
    if regime is not None:
        add(made, "indemnificationRegime", rva.halves(regime))
    add(made, "dossierStatus", payment.status(today))
    return made


def _calendar(payments: Iterable[Payment]) -> Element:
    by_month: dict[str, dict[int, CalendarDays]] = {}
    for payment in payments:
        days = by_month.setdefault(payment.month, {})
        for marked in payment.calendar:
            for day in range(marked.first, marked.last + 1):
                days.setdefault(day, marked)
    made = element("scheduledPayment")
    for month, marks in by_month.items():
        one = add(made, "monthlyData")
        add(one, "month", int(month[5:]))
        for day, marked in sorted(marks.items()):
            _add_day(add(one, "dailyData"), day, marked)
    return made


def _add_day(parent: Element, day: int, marked: CalendarDays) -> None:
    add(parent, "day", day)
    for tag, value, text in (
        ("code", marked.code, marked.nl),
        ("detail", marked.detail, marked.detail_nl),
    ):
        if value is not None:
            made = add(parent, tag)
            add(made, "value", value)
            if text is not None:
                rva.describe(made, text)


SERVICES = (
    rva.service(
        "consultPaidSums",
        consult_paid_sums,
        check=check_sums,
        ask_all=ask_sums,
        period=rva.period_of_months,
    ),
    rva.service(
        "consultPayments",
        consult_payments,
        check=rva.check_day,
        ask_all=ask_payments,
        period=rva.period_of_day,
    ),
    rva.service(
        "consultScheduledPayment",
        consult_calendar,
        check=check_calendar,
        ask_all=ask_calendars,
        period=rva.period_of_months,
    ),
)

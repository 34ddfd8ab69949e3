"""
What KSZ services have in common: statuses, the number of the person, quarters.

Source: `_error-codes` 2 and 3; `_behaviour` 1.5.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_contracts.faults import WIRE_FAULTS

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import KszAnswer, KszStatus
from kruispunt_simulator.services._xml import Element, add, day, element, required


def status(fault: str, *information: tuple[str, str]) -> KszStatus:
    """
    Make a status from its row in `WIRE_FAULTS`.

    Args:
        fault: Key of a KSZ row that leaves as a status.
        information: Name and value pairs, at most 15.
    """
    row = WIRE_FAULTS[fault]
    return KszStatus(
        value=str(row.value),
        code=str(row.code),
        description=row.text,
        information=information,
    )


SSIN: Final = "criteria/ssin"
"""Where most operations have the number."""


def subject(root: Element) -> str:
    """Read the SSIN asked about."""
    return required(root, SSIN)


def check_ssin(root: Element, path: str = SSIN) -> tuple[Finding, ...]:
    """Find out whether the SSIN has valid check digits; one finding or none."""
    if numbers.has_valid_check_digits(required(root, path)):
        return ()
    return (
        Finding(
            check="ksz.ssin-check-digits",
            fault="ksz.ssin-invalid",
            requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
            expected="97 minus the first nine digits modulo 97",
            actual="other check digits",
        ),
    )


def unknown() -> KszAnswer:
    """Refuse: nobody has this number."""
    return KszAnswer(status=status("ksz.ssin-unknown"))


def replaced(person: Person) -> KszAnswer:
    """Refuse: the person has another number by now, which is told."""
    new = str(person.identity.replaced_by)
    return KszAnswer(
        status=status("ksz.ssin-replaced", ("newSSIN", new)),
        ssin=person.ssin,
        replaced_by=new,
    )


def nothing(person: Person, begin: date, fault: str = "ksz.no-data") -> KszStatus:
    """
    Say that nothing is held, and why where the reason is a death.

    Args:
        person: Who was asked about.
        begin: First day asked about; a person who died before it gives MSG00009.
        fault: The row for everybody else.

    Source: MG 2104688821, which spells `deceiseDate`.
    """
    deceased = person.identity.deceased
    if deceased is not None and deceased < begin:
        return status("ksz.deceased", ("deceiseDate", deceased.isoformat()))
    return status(fault)


def period_of(root: Element, path: str) -> tuple[date, date]:
    """Read a `PeriodType` at `path`."""
    return day(root, f"{path}/beginDate"), day(root, f"{path}/endDate")


def write_period(begin: date, end: date, tag: str = "period") -> Element:
    """Make a `PeriodType`."""
    period = element(tag)
    add(period, "beginDate", begin)
    add(period, "endDate", end)
    return period


def days_of_quarter(quarter: str) -> tuple[date, date]:
    """
    Give the first and last day of a quarter.

    >>> days_of_quarter("2024Q1")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    """
    year, number = int(quarter[:4]), int(quarter[5])
    last_day = 31 if number in (1, 4) else 30
    return date(year, 3 * number - 2, 1), date(year, 3 * number, last_day)


def quarter_of(day_: date) -> str:
    """
    Give the quarter in which a day lies.

    >>> quarter_of(date(2026, 11, 22))
    '2026Q4'
    """
    return f"{day_.year}Q{(day_.month + 2) // 3}"


def as_period(begin: date, end: date) -> Period:
    """Make the period that the dated checks of a hop compare."""
    return Period(begin=begin.isoformat(), end=end.isoformat())


def quarters(today: date, years: int = 4) -> tuple[str, ...]:
    """Give the running quarter and those before it, oldest first."""
    return tuple(
        f"{year}Q{number}"
        for year in range(today.year - years, today.year + 1)
        for number in range(1, 5)
        if f"{year}Q{number}" <= quarter_of(today)
    )

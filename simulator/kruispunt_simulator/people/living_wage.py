"""
What public welfare centres (OCMW) granted and paid, as the federal department
(POD MI) holds it.

One file per centre and file number; in it one allowance per decision; in that one line
per month that was paid. Totals of a year, months of interruption and the month of the
last payment are not here: they follow from the months (`services/_living_wage.py`).

Source: contract sheets `magda-geefleefloonbedragen-02.00` and `ksz-livingwages-v2`;
22/004 §5 and §24 for what is told per period, year and month.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from kruispunt_simulator.people.base import Amount, Dated, Section, YearMonth
from kruispunt_simulator.people.identity import FictitiousSsin

Kind = Literal["LIVING_WAGE", "EQUIVALENT_LIVING_WAGE", "FAMILY_SUPPLEMENT"]
"""What is paid: `Leefloon`, `EquivalentLeefloon` or `Kinderbijslag` at MAGDA. The KSZ
knows the first two, under these names."""

Category = Literal["COHABITING", "SINGLE", "WITH_FAMILY"]
"""Household of the beneficiary, which decides the amount."""

Region = Literal["FLANDERS", "BRUSSELS", "WALLONIA"]


class PaidMonth(Section):
    """What was paid for one month."""

    month: YearMonth
    amount: Amount
    maximum: bool = True
    """Whether this is the maximum for the category."""


class Allowance(Dated):
    """One decision of the centre: a kind, a category and a period."""

    kind: Kind
    category: Category | None = None
    decided: date
    """Day from which the federal department knows of it."""
    partner: FictitiousSsin | None = None
    """The second entitled person, with whom it is shared."""
    shared: bool = False
    """Shared with somebody whose number the centre does not know."""
    months: tuple[PaidMonth, ...] = ()
    """Paid months, in order; a month of the period that is not here was interrupted."""

    @property
    def is_shared(self) -> bool:
        """Whether there is a second entitled person, known by number or not."""
        return self.shared or self.partner is not None

    @model_validator(mode="after")
    def _months_are_ordered_and_in_the_period(self) -> Self:
        names = [paid.month for paid in self.months]
        if names != sorted(set(names)):
            raise ValueError("months must be in order, each of them once")
        for name in names:
            if not self.overlaps(*days_of_month(name)):
                raise ValueError(f"{name} was paid, but lies outside the period")
        return self

    @model_validator(mode="after")
    def _is_shared_in_one_way(self) -> Self:
        if self.shared and self.partner is not None:
            raise ValueError("a partner is enough: leave out `shared`")
        return self


class WelfareFile(Section):
    """The file of one person at one public welfare centre."""

    centre: str = Field(pattern=r"^[01][0-9]{9}$")
    """Enterprise number, with its leading zero."""
    region: Region
    file_number: str = Field(min_length=1, max_length=11)
    suffix: int = Field(default=0, ge=0, le=99)
    allowances: tuple[Allowance, ...] = Field(min_length=1)
    remark: str | None = Field(default=None, min_length=1, max_length=4000)
    """
    Administrative details in free text.

    Source: Protocol WiV–Wonen in Limburg art. 3 (living wage) grants "some", without
    saying which; the only free text of the contract is where they go.
    """

    @property
    def partners(self) -> frozenset[str]:
        """Numbers of everybody with whom something in this file is shared."""
        return frozenset(
            allowance.partner
            for allowance in self.allowances
            if allowance.partner is not None
        )


def _one_per_file_number(files: tuple[WelfareFile, ...]) -> tuple[WelfareFile, ...]:
    names = [(file.centre, file.file_number, file.suffix) for file in files]
    if len(names) != len(set(names)):
        raise ValueError("two files have the same centre, file number and suffix")
    return files


WelfareFiles = Annotated[tuple[WelfareFile, ...], AfterValidator(_one_per_file_number)]
"""All of one person, in any order."""


def days_of_month(month: str) -> tuple[date, date]:
    """
    Give the first and last day of a month.

    >>> days_of_month("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    first = date.fromisoformat(f"{month}-01")
    if first.year == date.max.year and first.month == date.max.month:
        return first, date.max
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_of(day: date) -> str:
    """
    Give the month in which a day lies.

    >>> month_of(date(2026, 11, 22))
    '2026-11'
    """
    return f"{day.year:04}-{day.month:02}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """
    Give all months from one to another, both included; none when they are reversed.

    >>> months_between("2025-11", "2026-02")
    ('2025-11', '2025-12', '2026-01', '2026-02')
    """
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1))

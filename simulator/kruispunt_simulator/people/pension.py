"""
What the pension register holds: who pays or was asked, for which right, and how much.

Rules of this file:

- A *right* stands under the institution that pays it. What changes in it (another
  household rate, say) ends one right and begins the next; both have the same `started`,
  the day the pension itself began: the day of retirement.
- Payments are *series*: the same amount for one reference period after another. How
  long a period is, the `periodicity` of the right says: a month, a quarter, a year; a
  capital or a single payment is for the whole series. A series without an end goes on.
- What was declared later about a period that had been paid is a *correction* of it.
- Totals, dates of declaration and what is known on a day are computed, not written.

Source: contract sheet `ksz-pensionregister`; code lists, section 6. The register holds
what was paid from 1980-10-01 on (`_behaviour` 2.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Amount, Dated, Number, Section, YearMonth

FIRST_MONTH: Final = "1980-10"
"""Nothing older is in the register."""

Percentage = Annotated[Number, Field(ge=0, le=Decimal("99.9"), decimal_places=2)]
UpTo9 = Annotated[int, Field(ge=0, le=9)]
Periodicity = Literal[
    "monthly",
    "two-monthly",
    "quarterly",
    "four-monthly",
    "half-yearly",
    "yearly",
    "capital",
    "once",
]
MONTHS: Final = MappingProxyType(
    {
        "monthly": 1,
        "two-monthly": 2,
        "quarterly": 3,
        "four-monthly": 4,
        "half-yearly": 6,
        "yearly": 12,
    }
)
"""Length of a reference period; for the others it is as long as its series."""


class Note(Section):
    """An anomaly or a special rule: its code and what it means."""

    code: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=255)


class HealthContribution(Section):
    """What is withheld from each payment for the health insurance."""

    amount: Amount
    charge: Literal[0, 1, 2, 3, 4, 9]
    """0 none, 1 with dependants, 2 without; 3, 4 and 9 are not published."""


class SolidarityContribution(Section):
    """What is withheld from each payment out of solidarity."""

    amount: Amount
    percentage: Percentage


class FiscalSituation(Section):
    """Who is at charge, for the tax."""

    spouse: Literal[1, 2, 3, 4, 5, 9] | None = None
    children: UpTo9 | None = None
    others: UpTo9 | None = None


class Deductions(Section):
    """What only maximum payments tell."""

    health: HealthContribution
    solidarity: SolidarityContribution
    fiscal: FiscalSituation | None = None
    special_rules: tuple[Note, ...] = Field(default=(), max_length=10)


class Correction(Section):
    """Something more about a reference period, declared later: arrears."""

    of: YearMonth
    """First month of the period that it is about."""
    paid: YearMonth
    gross: Amount = Field(ge=0)
    taxable: Amount | None = Field(default=None, ge=0)
    """None: all of it."""


class Payments(Section):
    """The same amount for one reference period after another."""

    begin: YearMonth = Field(alias="from")
    end: YearMonth | None = Field(default=None, alias="until")
    """None: still paid, or one single period where `periodicity` has no length."""
    gross: Amount = Field(ge=0)
    taxable: Amount | None = Field(default=None, ge=0)
    """Subject to the tax that is withheld; None: all of it."""
    tax_percentage: Percentage = Decimal(0)
    index: Number = Field(ge=0)
    index_type: Literal[0, 1, 2, 3, 4, 5] = 1
    """0 none, 1 private sector, 2 public sector, 3 to 5 of one institution each."""
    months_later: int = Field(default=0, ge=0, le=24)
    """Paid that many months after the last month of the period."""
    holiday: bool = False
    deductions: Deductions | None = None
    corrections: tuple[Correction, ...] = ()
    anomalies: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _after_the_beginning_of_the_register(self) -> Self:
        if self.begin < FIRST_MONTH:
            raise ValueError(f"the register begins in {FIRST_MONTH}")
        if self.end is not None and self.end < self.begin:
            raise ValueError(f"ends in {self.end}, before it begins in {self.begin}")
        return self

    def periods(self, months: int | None, last: date) -> Iterator[tuple[date, date]]:
        """
        Give the reference periods, oldest first.

        Args:
            months: Length of each; None for one that is as long as the series.
            last: Nothing is given that begins after this day.

        Yields:
            First day of the first month and of the last month.
        """
        begin, end = first_day(self.begin), first_day(self.end or self.begin)
        if months is None:
            if begin <= last:
                yield begin, end
            return
        end = last if self.end is None else end
        while begin <= min(end, last):
            yield begin, later(begin, months - 1)
            begin = later(begin, months)


class Right(Dated):
    """One right, for as long as it is as described here."""

    pillar: Literal["first", "second"]
    """The legal or the supplementary pension."""
    origin: Literal["national", "foreign", "supranational"] = "national"
    file: str = Field(
        pattern=r"^[a-zA-Z0-9\-*./ ]{0,14}[a-zA-Z0-9\-*./]$", max_length=15
    )
    benefit: str = Field(pattern=r"^[A-Z0-9 ]{1,2}$")
    """Code of the advantage, an open list: 01 retirement of an employee …"""
    category: (
        Literal[
            "legal-pension",
            "extralegal-pension",
            "legal-supplement",
            "extralegal-supplement",
            "other-legal",
            "other-extralegal",
        ]
        | None
    ) = None
    kind: (
        Literal["retirement", "survivor", "divorced-spouse", "orphan", "orphan-1984"]
        | None
    ) = None
    periodicity: Periodicity = "monthly"
    started: date | None = None
    """When the pension itself began; the day of retirement for that kind."""
    situation: (
        Literal[
            "other",
            "employee",
            "self-employed",
            "civil-servant",
            "political-mandate",
            "own-fund",
            "collective-contract",
            "individual-commitment",
            "self-employed-supplement",
        ]
        | None
    ) = None
    employer: Literal["none", "private", "public"] | None = None
    family_charge: Literal["with", "without"] | None = None
    household: Literal["not-given", "household", "single"] | None = None
    anomalies: tuple[Note, ...] = ()
    payments: tuple[Payments, ...] = ()

    @property
    def months(self) -> int | None:
        """Length of its reference periods; None for as long as their series."""
        return MONTHS.get(self.periodicity)

    @model_validator(mode="after")
    def _started_before_it_changed(self) -> Self:
        if self.started is not None and self.started > self.begin:
            raise ValueError(f"started on {self.started}, but holds from {self.begin}")
        return self

    @model_validator(mode="after")
    def _paid_while_it_holds(self) -> Self:
        for series in self.payments:
            if first_day(series.begin) < self.begin.replace(day=1):
                raise ValueError(f"pays from {series.begin}, holds from {self.begin}")
            if self.end is not None and first_day(series.end or "9999-12") > self.end:
                raise ValueError(f"pays after the right was closed on {self.end}")
            self._check_lengths(series)
        return self

    def _check_lengths(self, series: Payments) -> None:
        corrected = {first_day(correction.of) for correction in series.corrections}
        last = first_day(series.end or "9999-01")
        if self.months is None:
            known = {first_day(series.begin)}
        else:
            length = months_between(first_day(series.begin), last) + 1
            if series.end is not None and length % self.months:
                raise ValueError(f"ends in {series.end}, halfway a period")
            known = {
                begin
                for begin, _ in series.periods(
                    self.months, max(corrected, default=date.min)
                )
            }
        if not corrected <= known:
            raise ValueError("corrects a period that was not paid")


class Demand(Section):
    """A demand for a pension: pending, granted or refused."""

    pillar: Literal["first", "second"]
    asked: date
    refused: date | None = None
    granted: date | None = None
    """Then a right tells the rest."""

    @model_validator(mode="after")
    def _decided_once_and_afterwards(self) -> Self:
        if self.refused is not None and self.granted is not None:
            raise ValueError("both refused and granted")
        decided = self.refused or self.granted
        if decided is not None and decided < self.asked:
            raise ValueError(f"decided on {decided}, before it was asked")
        return self


class Institution(Section):
    """Who pays pensions, or was asked to."""

    name: str = Field(min_length=1, max_length=120)
    enterprise_number: str = Field(pattern=r"^[01][0-9]{9}$")
    affiliation_number: int = Field(ge=0, le=499_999)
    """Under which the register knows it."""
    rights: tuple[Right, ...] = ()
    demands: tuple[Demand, ...] = ()

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.rights or self.demands):
            raise ValueError("has neither rights nor demands")
        return self


class Pension(Section):
    """Everything the pension register holds about one person."""

    integrated: bool = True
    """Whether the register inscribed the person for a purpose that may be asked for."""
    institutions: tuple[Institution, ...] = ()

    @property
    def retired(self) -> date | None:
        """
        The day of retirement: when the oldest legal retirement pension began.

        Source: R-SD-03 needs it: who was severely disabled then, stays so.
        """
        days = [
            right.started or right.begin
            for institution in self.institutions
            for right in institution.rights
            if (right.pillar, right.kind) == ("first", "retirement")
        ]
        return min(days, default=None)


def first_day(month: str) -> date:
    """
    Give the first day of a month.

    >>> first_day("2026-11")
    datetime.date(2026, 11, 1)
    """
    return date.fromisoformat(f"{month}-01")


def later(month: date, months: int) -> date:
    """
    Give the first day of the month that comes so many months later.

    >>> later(date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """
    Count the months from one month to another.

    >>> months_between(date(2026, 11, 1), date(2027, 2, 1))
    3
    """
    return (last.year - first.year) * 12 + last.month - first.month

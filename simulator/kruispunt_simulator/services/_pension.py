"""
What the pension register knows on a day, of what was asked.

Rules of this file:

- A payment is known from the day it is declared, the fifteenth of the month after the
  one in which it was paid. Source: our choice of the day, because payers report the
  payments of the past month (`_behaviour` 2.6).
- A right is told when it has begun and at least one of its days was asked for, or when
  one of its payments was. That it is closed is not known before it is.
- What was asked by reference period finds the payments for those months; what was asked
  by month of payment those of which something was paid in them. Either way a payment is
  told whole, so that its totals are right. Source: our choice, because nothing says so.
- A demand is told until it is granted, when the day it was made is not after the period
  and it was not refused before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.pension import (
    Demand,
    Institution,
    Payments,
    Pension,
    Right,
    first_day,
    later,
)

_DAY_OF_DECLARATION: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question wants to know."""

    begin: date
    end: date
    pillars: frozenset[str]
    """`first`, `second` or both."""
    payments: bool
    by_month_of_payment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One declaration of the payer about a reference period."""

    gross: Decimal
    taxable: Decimal
    paid: date
    """First day of the month."""

    @property
    def created(self) -> date:
        """When the register got it."""
        return later(self.paid, 1).replace(day=_DAY_OF_DECLARATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What is known to be paid for one reference period."""

    first: date
    """First day of its first month."""
    last: date
    """First day of its last month."""
    series: Payments
    declared: tuple[Declared, ...]
    """At least one, oldest first."""

    @property
    def gross(self) -> Decimal:
        """Total of the declared gross amounts."""
        return sum((each.gross for each in self.declared), Decimal(0))

    @property
    def taxable(self) -> Decimal:
        """Total of what is subject to the tax."""
        return sum((each.taxable for each in self.declared), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A right with what is known of its payments, of those that were asked."""

    right: Right
    payments: tuple[Paid, ...]


def find(
    pension: Pension, asked: Asked, today: date
) -> Iterator[tuple[Institution, tuple[Known | Demand, ...]]]:
    """
    Find all that the register tells, by institution.

    Args:
        pension: What it holds.
        asked: What is wanted of it.
        today: What came later is not known yet.

    Yields:
        Institutions of which anything is told; rights first, in the order of the file.
    """
    for institution in pension.institutions:
        told: tuple[Known | Demand, ...] = (
            *_rights(institution, asked, today),
            *(d for d in institution.demands if _is_told(d, asked, today)),
        )
        if told:
            yield institution, told


def closed_on(right: Right, today: date) -> date | None:
    """Give the day a right was closed, once it is known."""
    return right.end if right.end is not None and right.end <= today else None


def refused_on(demand: Demand, today: date) -> date | None:
    """Give the day a demand was refused, once it is known."""
    known = demand.refused is not None and demand.refused <= today
    return demand.refused if known else None


def _rights(institution: Institution, asked: Asked, today: date) -> Iterator[Known]:
    for right in institution.rights:
        if right.pillar not in asked.pillars or right.begin > today:
            continue
        payments = tuple(_payments(right, asked, today)) if asked.payments else ()
        if payments or right.overlaps(asked.begin, asked.end):
            yield Known(right=right, payments=payments)


def _payments(right: Right, asked: Asked, today: date) -> Iterator[Paid]:
    for series in right.payments:
        for first, last in series.periods(right.months, today):
            paid = Paid(
                first=first,
                last=last,
                series=series,
                declared=tuple(_declared(series, first, last, today)),
            )
            if paid.declared and _is_asked(paid, asked):
                yield paid


def _declared(
    series: Payments, first: date, last: date, today: date
) -> Iterator[Declared]:
    usual = Declared(
        gross=series.gross,
        taxable=series.gross if series.taxable is None else series.taxable,
        paid=later(last, series.months_later),
    )
    corrections = [
        Declared(
            gross=each.gross,
            taxable=each.gross if each.taxable is None else each.taxable,
            paid=first_day(each.paid),
        )
        for each in series.corrections
        if first_day(each.of) == first
    ]
    if usual.created <= today:
        yield usual
        yield from (each for each in corrections if each.created <= today)


def _is_asked(paid: Paid, asked: Asked) -> bool:
    if asked.by_month_of_payment:
        return any(_overlap(each.paid, each.paid, asked) for each in paid.declared)
    return _overlap(paid.first, paid.last, asked)


def _overlap(first: date, last: date, asked: Asked) -> bool:
    """Find out whether any day of the months from `first` to `last` was asked for."""
    return first <= asked.end and asked.begin < later(last, 1)


def _is_told(demand: Demand, asked: Asked, today: date) -> bool:
    if demand.pillar not in asked.pillars:
        return False
    if demand.granted is not None and demand.granted <= today:
        return False
    refused = refused_on(demand, today) or FOREVER
    return demand.asked <= min(asked.end, today) and asked.begin <= refused

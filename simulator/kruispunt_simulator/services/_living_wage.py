"""
What is known of somebody's living wage, and what follows from it.

The answers of MAGDA (amounts) and of the KSZ (periods) are both made from the
entitlements here, so they agree.

Rules of this file:

- Known is what was decided by the simulated day, and paid for a month that is over: a
  welfare centre pays at the end of the month. An end that lies ahead is not known yet:
  the period then ends with the running month, as does one without end.
- With whom an allowance is shared (the second entitled person) has it too: asked about
  the partner, the answer tells it, with the main beneficiary in its place.

Source: our choice for both, because the contracts say only that both ends of a period
are there and that a second entitled person exists (`_behaviour` 2.4, 2.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.living_wage import (
    Allowance,
    PaidMonth,
    WelfareFile,
    days_of_month,
    month_of,
    months_between,
)
from kruispunt_simulator.sources import Sources

SOURCE: Final = "pod-mi"

Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One allowance, as far as it is known."""

    beneficiary: str
    """Number of the main beneficiary."""
    file: WelfareFile
    allowance: Allowance
    begin: date
    end: date
    paid: tuple[PaidMonth, ...]
    """Months that are over, in order."""

    def days_in(self, month: str) -> Span:
        """Give the days of a month that the allowance covers; one at least."""
        first, last = days_of_month(month)
        return max(first, self.begin), min(last, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTotal:
    """What one year adds up to, for one kind of allowance."""

    amount: Decimal
    shared: bool
    """In some paid month."""
    interrupted: int
    """Months of the right that were not paid at all, of those that are over."""
    maximum: bool
    """In every paid month."""


def entitlements(
    sources: Sources, person: Person, today: date
) -> tuple[Entitlement, ...] | None:
    """
    Ask what is known of a person's allowances.

    Returns:
        Own ones and those shared with the person, by begin; None when the source has
        no file at all that names the person.

    Raises:
        SourceUnavailable: The source does not answer.
    """
    held = sources.ask(SOURCE, person.ssin)
    files = [(person.ssin, file) for file in (held.living_wage if held else ())]
    shared = [
        (other.ssin, file)
        for other in sources.holding(SOURCE, "living-wage-partner", person.ssin)
        for file in other.living_wage
    ]
    if not files and not shared:
        return None
    found = [
        _known(ssin, file, allowance, today)
        for ssin, file in (*files, *shared)
        for allowance in file.allowances
        if allowance.decided <= today
        and (ssin == person.ssin or allowance.partner == person.ssin)
    ]
    return tuple(sorted(found, key=lambda each: (each.begin, each.beneficiary)))


def year_total(known: Iterable[Entitlement], year: int, today: date) -> YearTotal:
    """
    Add up a year.

    Args:
        known: Entitlements of one kind.
        year: Of which to count the months.
        today: Months that are not over do not count.
    """
    known = tuple(known)
    paid = [
        (each, month)
        for each in known
        for month in each.paid
        if month.month.startswith(f"{year:04}-")
    ]
    return YearTotal(
        amount=sum((month.amount for _, month in paid), Decimal(0)),
        shared=any(each.allowance.is_shared for each, _ in paid),
        interrupted=len(
            _months_of_right(known, year, today) - {month.month for _, month in paid}
        ),
        maximum=bool(paid) and all(month.maximum for _, month in paid),
    )


def last_paid(known: Iterable[Entitlement]) -> str | None:
    """Give the month of the last payment that is known; None without any."""
    return max((month.month for each in known for month in each.paid), default=None)


def merged(known: Iterable[Entitlement]) -> tuple[Span, ...]:
    """Give the periods, those that touch or overlap as one, in order."""
    spans: list[Span] = []
    for begin, end in sorted((each.begin, each.end) for each in known):
        if spans and begin <= spans[-1][1] + timedelta(days=1):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return tuple(spans)


def grouped(
    known: Iterable[Entitlement], key: Callable[[Entitlement], str]
) -> dict[str, tuple[Entitlement, ...]]:
    """Sort entitlements by a key, in the order in which the keys first occur."""
    groups: dict[str, tuple[Entitlement, ...]] = {}
    for each in known:
        groups[key(each)] = (*groups.get(key(each), ()), each)
    return groups


def _known(
    ssin: str, file: WelfareFile, allowance: Allowance, today: date
) -> Entitlement:
    over = allowance.end is not None and allowance.end <= today
    _, running = days_of_month(month_of(max(today, allowance.begin)))
    return Entitlement(
        beneficiary=ssin,
        file=file,
        allowance=allowance,
        begin=allowance.begin,
        end=allowance.end if over and allowance.end else running,
        paid=tuple(paid for paid in allowance.months if _is_over(paid.month, today)),
    )


def _is_over(month: str, today: date) -> bool:
    return days_of_month(month)[1] <= today


def _months_of_right(
    known: Iterable[Entitlement], year: int, today: date
) -> frozenset[str]:
    return frozenset(
        month
        for each in known
        for month in months_between(month_of(each.begin), month_of(each.end))
        if month.startswith(f"{year:04}-") and _is_over(month, today)
    )

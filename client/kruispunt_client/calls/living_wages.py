"""
LivingWagesService v2 of the KSZ: in which periods somebody had a living wage.

Five operations, three shapes: periods, periods per welfare centre (PCSA), and periods
per centre and category. The first two have a twin for Flanders; in what that differs
is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import Days, days
from kruispunt_client.calls.wire import Wire, read


class WageCategory(Enum):
    """What was paid."""

    LIVING_WAGE = "LIVING_WAGE"
    EQUIVALENT_LIVING_WAGE = "EQUIVALENT_LIVING_WAGE"
    """Its equivalent, under another law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WagePeriod:
    """First and last day, both included."""

    begin_date: date
    end_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WagePeriods:
    """Periods, whoever paid."""

    periods: Annotated[tuple[WagePeriod, ...], Wire("livingWagePeriod")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentrePeriods:
    """Periods of one welfare centre."""

    pcsa_cbe_number: str
    """Enterprise number of the centre."""
    periods: Annotated[tuple[WagePeriod, ...], Wire("livingWagePeriod")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WagePeriodsPerCentre:
    """Periods per welfare centre."""

    centres: Annotated[tuple[CentrePeriods, ...], Wire("livingWagePeriodsPerPCSA")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingWage:
    """Periods of one welfare centre and one category."""

    pcsa_cbe_number: str
    """Enterprise number of the centre."""
    category: WageCategory
    periods: Annotated[tuple[WagePeriod, ...], Wire("livingWagePeriod")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingWages:
    """Periods per welfare centre and category."""

    wages: Annotated[tuple[LivingWage, ...], Wire("livingWages")]


def wage_periods(
    ssin: str,
    *,
    on: date | None = None,
    period: Days | None = None,
    flanders: bool = False,
    user: str | None = None,
) -> Call[WagePeriods]:
    """
    Ask in which periods a person had a living wage, and no more.

    Via `ksz` LivingWagesService v2, getLivingWagePeriods or
    getLivingWagePeriodsFlanders.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day; None as the last: it goes on.
        flanders: Whether to ask the operation for Flanders.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The periods; `data` is None when there are none.

    Raises:
        InvalidRequest: The dates do not fit together.

    Source: `ksz-livingwages-v2`.
    """
    operation = "getLivingWagePeriods" + ("Flanders" if flanders else "")
    question = _question(operation, ssin, days(on, period), user)
    return one_way(question, lambda response: read(WagePeriods, response))


def wage_periods_per_centre(
    ssin: str,
    *,
    on: date | None = None,
    period: Days | None = None,
    flanders: bool = False,
    user: str | None = None,
) -> Call[WagePeriodsPerCentre]:
    """
    Ask in which periods a person had a living wage, per welfare centre.

    Via `ksz` LivingWagesService v2, getLivingWagePeriodsPerPCSA or
    getLivingWagePeriodsPerPCSAFlanders.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day; None as the last: it goes on.
        flanders: Whether to ask the operation for Flanders.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The periods; `data` is None when there are none.

    Raises:
        InvalidRequest: The dates do not fit together.

    Source: `ksz-livingwages-v2`.
    """
    operation = "getLivingWagePeriodsPerPCSA" + ("Flanders" if flanders else "")
    question = _question(operation, ssin, days(on, period), user)
    return one_way(question, lambda response: read(WagePeriodsPerCentre, response))


def living_wages(
    ssin: str,
    *,
    on: date | None = None,
    period: Days | None = None,
    user: str | None = None,
) -> Call[LivingWages]:
    """
    Ask in which periods a person had which living wage, per welfare centre.

    Via `ksz` LivingWagesService v2, getLivingWages.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day; None as the last: it goes on.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The periods; `data` is None when there are none.

    Raises:
        InvalidRequest: The dates do not fit together.

    Source: `ksz-livingwages-v2`.
    """
    question = _question("getLivingWages", ssin, days(on, period), user)
    return one_way(question, lambda response: read(LivingWages, response))


def _question(operation: str, ssin: str, asked: Days, user: str | None) -> Question:
    begin, end = asked
    return Question(
        service="LivingWagesService",
        version="v2",
        operation=operation,
        content={"ssin": ssin, "period": {"beginDate": begin, "endDate": end}},
        subject=ssin,
        user=user,
    )

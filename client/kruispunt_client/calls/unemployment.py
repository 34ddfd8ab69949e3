"""UnemploymentDataService v3 (KSZ): rights, and what was paid, in euros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import InMonth, InMonths
from kruispunt_client.calls.unemployment_codes import (
    Described,
    DossierStatus,
    FamilyState,
    OpenPeriod,
    UnemploymentNature,
    WorkerStatus,
    closed_months,
)
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidSum:
    """What was paid for a month, and what the federal office accepted of it."""

    related_month: Month
    paid_amount: Annotated[Decimal, Wire(cents=True)]
    """Euros."""
    accepted_amount: Annotated[Decimal | None, Wire(cents=True)]
    """Euros; None as long as the office has not looked."""
    dossier_status: DossierStatus
    nbr_of_allowances: Decimal | None
    """Daily allowances, in halves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidSums:
    """Month by month."""

    paid_sums: Annotated[tuple[PaidSum, ...], Wire("paidSum")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A right to an allowance."""

    theoric_daily_allowance_amount: Annotated[Decimal, Wire(cents=True)]
    """Euros a day."""
    starting_date: date
    unemployment_code: Described[UnemploymentNature]
    family_state: FamilyState | None
    indemnification_regime: Decimal | None
    """1 to 12, in halves."""
    unemployed_worker_status: WorkerStatus | None
    theoric_rights_ending_date: date | None
    self_employment_supplement: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSanction:
    """A sanction that takes the right away."""

    begin_date: date
    end_date: date | None
    nbr_of_weeks_sanction: int | None
    """Instead of an end."""
    article: Described[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRight:
    """Why there is no right: exactly one of the first three."""

    sanction: RunningSanction | None
    exclusion: Annotated[date | None, Wire("exclusion/beginDate")]
    """Since when."""
    rights_end: Annotated[date | None, Wire("rightsEnd/beginDate")]
    """Since when."""
    admissibility_articles: Annotated[
        tuple[Described[str], ...], Wire("admissibilityArticles/article")
    ]
    indemnisability_articles: Annotated[
        tuple[Described[str], ...], Wire("indemnisabilityArticles/article")
    ]
    trigger_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """One or two rights, or why there is none."""

    rights: Annotated[tuple[Right, ...], Wire("right")]
    no_right: NoRight | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnemploymentPayment:
    """The payment of one month."""

    paid_month: Month
    theoric_daily_allowance_amount: Annotated[Decimal, Wire(cents=True)]
    """Euros a day."""
    nbr_of_allowances: Decimal | None
    """Daily allowances, in halves."""
    unemployment_code: Described[UnemploymentNature]
    indemnification_regime: Decimal | None
    dossier_status: DossierStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAllowance:
    """The job for which an activation allowance is paid."""

    enterprise_number: Annotated[str, Wire("employer/enterpriseNumber")]
    business_unit_number: Annotated[str | None, Wire("employer/businessUnitNumber")]
    entry_into_employment_date: Annotated[
        date | None, Wire("employer/entryIntoEmploymentDate")
    ]
    wage_scale_code: Annotated[str, Wire("phase/wageScaleCode")]
    validity_period: Annotated[OpenPeriod, Wire("phase/validityPeriod")]
    mean_working_hours: Annotated[int | None, Wire("workOccupation/meanWorkingHours")]
    """A week; 1900 is 19 hours."""
    ref_mean_working_hours: Annotated[
        int | None, Wire("workOccupation/refMeanWorkingHours")
    ]
    """Of a full-time colleague."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationAllowance:
    """What was paid for a month to somebody who went to work."""

    payment_month: Month
    amount: Annotated[Decimal, Wire(cents=True)]
    """Euros."""
    allowances: Annotated[tuple[JobAllowance, ...], Wire("allowances/allowance")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationAllowances:
    """Month by month."""

    activation_allowances: Annotated[
        tuple[ActivationAllowance, ...], Wire("activationAllowance")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledDay:
    """What a day counts for; the codes are not published."""

    day: int
    code: Described[int]
    detail: Described[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledMonth:
    """The days of a month; the year is that asked about."""

    month: int
    days: Annotated[tuple[ScheduledDay, ...], Wire("dailyData")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPayment:
    """The calendar of what will be paid."""

    months: Annotated[tuple[ScheduledMonth, ...], Wire("monthlyData")]


def paid_sums(
    ssin: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    limited: bool = False,
    user: str | None = None,
) -> Call[PaidSums]:
    """
    Ask what was paid, month by month.

    Via `ksz` UnemploymentDataService v3, consultPaidSums.

    Args:
        ssin: Of the person.
        on: One month; or `period`.
        period: First and last month.
        limited: Full unemployment and income guarantee only. Not by default, for a sum
            that is left out is an income too low.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The sums; `data` is None when nothing was paid.

    Raises:
        InvalidRequest: The months do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_months(ssin, on, period) | {"allAllowance": int(limited)}
    return ask("consultPaidSums", criteria, PaidSums, "paidSums", user)


def rights(
    ssin: str, *, on: date | None = None, user: str | None = None
) -> Call[Rights]:
    """
    Ask which rights to an allowance somebody has, or why there is none.

    Via `ksz` UnemploymentDataService v3, consultRights.

    Args:
        ssin: Of the person.
        on: The day; None: the last known situation.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The rights; `data` is None when there is no file.

    Source: `ksz-unemploymentdata-v3`.
    """
    return ask("consultRights", {"ssin": ssin, "date": on}, Rights, "rights", user)


def unemployment_payment(
    ssin: str, *, on: date | None = None, user: str | None = None
) -> Call[UnemploymentPayment]:
    """
    Ask how somebody is paid: the month around a day.

    Via `ksz` UnemploymentDataService v3, consultPayments.

    Args:
        ssin: Of the person.
        on: The day; None: the last known situation.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The payment; `data` is None when nothing was paid.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = {"ssin": ssin, "date": on}
    return ask("consultPayments", criteria, UnemploymentPayment, "payment", user)


def activation_sums(
    ssin: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    limited: bool = False,
    user: str | None = None,
) -> Call[ActivationAllowances]:
    """
    Ask what was paid to somebody who went to work.

    Via `ksz` UnemploymentDataService v3, consultActivationPaidSums.

    Args:
        ssin: Of the person.
        on: One month; or `period`.
        period: First and last month.
        limited: `allAllowance` 1; what it leaves out here is not published.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The allowances; `data` is None when nothing was paid.

    Raises:
        InvalidRequest: The months do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_months(ssin, on, period) | {"allAllowance": int(limited)}
    return ask(
        "consultActivationPaidSums",
        criteria,
        ActivationAllowances,
        "activationAllowances",
        user,
    )


def scheduled_payment(
    ssin: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    user: str | None = None,
) -> Call[ScheduledPayment]:
    """
    Ask for the calendar of payments, day by day.

    Via `ksz` UnemploymentDataService v3, consultScheduledPayment.

    Args:
        ssin: Of the person.
        on: One month; or `period`.
        period: First and last month of one year, for the answer does not name it.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The calendar; `data` is None when there is none.

    Raises:
        InvalidRequest: The months do not fit together, or are of two years.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_months(ssin, on, period)
    if criteria["period"]["startMonth"].year != criteria["period"]["endMonth"].year:
        raise InvalidRequest("period: give months of one year")
    return ask(
        "consultScheduledPayment", criteria, ScheduledPayment, "scheduledPayment", user
    )


def ask(
    operation: str,
    criteria: dict[str, Any],
    kind: type[T],
    path: str,
    user: str | None,
) -> Call[T]:
    """
    Give the call of one operation of the service.

    Args:
        operation: Its name.
        criteria: Content of `searchCriteria`; `ssin` says whom it is about.
        kind: What the answer is.
        path: Where it stands in the response.
        user: INSZ of the natural person who asks.
    """
    question = Question(
        service="UnemploymentDataService",
        version="v3",
        operation=operation,
        content={"searchCriteria": criteria},
        subject=criteria["ssin"],
        user=user,
    )
    return one_way(question, lambda response: read_at(kind, response, path))


def _of_months(
    ssin: str, on: InMonth | None, period: InMonths | None
) -> dict[str, Any]:
    begin, end = closed_months(on, period)
    return {"ssin": ssin, "period": {"startMonth": begin, "endMonth": end}}

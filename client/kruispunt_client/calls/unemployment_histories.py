"""UnemploymentDataService v3 (KSZ): what was decided, over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from kruispunt_client.calls.question import Call, Period
from kruispunt_client.calls.span import closed_days
from kruispunt_client.calls.unemployment import ask
from kruispunt_client.calls.unemployment_codes import (
    AvailabilityCategory,
    Described,
    OpenPeriod,
)
from kruispunt_client.calls.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionIdentification:
    """Which decision, of which office."""

    decision_handler: int
    """Number of the office."""
    identification_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleCode:
    """A scale code, and since when it counts."""

    value: str
    validity_begin_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnemploymentScale:
    """The scales of a decision about unemployment."""

    codes: Annotated[tuple[ScaleCode, ...], Wire("codes/code")]
    admissibility: Annotated[tuple[Described[str], ...], Wire("admissibility/article")]
    indemnisability: Annotated[
        tuple[Described[str], ...], Wire("indemnisability/article")
    ]
    decision_identification: DecisionIdentification


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeScale:
    """A scale of another scheme."""

    code: str
    validity_period: OpenPeriod
    admissibility: Annotated[tuple[Described[str], ...], Wire("admissibility/article")]
    indemnisability: Annotated[
        tuple[Described[str], ...], Wire("indemnisability/article")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleCodes:
    """By which scales somebody is or was paid."""

    unemployment: Annotated[tuple[UnemploymentScale, ...], Wire("unemployment/scale")]
    alternative: Annotated[tuple[AlternativeScale, ...], Wire("alternative/scale")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnemploymentWarning:
    """A warning instead of a sanction."""

    code: Described[str]
    decision_date: date
    decision_identification: DecisionIdentification


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionPeriod:
    """How long a sanction lasts: until a day, or so many weeks."""

    begin_date: date
    end_date: date | None
    nbr_of_weeks_sanction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """A sanction, with what was suspended of it."""

    code: Described[str]
    period: SanctionPeriod | None
    decision_identification: DecisionIdentification
    reprieve_date: Annotated[date | None, Wire("reprieve/date")]
    nbr_of_weeks_reprieve: Annotated[str | None, Wire("reprieve/nbrOfWeeksReprieve")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningsAndSanctions:
    """What somebody was warned or punished for."""

    warnings: Annotated[tuple[UnemploymentWarning, ...], Wire("warnings/warning")]
    sanctions: Annotated[tuple[Sanction, ...], Wire("sanctions/sanction")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """From what a job seeker is exempt, and why."""

    reason_code: Annotated[Described[str], Wire("codes/reasonCode")]
    regio_code: Annotated[Described[str] | None, Wire("codes/regioCode")]
    period: OpenPeriod
    is_job_shortage: bool | None
    job_description: str | None
    decision_identification: DecisionIdentification


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """Every exemption in the period."""

    exemptions: Annotated[tuple[Exemption, ...], Wire("exemption")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDisability:
    """A disability for work; the list of types is not published."""

    disability_type: int
    period: OpenPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDisabilities:
    """Every disability for work in the period."""

    disabilities: Annotated[tuple[WorkDisability, ...], Wire("disability")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawsuitMutuality:
    """A lawsuit against the insurance fund, and how it ended."""

    type: Described[int]
    temporary_payment_period: OpenPeriod
    """As long as this, the unemployment office pays."""
    able: Annotated[OpenPeriod | None, Wire("verdict/able")]
    """The court says: able to work."""
    disablement: Annotated[OpenPeriod | None, Wire("verdict/disablement")]
    """The court says: not able to work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityAndLawsuit:
    """Whether somebody can earn at all, and a lawsuit about it."""

    no_earning_capacity: Annotated[date | None, Wire("noEarningCapacity/beginDate")]
    """Since when."""
    lawsuit_mutuality: LawsuitMutuality | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityDecision:
    """A decision about whether a young person looks for work enough."""

    decision_identification: DecisionIdentification
    decided_on: Annotated[date, Wire("date")]
    category: AvailabilityCategory
    decision_code: Annotated[Described[str], Wire("codes/decisionCode")]
    linkened_decision_code: Annotated[
        Described[str] | None, Wire("codes/linkenedDecisionCode")
    ]
    """Spelled as on the wire."""
    late_decision: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityDecisions:
    """Every decision in the period."""

    decisions: Annotated[tuple[AvailabilityDecision, ...], Wire("decision")]


def scale_codes(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    user: str | None = None,
) -> Call[ScaleCodes]:
    """
    Ask by which scales somebody was paid.

    Via `ksz` UnemploymentDataService v3, consultScaleCodeHistory.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The scales; `data` is None when there are none.

    Raises:
        InvalidRequest: The days do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_days(ssin, on, period)
    return ask("consultScaleCodeHistory", criteria, ScaleCodes, "response", user)


def sanctions(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    user: str | None = None,
) -> Call[WarningsAndSanctions]:
    """
    Ask for warnings and sanctions.

    Via `ksz` UnemploymentDataService v3, consultSanctionHistory.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        Both; `data` is None when there are none.

    Raises:
        InvalidRequest: The days do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_days(ssin, on, period)
    return ask(
        "consultSanctionHistory", criteria, WarningsAndSanctions, "response", user
    )


def exemptions(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    user: str | None = None,
) -> Call[Exemptions]:
    """
    Ask from what somebody was exempt as a job seeker.

    Via `ksz` UnemploymentDataService v3, consultExemptionHistory.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The exemptions; `data` is None when there are none.

    Raises:
        InvalidRequest: The days do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_days(ssin, on, period)
    return ask("consultExemptionHistory", criteria, Exemptions, "exemptions", user)


def work_disabilities(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    user: str | None = None,
) -> Call[WorkDisabilities]:
    """
    Ask for disabilities for work.

    Via `ksz` UnemploymentDataService v3, consultWorkDisabilityHistory.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The disabilities; `data` is None when there are none.

    Raises:
        InvalidRequest: The days do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_days(ssin, on, period)
    return ask(
        "consultWorkDisabilityHistory", criteria, WorkDisabilities, "disabilities", user
    )


def earning_capacity(ssin: str, *, user: str | None = None) -> Call[CapacityAndLawsuit]:
    """
    Ask whether somebody can earn at all, and for a lawsuit against the fund.

    Via `ksz` UnemploymentDataService v3,
    consultNoEarningCapacityAndLawsuitMutuality.

    Args:
        ssin: Of the person.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        Both; `data` is None when there is neither.

    Source: `ksz-unemploymentdata-v3`.
    """
    return ask(
        "consultNoEarningCapacityAndLawsuitMutuality",
        {"ssin": ssin},
        CapacityAndLawsuit,
        "response",
        user,
    )


def availability_decisions(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    user: str | None = None,
) -> Call[AvailabilityDecisions]:
    """
    Ask what was decided about the availability of a young person.

    Via `ksz` UnemploymentDataService v3, consultYoungAvailabilityDecisionHistory.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The decisions; `data` is None when there are none.

    Raises:
        InvalidRequest: The days do not fit together.

    Source: `ksz-unemploymentdata-v3`.
    """
    criteria = _of_days(ssin, on, period)
    return ask(
        "consultYoungAvailabilityDecisionHistory",
        criteria,
        AvailabilityDecisions,
        "decisions",
        user,
    )


def _of_days(ssin: str, on: date | None, period: Period | None) -> dict[str, Any]:
    begin, end = closed_days(on, period)
    return {"ssin": ssin, "period": {"beginDate": begin, "endDate": end}}

"""HdiIndemnityAllowanceService v1, consultAttest: periods with the kind of risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.incapacity import Attestation, ExitCode, Payment
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.question import quarter as check_quarter
from kruispunt_client.calls.wire import Wire, read_at


class SocialRiskCategory(Enum):
    """Why somebody does not work."""

    GENERAL_INCAPACITY = "GeneralIncapacityForWorkAllowance"
    INDEPENDENT_INCAPACITY = "IndependentIncapacityForWorkAllowance"
    GENERAL_PREGNANCY = "GeneralPregnancy"
    INDEPENDENT_PREGNANCY = "IndependentPregnancy"
    GENERAL_BREAST_FEEDING = "GeneralBreastFeeding"
    GENERAL_PATERNITY = "GeneralPaternity"
    GENERAL_ADOPTION = "GeneralAdoption"
    INDEPENDENT_ADOPTION = "IndependentAdoption"
    GENERAL_FOSTER_CARE = "GeneralFosterCare"
    INDEPENDENT_FOSTER_CARE = "IndependentFosterCare"


class SocialStatus(Enum):
    """Social status of the insured person."""

    EMPLOYEE = 2
    LABOURER = 3
    SELF_EMPLOYED = 4
    ASSISTING_SPOUSE = 5
    SEAFARER = 6


class InvalidityCategory(Enum):
    """Under which law invalidity started."""

    NORMAL = 1
    BELGIAN_LAW_ABROAD = 8
    """European or bilateral, started under Belgian law."""
    FOREIGN_LAW = 9


class ActivityCode(Enum):
    """Activity at the start of the risk."""

    ACTIVE = 1
    UNEMPLOYED = 2
    UNEMPLOYED_KEEPING_RIGHTS = 3


_BRANCHES = (
    "generalIncapacityForWork",
    "independentIncapacityForWork",
    "generalPregnancy",
    "independentPregnancy",
    "generalBreastFeeding",
    "generalPaternity",
    "generalAdoption",
    "independentAdoption",
    "generalFosterCare",
    "independentFosterCare",
)
"""The choice below `socialRisk`, in the order of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDetails:
    """The branch of one risk: each kind fills its own fields, the rest is None."""

    social_status: SocialStatus
    begin_date: Annotated[date | None, Wire("period/beginDate")]
    end_date: Annotated[date | None, Wire("period/endDate")]
    exit_code: ExitCode | None
    initial_start_date: date | None
    activity_code: ActivityCode | None
    invalidity_start_date: Annotated[date | None, Wire("invalidity/startDate")]
    invalidity_category: Annotated[
        InvalidityCategory | None, Wire("invalidity/invalidityCategory")
    ]
    delivery_date: date | None
    supposed_delivery_date: date | None
    adoption_date: date | None
    foster_care_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialRisk:
    """The kind of risk and, unless withheld, its details."""

    social_risk_category: SocialRiskCategory
    details: Annotated[RiskDetails | None, Wire(*_BRANCHES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One risk with its payments."""

    social_risk: SocialRisk | None
    """None when this party may not know it."""
    payments: Annotated[tuple[Payment, ...], Wire("payments/payment")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest:
    """The attest of one quarter, with the kinds of risk."""

    attestation: Annotated[Attestation, Wire("attestationIdentification")]
    allowances: Annotated[tuple[Allowance, ...], Wire("allowances/allowance")]


def attest(ssin: str, quarter: str, *, user: str | None = None) -> Call[Attest]:
    """
    Ask for the attest of a person in a quarter, with the kinds of risk.

    Via `ksz` HdiIndemnityAllowanceService v1, consultAttest.

    Args:
        ssin: Of the person.
        quarter: Such as `2024Q3`; the running one gives a temporary attest.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The attest; `data` is None when the insurers have nothing.

    Raises:
        InvalidRequest: The quarter has another form.

    Source: `ksz-hdiindemnityallowance-v1`.
    """
    question = Question(
        service="HdiIndemnityAllowanceService",
        version="v1",
        operation="consultAttest",
        content={"ssin": ssin, "yearQuarter": check_quarter(quarter)},
        subject=ssin,
        user=user,
    )
    return one_way(question, lambda response: read_at(Attest, response, "attest"))

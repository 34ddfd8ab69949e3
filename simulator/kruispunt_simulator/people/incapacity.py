"""
What the insurance bodies attest about incapacity for work, maternity and the like.

One attest per quarter and version. Whether an attest is *temporary* is not in the file:
it depends on the simulated date (see `services/ksz_hdi_indemnity_allowance.py`).

Source: contract sheet `ksz-hdiindemnityallowance-v1`; code lists, section 4.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import (
    Amount,
    ClosedPeriod,
    Number,
    OpenPeriod,
    Quarter,
    Section,
)

SocialStatus = Annotated[int, Field(ge=2, le=6)]
ExitCode = Annotated[int, Field(ge=0, le=9)]
ActivityCode = Annotated[int, Field(ge=1, le=3)]


class Invalidity(Section):
    """Since when primary incapacity has become invalidity."""

    start_date: date | None = None
    invalidity_category: Literal[1, 8, 9]


class IndependentIncapacityForWork(Section):
    """Incapacity of a self-employed person."""

    social_status: SocialStatus
    period: ClosedPeriod
    exit_code: ExitCode
    invalidity: Invalidity | None = None
    initial_start_date: date


class GeneralIncapacityForWork(IndependentIncapacityForWork):
    """Incapacity of an employee or labourer."""

    activity_code: ActivityCode


class GeneralPregnancy(Section):
    """Maternity of an employee or labourer."""

    social_status: SocialStatus
    period: ClosedPeriod
    exit_code: ExitCode
    initial_start_date: date
    delivery_date: date | None = None
    supposed_delivery_date: date | None = None
    activity_code: ActivityCode


class IndependentPregnancy(Section):
    """Maternity of a self-employed person."""

    social_status: SocialStatus
    period: ClosedPeriod
    exit_code: ExitCode
    initial_start_date: date
    delivery_date: date | None = None


class BreastFeeding(Section):
    """Breastfeeding leave."""

    social_status: SocialStatus
    delivery_date: date
    initial_start_date: date


class Paternity(Section):
    """Birth leave."""

    social_status: SocialStatus
    delivery_date: date
    initial_start_date: date | None = None


class Adoption(Section):
    """Adoption leave."""

    social_status: SocialStatus
    adoption_date: date
    initial_start_date: date | None = None


class FosterCare(Section):
    """Foster care leave."""

    social_status: SocialStatus
    foster_care_date: date
    initial_start_date: date


class SocialRisk(Section):
    """Exactly one branch; the branch gives `socialRiskCategory` its value."""

    general_incapacity_for_work: GeneralIncapacityForWork | None = None
    independent_incapacity_for_work: IndependentIncapacityForWork | None = None
    general_pregnancy: GeneralPregnancy | None = None
    independent_pregnancy: IndependentPregnancy | None = None
    general_breast_feeding: BreastFeeding | None = None
    general_paternity: Paternity | None = None
    general_adoption: Adoption | None = None
    independent_adoption: Adoption | None = None
    general_foster_care: FosterCare | None = None
    independent_foster_care: FosterCare | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        branches = [name for name in type(self).model_fields if getattr(self, name)]
        if len(branches) != 1:
            raise ValueError(
                f"needs exactly one kind of risk, has {branches or 'none'}"
            )
        return self

    @property
    def kind(self) -> str:
        """Name of the branch that is there, such as `general_pregnancy`."""
        return next(name for name in type(self).model_fields if getattr(self, name))

    @property
    def category(self) -> str:
        """Value of `socialRiskCategory`."""
        return CATEGORIES[self.kind]


CATEGORIES: Final = {
    "general_incapacity_for_work": "GeneralIncapacityForWorkAllowance",
    "independent_incapacity_for_work": "IndependentIncapacityForWorkAllowance",
    "general_pregnancy": "GeneralPregnancy",
    "independent_pregnancy": "IndependentPregnancy",
    "general_breast_feeding": "GeneralBreastFeeding",
    "general_paternity": "GeneralPaternity",
    "general_adoption": "GeneralAdoption",
    "independent_adoption": "IndependentAdoption",
    "general_foster_care": "GeneralFosterCare",
    "independent_foster_care": "IndependentFosterCare",
}


class PaymentTerms(Section):
    """On which terms was paid; codes in the code lists, section 4."""

    document: (
        Literal[
            "C21", "C23", "B23", "C421", "C423", "PI0", "PI23", "PI41", "PI423", "PI3"
        ]
        | None
    ) = None
    incapacity_category: Literal[0, 1, 2, 3, 4, 9] | None = None
    family_situation: (
        Literal["00", "01", "02", "03", "04", "05", "06", "07", "08", "99"] | None
    ) = None
    allowance_category: Literal[0, 1, 2, 3, 9] | None = None
    allowance_code: str | None = Field(default=None, min_length=2, max_length=2)
    """
    Nature of the benefit: AH ordinary, TA while some work is permitted (23/058 §11).

    Source: AH, KSZ examples; TA is our choice, because no list of codes is public.
    """


class Payment(Section):
    """One payment; a recovery has a negative amount."""

    terms: PaymentTerms | None = None
    """None: those of the allowance."""
    period: ClosedPeriod
    amount: Amount | None = None
    days: int | None = None
    hours: Number | None = None

    @model_validator(mode="after")
    def _days_or_hours(self) -> Self:
        if self.days is not None and self.hours is not None:
            raise ValueError("counts days and hours; the wire takes one of them")
        return self


class Allowance(Section):
    """One social risk and what was paid for it in the quarter."""

    social_risk: SocialRisk
    terms: PaymentTerms | None = None
    """The usual terms of the payments below; a payment may have its own."""
    payments: tuple[Payment, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _has_a_period(self) -> Self:
        self.period  # noqa: B018 - raises when there is none
        return self

    @property
    def period(self) -> OpenPeriod:
        """
        The period of the risk; of its payments where the risk has none of its own.

        Source: our choice, because consultIndemnityPeriods demands a period and the
        branches for breastfeeding, birth, adoption and foster care hold none.
        """
        risk = getattr(self.social_risk, self.social_risk.kind)
        period: OpenPeriod | None = getattr(risk, "period", None)
        if period is not None:
            return period
        if not self.payments:
            raise ValueError("a risk without period needs at least one payment")
        return ClosedPeriod(
            begin_date=min(payment.period.begin_date for payment in self.payments),
            end_date=max(payment.period.end_date for payment in self.payments),
        )


class Attest(Section):
    """One version of the attest of one quarter."""

    quarter: Quarter
    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    version: int = Field(ge=0, lt=9_999_999_999)
    status: Literal["CREATION", "MODIFICATION", "CANCELLATION"]
    created: date
    """Day on which the insurance body sent it."""
    allowances: tuple[Allowance, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _cancellation_is_empty(self) -> Self:
        if (self.status == "CANCELLATION") == bool(self.allowances):
            raise ValueError(f"{self.status} with {len(self.allowances)} allowances")
        return self

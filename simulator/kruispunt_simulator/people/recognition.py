"""
How a disability is recognised: dates, points and percentages, per kind of source.

The models mirror the blocks of HandiService v2; which source uses which stands in
`disability.py`.

Source: contract sheet `ksz-handi-v2`; `_code-lists` 3.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Number, OpenPeriod, Section
from kruispunt_simulator.people.care_allowance import refuse_wrong_sum

RecognitionLegislation = Annotated[int, Field(ge=1, le=100)]
DecisionStatus = Annotated[str, Field(max_length=100)]
UpTo3 = Annotated[int, Field(ge=0, le=3)]


class RecognitionStatus(Section):
    """Decision and period of a recognition."""

    date_of_decision: date
    start_date_recognition: date
    end_date_recognition: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.period  # noqa: B018 - building it checks the order
        return self

    @property
    def period(self) -> OpenPeriod:
        """The days on which the recognition holds."""
        return OpenPeriod(
            begin_date=self.start_date_recognition, end_date=self.end_date_recognition
        )


class Pillars(Section):
    """Points of a child on the medical-social scale."""

    pillar1: int | None = Field(default=None, ge=0, le=6)
    pillar2: int | None = Field(default=None, ge=0, le=12)
    pillar3: int | None = Field(default=None, ge=0, le=18)
    pillars_total: int | None = Field(default=None, ge=0, le=36)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        pillars = (self.pillar1, self.pillar2, self.pillar3)
        refuse_wrong_sum("pillars_total", self.pillars_total, pillars)
        return self


class DiminuationIndependence(Section):
    """Loss of self-reliance of an adult, six parts of at most 3 points."""

    mobility: UpTo3 | None = None
    nourishment: UpTo3 | None = None
    hygiene: UpTo3 | None = None
    household: UpTo3 | None = None
    supervision: UpTo3 | None = None
    social_skills: UpTo3 | None = None
    total_points: int | None = Field(default=None, ge=0, le=18)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        physical = (self.mobility, self.nourishment, self.hygiene)
        social = (self.household, self.supervision, self.social_skills)
        refuse_wrong_sum("total_points", self.total_points, physical + social)
        return self


class DgphDetails(Section):
    """`handicapRecognitionDetails`: what opens fiscal benefits."""

    lower_limbs_50p: bool = False
    full_blindness: bool = False
    upper_limbs_amputated: bool = False
    upper_limbs_paralyzed: bool = False


class DgphChild(Section):
    """How the federal source recognises a child."""

    incapacity_percentage: Number | None = Field(
        default=None, ge=0, le=100, exclude=True
    )
    """Old rules. Leaves as its class: `disability_code` follows from it."""
    inability_follow_course: bool | None = None
    inability_to_work: bool | None = None
    disability_code: UpTo3 | None = None
    independency_score: UpTo3 | None = None
    pillars: Pillars | None = None
    child_pathology: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _code_follows_percentage(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "disability_code" in value:
            return value
        percentage = value.get("incapacity_percentage")
        if not isinstance(percentage, (int, Decimal)):
            return value
        return {**value, "disability_code": code_of_percentage(percentage)}

    @model_validator(mode="after")
    def _code_fits_percentage(self) -> Self:
        percentage = self.incapacity_percentage
        if percentage is not None and (
            self.disability_code != code_of_percentage(percentage)
        ):
            raise ValueError(
                f"disability_code is {self.disability_code}, but {percentage} % is "
                f"{code_of_percentage(percentage)}"
            )
        return self


class Unsuitability(Section):
    """Percentages of the old federal rules."""

    mental_unsuitability: Number | None = Field(default=None, ge=0, le=100)
    physical_unsuitability: Number | None = Field(default=None, ge=0, le=100)


class DgphAdult(Section):
    """How the federal source recognises an adult."""

    diminuation_independence: DiminuationIndependence
    diminuation_earnings: bool | None = None
    """Earning capacity reduced to one third or less."""
    unsuitability: Unsuitability | None = None


class RegionalChild(Section):
    """How a regional source recognises a child."""

    inability_follow_course: bool | None = None
    pillars: Pillars | None = None
    bii_ready: bool | None = None


class PillarsOnly(Section):
    """How Kind en Gezin recognises a child."""

    pillars: Pillars


class RegionalAdult(Section):
    """How a regional source recognises an adult."""

    diminuation_independence: DiminuationIndependence


class Recognition(Section):
    """What every recognition has first."""

    recognition_status: RecognitionStatus


class DgphRecognition(Recognition):
    """`legislation` and `decisionStatus` leave only when the question asks."""

    legislation: RecognitionLegislation | None = None
    handicap_recognition_details: DgphDetails | None = None
    result_recognition_child: DgphChild | None = None
    result_recognition_adult: DgphAdult | None = None
    decision_status: DecisionStatus | None = None

    @model_validator(mode="after")
    def _child_or_adult(self) -> Self:
        _refuse_both(self.result_recognition_child, self.result_recognition_adult)
        return self


class PillarsRecognition(Recognition):
    """Kind en Gezin."""

    legislation: RecognitionLegislation | None = None
    result_recognition_child: PillarsOnly | None = None
    decision_status: DecisionStatus | None = None


class RegionalRecognition(Recognition):
    """Iriscare and DSL."""

    legislation: RecognitionLegislation
    result_recognition_child: RegionalChild | None = None
    result_recognition_adult: RegionalAdult | None = None
    decision_status: DecisionStatus

    @model_validator(mode="after")
    def _child_or_adult(self) -> Self:
        _refuse_both(self.result_recognition_child, self.result_recognition_adult)
        return self


class AdultRecognition(Recognition):
    """Health insurance funds."""

    legislation: RecognitionLegislation
    result_recognition_adult: RegionalAdult | None = None
    decision_status: DecisionStatus


class ChildRecognition(Recognition):
    """AVIQ."""

    legislation: RecognitionLegislation
    result_recognition_child: RegionalChild | None = None
    decision_status: DecisionStatus


def code_of_percentage(percentage: Decimal | int) -> int:
    """
    Give the class in which a percentage leaves (`disabilityCode`).

    >>> [code_of_percentage(each) for each in (65, 66, 79, 80)]
    [1, 2, 2, 3]

    Source: `_code-lists` 3: 1 is 0-65 %, 2 is 66-79 %, 3 is 80-100 %.
    """
    return 1 if percentage < 66 else 2 if percentage < 80 else 3


def _refuse_both(child: Section | None, adult: Section | None) -> None:
    if child is not None and adult is not None:
        raise ValueError("recognised as a child and as an adult; the wire takes one")

"""
What the eight sources of HandiService v2 hold about a disability.

The models mirror the blocks of the contract, each with the fields in wire order: a
source that knows no social cards has no field for them, so that a wrong file fails at
load and not as an invalid answer. The wire spells `diminuation`; so do we.

| source       | request         | recognitions   | rights     | cards | payments |
| ------------ | --------------- | -------------- | ---------- | ----- | -------- |
| dgph         | Request         | child or adult | IVT and IT | yes   | yes      |
| vsb          | Administrative… |                | simple     |       | yes      |
| kind_en_gezin| Recognition…    | pillars        |            |       |          |
| iriscare     | Request         | child or adult | decided    |       | yes      |
| niccin       | Request         | adult          | decided    |       | yes      |
| aviq         | Recognition…    | child          |            |       |          |
| dsl          | Recognition…    | child or adult |            |       |          |
| mdg          | Administrative… |                | decided    |       | yes      |

Source: contract sheet `ksz-handi-v2`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import (
    Amount,
    Number,
    OpenPeriod,
    Section,
    YearMonth,
)
from kruispunt_simulator.people.care_allowance import refuse_wrong_sum

Legislation = Annotated[int, Field(ge=0, le=20)]
RecognitionLegislation = Annotated[int, Field(ge=1, le=100)]
RightLegislation = Annotated[int, Field(ge=3, le=9)]
DecisionStatus = Annotated[str, Field(max_length=100)]
UpTo3 = Annotated[int, Field(ge=0, le=3)]


class Request(Section):
    """Progress of a request, at a source that decides on both sides of it."""

    legislation: Legislation
    request_date: date | None = None
    administrative_pending_request: bool
    handicap_recognition_pending: bool
    file_completion_date: date | None = None
    appeal: bool = False


class AdministrativeRequest(Section):
    """Progress of a request, at a source that gives rights only."""

    legislation: Legislation
    request_date: date | None = None
    administrative_pending_request: bool
    file_completion_date: date | None = None
    appeal: bool = False


class RecognitionRequest(Section):
    """Progress of a request, at a source that recognises only."""

    legislation: Legislation
    request_date: date | None = None
    handicap_recognition_pending: bool
    file_completion_date: date | None = None
    appeal: bool = False


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

    inability_follow_course: bool | None = None
    inability_to_work: bool | None = None
    disability_code: UpTo3 | None = None
    independency_score: UpTo3 | None = None
    pillars: Pillars | None = None
    child_pathology: bool | None = None


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


class DgphRight(Section):
    """Income replacement (IVT) and integration (IT) allowance."""

    period: OpenPeriod
    legislation: RightLegislation
    total_month_amount: Amount
    month_amount: Amount
    category_ivt: Literal["A", "B", "C", "-"] = Field(serialization_alias="categoryIVT")
    category_it: int = Field(ge=0, le=5, serialization_alias="categoryIT")
    partner_income: bool
    decision_status: DecisionStatus | None = None


class VsbRight(Section):
    """Help for the elderly."""

    period: OpenPeriod
    legislation: RightLegislation
    total_month_amount: Amount
    decision_status: DecisionStatus | None = None


class DecidedRight(VsbRight):
    """The same at the newer sources, which always tell the decision."""

    decision_status: DecisionStatus


class SocialCard(Section):
    """Parking card or reduction card."""

    delivery_date: date
    end_date: date | None = None
    card_number: str = Field(pattern=r"^[0-9]{10}$")
    card_category: Literal["PARKINGCARD", "REDUCTIONCARD"]

    @property
    def period(self) -> OpenPeriod:
        """The days on which the card may be used."""
        return OpenPeriod(begin_date=self.delivery_date, end_date=self.end_date)


class MonthPayment(Section):
    """What was paid for one month."""

    year_month: YearMonth
    amount: Amount
    cancelled_payment: bool = False


class DgphFile(Section):
    """FPS Social Security, DG Persons with a Disability."""

    address_handicapped_person: bool = False
    """Whether the file repeats name and address of the identity section."""
    evolution_of_request: Request | None = None
    handicap_recognitions: tuple[DgphRecognition, ...] = ()
    rights: tuple[DgphRight, ...] = ()
    social_cards: tuple[SocialCard, ...] = ()
    payments: tuple[MonthPayment, ...] = ()


class VsbFile(Section):
    """Flemish social protection."""

    evolution_of_request: AdministrativeRequest | None = None
    rights: tuple[VsbRight, ...] = ()
    payments: tuple[MonthPayment, ...] = ()


class KindEnGezinFile(Section):
    """Kind en Gezin, now Opgroeien."""

    evolution_of_request: RecognitionRequest | None = None
    handicap_recognitions: tuple[PillarsRecognition, ...] = ()


class IriscareFile(Section):
    """Iriscare, Brussels."""

    evolution_of_request: Request | None = None
    handicap_recognitions: tuple[RegionalRecognition, ...] = ()
    rights: tuple[DecidedRight, ...] = ()
    payments: tuple[MonthPayment, ...] = ()


class NicCinFile(Section):
    """National college of the health insurance funds."""

    evolution_of_request: Request | None = None
    handicap_recognitions: tuple[AdultRecognition, ...] = ()
    rights: tuple[DecidedRight, ...] = ()
    payments: tuple[MonthPayment, ...] = ()


class AviqFile(Section):
    """AVIQ, Wallonia."""

    evolution_of_request: RecognitionRequest | None = None
    handicap_recognitions: tuple[ChildRecognition, ...] = ()


class DslFile(Section):
    """DSL, German-speaking Community."""

    evolution_of_request: RecognitionRequest | None = None
    handicap_recognitions: tuple[RegionalRecognition, ...] = ()


class MdgFile(Section):
    """MDG: what the letters mean is documented nowhere public."""

    evolution_of_request: AdministrativeRequest | None = None
    rights: tuple[DecidedRight, ...] = ()
    payments: tuple[MonthPayment, ...] = ()


class Disability(Section):
    """One file per source that knows the person."""

    dgph: DgphFile | None = None
    vsb: VsbFile | None = None
    kind_en_gezin: KindEnGezinFile | None = None
    iriscare: IriscareFile | None = None
    niccin: NicCinFile | None = None
    aviq: AviqFile | None = None
    dsl: DslFile | None = None
    mdg: MdgFile | None = None


def _refuse_both(child: Section | None, adult: Section | None) -> None:
    if child is not None and adult is not None:
        raise ValueError("recognised as a child and as an adult; the wire takes one")

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

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import (
    FOREVER,
    Amount,
    Dated,
    OpenPeriod,
    Section,
    YearMonth,
)
from kruispunt_simulator.people.recognition import (
    AdultRecognition,
    ChildRecognition,
    DecisionStatus,
    DgphRecognition,
    PillarsRecognition,
    RegionalRecognition,
)

Legislation = Annotated[int, Field(ge=0, le=20)]
RightLegislation = Annotated[int, Field(ge=3, le=9)]


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


class Suspension(Dated):
    """A time in which the federal allowances are not paid (`schorsing`)."""

    reason: str = Field(pattern=r"^[A-Z_]{1,64}$")
    """A word of ours, such as DETENTION: no list is public."""


class DgphFile(Section):
    """FPS Social Security, DG Persons with a Disability."""

    address_handicapped_person: bool = False
    """Whether the file repeats name and address of the identity section."""
    evolution_of_request: Request | None = None
    handicap_recognitions: tuple[DgphRecognition, ...] = ()
    rights: tuple[DgphRight, ...] = ()
    social_cards: tuple[SocialCard, ...] = ()
    payments: tuple[MonthPayment, ...] = ()
    suspensions: tuple[Suspension, ...] = ()

    @model_validator(mode="after")
    def _nothing_paid_while_suspended(self) -> Self:
        for payment in self.payments:
            first, last = days_of_month(payment.year_month)
            if not payment.cancelled_payment and any(
                each.begin <= first and last <= (each.end or FOREVER)
                for each in self.suspensions
            ):
                raise ValueError(f"{payment.year_month} is suspended, yet it is paid")
        return self


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


def days_of_month(year_month: str) -> tuple[date, date]:
    """Give the first and last day of a month such as `2026-11`."""
    year, month = map(int, year_month.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)

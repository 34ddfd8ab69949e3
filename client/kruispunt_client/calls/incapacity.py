"""
Attests of incapacity for work: what GeefArbeidsongeschiktheid (MAGDA) and the
HdiIndemnityAllowanceService (KSZ) have in common.

Meanings of the codes: tables of the KSZ, as published with the contracts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.wire import Wire


class AttestationStatus(Enum):
    """What this version of an attest does."""

    CREATION = "CREATION"
    MODIFICATION = "MODIFICATION"
    CANCELLATION = "CANCELLATION"
    """No allowances any more."""


class ExitCode(Enum):
    """Why a period ended."""

    NO_DATA = 0
    """Or the end of the quarter."""
    WORK_RESUMED_OR_UNEMPLOYED = 1
    DEATH = 2
    RETIREMENT = 3
    EXCLUDED = 4
    """By the medical adviser or an inspector."""
    MATERNITY_THEN_INCAPACITY = 5
    MATERNITY_ENDED = 6
    SUSPENDED_FOR_MATERNITY = 7
    TRANSFER = 8
    """To another fund; the period ends the day before."""
    ABSENT_AT_CHECK = 9


class PaymentDocument(Enum):
    """The scheme and kind of a payment; the names are those of the wire."""

    C21 = "C21"
    """Primary incapacity, general scheme."""
    C23 = "C23"
    """Maternity, general scheme."""
    B23 = "B23"
    """Breastfeeding, general scheme."""
    C421 = "C421"
    """Primary incapacity, self-employed."""
    C423 = "C423"
    """Maternity, self-employed."""
    PI0 = "PI0"
    """Invalidity, general scheme."""
    PI23 = "PI23"
    """Maternity of an invalid, general scheme."""
    PI41 = "PI41"
    """Invalidity, self-employed."""
    PI423 = "PI423"
    """Maternity of an invalid, self-employed."""
    PI3 = "PI3"
    """Funeral costs."""


class IncapacityCategory(Enum):
    """In which capacity the person became incapable."""

    UNKNOWN = 0
    REGULAR_WORKER = 1
    NON_REGULAR_WORKER = 2
    SELF_EMPLOYED_STOPPED = 3
    SELF_EMPLOYED_NOT_STOPPED = 4
    NOT_APPLICABLE = 9


class FamilySituation(Enum):
    """The family situation that decided the amount."""

    NOT_LOOKED_UP = "00"
    DEPENDENT_PARTNER = "01"
    DEPENDENT_CHILD = "02"
    DEPENDENT_RELATIVE = "03"
    SINGLE = "04"
    COHABITING = "05"
    COHABITING_AS_SINGLE_PROFESSIONAL_INCOME = "06"
    COHABITING_AS_SINGLE_REPLACEMENT_INCOME = "07"
    SINGLE_AS_WITH_DEPENDANTS = "08"
    """Because of alimony."""
    NOT_APPLICABLE = "99"


class AllowanceCategory(Enum):
    """What kind of amount a payment is."""

    ORDINARY = 0
    THIRD_PARTY_HELP = 1
    CORRECTION_OCCUPATIONAL_DISEASE = 2
    OTHER_RECOVERY = 3
    NOT_APPLICABLE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment; a part that is None was withheld or not given."""

    document: PaymentDocument | None
    incapacity_category: IncapacityCategory | None
    family_situation: FamilySituation | None
    allowance_category: AllowanceCategory | None
    allowance_code: str | None
    begin_date: Annotated[date, Wire("period/beginDate")]
    end_date: Annotated[date, Wire("period/endDate")]
    amount: Decimal | None
    """Euros; negative for a recovery."""
    days: int | None
    hours: Decimal | None
    """Days or hours, never both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What an attest says of itself."""

    year_quarter: str
    creation_date: date
    attestation_id: str | None
    """None for a temporary attest: the running quarter, as known that day."""
    attestation_version: int | None
    """0 for the first, one more for each later one."""
    attestation_status: AttestationStatus | None

    @property
    def temporary(self) -> bool:
        """Whether it is about the running quarter and still changes."""
        return self.attestation_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityPeriod:
    """A period with an allowance, without the kind of risk."""

    begin_date: Annotated[date, Wire("period/beginDate")]
    end_date: Annotated[date | None, Wire("period/endDate")]
    initial_start_date: date | None
    invalidity_start_date: date | None
    exit_code: ExitCode | None
    payments: Annotated[tuple[Payment, ...], Wire("payments/payment")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityPeriods:
    """The attest of one quarter without the kind of risk."""

    attestation: Annotated[Attestation, Wire("attestationIdentification")]
    allowances: Annotated[tuple[IndemnityPeriod, ...], Wire("allowances/allowance")]

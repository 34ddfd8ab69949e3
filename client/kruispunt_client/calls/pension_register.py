"""
OCMWCPASPensionRegisterConsult 20090706: the pension register, over the SSDN of the KSZ.

What the reply repeats of a question is checked and not given again; its ResultSummary
is read as refusal or remark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

from kruispunt_contracts import ns

from kruispunt_client.calls.coded import members
from kruispunt_client.calls.pension_codes import (
    AdministrativeSituation,
    AdvantageCode,
    AdvantageType,
    EmployerType,
    FamilyCharge,
    Focus,
    HealthDeduction,
    HouseholdRate,
    IndexType,
    Payments,
    PensionType,
    Periodicity,
    Pillar,
    RightOrigin,
)
from kruispunt_client.calls.question import Call, Period, Question, one_way
from kruispunt_client.calls.span import closed_days
from kruispunt_client.calls.ssdn_person import LegalData
from kruispunt_client.calls.wire import Wire, at, read
from kruispunt_client.results import Month, PartialDate

_PR = f"{{{ns.PENSION_REGISTER}}}"
_REPLY = "ServiceReply/Penskad_OpenPK_ConsultReply"


class Origin(Enum):
    """Under whose law a right was opened, as an attribute has it."""

    NATIONAL = "National"
    FOREIGN = "Foreign"
    SUPRANATIONAL = "SupraNational"


class RightPillar(Enum):
    """Of which pillar a right is."""

    FIRST = "First"
    SECOND = "Second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """The person, as the registers know them."""

    origin: str | None
    """Which register: BCSS_KSZ or RN_RR."""
    social_security_user: Annotated[str, Wire("SocialSecurityUser")]
    """SSIN."""
    inscription_register: Annotated[int | None, Wire("InscriptionRegister/_value_1")]
    inscription_register_modified: Annotated[
        PartialDate | None, Wire("InscriptionRegister/modificationDate")
    ]
    legal_data: Annotated[LegalData | None, Wire("LegalData")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """Something that the register found wrong."""

    code: Annotated[str, Wire("Code")]
    description: Annotated[str, Wire("Description")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightInformation:
    """One right to a pension."""

    origin: Annotated[Origin | None, Wire("Origin")]
    pillar: Annotated[RightPillar | None, Wire("Pillar")]
    advantage_code: Annotated[AdvantageCode | str, Wire("AdvantageCode")]
    periodicity: Annotated[Periodicity, Wire("Periodicity")]
    pension_file_id: Annotated[str, Wire("PensionFileId")]
    pension_start_date: Annotated[PartialDate | None, Wire("PensionStartDate")]
    right_start_date: Annotated[PartialDate | None, Wire("RightStartDate")]
    pension_type: Annotated[PensionType | None, Wire("PensionType")]
    administrative_situation: Annotated[
        AdministrativeSituation | None, Wire("AdministrativeSituation")
    ]
    employer_type: Annotated[EmployerType | None, Wire("EmployerType")]
    family_charge_type: Annotated[FamilyCharge | None, Wire("FamilyChargeType")]
    advantage_type: Annotated[AdvantageType | None, Wire("AdvantageType")]
    household_code: Annotated[HouseholdRate | None, Wire("HouseholdCode")]
    right_origin: Annotated[RightOrigin | None, Wire("RightOrigin")]
    right_close_date: Annotated[date | None, Wire("RightCloseDate")]
    """None: open."""
    anomalies: Annotated[tuple[Anomaly, ...], Wire("Anomaly")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHistory:
    """One payment as it was made."""

    gross_amount: Annotated[Decimal, Wire("GrossAmount")]
    """Euros."""
    precomptable_amount: Annotated[Decimal, Wire("PrecomptableAmount")]
    """Euros on which tax is withheld."""
    precompte_percentage: Annotated[Decimal, Wire("PrecomptePercentage")]
    month_of_payment: Annotated[Month, Wire("MonthOfPayment")]
    creation_date: Annotated[date, Wire("CreationDate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionHistory:
    """One contribution as it was withheld."""

    amount: Annotated[Decimal, Wire("AmiAmount", "SolidarityAmount")]
    """Euros."""
    month_of_payment: Annotated[Month, Wire("MonthOfPayment")]
    creation_date: Annotated[date, Wire("CreationDate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthContribution:
    """The contribution to the health insurance (ZIV-AMI)."""

    total_ami_amount: Annotated[Decimal, Wire("TotalAmiAmount")]
    """Euros."""
    ami_tax_code: Annotated[HealthDeduction | str, Wire("AmiTaxCode")]
    history: Annotated[tuple[ContributionHistory, ...], Wire("ZIV-AmiHistory")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolidarityContribution:
    """The solidarity contribution."""

    total_rs_amount: Annotated[Decimal, Wire("TotalRsAmount")]
    """Euros."""
    solidarity_percentage: Annotated[Decimal, Wire("SolidarityPercentage")]
    history: Annotated[tuple[ContributionHistory, ...], Wire("SolidarityHistory")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSituation:
    """Who depends on the person, for the tax."""

    dependent_spouse_code: Annotated[str | None, Wire("DependentSpouseCode")]
    """1 to 5; 9: unknown."""
    total_dependent_children: Annotated[int | None, Wire("TotalDependentChildren")]
    total_dependent_others: Annotated[int | None, Wire("TotalDependentOthers")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRule:
    """A rule that was applied."""

    exception_code: Annotated[str, Wire("ExceptionCode")]
    description: Annotated[str, Wire("Description")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What was paid for a month, or for several."""

    start_month: Annotated[Month, Wire("ReferencePeriod/StartMonth")]
    end_month: Annotated[Month, Wire("ReferencePeriod/EndMonth")]
    total_gross_amount: Annotated[Decimal, Wire("TotalAmounts/TotalGrossAmount")]
    """Euros."""
    total_precomptable_amount: Annotated[
        Decimal, Wire("TotalAmounts/TotalPrecomptableAmount")
    ]
    """Euros on which tax is withheld."""
    index: Annotated[Decimal, Wire("Index/Index")]
    index_type: Annotated[IndexType | str, Wire("Index/IndexType")]
    history: Annotated[tuple[PaymentHistory, ...], Wire("PaymentHistory")]
    is_holiday_amount: Annotated[bool, Wire("IsHolidayAmount")]
    fiscal_situation: Annotated[FiscalSituation | None, Wire("FiscalSituation")]
    special_rules: Annotated[tuple[SpecialRule, ...], Wire("SpecialRule")]
    health_contribution: Annotated[
        HealthContribution | None, Wire("Contributions/ZIV-AMI")
    ]
    solidarity_contribution: Annotated[
        SolidarityContribution | None, Wire("Contributions/ContributionSolidarity")
    ]
    anomalies: Annotated[tuple[Anomaly, ...], Wire("Anomaly")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionDemand:
    """A pension that was asked for, and perhaps refused."""

    pension_demand_date: Annotated[date, Wire("PensionDemandDate")]
    pension_demand_refusal_date: Annotated[
        date | None, Wire("PensionDemandRefusalDate")
    ]


_RIGHT = "RightWithPayments"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionItem:
    """A demand, or a right with what was paid, if that was asked and is there."""

    demand: Annotated[PensionDemand | None, Wire("PensionDemand")]
    right: Annotated[
        RightInformation | None,
        Wire(
            *(
                f"{kind}/RightInformation"
                for kind in ("RightOnly", "RightWithoutPayments", _RIGHT)
            )
        ),
    ]
    payments: Annotated[tuple[Payment, ...], Wire(f"{_RIGHT}/PaymentsInformation")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionItem:
    """Who pays, and what."""

    debtor_institution_company_id: Annotated[
        int, Wire("PayingInstitution/DebtorInstitutionCompanyId")
    ]
    """Enterprise number, without a leading zero."""
    debtor_institution_immatriculation: Annotated[
        int, Wire("PayingInstitution/DebtorInstitutionImmatriculation")
    ]
    institution_name: Annotated[str, Wire("PayingInstitution/InstitutionName")]
    items: Annotated[tuple[InstitutionItem, ...], Wire("PayingInstitutionItem")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionRegister:
    """What the register knows of a person."""

    citizen: Annotated[Citizen | None, Wire("CitizenPK")]
    pension_items: Annotated[tuple[PensionItem, ...], Wire("PensionItem")]
    """Empty: the person is known there, but nothing of what was asked is."""


def pension_register(
    ssin: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    pillar: Pillar | str = Pillar.FIRST,
    payments: Payments | str = Payments.NONE,
    focus: Focus | str = Focus.REFERENCE_PERIOD,
    language: str = "NL",
    user: str | None = None,
) -> Call[PensionRegister]:
    """
    Ask the pension register for the rights of a person, and perhaps payments.

    Via `ksz` OCMWCPASPensionRegisterConsult 20090706, over the SSDN. The profile then
    needs `email`, and as `legal_context` the place in the network, such as `17/1`.

    Args:
        ssin: Of the person.
        on: One day; or `period`.
        period: First and last day.
        pillar: Which pensions; ask no more than you need.
        payments: How much of the payments; likewise.
        focus: Whether the period is of what is paid for, or of the payments.
        language: Of the texts: NL, FR, DE or EN.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        What there is; `data` is None when not even the person is told.

    Raises:
        PersonNotRegistered: With code MSG00021 the register never had a file about the
            person: there is no pension. With others, an inscription is missing.
        InvalidRequest: The dates do not fit together, or a name is unknown.
        InvalidSettings: The profile misses what the SSDN needs.

    Source: `ksz-pensionregister`.
    """
    begin, end = closed_days(on, period)
    (which,) = members("pillar", Pillar, (pillar,))
    (how_much,) = members("payments", Payments, (payments,))
    (of_what,) = members("focus", Focus, (focus,))
    paid = how_much is not Payments.NONE
    asked = {
        f"{_PR}TargetSSIN": ssin,
        f"{_PR}Period": {f"{_PR}StartDate": begin, f"{_PR}EndDate": end},
        f"{_PR}RequestedData": {
            f"{_PR}Pillar": which.value,
            f"{_PR}RequestedInformation": how_much.value,
            f"{_PR}Focus": of_what.value if paid else None,
        },
        f"{_PR}Language": language,
    }
    question = Question(
        service="OCMWCPASPensionRegisterConsult",
        version="20090706",
        operation="sendXML",
        content={f"{_PR}Penskad_OpenPK_ConsultRequest": asked},
        subject=ssin,
        user=user,
    )
    return one_way(question, _read)


def _read(reply: Any) -> PensionRegister | None:
    found = at(reply, _REPLY)
    if at(found, "CitizenPK") is None and at(found, "PensionItem") is None:
        return None
    return read(PensionRegister, found)

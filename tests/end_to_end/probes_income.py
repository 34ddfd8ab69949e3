"""Typed calls that ask everything: income, property, language, work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from kruispunt_client.calls.fiscal_data import DerivedYear, fiscal_data
from kruispunt_client.calls.job_seeker import Classification, job_seeker
from kruispunt_client.calls.job_seeker_inscriptions import (
    EmploymentService,
    job_seeker_inscriptions,
)
from kruispunt_client.calls.language import language_files
from kruispunt_client.calls.patrimony_questions import (
    enterprise_divisions,
    enterprise_properties,
    properties,
)
from kruispunt_client.calls.property_situations import (
    parcel_situations,
    property_situations,
)
from kruispunt_client.calls.question import Call
from kruispunt_client.calls.replacement_income import (
    LAST,
    ActivationKind,
    replacement_income,
)
from kruispunt_client.calls.tax_assessment import tax_assessment
from kruispunt_client.calls.tax_items import FiscalGroup
from kruispunt_client.calls.unemployment import (
    activation_sums,
    paid_sums,
    rights,
    scheduled_payment,
    unemployment_payment,
)
from kruispunt_client.calls.unemployment_histories import (
    availability_decisions,
    earning_capacity,
    exemptions,
    sanctions,
    scale_codes,
    work_disabilities,
)
from kruispunt_client.results import Month
from kruispunt_simulator.people import People

ENTERPRISE, DIVISION = "1900010165", 72307
"""It owns there."""

Key = tuple[str, str, str]
"""Service, version, operation."""


def _months(today: date, count: int) -> tuple[Month, Month]:
    """As many months as there is room for in the contract, to this one."""
    last = today.year * 12 + today.month - 1
    first = last - count + 1
    return Month(first // 12, first % 12 + 1), Month(last // 12, last % 12 + 1)


def _days(today: date) -> tuple[date, date]:
    return date(2015, 1, 1), today


RVA: dict[str, Callable[[str, date], Call[Any]]] = {
    "consultPaidSums": lambda ssin, today: paid_sums(ssin, period=_months(today, 48)),
    "consultRights": lambda ssin, today: rights(ssin),
    "consultPayments": lambda ssin, today: unemployment_payment(ssin),
    "consultActivationPaidSums": lambda ssin, today: activation_sums(
        ssin, period=_months(today, 24)
    ),
    "consultScheduledPayment": lambda ssin, today: scheduled_payment(
        ssin, period=(Month(today.year, 1), Month(today.year, 12))
    ),
    "consultScaleCodeHistory": lambda ssin, today: scale_codes(
        ssin, period=_days(today)
    ),
    "consultSanctionHistory": lambda ssin, today: sanctions(ssin, period=_days(today)),
    "consultExemptionHistory": lambda ssin, today: exemptions(
        ssin, period=_days(today)
    ),
    "consultWorkDisabilityHistory": lambda ssin, today: work_disabilities(
        ssin, period=_days(today)
    ),
    "consultNoEarningCapacityAndLawsuitMutuality": lambda ssin, today: earning_capacity(
        ssin
    ),
    "consultYoungAvailabilityDecisionHistory": lambda ssin, today: (
        availability_decisions(ssin, period=_days(today))
    ),
}
"""By operation."""

PROBES: dict[Key, Callable[[str, date], Call[Any]]] = {
    (
        "GeefAanslagbiljetPersonenbelasting",
        "02.00.0000",
        "GeefAanslagbiljetPersonenbelasting",
    ): lambda insz, today: tax_assessment(insz, today.year - 2, codes=None),
    (
        "TaxAssessmentDataService",
        "v2",
        "consultTaxAssessmentData",
    ): lambda ssin, today: fiscal_data(
        ssin, year=DerivedYear.MOST_RECENT_UNLIMITED, groups=FiscalGroup
    ),
    (
        "ZoekEigendomstoestanden",
        "02.00.0000",
        "ZoekEigendomstoestanden",
    ): lambda insz, today: property_situations(insz),
    (
        "GeefEigendomstoestanden",
        "02.00.0000",
        "GeefEigendomstoestanden",
    ): lambda insz, today: parcel_situations(_state_of(insz), history=True),
    (
        "PatrimonyService",
        "v1",
        "consultImmovableProperties",
    ): lambda ssin, today: properties(ssin),
    (
        "PatrimonyService",
        "v1",
        "consultEnterpriseImmovableProperties",
    ): lambda ssin, today: enterprise_properties(ENTERPRISE, DIVISION),
    (
        "PatrimonyService",
        "v1",
        "findDivisionByEnterpriseNumber",
    ): lambda ssin, today: enterprise_divisions(ENTERPRISE),
    (
        "GeefDossierVMSW",
        "01.00.0000",
        "GeefDossierVMSW",
    ): lambda insz, today: language_files(insz),
    (
        "GeefInschrijvingWerkzoekende",
        "01.00.0000",
        "GeefInschrijvingWerkzoekende",
    ): lambda insz, today: job_seeker_inscriptions(
        insz, period=(date(2015, 1, 1), None), services=EmploymentService
    ),
    (
        "GeefWerkzoekende",
        "02.00.0000",
        "GeefWerkzoekende",
    ): lambda insz, today: job_seeker(insz, category=Classification.FIN_VO),
    (
        "GeefVervangingsinkomenUitWerkloosheid",
        "02.01.0000",
        "GeefVervangingsinkomenUitWerkloosheid",
    ): lambda insz, today: replacement_income(
        insz,
        sums=_months(today, 48),
        situation=LAST,
        activation=_months(today, 24),
        activation_kind=ActivationKind.TYPE_2,
    ),
    **{("UnemploymentDataService", "v3", name): ask for name, ask in RVA.items()},
}
"""
What is asked about a person. Real-estate rights are asked in the least wide form: a
wider one is refused whole (R-LC-11).
"""


@cache
def _states() -> Mapping[str, int]:
    """The newest situation of a parcel in the file of each built-in persona."""
    return {
        person.ssin: person.parcels[0].states[-1].id
        for person in People.load()
        if person.parcels
    }


def _state_of(insz: str) -> int:
    """Whoever owns nothing stands for somebody who asks about another's parcel."""
    return _states().get(insz, next(iter(_states().values())))

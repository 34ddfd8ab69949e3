"""Typed calls that ask everything: income, property, language, work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from kruispunt_client.calls.fiscal_data import DerivedYear, fiscal_data
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
from kruispunt_client.calls.tax_assessment import tax_assessment
from kruispunt_client.calls.tax_items import FiscalGroup
from kruispunt_simulator.people import People

ENTERPRISE, DIVISION = "1900010165", 72307
"""It owns there."""

Key = tuple[str, str, str]
"""Service, version, operation."""

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

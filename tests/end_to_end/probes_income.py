"""Typed calls that ask everything: income, property, language, work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kruispunt_client.calls.fiscal_data import DerivedYear, fiscal_data
from kruispunt_client.calls.question import Call
from kruispunt_client.calls.tax_assessment import tax_assessment
from kruispunt_client.calls.tax_items import FiscalGroup

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
}

"""TaxAssessmentData v2: named elements of a tax assessment, from the KSZ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.tax_assessment import check_year
from kruispunt_client.calls.tax_items import FiscalElement, FiscalGroup, euros_of
from kruispunt_client.calls.wire import Wire, read
from kruispunt_client.errors import InvalidRequest


class FiscalState(Enum):
    """How somebody is taxed."""

    SINGULAR = "SINGULAR"
    """Alone."""
    PRIMARY = "PRIMARY"
    """First of two who are taxed together."""
    SECONDARY = "SECONDARY"


class DerivedYear(Enum):
    """An income year that follows from what is on the roll."""

    MOST_RECENT = "MOST_RECENT"
    """The newest of the last three."""
    MOST_RECENT_UNLIMITED = "MOST_RECENT_UNLIMITED"
    """The newest of all."""


class SsinStatus(Enum):
    """What became of the number that was asked about."""

    ACTIVE = "ACTIVE"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class ValueType(Enum):
    """How the text of a value is to be read."""

    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"


class NoValueReason(Enum):
    """Why an element has no value."""

    NOT_PRESENT = "ELEMENT_NOT_PRESENT_IN_THE_TAX_ASSESSMENT_DATA"
    NOT_THAT_YEAR = "ELEMENT_NOT_AVAILABLE_FOR_THIS_INCOME_YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalPerson:
    """Who is taxed, and how."""

    ssin: str
    fiscal_state: FiscalState


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalDatum:
    """One element: its value, or why it has none."""

    element: Annotated[FiscalElement | str, Wire("element/_value_1")]
    communal_information: Annotated[bool | None, Wire("element/communalInformation")]
    """True: one figure for both partners."""
    value: Annotated[str | None, Wire("value/_value_1")]
    """As on the wire: an amount is in cents."""
    type: Annotated[ValueType | None, Wire("value/type")]
    no_value: Annotated[NoValueReason | None, Wire("noValue/reason")]

    @property
    def euros(self) -> Decimal | None:
        """The amount; None when there is none, or the element is not known as one."""
        return euros_of(self.element, self.value)

    @property
    def parsed(self) -> int | bool | date | None:
        """The value by its type: a number (amounts in cents), a yes or no, a date."""
        if self.value is None or self.type is None:
            return None
        if self.type is ValueType.INTEGER:
            return int(self.value)
        if self.type is ValueType.BOOLEAN:
            return self.value in ("true", "1")
        return date.fromisoformat(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAssessmentResult:
    """One assessment: who is taxed, and the elements that were asked."""

    requested_fiscal_person: FiscalPerson
    related_fiscal_person: FiscalPerson | None
    """Who is taxed together with the person; None also when withheld."""
    income_year: int
    tax_assessment_number: str
    fiscal_data: Annotated[tuple[FiscalDatum, ...], Wire("fiscalDataList/fiscalData")]

    def of(self, element: FiscalElement | str) -> FiscalDatum | None:
        """Give one element; None if it was not asked, or withheld."""
        wanted = _text(element)
        return next((d for d in self.fiscal_data if _text(d.element) == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAssessmentData:
    """What became of the number, and the assessment."""

    requested_ssin_status: Annotated[
        SsinStatus | None, Wire("ssinStatusData/requestedSsinStatus")
    ]
    replacing_ssin: Annotated[str | None, Wire("ssinStatusData/replacingSsin")]
    result: TaxAssessmentResult | None
    """None when it may not be told, as when it is too old."""


def fiscal_data(
    ssin: str,
    *,
    year: int | DerivedYear = DerivedYear.MOST_RECENT,
    elements: Iterable[FiscalElement | str] = (),
    groups: Iterable[FiscalGroup | str] = (),
    user: str | None = None,
) -> Call[TaxAssessmentData]:
    """
    Ask for elements of the tax assessment of a person.

    Via `ksz` TaxAssessmentDataService v2, consultTaxAssessmentData.

    Args:
        ssin: Of the person.
        year: Income year, or which one is meant.
        elements: By name; ask no more than you need.
        groups: Elements by the name of their group; likewise. At least one of both.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The elements, in the order asked; `data` is None when there is no assessment.

    Raises:
        InvalidRequest: Nothing is asked, or the year cannot be.

    Source: `ksz-taxassessmentdata-v2`.
    """
    chosen = [_text(element) for element in elements]
    grouped = [_text(group) for group in groups]
    if not (chosen or grouped):
        raise InvalidRequest("elements, groups: ask for at least one")
    if isinstance(year, DerivedYear):
        reference: dict[str, Any] = {"derivedYear": year.value}
    else:
        reference = {"year": check_year(year, last=4999)}
    question = Question(
        service="TaxAssessmentDataService",
        version="v2",
        operation="consultTaxAssessmentData",
        content={
            "ssin": ssin,
            "referenceYear": reference,
            "fiscalDataSelection": {
                "elements": {"element": chosen},
                "groups": {"group": grouped},
            },
        },
        subject=ssin,
        user=user,
    )
    return one_way(question, lambda response: read(TaxAssessmentData, response))


def _text(name: FiscalElement | FiscalGroup | str) -> str:
    return name if isinstance(name, str) else name.value

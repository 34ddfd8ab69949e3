"""
Files of persons with a handicap: what GeefDossierHandicap (MAGDA) and HandiService
(KSZ) have in common, for MAGDA passes the KSZ's answer on whole.

Up to eight authentic sources answer, each with its own status. They all use the parts
below; a part or field that a source does not have is None or empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.question import Period
from kruispunt_client.calls.wire import Wire, at, read_at, several_at
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import StatusValue


class HandicapSource(Enum):
    """An authentic source; the value is its name on the wire."""

    DGPH = "DGPH"
    """Federal: Directorate-General Persons with a Handicap."""
    VSB = "VSB"
    """Flemish social protection."""
    KIND_EN_GEZIN = "KindEnGezin"
    """Opgroeien; in the KSZ contract only."""
    IRIS_CARE = "IrisCare"
    """Brussels."""
    NIC_CIN = "NicCin"
    """Health insurance funds."""
    AVIQ = "AVIQ"
    """Wallonia."""
    DSL = "DSL"
    """German-speaking community."""
    MDG = "MDG"


class FilePart(Enum):
    """A part of a file that can be asked for."""

    EVOLUTION_OF_REQUEST = "evolutionOfRequest"
    HANDICAP_RECOGNITIONS = "handicapRecognitions"
    RIGHTS = "rights"
    SOCIAL_CARDS = "socialCards"


class CardCategory(Enum):
    """What a card is for."""

    PARKING_CARD = "PARKINGCARD"
    REDUCTION_CARD = "REDUCTIONCARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvolutionOfRequest:
    """How far a request is."""

    legislation: int
    """0 none, 1 and 2 child, 3 income replacement and integration, 4 elderly …"""
    request_date: date | None
    administrative_pending_request: bool | None
    handicap_recognition_pending: bool | None
    file_completion_date: date | None
    appeal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillars:
    """Points of a child."""

    pillar1: int | None
    """Physical and mental consequences, 0 to 6."""
    pillar2: int | None
    """Participation, 0 to 12."""
    pillar3: int | None
    """Consequences for the family, 0 to 18."""
    pillars_total: int | None
    """0 to 36."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildResult:
    """Outcome of the recognition of a child."""

    inability_follow_course: bool | None
    inability_to_work: bool | None
    disability_code: int | None
    """1: 0 to 65 %, 2: 66 to 79 %, 3: 80 to 100 %."""
    independency_score: int | None
    pillars: Pillars | None
    child_pathology: bool | None
    bii_ready: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """Loss of independence of an adult: six times 0 to 3."""

    mobility: int | None
    nourishment: int | None
    hygiene: int | None
    household: int | None
    supervision: int | None
    social_skills: int | None
    total_points: int | None
    """0 to 18."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultResult:
    """Outcome of the recognition of an adult."""

    diminuation_independence: Independence
    diminuation_earnings: bool | None
    mental_unsuitability: Annotated[
        Decimal | None, Wire("unsuitability/mentalUnsuitability")
    ]
    physical_unsuitability: Annotated[
        Decimal | None, Wire("unsuitability/physicalUnsuitability")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandicapDetails:
    """The four handicaps that open fiscal benefits."""

    lower_limbs50p: bool
    full_blindness: bool
    upper_limbs_amputated: bool
    upper_limbs_paralyzed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandicapRecognition:
    """One recognition with its period and outcome."""

    date_of_decision: Annotated[
        date | None, Wire("recognitionStatus/dateOfDecision", "dateOfDecision")
    ]
    start_date: Annotated[
        date | None,
        Wire("recognitionStatus/startDateRecognition", "startDateRecognition"),
    ]
    end_date: Annotated[
        date | None, Wire("recognitionStatus/endDateRecognition", "endDateRecognition")
    ]
    """None: open."""
    legislation: int | None
    details: Annotated[HandicapDetails | None, Wire("handicapRecognitionDetails")]
    child: Annotated[ChildResult | None, Wire("resultRecognitionChild")]
    adult: Annotated[AdultResult | None, Wire("resultRecognitionAdult")]
    decision_status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right to an allowance."""

    begin_date: Annotated[date, Wire("period/beginDate")]
    end_date: Annotated[date | None, Wire("period/endDate")]
    legislation: int
    """3 income replacement and integration, 4 elderly, 5 to 9 older laws."""
    total_month_amount: Decimal
    """Euros."""
    month_amount: Decimal | None
    category_ivt: Annotated[str | None, Wire("categoryIVT")]
    """A, B, C or `-`."""
    category_it: Annotated[int | None, Wire("categoryIT")]
    """0 to 5."""
    partner_income: bool | None
    decision_status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """A parking or reduction card."""

    delivery_date: date
    end_date: date | None
    card_number: str
    card_category: Annotated[CardCategory, Wire("cardCategory", "cardType")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizedText:
    """A name in one language."""

    text: Annotated[str, Wire("_value_1")]
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Name and address as the federal file has them."""

    last_name: str
    first_name: str | None
    kind: Annotated[str | None, Wire("address/class")]
    """`belgianAddress`, `foreignAddress` or `diplomaticPost`."""
    building: Annotated[str | None, Wire("address/building")]
    street_code: Annotated[str | None, Wire("address/streetCode")]
    street_name: Annotated[tuple[LocalizedText, ...], Wire("address/streetName")]
    house_number: Annotated[str | None, Wire("address/houseNumber")]
    box_number: Annotated[str | None, Wire("address/boxNumber")]
    postal_code: Annotated[str | None, Wire("address/postalCode")]
    city_code: Annotated[str | None, Wire("address/cityCode")]
    city_name: Annotated[tuple[LocalizedText, ...], Wire("address/cityName")]
    country_code: Annotated[str | None, Wire("address/countryCode")]
    country_name: Annotated[tuple[LocalizedText, ...], Wire("address/countryName")]
    since: Annotated[date | None, Wire("address/date")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """The file of one source."""

    address: Annotated[Address | None, Wire("addressHandicappedPerson")]
    evolution_of_request: EvolutionOfRequest | None
    handicap_recognitions: Annotated[
        tuple[HandicapRecognition, ...],
        Wire("handicapRecognitions/handicapRecognition"),
    ]
    rights: Annotated[tuple[Right, ...], Wire("right", "rights/right", "rights")]
    """The contracts say `right`, `rights` or `rights/right`, by source and question."""
    social_cards: Annotated[tuple[SocialCard, ...], Wire("socialCards/socialCard")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one source said."""

    source: HandicapSource
    status: StatusValue
    code: str
    description: str | None
    file: SourceFile | None
    """None unless the source found data."""
    information: Mapping[str, str] = field(default_factory=dict)
    """What the source adds to its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandicapFiles:
    """Every source that answered, in the order of the contract."""

    results: tuple[SourceResult, ...]

    def of(self, source: HandicapSource) -> SourceResult | None:
        """Give what one source said; None if it was not asked."""
        return next((r for r in self.results if r.source is source), None)


RESULTS = {
    "dgphResult": HandicapSource.DGPH,
    "vsbResult": HandicapSource.VSB,
    "kindEnGezinResult": HandicapSource.KIND_EN_GEZIN,
    "irisCareResult": HandicapSource.IRIS_CARE,
    "nicCinResult": HandicapSource.NIC_CIN,
    "aviqResult": HandicapSource.AVIQ,
    "dslResult": HandicapSource.DSL,
    "mdgResult": HandicapSource.MDG,
}


def read_files(response: Any) -> HandicapFiles:
    """Read the KSZ response, or the same content inside a MAGDA `Inhoud`."""
    results = at(response, "results")
    found = ((source, at(results, name)) for name, source in RESULTS.items())
    return HandicapFiles(
        results=tuple(_result(source, each) for source, each in found if each)
    )


def _result(source: HandicapSource, value: Any) -> SourceResult:
    return SourceResult(
        source=source,
        status=StatusValue(at(value, "status/value")),
        code=at(value, "status/code"),
        description=at(value, "status/description"),
        file=read_at(SourceFile, value, "file"),
        information=information_of(value),
    )


def information_of(value: Any) -> Mapping[str, str]:
    """Read what a source adds to its status."""
    return {
        at(each, "fieldName"): at(each, "fieldValue") or ""
        for each in several_at(value, "status/information")
    }


def criteria(
    ssin: str,
    when: date | Period,
    *,
    sources: Iterable[HandicapSource | str],
    parts: Iterable[FilePart | str],
    decision_status: bool,
    enriched_recognition: bool,
) -> Fields:
    """
    Describe what is asked.

    Args:
        ssin: Of the person.
        when: A day gives by-date criteria, a period by-period criteria.
        sources: At least one.
        parts: At least one.
        decision_status: DGPH and VSB add it; by date only.
        enriched_recognition: DGPH adds the legislation; by date only.

    Raises:
        InvalidRequest: Nothing is asked, a name is unknown, or a by-date option is
            given with a period.
    """
    try:
        asked = {HandicapSource(source) for source in sources}
        wanted = {FilePart(part) for part in parts}
    except ValueError as error:
        raise InvalidRequest(str(error)) from error
    if not asked or not wanted:
        raise InvalidRequest("ask for at least one source and one part")
    flags = {
        "handicapAuthenticSources": {
            s.value: True for s in HandicapSource if s in asked
        }
    }
    chosen = {"parts": {part.value: True for part in FilePart if part in wanted}}
    if isinstance(when, tuple):
        if decision_status or enriched_recognition:
            raise InvalidRequest(
                "decision_status and enriched_recognition go with a day, not a period"
            )
        period = {"period": {"beginDate": when[0], "endDate": when[1]}}
        return {"ssin": ssin, **flags, **period, **chosen}
    return {
        "ssin": ssin,
        **flags,
        "referenceDate": when,
        **chosen,
        "decisionStatus": decision_status or None,
        "enrichedRecognition": enriched_recognition or None,
    }

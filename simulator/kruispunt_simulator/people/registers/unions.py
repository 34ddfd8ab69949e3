"""Civil status and legal cohabitation: with whom, since when, and how it ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.registers.common import (
    AdditionalRegister,
    Coded,
    DeedNumber,
    DeedReference,
    Place,
    Record,
    ReferenceTo,
    RegisterDate,
    RegisteredPlace,
    Transcription,
    length,
)

CivilState = Literal[
    "unmarried",
    "married",
    "annulled",
    "putative",
    "widowed",
    "divorced",
    "divorced-by-consent",
    "separated",
    "separated-by-consent",
    "ended-otherwise",
    "partnership",
    "partnership-ended",
    "undetermined",
]

UNIONS: Final = frozenset({"married", "partnership"})
"""The states that two persons have with each other."""


class Judgment(Section):
    """The judgment about a marriage or partnership."""

    day: RegisterDate = Field(serialization_alias="Datum")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    court: Coded | None = Field(default=None, serialization_alias="Rechtbank")
    place_of_court: Place | None = Field(
        default=None, serialization_alias="PlaatsRechtbank"
    )
    court_of_appeal: Coded | None = Field(default=None, serialization_alias="Hof")
    transcription: Transcription | None = Field(
        default=None, serialization_alias="OverschrijvingRegister"
    )


class CivilStatus(Record):
    """One civil status; a divorce or death ends it by beginning the next."""

    status: CivilState = Field(serialization_alias=".")
    partner: ReferenceTo | None = Field(default=None, serialization_alias="Partner")
    place: RegisteredPlace | None = Field(default=None, serialization_alias="Plaats")
    deed_number: DeedNumber | None = Field(
        default=None, serialization_alias="Aktenummer"
    )
    additional_register: AdditionalRegister | None = Field(
        default=None, serialization_alias="AanvullendRegister"
    )
    deed_reference: DeedReference | None = Field(
        default=None, serialization_alias="DabsDocumentReferte"
    )
    judgment: Judgment | None = Field(default=None, serialization_alias="Uitspraak")

    @model_validator(mode="after")
    def _nobody_is_married_alone(self) -> Self:
        if self.status in UNIONS and self.partner is None:
            raise ValueError(f"{self.status} without a partner")
        return self


class Notary(Section):
    """Before whom the agreement was made."""

    name: Annotated[str, length(128)] | None = Field(
        default=None, serialization_alias="Naam"
    )
    place: Place | None = Field(default=None, serialization_alias="Plaats")


class Notice(Section):
    """When and where the end was made known to the other."""

    day: RegisterDate | None = Field(default=None, serialization_alias="Datum")
    place: Place | None = Field(default=None, serialization_alias="Plaats")


class CohabitationJudgment(Section):
    """The judgment about a legal cohabitation."""

    day: date | None = Field(default=None, serialization_alias="Datum")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    court: Coded | None = Field(default=None, serialization_alias="Rechtbank")
    court_of_appeal: Coded | None = Field(default=None, serialization_alias="Hof")


class EndOfCohabitation(Section):
    """How it ended; when is the end of the record."""

    reason: Coded = Field(serialization_alias="Reden")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    notice: Notice | None = Field(default=None, serialization_alias="Kennisgeving")
    partner: ReferenceTo | None = Field(default=None, serialization_alias="Partner")
    """Who ended it, where one did."""
    judgment: CohabitationJudgment | None = Field(
        default=None, serialization_alias="Uitspraak"
    )


class LegalCohabitation(Record):
    """A declaration of legal cohabitation, and perhaps its end."""

    declared: date | None = Field(default=None, serialization_alias="Datum")
    partner: ReferenceTo = Field(serialization_alias="Partner")
    place: RegisteredPlace = Field(serialization_alias="Plaats")
    notary: Notary | None = Field(default=None, serialization_alias="Notariaat")
    ending: EndOfCohabitation | None = Field(
        default=None, serialization_alias="Beeindiging"
    )

    @model_validator(mode="after")
    def _an_end_has_a_day(self) -> Self:
        if (self.end is None) != (self.ending is None):
            raise ValueError("an end needs a day (until) and a reason (ending)")
        return self

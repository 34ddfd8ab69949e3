"""Birth, death and what follows on death."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import FictitiousSsin
from kruispunt_simulator.people.registers.common import (
    BELGIUM,
    AdditionalRegister,
    BirthPlace,
    Coded,
    Country,
    DeedNumber,
    DeedReference,
    Nis,
    Record,
    RegisterDate,
    Text,
    Transcription,
)


class Birth(Section):
    """The deed of birth."""

    day: RegisterDate | None = Field(default=None, serialization_alias="Datum")
    """Only where the birth date of the identity is partly unknown."""
    place: BirthPlace | None = Field(default=None, serialization_alias="Plaats")
    deed_number: DeedNumber | None = Field(
        default=None, serialization_alias="Aktenummer"
    )
    additional_register: AdditionalRegister | None = Field(
        default=None, serialization_alias="AanvullendRegister"
    )
    deed_reference: DeedReference | None = Field(
        default=None, serialization_alias="DabsDocumentReferte"
    )
    proof: Coded | None = Field(default=None, serialization_alias="Bewijsstuk")


class DecisionOnDeath(Section):
    """A judgment that declares somebody dead."""

    kind: Coded = Field(serialization_alias="Type")
    transcription: Transcription = Field(serialization_alias="OverschrijvingRegister")
    reference: Text = Field(serialization_alias="Referentienummer")


class Death(Section):
    """The deed of death; the day is `identity.deceased`."""

    day: RegisterDate | None = Field(default=None, serialization_alias="Datum")
    """Only where the day in the identity is partly unknown."""
    place: BirthPlace | None = Field(default=None, serialization_alias="Plaats")
    deed_number: DeedNumber | None = Field(
        default=None, serialization_alias="Aktenummer"
    )
    additional_register: AdditionalRegister | None = Field(
        default=None, serialization_alias="AanvullendRegister"
    )
    deed_reference: DeedReference | None = Field(
        default=None, serialization_alias="DabsDocumentReferte"
    )
    decision: DecisionOnDeath | None = Field(
        default=None, serialization_alias="Beslissing"
    )


class Representative(Section):
    """Who speaks for the person about the burial."""

    ssin: FictitiousSsin
    text: Text | None = None


class Burial(Record):
    """How the person wants to be buried."""

    mode: Coded = Field(serialization_alias="WijzeVanLijkbezorging")
    representative: Representative | None = Field(
        default=None, serialization_alias="WettelijkeVertegenwoordiger"
    )


class Municipality(Section):
    """A municipality and nothing else."""

    nis_code: Nis | None = Field(default=None, serialization_alias="NISCode")
    city: Text | None = Field(default=None, serialization_alias="Naam")


class FuneralContract(Section):
    """A contract with an undertaker."""

    begin: RegisterDate | None = Field(default=None, alias="from")
    situation: Coded = Field(serialization_alias="Situatie")
    number: Text | None = Field(default=None, serialization_alias="Nummer")
    cbe_number: Text | None = Field(default=None, serialization_alias="CBENummer")


class Cemetery(Section):
    """Where the person wants to lie."""

    city: Municipality | None = Field(default=None, serialization_alias="Gemeente")
    country: Country = Field(default=BELGIUM, serialization_alias="Land")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class Funeral(Record):
    """The last wish, with rite, contract and cemetery."""

    mode: Coded = Field(serialization_alias="WijzeVanLijkbezorging")
    rite: Coded | None = Field(default=None, serialization_alias="Ritueel")
    registered_in: Municipality = Field(serialization_alias="PlaatsRegistratie")
    document: date | None = Field(default=None, serialization_alias="DatumDocument")
    representative: Representative | None = Field(
        default=None, serialization_alias="WettelijkeVertegenwoordiger"
    )
    contract: FuneralContract | None = Field(
        default=None, serialization_alias="Contract"
    )
    cemetery: Cemetery | None = Field(default=None, serialization_alias="Begraafplaats")


class AbsentPersonDecision(Section):
    """Who declared the absence, or takes care of what the absent person has."""

    begin: date | None = Field(default=None, alias="from")
    ssin: FictitiousSsin


class DecisionOnAbsence(Section):
    """The decision of the court."""

    kind: Coded = Field(serialization_alias=".")
    person: AbsentPersonDecision | None = Field(
        default=None, serialization_alias="INSZ"
    )


class Absence(Record):
    """The person was not seen for so long that a court said so."""

    decision: DecisionOnAbsence | None = Field(
        default=None, serialization_alias="Beslissing"
    )
    text: Text = Field(serialization_alias="Tekst")

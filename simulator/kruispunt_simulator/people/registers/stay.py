"""In which register, under which number and on which ground the person stays here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import FictitiousSsin
from kruispunt_simulator.people.registers.common import (
    Coded,
    Line,
    Place,
    Record,
    ReferenceName,
    RegisterDate,
    Text,
    length,
)

RegisterName = Literal[
    "aliens",
    "population",
    "eu-official",
    "aliens-1991",
    "waiting",
    "waiting-eu",
    "bis",
]

Removal = Literal[
    "left-for-abroad",
    "struck-off",
    "struck-off-abroad",
    "declared-absent",
    "lost-residence",
    "immigration-office",
]


class RegisterEntry(Record):
    """In which register the person is entered."""

    register_: RegisterName = Field(alias="register")


class RemovedFile(Record):
    """No municipality keeps the file (any more), and why."""

    removal: Removal


class ProvisionalEntry(Record):
    """Entered for the time being, where nobody may live for good."""

    action: Coded = Field(serialization_alias="JuridischeActie")
    text: Text | None = Field(default=None, serialization_alias="Tekst")
    ends: RegisterDate | None = Field(default=None, serialization_alias="Einddatum")


class Acquisition(Section):
    """How a nationality was acquired."""

    reason: Coded | None = Field(default=None, serialization_alias="Reden")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class Nationality(Record):
    """A nationality; somebody may have several at a time."""

    nationality: Coded = Field(serialization_alias=".")
    """NIS code of the country; 711 is undetermined, 8xx a recognised refugee."""
    acquired: Acquisition | None = Field(default=None, serialization_alias="Verwerving")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class RefugeeType(Record):
    """Whether the person asks for asylum, or belongs to somebody who does."""

    type: Coded = Field(serialization_alias=".")


class Reunited(Section):
    """With whom the family was reunited."""

    ssin: FictitiousSsin


class LegalStay(Record):
    """On which ground the person may stay."""

    reasons: tuple[Coded, ...] = Field(default=(), serialization_alias="Redenen/Reden")
    reunited_with: Reunited | None = Field(
        default=None, serialization_alias="Gezinshereniger"
    )
    lines: tuple[Line, ...] = Field(default=(), serialization_alias="Teksten/Tekst")


class SituationInformation(Section):
    """More about an administrative situation."""

    general: Coded | None = Field(default=None, serialization_alias="Algemeen")
    reference: Annotated[str, length(10)] | None = Field(
        default=None, serialization_alias="Referentienummer"
    )
    institution: Coded | None = Field(default=None, serialization_alias="Inrichting")
    status: Coded | None = Field(default=None, serialization_alias="Status")
    situation: Coded | None = Field(default=None, serialization_alias="Toestand")
    term: Annotated[str, length(10)] | None = Field(
        default=None, serialization_alias="Termijn"
    )
    day: RegisterDate | None = Field(default=None, serialization_alias="Datum")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class AdministrativeSituation(Record):
    """Where the asylum procedure stands."""

    situation: Coded | None = Field(default=None, serialization_alias="Toestand")
    institution: Coded | None = Field(default=None, serialization_alias="Inrichting")
    information: SituationInformation | None = Field(
        default=None, serialization_alias="Informatie"
    )


class ImmigrationNumber(Record):
    """The number at the immigration office."""

    number: Text = Field(serialization_alias="NummerDienstVreemdelingenzaken")


class ProvisionalNumber(Record):
    """A provisional number in the waiting register."""

    number: Text = Field(serialization_alias="VoorlopigInschrijvingsnummer")


class WelfareCentre(Section):
    """A welfare centre, perhaps with a local reception initiative."""

    place: Place = Field(serialization_alias="Plaats")
    initiative: Coded | None = Field(
        default=None, serialization_alias="Opvanginitiatief"
    )


class PlaceOfRegistration(Record):
    """Which centre must help: a welfare centre or a reception centre (code 207)."""

    welfare_centre: WelfareCentre | None = Field(
        default=None, serialization_alias="OCMW"
    )
    reception_centre: Coded | None = Field(
        default=None, serialization_alias="Opvangcentrum"
    )


class Alias(Record):
    """Another identity that the person gave."""

    kind: Coded | None = Field(default=None, serialization_alias="Type")
    born: Text | None = Field(default=None, serialization_alias="Geboortedatum")
    nationality: Coded | None = Field(default=None, serialization_alias="Nationaliteit")
    name: ReferenceName | None = Field(default=None, serialization_alias="Naam")
    birth_place: Text | None = Field(default=None, serialization_alias="Geboorteplaats")


class CancelledFile(Record):
    """A file about the same person that was cancelled; it exists, as cancelled."""

    ssin: FictitiousSsin

"""Identity cards, permits and certificates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.registers.common import (
    Coded,
    Place,
    Record,
    RegisterDate,
    Text,
    length,
)

Count = Annotated[str, Field(pattern=r"^[0-9]{1,2}$")]


class Expiry(Section):
    """When a document expires."""

    day: RegisterDate | None = Field(default=None, serialization_alias="Vervaldatum")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class IdentityCard(Record):
    """An identity card or a residence permit in the form of a card."""

    kind: Coded = Field(serialization_alias="Type")
    number: Annotated[str, length(12)] | None = Field(
        default=None, serialization_alias="Nummer"
    )
    expiry: Expiry | None = Field(default=None, serialization_alias="Vervalgegevens")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    duplicate: Count | None = Field(default=None, serialization_alias="Duplicaat")
    renewal: Count | None = Field(default=None, serialization_alias="Verlenging")
    duration: Coded | None = Field(default=None, serialization_alias="Duurtijd")


class WorkCard(Record):
    """A professional card (self-employed) or a work permit (employee)."""

    number: Annotated[str, length(13)] = Field(serialization_alias="Nummer")
    expiry: Expiry | None = Field(default=None, serialization_alias="Vervalgegevens")


class EidCertificate(Section):
    """A certificate on the chip of the identity card."""

    number: Annotated[str, Field(pattern=r"^[0-9]{11}$")] = Field(
        serialization_alias="Nummer"
    )
    """Eleven digits, by the contract of the type of a person's number; it is none."""
    presence: Coded | None = Field(default=None, serialization_alias="Aanwezigheid")


class EidCertificates(Record):
    """The two certificates of one card: to authenticate, and to sign."""

    card: Text = Field(serialization_alias="Identiteitskaart")
    certificates: tuple[EidCertificate, ...] = Field(
        min_length=2, max_length=2, serialization_alias="Certificaten/Certificaat"
    )


class IdentityDocument(Record):
    """A document with which a foreigner proved who he is."""

    kind: Coded = Field(serialization_alias="Type")

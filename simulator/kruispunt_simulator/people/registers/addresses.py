"""
Where the person lives, lived and can be reached: in Belgium, abroad, at a post.

The municipality that keeps the file (`Beheerder`, `Status`) follows from the main
residence, so it stands here and nowhere else.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import Address, BelgianAddress
from kruispunt_simulator.people.registers.common import (
    Code,
    Coded,
    Country,
    Line,
    Record,
    Text,
    length,
)


class BestIds(Section):
    """Numbers in the federated address registers (BeSt-Add)."""

    address: str | None = Field(default=None, min_length=1)
    street: str | None = Field(default=None, min_length=1)
    municipality: str | None = Field(default=None, min_length=1)
    version: str | None = Field(default=None, min_length=1)


class DetailedAddress(BelgianAddress):
    """An address with all that the registers may know of it."""

    po_box: str | None = None
    location_designation: str | None = None
    location_name: str | None = None
    address_area: str | None = None
    post_name: str | None = None
    province: str | None = None
    region: str | None = None
    not_standard: bool = False
    """The register has street and municipality as texts only, without codes."""
    best: BestIds | None = None


class ReferencePlace(Code):
    """The municipality of a reference address."""

    best_id: str | None = Field(default=None, min_length=1)


class ReferenceDetails(Section):
    """Why somebody has a reference address, and where."""

    situation: Coded | None = Field(default=None, serialization_alias="Situatie")
    place: ReferencePlace | None = Field(default=None, serialization_alias="Plaats")
    justification: Coded | None = Field(
        default=None, serialization_alias="Verantwoording"
    )


class ReferenceAddress(Section):
    """The main residence is that of somebody else, or of a welfare centre."""

    begin: date = Field(alias="from", serialization_alias="Begindatum")
    end: date | None = Field(
        default=None, alias="until", serialization_alias="Einddatum"
    )
    details: ReferenceDetails | None = Field(
        default=None, serialization_alias="Details"
    )


class Residence(Record, DetailedAddress):
    """The main residence in Belgium."""

    reference_address: ReferenceAddress | None = None
    fusion: Coded | None = None
    """Whether the municipality came out of a merger."""
    language_regime: Coded | None = None
    """Of the municipality."""

    def as_address(self) -> Address:
        """Give it the shape of the address of an identity."""
        told = {name: getattr(self, name) for name in BelgianAddress.model_fields}
        return Address(**told, since=self.first)


class DiplomaticPost(Section):
    """A Belgian post abroad that keeps the file."""

    post: Coded = Field(serialization_alias=".")
    country: Country | None = Field(default=None, serialization_alias="Land")


class ForeignResidence(Record):
    """The main residence is abroad; a diplomatic post keeps the file."""

    post: DiplomaticPost = Field(serialization_alias="DiplomatiekePost")
    country: Country = Field(serialization_alias="Land")
    lines: tuple[Line, ...] = Field(default=(), serialization_alias="Teksten/Tekst")


class ForeignPostalAddress(Record):
    """Where letters go abroad."""

    country: Country | None = Field(default=None, serialization_alias="Land")
    lines: tuple[Line, ...] = Field(default=(), serialization_alias="Teksten/Tekst")


class StatedAddress(Record, DetailedAddress):
    """The address that an institution gave for the person."""

    institution: Coded


class AddressDeclaration(Record):
    """The person declared a change of address, not checked yet."""

    declared: date | None = Field(default=None, serialization_alias="Datum")
    text: Line | None = Field(default=None, serialization_alias="Tekst")


class ForeignAddressDeclaration(Record):
    """The person declared to leave for abroad."""

    declared: date | None = Field(default=None, serialization_alias="Datum")
    country: Country | None = Field(default=None, serialization_alias="Land")
    lines: tuple[Line, ...] = Field(default=(), serialization_alias="Teksten/Tekst")


class TemporaryAbsence(Record):
    """Away for a while without changing address: studies, prison, abroad."""

    kind: Coded | None = Field(default=None, serialization_alias="Type")
    lines: tuple[Line, ...] = Field(default=(), serialization_alias="Teksten/Tekst")


class Origin(Record):
    """The country from which the person came."""

    country: Country | None = Field(default=None, serialization_alias="Land")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class UndisclosedPeriod(Section):
    """For how long nobody may be told."""

    begin: date = Field(alias="from", serialization_alias="Begindatum")
    end: date = Field(alias="until", serialization_alias="Einddatum")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.begin:
            raise ValueError(f"ends on {self.end}, before it begins on {self.begin}")
        return self


class UndisclosedAddress(Record):
    """The address may not be told to third parties."""

    period: UndisclosedPeriod | None = Field(
        default=None, serialization_alias="Periode"
    )
    decided: date | None = Field(
        default=None, serialization_alias="DatumBeslissingCollege"
    )


class LegalDomicile(Record):
    """The legal domicile, where it is not the main residence."""

    text: Text = Field(serialization_alias="Tekst")


class ContactAddress(Record, DetailedAddress):
    """Where the person can be reached: of bis numbers mostly; days are complete."""

    begin: date = Field(alias="from")
    end: date | None = Field(default=None, alias="until")
    kind: Coded


class MoveDeclaration(Record):
    """The declaration of a move, by the municipality of departure or of arrival."""

    departure: Coded | None = Field(default=None, serialization_alias="GemeenteVertrek")
    arrival: Coded | None = Field(default=None, serialization_alias="GemeenteAankomst")

    @model_validator(mode="after")
    def _departure_or_arrival(self) -> Self:
        if (self.departure is None) == (self.arrival is None):
            raise ValueError("needs a departure or an arrival, and not both")
        return self


class ContactDetails(Record):
    """How to reach the person otherwise."""

    email: Text | None = Field(default=None, serialization_alias="Email")
    mobile: Text | None = Field(default=None, serialization_alias="GSM")
    phone: Text | None = Field(default=None, serialization_alias="Telefoon")
    fax: Text | None = Field(default=None, serialization_alias="Fax")


class ElectedDomicile(Record):
    """Where a foreigner chose to receive letters about the asylum procedure."""

    residence: Coded | None = Field(default=None, serialization_alias="Residentie")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class ResidencePeriod(Section):
    """The time an inquiry is about."""

    begin: date | None = Field(
        default=None, alias="from", serialization_alias="Begindatum"
    )
    end: date | None = Field(
        default=None, alias="until", serialization_alias="Einddatum"
    )


class ResidenceInquiry(Record):
    """What an inquiry into the main residence found."""

    period: ResidencePeriod | None = Field(default=None, serialization_alias="Periode")
    result: Coded | None = Field(default=None, serialization_alias="ResultaatOnderzoek")
    lines: tuple[Annotated[str, length(120, 0)], ...] = Field(
        default=(), serialization_alias="Teksten/Tekst"
    )

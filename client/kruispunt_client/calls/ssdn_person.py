"""
A person as the SSDN writes them (`LegalData`): name, birth, address and the like.

A modification date says since when the register has it so. Dates may lack a day or a
month. Source: `ksz-pensionregister`, blocks of the namespace Person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import PartialDate


class Gender(Enum):
    """As the registers have it."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A description, perhaps with its language."""

    text: Annotated[str, Wire("_value_1")]
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place, country, street or nationality: a code, or a description, or both."""

    code: Annotated[int | None, Wire("Code")]
    description: Annotated[tuple[Text, ...], Wire("Description")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality with its postal code."""

    code: Annotated[int | None, Wire("Code")]
    """NIS."""
    description: Annotated[tuple[Text, ...], Wire("Description")]
    postal_code: Annotated[str | None, Wire("PostalCode")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name."""

    modification_date: PartialDate | None
    last_name: Annotated[str, Wire("LastName")]
    middle_name: Annotated[str | None, Wire("MiddleName")]
    first_name: Annotated[str | None, Wire("FirstName")]
    complete_first_name: Annotated[bool | None, Wire("CompleteFirstName")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """Birth or death."""

    modification_date: PartialDate | None
    date: Annotated[PartialDate, Wire("Date")]
    location: Annotated[Location | None, Wire("Location")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """With whom a person is married, or was."""

    social_security_user: Annotated[str | None, Wire("SocialSecurityUser")]
    """SSIN."""
    name: Annotated[Name | None, Wire("Name")]
    birth_date: Annotated[PartialDate | None, Wire("BirthDate")]
    gender: Annotated[Gender | None, Wire("Gender")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilState:
    """Civil status."""

    modification_date: PartialDate | None
    code: Annotated[int, Wire("Code")]
    """10 unmarried, 20 married, 30 widowed, 40 divorced …"""
    description: Annotated[tuple[Text, ...], Wire("Description")]
    location: Annotated[Location | None, Wire("Location")]
    partner: Annotated[Partner | None, Wire("Partner")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerLocation:
    """The municipality that keeps the file."""

    modification_date: PartialDate | None
    origin: str | None
    code: Annotated[int | None, Wire("Code")]
    """NIS."""
    description: Annotated[tuple[Text, ...], Wire("Description")]
    linguistic_regime: Annotated[str | None, Wire("LinguisticRegime")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAddress:
    """An address in parts."""

    modification_date: PartialDate | None
    origin: str | None
    country: Annotated[Location, Wire("Country")]
    municipality: Annotated[Municipality | None, Wire("Municipality")]
    street: Annotated[Location | None, Wire("Street")]
    house_number: Annotated[str | None, Wire("HouseNumber")]
    box: Annotated[str | None, Wire("Box")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainAddress:
    """An address as one text."""

    modification_date: PartialDate | None
    origin: str | None
    country: Annotated[Location | None, Wire("Country")]
    address: Annotated[str | None, Wire("Address")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nationality:
    """A nationality."""

    modification_date: PartialDate | None
    code: Annotated[int | None, Wire("Code")]
    """NIS."""
    description: Annotated[tuple[Text, ...], Wire("Description")]


_ADDRESS = "AddressInformation"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalData:
    """What the registers know of a person."""

    name: Annotated[Name, Wire("Name")]
    gender: Annotated[Gender | None, Wire("Gender/_value_1")]
    gender_modified: Annotated[PartialDate | None, Wire("Gender/modificationDate")]
    birth: Annotated[LifeEvent, Wire("Birth")]
    civil_state: Annotated[CivilState | None, Wire("CivilState")]
    decease: Annotated[LifeEvent | None, Wire("Decease")]
    manager_location: Annotated[
        ManagerLocation | None, Wire(f"{_ADDRESS}/ManagerLocation")
    ]
    standard_address: Annotated[
        StandardAddress | None, Wire(f"{_ADDRESS}/LegalAddress/StandardAddress")
    ]
    diplomatic_post_address: Annotated[
        PlainAddress | None, Wire(f"{_ADDRESS}/LegalAddress/DiplomaticPostAddress")
    ]
    temporary_address: Annotated[
        PlainAddress | None, Wire(f"{_ADDRESS}/TemporaryAddress")
    ]
    post_address_abroad: Annotated[
        PlainAddress | None, Wire(f"{_ADDRESS}/PostAddressAbroad")
    ]
    nationality: Annotated[Nationality | None, Wire("Nationality")]

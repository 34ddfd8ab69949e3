"""
Codes of the registers, with what is known of their meaning.

Source: `_code-lists` 1. The lists are open: a code that is not here stays a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import PartialDate


class Sex(Enum):
    """Sex as registered."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"


class CivilStatus(Enum):
    """Civil status."""

    UNMARRIED = "10"
    MARRIED = "20"
    MARRIAGE_ANNULLED = "25"
    PUTATIVE_MARRIAGE = "26"
    """A void marriage that keeps its effects for who was in good faith."""
    WIDOWED = "30"
    DIVORCED = "40"
    DIVORCED_41 = "41"
    """Divorced too; the lists do not say how 41 differs from 40."""
    LEGALLY_SEPARATED = "50"
    LEGALLY_SEPARATED_51 = "51"
    """Legally separated too; the lists do not say how 51 differs from 50."""
    MARRIAGE_ENDED_OTHERWISE = "60"
    """Such as a repudiation."""
    REGISTERED_PARTNERSHIP = "80"
    PARTNERSHIP_ENDED = "81"
    UNDETERMINED = "90"


class HouseholdPosition(Enum):
    """What a member is to the reference person of the household."""

    REFERENCE_PERSON = "01"
    SPOUSE = "02"
    CHILD = "03"
    GRANDCHILD = "05"
    PARENT = "06"
    SIBLING = "09"
    NOT_RELATED = "12"
    STEPCHILD = "13"
    GREAT_GRANDCHILD = "14"
    UNCLE_OR_AUNT = "15"
    COMMUNITY = "20"
    """Lives in a home."""
    PARTNER = "21"
    LEGAL_COHABITANT = "22"


class HouseholdKind(Enum):
    """How a household lives together."""

    ORDINARY = "00"
    CARE_LIVING = "01"
    """`Zorgwonen`: in a part of the dwelling, for the sake of care."""


class RegisterKind(Enum):
    """The register in which somebody is entered."""

    ALIENS = "1"
    POPULATION = "2"
    EU_OFFICIAL = "3"
    ALIENS_1991 = "4"
    """Foreigner under the decree of 30 October 1991."""
    WAITING = "5"
    WAITING_EU = "6"
    NATIONAL_REGISTER = "RR"
    """In replies through the KSZ."""
    BIS = "BIS"
    """Register of the KSZ for who is not in the National Register."""


class PersonStatus(Enum):
    """Why somebody has no municipality; every other code is the NIS code of one."""

    LEFT_FOR_ABROAD = "992"
    IMMIGRATION_OFFICE = "21099"
    DECEASED = "99990"
    STRUCK_OFF = "99991"
    STRUCK_OFF_ABROAD = "99992"
    DECLARED_ABSENT = "99996"
    LOST_RIGHT_OF_RESIDENCE = "99997"


class DescentKind(Enum):
    """On what a descent rests; codes of which the lists say no more are texts."""

    CHILD = "00"
    LEGITIMISED_BY_ADOPTION = "05"
    UNKNOWN = "08"
    UNDETERMINED = "09"
    RECOGNISED_CHILD = "13"
    ADOPTION = "14"
    ADOPTED_CHILD = "15"
    FOUNDLING = "16"
    RECOGNISED_BY_FATHER = "20"
    ADOPTION_REVOKED = "24"


class BirthProof(Enum):
    """What proves a birth."""

    EXTRACT = "00"
    DEED = "01"
    REFUGEE_FORM = "03"
    """Information form of a refugee."""
    NONE = "99"


class RefugeeKind(Enum):
    """Whether somebody asked for asylum, or belongs to who did."""

    CANDIDATE = "1"
    SPOUSE_OR_CHILD = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gedateerd:
    """What holds in a period; the register may not know all of its days."""

    datum_begin: PartialDate | None
    datum_einde: PartialDate | None
    """None: it still holds, or nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omschreven:
    """What came with a description."""

    description: Annotated[str | None, Wire("Omschrijving/_value_1")]
    """In the language asked for; spelt in several ways, so go by the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gecodeerd(Omschreven):
    """What has a code of which no list is known."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GedateerdeOmschrijving(Gedateerd):
    """What came with a description, and holds in a period."""

    description: Annotated[str | None, Wire("Omschrijving/_value_1")]
    """In the language asked for; spelt in several ways, so go by the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GedateerdeCode(GedateerdeOmschrijving):
    """A code of which no list is known, and when it held."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Geslacht(GedateerdeOmschrijving):
    """The registered sex."""

    code: Sex | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(GedateerdeOmschrijving):
    """The register in which the person is entered."""

    code: RegisterKind | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(GedateerdeOmschrijving):
    """The municipality (its NIS code), or why there is none."""

    code: PersonStatus | str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeVluchteling(GedateerdeOmschrijving):
    """Kind of refugee."""

    code: RefugeeKind | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Positie(Omschreven):
    """Place in the household, as seen from the reference person."""

    code: HouseholdPosition | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Woonvorm(Omschreven):
    """How the household lives together."""

    code: HouseholdKind | str


@dataclass(frozen=True, slots=True, kw_only=True)
class AfstammingType(Omschreven):
    """On what a descent rests."""

    code: DescentKind | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewijsstuk(Omschreven):
    """What proves a birth."""

    code: BirthProof | str

"""
Codes of the cadastre that are known from published examples; there are many more.

MAGDA and the KSZ tell the same codes. One that is not here stays the text that it is.

Source: code lists, section 10; bare ownership, building right and right of habitation:
public statistics of the city of Antwerp on extracts of the cadastre.
"""

from __future__ import annotations

from enum import Enum


class RightKind(Enum):
    """A right in rem."""

    FULL_OWNERSHIP = "VE"
    """Volle eigendom."""
    BARE_OWNERSHIP = "BE"
    """Blote eigendom."""
    USUFRUCT = "VG"
    """Vruchtgebruik."""
    LONG_LEASE = "ERFP"
    """Erfpacht."""
    BUILDING_RIGHT = "OPSTAL"
    HABITATION = "BEWONING"
    """The right to live there."""


class Nature(Enum):
    """What a parcel or a patrimonial unit is."""

    ARABLE = "1"
    PASTURE = "2"
    HAY_MEADOW = "3"
    WOOD = "9"
    ORCHARD = "10"
    LAND = "70"
    BUILDING_LAND = "78"
    HOUSE = "200"
    SHED = "203"
    PRIVATE_PART = "220"
    """Of a building, such as a flat."""
    BUILDING = "222"
    FARM = "240"
    GARAGE = "261"
    WAREHOUSE = "371"
    ANIMAL_HOUSING = "415"
    HOLIDAY_HOME = "503"


class OwnerKind(Enum):
    """As what somebody owns."""

    IN_COMMUNITY = "1"
    NATURAL_PERSON = "4"
    LEGAL_PERSON = "5"


class UnitKind(Enum):
    """What a patrimonial unit is part of."""

    BUILDING = "1"
    LAND = "2"


class IncomeLetter(Enum):
    """How far a cadastral income is settled and taxed."""

    TAXABLE = "F"
    PROVISIONAL = "K"
    PARTLY_PROVISIONAL = "L"
    UNDER_CONSTRUCTION = "P"
    """Land that is being built on, or newly wooded."""
    EXEMPT = "Q"


class IncomeDigit(Enum):
    """Of what a cadastral income is."""

    ORDINARY_UNBUILT = "1"
    ORDINARY_BUILT = "2"
    INDUSTRIAL = "4"
    EQUIPMENT = "6"
    UNKNOWN = "7"


class SurfaceCheck(Enum):
    """Where a surface is known from."""

    TITLE = "T"
    VERIFIED = "V"
    NEITHER = "-"


class Indication(Enum):
    """What a construction is."""

    FARM_HOUSE = "20"
    VILLA = "30"
    BUNGALOW = "31"
    HOLIDAY_HOME = "33"
    HOUSE_WITHOUT_CELLAR = "40"
    DWELLING_UNIT = "101"
    """Without a lift."""
    GARAGE = "103"
    OF_ONE_OWNER_WITH_LIFT = "110"
    DWELLING_UNIT_WITH_LIFT = "111"
    INDUSTRIAL = "300"
    COMMERCIAL_DEPENDENCY = "520"
    SPECIAL_BUILDING = "540"


class BuildingKind(Enum):
    """How a construction stands to its neighbours."""

    TERRACED = "A"
    DETACHED = "C"
    UNKNOWN = "-"

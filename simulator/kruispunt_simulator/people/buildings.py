"""
What stands on a parcel, and what it is worth to the taxes, in the cadastre (AAPD).

All of it describes the parcel as it is now; who owns it, and since when, is in
`property.py`. Lengths and digits are those of the wire, where MAGDA and the KSZ agree
about them. Codes are written as they are; what they mean stands in
`services/_cadastre_codes.py`.

Source: contract sheets `magda-zoekeigendomstoestanden-02.00` and
`ksz-patrimonyservice-v1`; code lists, section 10.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from kruispunt_simulator.people.base import Number, Section


def _number_to_text(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


Code = Annotated[
    str, BeforeValidator(_number_to_text), Field(min_length=1, max_length=20)
]
"""A code; may stand in the file without quotes, unless it begins with a zero."""

Count = Annotated[int, Field(ge=0, lt=10**10)]
Small = Annotated[int, Field(ge=0, lt=10**5)]
Text = Annotated[str, Field(min_length=1, max_length=100)]
Year = Annotated[int, Field(ge=1800, le=2100)]


class Municipality(Section):
    """A municipality by its statistical code, such as 72039."""

    nis_code: str = Field(min_length=1, max_length=20)
    """Digits, but for a mistake of the cadastre: then GEBRG says 45712."""
    name: str = Field(min_length=1, max_length=255)
    postal_code: str | None = Field(default=None, pattern=r"^[1-9][0-9]{3}$")


class BuildingAddress(Section):
    """Where a building stands, in the words of the cadastre."""

    street_code: str = Field(min_length=1, max_length=20)
    """Digits, but for a mistake of the cadastre: then GEBRG says 45713."""
    street: str = Field(min_length=1, max_length=200)
    number: str | None = Field(default=None, min_length=1, max_length=11)
    box: str | None = Field(default=None, min_length=1, max_length=15)
    municipality: Municipality | None = None
    """None: that of the parcel."""
    since: date | None = None
    until: date | None = None
    is_fictitious: bool | None = None
    """Whether the street exists in the cadastre only (`StraatNep`)."""


class AddressableObject(Section):
    """One thing that the building register knows at an address."""

    type: str = Field(min_length=1, max_length=15)
    """`Gebouweenheid`, `Perceel`."""
    id: str = Field(min_length=1, max_length=25)
    detail: Text
    """Where to read more: an address of the register."""


class BuildingRegister(Section):
    """How the building register (GEBRG) fares with the address of a building."""

    address_id: str | None = Field(default=None, min_length=1, max_length=10)
    objects: tuple[AddressableObject, ...] = ()
    street: Literal["known", "unknown", "unreadable"] = "known"
    matches: int = Field(default=1, ge=0)
    """Addresses that fit: none gives 45719, several give 45720."""
    street_id: str | None = Field(default=None, min_length=1)
    """Local identifier of the street in the address register."""


class Unit(Section):
    """Patrimonial unit (PUR): the legal part that a building or a piece of land is."""

    nature: Code | None = None
    type: Code | None = None
    """1 building, 2 land."""
    common: Small | None = None
    main: Count | None = None
    location: Text | None = None


class Construction(Section):
    """How, how well and when something was built."""

    indication: Code | None = None
    quality: Code | None = None
    type: Code | None = None
    """A terraced, C detached, `-` unknown."""
    year: Code | None = None
    """A year, or the code of a band of years such as "0004"."""
    private_part: Code | None = None
    built_from: Year | None = None
    built_until: Year | None = None


class Renovation(Section):
    """The last renovation."""

    type: Code | None = None
    surface: Count | None = None
    year: Year | None = None


class Comfort(Section):
    """What a building offers."""

    central_heating: bool | None = None
    air_conditioning: Code | None = None
    pool: Code | None = None
    solar_panels: Count | None = None
    domotics: Code | None = None
    heated_percent: int | None = Field(default=None, ge=0, le=100)


class Floors(Section):
    """On how many floors, and on which."""

    above_ground: Count | None = None
    below_ground: Count | None = None
    attic: bool | None = None
    floor: Text | None = None
    """The floor of a private part."""
    situation: Code | None = None
    first: Count | None = None
    last: Count | None = None


class Rooms(Section):
    """How many of each."""

    cellars: Count | None = None
    bathrooms: Count | None = None
    bedrooms: Count | None = None
    covered_parking: Count | None = None
    garages: Count | None = None
    lifts: Count | None = None
    dwellings: Count | None = None
    others: Count | None = None
    rooms: Count | None = None
    terraces: Count | None = None


class BuildingSurface(Section):
    """Square metres of a building."""

    built: Count | None = None
    floors: Count | None = None
    total: Count | None = None
    used: Count | None = None


class Building(Section):
    """A building, or a private part of one."""

    address: BuildingAddress | None = None
    register_: BuildingRegister | None = Field(default=None, alias="register")
    unit: Unit
    construction: Construction = Construction()
    renovation: Renovation | None = None
    comfort: Comfort = Comfort()
    floors: Floors = Floors()
    rooms: Rooms = Rooms()
    surface: BuildingSurface = BuildingSurface()
    block: Text | None = None
    description: Text | None = None
    deed_description: Text | None = None
    denomination: Text | None = None
    overlap: Text | None = None
    cadnet: Text | None = None
    text: str | None = Field(default=None, min_length=1, max_length=512)
    common: Small | None = None
    changed: Year | None = None
    """Year of the last physical change."""


class LandUnit(Unit):
    """A unit whose nature and type are known, as they are of all land."""

    nature: Code
    type: Code = "2"


class Land(Section):
    """Land of the parcel that is not built on."""

    unit: LandUnit
    main: Small | None = None
    location: Text | None = None


class CadastralIncome(Section):
    """What the parcel is reckoned to bring in a year, in euros."""

    amount: Count
    letter: Code | None = None
    """F taxable, K and L provisional, P under construction, Q exempt."""
    digit: Code | None = None
    """1 unbuilt, 2 built, 4 industrial, 6 equipment, 7 unknown."""
    per_surface: Number | None = None
    decrees: tuple[Code, ...] = ()
    reason: Text | None = None
    reason_codes: tuple[Code, ...] = Field(default=(), max_length=3)
    exempt_until: date | None = None
    definitive: date | None = None
    first_use: date | None = None


class Part(Section):
    """One part of a parcel for the taxes (`AlgemeneInformatie`): income and surface."""

    order: str | None = Field(default=None, max_length=2)
    """B1 for what is built, 01 for the land."""
    income: CadastralIncome | None = None
    polder: Code | None = None
    soil_index: Code | None = None
    soil_rent: Code | None = None
    surface_check: Code | None = None
    """T title, V verified, `-` neither."""
    share_not_indicated: Small | None = None
    common_part: Count | None = None
    taxed: Annotated[int, Field(ge=0)] | None = None
    """Square metres."""
    untaxed: Annotated[int, Field(ge=0)] | None = None
    x: Count | None = None
    """Lambert coordinates."""
    y: Count | None = None
    version: Count | None = None


class Energy(Section):
    """Energy performance certificate and what goes with it."""

    certificate: Code | None = None
    issued: date | None = None
    consumption: Small | None = None
    insulation: Count | None = None
    conductivity: Count | None = None
    low_energy: bool | None = None

    @model_validator(mode="after")
    def _issued_with_a_certificate(self) -> Self:
        if self.issued is not None and self.certificate is None:
            raise ValueError("a certificate was issued, but there is none")
        return self


class Details(Section):
    """What else the cadastre notes about a parcel."""

    lifts: str | None = Field(default=None, min_length=1, max_length=10)
    private_part: str | None = Field(default=None, min_length=1, max_length=35)
    description: str | None = Field(default=None, min_length=1)
    basin: Small | None = None
    perimeter: Code | None = None
    use: Code | None = None
    cadnet: str | None = Field(default=None, min_length=1, max_length=40)
    taxable_from: Count | None = None
    drying_floor: Small | None = None
    equipment: Small | None = None
    untaxed_equipment: Count | None = None
    width: Count | None = None
    street_width: Count | None = None
    root_pit: Small | None = None
    sketch: Count | None = None
    full_sketch: Annotated[int, Field(ge=0, lt=10**18)] | None = None

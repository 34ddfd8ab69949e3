"""
A parcel of the cadastre and what stands on it, as the KSZ tells it.

It is the model of `cadastre_parcel.py` in English; what MAGDA nests, it often does not.

Source: `ksz-patrimonyservice-v1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Generic, TypeVar

from kruispunt_client.calls.cadastre_codes import (
    BuildingKind,
    IncomeDigit,
    IncomeLetter,
    Indication,
    Nature,
    SurfaceCheck,
    UnitKind,
)
from kruispunt_client.calls.wire import Wire

C = TypeVar("C", bound=Enum | str)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDescription(Generic[C]):
    """A code of the cadastre, what it means in the language asked, and in short."""

    code: C | str
    """A text where the list is not known, or does not know it."""
    description: str | None
    abbreviation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressState:
    """Address of a building."""

    zip_code: str | None
    city_code: str
    city_name: str | None
    street: CodeDescription[str]
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Construction:
    """How it is built."""

    indication: CodeDescription[Indication] | None
    quality: CodeDescription[str] | None
    type: CodeDescription[BuildingKind] | None
    descr: CodeDescription[str] | None
    building_begin_year: int | None
    building_end_year: int | None
    year: CodeDescription[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcologicalTopic:
    """Heating and comfort."""

    central_heating: bool | None
    solar_panel: int | None
    airco: CodeDescription[str] | None
    pool: CodeDescription[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """On which floors."""

    floor_to: int | None
    floor_number_undergrond: int | None
    floor_number_aboveground: int | None
    floor_from: int | None
    floor: str | None
    floor_situation: CodeDescription[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltUnit:
    """Patrimonial unit: the legal part that a building is."""

    id: str | None
    type: CodeDescription[UnitKind] | None
    nature: CodeDescription[Nature] | None
    main_common: int | None
    specific_common: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renovation:
    """What was renovated."""

    year: int | None
    surface: int | None
    type: CodeDescription[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsDetails:
    """How many rooms of each kind."""

    place: int | None
    terrace: int | None
    other: int | None
    bedroom: int | None
    bathroom: int | None
    basement: int | None
    covered_parking_lot: int | None
    garage: int | None
    lift: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingSurface:
    """Surface of a building in square metres."""

    total: int | None
    floor: int | None
    heated_percent: int | None
    built: int | None
    used: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A building, or a private part of one."""

    address_state: AddressState | None
    acte_description: str | None
    block_number: str | None
    construction: Construction | None
    cross_detail: str | None
    detail: str | None
    description: str | None
    denomination: str | None
    domotica: CodeDescription[str] | None
    ecological_topic: EcologicalTopic | None
    floor: Floor | None
    garret: bool | None
    housing_unit_number: int | None
    main_common: int | None
    phys_mod_year: int | None
    pur: BuiltUnit | None
    renovation: Renovation | None
    rooms_details: RoomsDetails | None
    surface: BuildingSurface | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBuiltUnit:
    """Patrimonial unit: the legal part that a piece of land is."""

    id: str | None
    nature: CodeDescription[Nature]
    type: CodeDescription[UnitKind]
    main_common: int | None
    specific_common: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBuilt:
    """Land of the parcel that is not built on."""

    location: str | None
    pur: NotBuiltUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelIdentification:
    """The key of a patrimonial parcel."""

    bis_number: int | None
    cadastral_division: CodeDescription[str]
    exponent_letter: str | None
    exponent_number: int | None
    fraction_denominator: int | None
    part_number: str
    primary_number: int
    section: str
    precad: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A coded reason."""

    code: str
    description: str | None
    abbreviation: str | None
    order: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """Reasons for the income, free or coded."""

    description: str
    notification: tuple[Notification, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CadastralIncome:
    """Cadastral income in euros."""

    amount: int
    character: CodeDescription[IncomeLetter] | None
    exoneration_end_date: date | None
    decretes: Annotated[tuple[CodeDescription[str], ...], Wire("decretes/decrete")]
    motif: Motif | None
    number: CodeDescription[IncomeDigit] | None
    per_surface: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """Place on the map."""

    y_coordinate: int | None
    x_coordinate: int | None
    nis_com: CodeDescription[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LandSurface:
    """Surface in square metres, taxed and not."""

    surface_verif: CodeDescription[SurfaceCheck] | None
    not_taxable: int | None
    taxable: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """One part of the parcel with its income and surface."""

    cadastral_income: CadastralIncome | None
    location: Coordinates | None
    not_appl: int | None
    number_common_part: int | None
    order: str | None
    pol_wa: CodeDescription[str] | None
    soil_index: CodeDescription[str] | None
    soil_rent: CodeDescription[str] | None
    surface: LandSurface | None
    version_pur_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelStatus:
    """State of the parcel, and since when."""

    parcel_situation_id: int
    code: str | None
    description: str | None
    date_begin: date | None
    date_begin_year: int | None
    date_end: date | None
    date_end_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """
    The patrimonial parcel.

    The names are those of AAPD in English; MAGDA tells the same in Dutch.
    """

    identification: ParcelIdentification
    number_of_elevator: str | None
    bassin: int | None
    built: tuple[Built, ...]
    date_epc: date | None
    detail: str | None
    dhm: CodeDescription[str] | None
    energy_certificate: CodeDescription[str] | None
    energy_house: int | None
    informations: Annotated[tuple[Information, ...], Wire("informations/information")]
    isolation_house: int | None
    klaarpan: int | None
    max_therm_coef: int | None
    mat_util: int | None
    not_built: tuple[NotBuilt, ...]
    not_taxed_mat_util: int | None
    parcel_nature: CodeDescription[Nature] | None
    parcel_status: ParcelStatus | None
    parcel_width_main: int | None
    parcel_width_street: int | None
    passive_house: bool | None
    privative_description: str | None
    rootput: int | None
    sketch: int | None
    threshold: int | None

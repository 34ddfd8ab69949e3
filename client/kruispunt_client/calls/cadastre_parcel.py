"""
A parcel of the cadastre and what stands on it, as MAGDA tells it.

Numbers without a unit here are as the cadastre writes them; it is not published.

Source: `magda-zoekeigendomstoestanden-02.00`, `magda-geefeigendomstoestanden-02.00`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from kruispunt_client.calls.cadastre_codes import (
    BuildingKind,
    IncomeDigit,
    IncomeLetter,
    Indication,
    Nature,
    SurfaceCheck,
    UnitKind,
)
from kruispunt_client.calls.cadastre_parties import (
    DagEnJaarPeriode,
    Gemeente,
    GestructureerdeIdentificator,
    Land,
    OnvolledigePeriode,
    Versie,
)
from kruispunt_client.calls.coded import Coded
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Straat:
    """A street."""

    code: str
    naam: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortering:
    """By what addresses are sorted."""

    straat_naam: str | None
    huisnummer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GebouwAdres:
    """Address of a building."""

    straat: Straat
    huisnummer: str | None
    busnummer: str | None
    gemeente: Gemeente
    land: Land | None
    sortering: Sortering | None
    periode_versie: OnvolledigePeriode | None
    straat_identificator: GestructureerdeIdentificator | None
    straat_nep: bool | None
    datum_begin: PartialDate | None
    datum_einde: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdresseerbaarObject:
    """A thing that can have an address, in the building register."""

    object_type: str
    object_id: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constructie:
    """How it is built."""

    indicatie: Coded[Indication] | None
    kwaliteit: Coded[str] | None
    type: Coded[BuildingKind] | None
    jaar: Coded[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pur:
    """Patrimonial unit: the legal part that a building or a piece of land is."""

    aard: Coded[Nature] | None
    type: Coded[UnitKind] | None
    gemeenschappelijk: int | None
    hoofd: int | None
    locatie: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renovatie:
    """What was renovated."""

    type_renovatie: Coded[str] | None
    oppervlakte: int | None
    jaar: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificatieEigendomZonderAkte:
    """Which floors, where there is no deed."""

    van: int | None
    tot: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AantalVerdiepingen:
    """Floors above and below the ground."""

    bovengronds: int | None
    ondergronds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GebouwOppervlakte:
    """Surface of a building in square metres."""

    totaal: int | None
    gebruikte: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bouwjaren:
    """Years between which it was built."""

    van: str | None
    tot: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gebouw:
    """A building, or a private part of one."""

    adres: GebouwAdres | None
    adres_id: str | None
    adresseerbare_objecten: Annotated[
        tuple[AdresseerbaarObject, ...],
        Wire("AdresseerbareObjecten/AdresseerbaarObject"),
    ]
    beschrijving: str | None
    aantal_kelderverdiepingen: int | None
    aantal_badkamers: int | None
    aantal_slaapkamers: int | None
    nummer_blok: str | None
    bebouwde_oppervlakte: int | None
    centrale_verwarming: bool | None
    airco: Coded[str] | None
    constructie: Constructie | None
    beschrijving_privatief_deel: Coded[str] | None
    type_domotica: Coded[str] | None
    ligging_privatief_deel: Coded[str] | None
    zwembad: Coded[str] | None
    pur: Annotated[Pur | None, Wire("PUR")]
    renovatie: Renovatie | None
    aantal_overdekte_parkeerplaatsen: int | None
    detail_overschrijding: str | None
    denom: str | None
    beschrijving2: str | None
    cadnet: Annotated[str | None, Wire("CADNET")]
    verdieping: str | None
    specificatie_eigendom_zonder_akte: SpecificatieEigendomZonderAkte | None
    aantal_verdiepingen: AantalVerdiepingen | None
    totale_oppervlakte_vloer: int | None
    aantal_garages: int | None
    dakverdieping: bool | None
    totaal_aantal_liften: int | None
    aantal_woongelegenheden: int | None
    gemeenschappelijk: int | None
    ander_nummer: int | None
    percentage_verwarmde_oppervlakte: str | None
    jaar_fysieke_modificatie: str | None
    aantal_ruimtes: int | None
    zonnepanelen: int | None
    aantal_terrassen: int | None
    tekst: str | None
    oppervlakte: GebouwOppervlakte | None
    jaar: Bouwjaren | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelKey:
    """By what a patrimonial parcel is asked for."""

    kadastrale_afdeling: int
    """Five digits."""
    sectie: str
    """One letter."""
    grondnummer: int
    bisnummer: int | None = None
    """2 to 99."""
    cijferexponent: int | None = None
    letterexponent: str | None = None
    partitie: str = "P0000"
    """The whole parcel; a private part has another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerceelIdentificatie:
    """The key of a patrimonial parcel, as it is told."""

    kadastrale_afdeling: Coded[str]
    sectie: str
    grondnummer: int
    bisnummer: int | None
    cijferexponent: int | None
    letterexponent: str | None
    partitie: str
    noemer_gemene_delen: int | None
    precad: str | None

    @property
    def key(self) -> ParcelKey:
        """What to ask for this parcel by."""
        return ParcelKey(
            kadastrale_afdeling=int(self.kadastrale_afdeling.code),
            sectie=self.sectie,
            grondnummer=self.grondnummer,
            bisnummer=self.bisnummer,
            cijferexponent=self.cijferexponent,
            letterexponent=self.letterexponent,
            partitie=self.partitie,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KadastraalInkomen:
    """Cadastral income in euros."""

    bedrag: int
    decreten: Annotated[tuple[Coded[str], ...], Wire("Decreten/Decreet")]
    motivatie: str | None
    motiveringen: Annotated[tuple[Coded[str], ...], Wire("Motiveringen/Motivering")]
    lettercode: Coded[IncomeLetter] | None
    cijfer_code: Coded[IncomeDigit] | None
    datum_einde_vrijstelling: PartialDate | None
    datum_definitieve_ki: Annotated[PartialDate | None, Wire("DatumDefinitieveKI")]
    datum_eerste_gebruik: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BelasteOppervlakte:
    """Surface in square metres, taxed and not."""

    belast: int | None
    niet_belast: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinaat:
    """Place on the map, in Lambert coordinates."""

    x: int | None
    y: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgemeneInformatie:
    """One part of the parcel with its income and surface."""

    kadastraal_inkomen: KadastraalInkomen | None
    kadastraal_inkomen_per_oppervlakte: Decimal | None
    gemeente: Gemeente | None
    identificatie_polder_of_watering: Coded[str] | None
    indicie_grond: Coded[str] | None
    huurwaarde_grond: Coded[str] | None
    validatie_oppervlakte: Coded[SurfaceCheck] | None
    aandeel_niet_aangeduid: int | None
    nummer: int | None
    volgorde_onderdelen: str | None
    """`B1` for what is built, `01` for the land."""
    oppervlakte: BelasteOppervlakte | None
    coordinaat: Coordinaat | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Epc:
    """Energy performance certificate."""

    code: Annotated[str, Wire("Code/_value_1")]
    beschrijving: Annotated[str | None, Wire("Code/Beschrijving")]
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    oorsprong: Annotated[str | None, Wire("Omschrijving/Oorsprong")]
    taal: Annotated[str | None, Wire("Omschrijving/TaalCode")]
    datum_uitgifte: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Onbebouwd:
    """Land of the parcel that is not built on."""

    pur: Annotated[Pur, Wire("PUR")]
    hoofd: int | None
    locatie: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterieelEnOutillage:
    """Equipment."""

    beschrijving: int | None
    niet_belast: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breedte:
    """Widths of the main building, and of the parcel along the street."""

    hoofdgebouw: int | None
    perceel_straatkant: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Perceel:
    """
    The patrimonial parcel: what may be owned, which differs from what is drawn on
    the plan.
    """

    identificatie: PerceelIdentificatie
    algemene_informaties: Annotated[
        tuple[AlgemeneInformatie, ...], Wire("AlgemeneInformaties/AlgemeneInformatie")
    ]
    aantal_liften: str | None
    beschrijving_privatief_gedeelte: str | None
    omschrijving: str | None
    beschrijving_tweede_aard_bassin: int | None
    datum_validatie_dossier: str | None
    periode_versie: Versie | None
    gebouwen: Annotated[tuple[Gebouw, ...], Wire("Gebouwen/Gebouw")]
    reden_perimeter: Coded[str] | None
    epc: Annotated[Epc | None, Wire("EPC")]
    aard_kadastraal_perceel: Coded[Nature] | None
    status_patrimoniaal_perceel: Coded[str] | None
    gebruik: Coded[str] | None
    periode_geldigheid_perceel: DagEnJaarPeriode | None
    code_cadnet_detail: str | None
    energieverbruik: int | None
    drempel_belastbaar: int | None
    isolatiewaarde: int | None
    beschrijving_klaarpan: int | None
    maximale_thermische_geleidbaarheid: int | None
    lijst_onbebouwd: Annotated[tuple[Onbebouwd, ...], Wire("LijstOnbebouwd/Onbebouwd")]
    materieel_en_outillage: MaterieelEnOutillage | None
    ligging_id_perceel: int
    breedte: Breedte | None
    energie_zuinige_woning: bool | None
    rootput: int | None
    schetsnummer: int | None
    volledig_schetsnummer: int | None

"""Addresses as the registers have them, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.codes import Gecodeerd, Gedateerd
from kruispunt_client.calls.persoon.common import Identificator, Land, TaalTekst
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import Code, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Adres:
    """An address in the words of the address registers."""

    volledig_adres: TaalTekst | None
    """Everything in one line."""
    postbus: str | None
    straatnaam: TaalTekst | None
    locatieaanduiding: str | None
    huisnummer: str | None
    busnummer: str | None
    locatienaam: TaalTekst | None
    adresgebied: TaalTekst | None
    postnaam: TaalTekst | None
    gemeentenaam: TaalTekst | None
    administratieve_eenheid_niveau2: TaalTekst | None
    administratieve_eenheid_niveau1: TaalTekst | None
    land: TaalTekst | None
    postcode: str | None
    verwijst_naar: Identificator | None
    nis_code_land: Annotated[str | None, Wire("NISCodeLand")]
    iso_code_land: Annotated[str | None, Wire("ISOCodeLand")]
    nis_code_gemeente: Annotated[str | None, Wire("NISCodeGemeente")]
    """Of the municipality, five digits."""
    gemeente_be_st_add_id: Identificator | None
    straat_code: str | None
    """Of the National Register."""
    straat_be_st_add_id: Identificator | None
    niet_gestandaardiseerde_straatnaam: TaalTekst | None
    """As written down, where the registers have no such street."""
    niet_gestandaardiseerde_gemeentenaam: TaalTekst | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GedateerdAdres(Adres):
    """An address, and when it was that."""

    datum_begin: PartialDate | None
    datum_einde: PartialDate | None
    """None: it still is, or nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaatsReferentieAdres(Gecodeerd):
    """The municipality of a reference address."""

    gemeente_be_st_add_id: Identificator | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferentieAdresDetails:
    """Why somebody has a reference address, and where."""

    situatie: Code | None
    plaats: PlaatsReferentieAdres | None
    verantwoording: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferentieAdres:
    """An address for letters only: the person does not live there."""

    begindatum: date
    einddatum: date | None
    details: ReferentieAdresDetails | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hoofdverblijfplaats(GedateerdAdres):
    """Where the person lives."""

    referentie_adres: ReferentieAdres | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiplomatiekePost(Gecodeerd):
    """The embassy or consulate that keeps the file."""

    land: Land | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerblijfplaatsBuitenland(Gedateerd):
    """Residence abroad."""

    diplomatieke_post: DiplomatiekePost
    land: Land
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostadresBuitenland(Gedateerd):
    """Address for letters abroad."""

    land: Land | None
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpgegevenAdres(GedateerdAdres):
    """An address in an institution, as stated by the person."""

    inrichting: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AangifteAdreswijziging(Gedateerd):
    """A move that was declared."""

    datum: date | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AangifteAdresBuitenland(Gedateerd):
    """A move abroad that was declared."""

    datum: date | None
    land: Land | None
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TijdelijkeAfwezigheid(Gedateerd):
    """Absence for a time, without moving."""

    type: Code | None
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaatsHerkomst(Gedateerd):
    """From where the person came."""

    land: Land | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeslotenPeriode:
    """First and last day."""

    begindatum: date
    einddatum: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NietMededeelbaarAdres(Gedateerd):
    """An address that may not be told to third parties."""

    periode: GeslotenPeriode | None
    datum_beslissing_college: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WettelijkeWoonplaats(Gedateerd):
    """Legal domicile of who cannot choose it, in words."""

    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdres(Adres):
    """An address at which the person can be reached."""

    type: Code
    datum_begin: date | None
    datum_einde: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adressen:
    """Every kind of address; None: there is none of that kind."""

    hoofdverblijfplaats: Hoofdverblijfplaats | None
    verblijfplaats_buitenland: VerblijfplaatsBuitenland | None
    postadres_buitenland: PostadresBuitenland | None
    opgegeven_adres: OpgegevenAdres | None
    aangifte_adreswijziging: AangifteAdreswijziging | None
    aangifte_adres_buitenland: AangifteAdresBuitenland | None
    tijdelijke_afwezigheid: TijdelijkeAfwezigheid | None
    plaats_herkomst: PlaatsHerkomst | None
    niet_mededeelbaar_adres: NietMededeelbaarAdres | None
    wettelijke_woonplaats: WettelijkeWoonplaats | None
    contact_adres: ContactAdres | None

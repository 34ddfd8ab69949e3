"""
Parties and periods of the cadastre, as MAGDA tells them.

Field names are the words of the wire.

Source: `magda-zoekeigendomstoestanden-02.00`, `magda-geefeigendomstoestanden-02.00`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class DagEnJaarPeriode:
    """Period of which days, years or both are known."""

    begin: PartialDate | None
    jaar_begin: int | None
    einde: PartialDate | None
    jaar_einde: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnvolledigePeriode:
    """A period of which parts of the days may be unknown."""

    begin: PartialDate | None
    einde: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Versie:
    """When the cadastre wrote it down, as date and time with a blank between."""

    begin: str | None
    einde: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersieMetAnnulatie:
    """
    When the cadastre wrote it down and struck it out, as date and time with a
    blank.
    """

    begin: str | None
    einde: str | None
    annulatie: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GestructureerdeIdentificator:
    """An identifier in a name space."""

    lokale_identificator: str
    naamruimte: str
    versie_identificator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    """A municipality."""

    nis_code: Annotated[str | None, Wire("NISCode")]
    post_code: str | None
    naam: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """A country."""

    nis_code: Annotated[str | None, Wire("NISCode")]
    iso_code: Annotated[str | None, Wire("ISOCode")]
    naam: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TekstInTaal:
    """A text and its language."""

    string: str
    taal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VrijeTekst:
    """A text as it was given, perhaps with its language."""

    string: str
    taal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdresVoorstelling:
    """An address of a party."""

    volledig_adres: TekstInTaal | None
    postbus: str | None
    straatnaam: TekstInTaal | None
    locatieaanduiding: str | None
    huisnummer: str | None
    busnummer: str | None
    locatienaam: TekstInTaal | None
    adresgebied: TekstInTaal | None
    postnaam: TekstInTaal | None
    gemeentenaam: TekstInTaal | None
    administratieve_eenheid_niveau2: TekstInTaal | None
    administratieve_eenheid_niveau1: TekstInTaal | None
    land: TekstInTaal | None
    postcode: str | None
    verwijst_naar: GestructureerdeIdentificator | None
    nis_code_land: Annotated[str | None, Wire("NISCodeLand")]
    iso_code_land: Annotated[str | None, Wire("ISOCodeLand")]
    nis_code_gemeente: Annotated[str | None, Wire("NISCodeGemeente")]
    gemeente_be_st_add_id: GestructureerdeIdentificator | None
    straat_code: str | None
    straat_be_st_add_id: GestructureerdeIdentificator | None
    niet_gestandaardiseerde_straatnaam: VrijeTekst | None
    niet_gestandaardiseerde_gemeentenaam: VrijeTekst | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voornaam:
    """A first name; whether it is the usual one."""

    naam: Annotated[str, Wire("_value_1")]
    gebruikelijke_voornaam: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoonsnaam:
    """The name of a person, and since when."""

    achternamen: Annotated[tuple[str, ...], Wire("Achternamen/Achternaam")]
    voornamen: Annotated[tuple[Voornaam, ...], Wire("Voornamen/Voornaam")]
    datum_begin: PartialDate | None
    datum_einde: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoon:
    """A person as the cadastre knows it."""

    partij_id: int
    insz: Annotated[str | None, Wire("INSZ/_value_1")]
    insz_bron: Annotated[str | None, Wire("INSZ/Bron")]
    """Register of the number; `NRN` is the national register."""
    naam: Persoonsnaam | None
    geboortedatum: PartialDate | None
    gemeente: Gemeente | None
    land: Land | None
    adres: AdresVoorstelling | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Onderneming:
    """An enterprise as the cadastre knows it."""

    partij_id: int | None
    ondernemingsnummer: Annotated[str | None, Wire("Ondernemingsnummer/_value_1")]
    ondernemingsnummer_bron: Annotated[str | None, Wire("Ondernemingsnummer/Bron")]
    naam: str | None
    adres: AdresVoorstelling | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partijen:
    """
    Everybody who is named by number in the situations below; co-owners only when
    asked for.
    """

    personen: Annotated[tuple[Persoon, ...], Wire("Personen/Persoon")]
    ondernemingen: Annotated[tuple[Onderneming, ...], Wire("Ondernemingen/Onderneming")]

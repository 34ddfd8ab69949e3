"""What a file says of the person beside civil status and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.codes import (
    Gecodeerd,
    Gedateerd,
    GedateerdeCode,
    Geslacht,
    Positie,
    Woonvorm,
)
from kruispunt_client.calls.persoon.common import (
    Gemeente,
    Land,
    Naam,
    Plaats,
    WettelijkeVertegenwoordiger,
)
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import Code, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class AdellijkeTitel(Gedateerd):
    """A title of nobility."""

    adellijke_titel: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Naamswijziging(Gedateerd):
    """A change of name."""

    wijzigingstype: Code
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Geslachtsverandering(Gedateerd):
    """A change of the registered sex."""

    geslacht: Geslacht
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerklaringInschrijving(Gedateerd):
    """A declaration of moving from or to a municipality: one of the two."""

    gemeente_vertrek: Code | None
    gemeente_aankomst: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referentiedossier(Gedateerd):
    """The file of an older number of the same person."""

    insz: Annotated[str, Wire("INSZ")]
    geboortedatum: PartialDate | None
    geslacht: Geslacht | None
    rechtvaardiging: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeannuleerdDossier(Gedateerd):
    """A file of the person that was cancelled."""

    insz: Annotated[str, Wire("INSZ")]
    geboortedatum: PartialDate | None
    geslacht: Geslacht | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoorlopigeInschrijving(Gedateerd):
    """A provisional entry."""

    juridische_actie: Code
    tekst: str | None
    einddatum: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verwerving:
    """How a nationality was acquired."""

    reden: Code | None
    plaats: Plaats | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nationaliteit(GedateerdeCode):
    """A nationality: the NIS code of a country (150 is Belgium), or 7xx or 8xx."""

    verwerving: Verwerving | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Gedateerd):
    """Another identity that the person used."""

    type: Code | None
    geboortedatum: str | None
    nationaliteit: Code | None
    naam: Naam | None
    geboorteplaats: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GezinslidInDossier(Gedateerd):
    """Another member of the household, and the position in it."""

    insz: Annotated[str | None, Wire("INSZ/_value_1")]
    is_fictief: Annotated[bool | None, Wire("INSZ/IsFictief")]
    """True: not a real number, the register knows none."""
    naam: Naam | None
    geslacht: Geslacht | None
    geboortedatum: PartialDate | None
    positie: Positie
    woonvorm: Woonvorm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referentiepersoon(GezinslidInDossier):
    """The reference person of the household, and the position of the person in it."""

    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GedeeldVerblijf(Gedateerd):
    """A minor who also stays with the other parent."""

    rol: Code
    insz: Annotated[str | None, Wire("INSZ")]
    naam: Naam | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InszBeslissing:
    """Who represents an absent person."""

    insz: Annotated[str, Wire("INSZ")]
    geslacht: Geslacht | None
    datum_begin: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeslissingAfwezigheid(Gecodeerd):
    """A decision about an absence."""

    insz: Annotated[InszBeslissing | None, Wire("INSZ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Afwezigheid(Gedateerd):
    """Absence in the sense of the law: nobody knows where the person is."""

    beslissing: BeslissingAfwezigheid | None
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JuridischStatuut(Gedateerd):
    """A legal protection, such as an administration."""

    juridisch_statuut: Code
    rechtvaardiging: Code | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentiteitBewindvoerder:
    """Who the administrator is, by number or in words."""

    insz: Annotated[str | None, Wire("INSZ")]
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewindvoerder(JuridischStatuut):
    """An administrator, and the protection for which."""

    identiteit: IdentiteitBewindvoerder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BewindvoerderMinderjarige(Gedateerd):
    """The guardian of an unaccompanied foreign minor."""

    geplande_datum_einde: PartialDate | None
    juridisch_statuut: Code
    insz: Annotated[str, Wire("INSZ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contactgegevens(Gedateerd):
    """How the person can be reached."""

    email: str | None
    gsm: Annotated[str | None, Wire("GSM")]
    telefoon: str | None
    fax: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begraving(Gedateerd):
    """Wish for a burial or cremation, as older files have it."""

    wijze_van_lijkbezorging: Code
    wettelijke_vertegenwoordiger: WettelijkeVertegenwoordiger | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract for a funeral."""

    situatie: Code
    nummer: str | None
    cbe_nummer: Annotated[str | None, Wire("CBENummer")]
    datum_begin: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begraafplaats:
    """The cemetery that was chosen."""

    gemeente: Gemeente | None
    land: Land
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LijkbezorgingEnRitueel(Gedateerd):
    """Last wishes."""

    wijze_van_lijkbezorging: Code
    ritueel: Code | None
    plaats_registratie: Gemeente
    datum_document: date | None
    wettelijke_vertegenwoordiger: WettelijkeVertegenwoordiger | None
    contract: Contract | None
    begraafplaats: Begraafplaats | None

"""Parts of a file at the VAPH: person, diagnosis, aids, care outside of a budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from kruispunt_client.calls.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEnNaam:
    """A code of the VAPH, with a name."""

    code: str | None
    naam: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEnOmschrijving:
    """A code of the VAPH, with what it means; no list of them is known."""

    code: str
    omschrijving: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bedrag:
    """An amount in euros, in points of care, or both."""

    euro: Decimal | None
    """Euros."""
    punten: Decimal | None
    """Points of care."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    """A municipality."""

    naam: str | None
    nis_code: str | None
    postcode: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """A country."""

    iso_code: str | None
    naam: str | None
    nis_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adres:
    """An address."""

    busnummer: str | None
    gemeente: Gemeente | None
    huisnummer: str | None
    land: Land | None
    straat: CodeEnNaam | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerslagNemer:
    """The team that wrote a report."""

    adres: Adres | None
    einddatum: date | None
    erkenningsnummer: str | None
    naam: str | None
    ondernemingsnummer: str | None
    rijksregisternummer: str | None
    startdatum: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verslag:
    """The report on which something rests."""

    mdt_verslag_nemer: VerslagNemer | None
    verzendingsdatum: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zorgaanbieder:
    """A provider of care."""

    adres: Adres | None
    erkenningsnummer: str | None
    naam: str | None
    ondernemingsnummer: str | None
    rijksregisternummer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overeenkomst:
    """An agreement with a provider of care."""

    bedrag: Bedrag | None
    einddatum: date | None
    startdatum: date | None
    type: CodeEnOmschrijving | None
    zorgaanbieder: Zorgaanbieder | None
    zorgpunten: Bedrag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IqTest:
    """A test of intelligence."""

    datum: date | None
    p: Decimal | None
    t: Decimal | None
    type: str | None
    v: Decimal | None
    verslag: Verslag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotorischeBeperkingen:
    """Limits of movement, in the words of the report."""

    bovenste_ledematen_links: str | None
    bovenste_ledematen_rechts: str | None
    onderste_ledematen_links: str | None
    onderste_ledematen_rechts: str | None
    stappen300m: str | None
    verslag: Verslag | None
    wervelkolom: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stoornis:
    """A disorder."""

    code: str | None
    naam: str | None
    verslag: Verslag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zelfredzaamheid:
    """Self-reliance, on two scales."""

    barthel: Decimal | None
    elida: Decimal | None
    verslag: Verslag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZorgZwaarte:
    """Heaviness of care: by day (`b`) and permanence (`p`)."""

    b_waarde: Decimal | None
    p_waarde: Decimal | None
    verslag: Verslag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnose:
    """What was found."""

    beperkingen: Annotated[
        tuple[CodeEnOmschrijving, ...], Wire("beperkingen/beperkingenItem")
    ]
    handicaps: Annotated[tuple[CodeEnNaam, ...], Wire("handicaps/handicapsItem")]
    iq_test: IqTest | None
    laatste_verslag: Verslag | None
    motorische_beperkingen: MotorischeBeperkingen | None
    stoornissen: Annotated[tuple[Stoornis, ...], Wire("stoornissen/stoornissenItem")]
    zelfredzaamheid: Zelfredzaamheid | None
    zorg_zwaarte: ZorgZwaarte | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewijs:
    """A proof of payment for an aid."""

    bedrag: Bedrag | None
    betaalbaar: bool | None
    factuur_referentie: str | None
    factuurdatum: date | None
    leverancier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hulpmiddel:
    """An aid or adaptation (IMB)."""

    aanvraagdatum: date | None
    bewijzen: Annotated[tuple[Bewijs, ...], Wire("bewijzen/bewijzenItem")]
    facturen_betaalbaar_vanaf: date | None
    imb_hulpmiddel: CodeEnNaam | None
    omschrijving_hulpmiddel: str | None
    toegewezen_bedrag: Bedrag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registraties:
    """How often directly accessible help was given in a year."""

    aantal_registraties: int | None
    jaar: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RthAanbieder:
    """A provider of directly accessible help."""

    adres: Adres | None
    erkenningsnummer: str | None
    naam: str | None
    ondernemingsnummer: str | None
    registraties_per_jaar: Annotated[
        tuple[Registraties, ...], Wire("registratiesPerJaar/registratiesPerJaarItem")
    ]
    rijksregisternummer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NietPvbGebondenZorg:
    """Care outside of a personal budget."""

    overeenkomsten: Annotated[
        tuple[Overeenkomst, ...], Wire("overeenkomsten/overeenkomstenItem")
    ]
    rth: Annotated[tuple[RthAanbieder, ...], Wire("rth/rthItem")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erkenning:
    """Whether a handicap is recognised, and when."""

    einddatum: date | None
    heeft_handicap: bool | None
    startdatum: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoonsgegevens:
    """The person, as the VAPH knows them."""

    adres: Adres | None
    dossiernummer: str | None
    emailadres: str | None
    erkenning_handicap: Erkenning | None
    ondernemingsnummer: str | None
    rijksregisternummer: str | None
    telefoonnummer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertegenwoordiger:
    """A legal representative."""

    rijksregisternummer: str | None
    wettelijke_vertegenwoordiger_type: CodeEnOmschrijving | None

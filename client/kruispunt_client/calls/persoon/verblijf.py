"""Documents, stay, and the procedures around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.codes import Gedateerd, Geslacht
from kruispunt_client.calls.persoon.common import Plaats
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import Code, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Vervalgegevens:
    """When and why a document expires or expired."""

    vervaldatum: PartialDate | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identiteitsbewijs(Gedateerd):
    """An identity card or residence permit."""

    type: Code
    nummer: str | None
    vervalgegevens: Vervalgegevens | None
    plaats: Plaats | None
    duplicaat: str | None
    verlenging: str | None
    duurtijd: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kaart(Gedateerd):
    """A professional card or work permit."""

    nummer: str
    vervalgegevens: Vervalgegevens | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificaat:
    """A certificate on an identity card."""

    nummer: str
    aanwezigheid: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EidCertificaten(Gedateerd):
    """The two certificates of an electronic identity card."""

    identiteitskaart: str
    certificaten: Annotated[tuple[Certificaat, ...], Wire("Certificaten/Certificaat")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identiteitsdocument(Gedateerd):
    """The kind of identity document."""

    type: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Gezinshereniger:
    """With whom a family was reunited."""

    insz: Annotated[str | None, Wire("INSZ/_value_1")]
    is_fictief: Annotated[bool | None, Wire("INSZ/IsFictief")]
    """True: not a real number, the register knows none."""
    geslacht: Geslacht | None
    geboortedatum: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WettigVerblijf(Gedateerd):
    """A lawful stay, and why."""

    redenen: Annotated[tuple[Code, ...], Wire("Redenen/Reden")]
    gezinshereniger: Gezinshereniger | None
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NummerDienstVreemdelingenzaken(Gedateerd):
    """Number of a file at the Immigration Office."""

    nummer_dienst_vreemdelingenzaken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoorlopigInschrijvingsnummer(Gedateerd):
    """A provisional number."""

    voorlopig_inschrijvingsnummer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InformatieToestand:
    """A step in the procedure of an asylum seeker."""

    algemeen: Code | None
    referentienummer: str | None
    inrichting: Code | None
    status: Code | None
    toestand: Code | None
    termijn: str | None
    datum: PartialDate | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratieveToestand(Gedateerd):
    """Administrative situation of a foreigner."""

    toestand: Code | None
    inrichting: Code | None
    informatie: InformatieToestand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocmw:
    """The public welfare centre (OCMW) where an asylum seeker is registered."""

    plaats: Plaats
    opvanginitiatief: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaatsInschrijving(Gedateerd):
    """The compulsory place of registration of an asylum seeker."""

    ocmw: Annotated[Ocmw | None, Wire("OCMW")]
    opvangcentrum: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodeOnderzoek:
    """First and last day of an inquiry."""

    begindatum: date | None
    einddatum: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BepalingHoofdverblijfplaats(Gedateerd):
    """An inquiry into where somebody lives."""

    periode: PeriodeOnderzoek | None
    resultaat_onderzoek: Code | None
    teksten: Annotated[tuple[str, ...], Wire("Teksten/Tekst")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GekozenWoonplaats(Gedateerd):
    """The domicile that an asylum seeker chose."""

    residentie: Code | None
    tekst: str | None

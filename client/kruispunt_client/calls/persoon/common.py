"""Parts that the blocks of the registers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kruispunt_client.calls.persoon.codes import Gedateerd, Geslacht
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import Code, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Identificator:
    """Number of an object in an address register."""

    lokale_identificator: str
    naamruimte: str
    versie_identificator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaalTekst:
    """A text, and the language that it is in."""

    string: str
    taal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """A country."""

    nis_code: Annotated[str, Wire("NISCode")]
    """Three digits; 150 is Belgium."""
    iso_code: Annotated[str | None, Wire("ISOCode")]
    naam: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    """A municipality."""

    nis_code: Annotated[str | None, Wire("NISCode")]
    naam: str | None
    gemeente_be_st_add_id: Identificator | None
    """Its number in the address registers, where the contract has a place for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plaats:
    """Where something happened or is kept."""

    gemeente: Gemeente | None
    """None abroad, if no name is known."""
    land: Land


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaatsMetTekst(Plaats):
    """A place, perhaps in words only."""

    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverschrijvingRegister:
    """When and where a decision was entered in a register."""

    datum: PartialDate
    plaats: Plaats


@dataclass(frozen=True, slots=True, kw_only=True)
class Voornaam:
    """A first name."""

    tekst: Annotated[str, Wire("_value_1")]
    gebruikelijke_voornaam: bool | None
    """Whether it is the name that the person is called by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naam(Gedateerd):
    """A name, with the time in which it was borne."""

    achternamen: Annotated[tuple[str, ...], Wire("Achternamen/Achternaam")]
    voornamen: Annotated[tuple[Voornaam, ...], Wire("Voornamen/Voornaam")]

    @property
    def volledig(self) -> str:
        """The name by which the person is called, and all surnames."""
        called = [v for v in self.voornamen if v.gebruikelijke_voornaam]
        first = (called or self.voornamen)[:1]
        return " ".join((*(v.tekst for v in first), *self.achternamen))


@dataclass(frozen=True, slots=True, kw_only=True)
class VermeldePersoon:
    """Another person, as far as the register names them."""

    insz: Annotated[str | None, Wire("INSZ/_value_1")]
    is_fictief: Annotated[bool | None, Wire("INSZ/IsFictief")]
    """True: not a real number, the register knows none."""
    naam: Naam | None
    geslacht: Geslacht | None
    geboortedatum: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WettelijkeVertegenwoordiger:
    """Who acts for the person by law."""

    insz: Annotated[str, Wire("INSZ")]
    geboortedatum: PartialDate | None
    geslacht: Geslacht | None
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beheerder(Gedateerd):
    """The municipality that keeps the file."""

    plaats: Plaats
    fusie: Code | None
    taalregime: Code | None
    """1 or 2; sources contradict one another about the meaning."""

"""Civil status: birth, death, marriage, cohabitation, descent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.codes import (
    AfstammingType,
    Bewijsstuk,
    CivilStatus,
    Gedateerd,
    GedateerdeOmschrijving,
)
from kruispunt_client.calls.persoon.common import (
    OverschrijvingRegister,
    Plaats,
    PlaatsMetTekst,
    VermeldePersoon,
)
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import Code, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Geboorte(Gedateerd):
    """Birth."""

    datum: PartialDate
    """The day, or as much of it as is known."""
    plaats: PlaatsMetTekst | None
    aktenummer: str | None
    """Number of the deed."""
    aanvullend_register: str | None
    dabs_document_referte: str | None
    """Where the deed is in the database of civil status (DABS)."""
    bewijsstuk: Bewijsstuk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeslissingOverlijden:
    """The decision that declares somebody dead."""

    type: Code
    overschrijving_register: OverschrijvingRegister
    referentienummer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlijden(Gedateerd):
    """Death."""

    datum: PartialDate
    plaats: PlaatsMetTekst | None
    aktenummer: str | None
    """Number of the deed."""
    aanvullend_register: str | None
    dabs_document_referte: str | None
    """Where the deed is in the database of civil status (DABS)."""
    beslissing: BeslissingOverlijden | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitspraak:
    """The judgment that ended a marriage."""

    datum: PartialDate
    plaats: Plaats | None
    rechtbank: Code | None
    plaats_rechtbank: Plaats | None
    hof: Code | None
    overschrijving_register: OverschrijvingRegister | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BurgerlijkeStaat(GedateerdeOmschrijving):
    """A civil status, with whom and since when."""

    code: CivilStatus | str
    partner: VermeldePersoon | None
    plaats: Plaats | None
    aktenummer: str | None
    """Number of the deed."""
    aanvullend_register: str | None
    dabs_document_referte: str | None
    """Where the deed is in the database of civil status (DABS)."""
    uitspraak: Uitspraak | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notariaat:
    """The notary of a contract of cohabitation."""

    naam: str | None
    plaats: Plaats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kennisgeving:
    """When and where an end was made known."""

    datum: PartialDate | None
    plaats: Plaats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UitspraakSamenwoning:
    """The judgment that ended a legal cohabitation."""

    datum: date | None
    plaats: Plaats | None
    rechtbank: Code | None
    hof: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beeindiging:
    """How a legal cohabitation ended."""

    reden: Code
    plaats: Plaats | None
    kennisgeving: Kennisgeving | None
    partner: VermeldePersoon | None
    uitspraak: UitspraakSamenwoning | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WettelijkeSamenwoning(Gedateerd):
    """Legal cohabitation."""

    datum: date | None
    partner: VermeldePersoon | None
    plaats: Plaats
    notariaat: Notariaat | None
    beeindiging: Beeindiging | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ouder(VermeldePersoon):
    """A parent or a child."""

    is_overleden: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Afstamming(Gedateerd):
    """Descent: who the parents are."""

    type: AfstammingType
    plaats: Plaats | None
    aktenummer: str | None
    """Number of the deed."""
    tekst: str | None
    ouders: Annotated[tuple[Ouder, ...], Wire("Ouders/Ouder")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AfstammingDalendeLijn(Gedateerd):
    """Descent in the other direction: a child of the person."""

    type: AfstammingType
    plaats: Plaats | None
    aktenummer: str | None
    tekst: str | None
    kind: Ouder
    rechtvaardiging: Code | None

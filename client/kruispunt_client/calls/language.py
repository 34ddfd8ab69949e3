"""GeefDossierVMSW 01.00: where a tenant stands with the language obligation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import Wire, read, several_at


class LanguageStatus(Enum):
    """
    Where a tenant stands.

    No list is published: the codes are those of the simulator. Check them before going
    live.
    """

    EXEMPT = "VRIJGESTELD"
    REACHED = "VOLDAAN"
    """Level A2."""
    POSTPONED = "UITGESTELD"
    NOT_REACHED_A1 = "NIET_VOLDAAN_A1"
    """A1 is the best so far."""
    NOT_REACHED = "NIET_VOLDAAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maatschappij:
    """A housing company, or a body where tests are taken."""

    naam: str
    kbo_nummer: Annotated[str | None, Wire("KBOnummer")]
    intern_nummer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusHuurder:
    """Where the tenant stands, and since when (local time)."""

    code: LanguageStatus | str
    omschrijving: str
    datum_tijd_modificatie: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Vrijgesteld:
    """Whether the tenant is exempt, and since when (local time)."""

    waarde: bool
    datum_tijd_modificatie: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AfgelegdeTest:
    """A test that the tenant took."""

    code: Annotated[str, Wire("Type/Code")]
    """No list is published."""
    omschrijving: Annotated[str, Wire("Type/Omschrijving")]
    instantie: Maatschappij
    datum_tijd: datetime
    """Local time."""
    geslaagd: Annotated[bool, Wire("Geslaagd/_value_1")]
    beschrijving: Annotated[str | None, Wire("Geslaagd/Beschrijving")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SHMDossier:
    """The file of a tenant at one housing company."""

    insz: Annotated[str, Wire("INSZ")]
    dossier_id: str
    maatschappij: Maatschappij
    status_huurder: StatusHuurder
    vrijgesteld: Vrijgesteld | None
    afgelegde_testen: Annotated[
        tuple[AfgelegdeTest, ...], Wire("AfgelegdeTesten/AfgelegdeTest")
    ]


def language_files(
    insz: str, *, user: str | None = None
) -> Call[tuple[SHMDossier, ...]]:
    """
    Ask where a tenant stands with the language obligation.

    Via `wiv` or `magda` GeefDossierVMSW 01.00.

    Args:
        insz: Of the tenant.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A file per housing company; `data` is None when there is none.

    Source: `magda-geefdossiervmsw-01.00`.
    """
    question = Question(
        service="GeefDossierVMSW",
        version="01.00.0000",
        operation="GeefDossierVMSW",
        content={"Inhoud": {"INSZ": insz}},
        subject=insz,
        user=user,
    )
    return one_way(question, _read)


def _read(repliek: Any) -> tuple[SHMDossier, ...] | None:
    found = several_at(repliek, "Antwoorden/Antwoord/Inhoud/SHMDossiers/SHMDossier")
    return tuple(read(SHMDossier, each) for each in found) or None

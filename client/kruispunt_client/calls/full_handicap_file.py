"""
GeefVolledigDossierHandicap 03.00: the whole file of a person at the VAPH.

Every part may be missing; names are those of the wire in snake_case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.vaph.budget import PersoonsvolgendBudget
from kruispunt_client.calls.vaph.parts import (
    Diagnose,
    Hulpmiddel,
    NietPvbGebondenZorg,
    Persoonsgegevens,
    Vertegenwoordiger,
)
from kruispunt_client.calls.wire import Wire, read_at

_DOSSIER = "Antwoorden/Antwoord/Inhoud/GeefVolledigDossierHandicap"


@dataclass(frozen=True, slots=True, kw_only=True)
class VolledigDossier:
    """What the VAPH knows of a person."""

    diagnose: Diagnose | None
    imb: Annotated[tuple[Hulpmiddel, ...], Wire("imb/imbItem")]
    """Aids and adaptations."""
    niet_pvb_gebonden_zorg: NietPvbGebondenZorg | None
    persoonsgegevens: Persoonsgegevens | None
    persoonsvolgend_budget: PersoonsvolgendBudget | None
    wettelijke_vertegenwoordigers: Annotated[
        tuple[Vertegenwoordiger, ...],
        Wire("wettelijkeVertegenwoordigers/wettelijkeVertegenwoordigersItem"),
    ]


def full_handicap_file(insz: str, *, user: str | None = None) -> Call[VolledigDossier]:
    """
    Ask for the whole file of a person at the VAPH.

    Via `wiv` or `magda` GeefVolledigDossierHandicap 03.00. It cannot be asked in part,
    and no act among those that come with Kruispunt opens it to social housing.

    Args:
        insz: Of the person.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The file; `data` is None when the VAPH has none.

    Raises:
        InvalidRequest: The number has not eleven digits.

    Source: `magda-geefvolledigdossierhandicap-03.00`.
    """
    question = Question(
        service="GeefVolledigDossierHandicap",
        version="03.00.0000",
        operation="GeefVolledigDossierHandicap",
        content={"Inhoud": {"Criteria": {"rrnr": insz}}},
        subject=insz,
        user=user,
    )
    return one_way(
        question, lambda repliek: read_at(VolledigDossier, repliek, _DOSSIER)
    )

"""GeefWerkzoekende 02.00: category of a job seeker, and whether a training fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import PartialDate

_PATH = "Antwoorden/Antwoord/Inhoud/Werkzoekende"


class Classification(Enum):
    """By which list a category is told; what the lists are for is not published."""

    FIN_VO = "FIN_VO"
    """Probably: funding of adult education."""
    DGB = "DGB"
    """Probably: target groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training at an institution."""

    code_opleiding: int
    nummer_instelling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOmschrijving:
    """A code of the VDAB and what it says; no list is published."""

    code: str
    omschrijving: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInTrajectNaarWerk:
    """Whether a training fits the way to work, and when."""

    resultaat: CodeOmschrijving
    begin: Annotated[PartialDate | None, Wire("PeriodeGeldigheid/Begin")]
    einde: Annotated[PartialDate | None, Wire("PeriodeGeldigheid/Einde")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Werkzoekende:
    """What the VDAB knows; a part that is None was not asked, or is not known."""

    insz: Annotated[str, Wire("INSZ")]
    categorie_wz: Annotated[CodeOmschrijving | None, Wire("CategorieWZ")]
    """There only for who was a job seeker on the day."""
    past_in_traject_naar_werk: PastInTrajectNaarWerk | None


def job_seeker(
    insz: str,
    *,
    category: Classification | str | None = None,
    category_on: date | None = None,
    training: Training | None = None,
    training_on: date | None = None,
    user: str | None = None,
) -> Call[Werkzoekende]:
    """
    Ask the VDAB for the category of a job seeker, or whether a training fits.

    Via `wiv` or `magda` GeefWerkzoekende 02.00.

    Args:
        insz: Of the person.
        category: By which classification the category is told; None: not asked.
        category_on: The day it is about; None: today.
        training: Which training is meant; None: not asked.
        training_on: The day it is about; None: today.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        What was asked; `data` is None when nothing of it is known.

    Raises:
        InvalidRequest: Nothing is asked, or a day of what is not asked is given.

    Source: `magda-geefwerkzoekende-02.00`.
    """
    if category is None and training is None:
        raise InvalidRequest("ask for `category`, `training`, or both")
    groups = {
        "CategorieWZ": _category(category, category_on),
        "PastInTrajectNaarWerk": _training(training, training_on),
    }
    question = Question(
        service="GeefWerkzoekende",
        version="02.00.0000",
        operation="GeefWerkzoekende",
        content={"Inhoud": {"Criteria": {"INSZ": insz, "DataGroepen": groups}}},
        subject=insz,
        user=user,
    )
    return one_way(question, lambda repliek: read_at(Werkzoekende, repliek, _PATH))


def _category(
    category: Classification | str | None, on: date | None
) -> dict[str, Any] | None:
    if category is None:
        if on is not None:
            raise InvalidRequest("category_on: goes with `category`")
        return None
    try:
        chosen = Classification(category)
    except ValueError as error:
        raise InvalidRequest(f"category: {error}") from error
    return {"VolgensClassificatieType": chosen.value, "DatumOp": on}


def _training(training: Training | None, on: date | None) -> dict[str, Any] | None:
    if training is None:
        if on is not None:
            raise InvalidRequest("training_on: goes with `training`")
        return None
    return {
        "CodeOpleiding": training.code_opleiding,
        "NummerInstelling": training.nummer_instelling,
        "DatumOp": on,
    }

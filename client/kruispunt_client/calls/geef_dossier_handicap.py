"""GeefDossierHandicap 03.00: files of a person with a handicap, through MAGDA."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kruispunt_client.calls.handicap import (
    FilePart,
    HandicapFiles,
    HandicapSource,
    criteria,
    read_files,
)
from kruispunt_client.calls.question import Line, Period, Question, moment
from kruispunt_client.calls.wire import at
from kruispunt_client.results import Answer


def geef_dossier_handicap(
    line: Line,
    insz: str,
    *,
    user: str,
    on: date | None = None,
    period: Period | None = None,
    sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
    parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
    decision_status: bool = False,
    enriched_recognition: bool = False,
) -> Answer[HandicapFiles]:
    """
    Ask authentic sources for the file of a person with a handicap.

    Args:
        line: Via `wiv` or `magda`.
        insz: Of the person.
        user: INSZ of the natural person who asks.
        on: Reference date; or `period`.
        period: First and last day.
        sources: Whom to ask; ask no more than you need. Not `KindEnGezin` here.
        parts: What to ask for; likewise.
        decision_status: DGPH and VSB add it; with `on` only.
        enriched_recognition: DGPH adds the legislation; with `on` only.

    Returns:
        A result per source; `data` is None when no source has anything.

    Raises:
        InvalidRequest: The arguments do not fit together, or not the contract.
    """
    when = moment(on, period)
    kind = "Period" if isinstance(when, tuple) else "Date"
    asked = criteria(
        insz,
        when,
        sources=sources,
        parts=parts,
        decision_status=decision_status,
        enriched_recognition=enriched_recognition,
    )
    question = Question(
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        content={"Criteria": {f"ConsultFilesBy{kind}Criteria": asked}},
        subject=insz,
        user=user,
    )
    path = f"Antwoorden/Antwoord/Inhoud/ConsultFilesBy{kind}Response"
    return line.ask(question, lambda repliek: read_files(at(repliek, path)))

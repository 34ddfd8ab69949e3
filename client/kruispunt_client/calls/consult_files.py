"""
HandiService v2: files of a person with a handicap, from the KSZ.

Two operations in one file, for they differ in the moment asked about only.
"""

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
from kruispunt_client.results import Answer


def consult_files_by_date(
    line: Line,
    ssin: str,
    on: date,
    *,
    user: str,
    sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
    parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
    decision_status: bool = False,
    enriched_recognition: bool = False,
) -> Answer[HandicapFiles]:
    """
    Ask the KSZ for the file of a person on a day.

    Args:
        line: Via `ksz`.
        ssin: Of the person.
        on: Reference date.
        user: INSZ of the natural person who asks.
        sources: Whom to ask; ask no more than you need.
        parts: What to ask for; likewise.
        decision_status: DGPH and VSB add it.
        enriched_recognition: DGPH adds the legislation to its recognitions.

    Returns:
        A result per source; `data` is None when no source has anything.

    Raises:
        InvalidRequest: Nothing is asked, or a name is unknown.
    """
    asked = criteria(
        ssin,
        on,
        sources=sources,
        parts=parts,
        decision_status=decision_status,
        enriched_recognition=enriched_recognition,
    )
    question = Question(
        service="HandiService",
        version="v2",
        operation="consultFilesByDate",
        content=asked,
        subject=ssin,
        user=user,
    )
    return line.ask(question, read_files)


def consult_files_by_period(
    line: Line,
    ssin: str,
    period: Period,
    *,
    user: str,
    sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
    parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
) -> Answer[HandicapFiles]:
    """
    Ask the KSZ for the file of a person over a period.

    Args:
        line: Via `ksz`.
        ssin: Of the person.
        period: First and last day.
        user: INSZ of the natural person who asks.
        sources: Whom to ask; ask no more than you need.
        parts: What to ask for; likewise.

    Returns:
        A result per source; `data` is None when no source has anything.

    Raises:
        InvalidRequest: Nothing is asked, a name is unknown, or the period ends before
            it begins.
    """
    asked = criteria(
        ssin,
        moment(None, period),
        sources=sources,
        parts=parts,
        decision_status=False,
        enriched_recognition=False,
    )
    question = Question(
        service="HandiService",
        version="v2",
        operation="consultFilesByPeriod",
        content=asked,
        subject=ssin,
        user=user,
    )
    return line.ask(question, read_files)

"""
GeefDossierHandicap 03.00 (MAGDA), HandiService v2 (KSZ): files of a handicap.

One call for both, because MAGDA passes question and answer of the KSZ on whole.
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
from kruispunt_client.calls.question import Call, Period, Question, Way, moment
from kruispunt_client.calls.wire import at


def handicap_files(
    insz: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
    parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
    decision_status: bool = False,
    enriched_recognition: bool = False,
    user: str | None = None,
) -> Call[HandicapFiles]:
    """
    Ask authentic sources for the file of a person with a handicap.

    Via `wiv` or `magda` GeefDossierHandicap 03.00; via `ksz` HandiService v2,
    consultFilesByDate or consultFilesByPeriod.

    Args:
        insz: Of the person.
        on: Reference date; or `period`.
        period: First and last day.
        sources: Whom to ask; ask no more than you need. `KindEnGezin` via `ksz` only.
        parts: What to ask for; likewise.
        decision_status: DGPH and VSB add it; with a day only.
        enriched_recognition: DGPH adds the legislation to its recognitions; with a day
            only.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A result per source; `data` is None when no source has anything.

    Raises:
        InvalidRequest: Nothing is asked, a name is unknown, or the dates do not fit
            together.

    Source: `magda-geefdossierhandicap-03.00`, `ksz-handi-v2`.
    """
    when = moment(on, period)
    asked = criteria(
        insz,
        when,
        sources=sources,
        parts=parts,
        decision_status=decision_status,
        enriched_recognition=enriched_recognition,
    )
    by_period = isinstance(when, tuple)
    name = "ConsultFilesByPeriod" if by_period else "ConsultFilesByDate"
    magda = Question(
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        content={"Criteria": {f"{name}Criteria": asked}},
        subject=insz,
        user=user,
    )
    ksz = Question(
        service="HandiService",
        version="v2",
        operation="consultFilesByPeriod" if by_period else "consultFilesByDate",
        content=asked,
        subject=insz,
        user=user,
    )
    inner = f"Antwoorden/Antwoord/Inhoud/{name}Response"
    return Call(
        (
            Way(question=magda, read=lambda repliek: read_files(at(repliek, inner))),
            Way(question=ksz, read=read_files),
        )
    )

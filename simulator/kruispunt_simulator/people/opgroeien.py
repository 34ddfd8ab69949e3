"""
One recognition by Opgroeien, seen through two doors.

Opgroeien (before 2019: Kind en Gezin) recognises children. GeefZorgtoeslag asks it
straight; HandiService reaches the same recognitions as its source KindEnGezin. So the
file of the one follows from that of the other: `care_allowance` is where they stand,
and `disability.kind_en_gezin` is made from it. A person's file may repeat the latter,
but not contradict the former.

Source: KSZ page on the project Handicap: recognitions only, data from 2019 on.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.people.care_allowance import (
    CareAllowance,
    CarePillars,
    CareRecognition,
)
from kruispunt_simulator.people.disability import KindEnGezinFile, RecognitionRequest
from kruispunt_simulator.people.recognition import (
    Pillars,
    PillarsOnly,
    PillarsRecognition,
    RecognitionStatus,
)

SINCE: Final = date(2019, 1, 1)
"""HandiService knows recognitions that hold on this day or later."""


def kind_en_gezin_of(care: CareAllowance) -> KindEnGezinFile:
    """Make the file of the source KindEnGezin from that of the care supplement."""
    request = care.request
    return KindEnGezinFile(
        evolution_of_request=None
        if request is None
        else RecognitionRequest(
            legislation=request.legislation,
            request_date=request.requested,
            handicap_recognition_pending=request.recognition_pending,
            file_completion_date=request.file_complete,
            appeal=request.appeal,
        ),
        handicap_recognitions=tuple(
            _recognition(each)
            for each in care.recognitions
            if each.overlaps(SINCE, date.max)
        ),
    )


def refuse_contradiction(care: CareAllowance, told: KindEnGezinFile) -> None:
    """
    Refuse a file of KindEnGezin that says what the care supplement does not.

    Args:
        care: The recognitions as Opgroeien holds them.
        told: What the person's file repeats of them; it may say less.

    Raises:
        ValueError: A request or recognition in it differs; pydantic adds where.
    """
    derived = kind_en_gezin_of(care)
    request = told.evolution_of_request
    if request not in (None, derived.evolution_of_request):
        raise ValueError("kind_en_gezin tells another request than care_allowance")
    for each in told.handicap_recognitions:
        if each not in derived.handicap_recognitions:
            begin = each.recognition_status.start_date_recognition
            raise ValueError(
                f"kind_en_gezin tells another recognition from {begin} than "
                "care_allowance"
            )


def _recognition(held: CareRecognition) -> PillarsRecognition:
    return PillarsRecognition(
        recognition_status=RecognitionStatus(
            date_of_decision=held.decided,
            start_date_recognition=held.begin,
            end_date_recognition=held.end,
        ),
        legislation=held.legislation,
        result_recognition_child=None
        if held.pillars is None
        else PillarsOnly(pillars=_pillars(held.pillars)),
        decision_status=held.decision,
    )


def _pillars(held: CarePillars) -> Pillars:
    return Pillars(
        pillar1=held.pillar_1,
        pillar2=held.pillar_2,
        pillar3=held.pillar_3,
        pillars_total=held.total,
    )

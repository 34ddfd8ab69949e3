"""
HandiService v1 of the KSZ: the federal file of a person with a handicap (DGPH only).

Each part is there, or the source says why not. What is not there is None or empty in
the results, and `no_data` has the reason under the name of the part on the wire. The
parts are those of HandiService v2 (`handicap.py`).

Source: `ksz-handi-v1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Final, TypeVar

from kruispunt_client.calls.handicap import (
    Address,
    EvolutionOfRequest,
    FilePart,
    HandicapRecognition,
    Right,
    SocialCard,
)
from kruispunt_client.calls.handicap_payments import HandicapPayment
from kruispunt_client.calls.question import Call, Period, Question, moment, one_way
from kruispunt_client.calls.wire import at, read, read_at, several_at
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest

T = TypeVar("T")


class NoDataReason(Enum):
    """Why a part of a file is not there."""

    NO_DATA = "no data in db"
    NOT_REQUESTED = "not requested"
    NOT_AUTHORISED = "not authorized"


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalFile:
    """One file; None or empty: see `no_data`."""

    ssin: str
    address: Address | None
    evolution_of_request: EvolutionOfRequest | None
    handicap_recognition: HandicapRecognition | None
    """Its `child` and `adult` are None, and the points in `adult` too, where `no_data`
    says why."""
    rights: Right | None
    social_cards: tuple[SocialCard, ...]
    """At most two."""
    payments: tuple[HandicapPayment, ...]
    """At most 24."""
    no_data: Mapping[str, NoDataReason]
    """By path on the wire, such as `rights` or
    `handicapRecognition/resultRecognitionChild`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalFiles:
    """The files of a person, one per period of a right."""

    files: tuple[FederalFile, ...]
    """At most 100."""


_FLAGS: Final = {
    FilePart.EVOLUTION_OF_REQUEST: "evolutionOfRequest",
    FilePart.HANDICAP_RECOGNITIONS: "handicapRecognition",
    FilePart.RIGHTS: "rights",
    FilePart.SOCIAL_CARDS: "socialCards",
}


def federal_file(
    ssin: str,
    *,
    on: date | None = None,
    parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
    payments: Period | None = None,
    user: str | None = None,
) -> Call[FederalFile]:
    """
    Ask for the federal file of a person with a handicap.

    Via `ksz` HandiService v1, consultFile; its legal contexts are a closed list, such
    as `candidate tenant`.

    Args:
        ssin: Of the person.
        on: Reference date for `parts`; or `payments`, or both.
        parts: What to ask for on that day; ask no more than you need.
        payments: First and last day of payments; more than two years is refused
            (HAN00020).
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The file; `data` is None when there is none.

    Raises:
        InvalidRequest: Nothing is asked, a name is unknown, or the period is in
            disorder.

    Source: `ksz-handi-v1`.
    """
    if on is None and payments is None:
        raise InvalidRequest("give `on` (one day), `payments` (first, last), or both")
    question = Question(
        service="HandiService",
        version="v1",
        operation="consultFile",
        content={
            "wantedInformation": {
                "ssin": ssin,
                "informationAtReferenceDate": None if on is None else _on(on, parts),
                "paymentsAtPeriod": _dates(payments, "startDate", "endDate"),
            }
        },
        subject=ssin,
        user=user,
    )
    return one_way(question, lambda reply: _file_of(at(reply, "file")))


def federal_rights_and_payments(
    ssin: str, *, period: Period, user: str | None = None
) -> Call[FederalFiles]:
    """
    Ask which federal rights a person had in a period, and what was paid.

    Via `ksz` HandiService v1, consultRightsAndPayments.

    Args:
        ssin: Of the person.
        period: First and last day; more than two years is refused (HAN00020).
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The files; `data` is None when there are none.

    Raises:
        InvalidRequest: The period is in disorder.

    Source: `ksz-handi-v1`.
    """
    question = Question(
        service="HandiService",
        version="v1",
        operation="consultRightsAndPayments",
        content={"ssin": ssin, "period": _dates(period, "beginDate", "endDate")},
        subject=ssin,
        user=user,
    )
    return one_way(question, _files)


def _on(on: date, parts: Iterable[FilePart | str]) -> Fields:
    try:
        wanted = {FilePart(part) for part in parts}
    except ValueError as error:
        raise InvalidRequest(str(error)) from error
    if not wanted:
        raise InvalidRequest("parts: ask for at least one")
    flags = {name: part in wanted for part, name in _FLAGS.items()}
    return {"referenceDate": on, **flags}


def _dates(period: Period | None, begin: str, end: str) -> Fields | None:
    if period is None:
        return None
    chosen = moment(None, period)
    assert isinstance(chosen, tuple)  # noqa: S101 - for mypy
    return {begin: chosen[0], end: chosen[1]}


def _files(reply: Any) -> FederalFiles | None:
    found = several_at(reply, "file")
    return FederalFiles(files=tuple(map(_file, found))) if found else None


def _file_of(value: Any) -> FederalFile | None:
    return None if value is None else _file(value)


def _file(value: Any) -> FederalFile:
    reasons: dict[str, NoDataReason] = {}

    def known(path: str) -> bool:
        """Whether there is anything at a path; if there is a reason, note it."""
        found = at(value, path)
        reason = at(found, "noDataReason")
        if reason is not None:
            reasons[path] = NoDataReason(reason)
        return found is not None and reason is None

    def several(path: str) -> list[Any]:
        items = several_at(value, path)
        for item in items:
            if (reason := at(item, "noDataReason")) is not None:
                reasons[path] = NoDataReason(reason)
        return [item for item in items if at(item, "noDataReason") is None]

    def one(kind: type[T], path: str) -> T | None:
        return read_at(kind, value, path) if known(path) else None

    recognised = "handicapRecognition"
    recognition = one(HandicapRecognition, recognised)
    if recognition is not None:
        if not known(f"{recognised}/resultRecognitionChild"):
            recognition = replace(recognition, child=None)
        if not known(f"{recognised}/resultRecognitionAdult"):
            recognition = replace(recognition, adult=None)
        known(f"{recognised}/resultRecognitionAdult/diminuationIndependence")
    return FederalFile(
        ssin=at(value, "ssin"),
        address=read_at(Address, value, "addressHandicappedPerson"),
        evolution_of_request=one(EvolutionOfRequest, "evolutionOfRequest"),
        handicap_recognition=recognition,
        rights=one(Right, "rights"),
        social_cards=tuple(read(SocialCard, each) for each in several("socialCards")),
        payments=tuple(read(HandicapPayment, each) for each in several("payments")),
        no_data=reasons,
    )

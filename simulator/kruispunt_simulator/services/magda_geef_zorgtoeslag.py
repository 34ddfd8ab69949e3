"""
GeefZorgtoeslag 02.00: the care supplement of a child, straight from Opgroeien.

Rules of this file:

- A recognition is told when at least one of its days was asked for. The state of the
  request has no period: it is told unless the request was made later than asked for.
- Nothing is told that was not yet decided on the simulated day, so that a test of last
  year sees the file as it was.
- A block that was not asked, or about which nothing is held, is left out. When no block
  remains the answer is 30001.
- About a replaced number the answer is that of the new one, with a warning; about a
  cancelled number there is none. Source: our choice, because the page of the service is
  silent and 30004 is a warning wherever a MAGDA source keeps persons itself.

Source: contract sheet `magda-geefzorgtoeslag-02.00`; MAGDA user wiki, MG 1021347842.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.care_allowance import (
    CareAllowance,
    CareRecognition,
    CareRequest,
)
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    fill,
    flag,
    required,
)
from kruispunt_simulator.sources import Sources

MAX_RECOGNITIONS: Final = 10
"""The schema has room for no more."""

_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_CRITERIA: Final = f"{_INHOUD}/Criteria"
_WANTED: Final = f"{_CRITERIA}/GewensteInformatie"
_PAGE: Final = "GeefZorgtoeslag 02.00, question page (MG 1021347842)"


def subject(root: Element) -> str:
    """Read the INSZ of the child."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Read the period, or the reference date as a period of one day."""
    begin, end = _asked(root)
    return Period(begin=begin.isoformat(), end=end.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to five findings."""
    findings: list[Finding] = []
    if not numbers.has_valid_check_digits(subject(root)):
        findings.append(
            Finding(
                check="zorgtoeslag.insz-check-digits",
                fault="zorgtoeslag.insz-check-digits",
                requirement=f"{_PAGE}: INSZ with valid check digits",
                expected="97 minus the first nine digits modulo 97",
                actual="other check digits",
            )
        )
    findings.extend(_check_dates(root, today))
    if not (flag(root, f"{_WANTED}/StatusAanvraag") or _wants_recognitions(root)):
        findings.append(
            Finding(
                check="zorgtoeslag.something-asked",
                fault="zorgtoeslag.nothing-asked",
                requirement=f"{_PAGE}: at least one data group is asked",
                expected="StatusAanvraag or Erkenningen is 1",
                actual="both are 0",
            )
        )
    findings.extend(_magda.check_language(root, f"{_INHOUD}/Taal"))
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for both groups, over a period that holds everything."""
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", person.ssin)
    periode = add(criteria, "Periode")
    add(periode, "Begindatum", date(2010, 1, 1))
    add(periode, "Einddatum", today)
    wanted = add(criteria, "GewensteInformatie")
    add(wanted, "StatusAanvraag", 1)
    add(wanted, "Erkenningen", 1)
    add(inhoud, "Taal", "nl")
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what Opgroeien holds.

    Raises:
        SourceUnavailable: Opgroeien does not answer.
    """
    person = sources.ask("opgroeien", subject(root))
    if person is None:
        return MagdaAnswer(findings=(_nothing_found(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    warnings: tuple[Finding, ...] = ()
    new = person.identity.replaced_by
    if new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.ask("opgroeien", new) or person
    request, recognitions = _select(root, person.care_allowance, today)
    if request is None and not recognitions:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    inhoud = _inhoud(person.identity, request, recognitions)
    return MagdaAnswer(inhoud=inhoud, findings=warnings)


def _select(
    root: Element, held: CareAllowance | None, today: date
) -> tuple[CareRequest | None, tuple[CareRecognition, ...]]:
    held = held or CareAllowance()
    begin, end = _asked(root)
    request = held.request if flag(root, f"{_WANTED}/StatusAanvraag") else None
    if request is not None and (request.requested or date.min) > min(end, today):
        request = None
    recognitions = tuple(
        recognition
        for recognition in held.recognitions
        if _wants_recognitions(root)
        and recognition.overlaps(begin, end)
        and recognition.decided <= today
    )
    return request, recognitions


def _asked(root: Element) -> tuple[date, date]:
    if root.find(f"{_CRITERIA}/Referentiedatum") is not None:
        reference = day(root, f"{_CRITERIA}/Referentiedatum")
        return reference, reference
    return (
        day(root, f"{_CRITERIA}/Periode/Begindatum"),
        day(root, f"{_CRITERIA}/Periode/Einddatum"),
    )


def _wants_recognitions(root: Element) -> bool:
    return flag(root, f"{_WANTED}/Erkenningen")


def _check_dates(root: Element, today: date) -> tuple[Finding, ...]:
    begin, end = _asked(root)
    is_reference = root.find(f"{_CRITERIA}/Referentiedatum") is not None
    if is_reference and begin > today:
        return (
            Finding(
                check="zorgtoeslag.reference-date-not-future",
                fault="zorgtoeslag.reference-date-future",
                requirement=f"{_PAGE}: Referentiedatum is not later than today",
                expected=f"at most {today}",
                actual=begin.isoformat(),
            ),
        )
    if begin > end:
        return (
            Finding(
                check="zorgtoeslag.period-in-order",
                fault="zorgtoeslag.period-order",
                requirement="MAGDA to KSZ mapping of Family.GetCareAllowance: 20003",
                expected="Begindatum not after Einddatum",
                actual=f"{begin} to {end}",
            ),
        )
    return ()


def _nothing_found() -> Finding:
    return Finding(
        check="zorgtoeslag.something-found",
        fault="zorgtoeslag.nothing-found",
        severity=Severity.WARNING,
        requirement=f"{_PAGE}: 30001 when the source holds nothing",
        expected="a request or a recognition in what was asked",
        actual="none",
    )


def _inhoud(
    identity: Identity,
    request: CareRequest | None,
    recognitions: tuple[CareRecognition, ...],
) -> Element:
    inhoud = element("Inhoud")
    zorgtoeslag = add(inhoud, "Zorgtoeslag")
    add(zorgtoeslag, "INSZ", identity.ssin)
    if request is not None:
        _add_request(zorgtoeslag, request)
    if recognitions:
        erkenningen = add(zorgtoeslag, "Erkenningen")
        for recognition in recognitions[:MAX_RECOGNITIONS]:
            _add_recognition(erkenningen, recognition)
    return inhoud


def _add_request(zorgtoeslag: Element, request: CareRequest) -> None:
    status = add(zorgtoeslag, "StatusAanvraag")
    add(add(status, "Wetgeving"), "Code", request.legislation)
    if request.requested is not None:
        add(status, "DatumAanvraag", request.requested)
    add(status, "ErkenningLopende", int(request.recognition_pending))
    if request.file_complete is not None:
        add(status, "DatumDossierVolledig", request.file_complete)
    add(status, "InBeroep", int(request.appeal))


def _add_recognition(erkenningen: Element, recognition: CareRecognition) -> None:
    erkenning = add(erkenningen, "Erkenning")
    status = add(erkenning, "StatusErkenning")
    add(status, "DatumBeslissing", recognition.decided)
    periode = add(status, "PeriodeErkenning")
    add(periode, "Begindatum", recognition.begin)
    if recognition.end is not None:
        add(periode, "Einddatum", recognition.end)
    add(add(erkenning, "Wetgeving"), "Code", recognition.legislation)
    if recognition.pillars is not None:
        result = add(erkenning, "ResultaatErkenningKind")
        fill(add(result, "Pijlers"), recognition.pillars)
    add(erkenning, "StatusBeslissing", recognition.decision)


SERVICES = (
    Service(
        service="GeefZorgtoeslag",
        version="02.00.0000",
        operation="GeefZorgtoeslag",
        flow="care-allowance",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("opgroeien",),
    ),
)

"""
GeefKindVoordelen 02.00 and 02.01: family benefits, of five sources in one answer.

VLAANDEREN is asked at Opgroeien itself (origin KENG), the others at the KSZ
(ChildBenefitsService v1). Rules of this file:

- Every code is of level 3, and one about some of the sources names them in the
  Annotatie `Bron`; it stands beside what the others tell.
- What became of a number is looked up before any source is asked: cancelled, replaced
  and unknown numbers are errors here.
- 30001 only when no source failed and none has anything: of KENG when Opgroeien alone
  was asked, of the KSZ when it alone was, of MAGDA when both were. Source: our choice,
  because all three origins were published and a child is in one register as a rule.
- A question may begin in the month of today at the latest (20006). Source: our choice
  of the limit, which is not published; a period without end ends today.

Source: `_behaviour` 2.2 (MG 1977123695 and 1978597904); contract sheets
`magda-geefkindvoordelen-02.00` and `-02.01`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final

from kruispunt_contracts.faults import WIRE_FAULTS

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.family_benefits import month_of
from kruispunt_simulator.services import MagdaAnswer, Service, _ksz, _magda
from kruispunt_simulator.services import _family_benefits as benefits
from kruispunt_simulator.services import ksz_child_benefits as ksz
from kruispunt_simulator.services._benefit_files import read_file
from kruispunt_simulator.services._family_benefits import Asked, File
from kruispunt_simulator.services._kind_voordelen import (
    CRITERIA,
    EDITION_00,
    EDITION_01,
    INHOUD,
    Edition,
    shown,
    write_file,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    element,
    month,
    required,
    text,
)
from kruispunt_simulator.sources import (
    NoAnswer,
    Sources,
    SourceTimedOut,
    SourceUnavailable,
)

FLEMISH: Final = "VLAANDEREN"

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FEDERAAL": "FEDERAL",
        FLEMISH: "FLANDERS",
        "BRUSSEL": "BRUSSELS",
        "WALLONIE": "WALLONIA",
        "OOST-BELGIE": "EASTBELGIUM",
    }
)
"""Names at the KSZ by names of MAGDA, in the order of the contract."""

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MSG00001": "kindvoordelen.source-unavailable",
        "MSG00002": "kindvoordelen.source-no-answer",
        "MSG00003": "kindvoordelen.internal",
        "MSG00012": "magda.no-registration",
        "MSG00013": "kindvoordelen.source-not-authorised",
        "MSG00015": "kindvoordelen.source-not-authorised",
        "MSG00020": "kindvoordelen.source-unavailable",
        "MSG00021": "kindvoordelen.no-registration-at-source",
        "MSG00023": "kindvoordelen.source-format",
        "MSG00027": "kindvoordelen.source-not-authorised",
    }
)
"""What MAGDA makes of codes of the KSZ; of others 60003, "refused by the KSZ"."""

LINE_FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "magda.source-no-answer": "kindvoordelen.source-no-answer",
        "magda.source-unreadable": "kindvoordelen.source-unreadable",
        "magda.service-unreachable": "kindvoordelen.source-unavailable",
    }
)
"""And of trouble on the way there, which elsewhere refuses the whole question."""

_PAGE: Final = "GeefKindVoordelen 02.00 (MG 1977123695, 1978597904)"

Told = tuple[str, File]
"""A file and the source that told it."""


def subject(root: Element) -> str:
    """Read the INSZ of the child or the payee."""
    return required(root, f"{CRITERIA}/INSZ")


def check(root: Element, today: date, edition: Edition) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    findings = [*_magda.check_insz(subject(root))]
    asked = _asked(root, today, edition)
    if asked.begin > month_of(today):
        findings.append(
            Finding(
                check="kindvoordelen.begin-not-future",
                fault="magda.date-out-of-range",
                requirement=f"{_PAGE}: 20006, date out of range",
                expected=f"at most {month_of(today)}",
                actual=asked.begin,
            )
        )
    elif asked.begin > asked.end:
        findings.append(
            Finding(
                check="kindvoordelen.period-in-order",
                fault="magda.period-order",
                requirement=f"{_PAGE}: 20003, begin after end",
                expected=f"{edition.begin} not after {edition.end}",
                actual=f"{asked.begin} to {asked.end}",
            )
        )
    named = _named(root)
    if len(set(named)) < len(named):
        findings.append(
            Finding(
                check="kindvoordelen.sources-once",
                fault="kindvoordelen.source-twice",
                requirement=f"{_PAGE}: each source once at most",
                expected="different sources",
                actual=", ".join(named),
            )
        )
    return (*findings, *_magda.check_language(root, f"{INHOUD}/Taal"))


def answer(
    root: Element, sources: Sources, today: date, edition: Edition
) -> MagdaAnswer:
    """Answer what the sources hold that were asked; what fails becomes a finding."""
    refusal = _refuse_number(subject(root), sources)
    if refusal is not None:
        return MagdaAnswer(findings=(refusal,))
    names = _named(root) or tuple(SOURCES)
    asked = _asked(root, today, edition)
    told: list[Told] = []
    findings: list[Finding] = []
    for ask, wanted in (
        (_ask_opgroeien, [name for name in names if name == FLEMISH]),
        (_ask_ksz, [name for name in names if name != FLEMISH]),
    ):
        if wanted:
            files, problems = ask(sources, asked, wanted)
            told.extend(files)
            findings.extend(problems)
    if told:
        inhoud = _inhoud(root, told, edition)
        return MagdaAnswer(inhoud=inhoud, findings=tuple(findings))
    if not any(each.severity is Severity.ERROR for each in findings):
        findings.append(_nothing_found(names))
    return MagdaAnswer(findings=tuple(findings))


def _named(root: Element) -> tuple[str, ...]:
    bronnen = children(root.find(f"{CRITERIA}/Bronnen"))
    return tuple(required(each, ".") for each in bronnen)


def _asked(root: Element, today: date, edition: Edition) -> Asked:
    end = f"{CRITERIA}/Periode/{edition.end}"
    return Asked(
        ssin=subject(root),
        begin=month(root, f"{CRITERIA}/Periode/{edition.begin}"),
        end=month_of(today) if root.find(end) is None else month(root, end),
        today=today,
    )


def _refuse_number(insz: str, sources: Sources) -> Finding | None:
    person = sources.register(insz)
    if person is None:
        return _number("magda.insz-unknown", "a number that nobody has")
    new = person.identity.replaced_by
    if new is not None:
        return _magda.replaced(
            insz, new, fault="kindvoordelen.insz-replaced", severity=Severity.ERROR
        )
    return _magda.cancelled() if person.identity.canceled else None


def _number(fault: str, actual: str) -> Finding:
    return Finding(
        check="magda.insz-current",
        fault=fault,
        requirement=f"{_PAGE}: 30002, 30003, 30004 are errors of the KSZ",
        expected="the present number of a person",
        actual=actual,
    )


def _ask_opgroeien(
    sources: Sources, asked: Asked, names: Sequence[str]
) -> tuple[list[Told], list[Finding]]:
    try:
        files = benefits.ask(sources, "flanders", asked)
    except SourceUnavailable as error:
        late = isinstance(error, SourceTimedOut)
        key = "source-no-answer" if late else "source-unavailable"
        return [], [_problem(f"kindvoordelen.{key}", names, origin="KENG")]
    return [(FLEMISH, file) for file in files], []


def _ask_ksz(
    sources: Sources, asked: Asked, names: Sequence[str]
) -> tuple[list[Told], list[Finding]]:
    try:
        response = sources.consult(
            ksz.SERVICE, ksz.VERSION, ksz.OPERATION, _criteria(asked, names)
        )
    except NoAnswer as error:
        return [], [_no_answer(error.findings[0], names)]
    if text(response, "status/value") == "NO_RESULT":
        return [], [_refused(required(response, "status/code"), names)]
    told: list[Told] = []
    findings: list[Finding] = []
    for result in response.iterfind("results/resultByAuthenticSource"):
        name = next(n for n, k in SOURCES.items() if k == result.get("authenticSource"))
        if text(result, "status/value") == "TECHNICAL_ERROR":
            findings.append(_refused(required(result, "status/code"), [name]))
        for each in result.iterfind("files/file"):
            file, unknown = read_file(each)
            told.append((name, file))
            findings.extend(_unknown_code(code, name) for code in unknown)
    return told, findings


def _criteria(asked: Asked, names: Sequence[str]) -> Element:
    criteria = element("criteria")
    add(criteria, "ssin", asked.ssin)
    months = add(criteria, "period")
    add(months, "beginMonth", asked.begin)
    add(months, "endMonth", asked.end)
    wanted = add(criteria, "authenticSources")
    for name in names:
        add(wanted, "authenticSource", SOURCES[name])
    return criteria


def _no_answer(finding: Finding, names: Sequence[str]) -> Finding:
    """Tell of a fault of the KSZ, or of trouble on the line to it."""
    if finding.fault == "magda.ksz-fault":
        return _refused(finding.detail or "", names)
    key = LINE_FAULTS.get(finding.fault or "", "kindvoordelen.internal")
    return _problem(key, names, actual=finding.actual)


def _refused(code: str, names: Sequence[str]) -> Finding:
    """Tell of a code of the KSZ, about the whole question or one source."""
    key = FAULTS.get(code, "kindvoordelen.ksz-refused")
    return _problem(key, names, detail=code or None, actual=code)


def _problem(
    fault: str,
    names: Sequence[str],
    *,
    origin: str = "KSZ",
    detail: str | None = None,
    actual: str = "no answer",
) -> Finding:
    is_warning = WIRE_FAULTS[fault].type == "WAARSCHUWING"
    return Finding(
        check="kindvoordelen.source-answers",
        fault=fault,
        severity=Severity.WARNING if is_warning else Severity.ERROR,
        requirement=f"{_PAGE}: codes about a source",
        expected=f"an answer of {', '.join(names)}",
        actual=actual,
        annotations={"Bron": ", ".join(names)},
        detail=detail,
        origin=origin,
    )


def _unknown_code(code: str, name: str) -> Finding:
    return Finding(
        check="kindvoordelen.code-known",
        fault="kindvoordelen.code-unknown",
        requirement=f"{_PAGE}: 99983, code without MAGDA code",
        expected="a code of our lists",
        actual=code,
        annotations={"Categorie": code, "Bron": name},
    )


def _nothing_found(names: Sequence[str]) -> Finding:
    if set(names) == {FLEMISH}:
        origin = "KENG"
    else:
        origin = "MAGDA" if FLEMISH in names else "KSZ"
    return Finding(
        check="kindvoordelen.something-found",
        fault="magda.nothing-found",
        requirement=f"{_PAGE}: 30001, nothing found",
        expected="something in the months that were asked",
        actual="none",
        origin=origin,
    )


def _inhoud(root: Element, told: Iterable[Told], edition: Edition) -> Element:
    inhoud = element("Inhoud")
    several = add(inhoud, "KindVoordelen")
    wanted = shown(root)
    for name, file in told:
        several.append(write_file(name, subject(root), file, edition, wanted))
    return inhoud


def _service(edition: Edition) -> Service:
    """Make the service of one edition."""

    def period(root: Element) -> Period:
        asked = _asked(root, date.max, edition)
        begin = benefits.first_day(asked.begin)
        if root.find(f"{CRITERIA}/Periode/{edition.end}") is None:
            return Period(begin=begin.isoformat())
        return _ksz.as_period(begin, benefits.last_day(asked.end))

    def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
        """Ask every source for everything, by leaving the sources out."""
        inhoud = element("Inhoud")
        criteria = add(inhoud, "Criteria")
        add(criteria, "INSZ", person.ssin)
        add(add(criteria, "Periode"), edition.begin, "2000-01")
        add(inhoud, "Taal", "nl")
        return ((inhoud,),)

    return Service(
        service="GeefKindVoordelen",
        version=edition.version,
        operation="GeefKindVoordelen",
        flow="family-benefits",
        subject=subject,
        period=period,
        check=partial(check, edition=edition),
        ask_all=ask_all,
        answer=partial(answer, edition=edition),
        sources=("opgroeien",),
        consults=((ksz.SERVICE, ksz.VERSION, ksz.OPERATION),),
    )


SERVICES = (_service(EDITION_00), _service(EDITION_01))

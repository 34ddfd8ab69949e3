"""
GeefWerkzoekende 02.00: the category of a job seeker, and whether a training fits.

MAGDA asks the VDAB. Rules of this file:

- A category is told about a day on which the person was registered as a job seeker at
  the VDAB; so whoever sees no more than that there is one has a yes or no.
- Whether a training fits is told when it was assessed by today and holds on the day.
- A block about which nothing is held is left out; when no block remains the answer is
  30001 of the VDAB.
- Without DatumOp, today is meant. A date with unknown parts (00) is no day: 20006.
- About a replaced number the answer is that of the new one, with a warning; about a
  cancelled number there is none.

Source: contract sheet `magda-geefwerkzoekende-02.00`; the codes are those of the
service next to it (`_behaviour` 2.12). The rest is our choice, because no page of the
service is known.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.job_seeker import (
    Classification,
    TrainingFit,
    VdabFile,
)
from kruispunt_simulator.services import MagdaAnswer, Service, _ksz, _magda
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria"
_CATEGORY: Final = f"{_CRITERIA}/DataGroepen/CategorieWZ"
_TRAINING: Final = f"{_CRITERIA}/DataGroepen/PastInTrajectNaarWerk"
_TYPES: Final = ("FIN_VO", "DGB")


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Give the days asked about; a question about today may be of any day."""
    groups = [path for path in (_CATEGORY, _TRAINING) if root.find(path) is not None]
    days = [_day(root, path) for path in groups]
    known = [asked for asked in days if asked is not None]
    if not known or len(known) < len(days):
        return Period(begin=date.min.isoformat())
    return _ksz.as_period(min(known), max(known))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    groups = [path for path in (_CATEGORY, _TRAINING) if root.find(path) is not None]
    findings: list[Finding] = []
    if not groups:
        findings.append(
            Finding(
                check="werkzoekende.something-asked",
                fault="magda.combination-not-allowed",
                requirement="`_behaviour` 1.3: 13101, an element is missing",
                expected="a part of DataGroepen",
                actual="none",
            )
        )
    findings.extend(_magda.check_insz(subject(root)))
    for path in groups:
        written = text(root, f"{path}/DatumOp")
        asked = _day(root, path)
        if written is not None and (asked is None or asked > today):
            findings.append(
                Finding(
                    check="werkzoekende.date-in-range",
                    fault="job-seeker.date-out-of-range",
                    requirement="`_behaviour` 2.12: 20006",
                    expected=f"a whole date, at most {today}",
                    actual=written,
                )
            )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for both categories with every training, on its first day, and on today."""
    file = person.job_seeker.vdab or VdabFile()
    days = {today} | {
        each.begin
        for each in (*file.classifications, *file.trainings)
        if each.begin <= today
    }
    asked = [(each.training, each.institution) for each in file.trainings]
    questions = []
    for on in sorted(days):
        for type_ in _TYPES:
            for code, institution in asked or [(0, "0")]:
                question = _question(person, type_, code, institution, on)
                questions.append((question,))
    return tuple(questions)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the VDAB holds.

    Raises:
        SourceUnavailable: The VDAB does not answer.
    """
    person = sources.ask("vdab", subject(root))
    if person is None:
        return MagdaAnswer(findings=(_nothing_found(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    warnings: tuple[Finding, ...] = ()
    new = person.identity.replaced_by
    if new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.ask("vdab", new) or person
    file = person.job_seeker.vdab or VdabFile()
    inhoud = element("Inhoud")
    werkzoekende = add(inhoud, "Werkzoekende")
    add(werkzoekende, "INSZ", person.ssin)
    if root.find(_CATEGORY) is not None:
        _add_category(werkzoekende, _category(root, file, today))
    if root.find(_TRAINING) is not None:
        _add_training(werkzoekende, _training(root, file, today))
    if len(werkzoekende) == 1:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    return MagdaAnswer(inhoud=inhoud, findings=warnings)


def _day(root: Element, path: str) -> date | None:
    """Read DatumOp; None when it is not there, or no day of the calendar."""
    try:
        return date.fromisoformat(text(root, f"{path}/DatumOp") or "")
    except ValueError:
        return None


def _category(root: Element, file: VdabFile, today: date) -> Classification | None:
    on = _day(root, _CATEGORY) or today
    type_ = required(root, f"{_CATEGORY}/VolgensClassificatieType")
    if not file.registered(on, on):
        return None
    held = [
        each
        for each in file.classifications
        if each.type == type_ and each.overlaps(on, on)
    ]
    return max(held, key=lambda each: each.begin, default=None)


def _training(root: Element, file: VdabFile, today: date) -> TrainingFit | None:
    on = _day(root, _TRAINING) or today
    code = int(required(root, f"{_TRAINING}/CodeOpleiding"))
    institution = required(root, f"{_TRAINING}/NummerInstelling")
    held = [
        each
        for each in file.trainings
        if (each.training, each.institution) == (code, institution)
        and each.overlaps(on, on)
        and each.assessed <= today
    ]
    return max(held, key=lambda each: each.assessed, default=None)


def _nothing_found() -> Finding:
    return Finding(
        check="werkzoekende.something-found",
        fault="job-seeker.nothing-found",
        requirement="`_behaviour` 2.12: 30001 of the VDAB",
        expected="a category or an assessed training",
        actual="none",
    )


def _question(
    person: Person, type_: str, code: int, institution: str, on: date
) -> Element:
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", person.ssin)
    groups = add(criteria, "DataGroepen")
    category = add(groups, "CategorieWZ")
    add(category, "VolgensClassificatieType", type_)
    add(category, "DatumOp", on)
    training = add(groups, "PastInTrajectNaarWerk")
    add(training, "CodeOpleiding", code)
    add(training, "NummerInstelling", institution)
    add(training, "DatumOp", on)
    return inhoud


def _add_category(werkzoekende: Element, held: Classification | None) -> None:
    if held is not None:
        made = add(werkzoekende, "CategorieWZ")
        add(made, "Code", held.code)
        add(made, "Omschrijving", held.name)


def _add_training(werkzoekende: Element, held: TrainingFit | None) -> None:
    if held is None:
        return
    made = add(werkzoekende, "PastInTrajectNaarWerk")
    result = add(made, "Resultaat")
    add(result, "Code", held.code)
    add(result, "Omschrijving", held.name)
    valid = add(made, "PeriodeGeldigheid")
    add(valid, "Begin", held.begin)
    if held.end is not None:
        add(valid, "Einde", held.end)


SERVICES = (
    Service(
        service="GeefWerkzoekende",
        version="02.00.0000",
        operation="GeefWerkzoekende",
        flow="job-seeker",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("vdab",),
    ),
)

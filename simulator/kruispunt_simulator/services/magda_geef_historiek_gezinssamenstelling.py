"""
GeefHistoriekGezinssamenstelling 02.02: the households of a person, on a day (`Op`) or
from a day until today (`Vanaf`).

One `Gezinssamenstelling` per household and head, in the order of time. When a person
was in households, but only before the day asked, MAGDA says that it found nothing; when
in none at all, the KSZ does.

Source: contract sheet `magda-geefhistoriekgezinssamenstelling-02.02`;
`_behaviour` 2.16.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service
from kruispunt_simulator.services._persoon import members, question
from kruispunt_simulator.services._persoon.household import compositions
from kruispunt_simulator.services._persoon.person import ENDED
from kruispunt_simulator.services._persoon.question import Asked
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

NAME: Final = "GeefHistoriekGezinssamenstelling"
VERSION: Final = "02.02.0000"


def period(root: Element) -> Period:
    """Read the day, or the time since it."""
    return question.asked(root).period


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to three findings."""
    return (
        *question.check_number_and_language(root),
        *question.check_past(root, today),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for all households since 1900."""
    inhoud, criteria = question.new_question(person.ssin)
    add(criteria, "Datum", date(1900, 1, 1))
    add(inhoud, "Taal", "nl")
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer which households there were.

    Raises:
        SourceUnavailable: The KSZ does not answer.
    """
    asked = question.asked(root)
    found = question.find(sources, "KSZ", question.subject(root), today)
    person = found.person
    if person is None:
        return MagdaAnswer(findings=found.findings)
    end = today if asked.end is None else asked.end
    past = compositions(person, sources, asked.begin, end, today)
    if not past:
        why = _nothing(person, sources, asked, today)
        return MagdaAnswer(findings=(*found.findings, why))
    led, remarks = members.told(past)
    if not led:
        return MagdaAnswer(findings=(*found.findings, *remarks))
    pen = Pen(sources=sources, today=today)
    inhoud = element("Inhoud")
    history = add(inhoud, "HistoriekGezinssamenstelling")
    for composition in led:
        around = add(history, "Gezinssamenstelling")
        members.write_members(around, composition, pen, today)
    codes = question.remarks_on_codes(pen.undescribed)
    return MagdaAnswer(inhoud=inhoud, findings=(*found.findings, *remarks, *codes))


def _nothing(person: Person, sources: Sources, asked: Asked, today: date) -> Finding:
    if compositions(person, sources, date.min, asked.begin, today):
        return question.nothing("MAGDA", "every household lies before the day asked")
    return members.none_at_all(person, sources, today)


SERVICES = (
    Service(
        service=NAME,
        version=VERSION,
        operation=NAME,
        flow="person",
        subject=question.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("ksz-registers",),
        ages=ENDED,
    ),
)

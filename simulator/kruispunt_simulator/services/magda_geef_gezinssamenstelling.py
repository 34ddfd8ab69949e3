"""
GeefGezinssamenstelling 02.02: who belongs to the household of a person today.

The source is the KSZ. About who has died there is no household (40099); when the head
has died and no other is named yet, nobody can be given a position (40098).

Source: contract sheet `magda-geefgezinssamenstelling-02.02`; `_behaviour` 2.16.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service
from kruispunt_simulator.services._persoon import members, question
from kruispunt_simulator.services._persoon.household import compositions
from kruispunt_simulator.services._persoon.person import ENDED
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

NAME: Final = "GeefGezinssamenstelling"
VERSION: Final = "02.02.0000"


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    return question.check_number_and_language(root)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the household of today."""
    inhoud, _ = question.new_question(person.ssin)
    add(inhoud, "Taal", "nl")
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer who belongs to the household.

    Raises:
        SourceUnavailable: The KSZ does not answer.
    """
    found = question.find(sources, "KSZ", question.subject(root), today)
    person = found.person
    if person is None:
        return MagdaAnswer(findings=found.findings)
    deceased = person.identity.deceased
    if deceased is not None and deceased <= today:
        closed = question.no_head(dead=True)
        return MagdaAnswer(findings=(*found.findings, closed))
    now = compositions(person, sources, today, today, today)
    if not now:
        why = members.none_at_all(person, sources, today)
        return MagdaAnswer(findings=(*found.findings, why))
    led, remarks = members.told(now)
    if not led:
        return MagdaAnswer(findings=(*found.findings, *remarks))
    pen = Pen(sources=sources, today=today)
    inhoud = element("Inhoud")
    # On the day of a move somebody belongs to two households; the later one is told.
    members.write_members(inhoud, led[-1], pen, today)
    codes = question.remarks_on_codes(pen.undescribed)
    return MagdaAnswer(inhoud=inhoud, findings=(*found.findings, *remarks, *codes))


SERVICES = (
    Service(
        service=NAME,
        version=VERSION,
        operation=NAME,
        flow="person",
        subject=question.subject,
        period=question.day_of_asking,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("ksz-registers",),
        ages=ENDED,
    ),
)

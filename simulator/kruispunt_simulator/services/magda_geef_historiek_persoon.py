"""
GeefHistoriekPersoon 02.02: a person as the registers knew it on a day, or since.

`Op` gives what held on the day; without it (`Vanaf`) everything of which at least one
day lies between that day and today.

Source: contract sheet `magda-geefhistoriekpersoon-02.02`; `_behaviour` 2.15.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.registers import Record
from kruispunt_simulator.services import MagdaAnswer, Service
from kruispunt_simulator.services._persoon import question
from kruispunt_simulator.services._persoon.blocks import HISTORY, Block
from kruispunt_simulator.services._persoon.file import File
from kruispunt_simulator.services._persoon.person import (
    ENDED,
    start_person,
    write_block,
)
from kruispunt_simulator.services._persoon.question import Asked
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

NAME: Final = "GeefHistoriekPersoon"
VERSION: Final = "02.02.0000"


def period(root: Element) -> Period:
    """Read the day, or the time since it."""
    return question.asked(root).period


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    return (
        *question.check_number_and_language(root),
        *question.check_bron(root),
        *question.check_past(root, today),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask both registers for everything since 1900."""
    questions = []
    for bron in question.REGISTERS:
        inhoud, criteria = question.new_question(person.ssin)
        add(criteria, "Datum", date(1900, 1, 1))
        add(inhoud, "Bron", bron)
        add(inhoud, "Taal", "nl")
        questions.append((inhoud,))
    return tuple(questions)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the register knew.

    Raises:
        SourceUnavailable: The register does not answer.
    """
    bron, asked = question.bron(root), question.asked(root)
    found = question.find(sources, bron, question.subject(root), today)
    if found.person is None:
        return MagdaAnswer(findings=found.findings)
    if asked.end is not None and asked.end < found.person.identity.born:
        before = question.nothing(bron, "the day lies before birth")
        return MagdaAnswer(findings=(*found.findings, before))
    file = File(person=found.person, sources=sources, today=today, bron=bron)
    pen = Pen(sources=sources, today=file.stands_on)
    inhoud = element("Inhoud")
    persoon = start_person(inhoud, "HistoriekPersoon", file)
    for block in HISTORY:
        if bron == "KSZ" and block.rr_only:
            continue
        group = block.within and f"Historiek{block.within}"
        records = past(block, file, asked)
        write_block(
            persoon, (group, block.history), block.item or block.tag, records, pen
        )
    remarks = question.remarks_on_codes(pen.undescribed)
    return MagdaAnswer(inhoud=inhoud, findings=(*found.findings, *remarks))


def past(block: Block, file: File, asked: Asked) -> tuple[Record, ...]:
    """Give the records of a block of which a day was asked for."""
    last = file.stands_on
    begin = min(asked.begin, last)
    end = last if asked.end is None else begin
    return tuple(
        record
        for record in file.known(block.records(file))
        if record.overlaps(begin, end)
    )


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
        sources=tuple(question.REGISTERS.values()),
        ages=ENDED,
    ),
)

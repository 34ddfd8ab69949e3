"""
GeefPersoon 02.02: a person as the registers know it today.

Rules of this file:

- `Bron` says who is asked: the National Register (RR), which tells everything at once,
  or the KSZ, which tells what the flags of `OpvragingenKSZ` ask and lacks a few blocks.
- Where there is room for one of a kind and several hold, the latest is told, with
  30042.

Source: contract sheet `magda-geefpersoon-02.02`; `_behaviour` 2.15.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.registers import Record
from kruispunt_simulator.services import MagdaAnswer, Service
from kruispunt_simulator.services._persoon import question
from kruispunt_simulator.services._persoon.blocks import BLOCKS, FLAGS, Block
from kruispunt_simulator.services._persoon.file import File
from kruispunt_simulator.services._persoon.person import (
    ENDED,
    start_person,
    write_block,
)
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

NAME: Final = "GeefPersoon"
VERSION: Final = "02.02.0000"
KSZ_FLAGS: Final = (
    "BasisPersoonsgegevens",
    "Afstamming",
    "AfstammingDalendeLijn",
    "Identiteitsbewijs",
    "Beroepskaart",
    "Arbeidskaart",
    "WettigVerblijf",
    "AdministratieveToestand",
    "PlaatsInschrijving",
    "WettelijkeVertegenwoordiging",
)
"""In the order of the schema."""


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    return (
        *question.check_number_and_language(root),
        *question.check_bron(root),
        *_check_flags(root),
    )


def _check_flags(root: Element) -> tuple[Finding, ...]:
    if question.bron(root) != "KSZ" or any(_flags(root)):
        return ()
    return (
        Finding(
            check="persoon.something-asked",
            fault="magda.combination-not-allowed",
            requirement="`_behaviour` 2.15: KSZ needs its own selection flags; that "
            "none of them is 13101 is our choice, because it means a missing element",
            expected="at least one flag of OpvragingenKSZ is 1",
            actual="none",
        ),
    )


def _flags(root: Element) -> list[str]:
    return [name for name in FLAGS if question.wants(root, name)]


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask both registers, the KSZ for everything."""
    questions = []
    for bron in question.REGISTERS:
        inhoud, criteria = question.new_question(person.ssin)
        if bron == "KSZ":
            wanted = add(criteria, "OpvragingenKSZ")
            for name in KSZ_FLAGS:
                add(wanted, name, 1)
        add(inhoud, "Bron", bron)
        add(inhoud, "Taal", "nl")
        questions.append((inhoud,))
    return tuple(questions)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the register shows today.

    Raises:
        SourceUnavailable: The register does not answer.
    """
    bron = question.bron(root)
    found = question.find(sources, bron, question.subject(root), today)
    if found.person is None:
        return MagdaAnswer(findings=found.findings)
    file = File(person=found.person, sources=sources, today=today, bron=bron)
    pen = Pen(sources=sources, today=file.stands_on)
    inhoud = element("Inhoud")
    persoon = start_person(inhoud, "Persoon", file)
    remarks: list[Finding] = []
    wanted = frozenset(_flags(root)) if bron == "KSZ" else None
    for block in BLOCKS:
        if wanted is not None and (block.rr_only or block.flag not in wanted):
            continue
        records = present(block, file)
        if block.group is None and len(records) > 1:
            remarks.append(_several(block))
            records = records[-1:]
        write_block(persoon, (block.within, block.group), block.tag, records, pen)
    return MagdaAnswer(
        inhoud=inhoud,
        findings=(
            *found.findings,
            *remarks,
            *question.remarks_on_codes(pen.undescribed),
        ),
    )


def present(block: Block, file: File) -> tuple[Record, ...]:
    """Give the records of a block that hold on the day the file shows."""
    records = file.known(block.records(file))
    if block.latest:
        return records[-1:]
    return tuple(record for record in records if record.holds(file.stands_on))


def _several(block: Block) -> Finding:
    return question.remark(
        "persoon.one-of-a-kind",
        "persoon.several-occurrences",
        f"several {block.tag} hold, the latest is told",
        {"Node": block.tag},
    )


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
        sources=tuple(question.REGISTERS.values()),
        ages=ENDED,
    ),
)

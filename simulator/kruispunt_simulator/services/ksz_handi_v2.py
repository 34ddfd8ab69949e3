"""
HandiService v2: disability files and payments of eight authentic sources.

Each asked source answers for itself; the global status sums up:

| the sources                    | status of a source       | global status   |
| ------------------------------ | ------------------------ | --------------- |
| hold something that was asked  | DATA_FOUND MSG00000      | DATA_FOUND      |
| hold nothing of what was asked | NO_DATA_FOUND MSG00100   | NO_DATA_FOUND   |
| do not know the person         | NO_DATA_FOUND MSG00021   | NO_DATA_FOUND   |
| do not answer, some of them    | TECHNICAL_ERROR MSG00020 | INCOMPLETE_DATA |
|                                | (HAN00031 for DGPH)      |                 |
| do not answer, none of them    | (raises: a fault leaves) |                 |

Questions: the sources and (for files) the parts are flags. No flag at all is HAN00022,
flags that are all false HAN00023.

A time in which the federal allowances are suspended stands in the `information` of the
status of DGPH, with payments. Source: our choice, because 22/004 §23 grants information
on suspensions and the contract has no other place for it.

Source: contract sheet `ksz-handi-v2`; `_behaviour` 1.5 and 2.3; `_error-codes` 3.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import KszAnswer, KszStatus, Service, _ksz
from kruispunt_simulator.services._handi import (
    SUPPLIERS,
    FileQuestion,
    Supplier,
    suspensions_told,
    write_file,
    write_payments,
)
from kruispunt_simulator.services._handi_checks import (
    check_order,
    check_payment_period,
    check_something_asked,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    day,
    element,
    flag,
)
from kruispunt_simulator.sources import Sources, SourceUnavailable

SERVICE: Final = "HandiService"
VERSION: Final = "v2"
FILE_PARTS: Final = (
    "evolutionOfRequest",
    "handicapRecognitions",
    "rights",
    "socialCards",
)
"""Flags of `parts`, in the order of the contract."""

_SOURCES: Final = "criteria/handicapAuthenticSources"
_PARTS: Final = "criteria/parts"

Write = Callable[[Supplier, Person, Any], Element | None]
"""Gives what a supplier tells of its file, or None when that is nothing."""

Remark = Callable[[Any], tuple[tuple[str, str], ...]]
"""Gives the `information` that goes with the status of a file."""


def period(root: Element) -> Period:
    """Read the period, or the reference date as a period of one day."""
    return _ksz.as_period(*_asked(root))


def check_files(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question about files; none to four findings."""
    return (
        *_ksz.check_ssin(root),
        *check_order(*_asked(root)),
        *_check_flags(root, _SOURCES),
        *_check_flags(root, _PARTS),
    )


def check_payments(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question about payments; none to three findings."""
    return (
        *_ksz.check_ssin(root),
        *check_payment_period(*_asked(root)),
        *_check_flags(root, _SOURCES),
    )


def consult_files_by_date(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the files as they are on a day.

    Raises:
        SourceUnavailable: Not one of the asked sources answers.
    """
    question = FileQuestion(
        begin=day(root, "criteria/referenceDate"),
        end=day(root, "criteria/referenceDate"),
        by_date=True,
        today=today,
        parts=_true_flags(root, _PARTS),
        decision_status=flag(root, "criteria/decisionStatus"),
        enriched_recognition=flag(root, "criteria/enrichedRecognition"),
    )
    return _consult_files(root, sources, question)


def consult_files_by_period(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the files as they are in a period.

    Raises:
        SourceUnavailable: Not one of the asked sources answers.
    """
    begin, end = _asked(root)
    question = FileQuestion(
        begin=begin,
        end=end,
        by_date=False,
        today=today,
        parts=_true_flags(root, _PARTS),
    )
    return _consult_files(root, sources, question)


def consult_payments(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the payments per month.

    Raises:
        SourceUnavailable: Not one of the asked sources answers.
    """
    begin, end = _asked(root)

    def write(supplier: Supplier, person: Person, file: Any) -> Element | None:
        return write_payments(file, begin, end, today)

    def remark(file: Any) -> tuple[tuple[str, str], ...]:
        return suspensions_told(file, begin, min(end, today))

    return _consult(root, sources, write, remark)


def ask_by_date(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for everything of every source, on today and on the same day before."""
    questions = []
    for year in range(today.year - 12, today.year + 1):
        criteria = _all_criteria(person, parts=True)
        reference = element(
            "referenceDate", date(year, today.month, min(today.day, 28))
        )
        criteria.insert(2, reference)
        add(criteria, "decisionStatus", True)
        add(criteria, "enrichedRecognition", True)
        questions.append((criteria,))
    return tuple(questions)


def ask_by_period(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for everything of every source, from 2010 on."""
    criteria = _all_criteria(person, parts=True)
    criteria.insert(2, _ksz.write_period(date(2010, 1, 1), today))
    return ((criteria,),)


def ask_payments(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the payments of every source that pays, the last six years."""
    questions = []
    for year in range(today.year - 5, today.year + 1):
        criteria = _all_criteria(person, parts=False)
        criteria.append(_ksz.write_period(date(year, 1, 1), date(year, 12, 31)))
        questions.append((criteria,))
    return tuple(questions)


def _all_criteria(person: Person, *, parts: bool) -> Element:
    criteria = element("criteria")
    add(criteria, "ssin", person.ssin)
    asked = add(criteria, "handicapAuthenticSources")
    for supplier in SUPPLIERS:
        if parts or "payments" in supplier.file.model_fields:
            add(asked, supplier.flag, True)
    if parts:
        wanted = add(criteria, "parts")
        for part in FILE_PARTS:
            add(wanted, part, True)
    return criteria


def _asked(root: Element) -> tuple[date, date]:
    if root.find("criteria/referenceDate") is not None:
        reference = day(root, "criteria/referenceDate")
        return reference, reference
    return _ksz.period_of(root, "criteria/period")


def _true_flags(root: Element, path: str) -> frozenset[str]:
    return frozenset(
        child.tag for child in children(root.find(path)) if flag(child, ".")
    )


def _check_flags(root: Element, path: str) -> tuple[Finding, ...]:
    name = path.rpartition("/")[2]
    flags = tuple(flag(child, ".") for child in children(root.find(path)))
    return check_something_asked(name, flags, f"at least one flag of {name} is true")


def _consult_files(
    root: Element, sources: Sources, question: FileQuestion
) -> KszAnswer:
    def write(supplier: Supplier, person: Person, file: Any) -> Element | None:
        return write_file(supplier, person, file, question)

    return _consult(root, sources, write)


def _consult(
    root: Element, sources: Sources, write: Write, remark: Remark = lambda file: ()
) -> KszAnswer:
    person = sources.register(_ksz.subject(root))
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    asked = _true_flags(root, _SOURCES)
    results = element("results")
    failed: list[str] = []
    found = False
    for supplier in SUPPLIERS:
        if supplier.flag not in asked:
            continue
        result = add(results, supplier.result)
        status, content = _ask(supplier, person, sources, write, remark)
        _write_status(result, status)
        if content is not None:
            result.append(content)
            found = True
        if status.value == "TECHNICAL_ERROR":
            failed.append(supplier.flag)
    if failed and len(failed) == len(results):
        raise SourceUnavailable(_source_of(failed[0]))
    return KszAnswer(
        status=_global_status(root, person, failed, found=found),
        ssin=person.ssin,
        canceled=person.identity.canceled,
        content=(results,),
    )


def _ask(
    supplier: Supplier, person: Person, sources: Sources, write: Write, remark: Remark
) -> tuple[KszStatus, Element | None]:
    try:
        file = supplier.file_of(sources.ask(supplier.source, person.ssin))
    except SourceUnavailable:
        return _ksz.status(supplier.failure), None
    if file is None:
        return _ksz.status("ksz.not-integrated-at-supplier"), None
    content = write(supplier, person, file)
    found = "ksz.no-data" if content is None else "ksz.data-found"
    return _ksz.status(found, *remark(file)), content


def _global_status(
    root: Element, person: Person, failed: list[str], *, found: bool
) -> KszStatus:
    if failed:
        details = (("details", flag_) for flag_ in failed)
        return _ksz.status("handi.incomplete", *details)
    if found:
        return _ksz.status("ksz.data-found")
    begin, _ = _asked(root)
    return _ksz.nothing(person, begin)


def _write_status(result: Element, status: KszStatus) -> None:
    made = add(result, "status")
    add(made, "value", status.value)
    add(made, "code", status.code)
    add(made, "description", status.description)
    for name, value in status.information:
        information = add(made, "information")
        add(information, "fieldName", name)
        add(information, "fieldValue", value)


def _source_of(flag_: str) -> str:
    return next(s.source for s in SUPPLIERS if s.flag == flag_)


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultFilesByDate",
        flow="disability",
        subject=_ksz.subject,
        period=period,
        check=check_files,
        ask_all=ask_by_date,
        answer=consult_files_by_date,
        sources=tuple(supplier.source for supplier in SUPPLIERS),
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultFilesByPeriod",
        flow="disability",
        subject=_ksz.subject,
        period=period,
        check=check_files,
        ask_all=ask_by_period,
        answer=consult_files_by_period,
        sources=tuple(supplier.source for supplier in SUPPLIERS),
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultPayments",
        flow="disability",
        subject=_ksz.subject,
        period=period,
        check=check_payments,
        ask_all=ask_payments,
        answer=consult_payments,
        sources=tuple(supplier.source for supplier in SUPPLIERS),
    ),
)

"""
ChildBenefitsService v1: files about a child or who was paid, of five registers.

Each asked source answers for itself; the global status sums up:

| the sources                   | status of a source       | global status   |
| ----------------------------- | ------------------------ | --------------- |
| hold something of the period  | DATA_FOUND MSG00000      | DATA_FOUND      |
| hold nothing of it            | NO_DATA_FOUND MSG00100   | NO_DATA_FOUND   |
| do not answer, some of them   | TECHNICAL_ERROR MSG00020 | INCOMPLETE_DATA |
|                               | (MSG00002 when too slow) | CHB00001        |
| do not answer, none of them   | (raises: a fault leaves) |                 |

A period without end ends in the month of today. One that ends before it begins is
invalid, and so is a source that is named twice. Source: our choice, because MSG00008 is
for invalid data and the page of the MAGDA service says the same of its own question.

Source: contract sheet `ksz-childbenefits-v1`; `_behaviour` 1.5 and 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.family_benefits import Register, month_of
from kruispunt_simulator.services import KszAnswer, KszStatus, Service, _ksz
from kruispunt_simulator.services import _family_benefits as benefits
from kruispunt_simulator.services._benefit_files import write_file
from kruispunt_simulator.services._family_benefits import Asked, File
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    element,
    month,
    required,
)
from kruispunt_simulator.sources import Sources, SourceTimedOut, SourceUnavailable

SERVICE: Final = "ChildBenefitsService"
VERSION: Final = "v1"
OPERATION: Final = "consultFilesBySsin"

REGISTERS: Final[Mapping[str, Register]] = MappingProxyType(
    {
        "FEDERAL": "federal",
        "BRUSSELS": "brussels",
        "FLANDERS": "flanders",
        "WALLONIA": "wallonia",
        "EASTBELGIUM": "east_belgium",
    }
)
"""By `authenticSource`, in the order of the contract."""

_PERIOD: Final = "criteria/period"


def period(root: Element) -> Period:
    """Read the days of the months that were asked; open without an end."""
    begin = benefits.first_day(month(root, f"{_PERIOD}/beginMonth"))
    if root.find(f"{_PERIOD}/endMonth") is None:
        return Period(begin=begin.isoformat())
    return _ksz.as_period(begin, benefits.last_day(month(root, f"{_PERIOD}/endMonth")))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to three findings."""
    findings = [*_ksz.check_ssin(root)]
    asked = _asked(root, today)
    if asked.begin > asked.end:
        findings.append(
            _invalid(
                "childbenefits.period-in-order",
                "period",
                "beginMonth not after endMonth, without that the month of today",
                f"{asked.begin} to {asked.end}",
            )
        )
    named = _sources_named(root)
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        findings.append(
            _invalid(
                "childbenefits.sources-once",
                "authenticSource",
                "each source once at most",
                ", ".join(twice),
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask every source for everything, by leaving the sources out."""
    criteria = element("criteria")
    add(criteria, "ssin", person.ssin)
    add(add(criteria, "period"), "beginMonth", "2000-01")
    return ((criteria,),)


def consult_files(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the files of every source that was asked.

    Raises:
        SourceUnavailable: Not one of the asked sources answers.
    """
    person = sources.register(_ksz.subject(root))
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    asked = _asked(root, today)
    results = element("results")
    failures: dict[str, SourceUnavailable] = {}
    for name in _sources_asked(root):
        result = add(results, "resultByAuthenticSource")
        result.set("authenticSource", name)
        try:
            _write_result(result, benefits.ask(sources, REGISTERS[name], asked))
        except SourceUnavailable as error:
            late = isinstance(error, SourceTimedOut)
            key = "source-unreachable" if late else "source-unavailable"
            _write_status(result, _ksz.status(f"childbenefits.{key}"))
            failures[name] = error
    if len(failures) == len(results):
        raise next(iter(failures.values()))
    return KszAnswer(
        status=_status(person, asked, results, failures),
        ssin=person.ssin,
        canceled=person.identity.canceled,
        content=(results,),
    )


def _asked(root: Element, today: date) -> Asked:
    has_end = root.find(f"{_PERIOD}/endMonth") is not None
    return Asked(
        ssin=_ksz.subject(root),
        begin=month(root, f"{_PERIOD}/beginMonth"),
        end=month(root, f"{_PERIOD}/endMonth") if has_end else month_of(today),
        today=today,
    )


def _sources_named(root: Element) -> tuple[str, ...]:
    block = root.find("criteria/authenticSources")
    return tuple(required(each, ".") for each in children(block))


def _sources_asked(root: Element) -> tuple[str, ...]:
    named = _sources_named(root)
    return tuple(name for name in REGISTERS if not named or name in named)


def _write_result(result: Element, files: tuple[File, ...]) -> None:
    found = _ksz.status("ksz.data-found" if files else "ksz.no-data")
    _write_status(result, found)
    if files:
        add(result, "files").extend(write_file(file) for file in files)


def _write_status(result: Element, status: KszStatus) -> None:
    made = add(result, "status")
    add(made, "value", status.value)
    add(made, "code", status.code)
    add(made, "description", status.description)


def _status(
    person: Person,
    asked: Asked,
    results: Element,
    failures: Mapping[str, SourceUnavailable],
) -> KszStatus:
    if failures:
        details = (("details", name) for name in failures)
        return _ksz.status("childbenefits.incomplete", *details)
    if results.find("resultByAuthenticSource/files") is not None:
        return _ksz.status("ksz.data-found")
    return _ksz.nothing(person, benefits.first_day(asked.begin))


def _invalid(check: str, name: str, expected: str, actual: str) -> Finding:
    return Finding(
        check=check,
        fault="ksz.invalid-data",
        requirement="`_error-codes` 3: MSG00008, invalid data in the request",
        expected=expected,
        actual=actual,
        annotations={name: actual},
    )


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation=OPERATION,
        flow="family-benefits",
        subject=_ksz.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=consult_files,
        sources=tuple(benefits.SOURCE_OF[name] for name in REGISTERS.values()),
    ),
)

"""
LivingWages v2: periods of living wage, in five cuts of the same entitlements.

| operation                           | one entry per        | centres |
| ----------------------------------- | -------------------- | ------- |
| getLivingWagePeriods                | period               | all     |
| getLivingWagePeriodsPerPCSA         | centre               | all     |
| getLivingWagePeriodsFlanders        | period               | Flemish |
| getLivingWagePeriodsPerPCSAFlanders | centre               | Flemish |
| getLivingWages                      | centre and kind      | all     |

Rules of this file:

- Periods that touch or overlap are one, within one entry. Those are told, whole, that
  have at least one day in the period asked.
- Family supplements are no living wage and stay out: the contract has two kinds only.
- The operations for Flanders look at centres in Flanders only. Source: our choice,
  because their shape is that of their twins and nothing else is published.
- The response has no place for what became of a number, so a replaced one is refused
  with MSG00006 and a cancelled one with MSG00007.

Source: contract sheet `ksz-livingwages-v2`; `_behaviour` 2.18; `_error-codes` 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import KszAnswer, Service, _ksz
from kruispunt_simulator.services._living_wage import (
    SOURCE,
    Entitlement,
    Span,
    entitlements,
    grouped,
    merged,
)
from kruispunt_simulator.services._xml import Element, add, day, element
from kruispunt_simulator.sources import Sources

SERVICE: Final = "LivingWagesService"
VERSION: Final = "v2"
PER_CENTRE_AND_KIND: Final = "getLivingWages"

KINDS: Final = frozenset({"LIVING_WAGE", "EQUIVALENT_LIVING_WAGE"})
"""Values of `category`."""

Write = Callable[[tuple[Entitlement, ...], Span], list[Element]]
"""Gives the entries for some entitlements, in the period asked."""


def period(root: Element) -> Period:
    """Read the period asked about, perhaps open."""
    begin, end = _asked(root)
    return Period(
        begin=begin.isoformat(), end=None if end == date.max else end.isoformat()
    )


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with the question; none to two findings.

    Source: our choice for the order, because MSG00008 is what invalid data give and no
    code of the service itself is published.
    """
    begin, end = _asked(root)
    findings = list(_ksz.check_ssin(root))
    if begin > end:
        findings.append(
            Finding(
                check="living-wages.period-in-order",
                fault="ksz.invalid-data",
                requirement="LivingWages: MSG00008, invalid data in the request",
                expected="beginDate not after endDate",
                actual=f"{begin} to {end}",
                annotations={"period": f"{begin} - {end}"},
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for everything from 2000 on."""
    return ((ask_period(person.ssin, date(2000, 1, 1), None),),)


def ask_period(ssin: str, begin: date, end: date | None) -> Element:
    """Make the criteria; without end the period is open."""
    criteria = element("criteria")
    add(criteria, "ssin", ssin)
    asked = add(criteria, "period")
    add(asked, "beginDate", begin)
    if end is not None:
        add(asked, "endDate", end)
    return criteria


def write_periods(known: Iterable[Entitlement], asked: Span) -> list[Element]:
    """Write one `livingWagePeriod` per period with a day in what was asked."""
    first, last = asked
    return [
        _ksz.write_period(begin, end, "livingWagePeriod")
        for begin, end in merged(known)
        if begin <= last and first <= end
    ]


def write_per_centre(known: Iterable[Entitlement], asked: Span) -> list[Element]:
    """Write one `livingWagePeriodsPerPCSA` per centre with such a period."""
    entries = []
    for centre, theirs in grouped(known, lambda each: each.file.centre).items():
        entry = element("livingWagePeriodsPerPCSA")
        add(entry, "pcsaCbeNumber", centre)
        periods = write_periods(theirs, asked)
        entry.extend(periods)
        entries.extend([entry] if periods else [])
    return entries


def write_per_kind(known: Iterable[Entitlement], asked: Span) -> list[Element]:
    """Write one `livingWages` per centre and kind with such a period."""
    entries = []
    for centre, theirs in grouped(known, lambda each: each.file.centre).items():
        for kind, same in grouped(theirs, lambda each: each.allowance.kind).items():
            entry = element("livingWages")
            add(entry, "pcsaCbeNumber", centre)
            add(entry, "category", kind)
            periods = write_periods(same, asked)
            entry.extend(periods)
            entries.extend([entry] if periods else [])
    return entries


def _asked(root: Element) -> tuple[date, date]:
    is_open = root.find("criteria/period/endDate") is None
    end = date.max if is_open else day(root, "criteria/period/endDate")
    return day(root, "criteria/period/beginDate"), end


def _answer(
    root: Element, sources: Sources, today: date, *, write: Write, flanders: bool
) -> KszAnswer:
    person = sources.register(_ksz.subject(root))
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    if person.identity.canceled:
        return KszAnswer(status=_ksz.status("ksz.ssin-cancelled"))
    begin, end = _asked(root)
    held = entitlements(sources, person, today)
    if held is None:
        unknown = "ksz.not-integrated-at-supplier"
        return KszAnswer(status=_ksz.nothing(person, begin, unknown))
    counted = tuple(
        each
        for each in held
        if each.allowance.kind in KINDS
        and (each.file.region == "FLANDERS" or not flanders)
    )
    content = tuple(write(counted, (begin, end)))
    if not content:
        return KszAnswer(status=_ksz.nothing(person, begin))
    return KszAnswer(status=_ksz.status("ksz.data-found"), content=content)


def _service(operation: str, entry: str, write: Write, *, flanders: bool) -> Service:
    return Service(
        service=SERVICE,
        version=VERSION,
        operation=operation,
        flow="living-wage",
        subject=_ksz.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=partial(_answer, write=write, flanders=flanders),
        sources=(SOURCE,),
    )


_PERIOD: Final = "livingWagePeriod"
_CENTRE: Final = "livingWagePeriodsPerPCSA"

SERVICES = (
    _service("getLivingWagePeriods", _PERIOD, write_periods, flanders=False),
    _service("getLivingWagePeriodsPerPCSA", _CENTRE, write_per_centre, flanders=False),
    _service("getLivingWagePeriodsFlanders", _PERIOD, write_periods, flanders=True),
    _service(
        "getLivingWagePeriodsPerPCSAFlanders", _CENTRE, write_per_centre, flanders=True
    ),
    _service(PER_CENTRE_AND_KIND, "livingWages", write_per_kind, flanders=False),
)

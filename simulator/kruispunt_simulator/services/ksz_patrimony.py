"""
PatrimonyService v1: the cadastre by person or by enterprise, in English.

Rules of this file:

- Without fullHistory and period the situation of today is told; fullHistory tells all
  of it, a period what held on at least one of its days. Days are those of the law.
- Without withCoOwners only the rights of whom it is about are told, and who shares them
  in community.
- A question about an enterprise is about one cadastral division;
  findDivisionByEnterpriseNumber tells which there are, with history also those in which
  it holds nothing any more.
- A number that was cancelled or replaced is refused, as the central list of codes has
  it; a person who died keeps the parcels until a state says otherwise.

Source: contract sheet `ksz-patrimonyservice-v1`; `_error-codes.md` 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import (
    KszAnswer,
    Service,
    _ksz,
)
from kruispunt_simulator.services._cadastre import Situation, owned, parcels_having
from kruispunt_simulator.services._cadastre_ksz import Writer
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    flag,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "PatrimonyService"
VERSION: Final = "v1"

_CRITERIA: Final = "searchCriteria"
_PERIOD: Final = f"{_CRITERIA}/period"
_FIRST_DAY: Final = date(1800, 1, 1)
"""Before everything that the cadastre holds."""


def subject(root: Element) -> str:
    """
    Read the SSIN.

    Raises:
        LookupError: The question is about an enterprise.
    """
    return required(root, f"{_CRITERIA}/ssin")


def period(root: Element) -> Period:
    """Read the days asked about; open where the question names none."""
    if root.find(_PERIOD) is None:
        return Period(begin=date.min.isoformat())
    return _ksz.as_period(*_ksz.period_of(root, _PERIOD))


def check_person(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question about a person; none to two findings."""
    ssin = subject(root)
    findings = [*_check_order(root)]
    if not numbers.has_valid_check_digits(ssin):
        findings.insert(
            0,
            Finding(
                check="ksz.ssin-check-digits",
                fault="ksz.ssin-invalid",
                requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
                expected="97 minus the first nine digits modulo 97",
                actual="other check digits",
            ),
        )
    return tuple(findings)


def check_enterprise(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with a question about an enterprise; none to two findings.

    Source: our choice for the number, because the KSZ publishes no code for one that is
    not well formed and MSG00008 is what invalid data give.
    """
    findings = [*_check_order(root)]
    number = required(root, f"{_CRITERIA}/enterpriseNumber")
    if not numbers.has_valid_enterprise_check(number):
        findings.insert(
            0,
            Finding(
                check="patrimony.enterprise-check-digits",
                fault="ksz.invalid-data",
                requirement="`_error-codes` 3: MSG00008, invalid data in the request",
                expected="97 minus the first eight digits modulo 97",
                actual="other check digits",
                annotations={"enterpriseNumber": number},
            ),
        )
    return tuple(findings)


def ask_person(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the whole history, in each language."""
    return tuple(
        _criteria(language, ssin=person.ssin, withCoOwners=True, fullHistory=True)
        for language in ("NL", "FR", "DE")
    )


def ask_enterprise(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for each enterprise that owns a parcel of the file, where that lies."""
    return tuple(
        _criteria(
            "NL",
            enterpriseNumber=number,
            division=division,
            withCoOwners=True,
            fullHistory=True,
        )
        for number, division in sorted(set(_enterprises(person)))
    )


def ask_divisions(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask where each enterprise that owns a parcel of the file holds rights."""
    return tuple(
        _criteria("NL", enterpriseNumber=number, history=True)
        for number in sorted({number for number, _ in _enterprises(person)})
    )


def consult_person(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer what the cadastre holds of a person.

    Raises:
        SourceUnavailable: The cadastre does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    if person.identity.canceled:
        return KszAnswer(status=_ksz.status("ksz.ssin-cancelled"))
    found = _found(root, sources, person.ssin, today)
    if not found:
        begin, _ = _asked(root, today)
        return KszAnswer(status=_ksz.nothing(person, begin))
    return _told(root, found, person.ssin)


def consult_enterprise(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer what the cadastre holds of an enterprise in one division.

    Raises:
        SourceUnavailable: The cadastre does not answer.
    """
    number = required(root, f"{_CRITERIA}/enterpriseNumber")
    division = int(required(root, f"{_CRITERIA}/division"))
    found = tuple(
        situation
        for situation in _found(root, sources, number, today)
        if situation.parcel.division.number == division
    )
    return _told(root, found, number) if found else _no_data()


def find_divisions(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer in which divisions an enterprise holds rights.

    Raises:
        SourceUnavailable: The cadastre does not answer.
    """
    number = required(root, f"{_CRITERIA}/enterpriseNumber")
    begin = _FIRST_DAY if flag(root, f"{_CRITERIA}/history") else today
    parcels = parcels_having(sources, "aapd", "owner", number)
    found = owned(parcels, number, begin, today, today)
    if not found:
        return _no_data()
    divisions = element("divisions")
    names = {s.parcel.division.number: s.parcel.division.name for s in found}
    for division in sorted(names):
        made = add(divisions, "division")
        add(made, "number", division)
        add(made, "location", names[division])
    return KszAnswer(status=_ksz.status("ksz.data-found"), content=(divisions,))


def _found(
    root: Element, sources: Sources, number: str, today: date
) -> tuple[Situation, ...]:
    parcels = parcels_having(sources, "aapd", "owner", number)
    return owned(parcels, number, *_asked(root, today), today)


def _asked(root: Element, today: date) -> tuple[date, date]:
    if root.find(_PERIOD) is not None:
        return _ksz.period_of(root, _PERIOD)
    return (_FIRST_DAY if flag(root, f"{_CRITERIA}/fullHistory") else today), today


def _told(root: Element, found: Sequence[Situation], number: str) -> KszAnswer:
    writer = Writer(required(root, f"{_CRITERIA}/language").lower())
    only = None if flag(root, f"{_CRITERIA}/withCoOwners") else number
    return KszAnswer(
        status=_ksz.status("ksz.data-found"),
        content=(writer.properties(found, only),),
    )


def _no_data() -> KszAnswer:
    return KszAnswer(status=_ksz.status("ksz.no-data"))


def _check_order(root: Element) -> Iterator[Finding]:
    if root.find(_PERIOD) is None:
        return
    begin, end = _ksz.period_of(root, _PERIOD)
    if begin > end:
        yield Finding(
            check="patrimony.period-in-order",
            fault="ksz.invalid-data",
            requirement="`_error-codes` 3: MSG00008, invalid data in the request",
            expected="beginDate not after endDate",
            actual=f"{begin} to {end}",
            annotations={
                "beginDate": text(root, f"{_PERIOD}/beginDate") or "",
                "endDate": text(root, f"{_PERIOD}/endDate") or "",
            },
        )


def _enterprises(person: Person) -> Iterator[tuple[str, int]]:
    for parcel in person.parcels:
        for state in parcel.states:
            for owner in state.owners:
                if owner.enterprise is not None:
                    yield owner.enterprise.number, parcel.division.number


def _criteria(language: str, **values: object) -> tuple[Element]:
    criteria = element(_CRITERIA)
    for tag, value in values.items():
        add(criteria, tag, value)
    add(criteria, "language", language)
    return (criteria,)


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultImmovableProperties",
        flow="property",
        subject=subject,
        period=period,
        check=check_person,
        ask_all=ask_person,
        answer=consult_person,
        sources=("aapd",),
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultEnterpriseImmovableProperties",
        flow="property",
        subject=subject,
        period=period,
        check=check_enterprise,
        ask_all=ask_enterprise,
        answer=consult_enterprise,
        sources=("aapd",),
        impersonal=True,
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="findDivisionByEnterpriseNumber",
        flow="property",
        subject=subject,
        period=period,
        check=check_enterprise,
        ask_all=ask_divisions,
        answer=find_divisions,
        sources=("aapd",),
        impersonal=True,
    ),
)

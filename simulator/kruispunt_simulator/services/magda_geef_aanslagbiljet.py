"""
GeefAanslagbiljetPersonenbelasting 02.00: items of a tax assessment, from FODFIN.

Rules of this file:

- The answer tells the whole assessment: items of the holder under letter A, those of
  the partner under B, shared ones under A, whoever of the two is asked about.
- An income year that is not over yet, or too long ago, does not exist: 45008, for
  information and without Inhoud. One that exists but of which nothing is on the roll
  (yet) gives 30001, at level 2 as in the published examples.
- `IPCALCodes` restricts the items; a code that the assessment lacks gives none.
- A replaced number is answered about the new one, with a warning, and a cancelled one
  is refused. Source: our choice, as in the other services of which MAGDA asks the
  source itself.

Source: contract sheet `magda-geefaanslagbiljetpersonenbelasting-02.00`; `_behaviour`
2.9. The source is asked directly: nothing says that MAGDA takes the way over the KSZ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.income import IPCAL, ROLL_DATE
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services._datum import check_period, period_at
from kruispunt_simulator.services._income import (
    SOURCE,
    Assessed,
    as_written,
    assessed,
    of_year,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "GeefAanslagbiljetPersonenbelasting"
BRON: Final = "FODFIN"
OLDEST_YEAR: Final = 2005
"""Source: our choice, because the first income year of the source is not published."""

STATUSES: Final = {"A": "Titularis", "B": "Partner"}
"""Source: code lists, section 9 (A); B is the other one."""

_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_CRITERIA: Final = f"{_INHOUD}/Criteria"
_INSCHRIJVING: Final = f"{_CRITERIA}/Inschrijvingsperiode"
_ANSWER: Final = "AanslagbiljetPersonenbelasting"
_SHEET: Final = f"{SERVICE} 02.00 (contract sheet)"


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Read the period of the inscription where it is given, else the income year."""
    if root.find(_INSCHRIJVING) is not None:
        begin, end = period_at(root, _INSCHRIJVING)
        return Period(
            begin=begin.isoformat(), end=None if end == date.max else end.isoformat()
        )
    year = max(_year(root), 1)
    return Period(begin=f"{year:04}-01-01", end=f"{year:04}-12-31")


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with the question; none to four findings.

    Source: our choice for another Bron, because all examples have FODFIN and 99982 is
    the general code for an unknown code in the question.
    """
    findings = list(_magda.check_insz(subject(root)))
    if root.find(_INSCHRIJVING) is not None:
        wanted = f"{_SHEET}: Inschrijvingsperiode"
        findings.extend(check_period(root, _INSCHRIJVING, wanted))
    bron = required(root, f"{_INHOUD}/Bron")
    if bron != BRON:
        findings.append(
            Finding(
                check="aanslagbiljet.source",
                fault="aanslagbiljet.unknown-source",
                requirement=f"{_SHEET}: Bron",
                expected=BRON,
                actual=bron,
            )
        )
    findings.extend(_magda.check_language(root, f"{_INHOUD}/Taal"))
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every item of the last ten income years."""
    return tuple(
        (ask_year(person.ssin, year),) for year in range(today.year - 10, today.year)
    )


def ask_year(ssin: str, year: int) -> Element:
    """Make a question about one income year."""
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", ssin)
    add(criteria, "Inkomensjaar", year)
    add(inhoud, "Bron", BRON)
    add(inhoud, "Taal", "nl")
    return inhoud


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer the assessment of the income year.

    Raises:
        SourceUnavailable: The finance service does not answer.
    """
    year = _year(root)
    if not OLDEST_YEAR <= year < today.year:
        return MagdaAnswer(findings=(_no_such_year(root, today),))
    person = sources.register(subject(root))
    if person is None:
        return MagdaAnswer(findings=(_nothing_found(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    warnings: tuple[Finding, ...] = ()
    new = person.identity.replaced_by
    if new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.register(new) or person
    found = assessed(sources, person, of_year(year, today))
    if found is None:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    return MagdaAnswer(inhoud=_inhoud(found, _wanted(root)), findings=warnings)


def _year(root: Element) -> int:
    """Read the income year; 0 for what the schema allows but is none (`,024`)."""
    jaar = required(root, f"{_CRITERIA}/Inkomensjaar")
    return int(jaar) if jaar.isdecimal() else 0


def _wanted(root: Element) -> frozenset[str] | None:
    codes = root.find(f"{_CRITERIA}/IPCALCodes")
    if codes is None:
        return None
    return frozenset(text(code, ".") or "" for code in children(codes))


def _no_such_year(root: Element, today: date) -> Finding:
    return Finding(
        check="aanslagbiljet.year-exists",
        fault="aanslagbiljet.no-such-year",
        severity=Severity.WARNING,
        requirement=f"{_SHEET}: 45008, asked income year does not exist",
        expected=f"{OLDEST_YEAR} to {today.year - 1}",
        actual=required(root, f"{_CRITERIA}/Inkomensjaar"),
    )


def _nothing_found() -> Finding:
    return Finding(
        check="aanslagbiljet.something-found",
        fault="aanslagbiljet.nothing-found",
        requirement=f"{_SHEET}: 30001, not (yet) assessed",
        expected="an assessment of this income year on the roll",
        actual="none",
    )


def _inhoud(found: Assessed, wanted: frozenset[str] | None) -> Element:
    inhoud = element("Inhoud")
    biljet = add(inhoud, _ANSWER)
    letter, other = ("A", "B") if found.is_holder else ("B", "A")
    _add_person(biljet, "GevraagdePersoon", found.person, letter)
    if found.partner is not None:
        _add_person(biljet, "GerelateerdePersoon", found.partner, other)
    add(biljet, "Inkomensjaar", found.assessment.income_year)
    add(biljet, "Artikelnummer", found.assessment.article)
    rows = [row for row in _items(found) if wanted is None or row[0][1:] in wanted]
    if rows:
        items = add(biljet, "Items")
        for code, description, value in rows:
            item = add(items, "Item")
            _add_code(item, code, description)
            add(item, "Waarde", value)
    return inhoud


def _items(found: Assessed) -> Iterator[tuple[str, str | None, str]]:
    """Give letter and code, description and value of every item."""
    for code, row in IPCAL.items():
        for letter, value in (
            ("A", found.of_holder(code)),
            ("B", found.of_second(code)),
        ):
            if value is not None:
                yield letter + code, row.text, as_written(code, value)
    yield f"A{ROLL_DATE}", "Inkohierdatum", found.assessment.enrolled.isoformat()


def _add_person(biljet: Element, tag: str, person: Identity, letter: str) -> None:
    block = add(biljet, tag)
    add(block, "INSZ", person.ssin)
    _add_code(add(block, "FiscaleStatus"), letter, STATUSES[letter])


def _add_code(parent: Element, code: str, description: str | None) -> None:
    made = add(parent, "Code", code)
    if description is not None:
        made.set("Beschrijving", description)
        omschrijving = add(parent, "Omschrijving", description)
        omschrijving.set("Oorsprong", BRON)
        omschrijving.set("TaalCode", "nl")


SERVICES = (
    Service(
        service=SERVICE,
        version="02.00.0000",
        operation=SERVICE,
        flow="income",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=(SOURCE,),
        ages={_ANSWER: "Inkomensjaar"},
    ),
)

"""
ZoekEigendomstoestanden 02.00: on which parcels a person or enterprise has rights.

Rules of this file:

- The cadastre (AAPD) is asked first. Only when it has something, and when they were
  asked for, the Flemish tax administration (VLABEL) gives the structured rights and the
  building register (GEBRG) what stands at the addresses.
- When one of those two is down, what the cadastre has is given, with an error.
- Without MedeEigenaars only the rights of whom it is about are told, and who shares
  them in community.
- Without Referentie and Periode the situation of today is told, and without
  TypeZoekopdracht that by law. Source: our choice, because the sheet says no more than
  "current situation" and J is the law's own view.
- About a replaced number the answer is that of the new one, with a warning; about a
  cancelled number there is none. Source: our choice, as in GeefZorgtoeslag.

Source: contract sheet `magda-zoekeigendomstoestanden-02.00`; MAGDA user wiki,
MG 584320222; `_behaviour.md` 2.10.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import (
    MagdaAnswer,
    Service,
    _cadastre_magda,
    _magda,
)
from kruispunt_simulator.services._building_register import check_building
from kruispunt_simulator.services._cadastre import Situation, owned, parcels_having
from kruispunt_simulator.services._cadastre_owners import Shown
from kruispunt_simulator.services._datum import (
    check_day,
    check_period,
    first_day,
    last_day,
    period_at,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    flag,
    required,
    text,
)
from kruispunt_simulator.sources import Sources, SourceUnavailable

_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_CRITERIA: Final = f"{_INHOUD}/Criteria"
_PERIODE: Final = f"{_CRITERIA}/Periode"
_REFERENTIE: Final = f"{_CRITERIA}/Referentie"
_PAGE: Final = "ZoekEigendomstoestanden: 20003, 20004, 20006 (_behaviour.md 1.3)"


def subject(root: Element) -> str:
    """
    Read the INSZ.

    Raises:
        LookupError: The question is about an enterprise.
    """
    insz = text(root, f"{_CRITERIA}/INSZ")
    if insz is None:
        raise LookupError("a question about an enterprise")
    return insz


def period(root: Element) -> Period:
    """Read the days asked about; open where the question names none."""
    begin, end = _asked(root, date.min)
    if begin == date.min:
        return Period(begin=date.min.isoformat())
    return Period(begin=begin.isoformat(), end=end.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    findings: list[Finding] = []
    number = _number(root)
    if text(root, f"{_CRITERIA}/INSZ") is not None:
        findings.extend(_magda.check_insz(number))
    elif not numbers.has_valid_enterprise_check(number):
        findings.append(
            Finding(
                check="eigendomstoestanden.enterprise-check-digits",
                fault="property.enterprise-check-digits",
                requirement="Validatiemethodes (MG 6208324471): Ondernemingsnummer",
                expected="97 minus the first eight digits modulo 97",
                actual="other check digits",
            )
        )
    findings.extend(_check_days(root, today))
    findings.extend(_magda.check_language(root, f"{_INHOUD}/Taal"))
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the person, and for each enterprise that owns a parcel of the file."""
    enterprises = {
        owner.enterprise.number
        for parcel in person.parcels
        for state in parcel.states
        for owner in state.owners
        if owner.enterprise is not None
    }
    return (
        _everything("INSZ", person.ssin, today),
        *(_everything("Ondernemingsnummer", e, today) for e in sorted(enterprises)),
    )


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the cadastre holds, and what the other sources add to it.

    Raises:
        SourceUnavailable: The cadastre does not answer.
    """
    number, warnings, refusals = _current(_number(root), sources)
    if refusals:
        return MagdaAnswer(findings=refusals)
    found = _found(root, sources, number, today)
    if not found:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    remarks = list(warnings)
    structured = flag(root, f"{_INHOUD}/GestructureerdeRechtenWoontOp")
    if structured:
        structured = _vlabel_answers(sources, number, remarks)
    register = flag(root, f"{_INHOUD}/Gebouwenregister")
    if register:
        register = _register_answers(sources, found, remarks)
    shown = Shown(
        only=None if flag(root, f"{_CRITERIA}/MedeEigenaars") else number,
        structured=structured,
        register_=register,
        today=today,
    )
    inhoud = _cadastre_magda.inhoud(found, sources, shown)
    return MagdaAnswer(inhoud=inhoud, findings=tuple(remarks))


def _number(root: Element) -> str:
    number = text(root, f"{_CRITERIA}/INSZ")
    return number or text(root, f"{_CRITERIA}/Ondernemingsnummer") or ""


def _current(
    number: str, sources: Sources
) -> tuple[str, tuple[Finding, ...], tuple[Finding, ...]]:
    """Give the number to look for, with a warning or with a reason not to look."""
    person = sources.register(number)
    if person is None:
        return number, (), ()
    if person.identity.canceled:
        return number, (), (_magda.cancelled(),)
    new = person.identity.replaced_by
    if new is not None:
        return new, (_magda.replaced(number, new),), ()
    return number, (), ()


def _found(
    root: Element, sources: Sources, number: str, today: date
) -> tuple[Situation, ...]:
    parcels = parcels_having(sources, "aapd", "owner", number)
    division = text(root, f"{_CRITERIA}/KadastraleAfdeling")
    municipality = text(root, f"{_CRITERIA}/GemeenteNISCode")
    wanted = (
        parcel
        for parcel in parcels
        if (division is None or parcel.division.number == int(division))
        and (not municipality or parcel.municipality.nis_code == municipality)
    )
    begin, end = _asked(root, today)
    fiscal = (text(root, f"{_CRITERIA}/TypeZoekopdracht") or "").upper() == "F"
    return owned(wanted, number, begin, end, today, fiscal=fiscal)


def _asked(root: Element, today: date) -> tuple[date, date]:
    """Give the days asked about; a day that is partly unknown may be any of its."""
    if root.find(_PERIODE) is not None:
        return period_at(root, _PERIODE)
    datum = _reference(root)
    if datum is None:
        return today, today
    return first_day(datum) or date.min, last_day(datum) or date.min


def _reference(root: Element) -> str | None:
    year = text(root, f"{_REFERENTIE}/Jaar")
    return text(root, f"{_REFERENTIE}/Datum") if year is None else f"{year}-01-01"


def _check_days(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find days that do not exist, are in disorder or lie in the future.

    Source: our choice for the future, because the cadastre cannot know it; the end of a
    period may lie there.
    """
    if root.find(_PERIODE) is None:
        datum = _reference(root)
        return () if datum is None else check_day(datum, today, _PAGE)
    found = check_period(root, _PERIODE, _PAGE)
    return found or check_day(required(root, f"{_PERIODE}/Begin"), today, _PAGE)


def _vlabel_answers(sources: Sources, number: str, remarks: list[Finding]) -> bool:
    try:
        sources.holding("vlabel", "owner", number)
    except SourceUnavailable as error:
        remarks.append(
            Finding(
                check="eigendomstoestanden.structured-rights",
                fault="property.structured-unavailable",
                requirement="_behaviour.md 2.10: VLABEL when AAPD gave data",
                expected="an answer of the source vlabel",
                actual=str(error),
            )
        )
        return False
    return True


def _register_answers(
    sources: Sources, found: Sequence[Situation], remarks: list[Finding]
) -> bool:
    """Ask about every building that was found; say what could not be linked."""
    try:
        sources.holding("gebrg", "parcel", found[0].parcel.key)
        answers = True
    except SourceUnavailable:
        answers = False
    for situation in found:
        for building in situation.parcel.buildings:
            remarks.extend(check_building(situation, building, answers=answers))
    return answers


def _nothing_found() -> Finding:
    return Finding(
        check="eigendomstoestanden.something-found",
        fault="magda.nothing-found",
        requirement="_behaviour.md 2.10: 30001 of MAGDA when nothing is found",
        expected="a right on a parcel in what was asked",
        actual="none",
    )


def _everything(tag: str, number: str, today: date) -> tuple[Element]:
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, tag, number)
    add(criteria, "MedeEigenaars", 1)
    periode = add(criteria, "Periode")
    add(periode, "Begin", date(1900, 1, 1))
    add(periode, "Einde", today)
    add(inhoud, "Taal", "nl")
    add(inhoud, "GestructureerdeRechtenWoontOp", 1)
    add(inhoud, "Gebouwenregister", 1)
    return (inhoud,)


SERVICES = (
    Service(
        service="ZoekEigendomstoestanden",
        version="02.00.0000",
        operation="ZoekEigendomstoestanden",
        flow="property",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("aapd", "vlabel", "gebrg"),
        impersonal=True,
    ),
)

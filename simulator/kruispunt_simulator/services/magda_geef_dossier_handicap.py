"""
GeefDossierHandicap 03.00: MAGDA's front of HandiService v2, files by date or period.

Question and answer keep the English names of the KSZ, so both are copied by name. Kind
en Gezin can be asked at the KSZ only: MAGDA has no flag for it, and its block would not
fit the answer either.

Source: contract sheets `magda-geefdossierhandicap-03.00` and `ksz-handi-v2`.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from lxml import etree

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Onward, Service, _ksz, _magda
from kruispunt_simulator.services import ksz_handi_v2 as handi
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    copy,
    day,
    element,
    required,
)

BY_DATE: Final = "ConsultFilesByDateCriteria"
BY_PERIOD: Final = "ConsultFilesByPeriodCriteria"

OPERATIONS: Final = MappingProxyType(
    {BY_DATE: "consultFilesByDate", BY_PERIOD: "consultFilesByPeriod"}
)
"""KSZ operation by the element that MAGDA's question holds."""
KSZ_ONLY: Final = "kindEnGezinResult"

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Criteria"
_PASSED_ON: Final = frozenset({"status", "ssin", "dataFilters", "results"})


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(_asked(root), "ssin")


def period(root: Element) -> Period:
    """Read the period, or the reference date as a period of one day."""
    asked = _asked(root)
    if asked.tag == BY_DATE:
        reference = day(asked, "referenceDate")
        return _ksz.as_period(reference, reference)
    return _ksz.as_period(*_ksz.period_of(asked, "period"))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the number; the KSZ judges the rest."""
    return _magda.check_insz(subject(root))


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask what the KSZ can be asked, but for the source that MAGDA has no flag for."""
    questions = []
    for tag, asked in (
        *((BY_DATE, each) for (each,) in handi.ask_by_date(person, today)),
        *((BY_PERIOD, each) for (each,) in handi.ask_by_period(person, today)),
    ):
        flag = asked.find("handicapAuthenticSources/KindEnGezin")
        flag.getparent().remove(flag)
        question = element("Criteria")
        question.append(copy(asked, tag))
        questions.append((question,))
    return tuple(questions)


def operation(root: Element) -> str:
    """Tell which KSZ operation answers the question."""
    return OPERATIONS[_asked(root).tag]


def criteria(root: Element) -> Element:
    """Make the KSZ `criteria`: the same children."""
    return copy(_asked(root), "criteria")


def inhoud(response: Element) -> Element:
    """Make the `Inhoud` from a KSZ response, without what MAGDA has no room for."""
    name = etree.QName(response).localname
    made = element("Inhoud")
    wrapper = add(made, name[0].upper() + name[1:])
    for child in children(response):
        if child.tag in _PASSED_ON:
            wrapper.append(copy(child))
    for result in wrapper.findall(f"results/{KSZ_ONLY}"):
        result.getparent().remove(result)
    return made


def _asked(root: Element) -> Element:
    (asked,) = children(root.find(_CRITERIA))
    return asked


SERVICES = (
    Service(
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        flow="disability",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        onward=Onward(
            service=handi.SERVICE,
            version=handi.VERSION,
            operation=operation,
            criteria=criteria,
            inhoud=inhoud,
        ),
    ),
)

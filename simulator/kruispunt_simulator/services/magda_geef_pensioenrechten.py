"""
GeefPensioenrechten 02.00: rights to pensions of both pillars, without amounts.

Rules of this file: those of `_pensioen`, where the register is asked for rights only.
Words stand in an attribute of a code. Source: the test data of MAGDA-Mock-v2.

Source: contract sheet `magda-geefpensioenrechten-02.00`; `_behaviour` 2.6.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service, _pensioen
from kruispunt_simulator.services._pensioen import CRITERIA, PILLARS, Wording
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.services.ksz_pension_register import FIRST_DAY
from kruispunt_simulator.sources import Sources

_LANGUAGE: Final = f"{CRITERIA}/Taal"

WORDING: Final = Wording(
    answer="Pensioenrechten",
    text_beside=False,
    right=(
        ("Pijler", "@Pillar"),
        ("PensioenDossierId", "PensionFileId"),
        ("CategorieVoordeel", "AdvantageType"),
        ("CodeVoordeel", "AdvantageCode"),
        ("CategoriePensioen", "PensionType"),
        ("DatumBeginPensioen", "PensionStartDate"),
        ("Periodiciteit", "Periodicity"),
        ("CodeGezin", "HouseholdCode"),
        ("CategorieGezinslast", "FamilyChargeType"),
        ("CategorieWerkgever", "EmployerType"),
        ("AdministratieveSituatie", "AdministrativeSituation"),
        ("Oorsprong", "@Origin"),
        ("Periode", "Periode"),
    ),
)


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    return _pensioen.check(root, _LANGUAGE)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for all rights, by pillar and together."""
    return tuple((_question(person.ssin, pillar, today),) for pillar in PILLARS)


def _question(ssin: str, pillar: str, today: date) -> Element:
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", ssin)
    periode = add(criteria, "Periode")
    add(periode, "Begin", FIRST_DAY)
    add(periode, "Einde", today)
    add(criteria, "Pijler", pillar)
    add(criteria, "Taal", "nl")
    return inhoud


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """Answer what the register says of the rights."""
    question = _pensioen.ask(root, "RightsOnly")
    return _pensioen.answer(root, question, sources, WORDING)


SERVICES = (
    Service(
        service="GeefPensioenrechten",
        version="02.00.0000",
        operation="GeefPensioenrechten",
        flow="pension",
        subject=_pensioen.subject,
        period=_pensioen.period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        consults=_pensioen.CONSULTS,
    ),
)

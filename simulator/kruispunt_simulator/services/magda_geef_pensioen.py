"""
GeefPensioen 02.00: rights to pensions, and what was paid, with the least or the most.

Rules of this file:

- Those of `_pensioen`. How much is told of a payment, and whether the period is that of
  the months paid for or of those in which was paid, the question says and the register
  sees to.
- Months are years and months here; the register writes day 00.
- The last group of a payment (fiscal situation, special rules, contributions) is there
  when the contributions are: the contract wants those in it.
- An inscription counts that overlaps the period. Source: `_behaviour` 1.6.

Source: contract sheet `magda-geefpensioen-02.00`; `_behaviour` 2.6.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service, _pensioen
from kruispunt_simulator.services._pensioen import (
    CRITERIA,
    INHOUD,
    PILLARS,
    Remarks,
    Wording,
    add_code,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    flag,
    required,
    text,
)
from kruispunt_simulator.services.ksz_pension_register import FIRST_DAY
from kruispunt_simulator.sources import Sources

_LANGUAGE: Final = f"{INHOUD}/Taal"
_WANTED: Final = f"{CRITERIA}/GewensteInformatie"
_PAID: Final = f"{_WANTED}/RechtenMetBetalingen"


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to four findings."""
    return _pensioen.check(root, _LANGUAGE)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for rights, and for the least and the most of their payments, both ways."""
    ways = [
        None,
        *(
            (most, focus)
            for most in (False, True)
            for focus in ("ZoekOpReferteperiode", "ZoekOpBetalingsperiode")
        ),
    ]
    return tuple(
        (_question(person.ssin, pillar, way, today),)
        for pillar in PILLARS
        for way in ways
    )


def _question(
    ssin: str, pillar: str, way: tuple[bool, str] | None, today: date
) -> Element:
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", ssin)
    periode = add(criteria, "Periode")
    add(periode, "Begin", FIRST_DAY)
    add(periode, "Einde", today)
    add(criteria, "Pijler", pillar)
    wanted = add(criteria, "GewensteInformatie")
    if way is None:
        add(wanted, "EnkelRechten", 1)
    else:
        most, focus = way
        paid = add(wanted, "RechtenMetBetalingen")
        add(paid, f"RechtenMet{'Maximum' if most else 'Minimum'}Betalingen", 1)
        add(paid, focus, 1)
    add(inhoud, "Taal", "nl")
    return inhoud


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """Answer what the register says of the rights and of what was paid."""
    question = _pensioen.ask(root, *_wanted(root))
    return _pensioen.answer(root, question, sources, WORDING)


def _wanted(root: Element) -> tuple[str, str | None]:
    """Read how much is wanted, and what the period is about, as the register says."""
    if root.find(_PAID) is None:
        return "RightsOnly", None
    most = root.find(f"{_PAID}/RechtenMetMaximumBetalingen") is not None
    by_payment = root.find(f"{_PAID}/ZoekOpBetalingsperiode") is not None
    return (
        "RightsMaximumPayments" if most else "RightsMinimumPayments",
        "MonthOfPayment" if by_payment else "ReferencePeriod",
    )


def _add_payments(recht: Element, right: Element, remarks: Remarks) -> None:
    payments = right.findall("{*}PaymentsInformation")
    if not payments:
        return
    betalingen = add(recht, "Betalingen")
    for payment in payments:
        _add_payment(add(betalingen, "Betaling"), payment, remarks)


def _add_payment(betaling: Element, payment: Element, remarks: Remarks) -> None:
    months = add(betaling, "Referteperiode")
    add(months, "BeginMaand", _month(payment, "{*}ReferencePeriod/{*}StartMonth"))
    add(months, "EindeMaand", _month(payment, "{*}ReferencePeriod/{*}EndMonth"))
    bedragen, totals = add(betaling, "Bedragen"), payment.find("{*}TotalAmounts")
    add(bedragen, "BedragBruto", required(totals, "{*}TotalGrossAmount"))
    add(bedragen, "BedragVoorheffing", required(totals, "{*}TotalPrecomptableAmount"))
    index, holder = add(betaling, "CategorieHerwaardering"), payment.find("{*}Index")
    _add_code(index, "Herwaardering", holder.find("{*}IndexType"), remarks)
    add(index, "Bedrag", required(holder, "{*}Index"))
    histories = add(betaling, "HistoriekBetalingen")
    for history in payment.findall("{*}PaymentHistory"):
        _add_history(histories, history)
    holiday = flag(payment, "{*}IsHolidayAmount")
    add(betaling, "Vakantiebedrag", int(holiday))
    _add_notes(betaling, "Anomalieen", "Anomalie", payment, ("Anomaly", "Code"))
    contributions = payment.find("{*}Contributions")
    if contributions is not None:
        _add_fiscal(betaling, payment.find("{*}FiscalSituation"), remarks)
        names = ("SpecialRule", "ExceptionCode")
        _add_notes(betaling, "SpecialeRegels", "SpecialeRegel", payment, names)
        _add_contributions(add(betaling, "Bijdragen"), contributions, remarks)


def _add_history(parent: Element, history: Element) -> None:
    made = add(parent, "HistoriekBetaling")
    _add_created(made, history)
    add(made, "BedragBruto", required(history, "{*}GrossAmount"))
    add(made, "BedragVoorheffing", required(history, "{*}PrecomptableAmount"))
    add(made, "PercentageVoorheffing", required(history, "{*}PrecomptePercentage"))
    add(made, "MaandBetaling", _month(history, "{*}MonthOfPayment"))


def _add_notes(
    parent: Element, tag: str, entry: str, payment: Element, names: tuple[str, str]
) -> None:
    notes = payment.findall(f"{{*}}{names[0]}")
    if not notes:
        return
    block = add(parent, tag)
    for note in notes:
        made = add(block, entry)
        add(made, "Code", required(note, f"{{*}}{names[1]}"))
        add(made, "Omschrijving", required(note, "{*}Description"))


def _add_fiscal(parent: Element, situation: Element | None, remarks: Remarks) -> None:
    if situation is None:
        return
    made = add(parent, "FiscaleSituatie")
    _add_code(
        made, "PartnerTenLaste", situation.find("{*}DependentSpouseCode"), remarks
    )
    for tag, name in (
        ("AantalKinderenTenLaste", "TotalDependentChildren"),
        ("AantalAnderenTenLaste", "TotalDependentOthers"),
    ):
        count = text(situation, f"{{*}}{name}")
        if count is not None:
            add(made, tag, count)


def _add_contributions(
    bijdragen: Element, contributions: Element, remarks: Remarks
) -> None:
    health = contributions.find("{*}ZIV-AMI")
    made = add(bijdragen, "BijdrageZIV")
    add(made, "BedragTotaal", required(health, "{*}TotalAmiAmount"))
    _add_code(made, "Inhouding", health.find("{*}AmiTaxCode"), remarks)
    _add_withheld(made, health, "ZIV-AmiHistory", "AmiAmount")
    solidarity = contributions.find("{*}ContributionSolidarity")
    made = add(bijdragen, "BijdrageSolidariteit")
    add(made, "BedragTotaal", required(solidarity, "{*}TotalRsAmount"))
    percentage = required(solidarity, "{*}SolidarityPercentage")
    add(made, "PercentageSolidariteit", percentage)
    _add_withheld(made, solidarity, "SolidarityHistory", "SolidarityAmount")


def _add_withheld(made: Element, holder: Element, name: str, amount: str) -> None:
    histories = add(made, "HistoriekBijdragen")
    for history in holder.findall(f"{{*}}{name}"):
        entry = add(histories, "HistoriekBijdrage")
        _add_created(entry, history)
        add(entry, "Bedrag", required(history, f"{{*}}{amount}"))
        add(entry, "MaandBetaling", _month(history, "{*}MonthOfPayment"))


def _add_created(made: Element, history: Element) -> None:
    created = text(history, "{*}CreationDate")
    if created is not None:
        made.set("DatumCreatie", created)


def _add_code(
    parent: Element, tag: str, holder: Element | None, remarks: Remarks
) -> None:
    add_code(parent, tag, holder, remarks, text_beside=True)


def _month(root: Element, path: str) -> str:
    """Read a month that the register writes with day 00."""
    return required(root, path)[:7]


WORDING: Final = Wording(
    answer="Pensioen",
    text_beside=True,
    right=(
        ("Pijler", "@Pillar"),
        ("DossierId", "PensionFileId"),
        ("DatumBeginPensioen", "PensionStartDate"),
        ("Periode", "Periode"),
        ("CategorieVoordeel", "AdvantageType"),
        ("Voordeelcode", "AdvantageCode"),
        ("CategoriePensioen", "PensionType"),
        ("Periodiciteit", "Periodicity"),
        ("Gezinstoestand", "HouseholdCode"),
        ("Gezinslast", "FamilyChargeType"),
        ("CategorieWerkgever", "EmployerType"),
        ("AdministratieveSituatie", "AdministrativeSituation"),
        ("Oorsprong", "@Origin"),
    ),
    payments=_add_payments,
)


SERVICES = (
    Service(
        service="GeefPensioen",
        version="02.00.0000",
        operation="GeefPensioen",
        flow="pension",
        subject=_pensioen.subject,
        period=_pensioen.period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        consults=_pensioen.CONSULTS,
        overlap=True,
    ),
)

"""
How the pension register writes what it knows: words of the file to codes of the wire.

Source: contract sheet `ksz-pensionregister`; code lists, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kruispunt_contracts import ns
from lxml import etree

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.pension import (
    Deductions,
    Demand,
    Institution,
    Note,
    Right,
)
from kruispunt_simulator.services._pension import (
    Known,
    Paid,
    closed_on,
    refused_on,
)
from kruispunt_simulator.services._ssdn import add
from kruispunt_simulator.services._xml import Element

PILLARS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "FirstOnly": frozenset({"first"}),
        "SecondOnly": frozenset({"second"}),
        "FirstSecond": frozenset({"first", "second"}),
    }
)
INFORMATION: Final[Mapping[str, int]] = MappingProxyType(
    {"RightsOnly": 0, "RightsMinimumPayments": 1, "RightsMaximumPayments": 2}
)
"""How much of a payment is told."""
FOCUS: Final[Mapping[str, bool]] = MappingProxyType(
    {"ReferencePeriod": False, "MonthOfPayment": True}
)
"""Whether the period is that of the payments themselves."""

CODES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "periodicity": {
            "monthly": "1",
            "two-monthly": "2",
            "quarterly": "3",
            "four-monthly": "4",
            "half-yearly": "6",
            "yearly": "J",
            "capital": "K",
            "once": "E",
        },
        "kind": {
            "retirement": "1",
            "survivor": "2",
            "divorced-spouse": "3",
            "orphan": "4",
            "orphan-1984": "5",
        },
        "situation": {
            "other": "0",
            "employee": "1",
            "self-employed": "2",
            "civil-servant": "3",
            "political-mandate": "4",
            "own-fund": "5",
            "collective-contract": "6",
            "individual-commitment": "7",
            "self-employed-supplement": "8",
        },
        "employer": {"none": "0", "private": "1", "public": "2"},
        "family_charge": {"with": "1", "without": "2"},
        "category": {
            "legal-pension": "11",
            "extralegal-pension": "12",
            "legal-supplement": "21",
            "extralegal-supplement": "22",
            "other-legal": "31",
            "other-extralegal": "32",
        },
        "household": {"not-given": "0", "household": "1", "single": "2"},
        "origin": {"national": "1", "foreign": "2", "supranational": "3"},
    }
)
"""From the words of a field of `Right` to its codes."""

_ORIGINS: Final = {
    "national": "National",
    "foreign": "Foreign",
    "supranational": "SupraNational",
}
_GENDERS: Final = {"unknown": "0", "M": "1", "F": "2"}
_BELGIUM: Final = "150"
_FIRST_BIS_MONTH: Final = 80
"""In an invented number: 20 for a bis number, and 60 because it is invented."""

_OPTIONAL: Final = (
    ("PensionType", "kind"),
    ("AdministrativeSituation", "situation"),
    ("EmployerType", "employer"),
    ("FamilyChargeType", "family_charge"),
    ("AdvantageType", "category"),
    ("HouseholdCode", "household"),
    ("RightOrigin", "origin"),
)
"""Elements in their order, with the field of `Right` that each comes from."""


def write_citizen(person: Person, today: date) -> Element:
    """Make `CitizenPK`: whom the answer is about, as the registers know the person."""
    identity = person.identity
    citizen = etree.Element(
        f"{{{ns.PENSION_REGISTER}}}CitizenPK",
        nsmap={"pr": ns.PENSION_REGISTER, "per": ns.SSDN_PERSON},
    )
    is_bis = int(person.ssin[2:4]) >= _FIRST_BIS_MONTH
    citizen.set("origin", "BCSS_KSZ" if is_bis else "RN_RR")
    add(citizen, "SocialSecurityUser", person.ssin)
    legal = add(citizen, "LegalData")
    name = _add_person(legal, "Name")
    add(name, "LastName", identity.last_name)
    add(name, "FirstName", identity.first_name)
    _add_person(legal, "Gender", _GENDERS[identity.sex])
    add(_add_person(legal, "Birth"), "Date", identity.born)
    if identity.deceased is not None and identity.deceased <= today:
        add(_add_person(legal, "Decease"), "Date", identity.deceased)
    _write_address(legal, person, today)
    return citizen


def _write_address(legal: Element, person: Person, today: date) -> None:
    home = person.home(today)
    if home is None:
        return
    outer = add(_add_person(legal, "AddressInformation"), "LegalAddress")
    address = add(outer, "StandardAddress")
    add(add(address, "Country"), "Code", _BELGIUM)
    municipality = add(address, "Municipality")
    if home.nis_code is not None:
        add(municipality, "Code", home.nis_code)
    _describe(municipality, home.city, home.language)
    add(municipality, "PostalCode", home.postal_code)
    _describe(add(address, "Street"), home.street, home.language)
    add(address, "HouseNumber", home.house_number)
    if home.box_number is not None:
        add(address, "Box", home.box_number)


def _describe(parent: Element, words: str, language: str) -> None:
    add(parent, "Description", words).set("lang", language.lower())


def _add_person(parent: Element, tag: str, value: object = None) -> Element:
    """Add a child in the namespace of the persons of the SSDN."""
    holder = etree.SubElement(parent, f"{{{ns.SSDN_PERSON}}}{tag}")
    holder.text = None if value is None else str(value)
    return holder


def write_institution(item: Element, institution: Institution) -> None:
    """Write `PayingInstitution`; the enterprise number loses its leading zero."""
    payer = add(item, "PayingInstitution")
    add(payer, "DebtorInstitutionCompanyId", int(institution.enterprise_number))
    add(payer, "DebtorInstitutionImmatriculation", institution.affiliation_number)
    add(payer, "InstitutionName", institution.name)


def write_demand(holder: Element, demand: Demand, today: date) -> None:
    """Write `PensionDemand`."""
    made = add(holder, "PensionDemand")
    add(made, "PensionDemandDate", demand.asked)
    refused = refused_on(demand, today)
    if refused is not None:
        add(made, "PensionDemandRefusalDate", refused)


def write_right(
    holder: Element, known: Known, today: date, *, maximum: bool, paid: bool
) -> None:
    """
    Write a right, with its payments when those were asked.

    Args:
        holder: `PayingInstitutionItem`.
        known: The right and what is known of its payments.
        today: Business date.
        maximum: Whether the most was asked of each payment.
        paid: Whether payments were asked at all.
    """
    kind = "RightWithPayments" if known.payments else "RightWithoutPayments"
    made = add(holder, kind if paid else "RightOnly")
    _write_information(add(made, "RightInformation"), known.right, today)
    for payment in known.payments:
        _write_payment(add(made, "PaymentsInformation"), payment, maximum=maximum)


def _write_information(made: Element, right: Right, today: date) -> None:
    made.set("Origin", _ORIGINS[right.origin])
    made.set("Pillar", right.pillar.capitalize())
    add(made, "AdvantageCode", right.benefit)
    add(made, "Periodicity", CODES["periodicity"][right.periodicity])
    add(made, "PensionFileId", right.file)
    if right.started is not None:
        add(made, "PensionStartDate", right.started)
    add(made, "RightStartDate", right.begin)
    for tag, field in _OPTIONAL:
        word = getattr(right, field)
        if word is not None:
            add(made, tag, CODES[field][word])
    closed = closed_on(right, today)
    if closed is not None:
        add(made, "RightCloseDate", closed)
    _write_anomalies(made, right.anomalies)


def _write_payment(made: Element, paid: Paid, *, maximum: bool) -> None:
    series = paid.series
    reference = add(made, "ReferencePeriod")
    add(reference, "StartMonth", _month(paid.first))
    add(reference, "EndMonth", _month(paid.last))
    totals = add(made, "TotalAmounts")
    add(totals, "TotalGrossAmount", paid.gross)
    add(totals, "TotalPrecomptableAmount", paid.taxable)
    index = add(made, "Index")
    add(index, "Index", str(series.index))
    add(index, "IndexType", series.index_type)
    for declared in paid.declared:
        history = add(made, "PaymentHistory")
        add(history, "GrossAmount", declared.gross)
        add(history, "PrecomptableAmount", declared.taxable)
        add(history, "PrecomptePercentage", series.tax_percentage)
        add(history, "MonthOfPayment", _month(declared.paid))
        add(history, "CreationDate", declared.created)
    add(made, "IsHolidayAmount", series.holiday)
    if maximum and series.deductions is not None:
        _write_deductions(made, paid, series.deductions)
    _write_anomalies(made, series.anomalies)


def _write_deductions(made: Element, paid: Paid, deductions: Deductions) -> None:
    if deductions.fiscal is not None:
        fiscal = add(made, "FiscalSituation")
        for tag, value in (
            ("DependentSpouseCode", deductions.fiscal.spouse),
            ("TotalDependentChildren", deductions.fiscal.children),
            ("TotalDependentOthers", deductions.fiscal.others),
        ):
            if value is not None:
                add(fiscal, tag, value)
    for rule in deductions.special_rules:
        special = add(made, "SpecialRule")
        add(special, "ExceptionCode", rule.code)
        add(special, "Description", rule.text)
    contributions = add(made, "Contributions")
    health = add(contributions, "ZIV-AMI")
    add(health, "TotalAmiAmount", deductions.health.amount)
    add(health, "AmiTaxCode", deductions.health.charge)
    history = add(health, "ZIV-AmiHistory")
    add(history, "AmiAmount", deductions.health.amount)
    _write_moment(history, paid)
    solidarity = add(contributions, "ContributionSolidarity")
    add(solidarity, "TotalRsAmount", deductions.solidarity.amount)
    add(solidarity, "SolidarityPercentage", deductions.solidarity.percentage)
    history = add(solidarity, "SolidarityHistory")
    add(history, "SolidarityAmount", deductions.solidarity.amount)
    _write_moment(history, paid)


def _write_moment(history: Element, paid: Paid) -> None:
    """Write when it was withheld: with the payment itself; corrections bring none."""
    usual = paid.declared[0]
    add(history, "MonthOfPayment", _month(usual.paid))
    add(history, "CreationDate", usual.created)


def _write_anomalies(parent: Element, anomalies: tuple[Note, ...]) -> None:
    for each in anomalies:
        anomaly = add(parent, "Anomaly")
        add(anomaly, "Code", each.code)
        add(anomaly, "Description", each.text)


def _month(month: date) -> str:
    """
    Write a month as the register does.

    >>> _month(date(2026, 11, 1))
    '2026-11-00'
    """
    return f"{month:%Y-%m}-00"

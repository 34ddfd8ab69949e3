"""
GeefPensioen and GeefPensioenrechten: what is told of rights and of what was paid.

Source: contract sheets `magda-geefpensioen-02.00`, `magda-geefpensioenrechten-02.00`;
Protocol WiV–Wonen in Limburg art. 3 (pension).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import ksz_pension_register as register
from kruispunt_simulator.services._ssdn import any_namespace
from kruispunt_simulator.sources import Sources
from lxml import etree

from .conftest import Desk, Reply
from .test_pensioen import (
    LEA,
    MAXIMUM,
    MINIMUM,
    PAYMENTS,
    RIGHTS,
    ROSA,
    VERSION,
    ask,
    codes,
    question,
    recht,
)

Element = Any

PEOPLE = People.load()
RIGHT = recht(PAYMENTS)
PAID = f"{RIGHT}/Betalingen/Betaling"
BY_PAYMENT = MINIMUM.replace("Referteperiode", "Betalingsperiode")
JANUARY = ("2025-01-01", "2025-01-31")


def leaves(element: Element) -> list[tuple[str, str | None]]:
    return [(leaf.tag, leaf.text) for leaf in element.iter() if not len(leaf)]


def payments(desk: Desk, *about: Any, **how: Any) -> Reply:
    return ask(desk, PAYMENTS, *about, **how)


# Rights


def test_a_right_is_told_without_amounts_in_pensioenrechten(desk: Desk) -> None:
    """Source: contract sheet; that words are attributes: test data of MAGDA-Mock."""
    reply = ask(desk, RIGHTS, LEA, ("2026-09-01", "2026-09-30"), "1")
    (right,) = reply.root.findall(recht(RIGHTS))
    assert leaves(right) == [
        ("Pijler", "Eerste"),
        ("PensioenDossierId", "2024.0605.L"),
        ("Code", "11"),
        ("Code", "02"),
        ("Code", "1"),
        ("DatumBeginPensioen", "2024-07-01"),
        ("Code", "1"),
        ("Code", "2"),
        ("Code", "2"),
        ("Code", "0"),
        ("Code", "2"),
        ("Oorsprong", "Nationaal"),
        ("Begin", "2024-07-01"),
        ("Einde", "2026-09-30"),
    ]
    words = [code.get("Beschrijving") for code in right.iter("Code")]
    assert words == [
        "Wettelijk pensioen",
        "Rustpensioen zelfstandige",
        "Rustpensioen of eigen recht",
        "Maandelijks",
        "Alleenstaande",
        "Zonder gezinslast",
        "Niet van toepassing",
        "Zelfstandige",
    ]


def test_a_right_has_its_words_beside_its_codes_in_pensioen(desk: Desk) -> None:
    """Source: contract sheet; that words are elements: test data of MAGDA-Mock."""
    reply = payments(desk, LEA, ("2026-09-01", "2026-09-30"), "1")
    (right,) = reply.root.findall(RIGHT)
    assert [child.tag for child in right] == [
        "Pijler",
        "DossierId",
        "DatumBeginPensioen",
        "Periode",
        "CategorieVoordeel",
        "Voordeelcode",
        "CategoriePensioen",
        "Periodiciteit",
        "Gezinstoestand",
        "Gezinslast",
        "CategorieWerkgever",
        "AdministratieveSituatie",
        "Oorsprong",
    ]
    assert leaves(right.find("Voordeelcode")) == [
        ("Code", "02"),
        ("Omschrijving", "Rustpensioen zelfstandige"),
    ]
    words = right.find("Voordeelcode/Omschrijving")
    assert words.attrib == {"TaalCode": "nl"}


@pytest.mark.parametrize("service", [RIGHTS, PAYMENTS])
def test_the_payer_is_told_with_the_zero_that_the_register_leaves_out(
    desk: Desk, service: str
) -> None:
    reply = ask(desk, service, LEA, ("2026-09-01", "2026-09-30"))
    (institution,) = reply.root.iter("Instelling")
    assert leaves(institution)[:3] == [
        ("Ondernemingsnummer", "0999001002"),
        ("Naam", "Federale Pensioendienst"),
        ("Immatriculatienummer", "1"),
    ]
    assert reply.text(f"{reply.root[0].tag}/INSZ") == LEA


@pytest.mark.parametrize("service", [RIGHTS, PAYMENTS])
def test_a_foreign_pension_of_which_little_is_known_has_only_that(
    desk: Desk, service: str, somebody: Any
) -> None:
    right = {
        "pillar": "first",
        "file": "X",
        "benefit": "51",
        "origin": "foreign",
        "from": date(2020, 1, 1),
    }
    payer = {"name": "Kas", "enterprise_number": "1999001002", "affiliation_number": 7}
    person = somebody(pension={"institutions": (payer | {"rights": (right,)},)})
    reply = ask(desk, service, person.ssin, people=People([person]))
    (told,) = reply.root.findall(recht(service))
    assert leaves(told)[:2] == [
        ("Pijler", "Eerste"),
        ("PensioenDossierId" if service == RIGHTS else "DossierId", "X"),
    ]
    assert told.findtext("Oorsprong") == "Buitenlands"
    assert told.findtext("Periode/Begin") == "2020-01-01"
    assert told.find("Periode/Einde") is None
    assert {child.tag for child in told} - {"PensioenDossierId", "DossierId"} == {
        "Pijler",
        "Periode",
        "CodeVoordeel" if service == RIGHTS else "Voordeelcode",
        "Periodiciteit",
        "Oorsprong",
    }


# How much is told of payments


def test_rights_only_are_told_without_payments(desk: Desk) -> None:
    reply = payments(desk, ROSA, JANUARY)
    assert reply.root.findall(RIGHT)
    assert reply.root.findall(f"{RIGHT}/Betalingen") == []


def the_one_with_arrears(reply: Reply) -> Element:
    (payment,) = (
        each
        for each in reply.root.findall(PAID)
        if len(each.findall("HistoriekBetalingen/HistoriekBetaling")) == 2
    )
    return payment


LEAST = [
    ("BeginMaand", "2025-01"),
    ("EindeMaand", "2025-01"),
    ("BedragBruto", "1531.48"),
    ("BedragVoorheffing", "1477.12"),
    ("Code", "1"),
    ("Omschrijving", "Privésector"),
    ("Bedrag", "2.0399"),
    ("BedragBruto", "1518.98"),
    ("BedragVoorheffing", "1465.06"),
    ("PercentageVoorheffing", "11.22"),
    ("MaandBetaling", "2025-01"),
    ("BedragBruto", "12.50"),
    ("BedragVoorheffing", "12.06"),
    ("PercentageVoorheffing", "11.22"),
    ("MaandBetaling", "2025-05"),
    ("Vakantiebedrag", "0"),
]
MOST = [
    ("Code", "1"),
    ("AantalKinderenTenLaste", "0"),
    ("AantalAnderenTenLaste", "0"),
    ("Code", "7"),
    ("Omschrijving", "Verlaagde voorheffing op eigen verzoek"),
    ("BedragTotaal", "53.92"),
    ("Code", "2"),
    ("Omschrijving", "Zonder personen ten laste"),
    ("Bedrag", "53.92"),
    ("MaandBetaling", "2025-01"),
    ("BedragTotaal", "7.59"),
    ("PercentageSolidariteit", "0.50"),
    ("Bedrag", "7.59"),
    ("MaandBetaling", "2025-01"),
]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(MINIMUM, LEAST, id="minimum"),
        pytest.param(MAXIMUM, LEAST + MOST, id="maximum"),
    ],
)
def test_a_payment_is_told_with_the_least_or_the_most(
    desk: Desk, wanted: str, expected: list[tuple[str, str]]
) -> None:
    """Source: contract sheet: the last group belongs to maximum payments."""
    payment = the_one_with_arrears(payments(desk, ROSA, JANUARY, wanted=wanted))
    assert leaves(payment) == expected
    histories = payment.iter("HistoriekBetaling", "HistoriekBijdrage")
    created = ["2025-02-15", "2025-06-15", "2025-02-15", "2025-02-15"]
    found = [each.get("DatumCreatie") for each in histories]
    assert found == created[: len(found)]


def test_an_anomaly_of_a_payment_is_told_with_the_least_too(desk: Desk) -> None:
    reply = payments(desk, ROSA, JANUARY, wanted=MINIMUM)
    assert reply.texts(f"{PAID}/Anomalieen/Anomalie/Code") == ["B7"]
    assert reply.texts(f"{PAID}/Anomalieen/Anomalie/Omschrijving") == [
        "Bedrag hoger dan het toegelaten maximum"
    ]


def test_holiday_pay_is_marked(desk: Desk) -> None:
    """pen_history_holiday_pay."""
    year = ("2025-01-01", "2025-12-31")
    reply = payments(desk, ROSA, year, "1", wanted=MINIMUM)
    marked = [
        each.findtext("Referteperiode/EindeMaand")
        for each in reply.root.findall(PAID)
        if each.findtext("Vakantiebedrag") == "1"
    ]
    assert marked == ["2025-12"]


def test_the_period_is_about_months_paid_for_or_about_months_in_which_was_paid(
    desk: Desk,
) -> None:
    """Source: contract sheet: ZoekOpReferteperiode, ZoekOpBetalingsperiode."""
    july = ("2026-07-01", "2026-07-31")
    by_reference = payments(desk, ROSA, july, "2", wanted=MINIMUM)
    assert codes(by_reference) == ["40073"]
    reply = payments(desk, ROSA, july, "2", wanted=BY_PAYMENT)
    assert reply.texts(f"{PAID}/Referteperiode/BeginMaand") == ["2026-04"]
    assert reply.texts(f"{PAID}/Referteperiode/EindeMaand") == ["2026-06"]
    assert reply.texts(f"{PAID}//MaandBetaling") == ["2026-07"]


def test_without_contributions_nothing_of_the_last_group_is_told(desk: Desk) -> None:
    """The contract wants contributions in that group; the act may withhold them."""
    asked = register.make_question(
        ROSA,
        (date(2025, 1, 1), date(2025, 1, 31)),
        pillar="FirstOnly",
        information="RightsMaximumPayments",
    )
    source = desk.ask_ssdn(
        register.SERVICE, register.VERSION, etree.tostring(asked, encoding="unicode")
    )
    assert source.message is not None
    for each in list(source.message.iter("{*}Contributions")):
        each.getparent().remove(each)
    assert list(source.message.iter("{*}FiscalSituation"))
    service = desk.service(PAYMENTS, VERSION, PAYMENTS)
    assert service.answer is not None
    sources = Sources(desk.people).asking(lambda *_: None, lambda *_: source.message)
    asked_at_magda = question(PAYMENTS, ROSA, JANUARY, wanted=MAXIMUM)
    root = desk.magda_request(PAYMENTS, VERSION, asked_at_magda)
    answer: Any = service.answer(root, sources, date(2026, 11, 22))
    desk.magda_reply(PAYMENTS, VERSION, answer.inhoud)
    paid = answer.inhoud.findall(PAID)
    assert paid
    for name in ("FiscaleSituatie", "SpecialeRegels", "Bijdragen"):
        assert all(each.find(name) is None for each in paid)


# Agreement


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    days=st.tuples(
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
    ),
    today=st.dates(date(2016, 1, 1), date(2028, 1, 1)),
    pillar=st.sampled_from("123"),
    wanted=st.sampled_from((MINIMUM, MAXIMUM, BY_PAYMENT)),
)
def test_payments_add_up_and_are_those_of_the_register(
    desk: Desk,
    person: Person,
    days: tuple[date, date],
    today: date,
    pillar: str,
    wanted: str,
) -> None:
    """`Desk` validates every message."""
    begin, end = (day.isoformat() for day in sorted(days))
    reply = payments(
        desk, person.ssin, (begin, end), pillar, wanted=wanted, today=today
    )
    asked = register.make_question(
        person.ssin,
        (min(days), max(days)),
        pillar={"1": "FirstOnly", "2": "SecondOnly", "3": "FirstSecond"}[pillar],
        information="RightsMinimumPayments",
        focus="MonthOfPayment" if wanted is BY_PAYMENT else None,
    )
    source = desk.ask_ssdn(
        register.SERVICE,
        register.VERSION,
        etree.tostring(asked, encoding="unicode"),
        today=today,
    )
    totals = source.root.findall(
        any_namespace(
            "PensionItem/PayingInstitutionItem/RightWithPayments/PaymentsInformation/"
            "TotalAmounts/TotalGrossAmount"
        )
    )
    found = reply.root.findall(PAID)
    gross = [each.findtext("Bedragen/BedragBruto") for each in found]
    assert gross == [each.text for each in totals]
    for each in found:
        history = each.findall("HistoriekBetalingen/HistoriekBetaling/BedragBruto")
        total = each.findtext("Bedragen/BedragBruto")
        assert sum(Decimal(part.text) for part in history) == Decimal(total)


# Every field of the act

_PAYER = "Pensioen/Instellingen/Instelling"
_HISTORY = f"{PAID}/HistoriekBetalingen/HistoriekBetaling"
FIELDS = {
    "pen_payer_name": f"{_PAYER}/Naam",
    "pen_payer_enterprise_number": f"{_PAYER}/Ondernemingsnummer",
    "pen_payer_affiliation_number": f"{_PAYER}/Immatriculatienummer",
    "pen_beneficiary_ssin": "Pensioen/INSZ",
    "pen_file_number": f"{RIGHT}/DossierId",
    "pen_pillar": f"{RIGHT}/Pijler",
    "pen_payment_periodicity": f"{RIGHT}/Periodiciteit/Code",
    "pen_right_start_date": f"{RIGHT}/DatumBeginPensioen",
    "pen_right_start_date_current_period": f"{RIGHT}/Periode/Begin",
    "pen_benefit_code": f"{RIGHT}/Voordeelcode/Code",
    "pen_benefit_type": f"{RIGHT}/CategoriePensioen/Code",
    "pen_benefit_category": f"{RIGHT}/CategorieVoordeel/Code",
    "pen_administrative_status": f"{RIGHT}/AdministratieveSituatie/Code",
    "pen_employer_type": f"{RIGHT}/CategorieWerkgever/Code",
    "pen_family_burden_category": f"{RIGHT}/Gezinslast/Code",
    "pen_family_code": f"{RIGHT}/Gezinstoestand/Code",
    "pen_right_origin": f"{RIGHT}/Oorsprong",
    "pen_right_closing_date": f"{RIGHT}/Periode/Einde",
    "pen_payment_period_start_month": f"{PAID}/Referteperiode/BeginMaand",
    "pen_payment_period_end_month": f"{PAID}/Referteperiode/EindeMaand",
    "pen_total_gross_amount": f"{PAID}/Bedragen/BedragBruto",
    "pen_amount_subject_to_withholding": f"{PAID}/Bedragen/BedragVoorheffing",
    "pen_index_category": f"{PAID}/CategorieHerwaardering/Herwaardering/Code",
    "pen_index_amount": f"{PAID}/CategorieHerwaardering/Bedrag",
    "pen_history_gross_amount": f"{_HISTORY}/BedragBruto",
    "pen_history_levy_amount": f"{_HISTORY}/BedragVoorheffing",
    "pen_history_levy_percentage": f"{_HISTORY}/PercentageVoorheffing",
    "pen_history_payment_month": f"{_HISTORY}/MaandBetaling",
    "pen_history_creation_date": f"{_HISTORY}[@DatumCreatie]/MaandBetaling",
    "pen_history_holiday_pay": f"{PAID}/Vakantiebedrag",
}
"""Ids of the field catalogue, and where the answer about Rosa tells them."""


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_about_pensions_is_told(desk: Desk, field: str) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (pension)."""
    days = ("2016-04-01", "2026-11-22")
    reply = payments(desk, ROSA, days, wanted=MINIMUM)
    assert reply.text(FIELDS[field])

"""
GeefPensioenrechten and GeefPensioen: what is on the wire, and what is read.

Source: `magda-geefpensioenrechten-02.00`, `magda-geefpensioen-02.00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.pensioen import pensioen, pensioenrechten
from kruispunt_client.calls.pension_codes import (
    AdministrativeSituation,
    AdvantageCode,
    AdvantageType,
    EmployerType,
    FamilyCharge,
    Focus,
    HealthDeduction,
    HouseholdRate,
    IndexType,
    Payments,
    PensionType,
    Periodicity,
    Pillar,
)
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, PartialDate

from ...completeness import lost
from .examples import answer, content, leaves

RIGHTS = "geef_pensioenrechten/reply_rights.xml"
PAYMENTS = "geef_pensioen/reply_payments.xml"
DAY = date(2026, 5, 4)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Iterator[Connection]:
    with connect(profile(wiv), via="wiv", user=user) as opened:
        yield opened


def asked(wiv: Any) -> dict[str, str]:
    return leaves(wiv.asked[-1].payload.find(".//Vraag/Inhoud"))


def test_rights_are_asked_for_the_first_pillar_unless_told(
    wiv: Any, line: Connection, person: str
) -> None:
    wiv.answer_with(answer(RIGHTS))
    line.pension.rights(person, on=DAY)
    assert asked(wiv) == {
        "Criteria/INSZ": person,
        "Criteria/Periode/Begin": "2026-05-04",
        "Criteria/Periode/Einde": "2026-05-04",
        "Criteria/Pijler": "1",
        "Criteria/Taal": "nl",
    }
    line.pension.rights(person, period=YEAR, pillar="SecondOnly", language="fr")
    assert asked(wiv)["Criteria/Pijler"] == "2"
    assert asked(wiv)["Criteria/Periode/Begin"] == "2025-01-01"
    assert asked(wiv)["Criteria/Taal"] == "fr"


WANTED = "Criteria/GewensteInformatie"
PAID = f"{WANTED}/RechtenMetBetalingen"


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ({"payments": Payments.NONE}, {f"{WANTED}/EnkelRechten": "1"}),
        (
            {},
            {
                f"{PAID}/RechtenMetMinimumBetalingen": "1",
                f"{PAID}/ZoekOpReferteperiode": "1",
            },
        ),
        (
            {"payments": Payments.MAXIMUM, "focus": Focus.MONTH_OF_PAYMENT},
            {
                f"{PAID}/RechtenMetMaximumBetalingen": "1",
                f"{PAID}/ZoekOpBetalingsperiode": "1",
            },
        ),
    ],
)
def test_as_much_of_the_payments_is_asked_as_was_told(
    wiv: Any, line: Connection, person: str, how: Any, wanted: dict[str, str]
) -> None:
    wiv.answer_with(answer(PAYMENTS))
    line.pension.payments(person, on=DAY, pillar=Pillar.BOTH, **how)
    assert asked(wiv) == {
        "Criteria/INSZ": person,
        "Criteria/Periode/Begin": "2026-05-04",
        "Criteria/Periode/Einde": "2026-05-04",
        "Criteria/Pijler": "3",
        **wanted,
        "Taal": "nl",
    }


@pytest.mark.parametrize("service", ["rights", "payments"])
def test_a_right_reads_the_same_in_both_services(
    wiv: Any, line: Connection, person: str, service: str
) -> None:
    """Under different names on the wire: PensioenDossierId, CodeGezin and so on."""
    wiv.answer_with(answer(RIGHTS if service == "rights" else PAYMENTS))
    data = getattr(line.pension, service)(person, on=DAY).data
    assert data.insz == "51631411804"
    assert data.datum_tijd_modificatie == datetime(2026, 11, 1, 8)  # noqa: DTZ001
    known, bare = data.instellingen
    assert known.ondernemingsnummer == "0999000009"
    assert (known.naam, known.immatriculatienummer) == ("Voorbeeld Pensioendienst", "1")
    (right,) = known.rechten
    assert right.datum_tijd_modificatie == data.datum_tijd_modificatie
    assert right.informatie_wijziging == "Voorbeeld van een wijziging"
    assert (right.pijler, right.oorsprong) == ("Eerste", "Nationaal")
    assert right.dossier_id == "2016.0314.A"
    assert right.datum_begin_pensioen == PartialDate(2016, 4, 1)
    assert right.begin == PartialDate(2021, 7, 1)
    assert right.einde == PartialDate(2026, 6, 30)
    assert right.categorie_voordeel.code is AdvantageType.PENSION_LEGAL
    assert right.voordeelcode.code is AdvantageCode.RETIREMENT_EMPLOYEE
    assert right.categorie_pensioen.code is PensionType.RETIREMENT
    assert right.periodiciteit.code is Periodicity.MONTHLY
    assert right.gezinstoestand.code is HouseholdRate.SINGLE
    assert right.gezinslast.code is FamilyCharge.WITHOUT
    assert right.categorie_werkgever.code is EmployerType.PRIVATE
    situation = right.administratieve_situatie
    assert situation.code is AdministrativeSituation.COLLECTIVE_OF_EMPLOYER
    assert len(right.betalingen) == (service == "payments")
    (unknown,) = bare.rechten
    assert unknown.begin is unknown.voordeelcode is unknown.dossier_id is None


def test_a_payment_is_read_whole(wiv: Any, line: Connection, person: str) -> None:
    wiv.answer_with(answer(PAYMENTS))
    data = line.pension.payments(person, on=DAY, payments=Payments.MAXIMUM).data
    assert data is not None
    (paid,) = data.instellingen[0].rechten[0].betalingen
    assert (paid.begin_maand, paid.einde_maand) == (Month(2026, 1), Month(2026, 1))
    assert paid.bedrag_bruto == Decimal("1712.50")
    assert paid.bedrag_voorheffing == Decimal("1651.70")
    assert paid.herwaardering.code is IndexType.PRIVATE
    assert paid.herwaardering_bedrag == Decimal("2.1223")
    first, second = paid.historiek
    assert first.datum_creatie == PartialDate(2026, 2, 15)
    assert second.datum_creatie is None
    assert second.bedrag_bruto == Decimal("12.50")
    assert second.percentage_voorheffing == Decimal("11.22")
    assert second.maand_betaling == Month(2026, 3)
    assert paid.vakantiebedrag is False
    assert paid.vakantiebedrag_beschrijving == "Neen"
    assert [each.code for each in paid.anomalieen] == ["B2"]
    assert [each.code for each in paid.speciale_regels] == ["7"]
    fiscal = paid.fiscale_situatie
    assert fiscal is not None
    assert fiscal.partner_ten_laste is not None
    assert fiscal.partner_ten_laste.code == "9"
    assert fiscal.aantal_kinderen_ten_laste == 0
    assert fiscal.aantal_anderen_ten_laste == 1
    health, solidarity = paid.bijdrage_ziv, paid.bijdrage_solidariteit
    assert health is not None
    assert health.bedrag_totaal == Decimal("60.80")
    assert health.inhouding.code is HealthDeduction.WITHOUT_DEPENDANTS
    assert health.historiek[0].bedrag == Decimal("60.80")
    assert solidarity is not None
    assert solidarity.bedrag_totaal == Decimal("-7.59")
    assert solidarity.percentage == Decimal("0.5")
    assert solidarity.historiek[0].maand_betaling == Month(2026, 1)


def test_nothing_that_is_told_is_lost(wiv: Any, line: Connection, person: str) -> None:
    wiv.answer_with(answer(RIGHTS))
    assert lost(content(RIGHTS), line.pension.rights(person, on=DAY).data) == []
    wiv.answer_with(answer(PAYMENTS))
    assert lost(content(PAYMENTS), line.pension.payments(person, on=DAY).data) == []


def test_a_text_that_is_lost_would_be_noticed(
    wiv: Any, line: Connection, person: str
) -> None:
    """The twin: the same answer with one right less."""
    wiv.answer_with(answer(RIGHTS))
    data = line.pension.rights(person, on=DAY).data
    assert data is not None
    first, second = data.instellingen
    missing = lost(
        content(RIGHTS),
        replace(data, instellingen=(replace(first, rechten=()), second)),
    )
    assert any(place.endswith("PensioenDossierId: 2016.0314.A") for place in missing)
    assert not any("Voorbeeld Rentekas" in place for place in missing)


@pytest.mark.parametrize("call", [pensioen, pensioenrechten])
@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({}, "`on`"),
        ({"on": DAY, "period": YEAR}, "`on`"),
        ({"period": (DAY, date(2026, 5, 3))}, "before it begins"),
        ({"on": DAY, "pillar": "ThirdOnly"}, "pillar"),
    ],
)
def test_what_neither_service_knows_is_not_asked(
    person: str, call: Any, how: Any, named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        call(person, **how)


@pytest.mark.parametrize("name", ["payments", "focus"])
def test_what_geefpensioen_does_not_know_is_not_asked(person: str, name: str) -> None:
    how: dict[str, Any] = {name: "MARS"}
    with pytest.raises(InvalidRequest, match=name):
        pensioen(person, on=DAY, **how)

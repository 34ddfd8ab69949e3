"""
The living wage: amounts and periods of MAGDA, five operations of the KSZ.

Source: `magda-geefleefloonbedragen-02.00`, `magda-geefleefloonperiodes-02.00`,
`ksz-livingwages-v2`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.leefloon import (
    BeneficiaryCategory,
    leefloonbedragen,
    leefloonperiodes,
)
from kruispunt_client.calls.living_wages import (
    WageCategory,
    living_wages,
    wage_periods,
    wage_periods_per_centre,
)
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, PartialDate

from ...completeness import lost
from .examples import answer, content, leaves

AMOUNTS = "geef_leefloonbedragen/reply_paid_and_unpaid_year.xml"
PERIODS = "geef_leefloonperiodes/reply_periods.xml"
ASKED, PARTNER, CENTRE = "84640512396", "86711933441", "0999001006"
DAY = date(2026, 5, 4)


@pytest.fixture
def magda(wiv: Any, profile: Any, user: str) -> Iterator[Connection]:
    with connect(profile(wiv), via="wiv", user=user) as opened:
        yield opened


@pytest.fixture
def line(ksz: Any, profile: Any, user: str) -> Iterator[Connection]:
    with connect(profile(ksz), via="ksz", user=user) as opened:
        yield opened


@pytest.mark.parametrize(
    ("how", "flag", "back"),
    [
        ({}, "0", None),
        ({"years_back": 2}, "0", "2"),
        ({"years_back": 3, "current": True}, "1", "3"),
    ],
)
def test_amounts_are_asked_by_year(
    wiv: Any, magda: Connection, person: str, how: Any, flag: str, back: str | None
) -> None:
    wiv.answer_with(answer(AMOUNTS))
    magda.living_wage.amounts(person, 2026, **how)
    criteria = wiv.asked[0].payload.find(".//Criteria")
    expected = {"INSZ": person, "Jaar": "2026", "AantalJaarTerug": back}
    assert leaves(criteria) == {k: v for k, v in expected.items() if v}
    assert criteria.find("Jaar").get("Huidig") == flag


def test_a_year_has_totals_and_months(wiv: Any, magda: Connection, person: str) -> None:
    wiv.answer_with(answer(AMOUNTS))
    data = magda.living_wage.amounts(person, 2026, years_back=2).data
    assert data is not None
    year, unpaid = data.of(2026), data.of(2025)
    assert unpaid is not None
    assert (unpaid.uitbetaling, unpaid.beschrijving) == (False, "Geen uitbetaling")
    assert (unpaid.jaarlijks, unpaid.maandelijks) == (None, ())
    assert data.of(2024) is None
    assert year is not None
    assert year.uitbetaling
    assert year.begunstigden == (ASKED, PARTNER)
    totals = year.jaarlijks
    assert totals is not None
    assert totals.jaar == 2026
    wage, equivalent, supplement = (
        totals.leefloon,
        totals.equivalent_leefloon,
        totals.kinderbijslag,
    )
    assert wage is not None
    assert (wage.bedrag, wage.tweede_gerechtigde) == (Decimal("2240.20"), True)
    assert wage.aantal_maanden_zonder_toelage == 1
    assert wage.maximum_leefloon_gekregen is False
    assert equivalent is not None
    assert equivalent.bedrag == Decimal("894.00")
    assert supplement is not None
    assert supplement.bedrag == Decimal("70.50")
    assert supplement.maximum_leefloon_gekregen is None
    assert supplement.aantal_maanden_zonder_toelage is None


def test_a_month_has_periods_of_each_kind(
    wiv: Any, magda: Connection, person: str
) -> None:
    wiv.answer_with(answer(AMOUNTS))
    data = magda.living_wage.amounts(person, 2026).data
    assert data is not None
    january, february, april = data.jaren[0].maandelijks
    assert [each.jaar_maand for each in data.jaren[0].maandelijks] == [
        Month(2026, 1),
        Month(2026, 2),
        Month(2026, 4),
    ]
    assert january.leefloon is None
    assert january.equivalent_leefloon is not None
    assert january.kinderbijslag is not None
    assert january.equivalent_leefloon.laatste_uitbetaling
    (supplement,) = january.kinderbijslag.perioden
    assert supplement.einde is None
    assert supplement.categorie is None
    assert supplement.maximum_leefloon_gekregen is None
    assert february.leefloon is not None
    assert not february.leefloon.laatste_uitbetaling
    alone, together = february.leefloon.perioden
    assert (alone.id, together.id) == (1, 2)
    assert alone.bedrag == Decimal("800.10")
    assert alone.begin == PartialDate(2026, 2, 1)
    assert alone.einde == PartialDate(2026, 2, 14)
    assert alone.begunstigde == ASKED
    assert alone.categorie is BeneficiaryCategory.WITH_FAMILY
    assert (alone.partner, alone.tweede_gerechtigde) == (None, False)
    assert (together.partner, together.tweede_gerechtigde) == (PARTNER, None)
    assert (alone.ocmw, alone.bestand, alone.suffix) == (CENTRE, "2025-000417", 1)
    assert alone.maximum_leefloon_gekregen is True
    assert april.leefloon is not None


@pytest.mark.parametrize(
    ("how", "end"),
    [({"on": DAY}, "2026-05-04"), ({"period": (DAY, None)}, None)],
)
def test_periods_are_asked_by_day(
    wiv: Any, magda: Connection, person: str, how: Any, end: str | None
) -> None:
    wiv.answer_with(answer(PERIODS))
    magda.living_wage.periods(person, **how)
    expected = {"INSZ": person, "Periode/Begin": "2026-05-04", "Periode/Einde": end}
    assert leaves(wiv.asked[0].payload.find(".//Criteria")) == {
        name: text for name, text in expected.items() if text
    }


def test_a_period_has_what_is_authorised(
    wiv: Any, magda: Connection, person: str
) -> None:
    """Source: `_behaviour` 2.5: each part only when the consumer is authorised."""
    wiv.answer_with(answer(PERIODS))
    data = magda.living_wage.periods(person, on=DAY).data
    assert data is not None
    assert data.datum_begin == PartialDate(2025, 1, 1)
    assert data.datum_einde == PartialDate(2026, 11, 22)
    full, bare = data.perioden
    assert full.insz == bare.insz == ASKED
    assert full.ocmw == CENTRE
    assert (full.begin, full.einde) == (
        PartialDate(2026, 2, 1),
        PartialDate(2026, 11, 30),
    )
    assert full.categorie is not None
    assert full.categorie.code is WageCategory.LIVING_WAGE
    assert full.categorie.beschrijving == "Leefloon"
    assert full.categorie.oorsprong == "KSZ"
    assert bare.ocmw is bare.begin is bare.einde is bare.categorie is None


OPERATIONS = {
    "getLivingWages": ("living_wages", living_wages, {}),
    "getLivingWagePeriods": ("periods", wage_periods, {}),
    "getLivingWagePeriodsFlanders": (
        "periods_flanders",
        wage_periods,
        {"flanders": True},
    ),
    "getLivingWagePeriodsPerPCSA": ("periods_per_pcsa", wage_periods_per_centre, {}),
    "getLivingWagePeriodsPerPCSAFlanders": (
        "periods_per_pcsa_flanders",
        wage_periods_per_centre,
        {"flanders": True},
    ),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_of_the_ksz_asks_and_loses_nothing(
    ksz: Any, line: Connection, person: str, operation: str
) -> None:
    name, call, how = OPERATIONS[operation]
    recorded = f"living_wages_service/{name}_response.xml"
    ksz.answer_with(answer(recorded))
    found = line.ask(call(person, period=(DAY, None), **how))
    payload = ksz.asked[0].payload
    assert payload.tag.endswith(f"}}{operation}Request")
    assert leaves(payload.find("criteria")) == {
        "ssin": person,
        "period/beginDate": "2026-05-04",
    }
    assert found.data is not None
    assert lost(content(recorded), found.data) == []


def test_the_ksz_tells_centre_and_category(
    ksz: Any, line: Connection, person: str
) -> None:
    ksz.answer_with(answer("living_wages_service/living_wages_response.xml"))
    data = line.living_wage.wages(person, on=DAY).data
    assert data is not None
    first, second = data.wages
    assert first.pcsa_cbe_number == CENTRE
    assert first.category is WageCategory.EQUIVALENT_LIVING_WAGE
    assert second.category is WageCategory.LIVING_WAGE
    (period,) = first.periods
    assert (period.begin_date, period.end_date) == (date(2025, 3, 1), date(2025, 8, 31))


def test_nothing_that_magda_tells_is_lost(
    wiv: Any, magda: Connection, person: str
) -> None:
    wiv.answer_with(answer(AMOUNTS))
    amounts = magda.living_wage.amounts(person, 2026)
    assert lost(content(AMOUNTS), amounts.data) == []
    wiv.answer_with(answer(PERIODS))
    periods = magda.living_wage.periods(person, on=DAY)
    assert lost(content(PERIODS), periods.data) == []


@pytest.mark.parametrize("folder", ["geef_leefloonbedragen", "geef_leefloonperiodes"])
def test_nothing_found_is_no_data(
    wiv: Any, magda: Connection, person: str, folder: str
) -> None:
    """Source: `magda-geefleefloonbedragen-02.00`: 30001 at the level of the answer."""
    wiv.answer_with(answer(f"{folder}/reply_nothing_found.xml"))
    if folder == "geef_leefloonbedragen":
        assert magda.living_wage.amounts(person, 2026).data is None
    else:
        assert magda.living_wage.periods(person, on=DAY).data is None


@pytest.mark.parametrize(
    ("year", "back", "named"),
    [
        (26, 0, "year"),
        (20260, 0, "year"),
        (2026, 1, "years_back"),
        (2026, 4, "years_back"),
    ],
)
def test_years_that_the_contract_does_not_know_are_not_asked(
    person: str, year: int, back: int, named: str
) -> None:
    """Source: `magda-geefleefloonbedragen-02.00`: AantalJaarTerug is 2 or 3."""
    with pytest.raises(InvalidRequest, match=named):
        leefloonbedragen(person, year, years_back=back)


@pytest.mark.parametrize(
    "call", [leefloonperiodes, living_wages, wage_periods, wage_periods_per_centre]
)
@pytest.mark.parametrize(
    "how", [{}, {"on": DAY, "period": (DAY, None)}, {"period": (DAY, date(2026, 5, 3))}]
)
def test_days_that_do_not_fit_together_are_not_asked(
    person: str, call: Any, how: Any
) -> None:
    with pytest.raises(InvalidRequest, match=r"on|period"):
        call(person, **how)

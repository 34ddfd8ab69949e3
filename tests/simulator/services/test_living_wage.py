"""
What follows from allowances and months, and that every field of the acts is told.

Source: 22/004 §5 and §24; Protocol WiV–Wonen in Limburg art. 3 (living wage, income).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services._living_wage import (
    Entitlement,
    entitlements,
    merged,
    year_total,
)
from kruispunt_simulator.sources import Sources

from .conftest import TODAY, Desk
from .test_magda_geef_aanslagbiljet import ask as ask_assessment
from .test_magda_geef_aanslagbiljet import question as assessment
from .test_magda_geef_leefloonbedragen import MIRA, MONTHS, PERIOD, TOTALS, YEAR
from .test_magda_geef_leefloonbedragen import ask as ask_amounts
from .test_magda_geef_leefloonbedragen import question as amounts

Make = Callable[..., tuple[Entitlement, ...]]


@pytest.fixture
def known(somebody: Callable[..., Person]) -> Make:
    """What is known today of allowances with these periods and paid months."""

    def make(*allowances: dict[str, Any], today: date = TODAY) -> tuple[Any, ...]:
        usual = {"kind": "LIVING_WAGE", "decided": date(2020, 1, 1)}
        file = {
            "centre": "0999002006",
            "region": "FLANDERS",
            "file_number": "1",
            "allowances": tuple(usual | each for each in allowances),
        }
        person = somebody(living_wage=(file,))
        return entitlements(Sources(People([person])), person, today) or ()

    return make


def paid(*months: str) -> tuple[dict[str, Any], ...]:
    return tuple({"month": month, "amount": Decimal("10.50")} for month in months)


days = st.dates(date(2021, 1, 1), date(2026, 1, 1))
spans = st.lists(st.tuples(days, st.integers(0, 60)), max_size=6)


@given(given_=spans)
def test_merged_periods_cover_the_same_days_and_do_not_touch(
    given_: list[tuple[date, int]],
) -> None:
    held = [
        Entitlement(
            beneficiary="",
            file=None,  # type: ignore[arg-type]
            allowance=None,  # type: ignore[arg-type]
            begin=begin,
            end=begin + timedelta(days=length),
            paid=(),
        )
        for begin, length in given_
    ]
    found = merged(held)
    assert _days(found) == _days([(each.begin, each.end) for each in held])
    for (_, end), (begin, _) in pairwise(found):
        assert begin > end + timedelta(days=1)


def _days(spans: Any) -> set[int]:
    return {d for b, e in spans for d in range(b.toordinal(), e.toordinal() + 1)}


def test_a_month_paid_in_two_periods_is_interrupted_in_none(known: Make) -> None:
    held = known(
        {
            "from": date(2024, 1, 1),
            "until": date(2024, 2, 10),
            "months": paid("2024-01", "2024-02"),
        },
        {
            "from": date(2024, 2, 20),
            "until": date(2024, 4, 30),
            "months": paid("2024-04"),
        },
    )
    total = year_total(held, 2024, TODAY)
    assert total.amount == Decimal("31.50")
    assert total.interrupted == 1  # March
    assert not total.shared
    assert total.maximum


@pytest.mark.parametrize(
    ("changes", "shared", "maximum"),
    [
        pytest.param({}, False, True, id="alone, at the maximum"),
        pytest.param({"shared": True}, True, True, id="shared"),
        pytest.param(
            {"months": ({"month": "2024-03", "amount": Decimal(1), "maximum": False},)},
            False,
            False,
            id="below the maximum",
        ),
        pytest.param({"months": ()}, False, False, id="nothing paid"),
    ],
)
def test_shared_and_maximum_follow_from_paid_months(
    known: Make, changes: dict[str, Any], shared: bool, maximum: bool
) -> None:
    """22/004 §5: whether it is shared, whether the maximum was reached."""
    usual = {"from": date(2024, 1, 1), "until": date(2024, 4, 30)}
    held = known(usual | {"months": paid("2024-03")} | changes)
    total = year_total(held, 2024, TODAY)
    assert (total.shared, total.maximum) == (shared, maximum)


def test_a_year_of_which_only_the_begin_is_over(known: Make) -> None:
    held = known({"from": date(2024, 1, 1)}, today=date(2024, 3, 15))
    assert held[0].end == date(2024, 3, 31)
    assert year_total(held, 2024, date(2024, 3, 15)).interrupted == 2


# Every field of the acts

LIVING_WAGE_FIELDS = {
    "lw_ssin": f"{PERIOD}/Begunstigde/INSZ",
    "lw_period_start_date": f"{PERIOD}/Periode/Begin",
    "lw_period_end_date": f"{PERIOD}/Periode/Einde",
    "lw_year": f"{YEAR}/Jaar",
    "lw_year_allowance_type": f"{TOTALS}/Leefloon",
    "lw_year_amount": f"{TOTALS}/Leefloon/Bedrag",
    "lw_year_months_interrupted": f"{TOTALS}/Leefloon/AantalMaandenZonderToelage",
    "lw_year_shared_with_partner": f"{TOTALS}/Leefloon/TweedeGerechtigde",
    "lw_year_maximum_reached": f"{TOTALS}/Leefloon/MaximumLeefloonGekregen",
    "lw_month": f"{MONTHS}[@JaarMaand='2024-05']",
    "lw_month_allowance_type": f"{MONTHS}/LeefloonPerPeriode",
    "lw_month_amount": f"{PERIOD}/Bedrag",
    "lw_month_partner_identity": f"{PERIOD}/Partner/INSZ",
    "lw_month_category": f"{PERIOD}/Begunstigde/Categorie",
    "lw_month_pcsw": f"{PERIOD}/OCMW/Ondernemingsnummer",
    "lw_month_file_number": f"{PERIOD}/OCMW/Bestand",
    "lw_month_shared_with_partner": f"{PERIOD}/Partner",
    "lw_month_maximum_reached": f"{PERIOD}/MaximumLeefloonGekregen",
    "lw_month_last_payment_month": f"{MONTHS}/*[@LaatsteUitbetaling]",
    "lw_month_has_partner": f"{PERIOD}/Partner",
    "lw_administrative_info": f"{YEAR}/Uitbetaling[@Beschrijving]",
}
"""Ids of the field catalogue, and where the answer about Mira in 2024 tells them."""

_ITEM = "AanslagbiljetPersonenbelasting/Items/Item"
INCOME_FIELDS = {
    "tax_assessment": "AanslagbiljetPersonenbelasting/Artikelnummer",
    "tax_joint_taxable_income": f"{_ITEM}[Code='A7555']/Waarde",
    "tax_separate_taxable_income": f"{_ITEM}[Code='A7557']/Waarde",
    "tax_status_code_a_b0620": f"{_ITEM}[Code='A0620']/Waarde",
    "tax_status_code_a0210": f"{_ITEM}[Code='A0210']/Waarde",
    "tax_enrolment_date": f"{_ITEM}[Code='A0001']/Waarde",
}
"""Likewise about Ingrid in 2024."""


@pytest.mark.parametrize("field", LIVING_WAGE_FIELDS)
def test_every_field_about_the_living_wage_is_told(desk: Desk, field: str) -> None:
    """22/004 §5; Protocol WiV–Wonen in Limburg art. 3 (living wage)."""
    reply = ask_amounts(desk, amounts(MIRA, "2024"))
    assert reply.root.find(LIVING_WAGE_FIELDS[field]) is not None


@pytest.mark.parametrize("field", INCOME_FIELDS)
def test_every_field_about_income_is_told(desk: Desk, field: str) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (income)."""
    ingrid = desk.people.named("ingrid-marsmansberg").ssin
    reply = ask_assessment(desk, assessment(ingrid, "2024"))
    assert reply.text(INCOME_FIELDS[field])

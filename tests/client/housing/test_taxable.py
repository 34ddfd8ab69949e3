"""Taxable income and living wage, from their answers: R-INC-01, R-INC-05, R-INC-15."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.fiscal_data import (
    FiscalDatum,
    FiscalPerson,
    FiscalState,
    NoValueReason,
    TaxAssessmentData,
    TaxAssessmentResult,
)
from kruispunt_client.calls.leefloon import (
    JaarTotaal,
    JaarTotalen,
    Leefloonbedrag,
    Leefloonbedragen,
)
from kruispunt_client.calls.tax_assessment import (
    BOTH_INCOMES,
    Aanslagbiljet,
    AanslagbiljetPersoon,
    Item,
)
from kruispunt_client.calls.tax_items import FiscalElement, FiscaleStatus
from kruispunt_client.housing import (
    Scheme,
    has_exempt_income,
    living_wage_of_year,
    roll_date,
    taxable_income,
    taxable_income_of_both,
    taxable_income_of_ksz,
)
from kruispunt_client.results import Answer, Remark

from .answers import CHILD, FAILED, NOTHING_FOUND, PARENT, answer, filled

A, B = FiscaleStatus.HOLDER, FiscaleStatus.PARTNER
S = Scheme


def _person(insz: str, status: FiscaleStatus) -> AanslagbiljetPersoon:
    return filled(AanslagbiljetPersoon, insz=insz, fiscale_status=status)


def _assessment(
    items: dict[str, str], *, status: FiscaleStatus = A, joint: bool = False
) -> Answer[Aanslagbiljet]:
    other = B if status is A else A
    return answer(
        Aanslagbiljet(
            gevraagde_persoon=_person(PARENT, status),
            gerelateerde_persoon=_person(CHILD, other) if joint else None,
            inkomensjaar=2024,
            artikelnummer="725100611",
            items=tuple(
                filled(Item, code=code, waarde=value) for code, value in items.items()
            ),
        )
    )


def test_who_is_taxed_alone_has_both_incomes_of_the_assessment() -> None:
    """R-INC-01."""
    held = _assessment({"A7555": "2415050", "A7557": "10000"})
    for scheme in S:
        assert taxable_income(held, scheme).exact == Decimal("24250.50")


def test_an_income_that_is_absent_is_zero_only_if_it_was_asked() -> None:
    """R-INC-01: else there is none, it was not asked, or it is withheld."""
    held = _assessment({"A7555": "2415050"})
    assert taxable_income(held, S.SOCIAL_RENT).value is None
    found = taxable_income(held, S.SOCIAL_RENT, asked=BOTH_INCOMES)
    assert found.exact == Decimal("24150.50")
    assert taxable_income_of_both(held, asked=BOTH_INCOMES).value == found.value


JOINT = {"A7555": "2000000", "A7557": "0", "B7555": "1000000", "B7557": "50000"}


@pytest.mark.parametrize(("status", "own"), [(A, 20000), (B, 10500)])
def test_one_of_two_has_the_items_of_the_own_letter(
    status: FiscaleStatus, own: int
) -> None:
    """R-INC-01; where R-INC-05 is quoted the correction is not known."""
    held = _assessment(JOINT, status=status, joint=True)
    assert taxable_income(held, S.SOCIAL_RENT).exact == own
    corrected = taxable_income(held, S.RENT_SUBSIDY)
    assert corrected.value is None
    assert corrected.known == own
    assert corrected.unknown[0].name == "correction to the own income"


def test_both_together_need_no_correction() -> None:
    """R-INC-05: what one was given, the other gave."""
    for status in (A, B):
        held = _assessment(JOINT, status=status, joint=True)
        assert taxable_income_of_both(held).exact == Decimal(30500)


@pytest.mark.parametrize("status", [A, B])
def test_one_figure_in_a_joint_assessment_may_be_of_both(status: FiscaleStatus) -> None:
    """R-INC-01: what is shared stands under letter A."""
    items = {"A7555": "3000000", "A7557": "0", "B7557": "0"}
    held = _assessment(items, status=status, joint=True)
    found = taxable_income(held, S.SOCIAL_RENT, asked=BOTH_INCOMES)
    assert [part.value for part in found.parts] == [None, 0]
    assert taxable_income_of_both(held, asked=BOTH_INCOMES).exact == 30000


def test_without_an_assessment_nothing_is_known() -> None:
    """R-INC-01: not assessed is not without income."""
    unknown = Remark(code="45008", origin="MAGDA", type="INFORMATIE", diagnosis="")
    for remark in (NOTHING_FOUND, FAILED, unknown):
        empty: Answer[Aanslagbiljet] = answer(None, remark)
        assert taxable_income(empty, S.SOCIAL_RENT).value is None
        assert taxable_income_of_both(empty).value is None


@pytest.mark.parametrize(
    ("items", "holds"),
    [
        ({"A0620": "1"}, True),
        ({"B0620": "1"}, True),
        ({"A0210": "1"}, True),
        ({"A7555": "1"}, None),
        ({}, None),
    ],
)
def test_codes_mark_income_of_an_institution(
    items: dict[str, str], holds: bool | None
) -> None:
    """R-INC-15, Protocol WiV–Wonen in Limburg art. 3 (income); never a no."""
    assert has_exempt_income(_assessment(items)).holds is holds


@pytest.mark.parametrize(
    ("items", "day"),
    [
        ({"A0001": "2026-09-21"}, date(2026, 9, 21)),
        ({"A0001": "20260921"}, date(2026, 9, 21)),
        ({"A0001": "x"}, None),
        ({}, None),
    ],
)
def test_the_roll_date_dates_an_assessment(
    items: dict[str, str], day: date | None
) -> None:
    """R-INC-03, R-INC-15."""
    assert roll_date(_assessment(items)) == day
    empty: Answer[Aanslagbiljet] = answer(None, NOTHING_FOUND)
    assert roll_date(empty) is None


def _datum(element: FiscalElement, value: str | None, **parts: Any) -> FiscalDatum:
    return filled(FiscalDatum, element=element, value=value, **parts)


def _ksz(*data: FiscalDatum, joint: bool = False) -> Answer[TaxAssessmentData]:
    def person(ssin: str, state: FiscalState) -> FiscalPerson:
        return FiscalPerson(ssin=ssin, fiscal_state=state)

    state = FiscalState.PRIMARY if joint else FiscalState.SINGULAR
    result = TaxAssessmentResult(
        requested_fiscal_person=person(PARENT, state),
        related_fiscal_person=person(CHILD, FiscalState.SECONDARY) if joint else None,
        income_year=2024,
        tax_assessment_number="1",
        fiscal_data=data,
    )
    return answer(filled(TaxAssessmentData, result=result))


GLOBAL = FiscalElement.GLOBAL_TAXABLE_INCOME
DISTINCT = FiscalElement.DISTINCTLY_TAXABLE_INCOME


def test_the_ksz_says_why_an_element_has_no_value() -> None:
    """R-INC-01: none in the assessment is 0; not in the answer is not known."""
    none = _datum(DISTINCT, None, no_value=NoValueReason.NOT_PRESENT)
    income = _datum(GLOBAL, "2415050")
    euros = Decimal("24150.50")
    assert taxable_income_of_ksz(_ksz(income, none), S.SOCIAL_RENT).exact == euros
    assert taxable_income_of_ksz(_ksz(income), S.SOCIAL_RENT).value is None
    shared = _datum(DISTINCT, "100", communal_information=True)
    assert taxable_income_of_ksz(_ksz(income, shared), S.SOCIAL_RENT).value is None
    other_year = _datum(DISTINCT, None, no_value=NoValueReason.NOT_THAT_YEAR)
    assert taxable_income_of_ksz(_ksz(income, other_year), S.SOCIAL_RENT).value is None


def test_a_joint_assessment_of_the_ksz_needs_the_correction_too() -> None:
    """R-INC-05."""
    held = _ksz(_datum(GLOBAL, "100"), _datum(DISTINCT, "0"), joint=True)
    assert taxable_income_of_ksz(held, S.SOCIAL_RENT).exact == 1
    assert taxable_income_of_ksz(held, S.ADAPTATION_PREMIUM).value is None
    withheld: Answer[TaxAssessmentData] = answer(filled(TaxAssessmentData))
    assert taxable_income_of_ksz(withheld, S.SOCIAL_RENT).value is None


def _totals(**amounts: str) -> JaarTotalen:
    return filled(
        JaarTotalen,
        jaar=2024,
        **{
            kind: filled(JaarTotaal, bedrag=Decimal(amount), tweede_gerechtigde=False)
            for kind, amount in amounts.items()
        },
    )


def _wage(
    totals: JaarTotalen | None, paid: bool | None = True
) -> Answer[Leefloonbedragen]:
    year = filled(
        Leefloonbedrag,
        jaar=2024,
        uitbetaling=paid,
        begunstigden=(),
        jaarlijks=totals,
        maandelijks=(),
    )
    return answer(Leefloonbedragen(jaren=(year,)))


@pytest.mark.parametrize(
    ("held", "value"),
    [
        pytest.param(_wage(_totals(leefloon="8400.50")), "8400.50", id="paid"),
        pytest.param(_wage(None, paid=False), "0", id="nothing paid"),
        pytest.param(_wage(None), None, id="the total is withheld"),
        pytest.param(_wage(None, paid=None), None, id="whether paid is withheld"),
        pytest.param(_wage(_totals(kinderbijslag="90")), "0", id="a supplement only"),
        pytest.param(
            _wage(_totals(leefloon="100", equivalent_leefloon="50")),
            None,
            id="an equivalent, which may count",
        ),
        pytest.param(
            _wage(_totals(leefloon="100", equivalent_leefloon="0")),
            "100",
            id="an equivalent of nothing",
        ),
        pytest.param(answer(None, NOTHING_FOUND), "0", id="no file"),
        pytest.param(answer(None, FAILED), None, id="failed"),
    ],
)
def test_the_living_wage_of_a_year(
    held: Answer[Leefloonbedragen], value: str | None
) -> None:
    """R-INC-01; 22/004 §5, §24."""
    found = living_wage_of_year(held, 2024)
    assert found.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "held",
    [
        answer(None, NOTHING_FOUND, received=date(2024, 11, 29)),
        replace(
            _wage(_totals(leefloon="100")),
            asked=replace(_wage(None).asked, received=date(2024, 12, 31)),
        ),
    ],
    ids=["no file yet", "paid so far"],
)
def test_a_year_that_is_not_over_has_no_total(held: Answer[Leefloonbedragen]) -> None:
    """R-INC-01: income of the year, and not of a part of it."""
    found = living_wage_of_year(held, 2024)
    assert found.value is None
    assert found.known == (0 if held.data is None else 100)
    assert any("not over" in (part.why or "") for part in found.unknown)


def test_a_year_that_was_not_asked_is_not_known() -> None:
    """R-INC-01."""
    assert living_wage_of_year(_wage(_totals(leefloon="1")), 2023).value is None


def test_a_shared_living_wage_is_told_as_such() -> None:
    """22/004 §5: it is in the answer about either partner, and counts once."""
    totals = filled(
        JaarTotalen,
        jaar=2024,
        leefloon=filled(JaarTotaal, bedrag=Decimal(1), tweede_gerechtigde=True),
    )
    found = living_wage_of_year(_wage(totals), 2024)
    assert found.parts[0].why.endswith("shared with a partner")

"""The current income, month by month: R-INC-12, R-INC-16."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.incapacity import (
    Attestation,
    IndemnityPeriod,
    IndemnityPeriods,
    Payment,
)
from kruispunt_client.calls.pensioen import Betaling, Instelling, Pensioen, Recht
from kruispunt_client.calls.replacement_income import (
    UitbetaaldeSom,
    Vervangingsinkomen,
)
from kruispunt_client.housing import (
    Amount,
    CurrentComponent,
    NotKnown,
    Per,
    current_income_of_person,
    extrapolated,
    incapacity_benefit_of_month,
    pension_of_month,
    unemployment_benefit_of_month,
)
from kruispunt_client.results import Answer, Month

from .answers import CHILD, DAY, FAILED, NOTHING_FOUND, answer, filled, unhurried

MAY = Month(2026, 5)
later = partial(answer, received=date(2026, 7, 1))
"""An answer that came when May, and its quarter, were over."""
EUROS = st.decimals(0, 9999, places=2)


def _pension(*paid: tuple[str, Month, Month, bool]) -> Answer[Pensioen]:
    payments = tuple(
        filled(
            Betaling,
            begin_maand=begin,
            einde_maand=end,
            bedrag_bruto=Decimal(amount),
            vakantiebedrag=holiday,
        )
        for amount, begin, end, holiday in paid
    )
    right = filled(Recht, betalingen=payments)
    payer = filled(Instelling, naam="payer", rechten=(right,))
    return later(filled(Pensioen, insz=CHILD, instellingen=(payer,)))


def test_pensions_of_a_month_are_added_up() -> None:
    """R-INC-16, Protocol WiV–Wonen in Limburg art. 3 (pension): gross amounts."""
    held = _pension(
        ("1500.25", MAY, MAY, False),
        ("100", MAY, MAY, False),
        ("999", Month(2026, 4), Month(2026, 4), False),
    )
    assert pension_of_month(held, MAY).exact == Decimal("1600.25")


@pytest.mark.parametrize(
    "payment",
    [
        pytest.param(("900", MAY, MAY, True), id="holiday pay"),
        pytest.param(("900", Month(2026, 4), Month(2026, 6), False), id="a quarter"),
    ],
)
def test_what_the_texts_do_not_spread_is_not_known(
    payment: tuple[str, Month, Month, bool],
) -> None:
    """R-INC-16."""
    found = pension_of_month(_pension(("1500", MAY, MAY, False), payment), MAY)
    assert found.value is None
    assert found.known == 1500
    assert "900" in found.unknown[0].why


def _unemployment(*paid: tuple[Month, str]) -> Answer[Vervangingsinkomen]:
    sums = tuple(
        filled(UitbetaaldeSom, jaar_maand=month, uitbetaald_bedrag=Decimal(amount))
        for month, amount in paid
    )
    return later(filled(Vervangingsinkomen, insz=CHILD, uitbetaalde_sommen=sums))


def test_unemployment_benefits_are_those_that_were_paid() -> None:
    """R-INC-16, Protocol WiV–Wonen in Limburg art. 3 (unemployment)."""
    held = _unemployment((MAY, "1234.56"), (Month(2026, 4), "999"))
    assert unemployment_benefit_of_month(held, MAY).exact == Decimal("1234.56")


def test_nothing_paid_is_zero_only_if_it_was_asked() -> None:
    """R-INC-16: else there is none, it was not asked, or it is withheld."""
    nothing: Answer[Vervangingsinkomen] = later(None, NOTHING_FOUND)
    none: Answer[Pensioen] = later(None, NOTHING_FOUND)
    for held in (nothing, _unemployment((Month(2026, 4), "1"))):
        assert unemployment_benefit_of_month(held, MAY).value is None
        assert unemployment_benefit_of_month(held, MAY, asked=True).value == 0
    assert pension_of_month(none, MAY).value is None
    assert pension_of_month(none, MAY, asked=True).value == 0


@pytest.mark.parametrize(
    ("received", "value"),
    [(date(2026, 5, 4), None), (date(2026, 5, 31), None), (date(2026, 6, 1), 0)],
)
def test_nothing_yet_in_a_month_that_is_not_over_is_no_zero(
    received: date, value: int | None
) -> None:
    """R-INC-12: the months looked at are past."""
    none: Answer[Pensioen] = answer(None, NOTHING_FOUND, received=received)
    nothing: Answer[Vervangingsinkomen] = answer(None, NOTHING_FOUND, received=received)
    assert pension_of_month(none, MAY, asked=True).value == value
    assert unemployment_benefit_of_month(nothing, MAY, asked=True).value == value


def test_a_source_that_failed_leaves_it_open() -> None:
    """R-INC-16."""
    held: Answer[Vervangingsinkomen] = later(None, FAILED)
    assert unemployment_benefit_of_month(held, MAY, asked=True).value is None


def _attest(
    *paid: tuple[str | None, date, date], quarter: str = "2026Q2", over: bool = True
) -> Answer[IndemnityPeriods]:
    payments = tuple(
        filled(
            Payment,
            amount=None if amount is None else Decimal(amount),
            begin_date=begin,
            end_date=end,
        )
        for amount, begin, end in paid
    )
    period = filled(IndemnityPeriod, begin_date=date(2026, 3, 2), payments=payments)
    attestation = filled(
        Attestation,
        year_quarter=quarter,
        creation_date=DAY,
        attestation_id="1" if over else None,
    )
    return later(IndemnityPeriods(attestation=attestation, allowances=(period,)))


FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)


@pytest.mark.parametrize(
    ("held", "value"),
    [
        pytest.param(_attest(("1500", FIRST, LAST)), "1500", id="a whole month"),
        pytest.param(
            _attest(("1500", FIRST, LAST), ("-200", FIRST, date(2026, 5, 4))),
            "1300",
            id="less what was recovered",
        ),
        pytest.param(
            _attest(("1500", date(2026, 4, 30), LAST)), None, id="of another month too"
        ),
        pytest.param(_attest((None, FIRST, LAST)), None, id="the amount is withheld"),
        pytest.param(
            _attest(("1500", date(2026, 4, 1), date(2026, 4, 30))), "0", id="in April"
        ),
        pytest.param(
            _attest(("1500", FIRST, LAST), over=False), None, id="the running quarter"
        ),
        pytest.param(
            _attest(("1500", FIRST, LAST), quarter="2026Q1"), None, id="of another"
        ),
        pytest.param(later(None, NOTHING_FOUND), "0", id="no attest"),
        pytest.param(answer(None, NOTHING_FOUND), None, id="no attest yet"),
        pytest.param(later(None, FAILED), None, id="failed"),
    ],
)
def test_incapacity_benefits_of_a_month(
    held: Answer[IndemnityPeriods], value: str | None
) -> None:
    """R-INC-16; 23/058 §6 (paid or recovered), §68."""
    found = incapacity_benefit_of_month(held, MAY)
    assert found.value == (None if value is None else Decimal(value))


@unhurried
@given(st.lists(EUROS, min_size=3, max_size=3))
def test_three_months_are_a_quarter_of_a_year(months: list[Decimal]) -> None:
    """R-INC-12, 23/058 §68."""
    each = [
        current_income_of_person(dict.fromkeys(CurrentComponent, m)) for m in months
    ]
    assert extrapolated(each).exact == 4 * 5 * sum(months)


def test_a_month_that_is_not_known_leaves_the_year_open() -> None:
    """R-INC-12."""
    months = [current_income_of_person({}) for _ in range(3)]
    assert extrapolated(months).value is None
    assert "R-INC-12" in {rule.id for rule in extrapolated(months).cited}


def test_only_three_months_are_extrapolated() -> None:
    """R-INC-12."""
    month = Amount.of(Per.MONTH, "pension", Decimal(1), "said")
    with pytest.raises(NotKnown, match="2 months"):
        extrapolated([month, month])
    with pytest.raises(NotKnown, match="per year in a sum per month"):
        extrapolated([Amount.of(Per.YEAR, "x", Decimal(1), "said")] * 3)

"""The allowance that replaces income: R-INC-01, R-INC-09; 14/088 §4."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.handicap import HandicapSource, Right
from kruispunt_client.housing import (
    NotKnown,
    integration_allowance,
    ivt,
    ivt_of_right,
    ivt_of_year,
    ivt_on,
)
from kruispunt_client.results import StatusValue

from .answers import DAY, FAILED, NOTHING_FOUND, answer, files, result, right, unhurried

DGPH = HandicapSource.DGPH
EUROS = st.decimals(0, 9999, places=2)


def test_ivt_is_the_total_less_the_integration_allowance() -> None:
    """R-INC-09, Protocol WiV–Wonen in Limburg art. 3 (disability)."""
    assert ivt(Decimal("1609.93"), Decimal("301.09")) == Decimal("1308.84")


@unhurried
@given(EUROS, EUROS)
def test_ivt_is_never_below_zero_nor_above_the_total(
    total: Decimal, integration: Decimal
) -> None:
    """R-INC-09."""
    if integration > total:
        with pytest.raises(NotKnown):
            ivt(total, integration)
    else:
        assert Decimal(0) <= ivt(total, integration) <= total


@unhurried
@given(EUROS, EUROS, EUROS)
def test_more_integration_allowance_is_less_ivt(
    total: Decimal, one: Decimal, other: Decimal
) -> None:
    """R-INC-09 is monotone."""
    less, more = sorted((min(one, total), min(other, total)))
    assert ivt(total, more) <= ivt(total, less)


@unhurried
@given(EUROS, EUROS)
def test_the_two_parts_of_a_right_are_the_total(total: Decimal, part: Decimal) -> None:
    """R-INC-09: as `month_amount` is the part that replaces income."""
    held = right(str(total), str(min(total, part)))
    assert ivt_of_right(held).exact + integration_allowance(held).exact == total


def test_another_legislation_holds_no_ivt() -> None:
    """R-INC-09: of legislation 5 the total is an allowance of the older law."""
    held = right("298.40", "0", legislation=5)
    assert ivt_of_right(held).value == 0


def test_an_ivt_that_is_withheld_is_not_the_total() -> None:
    """R-INC-09."""
    held = right("1609.93", None)
    assert ivt_of_right(held).value is None
    assert integration_allowance(held).value is None


def test_a_total_that_is_withheld_leaves_the_ivt_known() -> None:
    """22/004 §4, §23: the neutral total is 0.00, the IVT is granted."""
    held = right("0.00", "1308.84")
    assert ivt_of_right(held).value == Decimal("1308.84")
    assert integration_allowance(held).value is None


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2025, 12, 31), "1283.18"),
        (date(2026, 1, 1), "1308.84"),
        (date(2030, 1, 1), "1308.84"),
        (date(2024, 12, 31), "0"),
    ],
)
def test_the_right_of_the_day_counts(on: date, value: str) -> None:
    """R-INC-09: first and last day included."""
    held = files(
        result(
            DGPH,
            rights=[
                right("1578.37", "1283.18", end=date(2025, 12, 31)),
                right("1609.93", "1308.84", begin=date(2026, 1, 1)),
            ],
        )
    )
    assert ivt_on(held, on).value == Decimal(value)


def test_no_right_in_the_answer_is_no_zero_by_itself() -> None:
    """R-INC-01: none, not asked or withheld; only the caller can tell."""
    held = files(result(DGPH))
    assert ivt_on(held, DAY).value is None
    assert ivt_on(held, DAY, asked=True).value == 0


def test_a_source_that_failed_or_was_not_asked_leaves_it_open() -> None:
    """R-INC-01."""
    failed = files(result(DGPH, status=StatusValue.TECHNICAL_ERROR))
    elsewhere = files(result(HandicapSource.VSB))
    for open_end in (failed, answer(None, FAILED)):
        assert ivt_on(open_end, DAY, asked=True).value is None
    assert ivt_on(elsewhere, DAY).value is None


def test_who_has_no_file_has_no_ivt() -> None:
    """R-INC-01."""
    none = files(result(DGPH, status=StatusValue.NO_DATA_FOUND))
    assert ivt_on(none, DAY).value == 0
    assert ivt_on(answer(None, NOTHING_FOUND), DAY, asked=True).value == 0
    assert ivt_on(answer(None, NOTHING_FOUND), DAY).value is None


def test_days_of_a_right_that_are_withheld_leave_it_open() -> None:
    """R-INC-09; but a right without IVT adds nothing, whenever it holds."""
    unsure = date(1900, 1, 1)
    held = files(result(DGPH, rights=[right("10", "5", begin=unsure)]))
    old = files(result(DGPH, rights=[right("10", "0", legislation=5, begin=unsure)]))
    assert ivt_on(held, DAY).value is None
    assert ivt_on(old, DAY).value == 0


def _of_2025(*rights: Right) -> Decimal | None:
    return ivt_of_year(files(result(DGPH, rights=rights)), 2025, asked=True).value


def test_a_year_is_the_sum_of_its_months() -> None:
    """R-INC-01: the right on the first day of a month counts for it."""
    assert _of_2025(right("1500", "1000")) == 12000
    assert _of_2025(right("1500", "1000", begin=date(2025, 7, 1))) == 6000
    assert _of_2025(right("1500", "1000", begin=date(2025, 7, 2))) == 5000
    assert _of_2025(right("1500", "1000", end=date(2025, 6, 30))) == 6000
    assert _of_2025(right("1500", None)) is None
    assert _of_2025() == 0

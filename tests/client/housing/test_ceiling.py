"""The income ceiling of the rent subsidy: R-CEIL-01, R-CEIL-03, R-PTL-07."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.housing import (
    RENT_SUBSIDY_2021,
    Amount,
    Ceiling,
    Count,
    Per,
    PersonFacts,
    Scheme,
    count_dependants,
    is_within,
    rent_subsidy_ceiling,
    sum_of,
)

from .answers import unhurried

KNOWN = st.sampled_from([True, False, None])


def _others(sure: int, unsure: int = 0, *, whole: bool = True) -> Count:
    """So many persons who are severely disabled, and who may be."""
    persons = [
        PersonFacts(
            label="x", child=False, child_of_applicant=False, severely_disabled=d
        )
        for d in (*[True] * sure, *[None] * unsure)
    ]
    everybody = True if whole else None
    return count_dependants(Scheme.RENT_SUBSIDY, persons, everybody=everybody)


def _ceiling(single: bool | None, disabled: bool | None, others: Count) -> Ceiling:
    return rent_subsidy_ceiling(
        RENT_SUBSIDY_2021, single=single, disabled=disabled, others_dependent=others
    )


@pytest.mark.parametrize(
    ("single", "disabled", "others", "euros"),
    [
        (True, False, 0, 25557),
        (True, True, 0, 27698),
        (True, False, 1, 38335 + 2143),
        (True, True, 1, 38335 + 2 * 2143),
        (False, False, 0, 38335),
        (False, True, 0, 38335 + 2143),
        (False, False, 3, 38335 + 3 * 2143),
    ],
)
def test_the_ceilings_that_were_quoted_in_2021(
    single: bool, disabled: bool, others: int, euros: int
) -> None:
    """R-CEIL-01, R-CEIL-03; R-PTL-07: the applicant counts beside others."""
    assert _ceiling(single, disabled, _others(others)).value == euros


def test_what_is_not_known_gives_a_least_and_a_most() -> None:
    """R-CEIL-03."""
    found = _ceiling(None, False, _others(0))
    assert (found.least, found.most, found.value) == (25557, 38335, None)
    found = _ceiling(True, False, _others(0, 2))
    assert (found.least, found.most) == (25557, 38335 + 2 * 2143)
    found = _ceiling(True, False, _others(1, whole=False))
    assert (found.least, found.most) == (38335 + 2143, None)


@unhurried
@given(KNOWN, KNOWN, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_one_more_dependant_never_lowers_the_ceiling(
    single: bool | None, disabled: bool | None, sure: int, unsure: int, more: int
) -> None:
    """R-CEIL-03, R-ZT-06: monotone."""
    less = _ceiling(single, disabled, _others(sure, unsure))
    higher = _ceiling(single, disabled, _others(sure + more, unsure))
    assert less.most is not None
    assert higher.most is not None
    assert less.least <= higher.least <= higher.most
    assert less.most <= higher.most


def _income(known: str, *, whole: bool = True) -> Amount:
    parts = [Amount.of(Per.YEAR, "taxable", Decimal(known), "said")]
    if not whole:
        parts.append(Amount.of(Per.YEAR, "exempt", None, "no service tells it"))
    return sum_of(Per.YEAR, parts)


EXACT = Ceiling(least=Decimal(25557), most=Decimal(25557))
BETWEEN = Ceiling(least=Decimal(25557), most=Decimal(38335))
OPEN = Ceiling(least=Decimal(25557), most=None)


@pytest.mark.parametrize(
    ("income", "ceiling", "holds"),
    [
        pytest.param(_income("25557.00"), EXACT, True, id="just within"),
        pytest.param(_income("25557.01"), EXACT, False, id="just above"),
        pytest.param(_income("20000", whole=False), EXACT, None, id="may be more"),
        pytest.param(_income("30000", whole=False), EXACT, False, id="above already"),
        pytest.param(_income("30000"), BETWEEN, None, id="between least and most"),
        pytest.param(_income("20000"), BETWEEN, True, id="within the least"),
        pytest.param(_income("40000"), BETWEEN, False, id="above the most"),
        pytest.param(_income("90000"), OPEN, None, id="no most"),
        pytest.param(_income("20000"), OPEN, True, id="within, and no most"),
    ],
)
def test_an_income_is_within_or_above_as_far_as_it_is_known(
    income: Amount, ceiling: Ceiling, holds: bool | None
) -> None:
    """R-CEIL-01."""
    assert is_within(income, ceiling).holds is holds


def test_an_income_of_a_month_is_not_compared() -> None:
    month = Amount.of(Per.MONTH, "IVT", Decimal(1), "said")
    assert is_within(month, EXACT).holds is None

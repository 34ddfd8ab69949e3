"""The file of the RVA: what it refuses, and how its facts hang together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.unemployment import (
    FULL_OR_GUARANTEE,
    NATURES,
    Activation,
    CalendarDays,
    Lawsuit,
    Payment,
    Right,
    Sanction,
    Unemployment,
)
from pydantic import ValidationError

DECISION = {"decided": date(2024, 1, 8), "office": 71}
RIGHT = {
    "from": date(2024, 1, 8),
    "until": date(2024, 3, 31),
    "decision": DECISION,
    "daily_amount": Decimal("50.00"),
    "nature": 1,
    "scale": {"code": "A1"},
    "regime": 6,
}
PAYMENT = {
    "month": "2024-02",
    "body": "ACV",
    "paid_on": date(2024, 3, 4),
    "paid": Decimal("1300.00"),
}


def problem(section: Any, **given: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        section.model_validate(given)
    return "; ".join(str(error["msg"]) for error in caught.value.errors())


@pytest.mark.parametrize(
    ("month", "own", "terms"),
    [
        pytest.param("2024-01", {}, (50, 1, 6), id="first month of the right"),
        pytest.param("2024-03", {}, (50, 1, 6), id="last month of the right"),
        pytest.param("2024-02", {"nature": 2}, (50, 2, 6), id="a nature of its own"),
        pytest.param(
            "2024-04", {"nature": 2, "daily_amount": 9}, (9, 2, None), id="no right"
        ),
    ],
)
def test_the_terms_of_a_payment_are_its_own_or_those_of_the_right(
    month: str, own: dict[str, Any], terms: tuple[Any, ...]
) -> None:
    payment = PAYMENT | {"month": month} | own
    file = Unemployment.model_validate({"rights": (RIGHT,), "payments": (payment,)})
    assert file.terms(file.payments[0]) == terms


@pytest.mark.parametrize("month", ["2023-12", "2024-04"])
def test_a_payment_without_right_needs_terms_of_its_own(month: str) -> None:
    payments = (PAYMENT | {"month": month},)
    assert "needs its own daily_amount" in problem(
        Unemployment, rights=(RIGHT,), payments=payments
    )


@pytest.mark.parametrize(
    ("section", "given", "expected"),
    [
        pytest.param(
            Payment,
            PAYMENT | {"checked": date(2024, 3, 1), "approved": 1300},
            "paid, then approved",
            id="checked before it was paid",
        ),
        pytest.param(
            Payment,
            PAYMENT | {"checked": date(2024, 6, 1)},
            "approved goes with",
            id="checked without amount",
        ),
        pytest.param(
            Payment,
            PAYMENT | {"approved": 1300},
            "approved goes with",
            id="an amount without a day",
        ),
        pytest.param(
            Payment, PAYMENT | {"benefits": Decimal("1.25")}, "half", id="quarters"
        ),
        pytest.param(Payment, PAYMENT | {"paid": -1}, "greater", id="negative"),
        pytest.param(Right, RIGHT | {"nature": 7}, "no nature", id="unknown nature"),
        pytest.param(
            Right, RIGHT | {"until": date(2024, 1, 7)}, "before it begins", id="order"
        ),
        pytest.param(
            CalendarDays, {"first": 5, "last": 4, "code": 1}, "before", id="days"
        ),
        pytest.param(
            Sanction,
            {
                "decision": DECISION,
                "code": {"value": "51", "nl": "x"},
                "from": date(2024, 2, 1),
                "until": date(2024, 1, 1),
            },
            "before it begins",
            id="sanction",
        ),
        pytest.param(
            Lawsuit,
            {
                "kind": 1,
                "nl": "x",
                "temporary_payment": {"begin_date": date(2024, 1, 1)},
                "verdict": "able",
            },
            "a verdict has",
            id="half a verdict",
        ),
        pytest.param(
            Activation,
            {
                "from": date(2024, 1, 1),
                "decided": date(2024, 1, 1),
                "scale": {"code": "A50"},
                "employer": {"enterprise_number": "0999000801"},
                "payments": (
                    {"month": "2024-01", "paid_on": date(2024, 2, 1), "amount": 1},
                )
                * 2,
            },
            "two payments",
            id="one month twice",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(
    section: Any, given: dict[str, Any], expected: str
) -> None:
    assert expected in problem(section, **given)


@pytest.mark.parametrize(
    ("given", "last"),
    [
        pytest.param({"weeks": 8}, date(2024, 2, 25), id="eight weeks"),
        pytest.param(
            {"weeks": 8, "reprieve": {"since": date(2024, 1, 1), "weeks": 2}},
            date(2024, 2, 11),
            id="two of them not served",
        ),
        pytest.param(
            {"weeks": 8, "reprieve": {"since": date(2024, 1, 1), "weeks": 8}},
            date(2023, 12, 31),
            id="none of them served",
        ),
        pytest.param({"until": date(2024, 1, 31)}, date(2024, 1, 31), id="a day"),
        pytest.param({}, FOREVER, id="without end"),
    ],
)
def test_the_last_day_of_a_sanction(given: dict[str, Any], last: date) -> None:
    sanction = Sanction.model_validate(
        {
            "decision": DECISION,
            "code": {"value": "51", "nl": "x"},
            "from": date(2024, 1, 1),
        }
        | given
    )
    assert sanction.last_day == last


@given(
    looked=st.integers(0, 100),
    checked=st.integers(0, 100),
    days=st.integers(-10, 250),
)
def test_a_payment_only_advances(looked: int, checked: int, days: int) -> None:
    """Not checked, then approved for the time being, then checked: never back."""
    paid_on = date(2024, 3, 4).toordinal()
    payment = Payment.model_validate(
        PAYMENT
        | {
            "approved": 1300,
            "provisional_on": date.fromordinal(paid_on + looked),
            "checked": date.fromordinal(paid_on + looked + checked),
        }
    )
    order = ("NOT_STARTED", "PROVISIONAL", "COMPLETED")
    now = payment.status(date.fromordinal(paid_on + days))
    then = payment.status(date.fromordinal(paid_on + days + 1))
    assert order.index(now) <= order.index(then)
    assert (now == "COMPLETED") is (days >= looked + checked)


def test_natures_of_full_unemployment_and_guarantee_are_natures() -> None:
    """`_code-lists` 7: temporary unemployment and holidays are none of them."""
    assert set(NATURES) > FULL_OR_GUARANTEE
    assert not FULL_OR_GUARANTEE & {2, 4, 21, 22}
    assert all(0 <= nature <= 99 for nature in NATURES)

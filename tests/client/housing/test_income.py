"""Which income counts, of which year: R-INC-01 to R-INC-16, R-PTL-13."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.housing import (
    Amount,
    Component,
    CurrentComponent,
    MemberIncome,
    NotKnown,
    Per,
    Scheme,
    assessment_is_dated_in_time,
    assessment_is_recent_enough,
    current_income_of_person,
    exempt_part,
    household_income,
    income_of_person,
    income_year,
    indexed,
    may_use_income,
    renovation_premium,
)

from .answers import unhurried

S = Scheme
EUROS = st.decimals(0, 99999, places=2)
FREE = (S.RENT_SUBSIDY, S.RENT_PREMIUM)


def _year(value: str | int | None, name: str = "income") -> Amount:
    euros = None if value is None else Decimal(value)
    return Amount.of(Per.YEAR, name, euros, "a test says so")


def _member(
    label: str,
    euros: str | int | None,
    *,
    dependent_child: bool | None = False,
    disabled_dependant: bool | None = False,
    relative: bool | None = False,
) -> MemberIncome:
    return MemberIncome(
        label=label,
        income=_year(euros),
        dependent_child=dependent_child,
        disabled_dependant=disabled_dependant,
        relative=relative,
    )


def test_nothing_is_taken_for_granted_about_a_member() -> None:
    """R-INC-07, R-INC-08, R-PTL-13: what nobody says may leave the income out."""
    member = MemberIncome(label="somebody", income=_year(100))
    for scheme in S:
        looked_at = scheme in (*FREE, S.SOCIAL_RENT)
        found = household_income(scheme, [member])
        assert found.value == (None if looked_at else 100)


def test_income_is_the_sum_of_five_parts() -> None:
    """R-INC-01, Protocol Zorgtoeslag 2021-05-07 art. 2 (5.163 …); 22/004 note 3."""
    parts = {part: Decimal(10**power) for power, part in enumerate(Component)}
    assert income_of_person(parts).exact == Decimal(11111)


def test_exempt_income_is_told_by_no_service() -> None:
    """R-INC-01, R-INC-15: not known until somebody says it."""
    parts = {part: Decimal(1) for part in Component if part is not Component.EXEMPT}
    found = income_of_person(parts)
    assert found.value is None
    assert found.known == 4
    assert [part.why for part in found.unknown] == ["no service tells it"]


@unhurried
@given(st.dictionaries(st.sampled_from(Component), st.none() | EUROS))
def test_a_part_that_nobody_gives_is_never_zero(
    parts: dict[Component, Decimal | None],
) -> None:
    """R-INC-01."""
    found = income_of_person(parts)
    missing = [part for part in Component if parts.get(part) is None]
    assert len(found.unknown) == len(missing)
    assert (found.value is None) is bool(missing)
    assert found.known == sum(value for value in parts.values() if value is not None)


def test_amounts_keep_their_parts_and_names() -> None:
    """R-INC-01."""
    twice = Amount(
        per=Per.YEAR, parts=(*_year(1, "IVT 2024-01").parts, *_year(2, "IVT").parts)
    )
    found = income_of_person({Component.IVT: twice})
    names = [part.name for part in found.parts if part.value is not None]
    assert names == ["IVT: IVT 2024-01", "IVT"]


def test_an_amount_per_month_is_not_taken_for_one_per_year() -> None:
    month = Amount.of(Per.MONTH, "IVT", Decimal(1), "why")
    with pytest.raises(NotKnown, match="per month, not year"):
        income_of_person({Component.IVT: month})


def test_current_income_is_built_from_five_benefits() -> None:
    """R-INC-16, Protocol WiV–Wonen in Limburg art. 3; 23/058 §68."""
    parts = {part: Decimal(100) for part in CurrentComponent}
    assert current_income_of_person(parts).exact == 500
    assert current_income_of_person({}).value is None


@pytest.mark.parametrize("scheme", S, ids=lambda scheme: scheme.name)
def test_income_of_a_dependent_child_does_not_count_where_the_texts_say_so(
    scheme: Scheme,
) -> None:
    """R-INC-07, Protocol Zorgtoeslag 2021-05-07 art. 2 (5.163, 5.176)."""
    members = [
        _member("tenant", 20000),
        _member("daughter", 3480, dependent_child=True),
    ]
    found = household_income(scheme, members)
    assert found.exact == (20000 if scheme in FREE else 23480)


def test_whether_a_child_is_dependent_decides_whether_its_income_is_known() -> None:
    """R-INC-07; but where there is none it does not matter."""
    for euros, value in ((3480, None), (0, Decimal(0))):
        member = _member("daughter", euros, dependent_child=None)
        assert household_income(S.RENT_SUBSIDY, [member]).value == value


@pytest.mark.parametrize("scheme", FREE, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize(
    ("income", "ivt_b", "counted"),
    [("9000", "14000", "0"), ("20000", "14000", "6000"), ("14000", "14000", "0")],
)
def test_income_of_a_disabled_relative_is_exempt_up_to_the_ivt(
    scheme: Scheme, income: str, ivt_b: str, counted: str
) -> None:
    """R-INC-08: never more than the income of that relative."""
    member = _member("brother", income, disabled_dependant=True, relative=True)
    found = household_income(scheme, [member], ivt_category_b=Decimal(ivt_b))
    assert found.exact == Decimal(counted)


@pytest.mark.parametrize(
    ("disabled", "relative", "ivt_b", "value"),
    [
        (True, True, None, None),
        (True, None, "14000", None),
        (None, True, "14000", None),
        (True, False, "14000", "20000"),
        (False, None, None, "20000"),
    ],
)
def test_an_exemption_that_is_not_known_is_not_guessed(
    disabled: bool | None, relative: bool | None, ivt_b: str | None, value: str | None
) -> None:
    """R-INC-08: the indexed IVT of category B is told by no service."""
    member = _member("brother", 20000, disabled_dependant=disabled, relative=relative)
    ivt = None if ivt_b is None else Decimal(ivt_b)
    found = household_income(S.RENT_SUBSIDY, [member], ivt_category_b=ivt)
    assert found.value == (None if value is None else Decimal(value))


def test_income_that_is_not_known_leaves_its_exemption_open() -> None:
    """R-INC-08."""
    member = _member("brother", None, disabled_dependant=True, relative=True)
    found = household_income(S.RENT_SUBSIDY, [member], ivt_category_b=Decimal(1))
    assert found.value is None


@unhurried
@given(EUROS, EUROS)
def test_an_exemption_is_never_more_than_income_or_ivt(
    income: Decimal, ivt_b: Decimal
) -> None:
    """R-INC-08."""
    exempt = exempt_part(income, ivt_b)
    assert exempt in (income, ivt_b)
    assert exempt <= income
    assert exempt <= ivt_b


def test_an_exemption_below_zero_is_refused() -> None:
    for income, ivt_b in ((-1, 1), (1, -1)):
        with pytest.raises(NotKnown):
            exempt_part(Decimal(income), Decimal(ivt_b))


def test_income_of_a_disabled_dependant_may_count_in_part_for_social_rent() -> None:
    """R-PTL-13, Protocol WiV–Wonen in Limburg art. 3 (disability): no part is given."""
    for euros, disabled, value in (
        (5000, True, None),
        (5000, None, None),
        (0, True, Decimal(0)),
        (5000, False, Decimal(5000)),
    ):
        member = _member("son", euros, disabled_dependant=disabled)
        assert household_income(S.SOCIAL_RENT, [member]).value == value


def test_a_household_cites_what_is_left_out() -> None:
    cited = {rule.id for rule in household_income(S.RENT_SUBSIDY, []).cited}
    assert {"R-INC-01", "R-INC-07", "R-INC-08"} <= cited
    premium = household_income(S.MIJN_VERBOUW_PREMIE, []).cited
    assert "R-INC-10" in {rule.id for rule in premium}


@pytest.mark.parametrize("scheme", S, ids=lambda scheme: scheme.name)
def test_the_year_is_that_of_the_latest_assessment_or_the_second_before(
    scheme: Scheme,
) -> None:
    """R-INC-02, Protocol Zorgtoeslag 2021-05-07 art. 2; 22/004 note 3."""
    fixed = scheme is S.RENOVATION_PREMIUM_2021
    applied = date(2022, 3, 1)
    assert income_year(scheme, applied, 2021) == (2020 if fixed else 2021)
    assert income_year(scheme, applied, None) == (2020 if fixed else None)


def test_the_renovation_premium_became_another_one_in_july_2022() -> None:
    """R-INC-02, R-PTL-04: 22/004 §9, §10, §18."""
    assert renovation_premium(date(2022, 6, 30)) is S.RENOVATION_PREMIUM_2021
    assert renovation_premium(date(2022, 7, 1)) is S.MIJN_VERBOUW_PREMIE


@pytest.mark.parametrize(
    ("scheme", "year", "holds"),
    [
        (S.RENT_SUBSIDY, 2023, True),
        (S.RENT_SUBSIDY, 2022, False),
        (S.ADAPTATION_PREMIUM, 2023, True),
        (S.ADAPTATION_PREMIUM, 2022, False),
        (S.SOCIAL_RENT, 2023, True),
        (S.SOCIAL_RENT, 2022, False),
        (S.RENT_PREMIUM, 2010, None),
        (S.MIJN_VERBOUW_PREMIE, 2010, None),
        (S.RENOVATION_PREMIUM_2021, 2024, True),
        (S.RENOVATION_PREMIUM_2021, 2023, False),
        (S.SOCIAL_RENT, 2026, False),
    ],
)
def test_an_assessment_is_at_most_three_years_old(
    scheme: Scheme, year: int, holds: bool | None
) -> None:
    """R-INC-03 (5.163, 5.196), R-INC-04 (housing company); R-INC-02."""
    found = assessment_is_recent_enough(scheme, year, date(2026, 5, 4))
    assert found.holds is holds


@unhurried
@given(st.integers(2000, 2025), st.integers(0, 20))
def test_an_older_assessment_is_never_recent_enough_again(year: int, less: int) -> None:
    """R-INC-03 is monotone."""
    on = date(2026, 5, 4)
    if not assessment_is_recent_enough(S.RENT_SUBSIDY, year, on):
        assert not assessment_is_recent_enough(S.RENT_SUBSIDY, year - less, on)


@pytest.mark.parametrize(
    ("dated", "holds"),
    [(date(2026, 5, 4), True), (date(2026, 5, 5), False), (None, None)],
)
def test_an_assessment_is_not_from_after_the_notification(
    dated: date | None, holds: bool | None
) -> None:
    """R-INC-03, Protocol Zorgtoeslag 2021-05-07 art. 2 (5.163), last sentence."""
    assert assessment_is_dated_in_time(dated, date(2026, 5, 4)).holds is holds


def test_income_follows_the_health_index_of_june() -> None:
    """R-INC-06, Protocol Zorgtoeslag 2021-05-07 art. 2 (5.163)."""
    found = indexed(
        Decimal(20000), of_income=Decimal("109.00"), of_application=Decimal("117.61")
    )
    assert found == Decimal("21579.82")


@unhurried
@given(EUROS, st.decimals(1, 200, places=2), st.decimals(1, 200, places=2))
def test_a_higher_index_never_lowers_the_income(
    income: Decimal, low: Decimal, more: Decimal
) -> None:
    """R-INC-06 is monotone, and leaves alone what needs no index."""
    high = low + more
    assert indexed(income, of_income=low, of_application=low) == income
    assert indexed(income, of_income=low, of_application=high) >= income


def test_an_index_that_cannot_be_is_refused() -> None:
    with pytest.raises(NotKnown):
        indexed(Decimal(1), of_income=Decimal(0), of_application=Decimal(1))


@pytest.mark.parametrize(
    ("tenant", "for_price", "adult", "holds"),
    [
        (True, False, None, True),
        (True, True, None, True),
        (False, False, True, False),
        (False, True, True, True),
        (False, True, False, False),
        (False, True, None, None),
    ],
)
def test_income_of_co_residents_is_for_the_rent_price_only(
    tenant: bool, for_price: bool, adult: bool | None, holds: bool | None
) -> None:
    """R-INC-11, Protocol WiV–Wonen in Limburg art. 3; R-INC-14, 23/058 §68."""
    found = may_use_income(tenant=tenant, for_price=for_price, adult=adult)
    assert found.holds is holds

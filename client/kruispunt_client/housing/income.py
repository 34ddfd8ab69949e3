"""
The income that social housing looks at: which parts, of which year, of whom.

No service tells everything. Exempt income from abroad or of an institution is told by
none (R-INC-15 marks that it exists, not how much), so it is not known until somebody
says it. A part that nobody gives is not known either; it is never 0 by silence.

Source: R-INC-01 to R-INC-08, R-INC-10, R-INC-11, R-INC-14, R-INC-16, R-PTL-13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final

from kruispunt_client.housing.amount import Amount, Part, Per, sum_of
from kruispunt_client.housing.finding import Finding, Known, NotKnown, finding_of
from kruispunt_client.housing.schemes import Scheme

Given = Amount | Decimal | None
"""An amount of another rule, one that you know, or none: not known."""

_CENT: Final = Decimal("0.01")
_DEPENDANTS_FREE: Final = (Scheme.RENT_SUBSIDY, Scheme.RENT_PREMIUM)
"""Where R-INC-07 and R-INC-08 hold."""


class Component(Enum):
    """A part of the income of a person over a year (R-INC-01)."""

    JOINT_TAXABLE = "joint taxable income"
    SEPARATELY_TAXABLE = "separately taxable income"
    LIVING_WAGE = "living wage"
    IVT = "IVT"
    EXEMPT = "exempt foreign or international professional income"


class CurrentComponent(Enum):
    """A part of the current income of a person (R-INC-16)."""

    PENSION = "pension"
    UNEMPLOYMENT = "unemployment benefit"
    INCAPACITY = "incapacity benefit"
    LIVING_WAGE = "living wage"
    IVT = "IVT"


_SILENT: Final = "not given"
_EXEMPT_SILENT: Final = "no service tells it"


def income_of_person(parts: Mapping[Component, Given]) -> Amount:
    """
    Add up the income of a person over a year.

    Args:
        parts: Euros; a part that is missing or None is not known.

    Returns:
        Per year.

    Source: R-INC-01.
    """
    return sum_of(
        Per.YEAR,
        (_part(Per.YEAR, each, parts.get(each)) for each in Component),
    ).citing("R-INC-01")


def current_income_of_person(parts: Mapping[CurrentComponent, Given]) -> Amount:
    """
    Add up the current income of a person over a month.

    Args:
        parts: Euros; a part that is missing or None is not known. Wages are in no part:
            no service tells them.

    Returns:
        Per month.

    Source: R-INC-16.
    """
    return sum_of(
        Per.MONTH,
        (_part(Per.MONTH, each, parts.get(each)) for each in CurrentComponent),
    ).citing("R-INC-16")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberIncome:
    """The income of one member of a household, and what may take it out of the sum."""

    label: str
    """What you call the person; not a number."""
    income: Amount
    """Per year."""
    dependent_child: Known = None
    """Whether dependent by (a) or (b): `PersonCount.as_child`."""
    disabled_dependant: Known = None
    """Whether dependent by (c): `PersonCount.as_disabled`."""
    relative: Known = None
    """Whether a relative of the first, second or third degree of who applies."""


def household_income(
    scheme: Scheme,
    members: Iterable[MemberIncome],
    *,
    ivt_category_b: Decimal | None = None,
) -> Amount:
    """
    Add up the income of a household, less what a scheme leaves out.

    Args:
        scheme: What is applied for.
        members: Everybody whose income counts.
        ivt_category_b: The indexed IVT of category B per year, on 1 September of the
            year before the income is determined; no service tells it.

    Returns:
        Per year. For social rent the income of a disabled dependant is not known to
        count: it "is not, or only partly, counted" (R-PTL-13).

    Source: R-INC-07, R-INC-08, R-INC-10, R-PTL-13.
    """
    held = tuple(members)
    cited = ["R-INC-01"]
    if scheme in _DEPENDANTS_FREE:
        cited += ["R-INC-07", "R-INC-08"]
        held_parts = [_free(member, ivt_category_b) for member in held]
    elif scheme is Scheme.SOCIAL_RENT:
        cited.append("R-PTL-13")
        held_parts = [_partly(member) for member in held]
    else:
        cited += ["R-INC-10"] if scheme is Scheme.MIJN_VERBOUW_PREMIE else []
        held_parts = [_labelled(member.label, member.income) for member in held]
    return sum_of(Per.YEAR, held_parts).citing(*cited)


def exempt_part(income: Decimal, ivt_category_b: Decimal) -> Decimal:
    """
    Give what is exempt of the income of a severely disabled relative.

    Args:
        income: Of the relative, at least 0.
        ivt_category_b: See `household_income`; at least 0.

    Returns:
        Never more than either.

    Raises:
        NotKnown: One of them is below 0.

    Source: R-INC-08.
    """
    if income < 0 or ivt_category_b < 0:
        raise NotKnown("an exemption of an income or by an allowance below 0")
    return min(income, ivt_category_b)


def indexed(income: Decimal, *, of_income: Decimal, of_application: Decimal) -> Decimal:
    """
    Let the income of a rent subsidy follow the health index.

    Args:
        income: Euros.
        of_income: Index of June of the income year.
        of_application: Index of June of the year before the income is applied.

    Returns:
        Euros, to the cent; halves go up.

    Raises:
        NotKnown: An index is not above 0.

    Source: R-INC-06; our choice for the rounding.
    """
    if of_income <= 0 or of_application <= 0:
        raise NotKnown("a health index that is not above 0")
    return (income * of_application / of_income).quantize(_CENT, ROUND_HALF_UP)


def may_use_income(*, tenant: bool, for_price: bool, adult: Known = None) -> Finding:
    """
    Find out whether a housing company may use the income of a member of the household.

    Args:
        tenant: Whether a (candidate) tenant.
        for_price: For the rent price; else for admission.
        adult: Of the others only who is of age counts for the price.

    Source: R-INC-11, R-INC-14.
    """
    rules = ("R-INC-11", "R-INC-14")
    if tenant:
        return Finding.of(True, "income of a (candidate) tenant", *rules)
    if not for_price:
        return Finding.of(
            False, "income of a co-resident is for the price only", *rules
        )
    return finding_of("adult co-resident", adult).citing(*rules)


def _part(per: Per, component: Component | CurrentComponent, given: Given) -> Amount:
    name = component.value
    if isinstance(given, Amount):
        if given.per is not per:
            raise NotKnown(f"{name}: an amount per {given.per.value}, not {per.value}")
        return _labelled(name, given)
    why = "as the caller says"
    if given is None:
        why = _EXEMPT_SILENT if component is Component.EXEMPT else _SILENT
    return Amount.of(per, name, given, why)


def _labelled(label: str, amount: Amount) -> Amount:
    """Give the same parts under the name of whom or what they are part."""
    return Amount(
        per=amount.per,
        parts=tuple(
            Part(
                name=label if part.name == label else f"{label}: {part.name}",
                value=part.value,
                why=part.why,
            )
            for part in amount.parts
        ),
        cited=amount.cited,
    )


def _free(member: MemberIncome, ivt_category_b: Decimal | None) -> Amount:
    """Rent subsidy and premium: children dependent do not count, others partly."""
    child = finding_of("dependent child", member.dependent_child)
    if child.holds:
        return _whole(member, Decimal(0), "of a dependent child: not counted")
    if not child.known:
        return _unless_none(member, "whether it is a dependent child is not known")
    disabled = finding_of("severely disabled", member.disabled_dependant)
    relative = finding_of("relative", member.relative)
    if disabled.holds is False or relative.holds is False:
        return _labelled(member.label, member.income)
    if not (disabled.known and relative.known):
        return _unless_none(member, "whether a part is exempt is not known")
    income = member.income.value
    if income is None or income < 0:
        return _unless_none(member, "the income, and so what of it is exempt")
    if ivt_category_b is None:
        return _unless_none(member, "the IVT of category B is not given")
    rest = income - exempt_part(income, ivt_category_b)
    return _whole(member, rest, "less the exemption by the IVT of category B")


def _partly(member: MemberIncome) -> Amount:
    """Social rent: that of a disabled dependant does not count, or partly."""
    disabled = finding_of("disabled dependant", member.disabled_dependant)
    if disabled.holds is False:
        return _labelled(member.label, member.income)
    why = "of a disabled dependant: not counted, or partly; the texts give no part"
    if not disabled.known:
        why = "whether it is a disabled dependant is not known"
    return _unless_none(member, why)


def _unless_none(member: MemberIncome, why: str) -> Amount:
    """Not known, unless there is no income of which a part could count."""
    nothing = member.income.value == 0
    return _whole(member, Decimal(0) if nothing else None, why)


def _whole(member: MemberIncome, value: Decimal | None, why: str) -> Amount:
    return Amount.of(Per.YEAR, member.label, value, why).citing(
        *(rule.id for rule in member.income.cited)
    )

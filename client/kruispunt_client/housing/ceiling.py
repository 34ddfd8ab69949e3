"""
The income ceiling of the rent subsidy, and whether an income is within it.

The texts quote the amounts of 2021, which follow an index on each 1 January; those of
another year are yours to give. The ceilings of the other schemes are not quoted.

| who | 2021 |
| --- | --- |
| a single person without persons dependent | 25 557 euros |
| a single person with a disability, and nobody else dependent | 27 698 euros |
| everybody else | 38 335 euros, and 2 143 for each person dependent |

Source: R-CEIL-01, R-CEIL-02, R-CEIL-03.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kruispunt_client.housing.amount import Amount, Per
from kruispunt_client.housing.dependants import Count
from kruispunt_client.housing.finding import Finding, Known, finding_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """The amounts of one year, in euros per year."""

    single: Decimal
    single_disabled: Decimal
    others: Decimal
    per_dependant: Decimal


RENT_SUBSIDY_2021: Final = Ceilings(
    single=Decimal(25557),
    single_disabled=Decimal(27698),
    others=Decimal(38335),
    per_dependant=Decimal(2143),
)
"""Source: Protocol Zorgtoeslag 2021-05-07 art. 2, "momenteel"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What an income may be at most, as far as it is known."""

    least: Decimal
    """Euros per year, whatever is not known."""
    most: Decimal | None
    """Euros per year; None: there is no telling."""

    @property
    def value(self) -> Decimal | None:
        """The ceiling; None when it is not known."""
        return self.least if self.least == self.most else None


def rent_subsidy_ceiling(
    amounts: Ceilings, *, single: Known, disabled: Known, others_dependent: Count
) -> Ceiling:
    """
    Give the income ceiling of the rent subsidy.

    Args:
        amounts: Of the year, such as `RENT_SUBSIDY_2021`.
        single: Whether who applies lives alone, apart from persons dependent.
        disabled: Whether who applies has a recognised disability.
        others_dependent: The persons dependent other than who applies.

    Returns:
        The least and the most that it can be.

    Source: R-CEIL-01, R-CEIL-03; R-PTL-07: of a couple or a family the applicant with a
    disability counts as dependent too.
    """
    alone = _ways(finding_of("single", single))
    with_disability = _ways(finding_of("disability", disabled))
    least, most = others_dependent.least, others_dependent.most
    counts = {least, least + 1 if most is None else min(least + 1, most)}
    if most is not None:
        counts.add(most)
    found = [
        _ceiling(amounts, is_single, is_disabled, count)
        for is_single in alone
        for is_disabled in with_disability
        for count in counts
    ]
    return Ceiling(least=min(found), most=None if most is None else max(found))


def is_within(income: Amount, ceiling: Ceiling) -> Finding:
    """
    Find out whether an income is within a ceiling.

    Args:
        income: Per year. Parts that are not known are taken to be no less than 0.
        ceiling: Of the same year.

    Returns:
        No as soon as what is known is above the most that the ceiling can be.

    Source: R-CEIL-01.
    """
    if income.per is not Per.YEAR:
        return Finding.of(None, "the income is not one per year", "R-CEIL-01")
    facts = {"known": income.known, "least": ceiling.least, "most": ceiling.most}
    parts_add = all((part.value or 0) >= 0 for part in income.parts)
    if income.value is not None and income.value <= ceiling.least:
        return Finding.of(True, "the income is within", "R-CEIL-01", **facts)
    sure = income.value is not None or parts_add
    if sure and ceiling.most is not None and income.known > ceiling.most:
        return Finding.of(False, "the income is above", "R-CEIL-01", **facts)
    why = "the income or the ceiling is not known well enough"
    return Finding.of(None, why, "R-CEIL-01", **facts)


def _ways(finding: Finding) -> tuple[bool, ...]:
    return (True, False) if finding.holds is None else (finding.holds,)


def _ceiling(amounts: Ceilings, single: bool, disabled: bool, others: int) -> Decimal:
    if single and not others:
        return amounts.single_disabled if disabled else amounts.single
    return amounts.others + amounts.per_dependant * (others + disabled)

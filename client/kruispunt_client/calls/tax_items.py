"""
What the items of a tax assessment mean: codes of the Flemish contract, elements and
groups of the federal one.

Both lists are open and the real ones are longer than what is published. A code that is
not known here stays the text that it is, and nothing is said of its unit.

Source: code lists, section 9; the codes of the public tax return; Protocol
WiV–Wonen in Limburg art. 3 (income) for what the law wants to know.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Final


class FiscaleStatus(Enum):
    """Which of those who are taxed together; the letter of their items."""

    HOLDER = "A"
    """Titularis; also who is taxed alone."""
    PARTNER = "B"


class IpcalCode(Enum):
    """
    Code of an item, without the letter of the person.

    Published are the codes of both incomes and 7270. Of the others the simulator has
    chosen the code, because no list is published: check it before going live.
    """

    JOINT_TAXABLE_INCOME = "7555"
    """Gezamenlijk belastbaar inkomen; an amount."""
    SEPARATELY_TAXABLE_INCOME = "7557"
    """Afzonderlijk belastbaar inkomen; an amount."""
    CODE_7270 = "7270"
    """An amount in the published examples, which do not say of what."""
    INTERNATIONAL_OFFICIAL = "0620"
    """Official of an international or European institution; a flag."""
    INTERNATIONAL_INCOME = "0210"
    """Income from an international or European institution; a flag."""
    EXEMPT_FOREIGN_INCOME = "1062"
    """Exempt professional income of foreign origin; an amount."""
    DEPENDENT_CHILDREN = "1030"
    """A number."""
    DEPENDENT_CHILDREN_HANDICAP = "1031"
    """Those with a severe handicap; a number."""
    ROLL_DATE = "0001"
    """Inkohierdatum, the day of entry on the tax roll; a date."""


class FiscalElement(Enum):
    """
    Name of an element in TaxAssessmentData.

    Published are the first five. The others are names of the simulator, because the
    acts speak of these data and no list is published.
    """

    GLOBAL_TAXABLE_INCOME = "GLOBAL_TAXABLE_INCOME"
    """Joint taxable income of the person; an amount."""
    GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY = "GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY"
    """That of all who are taxed together; an amount."""
    DISTINCTLY_TAXABLE_INCOME = "DISTINCTLY_TAXABLE_INCOME"
    """Separately taxable income; an amount."""
    CHILDREN_DEPENDENT = "CHILDREN_DEPENDENT"
    """A number."""
    CHILDREN_DEPENDENT_HANDICAP = "CHILDREN_DEPENDENT_HANDICAP"
    """A number."""
    INTERNATIONAL_OFFICIAL = "INTERNATIONAL_OFFICIAL"
    """A yes or no."""
    INTERNATIONAL_INCOME = "INTERNATIONAL_INCOME"
    """A yes or no."""
    EXEMPT_FOREIGN_INCOME = "EXEMPT_FOREIGN_INCOME"
    """An amount."""
    ROLL_DATE = "ROLL_DATE"
    """The day of entry on the tax roll."""


class FiscalGroup(Enum):
    """Name of a group of elements; the first four are published."""

    GLOBAL_TAXABLE_INCOME = "GLOBAL_TAXABLE_INCOME"
    GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY = "GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY"
    DISTINCTLY_TAXABLE_INCOME = "DISTINCTLY_TAXABLE_INCOME"
    CHILDREN_DEPENDENT = "CHILDREN_DEPENDENT"
    """All of them, and those with a handicap."""
    INTERNATIONAL_INSTITUTION = "INTERNATIONAL_INSTITUTION"
    EXEMPT_FOREIGN_INCOME = "EXEMPT_FOREIGN_INCOME"
    ASSESSMENT = "ASSESSMENT"
    """About the assessment itself."""


AMOUNTS: Final[frozenset[Enum | str]] = frozenset(
    {
        IpcalCode.JOINT_TAXABLE_INCOME,
        IpcalCode.SEPARATELY_TAXABLE_INCOME,
        IpcalCode.CODE_7270,
        IpcalCode.EXEMPT_FOREIGN_INCOME,
        FiscalElement.GLOBAL_TAXABLE_INCOME,
        FiscalElement.GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY,
        FiscalElement.DISTINCTLY_TAXABLE_INCOME,
        FiscalElement.EXEMPT_FOREIGN_INCOME,
    }
)
"""Those whose value is a whole number of cents."""


def euros_of(name: Enum | str, value: str | None) -> Decimal | None:
    """
    Read an amount.

    Args:
        name: Code or element.
        value: As on the wire, in cents.

    Returns:
        Euros with two decimals; None when it is not known to be an amount.

    Raises:
        ValueError: It should be an amount and is no whole number.

    Source: contract sheet `magda-geefaanslagbiljetpersonenbelasting-02.00`, notes.
    """
    if name not in AMOUNTS or value is None:
        return None
    return Decimal(int(value)).scaleb(-2)

"""
The taxable income in an assessment, of one person or of both who are taxed together.

What an assessment does not show is 0 only if you asked for it and may see it (`asked`).
Of one of two partners the income is not known where R-INC-05 asks for the correction to
the own professional income: no service tells what the tax gave to the partner. Of both
together that makes no difference: take them as one.

Source: R-INC-01, R-INC-05, R-INC-15.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kruispunt_client.calls.fiscal_data import (
    NoValueReason,
    TaxAssessmentData,
    TaxAssessmentResult,
)
from kruispunt_client.calls.tax_assessment import BOTH_INCOMES, Aanslagbiljet
from kruispunt_client.calls.tax_items import FiscalElement, FiscaleStatus, IpcalCode
from kruispunt_client.housing.amount import Amount, Per, sum_of
from kruispunt_client.housing.finding import Finding
from kruispunt_client.housing.income import Component
from kruispunt_client.housing.reading import gaps
from kruispunt_client.housing.schemes import Scheme
from kruispunt_client.results import Answer

CORRECTED: Final = (
    Scheme.RENT_SUBSIDY,
    Scheme.RENOVATION_PREMIUM_2021,
    Scheme.ADAPTATION_PREMIUM,
)
"""Where R-INC-05 is quoted."""

_NAMES: Final = {
    IpcalCode.JOINT_TAXABLE_INCOME: Component.JOINT_TAXABLE.value,
    IpcalCode.SEPARATELY_TAXABLE_INCOME: Component.SEPARATELY_TAXABLE.value,
}
_ABSENT: Final = "not in the assessment: none, not asked or withheld"


def taxable_income(
    answer: Answer[Aanslagbiljet],
    scheme: Scheme,
    *,
    asked: Iterable[IpcalCode] = (),
) -> Amount:
    """
    Give the taxable income of the person asked about.

    Args:
        answer: Of `income.assessment`.
        scheme: What is applied for.
        asked: Codes that you asked for and may see, such as `BOTH_INCOMES`.

    Returns:
        Per year: the joint and the separately taxable income. All of it not known when
        there is no assessment (yet).

    Source: R-INC-01, R-INC-05.
    """
    data = answer.data
    if data is None:
        return _no_assessment(answer)
    letter = data.gevraagde_persoon.fiscale_status
    alone = data.gerelateerde_persoon is None and letter is FiscaleStatus.HOLDER
    seen = frozenset(asked)
    parts = [
        _item(data, code, letter, seen) if alone else _own(data, code, letter)
        for code in BOTH_INCOMES
    ]
    if not alone and scheme in CORRECTED:
        why = "no service tells what of a joint assessment the partner was given"
        parts.append(_amount("correction to the own income", None, why))
    return sum_of(Per.YEAR, parts).citing("R-INC-01", "R-INC-05")


def taxable_income_of_both(
    answer: Answer[Aanslagbiljet], *, asked: Iterable[IpcalCode] = ()
) -> Amount:
    """
    Give the taxable income of everybody in the assessment, one or two persons.

    Args:
        answer: Of `income.assessment`, about either of them; not one for each.
        asked: As for `taxable_income`.

    Returns:
        Per year.

    Source: R-INC-01.
    """
    data, seen = answer.data, frozenset(asked)
    if data is None:
        return _no_assessment(answer)
    letters = [FiscaleStatus.HOLDER]
    if data.gerelateerde_persoon is not None or any(
        item.fiscale_status is FiscaleStatus.PARTNER for item in data.items
    ):
        letters.append(FiscaleStatus.PARTNER)
    return sum_of(
        Per.YEAR,
        (_item(data, code, of, seen) for of in letters for code in BOTH_INCOMES),
    ).citing("R-INC-01")


def taxable_income_of_ksz(answer: Answer[TaxAssessmentData], scheme: Scheme) -> Amount:
    """
    Give the taxable income of the person asked about, as the KSZ tells it.

    Args:
        answer: Of `income.fiscal_data`, asked for the elements GLOBAL_TAXABLE_INCOME
            and DISTINCTLY_TAXABLE_INCOME.
        scheme: What is applied for.

    Returns:
        Per year. An element without a value because the assessment has none is 0.

    Source: R-INC-01, R-INC-05.
    """
    result = None if answer.data is None else answer.data.result
    if result is None:
        return _no_assessment(answer)
    parts = [
        _element(result, FiscalElement.GLOBAL_TAXABLE_INCOME, Component.JOINT_TAXABLE),
        _element(
            result,
            FiscalElement.DISTINCTLY_TAXABLE_INCOME,
            Component.SEPARATELY_TAXABLE,
        ),
    ]
    if result.related_fiscal_person is not None and scheme in CORRECTED:
        why = "no service tells what of a joint assessment the partner was given"
        parts.append(_amount("correction to the own income", None, why))
    return sum_of(Per.YEAR, parts).citing("R-INC-01", "R-INC-05")


def has_exempt_income(answer: Answer[Aanslagbiljet]) -> Finding:
    """
    Find out whether an assessment marks income that is exempt from tax.

    Args:
        answer: Of `income.assessment`, asked for the codes 0620 and 0210 too.

    Returns:
        Yes or not known: income from abroad has no mark in what the law lets be told.

    Source: R-INC-15.
    """
    items = () if answer.data is None else answer.data.items
    marks = (IpcalCode.INTERNATIONAL_OFFICIAL, IpcalCode.INTERNATIONAL_INCOME)
    if any(item.ipcal in marks and item.waarde == "1" for item in items):
        why = "marked as an official of an international or European institution"
        return Finding.of(True, why, "R-INC-15")
    why = "no mark of an institution; other exempt income is not told"
    return Finding.of(None, why, "R-INC-15")


def roll_date(answer: Answer[Aanslagbiljet]) -> date | None:
    """
    Give the day of entry on the tax roll.

    Args:
        answer: Of `income.assessment`, asked for `IpcalCode.ROLL_DATE` too.

    Returns:
        None when the assessment does not show it, or not as a date.
    """
    data = answer.data
    item = None if data is None else data.item(IpcalCode.ROLL_DATE, "A")
    item = item or (None if data is None else data.own(IpcalCode.ROLL_DATE))
    try:
        return None if item is None else date.fromisoformat(item.waarde)
    except ValueError:
        return None


def _own(data: Aanslagbiljet, code: IpcalCode, letter: FiscaleStatus | str) -> Amount:
    """What one of two has: the item must be there for each, or it may be of both."""
    both = [data.item(code, of) for of in FiscaleStatus]
    if None not in both:
        return _item(data, code, letter, frozenset())
    why = "not in the assessment for each of the two: it may be one figure for both"
    return _amount(f"{_NAMES[code]} ({_text(letter)})", None, why)


def _item(
    data: Aanslagbiljet,
    code: IpcalCode,
    letter: FiscaleStatus | str,
    asked: frozenset[IpcalCode],
) -> Amount:
    found = data.item(code, letter)
    name = f"{_NAMES[code]} ({_text(letter)})"
    if found is not None:
        return _amount(name, found.euros, f"item {found.code}")
    if code in asked:
        return _amount(name, Decimal(0), "not in the assessment, and asked for")
    return _amount(name, None, _ABSENT)


def _text(letter: FiscaleStatus | str) -> str:
    return letter if isinstance(letter, str) else letter.value


def _element(
    result: TaxAssessmentResult, element: FiscalElement, component: Component
) -> Amount:
    found = result.of(element)
    if found is None:
        return _amount(
            component.value, None, "not in the answer: not asked or withheld"
        )
    if found.no_value is NoValueReason.NOT_PRESENT:
        why = "the assessment does not have it"
        return _amount(component.value, Decimal(0), why)
    if found.no_value is not None:
        why = "the element is not there for that year"
        return _amount(component.value, None, why)
    if found.communal_information:
        why = "one figure for both partners"
        return _amount(component.value, None, why)
    return _amount(component.value, found.euros, f"element {element.value}")


def _no_assessment(answer: Answer[Any]) -> Amount:
    why = "; ".join(["no assessment was found", *gaps(answer)])
    joint = Component.JOINT_TAXABLE.value, Component.SEPARATELY_TAXABLE.value
    return sum_of(Per.YEAR, (_amount(name, None, why) for name in joint)).citing(
        "R-INC-01"
    )


def _amount(name: str, value: Decimal | None, why: str) -> Amount:
    return Amount.of(Per.YEAR, name, value, why)

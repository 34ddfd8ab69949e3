"""
The allowance that replaces income (IVT) of a person with a handicap.

IVT = total − integration allowance (R-INC-09). Of a right by legislation 3 the contract
tells the total (`total_month_amount`) and what of it is IVT (`month_amount`, which
14/088 §4 lists next to the total); the integration allowance is what is left. A right
by another legislation holds none.

That `month_amount` is the IVT is how Kruispunt reads the contract, and not published:
see `integration_allowance` before you rely on the other half.

Only the DGPH pays an IVT, so only its answer is looked at. A total of 0.00 with a
`month_amount` above it is the neutral value of one that was withheld.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_client.calls.handicap import HandicapFiles, HandicapSource, Right
from kruispunt_client.housing.amount import Amount, Per, sum_of
from kruispunt_client.housing.figures import LEGISLATION_IVT, MONTHS_PER_YEAR
from kruispunt_client.housing.finding import NotKnown
from kruispunt_client.housing.reading import gaps, holds_on
from kruispunt_client.results import Answer, StatusValue

_NAME: Final = "IVT"
_RULES: Final = ("R-INC-01", "R-INC-09")


def ivt(total: Decimal, integration: Decimal) -> Decimal:
    """
    Compute the IVT from the total of the allowances.

    Args:
        total: Per month, at least `integration`.
        integration: Integration allowance per month, at least 0.

    Raises:
        NotKnown: The two cannot belong together.

    Source: R-INC-09.
    """
    if not Decimal(0) <= integration <= total:
        raise NotKnown("an integration allowance below 0 or above the total")
    return total - integration


def integration_allowance(right: Right) -> Amount:
    """
    Give the integration allowance of a right: what of the total is no IVT.

    Returns:
        Per month; not known when the total or the IVT in it was withheld.

    Source: R-INC-09; 14/088 §4, items 14 and 15.
    """
    name, total, part = "integration allowance", right.total_month_amount, _part(right)
    if right.legislation != LEGISLATION_IVT:
        return Amount.of(Per.MONTH, name, Decimal(0), "of another law", "R-INC-09")
    if part is None or total < part:
        return Amount.of(Per.MONTH, name, None, "an amount is withheld", "R-INC-09")
    return Amount.of(Per.MONTH, name, total - part, "total less IVT", "R-INC-09")


def ivt_of_right(right: Right) -> Amount:
    """
    Give the IVT of one right.

    Returns:
        Per month: total less integration allowance; the IVT itself when the total was
        withheld; not known when the IVT was.

    Source: R-INC-09.
    """
    if right.legislation != LEGISLATION_IVT:
        why = f"a right by legislation {right.legislation} holds no IVT"
        return Amount.of(Per.MONTH, _NAME, Decimal(0), why, *_RULES)
    integration, part = integration_allowance(right).value, _part(right)
    if integration is not None:
        value = ivt(right.total_month_amount, integration)
        why = "total less integration allowance"
        return Amount.of(Per.MONTH, _NAME, value, why, *_RULES)
    why = "the part that replaces income; the total is withheld"
    if part is None:
        why = "what of the total replaces income is not in the answer"
    return Amount.of(Per.MONTH, _NAME, part, why, *_RULES)


def ivt_on(answer: Answer[HandicapFiles], on: date, *, asked: bool = False) -> Amount:
    """
    Give the IVT of a person on a day.

    Args:
        answer: Of `disability.files`, asked of the DGPH with `FilePart.RIGHTS`, for
            `on` or for a period with `on` in it.
        on: The day.
        asked: Whether you asked for the rights and may see them: then an answer
            without one is a 0. The answer does not tell it.

    Returns:
        Per month. 0 when the DGPH knows nothing, or no right to an IVT holds; not known
        when it failed, was not asked, or shows no right and `asked` is not given.

    Source: R-INC-01, R-INC-09.
    """
    dgph = None if answer.data is None else answer.data.of(HandicapSource.DGPH)
    if dgph is None and (asked or gaps(answer)):
        return _whole(None if gaps(answer) else 0, "the DGPH has no file")
    if dgph is None:
        return _whole(None, "nothing is told of the DGPH: no file, or not asked")
    if dgph.status is StatusValue.NO_DATA_FOUND:
        return _whole(0, "the DGPH has no file")
    if dgph.status is not StatusValue.DATA_FOUND:
        return _whole(None, f"the DGPH failed ({dgph.code})")
    rights = () if dgph.file is None else dgph.file.rights
    if not rights and not asked:
        return _whole(None, "the DGPH shows no right: none, not asked or withheld")
    held = [(right, holds_on(right.begin_date, right.end_date, on)) for right in rights]
    parts = [
        _doubted(ivt_of_right(right), sure) for right, sure in held if sure is not False
    ]
    return sum_of(Per.MONTH, parts) if parts else _whole(0, "no right holds")


def ivt_of_year(
    answer: Answer[HandicapFiles], year: int, *, asked: bool = False
) -> Amount:
    """
    Give the IVT that a person has a right to over a year, month by month.

    Args:
        answer: Of `disability.files`, asked of the DGPH with `FilePart.RIGHTS` for the
            whole year.
        year: The income year.
        asked: As for `ivt_on`.

    Returns:
        Per year, a part per month. The right on the first day of a month counts for it.

    Source: R-INC-01, R-INC-09; our choice for the first day, as rights begin on it.
    """
    months = [date(year, month, 1) for month in range(1, MONTHS_PER_YEAR + 1)]
    found = [(first, ivt_on(answer, first, asked=asked)) for first in months]
    return sum_of(
        Per.YEAR,
        (
            Amount.of(Per.YEAR, f"{_NAME} {first:%Y-%m}", month.value, _why(month))
            for first, month in found
        ),
    ).citing(*_RULES)


def _whole(value: int | None, why: str) -> Amount:
    euros = None if value is None else Decimal(value)
    return Amount.of(Per.MONTH, _NAME, euros, why, *_RULES)


def _why(amount: Amount) -> str:
    telling = amount.unknown or amount.parts
    return "; ".join(dict.fromkeys(part.why for part in telling))


def _part(right: Right) -> Decimal | None:
    amount = right.month_amount
    return None if amount is None or amount < 0 else amount


def _doubted(amount: Amount, holds: bool | None) -> Amount:
    """Let a right that may not hold be an amount that is not known, unless it is 0."""
    if holds or amount.value == 0:
        return amount
    why = "the days of a right are not known"
    return Amount.of(Per.MONTH, _NAME, None, why, *_RULES)

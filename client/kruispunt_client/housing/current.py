"""
The replacement incomes of a month, for the current income of a tenant.

A housing company may look at the last three months, extrapolated, when the income of
the assessment is below the minimum (R-INC-12). Each function gives what one answer
tells of one month. A payment for several months, or for days of two, is not known to be
of one: the texts do not say how it is spread. Nor do they say whether holiday pay of a
pension counts.

An answer without a month is none, not asked or withheld: say `asked=True` when you
asked for it, and may see it. Wages are told by no service.

Source: R-INC-12, R-INC-16.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from kruispunt_client.calls.incapacity import IndemnityPeriods, Payment
from kruispunt_client.calls.pensioen import Betaling, Pensioen
from kruispunt_client.calls.replacement_income import Vervangingsinkomen
from kruispunt_client.housing.amount import Amount, Per, sum_of
from kruispunt_client.housing.figures import MONTHS_PER_YEAR
from kruispunt_client.housing.finding import NotKnown
from kruispunt_client.housing.incapacity import more_may_follow
from kruispunt_client.housing.income import CurrentComponent
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer, Month

MONTHS_LOOKED_AT: Final = 3
"""Source: 23/058 §68 (R-INC-12)."""

_PENSION: Final = CurrentComponent.PENSION.value
_UNEMPLOYMENT: Final = CurrentComponent.UNEMPLOYMENT.value
_INCAPACITY: Final = CurrentComponent.INCAPACITY.value


def pension_of_month(
    answer: Answer[Pensioen], month: Month, *, asked: bool = False
) -> Amount:
    """
    Give the gross pensions that were paid for a month.

    Args:
        answer: Of `pension.payments`, asked for a period with the month in it and by
            reference period.
        month: Which month.
        asked: Whether you asked for the payments of the pillars that count.

    Source: R-INC-16.
    """
    institutions = () if answer.data is None else answer.data.instellingen
    paid = [
        payment
        for institution in institutions
        for right in institution.rechten
        for payment in right.betalingen
        if payment.begin_maand <= month <= payment.einde_maand
    ]
    return _month(_PENSION, map(_pension, paid), answer, month, asked=asked)


def unemployment_benefit_of_month(
    answer: Answer[Vervangingsinkomen], month: Month, *, asked: bool = False
) -> Amount:
    """
    Give the unemployment benefits that were paid for a month.

    Args:
        answer: Of `unemployment.income`, asked for the `sums` of a period with the
            month in it, and not `limited`.
        month: Which month.
        asked: Whether that is what you asked.

    Source: R-INC-16; Protocol WiV–Wonen in Limburg art. 3 (unemployment).
    """
    sums = () if answer.data is None else answer.data.uitbetaalde_sommen
    paid = (
        _known(_UNEMPLOYMENT, each.uitbetaald_bedrag, f"paid for {month}")
        for each in sums
        if each.jaar_maand == month
    )
    return _month(_UNEMPLOYMENT, paid, answer, month, asked=asked)


def incapacity_benefit_of_month(
    answer: Answer[IndemnityPeriods], month: Month
) -> Amount:
    """
    Give the incapacity benefits that were paid for a month, less what was recovered.

    Args:
        answer: Of `incapacity.periods`, about the quarter of the month.
        month: Which month.

    Source: R-INC-16; 23/058 §6, §68.
    """
    data = answer.data
    quarter = f"{month.year}Q{(month.month + 2) // 3}"
    if data is not None and data.attestation.year_quarter != quarter:
        why = f"the answer is about {data.attestation.year_quarter}, not {quarter}"
        return _known(_INCAPACITY, None, why).citing("R-INC-16")
    paid = (
        _incapacity(payment, month)
        for period in (() if data is None else data.allowances)
        for payment in period.payments
        if payment.begin_date <= month.last and month.first <= payment.end_date
    )
    found = _month(_INCAPACITY, paid, answer, month, asked=True)
    if more_may_follow(answer, month.last):
        why = "the quarter is not over: more may follow"
        return sum_of(Per.MONTH, [found, _known(_INCAPACITY, None, why)])
    return found


def extrapolated(months: Sequence[Amount]) -> Amount:
    """
    Give the current income over a year, from that of the last three months.

    Args:
        months: What each of the three came to.

    Returns:
        Per year: four times their sum, in parts.

    Raises:
        NotKnown: There are not three, or one is not counted over a month.

    Source: R-INC-12.
    """
    if len(months) != MONTHS_LOOKED_AT:
        raise NotKnown(f"{len(months)} months, where {MONTHS_LOOKED_AT} are looked at")
    whole, times = sum_of(Per.MONTH, months), MONTHS_PER_YEAR // MONTHS_LOOKED_AT
    parts = (
        Amount.of(
            Per.YEAR,
            part.name,
            None if part.value is None else part.value * times,
            f"{part.why}; extrapolated",
        )
        for part in whole.parts
    )
    return sum_of(Per.YEAR, parts).citing(
        "R-INC-12", *(rule.id for rule in whole.cited)
    )


def _pension(payment: Betaling) -> Amount:
    if payment.vakantiebedrag:
        why = f"holiday pay of {payment.bedrag_bruto}; the texts do not say it counts"
        return _known(_PENSION, None, why)
    if payment.begin_maand != payment.einde_maand:
        months = f"{payment.begin_maand} to {payment.einde_maand}"
        why = f"{payment.bedrag_bruto} was paid for {months} at once"
        return _known(_PENSION, None, why)
    return _known(_PENSION, payment.bedrag_bruto, f"paid for {payment.begin_maand}")


def _incapacity(payment: Payment, month: Month) -> Amount:
    inside = month.first <= payment.begin_date and payment.end_date <= month.last
    if not inside:
        why = "a payment is for days of another month too"
        return _known(_INCAPACITY, None, why)
    why = "an amount is withheld" if payment.amount is None else f"paid for {month}"
    return _known(_INCAPACITY, payment.amount, why)


def _month(
    name: str, paid: Iterable[Amount], answer: Answer[Any], month: Month, *, asked: bool
) -> Amount:
    """
    Add up what was paid.

    Nothing is 0 only if it was asked, nothing failed, and the month is over.
    """
    over = month.last < answer.asked.received
    parts = _with_gaps(name, tuple(paid), answer, asked=asked, over=over)
    return sum_of(Per.MONTH, parts).citing("R-INC-16")


def _with_gaps(
    name: str, paid: tuple[Amount, ...], answer: Answer[Any], *, asked: bool, over: bool
) -> Iterator[Amount]:
    yield from paid
    missing = gaps(answer)
    if missing:
        yield _known(name, None, "; ".join(missing))
    elif not paid and asked and not over:
        yield _known(name, None, "the month is not over: more may follow")
    elif not paid and asked:
        yield _known(name, Decimal(0), "nothing was paid for the month")
    elif not paid:
        yield _known(name, None, "nothing is told: none, not asked or withheld")


def _known(name: str, value: Decimal | None, why: str) -> Amount:
    return Amount.of(Per.MONTH, name, value, why)

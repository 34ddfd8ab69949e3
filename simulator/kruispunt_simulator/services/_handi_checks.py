"""
What both versions of HandiService check on a question.

Source: `_error-codes` 3, family Handi.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding

MAX_PAYMENT_YEARS: Final = 2
"""HAN00020: payments of at most two years per question."""


def check_order(begin: date, end: date) -> tuple[Finding, ...]:
    """Find out whether a period ends after it begins; one finding or none."""
    if begin <= end:
        return ()
    return (
        Finding(
            check="handi.period-in-order",
            fault="handi.period-order",
            requirement="HandiService: HAN00021, period not ascending",
            expected="the first day not after the last",
            actual=f"{begin} to {end}",
        ),
    )


def check_payment_period(begin: date, end: date) -> tuple[Finding, ...]:
    """Find out whether payments may be asked over a period; one finding or none."""
    return check_order(begin, end) or _check_length(begin, end)


def check_something_asked(
    name: str, flags: tuple[bool, ...], expected: str
) -> tuple[Finding, ...]:
    """
    Find out whether something is asked; one finding or none.

    Args:
        name: What the flags belong to, for the id of the check.
        flags: As they were given; none at all when nothing was named.
        expected: In words.

    Source: our choice, because the list of codes says "nothing asked" (HAN00022) and
    "all flags false" (HAN00023) and no more.
    """
    if any(flags):
        return ()
    return (
        Finding(
            check=f"handi.{name}-asked",
            fault="handi.all-flags-false" if flags else "handi.nothing-asked",
            requirement="HandiService: HAN00022 nothing asked, HAN00023 all false",
            expected=expected,
            actual="all are false" if flags else f"{name} is empty",
        ),
    )


def _check_length(begin: date, end: date) -> tuple[Finding, ...]:
    first_day_too_many = (begin.month, begin.day)
    years = end.year - begin.year
    too_long = years > MAX_PAYMENT_YEARS or (
        years == MAX_PAYMENT_YEARS and (end.month, end.day) >= first_day_too_many
    )
    if not too_long:
        return ()
    return (
        Finding(
            check="handi.period-length",
            fault="handi.period-too-long",
            requirement="HandiService: HAN00020, payment period above 2 years",
            expected=f"less than {MAX_PAYMENT_YEARS} years from {begin}",
            actual=f"{begin} to {end}",
        ),
    )

"""
Of which year the income is, and how old its assessment may be.

Source: R-INC-02, R-INC-03, R-INC-04.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_client.housing.figures import (
    ASSESSMENT_MAX_AGE_YEARS,
    OLD_RENOVATION_YEARS_BACK,
)
from kruispunt_client.housing.finding import Finding
from kruispunt_client.housing.schemes import Scheme

_MAX_AGE: Final = {
    Scheme.RENT_SUBSIDY: "R-INC-03",
    Scheme.ADAPTATION_PREMIUM: "R-INC-03",
    Scheme.SOCIAL_RENT: "R-INC-04",
}
"""The schemes of which the texts give a greatest age."""


def income_year(
    scheme: Scheme, applied: date, latest_assessed: int | None
) -> int | None:
    """
    Give the year of which the income counts.

    Args:
        scheme: What is applied for.
        applied: Day of the application.
        latest_assessed: Income year of the latest available assessment; None: not
            known.

    Returns:
        None when it is that of an assessment that is not known.

    Source: R-INC-02; for social rent R-INC-04.
    """
    if scheme is Scheme.RENOVATION_PREMIUM_2021:
        return applied.year - OLD_RENOVATION_YEARS_BACK
    return latest_assessed


def assessment_is_recent_enough(scheme: Scheme, income_year: int, on: date) -> Finding:
    """
    Find out whether an assessment is not about too old an income.

    Args:
        scheme: What is applied for.
        income_year: Of the assessment.
        on: Day of the application, or of a new calculation of the rent subsidy.

    Returns:
        Not known for a scheme of which the texts give no greatest age; for the
        renovation premium of 2021 whether it is the one year that counts.

    Source: R-INC-02, R-INC-03, R-INC-04.
    """
    facts = {"income_year": income_year, "years": on.year - income_year}
    if income_year >= on.year:
        why = f"income of {income_year} cannot be assessed by {on}"
        return Finding.of(False, why, "R-INC-02", **facts)
    if scheme is Scheme.RENOVATION_PREMIUM_2021:
        year = on.year - OLD_RENOVATION_YEARS_BACK
        why = f"income of {income_year}, where that of {year} counts"
        return Finding.of(income_year == year, why, "R-INC-02", **facts)
    rule = _MAX_AGE.get(scheme)
    if rule is None:
        why = "the texts give no greatest age for this scheme"
        return Finding.of(None, why, "R-INC-02", **facts)
    enough = on.year - income_year <= ASSESSMENT_MAX_AGE_YEARS
    than = "at most" if enough else "more than"
    why = f"income of {than} {ASSESSMENT_MAX_AGE_YEARS} years before"
    return Finding.of(enough, why, rule, **facts)


def assessment_is_dated_in_time(dated: date | None, notified: date) -> Finding:
    """
    Find out whether an assessment is not from after the decision was notified.

    Args:
        dated: Day of entry on the tax roll; None: not known.
        notified: Day on which the decision about the rent subsidy was notified.

    Source: R-INC-03, last sentence (5.163).
    """
    if dated is None:
        return Finding.of(None, "the date of the assessment is not known", "R-INC-03")
    in_time = dated <= notified
    why = f"dated {dated}, {'not ' if in_time else ''}after the notification"
    return Finding.of(in_time, why, "R-INC-03", dated=dated)

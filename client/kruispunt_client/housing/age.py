"""How old somebody is on a day, also when the day of birth is known in part only."""

from __future__ import annotations

from datetime import date

from kruispunt_client.housing.figures import CHILD_MAX_AGE, MAJORITY_AGE
from kruispunt_client.housing.finding import Finding
from kruispunt_client.housing.reading import bounds
from kruispunt_client.results import PartialDate

Born = date | PartialDate | None
"""Day of birth, as far as it is known."""


def ages_on(born: date | PartialDate, on: date) -> tuple[int, int]:
    """
    Give the least and the greatest age that somebody can have on a day.

    Args:
        born: Partly known or neutral (1900-01-01): then they differ.
        on: The day. Who is born on 29 February is a year older on 1 March.

    Returns:
        Years; less than 0 for who was not born yet.
    """
    earliest, latest = bounds(born)
    return _years(latest, on), _years(earliest, on)


def is_minor(born: Born, on: date) -> Finding:
    """
    Find out whether somebody is born and not yet 18 on a day.

    Source: "minderjarig" in 5.163 and the others, and `MAJORITY_AGE`.
    """
    return _younger(born, on, MAJORITY_AGE, "R-PTL-01")


def is_of_age_for_care_supplement(
    born: Born, on: date, *, include_last: bool = False
) -> Finding:
    """
    Find out whether a child is from 0 to 21 years old on the reference date.

    Args:
        born: Day of birth.
        on: The reference date.
        include_last: Whether who is 21 is still one.

    Source: R-ZT-03.
    """
    return _younger(born, on, CHILD_MAX_AGE + include_last, "R-ZT-03")


def _younger(born: Born, on: date, years: int, rule: str) -> Finding:
    if born is None:
        return Finding.of(None, "the day of birth is not known", rule, born=None)
    least, most = ages_on(born, on)
    if most < 0:
        return Finding.of(False, "not born yet on the day", rule, age=None)
    if least >= 0 and most < years:
        return Finding.of(True, f"younger than {years} on the day", rule, age=least)
    if least >= years:
        return Finding.of(False, f"{years} or older on the day", rule, age=least)
    why = "the day of birth is known in part, and not enough of it"
    return Finding.of(None, why, rule, at_least=least, at_most=most)


def _years(born: date, on: date) -> int:
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (not had_birthday)

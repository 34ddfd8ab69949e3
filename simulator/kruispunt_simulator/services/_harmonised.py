"""
The four harmonised statuses of a disability, and the one answer for them together.

| status | holds when                                              | who can tell |
| ------ | ------------------------------------------------------- | ------------ |
| A      | self-reliance reduced by at least 9 points              | adults       |
| B      | earning capacity reduced to one third or less           | dgph         |
| C      | a child with at least 4 points in pillar 1              | children     |
| D      | at least 66 % disabled, in body or mind, by older rules | dgph         |

Nothing of this stands in a person's file: it follows from the recognitions of the five
sources of 22/004 §2, on the days on which they hold, first and last day included. Other
tests stay apart: a child with 6 points in total and 3 in pillar 1 has the care
supplement (R-ZT-01), and not status C.

- Points that were not added up count as the sum of those that are known.
- The percentage of a child is known as a class (`disabilityCode`), of which 2 begins at
  66 %. Source: `_code-lists` 3.
- Earning capacity is that of an adult. Source: our choice, because `inabilityToWork` of
  a child says nothing of a third.
- The health insurance funds (NicCin) recognise too, but 22/004 does not name them.

Source: 22/004 §2, §4, §15, §27 (rules R-HS-01 to R-HS-06, R-SD-02).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import OpenPeriod

SELF_RELIANCE_MIN_POINTS: Final = 9
CHILD_PILLAR_1_MIN: Final = 4
PERMANENT_DISABILITY_MIN_PERCENT: Final = 66
_CODE_FROM_66_PERCENT: Final = 2

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dgph": "dgph",
        "kind-en-gezin": "kind_en_gezin",
        "iriscare": "iriscare",
        "aviq": "aviq",
        "dsl": "dsl",
    }
)
"""Name in `sources.SOURCES`, and section of the person's file."""

Recognition = Any
"""One of the classes of `people.recognition`; each source has its own."""


def has_self_reliance_reduced(recognition: Recognition) -> bool:
    """Find out whether an adult lost at least 9 points of self-reliance (status A)."""
    adult = getattr(recognition, "result_recognition_adult", None)
    if adult is None:
        return False
    points = adult.diminuation_independence
    total = points.total_points
    if total is None:
        parts = (getattr(points, name) for name in type(points).model_fields)
        total = sum(part for part in parts if part is not None)
    return bool(total >= SELF_RELIANCE_MIN_POINTS)


def has_earning_capacity_reduced(recognition: Recognition) -> bool:
    """Find out whether an adult can earn a third or less (status B)."""
    adult = getattr(recognition, "result_recognition_adult", None)
    return bool(getattr(adult, "diminuation_earnings", None))


def is_child_with_disability(recognition: Recognition) -> bool:
    """Find out whether a child has at least 4 points in pillar 1 (status C)."""
    child = getattr(recognition, "result_recognition_child", None)
    pillars = getattr(child, "pillars", None)
    return bool(((pillars and pillars.pillar1) or 0) >= CHILD_PILLAR_1_MIN)


def is_two_thirds_disabled(recognition: Recognition) -> bool:
    """Find out whether somebody is at least 66 % disabled, older rules (status D)."""
    child = getattr(recognition, "result_recognition_child", None)
    code = getattr(child, "disability_code", None) or 0
    adult = getattr(recognition, "result_recognition_adult", None)
    parts = getattr(adult, "unsuitability", None)
    percentages = (
        (parts.mental_unsuitability, parts.physical_unsuitability) if parts else ()
    )
    return code >= _CODE_FROM_66_PERCENT or any(
        (percentage or 0) >= PERMANENT_DISABILITY_MIN_PERCENT
        for percentage in percentages
    )


TESTS: Final[Mapping[str, Callable[[Recognition], bool]]] = MappingProxyType(
    {
        "DISABILITY_SELF_RELIANCE": has_self_reliance_reduced,
        "DISABILITY_EARNING_CAPACITY": has_earning_capacity_reduced,
        "DISABILITY_CHILD": is_child_with_disability,
        "DISABILITY_66_PERCENT": is_two_thirds_disabled,
    }
)
"""
Status by name, in the order A to D.

Source: our choice of names, after those that were seen (BIM_BVT_IN_FAMILY): names are
agreed per project, and these are not public.
"""

ANY_OF_FOUR: Final = "DISABILITY_ANY_OF_FOUR"
"""The four together: one yes or no. Source: 22/004 §4, §23; our choice of name."""

NAMES: Final = (*TESTS, ANY_OF_FOUR)


def periods(
    name: str, files: Iterable[Any], person: Person, today: date
) -> tuple[OpenPeriod, ...]:
    """
    Give the periods in which a status holds.

    Args:
        name: One of `NAMES`.
        files: What the sources hold about the person; None where one holds nothing.
        person: No status outlives the person.
        today: Recognitions that were decided later are not known yet.

    Returns:
        By first day; they may overlap. Empty when the status never holds.
    """
    tests = tuple(TESTS.values()) if name == ANY_OF_FOUR else (TESTS[name],)
    found = (
        _until_death(recognition.recognition_status.period, person.identity.deceased)
        for file in files
        for recognition in getattr(file, "handicap_recognitions", ())
        if recognition.recognition_status.date_of_decision <= today
        and any(holds(recognition) for holds in tests)
    )
    kept = (period for period in found if period is not None)
    return tuple(sorted(kept, key=lambda period: period.begin_date))


def _until_death(period: OpenPeriod, deceased: date | None) -> OpenPeriod | None:
    if deceased is None or deceased >= (period.end_date or date.max):
        return period
    if deceased < period.begin_date:
        return None
    return OpenPeriod(begin_date=period.begin_date, end_date=deceased)

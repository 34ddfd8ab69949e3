"""
How an answer is read with care: what is missing, and what was made neutral.

The law withholds. What a contract demands and nobody may have is on the wire as a
neutral value, and that must not be taken for data:

| neutral value | stands for | told apart |
| --- | --- | --- |
| a date of 1900-01-01 or 0000-00-00 | a day | yes: no recognition is that old |
| `-` | a code or word | yes |
| a number of zeroes | a person, a fund, a centre | yes |
| 0.00 as the total of the allowances | an amount | when a part of it is more |
| 0, false or `0` in a flag or a category | itself, as well | no: no rule uses those |
| an element that is absent | none, not asked or withheld | no: never a no by itself |

An answer in which a source failed is not complete; nor is one that a warning says is
cut off, or without a source that this party may not ask. Of such an answer a yes stays
a yes, and a no is not known.

Source: our choice for the neutral values (`kruispunt_law/wire`); `_error-codes`,
`_behaviour` 2.2 for the warnings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kruispunt_client.results import NOTHING_FOUND, Answer, PartialDate, StatusValue

NO_DAY: Final = date(1900, 1, 1)
"""A day that stands for none."""

NO_WORD: Final = "-"
"""A word that stands for none."""

CUT_OFF: Final = "30030"
"""MAGDA: the list of household members was cut off."""

WARNED_GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        CUT_OFF: "the list in the answer is cut off",
        "40006": "a source may not be asked by this party",
    }
)
"""Warnings by which something is missing, though no source failed."""


def gaps(answer: Answer[Any]) -> tuple[str, ...]:
    """
    Say what is missing from an answer.

    Returns:
        A sentence for each gap; empty when every source answered.
    """
    found = []
    if answer.status and answer.status.value is StatusValue.INCOMPLETE_DATA:
        found.append(f"a source of the answer failed ({answer.status.code})")
    for remark in answer.warnings:
        if remark.code in WARNED_GAPS:
            found.append(WARNED_GAPS[remark.code])
        elif remark.type == "FOUT" and remark.code not in NOTHING_FOUND:
            found.append(f"{remark.origin or 'a source'} failed ({remark.code})")
    return tuple(dict.fromkeys(found))


def is_number(text: str | None) -> bool:
    """Find out whether a number is one, and not a row of zeroes."""
    return bool(text) and set(text or "") != {"0"}


def holds_on(
    begin: date | PartialDate | None, end: date | PartialDate | None, on: date
) -> bool | None:
    """
    Find out whether a period covers a day; first and last day are in it.

    Args:
        begin: None or neutral: not known.
        end: None: open, as far as the answer tells. Neutral: not known.
        on: The day.

    Returns:
        None when what is not known decides.
    """
    ended = False if end is None else _is_before(end, on)
    begun = None if begin is None else _not(_is_after(begin, on))
    if ended or begun is False:
        return False
    return None if ended is None or begun is None else True


def _is_before(day: date | PartialDate, on: date) -> bool | None:
    first, last = bounds(day)
    return True if last < on else False if first >= on else None


def _is_after(day: date | PartialDate, on: date) -> bool | None:
    first, last = bounds(day)
    return True if first > on else False if last <= on else None


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def bounds(day: date | PartialDate) -> tuple[date, date]:
    """Give the first and the last day that it can be; a neutral one can be any."""
    if isinstance(day, PartialDate):
        day = day.exact or day
    if isinstance(day, PartialDate):
        return day.earliest, day.latest
    return (date.min, date.max) if day == NO_DAY else (day, day)

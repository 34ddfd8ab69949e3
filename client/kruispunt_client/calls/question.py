"""A question as the typed calls put it, and the checks before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from kruispunt_client.envelope import Fields, check_number
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Answer

T = TypeVar("T")

Period = tuple[date, date]
"""First and last day, both included."""

_QUARTER = re.compile(r"[12][0-9]{3}Q[1-4]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question about one person, before it has references."""

    service: str
    version: str
    operation: str
    content: Fields
    """MAGDA: what follows `Referte` in `Vraag`. KSZ: the content of `criteria`."""
    subject: str
    """The person asked about."""
    user: str
    """The natural person who asks."""

    def __post_init__(self) -> None:
        """Refuse numbers that are none."""
        check_number("person", self.subject)
        check_number("user", self.user)


class Line(Protocol):
    """Where a question can be asked; `Connection` is one."""

    def ask(self, question: Question, read: Callable[[Any], T | None]) -> Answer[T]:
        """
        Ask, verify, log, and read the data.

        Args:
            question: References and context are added.
            read: From the reply as zeep gives it (`Repliek`, or the KSZ response) to
                the data, None if there are none; not called when the status says so.
        """


def moment(on: date | None, period: Period | None) -> date | Period:
    """
    Choose between a day and a period.

    Raises:
        InvalidRequest: Not exactly one is given, or the period ends before it begins.
    """
    if (on is None) == (period is None):
        raise InvalidRequest("give either `on` (one day) or `period` (first, last)")
    if period is None:
        assert on is not None  # noqa: S101 - for mypy; the line above says so
        return on
    begin, end = period
    if end < begin:
        raise InvalidRequest(f"period: ends on {end}, before it begins on {begin}")
    return begin, end


def quarter(text: str) -> str:
    """
    Check a quarter.

    Raises:
        InvalidRequest: Not a year, Q and 1 to 4, such as `2024Q3`.
    """
    if not _QUARTER.fullmatch(text):
        raise InvalidRequest("quarter: expected a form such as 2024Q3")
    return text

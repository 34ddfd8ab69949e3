"""
A question as the typed calls put it, and the checks before anything is sent.

A typed call is a function that gives a `Call`: what would be asked, and how the answer
is read. Nothing is sent by making one; a `Connection` or an `AsyncConnection` asks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from kruispunt_client.envelope import Fields, check_number
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.settings import Party

T = TypeVar("T")

Period = tuple[date, date]
"""First and last day, both included."""

_QUARTER = re.compile(r"[12][0-9]{3}Q[1-4]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, about one person or about none, before it has references."""

    service: str
    version: str
    operation: str
    content: Fields | Callable[[Party], Fields]
    """MAGDA: what follows `Referte` in `Vraag`. KSZ: the content of `criteria`, or what
    follows `legalContext` where the service has no such element. A function makes it
    from the sender, for the few questions that repeat who asks."""
    subject: str | None
    """The person asked about; None: an enterprise, a parcel, or nobody."""
    user: str | None = None
    """The natural person who asks; None: that of the connection."""
    changes: bool = False
    """Whether it changes something there: asking it twice is not the same as once."""

    def __post_init__(self) -> None:
        """Refuse numbers that are none."""
        if self.subject is not None:
            check_number("person", self.subject)
        if self.user is not None:
            check_number("user", self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Generic[T]):
    """One contract by which something can be asked, and how its answer is read."""

    question: Question
    read: Callable[[Any], T | None]
    """From the tree of the reply (`Repliek`, the KSZ response or the SSDN reply) to the
    data, None if there are none; not called when the status says so."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """Something that can be asked: in the contract of one platform, or of several."""

    ways: tuple[Way[T], ...]
    """The hop decides which; at least one."""


def one_way(question: Question, read: Callable[[Any], T | None]) -> Call[T]:
    """Give the call that only one contract can ask."""
    return Call((Way(question=question, read=read),))


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
    if not (isinstance(text, str) and _QUARTER.fullmatch(text)):
        raise InvalidRequest("quarter: expected a form such as 2024Q3")
    return text

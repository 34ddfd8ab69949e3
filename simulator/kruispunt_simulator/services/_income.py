"""
A tax assessment as both platforms tell it: with the partner, if there is one.

Source: `people/income.py`; `_behaviour` 2.9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.income import (
    IPCAL,
    ItemValue,
    TaxAssessment,
    is_holder,
)
from kruispunt_simulator.sources import Sources

SOURCE: Final = "fod-fin"

Choose = Callable[[tuple[TaxAssessment, ...]], TaxAssessment | None]
"""Picks one of a person's assessments, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """One assessment, seen from one of those whom it taxes."""

    person: Identity
    partner: Identity | None
    assessment: TaxAssessment
    partners_items: Mapping[str, ItemValue]

    @property
    def is_joint(self) -> bool:
        """Whether two persons are taxed together."""
        return self.assessment.partner is not None

    @property
    def is_holder(self) -> bool:
        """Whether the person comes first (A, PRIMARY) of the two, or is alone."""
        return is_holder(self.person, self.partner)

    def of_holder(self, code: str) -> ItemValue | None:
        """Give an item under letter A: shared, or that of the holder."""
        mine = self.assessment.items
        if IPCAL[code].joint or self.is_holder:
            return mine.get(code)
        return self.partners_items.get(code)

    def of_second(self, code: str) -> ItemValue | None:
        """Give an item under letter B: that of the second person."""
        if IPCAL[code].joint or not self.is_joint:
            return None
        items = self.partners_items if self.is_holder else self.assessment.items
        return items.get(code)


def assessed(sources: Sources, person: Person, choose: Choose) -> Assessed | None:
    """
    Ask the finance service for one assessment.

    Args:
        sources: Of the platform that answers.
        person: Whose; not the partner.
        choose: Which one.

    Raises:
        SourceUnavailable: The source does not answer.
    """
    held = sources.ask(SOURCE, person.ssin)
    assessment = choose(held.income) if held is not None else None
    if assessment is None:
        return None
    partner = None
    if assessment.partner is not None:
        partner = sources.ask(SOURCE, assessment.partner)
    items: Mapping[str, ItemValue] = {}
    for each in partner.income if partner is not None else ():
        if each.income_year == assessment.income_year:
            items = each.items
    return Assessed(
        person=person.identity,
        partner=partner.identity if partner is not None else None,
        assessment=assessment,
        partners_items=items,
    )


def of_year(year: int, today: date) -> Choose:
    """Choose the assessment of an income year, once it is on the roll."""

    def choose(held: tuple[TaxAssessment, ...]) -> TaxAssessment | None:
        known = (each for each in held if each.enrolled <= today)
        return next((each for each in known if each.income_year == year), None)

    return choose


def as_written(code: str, value: ItemValue) -> str:
    """
    Write an item: euros as a whole number of cents, the rest as it is.

    >>> as_written("7555", Decimal("24150.5"))
    '2415050'
    >>> as_written("1030", 2)
    '2'
    """
    if IPCAL[code].kind == "euros":
        return str(int(Decimal(value) * 100))
    return str(value)

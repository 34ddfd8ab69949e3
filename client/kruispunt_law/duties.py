"""
What the parties of an act owe each other to tell: data quality, breaches, changes.

No message of the chain carries it; it goes between people. Who must tell whom what, and
how long the other then has, is law all the same.

Source: `duties.yaml`, each with its citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Self

from kruispunt_contracts.yamlfile import load_model
from pydantic import Field, model_validator

from kruispunt_law.shape import Frozen

DUTIES: Final = Path(__file__).parent / "duties.yaml"


class Duty(Frozen):
    """One thing that one party must tell another at once."""

    says: str
    between: tuple[str, str]
    """Party ids: who tells, and who is told."""
    mutual: bool = False
    """Whether it holds the other way round as well."""
    kinds: tuple[str, ...] = ()
    """What may be the matter, in words of the act; empty: one thing only."""
    about_a_person: bool = False
    """Whether it is about one person, who is named by number."""
    through: str | None = None
    """Role of those who tell and hear it; None: the act names none."""
    findings_days: int | None = Field(default=None, gt=0)
    """Days in which the other finds out what is the matter; None: no number."""
    measures_days: int | None = Field(default=None, gt=0)
    """Days in which the other takes measures; None: no number."""
    act: str
    """Id of the act."""
    cited: str

    @model_validator(mode="after")
    def _between_two(self) -> Self:
        if self.between[0] == self.between[1]:
            raise ValueError("nobody owes a notice to itself")
        return self

    def receiver(self, sender: str) -> str | None:
        """Give who must be told by a party; None when it owes nothing here."""
        first, second = self.between
        if sender == first:
            return second
        return first if self.mutual and sender == second else None

    def due(self, on: date) -> Mapping[str, date]:
        """
        Give the last days that follow from a notice, by what must be done.

        Args:
            on: Day of the notice, from which both terms count (our reading).
        """
        terms = {"findings": self.findings_days, "measures": self.measures_days}
        return {
            step: on + timedelta(days=days)
            for step, days in terms.items()
            if days is not None
        }


class _File(Frozen):
    duties: Mapping[str, Duty]


@cache
def duties() -> Mapping[str, Duty]:
    """The duties that come with Kruispunt, by name; read once."""
    return load_duties()


def load_duties(path: Path = DUTIES) -> Mapping[str, Duty]:
    """
    Read a file of duties.

    Raises:
        ConfigurationError: It does not fit the schema.
    """
    return load_model(path, _File).duties

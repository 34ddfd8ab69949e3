"""
Where a social tenant stands with the language obligation (level A2), as the Agency for
Integration and Civic Integration knows it.

Tests belong to the person; exemption and postponement belong to the file of one housing
company. Where the tenant stands is not in the file: it follows, on the day that is
asked about, from what was decided or passed by then.

Source: contract sheet `magda-geefdossiervmsw-01.00`; field catalogue, section 7.10;
Protocol WiV–Wonen in Limburg art. 3 (language).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import FOREVER, Section

Level = Literal["A1", "A2"]


class Organisation(Section):
    """A housing company, or a body where tests are taken."""

    name: str = Field(min_length=1, max_length=120)
    number: str | None = Field(default=None, pattern=r"^[0-9]{10}$")
    """Enterprise number."""
    internal_number: str = Field(min_length=1, max_length=120)


class LanguageTest(Section):
    """One test: of a level as a whole, or of one skill at that level."""

    level: Level
    skill: Literal[
        "overall", "listening", "reading", "speaking", "conversing", "writing"
    ] = "overall"
    taken: datetime
    passed: bool
    body: Organisation
    remark: str | None = Field(default=None, min_length=1)


class Exemption(Section):
    """Who need not reach the level, and why."""

    reason: str = Field(min_length=1, max_length=80)
    decided: datetime


class Postponement(Section):
    """Who may reach the level later, and why."""

    reason: str = Field(min_length=1, max_length=80)
    decided: datetime
    until: date | None = None
    """Last day; None: until further notice."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.decided.date():
            raise ValueError("is over before it is decided")
        return self

    def holds(self, on: date) -> bool:
        """Find out whether it is decided and not over on a day."""
        return self.decided.date() <= on <= (self.until or FOREVER)


class TenantFile(Section):
    """The language obligation of a tenant at one housing company."""

    id: str = Field(min_length=1, max_length=120)
    company: Organisation
    opened: datetime
    """When the obligation began to count."""
    exemption: Exemption | None = None
    postponements: tuple[Postponement, ...] = ()


class Language(Section):
    """Tests of one person, and the files of the housing companies."""

    tests: tuple[LanguageTest, ...] = ()
    files: tuple[TenantFile, ...] = ()

    @model_validator(mode="after")
    def _one_file_per_company(self) -> Self:
        companies = [file.company.internal_number for file in self.files]
        if len(set(companies)) != len(companies):
            raise ValueError("two files of one housing company")
        return self

    def tests_by(self, on: date) -> tuple[LanguageTest, ...]:
        """Give the tests that were taken by a day, oldest first."""
        taken = (test for test in self.tests if test.taken.date() <= on)
        return tuple(sorted(taken, key=lambda test: test.taken))

    def reached(self, level: Level, on: date) -> LanguageTest | None:
        """Find the test by which a level was first reached as a whole, if it was."""
        return next(
            (
                test
                for test in self.tests_by(on)
                if test.passed and test.skill == "overall" and test.level == level
            ),
            None,
        )

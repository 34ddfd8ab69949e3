"""
What the regional employment services hold about a job seeker.

Each service keeps its own file: how to reach the person, and when he or she was
registered. Of the VDAB there is more: how it classifies the person, and which trainings
fit the way to work.

That a tenant meets the obligation to be registered is no fact of its own: it follows
from the registration at the VDAB and, where there is none, from what is known of work
and of incapacity.

Source: contract sheets `magda-geefinschrijvingwerkzoekende-01.00` and
`magda-geefwerkzoekende-02.00`; Protocol WiV–Wonen in Limburg art. 3 (VDAB), 23/058 §67.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import FOREVER, Dated, Section
from kruispunt_simulator.people.identity import BelgianAddress

ThreeDigits = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
Described = Annotated[str, Field(min_length=1, max_length=100)]


class Category(Section):
    """A code of three digits with what it means."""

    code: ThreeDigits
    nl: Described | None = None
    fr: Described | None = None
    de: Described | None = None


class Phone(Section):
    """A telephone number."""

    number: str = Field(min_length=9, max_length=20)
    fixed: bool | None = None


class Contact(Section):
    """How a service reaches the person."""

    address: BelgianAddress | None = None
    """None, without a foreign one: the main residence."""
    foreign_address: str | None = None
    phones: tuple[Phone, ...] = Field(default=(), max_length=2)
    email: str | None = Field(default=None, pattern=r"^[^@]+@[^.]+\..+$")
    updated: datetime | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if self.address is not None and self.foreign_address is not None:
            raise ValueError("a Belgian and a foreign address; the wire takes one")
        return self


class Inscription(Section):
    """One registration as a job seeker."""

    registered: datetime
    """Local time in Belgium."""
    until: date | None = None
    """Last day; None: still registered."""
    categories: tuple[Category, ...] = Field(min_length=1, max_length=2)
    """Of the service itself."""
    rva_categories: tuple[Category, ...] = Field(default=(), max_length=2)
    eurostat: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.registered.date():
            raise ValueError(f"ends on {self.until}, before {self.registered.date()}")
        return self

    def overlaps(self, begin: date, end: date) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        return self.registered.date() <= end and begin <= (self.until or FOREVER)


class EmploymentServiceFile(Section):
    """The file of one regional service."""

    contact: Contact | None = None
    inscriptions: tuple[Inscription, ...] = ()

    def registered(self, begin: date, end: date) -> tuple[Inscription, ...]:
        """Give the registrations of which a day lies in the period, oldest first."""
        held = [each for each in self.inscriptions if each.overlaps(begin, end)]
        return tuple(sorted(held, key=lambda each: each.registered))


class Classification(Dated):
    """A class of job seekers, by one way to classify."""

    type: Literal["FIN_VO", "DGB"]
    """Probably: for the funding of adult education, or for target groups."""
    code: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=255)


class TrainingFit(Dated):
    """Whether a training at an institution fits the way to work."""

    training: int
    institution: str
    assessed: date
    code: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=255)


class VdabFile(EmploymentServiceFile):
    """The file of the VDAB."""

    classifications: tuple[Classification, ...] = ()
    trainings: tuple[TrainingFit, ...] = ()


class JobSeeker(Section):
    """The files of the four services; one that is absent, the service has not."""

    vdab: VdabFile | None = None
    actiris: EmploymentServiceFile | None = None
    forem: EmploymentServiceFile | None = None
    adg: EmploymentServiceFile | None = None

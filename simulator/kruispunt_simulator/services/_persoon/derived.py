"""
Records that stand in no file as such: they follow from identity, addresses and from the
files of others. Shaped as the records of `people/registers`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from pydantic import Field

from kruispunt_simulator.people.household import Membership
from kruispunt_simulator.people.identity import FictitiousSsin
from kruispunt_simulator.people.registers.birth import Birth, Death
from kruispunt_simulator.people.registers.common import (
    Code,
    Coded,
    DeedNumber,
    Place,
    Record,
    Reference,
    RegisteredPlace,
    Text,
)

R = TypeVar("R", bound=Record)


def derive(
    kind: type[R], begin: date | str, end: date | str | None = None, /, **fields: Any
) -> R:
    """Make a record out of what was checked when the files were loaded."""
    return kind.model_construct(begin=begin, end=end, **fields)


class Sex(Record):
    """The sex, as a code."""

    sex: Code = Field(serialization_alias=".")


class SexChange(Record):
    """A change of the sex in the register."""

    sex: Code = Field(serialization_alias="Geslacht")
    text: Text = Field(serialization_alias="Tekst")


class Status(Record):
    """Who keeps the file, or why nobody does, as a code."""

    status: Code = Field(serialization_alias=".")


class Entry(Record):
    """In which register, as a code."""

    entry: Code = Field(serialization_alias=".")


class Keeper(Record):
    """The municipality that keeps the file (`Beheerder`)."""

    place: RegisteredPlace = Field(serialization_alias="Plaats")
    fusion: Code | None = Field(default=None, serialization_alias="Fusie")
    language_regime: Code | None = Field(default=None, serialization_alias="Taalregime")


class OtherFile(Record):
    """Another file about the same person."""

    number: FictitiousSsin


class BirthRecord(Birth, Record):
    """The birth, from its day on."""


class DeathRecord(Death, Record):
    """The death, from its day on."""


class Child(Record):
    """A child, as its own file tells it."""

    kind: Coded = Field(serialization_alias="Type")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    deed_number: DeedNumber | None = Field(
        default=None, serialization_alias="Aktenummer"
    )
    text: Text | None = Field(default=None, serialization_alias="Tekst")
    child: Reference = Field(serialization_alias="Kind")
    justification: Coded | None = Field(
        default=None, serialization_alias="Rechtvaardiging"
    )


class Stay(Record):
    """One side of a shared stay."""

    role: Code = Field(serialization_alias="Rol")
    other: Reference


class HouseholdMember(Record):
    """Somebody of the same household, and a position in it."""

    member: Reference
    membership: Membership

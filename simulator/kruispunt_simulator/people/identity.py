"""
Who the person is: number, name, birth, and what became of the number.

What the registers know beyond that, and since when, is in `registers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from kruispunt_simulator import numbers
from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.reading import Reading


class PersonNumber(str):
    """A text that names a person: what cross-references between files look for."""

    __slots__ = ()


def _refuse_real_numbers(ssin: str, info: ValidationInfo) -> str:
    if not numbers.has_valid_check_digits(ssin):
        raise ValueError("is not a number of eleven digits with valid check digits")
    if not numbers.is_fictitious(ssin):
        reading = Reading.of(info)
        reading.real_numbers += 1
        if not reading.allow_real_numbers:
            raise ValueError(
                "may belong to a real person; raise the month by 60 and recompute the "
                "check digits"
            )
    return PersonNumber(ssin)


FictitiousSsin = Annotated[
    str,
    AfterValidator(_refuse_real_numbers),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{2}(6[0-9]|7[0-2]|8[0-9]|9[0-2])[0-9]{7}$",
            "description": "INSZ with the month raised by 60, in quotes",
        }
    ),
]
"""A number with an impossible month; a real one is refused at load, unless the
`Reading` allows it."""


def is_person_number(metadata: Iterable[object]) -> bool:
    """Find out whether the metadata of a field are those of `FictitiousSsin`."""
    return any(
        isinstance(each, AfterValidator) and each.func is _refuse_real_numbers
        for each in metadata
    )


class BelgianAddress(Section):
    """An address in Belgium."""

    street: str = Field(min_length=1, max_length=100)
    street_code: str | None = Field(default=None, pattern=r"^[0-9]{10}$")
    house_number: str = Field(min_length=1, max_length=10)
    box_number: str | None = Field(default=None, min_length=1, max_length=10)
    postal_code: str = Field(pattern=r"^[1-9][0-9]{3}$")
    city: str = Field(min_length=1, max_length=100)
    nis_code: str | None = Field(default=None, pattern=r"^[0-9]{5}$")
    language: Literal["NL", "FR", "DE"] = "NL"


class Address(BelgianAddress):
    """Where the person lives; Belgian addresses only."""

    since: date | None = None


class Identity(Section):
    """What the registers of persons know."""

    ssin: FictitiousSsin
    first_name: str = Field(min_length=1, max_length=24)
    last_name: str = Field(min_length=1, max_length=48)
    born: date
    sex: Literal["F", "M", "unknown"]
    deceased: date | None = None
    replaced_by: FictitiousSsin | None = None
    """The number that came in place of this one; a file of its own has it."""
    replaced_since: date | None = None
    canceled: bool = False
    """The number was withdrawn without another in its place."""
    address: Address | None = None
    """Where no history of addresses is held; else that tells (`Person.home`)."""

    @model_validator(mode="after")
    def _number_tells_the_birth_date(self) -> Self:
        if numbers.make(self.born, 1)[:2] != self.ssin[:2]:
            raise ValueError(f"born in {self.born.year}, but ssin {self.ssin} is not")
        month, day = int(self.ssin[2:4]) % 20, int(self.ssin[4:6])
        if (month, day) != (self.born.month, self.born.day) and month != 0:
            raise ValueError(f"born on {self.born}, but ssin {self.ssin} is not")
        return self

    @model_validator(mode="after")
    def _dates_and_numbers_agree(self) -> Self:
        if self.deceased is not None and self.deceased < self.born:
            raise ValueError("deceased before birth")
        if self.replaced_by == self.ssin:
            raise ValueError("ssin is replaced by itself")
        if self.replaced_since is not None and self.replaced_by is None:
            raise ValueError("replaced_since without replaced_by")
        return self

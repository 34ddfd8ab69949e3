"""
What all sections of a person's file share.

A section is strict (no text where a date belongs), closed (an unknown key is an error)
and frozen. Where it mirrors a block of a wire contract, its fields stand in the order
of that contract and their serialization alias is the name of the element, so that
`services/_xml.py` can write it without a word per field.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import (
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

FOREVER: Final = date.max
"""Stands for an open end when periods are compared."""


def wire_name(field: str) -> str:
    """
    Turn a field name into the element name of the KSZ contracts.

    >>> wire_name("lower_limbs_50p")
    'lowerLimbs50p'
    """
    first, *rest = field.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def _whole_number_to_decimal(value: object) -> object:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return Decimal(str(value)) if is_whole else value


Number = Annotated[Decimal, BeforeValidator(_whole_number_to_decimal)]
"""A number that may stand in the file without a point."""

Amount = Annotated[Number, Field(max_digits=9, decimal_places=2)]
"""Euros, at most 9 digits of which two behind the point."""

Quarter = Annotated[str, Field(pattern=r"^[12][0-9]{3}Q[1-4]$")]
"""A quarter as the KSZ writes it, such as `2026Q4`."""

YearMonth = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
"""A month, such as `2026-11`."""


class Section(BaseModel):
    """A part of a person's file: strict, closed, frozen."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        defer_build=True,  # `Person` is what is read: its parts need no reader each
        frozen=True,
        alias_generator=AliasGenerator(serialization_alias=wire_name),
    )


class Dated(Section):
    """Something that holds from a day until another day, both included."""

    begin: date = Field(alias="from")
    end: date | None = Field(default=None, alias="until")
    """None: still holds."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_disorder(self.begin, self.end)
        return self

    def overlaps(self, begin: date, end: date) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        return self.begin <= end and begin <= (self.end or FOREVER)


class OpenPeriod(Section):
    """`OpenPeriodType` of the KSZ: `beginDate` and perhaps `endDate`."""

    begin_date: date
    end_date: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_disorder(self.begin_date, self.end_date)
        return self

    def overlaps(self, begin: date, end: date) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        return self.begin_date <= end and begin <= (self.end_date or FOREVER)


class ClosedPeriod(OpenPeriod):
    """`PeriodType` of the KSZ: both days are there."""

    end_date: date


def _refuse_disorder(begin: date, end: date | None) -> None:
    if end is not None and end < begin:
        raise ValueError(f"ends on {end}, before it begins on {begin}")

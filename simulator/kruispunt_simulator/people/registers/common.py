"""
What the records of the registers share: days that are partly unknown, periods, codes,
places, and references to other persons.

Where a section mirrors a block of GeefPersoon, its fields stand in the order of that
contract and their serialization alias is the name of the element. `Wrapper/Item` names
the wrapper of a list and its items; `.` stands for a block without element of its own,
whose children stand right in their parent.

Source: contract sheets `magda-geefpersoon-02.02`, `magda-geefhistoriekpersoon-02.02`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from kruispunt_simulator.people.base import FOREVER, Section
from kruispunt_simulator.people.identity import FictitiousSsin

BELGIUM: Final = "150"
"""NIS code of the country."""

_INCOMPLETE: Final = re.compile(r"([12][0-9]{3})-(0[1-9]-00|00-00|1[0-2]-00)")


def _read_day(value: object) -> object:
    is_incomplete = isinstance(value, str) and _INCOMPLETE.fullmatch(value)
    if type(value) is date or is_incomplete:
        return value
    raise ValueError(
        "is no date (yyyy-mm-dd), nor a text with an unknown day or month "
        '("yyyy-mm-00", "yyyy-00-00")'
    )


RegisterDate = Annotated[
    date | str, PlainValidator(_read_day, json_schema_input_type=date | str)
]
"""A day; or, in quotes, a month or year of which no more is known."""


def first_day(value: date | str) -> date:
    """
    Give the first day that an incomplete date may be.

    >>> first_day("1957-04-00")
    datetime.date(1957, 4, 1)
    """
    if isinstance(value, date):
        return value
    year, month, _ = map(int, value.split("-"))
    return date(year, month or 1, 1)


def last_day(value: date | str) -> date:
    """
    Give the last day that an incomplete date may be.

    >>> last_day("1957-00-00")
    datetime.date(1957, 12, 31)
    """
    if isinstance(value, date):
        return value
    year, month, _ = map(int, value.split("-"))
    month = month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def day_before(value: date | str) -> date | str:
    """Give the day before; of an incomplete date there is none, so itself."""
    return value - timedelta(days=1) if isinstance(value, date) else value


class Record(Section):
    """What a register holds from a day until another, both included."""

    begin: RegisterDate = Field(alias="from")
    end: RegisterDate | None = Field(default=None, alias="until")
    """None: still holds, or until the next record where one holds at a time."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and last_day(self.end) < first_day(self.begin):
            raise ValueError(f"ends on {self.end}, before it begins on {self.begin}")
        return self

    @property
    def first(self) -> date:
        """The first day, as early as it may be."""
        return first_day(self.begin)

    @property
    def last(self) -> date:
        """The last day, as late as it may be."""
        return FOREVER if self.end is None else last_day(self.end)

    def holds(self, on: date) -> bool:
        """Find out whether it holds on a day."""
        return self.first <= on <= self.last

    def overlaps(self, begin: date, end: date) -> bool:
        """Find out whether at least one day of `begin`..`end` is covered."""
        return self.first <= end and begin <= self.last


R = TypeVar("R", bound=Record)


def in_turn(records: Sequence[R]) -> tuple[R, ...]:
    """
    Close each record on the day before the next one begins, unless it has an end.

    Args:
        records: Of which one holds at a time, in order.
    """
    closed = [
        record
        if record.end is not None
        else record.model_copy(update={"end": day_before(following.begin)})
        for record, following in pairwise(records)
    ]
    return (*closed, *records[-1:])


def refuse_disorder(what: str, records: Sequence[Record]) -> None:
    """
    Insist that records follow each other in time.

    Raises:
        ValueError: One begins before the one above it does, or while that still holds.
            Days that are partly unknown get the benefit of the doubt.
    """
    for record, following in pairwise(records):
        if last_day(following.begin) < record.first:
            raise ValueError(
                f"{what} from {following.begin} stands below that from {record.begin}"
            )
        if record.end is not None and last_day(following.begin) <= first_day(
            record.end
        ):
            raise ValueError(
                f"{what} from {record.begin} still holds when that from "
                f"{following.begin} begins"
            )


def length(longest: int, shortest: int = 1) -> Any:
    """Bound the length of a text, for `Annotated[str, length(120)]`."""
    return Field(min_length=shortest, max_length=longest)


Text = Annotated[str, length(120)]
"""The length that most texts of the registers may have."""
Line = Annotated[str, Field(pattern=r"^[^\r\n]*$")]
"""One line of a text that has several."""
Nis = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
"""NIS code of a municipality."""
Country = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
"""NIS code of a country, such as `150`."""
DeedNumber = Annotated[str, Field(pattern=r"^[0-9]{4,5}$")]
AdditionalRegister = Annotated[str, length(10)]
DeedReference = Text
"""Reference in the database of deeds of civil status (DABS)."""


class Code(Section):
    """A code of an open list; in a file mostly just the code, as a text."""

    code: str = Field(min_length=1, max_length=255)
    label: str | None = Field(default=None, min_length=1, max_length=4000)
    """Only where no list of ours describes the code."""


def _code_alone(value: object) -> object:
    return {"code": value} if isinstance(value, str) else value


Coded = Annotated[Code, BeforeValidator(_code_alone)]


class Place(Section):
    """A municipality in Belgium, or a country."""

    nis_code: Nis | None = None
    city: Text | None = None
    country: Country = BELGIUM


class RegisteredPlace(Place):
    """A place whose municipality may have its number in the address registers."""

    best_id: str | None = Field(default=None, min_length=1)
    """Of the municipality, in the federated address registers (BeSt-Add)."""


class BirthPlace(RegisteredPlace):
    """A place of birth or death, which may be told in words."""

    text: Text | None = None


class Transcription(Section):
    """When and where a decision was copied into a register of civil status."""

    day: RegisterDate = Field(serialization_alias="Datum")
    place: Place = Field(serialization_alias="Plaats")


class ReferenceName(Section):
    """The name of somebody who is only mentioned."""

    last_names: tuple[Annotated[str, length(128)], ...] = Field(min_length=1)
    first_names: tuple[Annotated[str, length(48)], ...] = ()


class Reference(Section):
    """Another person: by number, or described where there is no number."""

    ssin: FictitiousSsin | None = None
    name: ReferenceName | None = None
    sex: Literal["F", "M", "unknown"] | None = None
    born: RegisterDate | None = None

    @model_validator(mode="after")
    def _number_or_description(self) -> Self:
        described = [self.name, self.sex, self.born]
        if self.ssin is None and self.name is None:
            raise ValueError("needs a number or a name")
        if self.ssin is not None and any(part is not None for part in described):
            raise ValueError("has a number: the rest stands in that person's own file")
        return self


def number_alone(value: object) -> object:
    """Read a number that stands in the place of a whole reference."""
    return {"ssin": value} if isinstance(value, str) else value


ReferenceTo = Annotated[Reference, BeforeValidator(number_alone)]


def known_on(records: Iterable[R], today: date) -> tuple[R, ...]:
    """Give the records that had begun on a day: of later ones nobody knows yet."""
    return tuple(record for record in records if record.first <= today)

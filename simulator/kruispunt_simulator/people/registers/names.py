"""Names and sex, as they were and are."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.registers.common import Coded, Record, Text, length

LastName = Annotated[str, length(128)]
FirstName = Annotated[str, length(48)]


class Name(Record):
    """A name, or a pseudonym."""

    last_names: tuple[LastName, ...] = Field(min_length=1)
    first_names: tuple[FirstName, ...] = ()
    usual: FirstName | None = None
    """The first name by which the person is called, where that is not the first."""

    @model_validator(mode="after")
    def _usual_is_one_of_them(self) -> Self:
        if self.usual is not None and self.usual not in self.first_names:
            raise ValueError(f"usual name {self.usual} is none of the first names")
        return self


class NobilityTitle(Record):
    """A title of nobility."""

    title: Coded = Field(serialization_alias="AdellijkeTitel")


class NameChange(Record):
    """How a name came to change; the names themselves are in `names`."""

    kind: Coded = Field(serialization_alias="Wijzigingstype")
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class RegisteredSex(Record):
    """The sex in the register; every one but the first is a change of it."""

    sex: Literal["F", "M", "unknown"]
    text: Text | None = None
    """Of the deed of the change; the register has one for every change."""

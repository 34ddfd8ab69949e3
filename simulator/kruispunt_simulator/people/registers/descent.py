"""
Of whom the person is a child, with whom a minor stays, and who speaks for the person.

A fact stands once, in the file of the child: who asks about a parent gets the children
from the files that name that parent.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import FictitiousSsin
from kruispunt_simulator.people.registers.common import (
    Coded,
    DeedNumber,
    Line,
    Place,
    Record,
    Reference,
    ReferenceTo,
    RegisterDate,
    Text,
    number_alone,
)


class Parent(Reference):
    """A parent."""

    deceased: bool | None = None
    """Only of somebody without a number; else the parent's own file tells."""


class Descent(Record):
    """A bond of descent with one or two parents."""

    kind: Coded = Field(serialization_alias="Type")
    place: Place | None = Field(default=None, serialization_alias="Plaats")
    deed_number: DeedNumber | None = Field(
        default=None, serialization_alias="Aktenummer"
    )
    text: Text | None = Field(default=None, serialization_alias="Tekst")
    parents: tuple[Annotated[Parent, BeforeValidator(number_alone)], ...] = Field(
        default=(), max_length=2, serialization_alias="Ouders/Ouder"
    )
    justification: Coded | None = Field(
        default=None, serialization_alias="Rechtvaardiging"
    )
    """Told of the descending line only: to who asks about the parent."""


class SharedStay(Record):
    """A minor also stays with the parent at whose address it is not registered."""

    with_: ReferenceTo = Field(alias="with")


class LegalCapacity(Record):
    """What the person may do alone (`handelingsbekwaamheid`), parental authority."""

    statute: Coded = Field(serialization_alias="JuridischStatuut")
    justification: Coded | None = Field(
        default=None, serialization_alias="Rechtvaardiging"
    )
    text: Text | None = Field(default=None, serialization_alias="Tekst")


class AdministratorIdentity(Section):
    """Who it is; professionals are told in words."""

    ssin: FictitiousSsin | None = Field(default=None, serialization_alias="INSZ")
    text: Line | None = Field(default=None, serialization_alias="Tekst")


class Administrator(Record):
    """Who manages or represents: administrator, guardian, legal representative."""

    statute: Coded = Field(serialization_alias="JuridischStatuut")
    justification: Coded | None = Field(
        default=None, serialization_alias="Rechtvaardiging"
    )
    text: Text | None = Field(default=None, serialization_alias="Tekst")
    identity: AdministratorIdentity | None = Field(
        default=None, serialization_alias="Identiteit"
    )


class Guardian(Record):
    """The guardian of an unaccompanied foreign minor."""

    planned_end: RegisterDate | None = Field(
        default=None, serialization_alias="GeplandeDatumEinde"
    )
    statute: Coded = Field(serialization_alias="JuridischStatuut")
    ssin: FictitiousSsin = Field(serialization_alias="INSZ")

"""A code of MAGDA with its description: one class for all lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Generic, TypeVar

from kruispunt_client.calls.wire import Wire
from kruispunt_client.errors import InvalidRequest

E = TypeVar("E")
M = TypeVar("M", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Generic[E]):
    """A code, as a member of its list; one that the list does not have stays a text."""

    code: Annotated[E | str, Wire("Code/_value_1")]
    beschrijving: Annotated[str | None, Wire("Code/Beschrijving")]
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    taal: Annotated[str | None, Wire("Omschrijving/TaalCode", "Omschrijving/Taal")]
    """Of the description."""
    oorsprong: Annotated[str | None, Wire("Omschrijving/Oorsprong")]
    """Who described it."""


def members(name: str, kind: type[M], values: Iterable[M | str]) -> tuple[M, ...]:
    """
    Give the members of a list that are meant, each once, in the order of the list.

    Args:
        name: Of the argument, for the error.
        kind: The list.
        values: Members, or their values on the wire.

    Raises:
        InvalidRequest: A value is not in the list.
    """
    try:
        chosen = {kind(value) for value in values}
    except ValueError as error:
        raise InvalidRequest(f"{name}: {error}") from error
    return tuple(member for member in kind if member in chosen)

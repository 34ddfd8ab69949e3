"""
From what zeep parsed to our dataclasses, by what the fields themselves say.

A field stands on the wire under its own name in camelCase (`begin_date` is `beginDate`)
unless `Wire` gives a path. Types decide the rest: dataclass, enum, bool (also from the
MAGDA flag 0/1), tuple (repeated), date, `PartialDate`, `Month`, Decimal and int (also
from texts), or the value as zeep made it from the schema type. `SomeEnum | str` is for
a list of codes that may grow: a code that is not known stays the text that it is. A
dataclass may be generic: in `Coded[SomeEnum]` its type variable is that enum.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import (
    Annotated,
    Any,
    Final,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kruispunt_client.results import Month, PartialDate

T = TypeVar("T")

TEXT: Final = "_value_1"
"""How zeep calls the text of an element that has attributes too."""


class Wire:
    """Where a field stands: names below the parent, with `/` between them."""

    def __init__(self, *paths: str) -> None:
        """
        Keep the paths.

        Args:
            paths: At least one; of several (a choice), the first that is there counts.
        """
        self.paths = paths


def at(value: Any, path: str) -> Any:
    """
    Follow a path of wire names; None as soon as something is absent.

    A text that came without attributes is its own `_value_1`.
    """
    for name in path.split("/"):
        if isinstance(value, str):
            value = value if name == TEXT else None
        elif value is None or name not in value:
            return None
        else:
            value = value[name]
    return value


def read(kind: type[T], value: Any) -> T:
    """Make a dataclass from the zeep object that holds its fields."""
    plan: Any = kind
    make = get_origin(kind) or kind
    made: T = make(
        **{name: convert(_first(value, paths)) for name, paths, convert in _plan(plan)}
    )
    return made


def read_at(kind: type[T], value: Any, path: str) -> T | None:
    """Make a dataclass from what stands at a path; None if nothing does."""
    found = at(value, path)
    return None if found is None else read(kind, found)


def _first(value: Any, paths: tuple[str, ...]) -> Any:
    found = (at(value, path) for path in paths)
    return next((item for item in found if item is not None), None)


@cache
def _plan(
    kind: Any,
) -> tuple[tuple[str, tuple[str, ...], Callable[[Any], Any]], ...]:
    """Work out once per class: field, path on the wire, conversion."""
    generic = get_origin(kind) or kind
    given = dict(
        zip(getattr(generic, "__parameters__", ()), get_args(kind), strict=True)
    )
    hints = get_type_hints(generic, include_extras=True)
    plan = []
    for column in fields(generic):
        hint, paths = hints[column.name], (_camel_case(column.name),)
        if variables := getattr(hint, "__parameters__", ()):
            hint = hint[tuple(given[variable] for variable in variables)]
        if get_origin(hint) is Annotated:
            hint, wire = get_args(hint)
            paths = wire.paths
        plan.append((column.name, paths, _conversion(hint)))
    return tuple(plan)


def _conversion(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is tuple:
        each = _conversion(get_args(hint)[0])
        return lambda value: tuple(each(item) for item in _as_list(value))
    if get_origin(hint) in (types.UnionType, Union):
        return _of_union([arg for arg in get_args(hint) if arg is not type(None)])
    if hint in _PLAIN:
        return _PLAIN[hint]
    if is_dataclass(get_origin(hint) or hint):
        kind: Any = hint
        return lambda value: read(kind, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    return lambda value: value


def _of_union(args: list[Any]) -> Callable[[Any], Any]:
    """`X | None`, or an enum with `str` for the codes that it does not have."""
    inner = _conversion(next((arg for arg in args if arg is not str), str))
    if str not in args or len(args) == 1:
        (_,) = args
        return lambda value: None if value is None else inner(value)

    def known_or_text(value: Any) -> Any:
        try:
            return None if value is None else inner(value)
        except ValueError:
            return str(value)

    return known_or_text


def _enum(kind: type[Enum]) -> Callable[[Any], Enum]:
    """By value; zeep gives some codes as numbers and some as texts."""
    by_text = {str(member.value): member for member in kind}

    def member(value: Any) -> Enum:
        found = by_text.get(str(value))
        return kind(value) if found is None else found

    return member


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    bool: lambda value: value in (True, "1", "true"),
    int: int,
    str: str,
    Decimal: lambda value: value if isinstance(value, Decimal) else Decimal(value),
    date: _date,
    datetime: lambda value: value,
    PartialDate: PartialDate.parse,
    Month: Month.parse,
}


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

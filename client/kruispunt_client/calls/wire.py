"""
From the tree of a reply to our dataclasses, by what the fields themselves say.

A field stands on the wire under its own name in camelCase (`begin_date` is
`beginDate`), or as MAGDA writes it (`BeginDate`), unless `Wire` gives a path. Types
decide the rest: dataclass, enum, bool (also from the MAGDA flag 0/1), tuple (repeated),
date, datetime, `PartialDate`, `Month`, `Code` (with its description), Decimal, int and
text. `SomeEnum | str` is for a list of codes that may grow: a code that is not known
stays the text that it is. A dataclass may be generic: in `Coded[SomeEnum]` its type
variable is that enum.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kruispunt_client.calls.tree import TEXT
from kruispunt_client.results import Code, Month, PartialDate

T = TypeVar("T")


class Wire:
    """Where a field stands: names below the parent, with `/` between them."""

    def __init__(self, *paths: str, cents: bool = False) -> None:
        """
        Keep the paths.

        Args:
            paths: Of several (a choice), the first that is there counts; none: the
                field's own name.
            cents: An amount that is cents on the wire, and becomes euros.
        """
        self.paths = paths
        self.cents = cents


def at(value: Any, path: str) -> Any:
    """
    Follow a path of wire names; None as soon as something is absent.

    A text that came without attributes is its own `TEXT`. Where an element on the way
    is repeated, what stands in each of them is given.
    """
    for name in path.split("/"):
        if isinstance(value, list):
            value = [at(each, name) for each in value if at(each, name) is not None]
        elif isinstance(value, str):
            value = value if name == TEXT else None
        elif value is None or name not in value:
            return None
        else:
            value = value[name]
    return value


def several_at(value: Any, path: str) -> list[Any]:
    """Give what stands at a path: none, one or several."""
    return _as_list(at(value, path))


def read(kind: type[T], value: Any) -> T:
    """Make a dataclass from the tree that holds its fields."""
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
        hint, paths = hints[column.name], _names(column.name)
        if variables := getattr(hint, "__parameters__", ()):
            hint = hint[tuple(given[variable] for variable in variables)]
        cents = False
        if get_origin(hint) is Annotated:
            hint, wire = get_args(hint)
            paths, cents = wire.paths or paths, wire.cents
        convert = _conversion(hint)
        plan.append((column.name, paths, _in_euros(convert) if cents else convert))
    return tuple(plan)


def _conversion(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is tuple:
        each = _conversion(get_args(hint)[0])
        return lambda value: tuple(each(item) for item in _as_list(value))
    if get_origin(hint) in (types.UnionType, Union):
        return _of_union([arg for arg in get_args(hint) if arg is not type(None)])
    if hint is Code:
        return _code
    if hint in _FROM_TEXT:
        return _from_text(_FROM_TEXT[hint])
    if is_dataclass(get_origin(hint) or hint):
        kind: Any = hint
        return lambda value: read(kind, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _from_text(_enum(hint))
    return lambda value: value


def _in_euros(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def euros(value: Any) -> Any:
        cents = convert(value)
        return None if cents is None else cents.scaleb(-2)

    return euros


def _of_union(args: list[Any]) -> Callable[[Any], Any]:
    """`X | None`, or an enum with `str` for the codes that it does not have."""
    kind = next((arg for arg in args if arg is not str), str)
    inner = _conversion(kind)
    holds_fields = kind is Code or is_dataclass(get_origin(kind) or kind)
    if kind not in _FROM_TEXT and holds_fields:
        return lambda value: None if value is None else inner(value)

    def known_or_text(value: Any) -> Any:
        text = _text(value)
        if text is None or not text.strip():
            return None  # an empty element tells nothing
        try:
            return inner(text)
        except ValueError:
            if str not in args:
                raise
            return text

    return known_or_text


def _from_text(convert: Callable[[str], Any]) -> Callable[[Any], Any]:
    def converted(value: Any) -> Any:
        text = _text(value)
        if text is None:
            raise ValueError("an element that must be there is not")
        return convert(text)

    return converted


def _text(value: Any) -> str | None:
    """Give the text of an element, with attributes or without."""
    found = at(value, TEXT)
    return found if isinstance(found, str) else None


def _enum(kind: type[Enum]) -> Callable[[str], Enum]:
    """By value, or by what the list itself knows to be another form of one."""
    by_text = {str(member.value): member for member in kind}

    def member(text: str) -> Enum:
        found = by_text.get(text.strip()) or kind._missing_(text.strip())
        if found is None:
            raise ValueError(f"{kind.__name__} has no such code")
        return found

    return member


def _bool(text: str) -> bool:
    return text.strip() in ("1", "true")


def _date(text: str) -> date:
    """Read `xsd:date`, of which the time zone says nothing about the day."""
    return date.fromisoformat(text.strip()[:10])


def _code(value: Any) -> Code:
    """Read `Code` and `Omschrijving`; the language of the latter is that asked for."""
    return Code(
        code=_text(at(value, "Code")) or "",
        description=_text(at(value, "Omschrijving")),
    )


_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    bool: _bool,
    int: int,
    str: str,
    Decimal: Decimal,
    date: _date,
    datetime: lambda text: datetime.fromisoformat(text.strip()),
    PartialDate: lambda text: PartialDate.parse(text.strip()),
    Month: lambda text: Month.parse(text.strip()),
}


def _as_list(value: Any) -> list[Any]:
    """One stands for itself; an entry that is nil tells nothing."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if item is not None]


def _names(name: str) -> tuple[str, str]:
    first, *rest = name.split("_")
    more = "".join(word.capitalize() for word in rest)
    return first + more, first.capitalize() + more

"""
From a TOML table to a frozen dataclass and back, by the annotations of its fields.

Durations carry their unit in the file (`read_timeout_seconds`) and lose it in Python.
Paths are relative to the file. Whatever is not a field is refused by name, so that a
typing error cannot silently mean "default".
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kruispunt_client.errors import InvalidSettings

T = TypeVar("T")


def read_table(kind: type[T], name: str, table: Mapping[str, Any], folder: Path) -> T:
    """
    Make one dataclass from one table.

    Args:
        kind: Fields are texts, whole numbers, paths, enums, durations, mappings of
            texts, or tuples of texts, paths or enums.
        name: Of the table, for the messages.
        table: As `tomllib` gives it.
        folder: Where relative paths start.

    Raises:
        InvalidSettings: A key is unknown or missing, or its value of the wrong kind.
    """
    make: Any = kind
    types = _types(make)
    columns = {_key(c.name, types[c.name]): c for c in fields(make)}
    refuse_unknown(f"{name}.", table, set(columns))
    values = {}
    for key, column in columns.items():
        if key in table:
            wanted = types[column.name]
            values[column.name] = _value(f"{name}.{key}", wanted, table[key], folder)
        elif column.default is MISSING and column.default_factory is MISSING:
            raise InvalidSettings(f"{name}.{key}: missing")
    made: T = make(**values)
    return made


def subtable(prefix: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """
    Give a table inside a table.

    Raises:
        InvalidSettings: There is none.
    """
    value = table.get(key)
    if not isinstance(value, dict):
        raise InvalidSettings(f"[{prefix}{key}]: table expected")
    return value


def refuse_unknown(prefix: str, table: Mapping[str, Any], known: set[str]) -> None:
    """
    Know that a table has no other keys than these.

    Raises:
        InvalidSettings: Names the first that is not known, and those that are.
    """
    unknown = sorted(set(table) - known)
    if unknown:
        raise InvalidSettings(
            f"{prefix}{unknown[0]}: unknown key; known: {', '.join(sorted(known))}"
        )


def write_table(name: str, value: Any, folder: Path) -> list[str]:
    """Give the lines of a table as `read_table` reads it; what is None is left out."""
    kind: Any = type(value)
    types = _types(kind)
    lines, inner = [f"[{name}]"], []
    for column in fields(value):
        item = getattr(value, column.name)
        if isinstance(item, Mapping):
            if item:
                inner += [f"[{name}.{column.name}]"]
                inner += [f"{_quoted(k)} = {_quoted(v)}" for k, v in item.items()]
        elif item is not None:
            lines.append(
                f"{_key(column.name, types[column.name])} = {_written(item, folder)}"
            )
    return [*lines, *inner, ""]


@cache
def _types(kind: Any) -> dict[str, Any]:
    """Give the type of each field, without its `None`."""
    return {
        name: next((arg for arg in get_args(hint) if arg is not type(None)), hint)
        if type(None) in get_args(hint)
        else hint
        for name, hint in get_type_hints(kind).items()
    }


def _key(name: str, kind: Any) -> str:
    return f"{name}_seconds" if kind is timedelta else name


def _value(name: str, kind: Any, raw: Any, folder: Path) -> Any:
    if get_origin(kind) is Mapping:
        if isinstance(raw, dict) and all(isinstance(v, str) for v in raw.values()):
            return dict(raw)
        raise InvalidSettings(f"{name}: expected texts")
    if get_origin(kind) is tuple:
        if isinstance(raw, list):
            return tuple(_value(name, get_args(kind)[0], each, folder) for each in raw)
        raise InvalidSettings(f"{name}: expected a list")
    if kind is timedelta:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return timedelta(seconds=raw)
        raise InvalidSettings(f"{name}: expected a number, got {raw!r}")
    if kind is int:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        raise InvalidSettings(f"{name}: expected a whole number, got {raw!r}")
    if not isinstance(raw, str):
        raise InvalidSettings(f"{name}: expected a text, got {raw!r}")
    if kind is Path:
        return folder / raw
    if issubclass(kind, Enum):
        choices = {each.value: each for each in kind}
        if raw not in choices:
            raise InvalidSettings(f"{name}: {raw!r} is not one of: {_list(choices)}")
        return choices[raw]
    return raw


def _list(names: Mapping[str, Any]) -> str:
    return ", ".join(names)


def _written(item: Any, folder: Path) -> str:
    if isinstance(item, tuple):
        return f"[{', '.join(_written(each, folder) for each in item)}]"
    if isinstance(item, timedelta):
        return f"{item.total_seconds():g}"
    if isinstance(item, int):
        return str(item)
    if isinstance(item, Enum):
        return _quoted(item.value)
    return _quoted(_relative(item, folder) if isinstance(item, Path) else item)


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def _quoted(text: str) -> str:
    """Write a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    controls = re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped)
    return f'"{controls}"'

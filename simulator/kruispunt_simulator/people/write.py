"""
A person as a file again: plain values, JSON for the database, YAML for people.

What is written is what a file may hold: the keys of the file, not those of the wire,
and nothing that stands there by default. Reading it gives the same person.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import yaml

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.person import Person

WIDTH: Final = 88
"""Columns of a file, as of those that are written by hand."""

_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "$time": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$number": Decimal,
}
_MAP, _SEQ, _STR, _FLOAT = (
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "float")
)
_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def as_values(section: Section) -> dict[str, Any]:
    """
    Give the plain values of a section.

    Returns:
        In the order of the class; what has its default is left out.
    """
    values: dict[str, Any] = {}
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value != info.get_default(call_default_factory=True):
            values[info.alias or name] = _plain(value)
    return values


def as_json(values: Any) -> str:
    """
    Write plain values, of a section or of a file, as compact JSON.

    What JSON has no word for is said in an object with one key: `{"$date": "…"}`,
    `{"$time": "…"}`, `{"$number": "…"}`. `from_json` reads it, so that whoever
    validates a file meets the very values that YAML gives.
    """
    return json.dumps(values, default=_text, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """Read what `as_json` wrote: plain values, sequences as tuples."""
    return _frozen(json.loads(text, object_hook=_words))


def _words(values: dict[str, Any]) -> Any:
    if len(values) == 1:
        ((key, value),) = values.items()
        if key in _READ:
            return _READ[key](value)
    return {key: _frozen(value) for key, value in values.items()}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def as_yaml(person: Person) -> str:
    """
    Write a person as YAML.

    Returns:
        One document without `---`, that ends with a line end: blocks, with an empty
        line between the sections; what is short and flat in one line.
    """
    sections = [dump({key: value}) for key, value in as_values(person).items()]
    text = ""
    for section in sections:
        is_block = section.count("\n") > 1
        text += ("\n" if is_block and text else "") + section
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Section):
        return as_values(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _text(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$number": str(value)}
    raise TypeError(f"{type(value)} does not belong in a file")


def dump(values: Mapping[str, Any]) -> str:
    """Write plain values of a file as YAML; sequences as lists."""
    node = _Representer().node(dict(values))
    text: str = yaml.serialize(
        node, Dumper=_DUMPER, allow_unicode=True, width=WIDTH, explicit_end=False
    )
    return text


class _WithoutAliases(yaml.SafeDumper):
    """Else a day that stands in the file twice becomes `&id001` and `*id001`."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Representer:
    """Makes YAML nodes, with the style that each is best read in."""

    def __init__(self) -> None:
        self._scalars: Any = _WithoutAliases(io.StringIO())

    def node(self, value: Any, depth: int = 0) -> yaml.Node:
        if isinstance(value, dict):
            pairs = [
                (self.node(key), self.node(item, depth + 1))
                for key, item in value.items()
            ]
            node: yaml.CollectionNode = yaml.MappingNode(_MAP, pairs)
        elif isinstance(value, list):
            items = [self.node(item, depth + 1) for item in value]
            node = yaml.SequenceNode(_SEQ, items)
        else:
            return self._scalar(value)
        node.flow_style = depth > 1 and _is_short(value, depth)
        return node

    def _scalar(self, value: Any) -> yaml.Node:
        if isinstance(value, Decimal):
            # Always with a point, or it would be read as a whole number elsewhere.
            text = format(value, "f")
            return yaml.ScalarNode(_FLOAT, _with_point(text))
        if isinstance(value, str):
            return yaml.ScalarNode(_STR, value, style=self._style(value))
        node: yaml.Node = self._scalars.represent_data(value)
        return node

    def _style(self, text: str) -> str | None:
        """A hint: where a style cannot hold the text, the emitter takes another."""
        if "\n" in text:
            # With more space at its end a block has no end but a line `...`, which
            # would end the person.
            body = text.removesuffix("\n")
            return "|" if body and not body[-1].isspace() else '"'
        if len(text) > WIDTH - 10:
            return ">"
        is_text = self._scalars.resolve(yaml.ScalarNode, text, (True, False)) == _STR
        return None if is_text else '"'


def _with_point(text: str) -> str:
    return text if "." in text else f"{text}.0"


def _is_short(value: Any, depth: int) -> bool:
    """Whether a collection has no other inside and fits in a line with its key."""
    items = value.values() if isinstance(value, dict) else value
    if any(isinstance(item, dict | list) and item for item in items):
        return False
    text = json.dumps(value, default=str)
    return len(text) - text.count('"') + 2 * depth < WIDTH - 20

"""
From YAML text to plain values, with the line of every key.

PyYAML composes nodes with their place; the values are built from the nodes here, for
four reasons: sequences become tuples (what is loaded is frozen), numbers with a point
become `Decimal` (euros), a key that stands twice is an error, and lines are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

Location = tuple[int | str, ...]
"""Path to a value: keys and indexes, as in the `loc` of a pydantic error."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C where PyYAML has it: ten times faster at start."""
_MAX_DEPTH: Final = 32
"""Deeper is no file of ours but an alias that holds itself."""


class ConfigurationError(ValueError):
    """A file of ours or of the user is wrong: file, place and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file, read."""

    value: Any
    lines: dict[Location, int]
    """Line of every key and item, counted from `first_line`."""
    problems: tuple[tuple[int, str], ...] = ()
    """Line and text of what is wrong in the YAML itself."""

    def line(self, location: Location) -> int:
        """Give the line of a value, or of the nearest enclosing one that is there."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def read(text: str, first_line: int = 1) -> Document:
    """
    Read YAML text. Never raises on bad text.

    Args:
        text: One document, or none.
        first_line: Number of its first line, when it is a part of a file.

    Returns:
        The values, and in `problems` what is wrong with them; `value` is None for an
        empty document and for text that is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line if mark is None else mark.line + first_line
        problem = getattr(error, "problem", None) or "is not YAML"
        return Document(value=None, lines={}, problems=((line, f"YAML: {problem}"),))
    builder = _Builder(first_line)
    value = None if node is None else builder.build(node, ())
    return Document(value=value, lines=builder.lines, problems=tuple(builder.problems))


def read_file(path: Path) -> Document:
    """
    Read one file.

    Args:
        path: UTF-8.

    Raises:
        ConfigurationError: It cannot be read, or is not YAML: every fault, a line each.
    """
    try:
        document = read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    if document.problems:
        raise ConfigurationError(
            "\n".join(f"{path}:{line}: {text}" for line, text in document.problems)
        )
    return document


def load_model(path: Path, model: type[Model]) -> Model:
    """
    Read one file into a model.

    Args:
        path: UTF-8.
        model: What the document must be.

    Returns:
        The model; frozen when its class says so, for all sequences are tuples.

    Raises:
        ConfigurationError: Every fault of the file, a line each: file, line, key, why.
    """
    document = read_file(path)
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise ConfigurationError(
            "\n".join(
                f"{path}:{document.line(fault['loc'])}: "
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors()
            )
        ) from error


@dataclass
class _Builder:
    """Walks the nodes once."""

    first_line: int = 1
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    too_deep: bool = False
    scalars: yaml.constructor.SafeConstructor = field(
        default_factory=yaml.constructor.SafeConstructor
    )

    def build(self, node: yaml.Node, location: Location) -> Any:
        self.lines.setdefault(location, node.start_mark.line + self.first_line)
        if len(location) > _MAX_DEPTH and not self.too_deep:
            self.too_deep = True
            self._report(node, "is nested too deep")
        if self.too_deep:  # every other branch may be as deep: stop at the first
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return tuple(
                self.build(item, (*location, index))
                for index, item in enumerate(node.value)
            )
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in values:
                self._report(key_node, f"{key} stands here a second time")
                continue
            here = (*location, key)
            self.lines[here] = key_node.start_mark.line + self.first_line
            values[key] = self.build(value_node, here)
        return values

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag == "tag:yaml.org,2002:float":
            construct: Callable[[yaml.Node], Any] = _decimal
        else:
            construct = self.scalars.construct_object
        try:
            return construct(node)
        except (yaml.YAMLError, ValueError, ArithmeticError) as error:
            problem = getattr(error, "problem", None) or str(error)
            self._report(node, f"cannot read {node.value!r}: {problem}")
            return None

    def _report(self, node: yaml.Node, problem: str) -> None:
        self.problems.append((node.start_mark.line + self.first_line, problem))


def _decimal(node: yaml.Node) -> Decimal:
    return Decimal(node.value.replace("_", ""))

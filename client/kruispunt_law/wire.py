"""
Where the fields of the law stand in the answers of each service.

Source: contract sheets for what the elements are; `wire/README.md` for how it is
written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kruispunt_contracts.catalogue import (
    Catalogue,
    Dialect,
    Operation,
    UnknownContract,
)
from kruispunt_contracts.content import Group
from kruispunt_contracts.yamlfile import ConfigurationError, load_model
from pydantic import Field

from kruispunt_law.shape import Frozen, Several

WIRE: Final = Path(__file__).parent / "wire"

Key = tuple[str, str, str]
"""Service, version and operation."""

_TOP: Final = {Dialect.MAGDA: "Repliek/Antwoorden/Antwoord/Inhoud", Dialect.KSZ: ""}
"""From where the paths go, in a response."""
_AROUND: Final = ("informationCBSS", "status")
"""What the KSZ says of every answer, beside the question that comes back."""
_CONDITION: Final = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things stand in the answer of one operation."""

    always: tuple[str, ...] = ()
    """What is told on any ground: whose answer it is, and whether there is one."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field id, the paths that tell it."""
    neutral: Mapping[str, str] = field(default_factory=dict)
    """Value in place of an element that the contract demands and nobody granted."""

    def told(self, fields: Iterable[str]) -> tuple[str, ...]:
        """
        Give the paths of what may be told.

        Args:
            fields: Ids of granted fields; those that stand nowhere here add nothing.
        """
        granted = set(fields)
        paths = dict.fromkeys(self.always)
        for name, places in self.fields.items():
            if name in granted:
                paths.update(dict.fromkeys(places))
        return tuple(paths)


class _Part(Frozen):
    below: str
    like: str


class _Operation(Frozen):
    always: Several = ()
    fields: Mapping[str, Several] = Field(default_factory=dict)
    neutral: Mapping[str, str] = Field(default_factory=dict)
    parts: tuple[_Part, ...] = ()
    """Answers of other operations, passed on inside an element of this one."""


class _File(Frozen):
    service: str
    version: str
    own: Mapping[str, str] = Field(default_factory=dict)
    """Names that no act knows, for what a hop on the way needs to answer at all."""
    operations: Mapping[str, _Operation]


def load_wire(
    fields: Iterable[str],
    folders: Sequence[Path] = (WIRE,),
    contracts: Catalogue | None = None,
) -> tuple[Mapping[Key, Places], frozenset[str]]:
    """
    Read where the fields stand.

    Args:
        fields: Ids of all fields that the acts name.
        folders: Of one file per version of a service; a later one goes before.
        contracts: What the folders that are not ours may name.

    Returns:
        The places by operation, and the names that are no field of an act.

    Raises:
        ConfigurationError: A file does not fit, names no known field, or is like an
            operation that is nowhere.
    """
    named = frozenset(fields)
    found: dict[Key, _Operation] = {}
    own: set[str] = set()
    for path in (p for folder in folders for p in sorted(folder.glob("*.yaml"))):
        file = load_model(path, _File)
        own.update(file.own)
        operations = file.operations
        if path.parent != WIRE and contracts is not None:
            operations = _of_user(path, file, contracts)
        for name, operation in operations.items():
            unknown = set(operation.fields) - named - set(file.own)
            if unknown:
                raise ConfigurationError(
                    f"{path}: operations.{name}.fields: no act names "
                    f"{', '.join(sorted(unknown))}"
                )
            found[file.service, file.version, name] = operation
    return {key: _places(key, found) for key in found}, frozenset(own)


def _of_user(path: Path, file: _File, contracts: Catalogue) -> Mapping[str, _Operation]:
    """
    Hold a file of the user's against the contract, and add what goes without saying.

    Nobody withholds what the KSZ says around an answer, and without it none is valid;
    so it leaves, unless the file says what does.
    """
    found = {}
    try:
        contract = contracts.contract(file.service, file.version)
        for name, written in file.operations.items():
            operation = contract.operation(name)
            _check_paths(f"{path}: operations.{name}", written, operation)
            always = written.always
            if (
                contract.dialect is Dialect.KSZ
                and "always" not in written.model_fields_set
            ):
                told = operation.children(operation.response)
                always = (*operation.echoed, *(n for n in _AROUND if n in told))
            found[name] = written.model_copy(update={"always": always})
    except UnknownContract as error:
        raise ConfigurationError(f"{path}:1: {error}") from error
    return found


def _check_paths(where: str, written: _Operation, operation: Operation) -> None:
    top = _TOP.get(operation.contract.dialect)
    content = None
    if top is not None:
        with suppress(LookupError):  # the schema lets anything stand there
            content = operation.contract.schema.content(operation.response, top)
    if content is None or written.parts:
        return
    told = {"always": written.always, "neutral": tuple(written.neutral)}
    told |= {f"fields.{name}": paths for name, paths in written.fields.items()}
    wrong = [
        f"{where}.{name}: {operation.name} tells nothing at {path}"
        for name, paths in told.items()
        for path in paths
        if not _leads(content, path)
    ]
    if wrong:
        raise ConfigurationError("\n".join(wrong))


def _leads(content: Group, path: str) -> bool:
    """Whether an element can stand at a path, conditions and attributes aside."""
    here: list[Group | None] = [content]
    for step in _CONDITION.sub("", path).split("/"):
        if step == "." or step.startswith("@") or None in here:
            break  # what the schema lets be anything may be this too
        here = [
            group.below(part.name)
            for group in here
            if group is not None
            for part in group.order()
            if step in ("*", part.name)
        ]
    return bool(here)


def _places(key: Key, found: Mapping[Key, _Operation]) -> Places:
    operation = found[key]
    if not operation.parts:
        return Places(
            always=operation.always,
            fields=operation.fields,
            neutral=operation.neutral,
        )
    always: list[str] = [*operation.always]
    fields: dict[str, tuple[str, ...]] = {**operation.fields}
    neutral = {**operation.neutral}
    for part in operation.parts:
        other = tuple(part.like.split())
        if len(other) != 3 or other not in found:
            raise ConfigurationError(
                f"wire: {' '.join(key)}: is like {part.like}, which is nowhere"
            )
        inner = _places(other, found)
        always += _below(part.below, inner.always)
        for name, paths in inner.fields.items():
            fields[name] = (*fields.get(name, ()), *_below(part.below, paths))
        neutral |= {f"{part.below}/{path}": v for path, v in inner.neutral.items()}
    return Places(always=tuple(always), fields=fields, neutral=neutral)


def _below(above: str, paths: Iterable[str]) -> Iterator[str]:
    return (f"{above}/{path}" for path in paths)

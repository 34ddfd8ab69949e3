"""Schemas, compiled: ours, and those of a folder when they are needed."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xmlschema import (
    LocationSchemaLoader,
    XMLSchema10,
    XMLSchemaException,
    XMLSchemaImportWarning,
    XMLSchemaIncludeWarning,
)

from kruispunt_contracts.compare.elements import compare_elements
from kruispunt_contracts.compare.shape import Element, Shapes
from kruispunt_contracts.own.roots import Roots
from kruispunt_contracts.own.schema import OwnSchema


class UnreadableFile(ValueError):
    """A file cannot be used: which, where, and why."""


class TheirSchemas:
    """The schemas of a folder; each is compiled once."""

    def __init__(self, roots: Roots) -> None:
        """Wait until one is asked for."""
        self._roots = roots
        self._shapes: dict[OwnSchema, Shapes] = {}

    def root(self, clark: str) -> Element | None:
        """
        Give a root; None if the folder has none.

        Raises:
            UnreadableFile: The file that has it cannot be used.
        """
        schema, problems = self._roots.schema(clark), self._roots.problems(clark)
        if problems:
            raise UnreadableFile("; ".join(problems))
        if schema is None:
            return None
        if schema not in self._shapes:
            self._shapes[schema] = _shapes(schema)
        return self._shapes[schema].root(clark)


def same_root(one: OwnSchema, other: OwnSchema, clark: str) -> bool:
    """Find out whether two schemas accept the same messages with a root."""
    try:
        ours, theirs = (_shapes(schema).root(clark) for schema in (one, other))
    except UnreadableFile:
        return False
    if ours is None or theirs is None:
        return False
    return not compare_elements(ours, theirs)


def _shapes(schema: OwnSchema) -> Shapes:
    """Read one that libxml2 compiled; nothing in it refers to other files."""
    documents = schema.documents()
    with TemporaryDirectory() as folder:
        for name, octets in documents.items():
            Path(folder, name).write_bytes(octets)
        try:
            return our_shapes(Path(folder, next(iter(documents))))
        except UnreadableFile as error:
            raise UnreadableFile(f"{schema.name}:1: {error}") from error


def _schema(source: Any, validation: str) -> Any:
    """Compile a schema of files on this machine; `skip` when it is known to be one."""
    with warnings.catch_warnings():
        for left_out in (XMLSchemaImportWarning, XMLSchemaIncludeWarning):
            warnings.simplefilter("error", left_out)
        try:
            return XMLSchema10(
                source,
                validation=validation,
                allow="local",
                defuse="always",
                # A namespace may be imported from several files, each with a part.
                loader_class=LocationSchemaLoader,
            )
        except (XMLSchemaException, ValueError, OSError, Warning) as error:
            raise UnreadableFile(_line(error)) from error


def shapes_of(xsd: Path) -> Shapes:
    """
    Read an XSD that nobody looked at before; nothing is fetched from a network.

    Raises:
        UnreadableFile: It is none.
    """
    return Shapes(_schema(str(xsd), "strict"))


def our_shapes(xsd: Path) -> Shapes:
    """Read a schema that is known to be one, as tests know of ours."""
    return Shapes(_schema(str(xsd), "skip"))


def _line(error: Exception) -> str:
    """The message of an exception of xmlschema, on a line."""
    said = getattr(error, "message", None) or str(error)
    reason = getattr(error, "reason", None)
    return " ".join(f"{said} {reason or ''}".split()).rstrip(":")

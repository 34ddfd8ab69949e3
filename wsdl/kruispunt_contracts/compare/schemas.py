"""Schemas, compiled: ours, and those of a folder when they are needed."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from lxml import etree
from xmlschema import (
    LocationSchemaLoader,
    XMLSchema10,
    XMLSchemaException,
    XMLSchemaImportWarning,
    XMLSchemaIncludeWarning,
)

from kruispunt_contracts.compare.bindings import read_service
from kruispunt_contracts.compare.elements import compare_elements
from kruispunt_contracts.compare.folder import Declared, Folder, UnreadableFile
from kruispunt_contracts.compare.shape import Element, Shapes


class TheirSchemas:
    """The schemas of a folder; each is compiled once."""

    def __init__(self, folder: Folder) -> None:
        """Read the WSDLs; the schemas wait."""
        self.folder = folder
        self.services = {
            wsdl: service
            for wsdl in folder.wsdls
            if (service := read_service(folder.with_imports(wsdl))) is not None
        }
        self._shapes: dict[Declared, Shapes] = {}

    def root(self, clark: str) -> tuple[Element, Path]:
        """
        Give a root, and the file that declares it.

        Raises:
            UnreadableFile: That file cannot be used, or two declare it differently.
        """
        places = self.folder.declared[clark]
        found = [(self._root(each, clark), each.file) for each in places]
        first, file = found[0]
        for other, another in found[1:]:
            if compare_elements(first, other):
                raise UnreadableFile(
                    f"{_local(clark)} is not the same in {self.folder.named(file)} "
                    f"and in {self.folder.named(another)}"
                )
        return first, file

    def _root(self, declared: Declared, clark: str) -> Element:
        name = self.folder.named(declared.file)
        if declared.file in self.folder.broken:
            raise UnreadableFile(f"{name} cannot be read, or a file that it needs")
        if declared not in self._shapes:
            try:
                schema = compiled(self.folder.sources(declared))
            except UnreadableFile as error:
                raise UnreadableFile(f"{name}: {error}") from error
            self._shapes[declared] = Shapes(schema)
        root = self._shapes[declared].root(clark)
        if root is None:
            raise UnreadableFile(f"{name} has no {_local(clark)}")
        return root


def compiled(source: str | list[str]) -> Any:
    """
    Compile a schema of somebody else, whose files were looked at before.

    libxml2 says quickly whether it is a schema, with the line; what it refuses may be
    one all the same, and then xmlschema says so. libxml2 opens what an import says, so
    nothing comes here that points out of the folder.

    Raises:
        UnreadableFile: It is none.
    """
    refused: str | None = None
    if isinstance(source, str):
        try:
            etree.XMLSchema(file=source)
        except etree.XMLSchemaParseError as error:
            refused = _line(error)
        else:
            return _schema(source, "skip")
    try:
        return _schema(source, "strict")
    except UnreadableFile as error:
        raise UnreadableFile(refused or str(error)) from error


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
    """Read a schema of ours, which tests know to be one."""
    return Shapes(_schema(str(xsd), "skip"))


def _line(error: Exception) -> str:
    """The message of an exception of xmlschema, on a line."""
    said = getattr(error, "message", None) or str(error)
    reason = getattr(error, "reason", None)
    return " ".join(f"{said} {reason or ''}".split()).rstrip(":")


def _local(clark: str) -> str:
    return clark.rpartition("}")[2]

"""
Schemas of the user's own, compiled from memory.

libxml2 resolves imports by itself, from wherever they point, and takes only the first
of two files that are imported for one namespace. So it never sees the files: it gets
copies that name each other by flat, unique names, in which every import of a namespace
leads to one document. What is compiled is what was checked; nothing is read or fetched
any more. The same documents are what `?wsdl` hands out and what zeep reads.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.content import Globals, Group, Part, closure, references
from kruispunt_contracts.own_files import SchemaFile
from kruispunt_contracts.schema import Schema, SchemaError

Element = Any
"""An lxml element; lxml brings no type hints."""

_BASE: Final = "kruispunt:///"
"""Where the copies seem to be: nowhere that anything could be fetched from."""
_MAIN: Final = "types.xsd"
_XSD: Final = f"{{{ns.XSD}}}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Bundle:
    """Schemas that refer to each other by name, and to nothing else."""

    documents: Mapping[str, Element] = field(repr=False)
    """Root elements by name."""
    origins: Mapping[str, SchemaFile] = field(repr=False)
    """Of which file a document is a copy; the others were made."""
    types: Element = field(repr=False)
    """An `xsd:schema` that imports every namespace of the first files."""

    def octets(self) -> dict[str, bytes]:
        """Give the documents as they stand on a disk."""
        return {name: _octets(root) for name, root in self.documents.items()}


def bundle(first: Sequence[SchemaFile], besides: Sequence[SchemaFile] = ()) -> Bundle:
    """
    Copy schemas, and all that they lead to, into documents with names of their own.

    Args:
        first: At least one.
        besides: Others, of which all goes that the first ones have too.
    """
    files = list(_reached(first))
    more = [each for each in _reached(besides) if each not in files]
    names = _names([*files, *more])
    targets: dict[str | None, list[SchemaFile]] = {}
    imported = [
        target
        for file in [*files, *more]
        for reference, found in file.leads_to.items()
        if reference.tag == f"{_XSD}import"
        for target in found
    ]
    for file in dict.fromkeys([*first, *besides, *imported]):
        targets.setdefault(file.namespace, []).append(file)
    documents: dict[str, Element] = {}
    places: dict[str | None, str] = {}
    for number, (namespace, together) in enumerate(targets.items(), start=1):
        places[namespace] = names[together[0]]
        if len(together) > 1:
            places[namespace] = f"namespace-{number}.xsd"
            documents[places[namespace]] = _including(
                namespace, [names[file] for file in together]
            )
    taken = _globals(files) if more else frozenset()
    for file in files:
        documents[names[file]] = _copy(file, names, places)
    for file in more:
        documents[names[file]] = _without(taken, file, _copy(file, names, places))
    namespaces = dict.fromkeys(file.namespace for file in [*first, *besides])
    return Bundle(
        documents=documents,
        origins={names[file]: file for file in files},
        types=_importing(places, namespaces),
    )


class OwnSchema(Schema):
    """One schema of the user's, with all that it leads to."""

    def __init__(self, file: SchemaFile) -> None:
        """Take the file; nothing is compiled yet."""
        super().__init__(file.file)
        self._file = file
        self._bundle = bundle([file])
        reached = closure(
            file, read=lambda f: f.root, follow=lambda f, node: f.leads_to[node]
        )
        self._known = Globals(file.name, reached)

    def problems(self) -> tuple[str, ...]:
        """Compile, and tell what is wrong: file, line and what libxml2 says."""
        try:
            self.warm()
        except etree.XMLSchemaParseError as error:
            return tuple(dict.fromkeys(map(self._said, error.error_log))) or (
                f"{self._file.name}:1: {error}",
            )
        return ()

    def blocks(self, element: str) -> tuple[Part, ...]:
        """Give the declarations of what stands right below a global element."""
        return tuple(self._known.content_of(element).order())

    @cached_property
    def fingerprint(self) -> tuple[bytes, ...]:
        """The same for schemas that say the same in files of the same content."""
        reached = _reached([self._file])
        return tuple(sorted(etree.tostring(f.root, method="c14n2") for f in reached))

    def _globals(self) -> Globals:
        return self._known

    def _compile(self) -> Any:
        if self._compiled is None:
            parser = etree.XMLParser(no_network=True, resolve_entities=False)
            parser.resolvers.add(_Documents(self._bundle.octets()))
            main = etree.fromstring(
                _octets(self._bundle.types), parser, base_url=_BASE + _MAIN
            )
            self._compiled = etree.XMLSchema(main.getroottree())
        return self._compiled

    def _said(self, entry: Any) -> str:
        """Say where an error is in the file itself: copies have other lines."""
        name = str(entry.filename).rpartition("/")[2]
        origin = self._bundle.origins.get(name, self._file)
        line = 1
        if name in self._bundle.origins:
            copied = etree.fromstring(_octets(self._bundle.documents[name]))
            lines = [node.sourceline for node in copied.iter(etree.Element)]
            if entry.line in lines:
                nodes = list(origin.root.iter(etree.Element))
                line = nodes[lines.index(entry.line)].sourceline
        return f"{origin.name}:{line}: {entry.message}"


class _Documents(etree.Resolver):  # type: ignore[misc]
    """Answers libxml2 from memory; what is not there is empty, and never fetched."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        super().__init__()
        self._documents = documents

    def resolve(self, url: str, public: str, context: Any) -> Any:
        document = self._documents.get(url.removeprefix(_BASE))
        if document is None:
            return self.resolve_empty(context)
        return self.resolve_string(document, context, base_url=url)


class SchemaByRoot(Schema):
    """Several schemas behind one: the root of a message says which."""

    def __init__(self, first: Schema, by_root: Mapping[str, Schema]) -> None:
        """
        Put them together.

        Args:
            first: For roots that no other has.
            by_root: By Clark name of a global element.
        """
        self._first = first
        self._by_root = by_root

    def warm(self) -> None:
        """Compile all of them."""
        for schema in dict.fromkeys([self._first, *self._by_root.values()]):
            schema.warm()

    def validate(self, element: Element) -> tuple[SchemaError, ...]:
        """Check one element as the root of a document."""
        return self._of(element.tag).validate(element)

    def children(self, element: str) -> tuple[str, ...]:
        """Tell which elements stand right below a global element."""
        return self._of(element).children(element)

    def content(self, element: str, path: str = "") -> Group | None:
        """Tell what may stand in an element, and what it may not be without."""
        return self._of(element).content(element, path)

    def _of(self, element: str) -> Schema:
        return self._by_root.get(element, self._first)


def _reached(files: Iterable[SchemaFile]) -> Iterator[SchemaFile]:
    seen = list(files)
    for file in seen:
        yield file
        for found in file.leads_to.values():
            seen += (other for other in found if other not in seen)


def _names(files: Iterable[SchemaFile]) -> dict[SchemaFile, str]:
    """Give every file a name that no other has, in whatever letters."""
    names: dict[SchemaFile, str] = {}
    files = list(files)
    taken = {_MAIN, *(f"namespace-{n}.xsd" for n in range(1, len(files) + 1))}
    for file in files:
        stem = re.sub(r"[^A-Za-z0-9_.-]", "_", file.file.stem)
        name, number = f"{stem}.xsd", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}.xsd"
        taken.add(name.casefold())
        names[file] = name
    return names


def _copy(
    file: SchemaFile,
    names: Mapping[SchemaFile, str],
    places: Mapping[str | None, str],
) -> Element:
    copied = copy.deepcopy(file.root)
    for old, new in zip(references(file.root), references(copied), strict=True):
        found = file.leads_to[old]
        new.attrib.pop("schemaLocation", None)
        if found and old.tag == f"{_XSD}import":
            new.set("schemaLocation", places[found[0].namespace])
        elif found:
            new.set("schemaLocation", names[found[0]])
    return copied


def _globals(files: Iterable[SchemaFile]) -> frozenset[tuple[str | None, str, str]]:
    return frozenset(
        (file.namespace, node.tag, node.get("name"))
        for file in files
        for node in file.root.iterchildren(etree.Element)
        if node.get("name") is not None
    )


def _without(
    taken: frozenset[tuple[str | None, str, str]], file: SchemaFile, root: Element
) -> Element:
    for node in list(root.iterchildren(etree.Element)):
        if (file.namespace, node.tag, node.get("name")) in taken:
            root.remove(node)
    return root


def _including(namespace: str | None, names: Iterable[str]) -> Element:
    root = etree.Element(f"{_XSD}schema", nsmap={"xsd": ns.XSD})
    if namespace is not None:
        root.set("targetNamespace", namespace)
    for name in names:
        etree.SubElement(root, f"{_XSD}include", schemaLocation=name)
    return root


def _importing(
    places: Mapping[str | None, str], namespaces: Iterable[str | None]
) -> Element:
    root = etree.Element(
        f"{_XSD}schema",
        {"targetNamespace": "urn:kruispunt:own"},
        nsmap={"xsd": ns.XSD},
    )
    for namespace in namespaces:
        node = etree.SubElement(root, f"{_XSD}import")
        if namespace is not None:
            node.set("namespace", namespace)
        node.set("schemaLocation", places[namespace])
    return root


def _octets(root: Element) -> bytes:
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return octets

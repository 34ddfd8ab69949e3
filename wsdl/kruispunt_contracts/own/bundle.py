"""
Schema files as documents that refer to each other by flat names, and to nothing else.

libxml2 takes only the first of two files that are imported for one namespace, and other
toolkits cannot have two files of one name; so in the copies every import of a namespace
leads to one document, and every document has a name of its own. They are what is
compiled, what `?wsdl` hands out and what zeep reads.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.content import references
from kruispunt_contracts.own.files import SchemaFile

Element = Any
"""An lxml element; lxml brings no type hints."""

_XSD: Final = f"{{{ns.XSD}}}"

_Global = tuple[str | None, str, str]
"""Namespace, kind and name of something global."""


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
        return {name: octets_of(root) for name, root in self.documents.items()}


def bundle(entries: Sequence[SchemaFile]) -> Bundle:
    """
    Copy schemas, and all that they lead to, into documents with names of their own.

    Request and response of MAGDA are files apart of one namespace, and either may have
    types that the other has too, and not the same. So what an entry shares no file for
    and has in common with an earlier one is renamed; names of types are never sent.

    Args:
        entries: At least one; each is a schema that is whole with what it leads to.
    """
    files: list[SchemaFile] = []
    renamed: dict[SchemaFile, _Renamed] = {}
    for number, entry in enumerate(entries):
        more = [each for each in reached([entry]) if each not in files]
        twice = _Renamed(_globals(files) & _globals(more), f"-{number + 1}")
        renamed.update((file, twice) for file in more)
        files += more
    names = _names(files)
    targets: dict[str | None, list[SchemaFile]] = {}
    imported = [
        target
        for file in files
        for reference, found in file.leads_to.items()
        if reference.tag == f"{_XSD}import"
        for target in found
    ]
    for file in dict.fromkeys([*entries, *imported]):
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
    for file in files:
        copied = _copy(file, names, places)
        renamed[file].apply(copied, file.namespace)
        documents[names[file]] = copied
    namespaces = dict.fromkeys(file.namespace for file in entries)
    return Bundle(
        documents=documents,
        origins={names[file]: file for file in files},
        types=_importing(places, namespaces),
    )


def reached(files: Iterable[SchemaFile]) -> Iterator[SchemaFile]:
    """Give files and all that they lead to, each once."""
    seen = list(files)
    for file in seen:
        yield file
        for found in file.leads_to.values():
            seen += (other for other in found if other not in seen)


def _names(files: Iterable[SchemaFile]) -> dict[SchemaFile, str]:
    """Give every file a name that no other has, in whatever letters."""
    names: dict[SchemaFile, str] = {}
    files = list(files)
    taken = {"types.xsd", *(f"namespace-{n}.xsd" for n in range(1, len(files) + 1))}
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


def _globals(files: Iterable[SchemaFile]) -> frozenset[_Global]:
    return frozenset(
        (file.namespace, _space(node), node.get("name"))
        for file in files
        for node in file.root.iterchildren(etree.Element)
        if node.get("name") is not None
    )


def _space(node: Element) -> str:
    """Give what kind of names it has its name among: types of both sorts share one."""
    kind: str = etree.QName(node).localname
    return "type" if kind in ("simpleType", "complexType") else kind


class _Renamed:
    """Gives what stands twice another name, in the files that have it second."""

    def __init__(self, twice: frozenset[_Global], suffix: str) -> None:
        self._twice, self._suffix = twice, suffix

    def apply(self, root: Element, namespace: str | None) -> None:
        """Rename what a copied schema declares, and what it refers to."""
        if not self._twice:
            return
        for node in list(root.iterchildren(etree.Element)):
            space = _space(node)
            if (namespace, space, node.get("name")) in self._twice:
                if space in ("element", "attribute"):
                    root.remove(node)  # its name is sent, so it stays the first one's
                else:
                    node.set("name", node.get("name") + self._suffix)
        for node in root.iter(etree.Element):
            for attribute in ("type", "base", "itemType", "memberTypes", "ref"):
                if node.get(attribute) is not None:
                    space = _space(node) if attribute == "ref" else "type"
                    names = node.get(attribute).split()
                    told = [self._other(node, name, space, namespace) for name in names]
                    node.set(attribute, " ".join(told))

    def _other(
        self, node: Element, name: str, space: str, namespace: str | None
    ) -> str:
        prefix, _, local = name.rpartition(":")
        uri = node.nsmap.get(prefix or None) or namespace
        is_other = (uri, space, local) in self._twice
        kept = space in ("element", "attribute")
        return f"{name}{self._suffix}" if is_other and not kept else name


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


def octets_of(root: Element) -> bytes:
    """Give a document as it stands on a disk."""
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return octets

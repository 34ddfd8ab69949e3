"""
Content models, read from the XSD: what an element may not be without.

For whoever takes elements out of a message that is valid and must stay so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns

_GROUPS: Final = frozenset({"sequence", "all", "choice"})
_WRAPPINGS: Final = frozenset(
    {"complexType", "complexContent", "simpleContent", "restriction", "extension"}
)
_SIMPLE: Final = etree.Element(f"{{{ns.XSD}}}simpleType")
"""Stands for every type of XSD itself: nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One element of a content model."""

    name: str
    """Local name."""
    least: int
    """How often it must be there; 0: it may be absent."""
    file: Path = field(repr=False)
    """Where it is declared."""
    declared: Any = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """Names of the elements in it: its own."""
        return frozenset({self.name})

    def is_complete(self, present: Sequence[str]) -> bool:
        """Find out whether these children satisfy it."""
        return present.count(self.name) >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sequence or a choice of parts; of an element with a simple type, empty."""

    parts: tuple[Part | Group, ...] = ()
    is_choice: bool = False
    optional: bool = False
    names: frozenset[str] = frozenset()
    """Names of the elements in it, at whatever depth of groups."""
    attributes: frozenset[str] = frozenset()
    """Of all that stands in an element: attributes that it may not be without."""

    def is_complete(self, present: Sequence[str]) -> bool:
        """
        Find out whether an element is valid with these children, in their order.

        Args:
            present: Local names, each as often as it is there.

        That something stands there too often is not looked at: whoever only takes away
        cannot cause it. Nor is what the schema has no name for (`xsd:any`).
        """
        here = self.names.intersection(present)
        if not here and self.optional:
            return True
        if not self.is_choice:
            return all(part.is_complete(present) for part in self.parts)
        return not self.parts or any(
            part.is_complete(present) and here <= part.names for part in self.parts
        )

    def below(self, name: str) -> Group | None:
        """
        Give what may stand inside a child.

        Returns:
            None when the schema does not say: there is no such child, or it may be
            anything.
        """
        for part in self.order():
            if part.name == name:
                return _inside(part.file, part.declared)
        return None

    def order(self) -> Iterator[Part]:
        """Give every element in it in the order of the schema, choices included."""
        for part in self.parts:
            if isinstance(part, Part):
                yield part
            else:
                yield from part.order()


@cache
def content_of(file: Path, element: str) -> Group:
    """
    Read what may stand right below a global element.

    Args:
        file: Schema that declares it, or imports one that does.
        element: Clark name.

    Raises:
        LookupError: There is no such element, or its type is nowhere to be found.
    """
    name = etree.QName(element)
    return _inside(*_find(file, "element", name.namespace, name.localname))


_Declared = tuple[Path, Any]
"""A node of a schema, and the file that it is in."""


@cache
def _inside(file: Path, declared: Any) -> Group:
    if declared.get("ref") is not None:
        return _inside(*_named(file, declared, "ref", "element"))
    if declared.get("type") is None:
        found = tuple(_contents(file, declared))
    else:
        found = tuple(_of_type(file, declared, "type"))
    parts = _parts(found)
    return Group(
        parts=parts,
        names=_names(parts),
        attributes=frozenset(
            node.get("name")
            for _, node in found
            if _kind(node) == "attribute" and node.get("use") == "required"
        ),
    )


def _of_type(file: Path, node: Any, key: str) -> Iterator[_Declared]:
    try:
        found = _named(file, node, key, "complexType")
    except LookupError:
        found = _named(file, node, key, "simpleType")
    yield from _contents(*found)


def _contents(file: Path, holder: Any) -> Iterator[_Declared]:
    """Give all that is right below a node; of an extended type what that has first."""
    for child in holder.iterchildren(etree.Element):
        kind = _kind(child)
        if kind == "extension":
            yield from _of_type(file, child, "base")
        if kind in _WRAPPINGS:
            yield from _contents(file, child)
        elif kind == "attributeGroup":
            yield from _contents(*_named(file, child, "ref", kind))
        else:
            yield file, child


def _parts(found: Iterable[_Declared]) -> tuple[Part | Group, ...]:
    return tuple(
        _group(file, node) if _kind(node) in _GROUPS else _part(file, node)
        for file, node in found
        if _kind(node) == "element" or _kind(node) in _GROUPS
    )


def _part(file: Path, node: Any) -> Part:
    name = node.get("name") or node.get("ref").rpartition(":")[2]
    least = int(node.get("minOccurs", "1"))
    return Part(name=name, least=least, file=file, declared=node)


def _group(file: Path, node: Any) -> Group:
    parts = _parts(_contents(file, node))
    return Group(
        parts=parts,
        is_choice=_kind(node) == "choice",
        optional=node.get("minOccurs") == "0",
        names=_names(parts),
    )


def _names(parts: tuple[Part | Group, ...]) -> frozenset[str]:
    return frozenset().union(*(part.names for part in parts))


def _kind(node: Any) -> str:
    return str(etree.QName(node).localname)


def _named(file: Path, node: Any, key: str, kind: str) -> _Declared:
    """Follow an attribute of a node to what it names, and the file that is in."""
    prefix, _, local = node.get(key).rpartition(":")
    namespace = node.nsmap[prefix or None]
    if namespace == ns.XSD:
        return file, _SIMPLE
    return _find(file, kind, namespace, local)


def _find(file: Path, kind: str, namespace: str | None, local: str) -> _Declared:
    """
    Find something global in a schema or in those that it imports, and where it is.

    Raises:
        LookupError: There is none.
    """
    root = _root(file)
    if root.get("targetNamespace") == namespace:
        found = root.find(f"{{{ns.XSD}}}{kind}[@name='{local}']")
        if found is not None:
            return file, found
    for reference in root.iter(f"{{{ns.XSD}}}import", f"{{{ns.XSD}}}include"):
        with suppress(LookupError):
            other = file.parent / reference.get("schemaLocation")
            return _find(other, kind, namespace, local)
    raise LookupError(f"{file}: no global {kind} {{{namespace}}}{local}")


@cache
def _root(file: Path) -> Any:
    """Read a schema file once; nobody changes what comes out."""
    return etree.parse(str(file)).getroot()

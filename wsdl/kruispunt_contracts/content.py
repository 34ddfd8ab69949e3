"""
Content models, read from the XSD: what an element may not be without.

For whoever takes elements out of a message that is valid and must stay so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from lxml import etree

from kruispunt_contracts import ns

F = TypeVar("F")

_GROUPS: Final = frozenset({"sequence", "all", "choice", "group"})
_WRAPPINGS: Final = frozenset(
    {"complexType", "complexContent", "simpleContent", "restriction", "extension"}
)
_SIMPLE: Final = etree.Element(f"{{{ns.XSD}}}simpleType")
"""Stands for every type of XSD itself: nothing in it."""

Declared = tuple[str | None, Any]
"""A node of a schema, and the namespace that the schema around it belongs to: its own,
or that of whoever includes it when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One element of a content model."""

    name: str
    """Local name."""
    least: int
    """How often it must be there; 0: it may be absent."""
    is_qualified: bool
    """Whether it is in a namespace, as hardly anything of these platforms is."""
    schema: Globals = field(repr=False, compare=False)
    declared: Declared = field(repr=False, compare=False)

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
                return part.schema.inside(part.declared)
        return None

    def order(self) -> Iterator[Part]:
        """Give every element in it in the order of the schema, choices included."""
        for part in self.parts:
            if isinstance(part, Part):
                yield part
            else:
                yield from part.order()


class Globals:
    """All that is global in a schema, in those that it imports, and so on."""

    def __init__(self, name: str, schemas: Iterable[Declared]) -> None:
        """
        Look them up once.

        Args:
            name: Of the schema, for messages.
            schemas: Root elements, each with the namespace it belongs to.
        """
        self._name = name
        self._known: dict[tuple[str, str | None, str], Declared] = {}
        self._before: dict[Any, Declared] = {}
        """By node inside `xsd:redefine`, what it redefines."""
        self._insides: dict[Declared, Group] = {}
        redefined: list[tuple[str | None, Any]] = []
        for namespace, root in schemas:
            for node in root.iterchildren(etree.Element):
                if _kind(node) == "redefine":
                    redefined += ((namespace, n) for n in node.iterchildren("*"))
                elif node.get("name") is not None:
                    key = _kind(node), namespace, node.get("name")
                    self._known.setdefault(key, (namespace, node))
        for namespace, node in redefined:
            key = _kind(node), namespace, node.get("name", "")
            if key in self._known:
                self._before[node] = self._known[key]
                self._known[key] = namespace, node

    def content_of(self, element: str) -> Group:
        """
        Read what may stand right below a global element.

        Args:
            element: Clark name.

        Raises:
            LookupError: There is no such element, or its type is nowhere to be found.
        """
        name = etree.QName(element)
        return self.inside(self._find("element", name.namespace, name.localname))

    def inside(self, declared: Declared) -> Group:
        """
        Read what may stand in an element.

        Args:
            declared: The node that declares it, or refers to a global one.

        Raises:
            LookupError: What it refers to is nowhere to be found.
        """
        known = self._insides.get(declared)
        if known is None:
            known = self._insides[declared] = self._read(declared)
        return known

    def _read(self, declared: Declared) -> Group:
        node = declared[1]
        if node.get("ref") is not None:
            return self.inside(self._named(declared, "ref", "element"))
        if node.get("type") is None:
            found = tuple(self._contents(declared))
        else:
            found = tuple(self._of_type(declared, "type"))
        parts = self._parts(found)
        return Group(
            parts=parts,
            names=_names(parts),
            attributes=frozenset(
                node.get("name") or node.get("ref").rpartition(":")[2]
                for _, node in found
                if _kind(node) == "attribute" and node.get("use") == "required"
            ),
        )

    def _of_type(self, declared: Declared, key: str) -> Iterator[Declared]:
        try:
            found = self._named(declared, key, "complexType")
        except LookupError:
            found = self._named(declared, key, "simpleType")
        yield from self._contents(found)

    def _contents(self, holder: Declared) -> Iterator[Declared]:
        """Give all that is right below a node; an extended type what that has first."""
        for node in holder[1].iterchildren(etree.Element):
            kind, child = _kind(node), (holder[0], node)
            if kind == "extension":
                yield from self._of_type(child, "base")
            if kind in _WRAPPINGS:
                yield from self._contents(child)
            elif kind == "attributeGroup":
                yield from self._contents(self._named(child, "ref", kind))
            else:
                yield child

    def _parts(self, found: Iterable[Declared]) -> tuple[Part | Group, ...]:
        return tuple(
            self._group(each) if _kind(each[1]) in _GROUPS else self._part(each)
            for each in found
            if _kind(each[1]) == "element" or _kind(each[1]) in _GROUPS
        )

    def _part(self, declared: Declared) -> Part:
        node = declared[1]
        form = node.get("form") or node.getroottree().getroot().get(
            "elementFormDefault", "unqualified"
        )
        return Part(
            name=node.get("name") or node.get("ref").rpartition(":")[2],
            least=int(node.get("minOccurs", "1")),
            is_qualified=node.get("ref") is not None or form == "qualified",
            schema=self,
            declared=declared,
        )

    def _group(self, declared: Declared) -> Group:
        node = declared[1]
        if node.get("ref") is not None:
            (inner,) = self._parts(
                self._contents(self._named(declared, "ref", "group"))
            )
            parts: tuple[Part | Group, ...] = (inner,)
        else:
            parts = self._parts(self._contents(declared))
        return Group(
            parts=parts,
            is_choice=_kind(node) == "choice",
            optional=node.get("minOccurs") == "0",
            names=_names(parts),
        )

    def _named(self, declared: Declared, key: str, kind: str) -> Declared:
        """Follow an attribute of a node to what it names."""
        around, node = declared
        prefix, _, local = node.get(key).rpartition(":")
        if prefix and prefix not in node.nsmap:
            raise LookupError(f"{self._name}: no prefix {prefix}, of {node.get(key)}")
        namespace = node.nsmap.get(prefix or None)
        if namespace is None and _is_chameleon(node):
            namespace = around
        if namespace == ns.XSD:
            return around, _SIMPLE
        found = self._find(kind, namespace, local)
        if found[1] in self._before and found[1] in node.iterancestors():
            return self._before[found[1]]  # it extends what it redefines
        return found

    def _find(self, kind: str, namespace: str | None, local: str) -> Declared:
        try:
            return self._known[kind, namespace, local]
        except KeyError:
            raise LookupError(
                f"{self._name}: no global {kind} {{{namespace}}}{local}"
            ) from None


@cache
def globals_of(file: Path) -> Globals:
    """
    Read all that is global in a schema file and in those that it refers to.

    Args:
        file: Of ours: every reference has a location, relative to the file.
    """
    reached = closure(file, read=_root, follow=_next_to)
    return Globals(str(file), reached)


def content_of(file: Path, element: str) -> Group:
    """
    Read what may stand right below a global element.

    Args:
        file: Schema that declares it, or imports one that does.
        element: Clark name.

    Raises:
        LookupError: There is no such element, or its type is nowhere to be found.
    """
    return globals_of(file).content_of(element)


def closure(
    first: F, *, read: Callable[[F], Any], follow: Callable[[F, Any], Iterable[F]]
) -> Iterator[Declared]:
    """
    Give a schema and all that it imports or includes, each once per namespace.

    Args:
        first: A file, or whatever stands for one.
        read: Gives its root element.
        follow: Gives what a reference of it, a node, leads to.

    Returns:
        Root elements with the namespace they belong to; circles end.
    """
    start = read(first).get("targetNamespace")
    seen = {(first, start)}
    waiting: list[tuple[F, str | None]] = [(first, start)]
    while waiting:
        file, namespace = waiting.pop(0)
        root = read(file)
        yield namespace, root
        for reference in references(root):
            for other in follow(file, reference):
                own = read(other).get("targetNamespace")
                is_import = _kind(reference) == "import"
                at = other, own if is_import or own is not None else namespace
                if at not in seen:
                    seen.add(at)
                    waiting.append(at)


def references(schema: Any) -> Iterator[Any]:
    """Give the nodes of a schema that refer to another one."""
    names = ("import", "include", "redefine")
    return schema.iterchildren(*(f"{{{ns.XSD}}}{name}" for name in names))  # type: ignore[no-any-return]


def _is_chameleon(node: Any) -> bool:
    return node.getroottree().getroot().get("targetNamespace") is None


def _names(parts: tuple[Part | Group, ...]) -> frozenset[str]:
    return frozenset().union(*(part.names for part in parts))


def _kind(node: Any) -> str:
    return str(etree.QName(node).localname)


def _next_to(file: Path, reference: Any) -> Iterator[Path]:
    location = reference.get("schemaLocation")
    if location is not None:
        yield (file.parent / location).resolve()


@cache
def _root(file: Path) -> Any:
    """Read a schema file once; nobody changes what comes out."""
    return etree.parse(str(file)).getroot()

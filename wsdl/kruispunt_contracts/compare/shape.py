"""
What a schema says of an element, read with xmlschema and freed of how it says it.

Names of types, files, groups and attribute groups, extension or not: all of that is
gone. Types may hold themselves, so what is below an element is read when it is asked
for, and once per type.

What is not looked at: `xsi:type` (that another type may stand in for one), and `block`
and `final`, which are about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kruispunt_contracts.compare.particles import (
    CHOICE,
    SEQUENCE,
    Group,
    Leaf,
    Particle,
    normal,
)
from kruispunt_contracts.compare.texts import Text, text_of

WILDCARD = "*"
"""Name of a leaf that is no element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """Any element, or any attribute."""

    namespaces: frozenset[str]
    """`any`, `not URI`, `none` (in no namespace) or URIs."""
    process: str
    """`strict`, `lax` or `skip`."""

    @property
    def anything(self) -> bool:
        """Whether every namespace will do."""
        return "any" in self.namespaces

    @property
    def said(self) -> str:
        """The namespaces on a line."""
        return " ".join(sorted(self.namespaces))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute that may stand, or must."""

    namespace: str
    """Empty for none."""
    required: bool
    text: Text
    default: str | None
    fixed: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """What a type lets stand in an element."""

    text: Text | None
    """Of a simple type, or of a complex one with attributes; None for elements."""
    mixed: bool
    """Whether text may stand between the elements."""
    model: Group
    """In its normal form; without parts when no element may stand there."""
    attributes: Mapping[str, Attribute]
    """By local name."""
    any_attribute: Wildcard | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element:
    """One declaration of an element."""

    name: str
    """Local name."""
    namespace: str
    """Empty for none."""
    nillable: bool
    default: str | None
    fixed: str | None
    identities: frozenset[str]
    """Of `unique`, `key` and `keyref`, as text."""
    xsd_type: Any = field(repr=False)
    shapes: Shapes = field(repr=False)

    @property
    def content(self) -> Content:
        """What may stand in it; the same object for the same type."""
        return self.shapes.content(self.xsd_type)


class Shapes:
    """The elements of one schema."""

    def __init__(self, schema: Any) -> None:
        """
        Read nothing yet.

        Args:
            schema: An `XMLSchema10`.
        """
        self._schema = schema
        self._contents: dict[int, Content] = {}

    def root(self, clark: str) -> Element | None:
        """Give a global element; None when there is none of this Clark name."""
        found = self._schema.maps.elements.get(clark)
        return None if found is None else self._element(found)

    def content(self, xsd_type: Any) -> Content:
        """Give what a type lets stand in an element."""
        # The schema keeps its types, so no other gets the same id.
        found = self._contents.get(id(xsd_type))
        if found is None:
            found = self._contents[id(xsd_type)] = self._read(xsd_type)
        return found

    def _read(self, xsd_type: Any) -> Content:
        text, group = None, Group(model=SEQUENCE, least=1, most=1, parts=())
        attributes: dict[str, Attribute] = {}
        any_attribute = None
        if xsd_type.is_simple():
            text = text_of(xsd_type)
        else:
            for name, each in xsd_type.attributes.items():
                if name is None:
                    any_attribute = _wildcard(each)
                elif each.use != "prohibited":
                    attributes[_local(name)] = _attribute(each)
            if xsd_type.has_simple_content():
                text = text_of(xsd_type.content)
            else:
                group = self._group(xsd_type.content)
        return Content(
            text=text,
            mixed=text is None and bool(xsd_type.mixed),
            model=normal(group),
            attributes=MappingProxyType(attributes),
            any_attribute=any_attribute,
        )

    def _group(self, xsd_group: Any) -> Group:
        return Group(
            model=xsd_group.model,
            least=xsd_group.min_occurs,
            most=xsd_group.max_occurs,
            parts=tuple(self._particle(each) for each in xsd_group),
        )

    def _particle(self, particle: Any) -> Particle:
        if hasattr(particle, "model"):
            return self._group(particle)
        if hasattr(particle, "process_contents"):
            return Leaf(
                name=WILDCARD,
                least=particle.min_occurs,
                most=particle.max_occurs,
                what=_wildcard(particle),
            )
        instead = tuple(self._instead(particle))
        if len(instead) == 1:
            return self._leaf(instead[0], particle.min_occurs, particle.max_occurs)
        return Group(
            model=CHOICE,
            least=particle.min_occurs,
            most=particle.max_occurs,
            parts=tuple(self._leaf(each, 1, 1) for each in instead),
        )

    def _leaf(self, xsd_element: Any, least: int, most: int | None) -> Leaf:
        element = self._element(xsd_element)
        return Leaf(name=element.name, least=least, most=most, what=element)

    @staticmethod
    def _instead(xsd_element: Any) -> Iterator[Any]:
        """An element, unless it is abstract, and all that may stand in its place."""
        if not xsd_element.abstract:
            yield xsd_element
        yield from dict.fromkeys(xsd_element.iter_substitutes())

    def _element(self, xsd_element: Any) -> Element:
        namespace, name = _split(xsd_element.name)
        return Element(
            name=name,
            namespace=namespace,
            nillable=xsd_element.nillable,
            default=xsd_element.default,
            fixed=xsd_element.fixed,
            identities=frozenset(map(_identity, xsd_element.identities)),
            xsd_type=xsd_element.type,
            shapes=self,
        )


def _attribute(xsd_attribute: Any) -> Attribute:
    return Attribute(
        namespace=_split(xsd_attribute.name)[0],
        required=xsd_attribute.use == "required",
        text=text_of(xsd_attribute.type),
        default=xsd_attribute.default,
        fixed=xsd_attribute.fixed,
    )


def _wildcard(xsd_wildcard: Any) -> Wildcard:
    own = xsd_wildcard.target_namespace or "none"
    said = {"##any": "any", "##other": f"not {own}", "": "none"}
    return Wildcard(
        namespaces=frozenset(said.get(each, each) for each in xsd_wildcard.namespace),
        process=xsd_wildcard.process_contents,
    )


def _identity(xsd_identity: Any) -> str:
    """Write a constraint without its name; prefixes are as they stand."""
    fields = ", ".join(each.path for each in xsd_identity.fields)
    what = type(xsd_identity).__name__.removeprefix("Xsd").lower()
    return f"{what} of {xsd_identity.selector.path}: {fields}"


def _local(clark: str) -> str:
    return _split(clark)[1]


def _split(clark: str) -> tuple[str, str]:
    """Namespace and local name of a Clark name."""
    namespace, _, name = clark.rpartition("}")
    return namespace[1:], name

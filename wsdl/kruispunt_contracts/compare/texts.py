"""
Simple types, so that two that accept the same texts are equal.

A type is its built-in type and the facets of all types in between:

- of a restriction of a restriction the narrowest facet counts; `length` is `minLength`
  and `maxLength` alike; patterns of one step are alternatives, those of several steps
  must all hold (XSD 1.0 part 2, 4.3.4.3);
- the types below `xs:integer` are integers with bounds, `xs:token` is a string whose
  white space collapses; digits of an integer are bounds too;
- where values are listed, other facets only take values off that list, so only those
  that are left count (`whiteSpace` says how they are read, and stays).

Two patterns are the same when their text is: nobody proves that `[0-9]{11}` and
`[0-9]{11,11}` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from kruispunt_contracts import ns

_INTEGER: Final = "integer"
_DERIVED: Final = {
    "normalizedString": "string",
    "token": "string",
    "nonPositiveInteger": _INTEGER,
    "negativeInteger": _INTEGER,
    "long": _INTEGER,
    "int": _INTEGER,
    "short": _INTEGER,
    "byte": _INTEGER,
    "nonNegativeInteger": _INTEGER,
    "unsignedLong": _INTEGER,
    "unsignedInt": _INTEGER,
    "unsignedShort": _INTEGER,
    "unsignedByte": _INTEGER,
    "positiveInteger": _INTEGER,
}
"""Built-in types that are another one with facets."""

Patterns = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A least or a greatest value."""

    text: str
    inclusive: bool
    value: Any = field(compare=False)

    def said(self, side: str) -> str:
        """Name the facet, with its value; `side` is `min` or `max`."""
        return f"{side}{'Inclusive' if self.inclusive else 'Exclusive'} {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Which texts a simple type accepts."""

    base: str
    """Local name of the built-in type; `list` or `union` for those."""
    white_space: str = "collapse"
    min_length: int = 0
    max_length: int | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    patterns: Patterns = frozenset()
    values: frozenset[str] | None = None
    """Of an enumeration; then nothing else limits them."""
    parts: frozenset[Text] = frozenset()
    """Type of the items of a list, types of a union."""

    @property
    def plain(self) -> bool:
        """Whether there is nothing but the built-in type."""
        return self == Text(base=self.base, white_space=self.white_space)

    @property
    def said(self) -> str:
        """The type in words."""
        parts = " or ".join(sorted(part.said for part in self.parts))
        name = f"{self.base} of {parts}" if parts else f"xs:{self.base}"
        facets = dict(self._facets())
        return " ".join([name, *(f"{name} {facets[name]}" for name in facets)])

    def _facets(self) -> Iterator[tuple[str, Any]]:
        if self.min_length and self.min_length == self.max_length:
            yield "length", self.min_length
        else:
            if self.min_length:
                yield "minLength", self.min_length
            if self.max_length is not None:
                yield "maxLength", self.max_length
        for side, bound in (("min", self.minimum), ("max", self.maximum)):
            if bound is not None:
                name, value = bound.said(side).split(" ", 1)
                yield name, value
        if self.total_digits is not None:
            yield "totalDigits", self.total_digits
        if self.fraction_digits is not None:
            yield "fractionDigits", self.fraction_digits
        if self.patterns:
            yield "pattern", said_patterns(self.patterns)
        if self.values is not None:
            yield "enumeration", ", ".join(sorted(self.values))


def said_patterns(patterns: Patterns) -> str:
    """Patterns on a line: alternatives, and what must hold together."""
    return " and ".join(sorted(" | ".join(sorted(step)) for step in patterns))


def text_of(xsd_type: Any) -> Text:
    """
    Read a simple type.

    Args:
        xsd_type: A simple type of xmlschema.
    """
    found: dict[str, Any] = {}
    patterns: set[frozenset[str]] = set()
    at = xsd_type
    while True:
        if at.is_complex():
            at = at.content
        _take(at, found, patterns)
        if at.base_type is None or type(at).__name__ in ("XsdList", "XsdUnion"):
            break
        if _is_built_in(at) and _local(at) not in _DERIVED and _local(at) != _INTEGER:
            found.setdefault("base", _local(at))
        at = at.base_type
    text = Text(
        base=found.get("base") or _base(at),
        white_space=found.get("white_space") or "collapse",
        min_length=found.get("min_length", 0),
        max_length=found.get("max_length"),
        minimum=found.get("minimum"),
        maximum=found.get("maximum"),
        total_digits=found.get("total_digits"),
        fraction_digits=found.get("fraction_digits"),
        patterns=frozenset(patterns),
        values=found.get("values"),
        parts=frozenset(_parts(at)),
    )
    return _simplest(text, xsd_type)


def _take(at: Any, found: dict[str, Any], patterns: set[frozenset[str]]) -> None:
    """Note the facets of one step; what is noted already is narrower."""
    if _is_built_in(at) and _local(at) == _INTEGER:
        found.setdefault("base", _INTEGER)
    for clark, facet in at.facets.items():
        if clark is None:
            continue  # a function of xmlschema itself, for built-in types
        name = clark.rpartition("}")[2]
        if name == "pattern" and not _is_built_in(at):
            patterns.add(frozenset(facet.regexps))
        elif name == "enumeration":
            found.setdefault("values", frozenset(each.get("value") for each in facet))
        elif name == "length":
            found.setdefault("min_length", facet.value)
            found.setdefault("max_length", facet.value)
        elif name in _PLAIN:
            found.setdefault(_PLAIN[name], facet.value)
        elif name in _SIDES:
            _tighten(found, name, facet.value)


_PLAIN: Final = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "totalDigits": "total_digits",
    "fractionDigits": "fraction_digits",
    "whiteSpace": "white_space",
}
_SIDES: Final = {
    "minInclusive": "minimum",
    "minExclusive": "minimum",
    "maxInclusive": "maximum",
    "maxExclusive": "maximum",
}


def _tighten(found: dict[str, Any], name: str, value: Any) -> None:
    side = _SIDES[name]
    new = Bound(
        text=_canonical(value), inclusive=name.endswith("Inclusive"), value=value
    )
    old = found.get(side)
    if old is None or tighter(new, old, side):
        found[side] = new


def tighter(one: Bound, other: Bound, side: str) -> bool:
    """Whether one bound leaves less than another; `side` is minimum or maximum."""
    if one.text == other.text:
        return other.inclusive and not one.inclusive
    return bool(
        one.value > other.value if side == "minimum" else one.value < other.value
    )


def _canonical(value: Any) -> str:
    if isinstance(value, int | Decimal):
        return format(Decimal(value).normalize(), "f")
    return str(value)


def _simplest(text: Text, xsd_type: Any) -> Text:
    """Leave out what says nothing more."""
    if text.base == _INTEGER:
        text = _integer(text)
    if text.values is not None:
        values = {v for v in text.values if xsd_type.is_valid(v)}
        if text.white_space == "collapse":
            values = {" ".join(value.split()) for value in values}
        text = Text(
            base=text.base,
            white_space=text.white_space,
            values=frozenset(values),
            parts=text.parts,
        )
    if text.base == "union":
        return _one_enumeration(text)
    return text


def _integer(text: Text) -> Text:
    """Say all limits of an integer with its least and greatest value."""
    least, most = _included(text.minimum, +1), _included(text.maximum, -1)
    if text.total_digits is not None:
        limit = 10**text.total_digits - 1
        least = _tightest(_whole(-limit), least, "minimum")
        most = _tightest(_whole(limit), most, "maximum")
    return replace(
        text, fraction_digits=None, total_digits=None, minimum=least, maximum=most
    )


def _tightest(one: Bound, other: Bound | None, side: str) -> Bound:
    return one if other is None or tighter(one, other, side) else other


def _whole(value: int) -> Bound:
    return Bound(text=str(value), inclusive=True, value=value)


def _included(bound: Bound | None, step: int) -> Bound | None:
    """Say a bound of an integer with the value itself."""
    if bound is None or bound.inclusive:
        return bound
    return _whole(int(bound.value) + step)


def _one_enumeration(text: Text) -> Text:
    """A union of enumerations of one type is an enumeration."""
    bases = {(part.base, part.white_space) for part in text.parts}
    if text.values is not None or len(bases) != 1:
        return text
    values: set[str] = set()
    for part in text.parts:
        if part.values is None:
            return text
        values |= part.values
    ((base, white_space),) = bases
    return Text(base=base, white_space=white_space, values=frozenset(values))


def _parts(at: Any) -> Iterator[Text]:
    if type(at).__name__ == "XsdList":
        yield text_of(at.item_type)
    elif type(at).__name__ == "XsdUnion":
        yield from (text_of(member) for member in at.member_types)


def _base(at: Any) -> str:
    kinds = {"XsdList": "list", "XsdUnion": "union"}
    return kinds.get(type(at).__name__) or _local(at)


def _is_built_in(at: Any) -> bool:
    return at.name is not None and at.name.startswith(f"{{{ns.XSD}}}")


def _local(at: Any) -> str:
    return str(at.name).rpartition("}")[2]

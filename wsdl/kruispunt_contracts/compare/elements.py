"""Two elements side by side: every difference that matters on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from kruispunt_contracts.compare.difference import (
    Difference,
    Effect,
    Kind,
    difference,
    stricter,
)
from kruispunt_contracts.compare.facets import text_differences
from kruispunt_contracts.compare.particles import (
    ALL,
    SEQUENCE,
    Group,
    Key,
    Leaf,
    Particle,
    leaves,
    notation,
    occurs,
    only,
    same_shape,
)
from kruispunt_contracts.compare.shape import Attribute, Content, Element, Wildcard

_STRICTNESS: Final = {"skip": 0, "lax": 1, "strict": 2}


def compare_elements(ours: Element, theirs: Element) -> tuple[Difference, ...]:
    """
    Find every difference between two elements that matters on the wire.

    Args:
        ours: Root of a message by our schema.
        theirs: The same by another.

    Returns:
        In the order of our schema, each at its path. Where types hold themselves, a
        difference is told once on the way down.
    """
    return tuple(_Comparison().elements(ours, theirs, ours.name))


class _Comparison:
    """Compares each pair of types once, and knows it from then on."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Difference, ...]] = {}

    def elements(
        self, ours: Element, theirs: Element, path: str
    ) -> Iterator[Difference]:
        yield from _namespaces(path, ours, theirs)
        if ours.nillable != theirs.nillable:
            yield difference(
                Kind.NILLABLE,
                path,
                ours.nillable,
                theirs.nillable,
                stricter(theirs_least=ours.nillable),
            )
        yield from _values(path, ours, theirs)
        if ours.identities != theirs.identities:
            yield difference(
                Kind.IDENTITY,
                path,
                "; ".join(sorted(ours.identities)) or None,
                "; ".join(sorted(theirs.identities)) or None,
                _of_sets(ours.identities, theirs.identities).reverse,
            )
        yield from (d.below(path) for d in self._contents(ours.content, theirs.content))

    def _contents(self, ours: Content, theirs: Content) -> tuple[Difference, ...]:
        pair = (id(ours), id(theirs))
        if pair not in self._known:
            # Within itself a pair has nothing to tell that is not told of it already.
            self._known[pair] = ()
            self._known[pair] = tuple(self._in_contents(ours, theirs))
        return self._known[pair]

    def _in_contents(self, ours: Content, theirs: Content) -> Iterator[Difference]:
        yield from _attributes(ours.attributes, theirs.attributes)
        yield from _wildcards("/@*", ours.any_attribute, theirs.any_attribute)
        if ours.text is not None and theirs.text is not None:
            yield from text_differences("", ours.text, theirs.text)
            return
        if (ours.text is None) != (theirs.text is None):
            yield difference(
                Kind.CONTENT, "", _content(ours), _content(theirs), Effect.DIFFERS
            )
            return
        if ours.mixed != theirs.mixed:
            yield difference(
                Kind.MIXED,
                "",
                ours.mixed,
                theirs.mixed,
                stricter(theirs_least=ours.mixed),
            )
        yield from self._models(ours.model, theirs.model)

    def _models(self, ours: Group, theirs: Group) -> Iterator[Difference]:
        mine, other = _by_key(ours), _by_key(theirs)
        for key in mine:
            if key not in other:
                leaf, needed = mine[key]
                yield _missing(leaf, needed)
            else:
                yield from self._leaves(mine[key][0], other[key][0])
        for key in other:
            if key not in mine:
                leaf, needed = other[key]
                yield _extra(leaf, needed)
        common = frozenset(mine) & frozenset(other)
        yield from _shapes(only(ours, common), only(theirs, common))

    def _leaves(self, ours: Leaf, theirs: Leaf) -> Iterator[Difference]:
        if isinstance(ours.what, Wildcard):
            yield from _wildcards(f"/{ours.name}", ours.what, theirs.what)
        else:
            yield from self.elements(ours.what, theirs.what, f"/{ours.name}")


_Leaves = dict[Key, tuple[Leaf, bool]]


def _by_key(model: Group) -> _Leaves:
    return {leaf.key: (leaf, needed) for leaf, needed in leaves(model)}


def _missing(leaf: Leaf, needed: bool) -> Difference:
    effect = Effect.DIFFERS if needed else Effect.REFUSE_MORE
    kind = Kind.MISSING_ELEMENT
    if isinstance(leaf.what, Wildcard):
        kind = Kind.WILDCARD
    return difference(kind, f"/{leaf.name}", _how(leaf, needed), None, effect)


def _extra(leaf: Leaf, needed: bool) -> Difference:
    effect = Effect.DIFFERS if needed else Effect.ACCEPT_MORE
    kind = Kind.EXTRA_ELEMENT
    if isinstance(leaf.what, Wildcard):
        kind = Kind.WILDCARD
    return difference(kind, f"/{leaf.name}", None, _how(leaf, needed), effect)


def _how(leaf: Leaf, needed: bool) -> str:
    namespaces = f"{leaf.what.said} " if isinstance(leaf.what, Wildcard) else ""
    return f"{namespaces}{'required' if needed else 'optional'}"


def _shapes(ours: Group, theirs: Group) -> Iterator[Difference]:
    """Compare two models of the same leaves."""
    ours, theirs = _whole(ours), _whole(theirs)
    if same_shape(ours, theirs):
        yield from _occurs("", ours, theirs)
    elif same_shape(ours, theirs, ordered=False):
        yield difference(
            Kind.ORDER, "", notation(ours), notation(theirs), Effect.DIFFERS
        )
    else:
        yield difference(
            Kind.MODEL, "", notation(ours), notation(theirs), _of_models(ours, theirs)
        )


def _whole(model: Group) -> Group:
    """Without the sequence around it, when it is one group."""
    if len(model.parts) == 1 and isinstance(model.parts[0], Group):
        return model.parts[0]
    return model


def _of_models(ours: Group, theirs: Group) -> Effect:
    """An `all` accepts every order of a sequence; for the rest it is not told."""
    for one, other, effect in (
        (ours, theirs, Effect.ACCEPT_MORE),
        (theirs, ours, Effect.REFUSE_MORE),
    ):
        if (one.model, other.model) == (SEQUENCE, ALL) and _loose(one) == _loose(other):
            return effect
    return Effect.DIFFERS


def _loose(group: Group) -> Any:
    """How often a group and what is in it may stand, in whatever order."""
    inside = sorted(
        (part.key, part.least, part.most or -1) if isinstance(part, Leaf) else ()
        for part in group.parts
    )
    return group.least, group.most, inside


def _occurs(path: str, ours: Particle, theirs: Particle) -> Iterator[Difference]:
    at = path + (f"/{ours.name}" if isinstance(ours, Leaf) else "")
    if ours.least != theirs.least:
        yield difference(
            Kind.MIN_OCCURS,
            at,
            _often(ours),
            _often(theirs),
            stricter(theirs_least=theirs.least > ours.least),
        )
    if ours.most != theirs.most:
        less = ours.most is None or (
            theirs.most is not None and theirs.most < ours.most
        )
        yield difference(
            Kind.MAX_OCCURS,
            at,
            _often(ours),
            _often(theirs),
            stricter(theirs_least=less),
        )
    if isinstance(ours, Group) and isinstance(theirs, Group):
        for one, other in zip(ours.parts, theirs.parts, strict=True):
            yield from _occurs(path, one, other)


def _often(part: Particle) -> str:
    """How often; of a group also of what."""
    if isinstance(part, Leaf):
        return occurs(part)
    return f"{occurs(part)} of {notation(replace(part, least=1, most=1))}"


def _values(
    path: str, ours: Element | Attribute, theirs: Element | Attribute
) -> Iterator[Difference]:
    """Compare what stands there when nothing does, and what alone may."""
    if ours.default != theirs.default:
        yield difference(
            Kind.DEFAULT, path, ours.default, theirs.default, Effect.DIFFERS
        )
    if ours.fixed != theirs.fixed:
        effect = Effect.DIFFERS
        if None in (ours.fixed, theirs.fixed):
            effect = stricter(theirs_least=ours.fixed is None)
        yield difference(Kind.FIXED, path, ours.fixed, theirs.fixed, effect)


def _namespaces(
    path: str, ours: Element | Attribute, theirs: Element | Attribute
) -> Iterator[Difference]:
    if ours.namespace != theirs.namespace:
        yield difference(
            Kind.NAMESPACE,
            path,
            ours.namespace or "unqualified",
            theirs.namespace or "unqualified",
            Effect.DIFFERS,
        )


def _attributes(
    ours: Mapping[str, Attribute], theirs: Mapping[str, Attribute]
) -> Iterator[Difference]:
    for name in sorted(ours.keys() | theirs.keys()):
        path, one, other = f"/@{name}", ours.get(name), theirs.get(name)
        if one is None or other is None:
            yield _only_one(path, one, other)
            continue
        yield from _namespaces(path, one, other)
        if one.required != other.required:
            yield difference(
                Kind.USE,
                path,
                _use(one),
                _use(other),
                stricter(theirs_least=other.required),
            )
        yield from _values(path, one, other)
        yield from text_differences(path, one.text, other.text)


def _only_one(
    path: str, ours: Attribute | None, theirs: Attribute | None
) -> Difference:
    if ours is not None:
        effect = Effect.DIFFERS if ours.required else Effect.REFUSE_MORE
        return difference(Kind.MISSING_ATTRIBUTE, path, _use(ours), None, effect)
    assert theirs is not None  # noqa: S101 # the name is of one of them
    effect = Effect.DIFFERS if theirs.required else Effect.ACCEPT_MORE
    return difference(Kind.EXTRA_ATTRIBUTE, path, None, _use(theirs), effect)


def _use(attribute: Attribute) -> str:
    return "required" if attribute.required else "optional"


def _wildcards(
    path: str, ours: Wildcard | None, theirs: Wildcard | None
) -> Iterator[Difference]:
    if ours is None or theirs is None:
        if ours is not theirs:
            yield difference(
                Kind.WILDCARD,
                path,
                ours and ours.said,
                theirs and theirs.said,
                stricter(theirs_least=theirs is None),
            )
        return
    if ours.namespaces != theirs.namespaces:
        effect = _of_sets(ours.namespaces, theirs.namespaces)
        if ours.anything or theirs.anything:
            effect = stricter(theirs_least=ours.anything)
        yield difference(Kind.WILDCARD, path, ours.said, theirs.said, effect)
    if ours.process != theirs.process:
        yield difference(
            Kind.PROCESS_CONTENTS,
            path,
            ours.process,
            theirs.process,
            stricter(
                theirs_least=_STRICTNESS[theirs.process] > _STRICTNESS[ours.process]
            ),
        )


def _of_sets(ours: frozenset[str], theirs: frozenset[str]) -> Effect:
    """Effect of another choice of what is accepted."""
    if ours < theirs:
        return Effect.ACCEPT_MORE
    return Effect.REFUSE_MORE if theirs < ours else Effect.DIFFERS


def _content(content: Content) -> str:
    if content.text is not None:
        return content.text.said
    return notation(content.model) if content.model.parts else "empty"

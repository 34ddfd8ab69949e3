"""Two simple types side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kruispunt_contracts.compare.difference import (
    Difference,
    Effect,
    Kind,
    difference,
    stricter,
)
from kruispunt_contracts.compare.texts import (
    Bound,
    Patterns,
    Text,
    said_patterns,
    tighter,
)

_WIDER: Final = {("integer", "decimal")}
"""Built-in types of which the second accepts all that the first does."""
_TOUCHED: Final = {"preserve": 0, "replace": 1, "collapse": 2}


def text_differences(path: str, ours: Text, theirs: Text) -> Iterator[Difference]:
    """
    Find every difference between two simple types.

    Args:
        path: Where they stand.
        ours: What we accept.
        theirs: What they accept.
    """
    if ours == theirs:
        return
    if ours.base != theirs.base or ours.parts != theirs.parts:
        yield difference(Kind.BASE, path, ours.said, theirs.said, _of(ours, theirs))
        return
    if ours.white_space != theirs.white_space:
        less = _TOUCHED[theirs.white_space] < _TOUCHED[ours.white_space]
        plain = ours.plain and theirs.plain
        yield difference(
            Kind.WHITE_SPACE,
            path,
            ours.white_space,
            theirs.white_space,
            Effect.DIFFERS if plain else stricter(theirs_least=less),
        )
    if ours.values is not None or theirs.values is not None:
        yield from _values(path, ours, theirs)
        return
    yield from _lengths(path, ours, theirs)
    yield from _bounds(path, ours, theirs)
    yield from _patterns(path, ours.patterns, theirs.patterns)


def _of(ours: Text, theirs: Text) -> Effect:
    """Effect of another built-in type."""
    for one, other, effect in (
        (ours, theirs, Effect.ACCEPT_MORE),
        (theirs, ours, Effect.REFUSE_MORE),
    ):
        if (one.base, other.base) in _WIDER and replace(one, base=other.base) == other:
            return effect
        if other.base == "string" and other.plain and one.base != "anySimpleType":
            return effect
    return Effect.DIFFERS


def _values(path: str, ours: Text, theirs: Text) -> Iterator[Difference]:
    if ours.values is None or theirs.values is None:
        free = ours if ours.values is None else theirs
        effect = stricter(theirs_least=ours.values is None)
        yield difference(
            Kind.ENUMERATION,
            path,
            ours.said,
            theirs.said,
            effect if free.plain else Effect.DIFFERS,
        )
        return
    if removed := ours.values - theirs.values:
        yield difference(
            Kind.VALUE_REMOVED,
            path,
            ", ".join(sorted(removed)),
            None,
            Effect.REFUSE_MORE,
        )
    if added := theirs.values - ours.values:
        yield difference(
            Kind.VALUE_ADDED, path, None, ", ".join(sorted(added)), Effect.ACCEPT_MORE
        )


def _lengths(path: str, ours: Text, theirs: Text) -> Iterator[Difference]:
    mine, other = _fixed_length(ours), _fixed_length(theirs)
    if mine is not None and other is not None:
        if mine != other:
            yield difference(Kind.LENGTH, path, mine, other, Effect.DIFFERS)
        return
    if ours.min_length != theirs.min_length:
        yield difference(
            Kind.MIN_LENGTH,
            path,
            ours.min_length,
            theirs.min_length,
            stricter(theirs_least=theirs.min_length > ours.min_length),
        )
    yield from _most(path, Kind.MAX_LENGTH, ours.max_length, theirs.max_length)


def _fixed_length(text: Text) -> int | None:
    return text.max_length if text.min_length == text.max_length else None


def _most(
    path: str, kind: Kind, ours: int | None, theirs: int | None
) -> Iterator[Difference]:
    """Compare two greatest numbers; None is no limit."""
    if ours != theirs:
        less = ours is None or (theirs is not None and theirs < ours)
        yield difference(kind, path, ours, theirs, stricter(theirs_least=less))


def _bounds(path: str, ours: Text, theirs: Text) -> Iterator[Difference]:
    for kind, side, mine, other in (
        (Kind.MINIMUM, "min", ours.minimum, theirs.minimum),
        (Kind.MAXIMUM, "max", ours.maximum, theirs.maximum),
    ):
        if mine != other:
            yield difference(
                kind,
                path,
                mine and mine.said(side),
                other and other.said(side),
                stricter(theirs_least=_tighter(other, mine, kind)),
            )
    yield from _most(path, Kind.TOTAL_DIGITS, ours.total_digits, theirs.total_digits)
    yield from _most(
        path, Kind.FRACTION_DIGITS, ours.fraction_digits, theirs.fraction_digits
    )


def _tighter(one: Bound | None, other: Bound | None, kind: Kind) -> bool:
    if one is None or other is None:
        return other is None
    return tighter(one, other, kind.value)


def _patterns(path: str, ours: Patterns, theirs: Patterns) -> Iterator[Difference]:
    if ours == theirs:
        return
    effect = Effect.DIFFERS
    if ours < theirs or theirs < ours:
        effect = stricter(theirs_least=ours < theirs)
    elif len(ours) == len(theirs) == 1:
        ((mine,), (other,)) = ours, theirs
        if mine < other or other < mine:
            effect = stricter(theirs_least=other < mine)
    yield difference(
        Kind.PATTERN,
        path,
        said_patterns(ours) or None,
        said_patterns(theirs) or None,
        effect,
    )

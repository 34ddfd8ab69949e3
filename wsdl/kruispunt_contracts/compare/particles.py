"""
Content models, so that two that accept the same elements are mostly equal.

A model is a tree of groups with elements and wildcards as leaves. `normal` leaves out
what says nothing: groups of one or of none, a sequence in a sequence, a choice in a
choice, an optional member of a choice (the choice is optional then), an optional group
of which everything is optional. In a choice and an `all` the order says nothing.

Source: XSD 1.0 part 1, 3.8.6 and 3.9.6, "pointless" groups, taken further.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Union

SEQUENCE: Final = "sequence"
CHOICE: Final = "choice"
ALL: Final = "all"

Key = tuple[str, int]
"""Name of a leaf, and how many of that name stand before it in its model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An element or a wildcard at its place in a model."""

    name: str
    """Local name of an element; `*` for a wildcard."""
    least: int
    most: int | None
    """None for unbounded."""
    what: Any
    """Its declaration."""
    number: int = 0
    """How many of that name stand before it."""

    @property
    def key(self) -> Key:
        """What it is matched by."""
        return self.name, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sequence, a choice or an `all`."""

    model: str
    least: int
    most: int | None
    parts: tuple[Particle, ...]


Particle = Union[Leaf, Group]  # noqa: UP007 # it is named before both are known


def normal(group: Group) -> Group:
    """Give the same model in its simplest form, as a sequence, leaves numbered."""
    part = _simple(group)
    if part is None:
        parts: tuple[Particle, ...] = ()
    elif isinstance(part, Group) and part.model == SEQUENCE and _once(part):
        parts = part.parts
    else:
        parts = (part,)
    seen: Counter[str] = Counter()
    whole = Group(model=SEQUENCE, least=1, most=1, parts=parts)
    numbered = _numbered(whole, seen)
    assert isinstance(numbered, Group)  # noqa: S101 # a group stays one
    return numbered


def only(group: Group, keys: frozenset[Key]) -> Group:
    """Give what is left of a normal model with only some of its leaves."""

    def left(part: Particle) -> Particle | None:
        if isinstance(part, Leaf):
            return part if part.key in keys else None
        parts = tuple(kept for p in part.parts if (kept := left(p)) is not None)
        return replace(part, parts=parts) if parts else None

    rest = left(group)
    if not isinstance(rest, Group):
        return replace(group, parts=())
    return _top(_simple(rest))


def leaves(part: Particle, needed: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Give every leaf, and whether no message is without it."""
    needed = needed and part.least > 0
    if isinstance(part, Leaf):
        yield part, needed
        return
    alone = part.model != CHOICE or len(part.parts) == 1
    for each in part.parts:
        yield from leaves(each, needed and alone)


def same_shape(one: Particle, other: Particle, *, ordered: bool = True) -> bool:
    """Whether two models nest the same leaves in the same way."""
    return bool(_skeleton(one, ordered) == _skeleton(other, ordered))


def notation(part: Particle) -> str:
    """Write a model on a line, as a DTD would: `(A, (B | C)?, D+)`."""
    if isinstance(part, Leaf):
        return f"{part.name}{_times(part)}"
    mark = {SEQUENCE: ", ", CHOICE: " | ", ALL: " & "}[part.model]
    return f"({mark.join(notation(each) for each in part.parts)}){_times(part)}"


def occurs(part: Particle) -> str:
    """Write how often: `1`, `0..1`, `0..n`."""
    most = "n" if part.most is None else str(part.most)
    return most if str(part.least) == most else f"{part.least}..{most}"


def _times(part: Particle) -> str:
    known = {(1, 1): "", (0, 1): "?", (0, None): "*", (1, None): "+"}
    mark = known.get((part.least, part.most))
    return f"{{{occurs(part)}}}" if mark is None else mark


def _skeleton(part: Particle, ordered: bool) -> Any:
    if isinstance(part, Leaf):
        return part.key
    below = [_skeleton(each, ordered) for each in part.parts]
    if not ordered:
        below.sort(key=repr)
    return part.model, tuple(below)


def _top(part: Particle | None) -> Group:
    if isinstance(part, Group) and part.model == SEQUENCE and _once(part):
        return part
    parts = () if part is None else (part,)
    return Group(model=SEQUENCE, least=1, most=1, parts=parts)


def _numbered(part: Particle, seen: Counter[str]) -> Particle:
    if isinstance(part, Leaf):
        seen[part.name] += 1
        return replace(part, number=seen[part.name] - 1)
    return replace(part, parts=tuple(_numbered(each, seen) for each in part.parts))


def _once(part: Particle) -> bool:
    return part.least == part.most == 1


def _simple(part: Particle) -> Particle | None:
    """Simplify a model from the leaves up; None when nothing can stand there."""
    if part.most == 0:
        return None
    if isinstance(part, Leaf):
        return part
    parts = [_simple(each) for each in part.parts]
    # An empty member of a choice can be chosen, so the choice may be skipped.
    if part.model == CHOICE and any(each is None for each in parts):
        part = replace(part, least=0)
    kept: list[Particle] = []
    for each in parts:
        if each is not None:
            kept += _RULES[part.model](part, each)
    if part.model == CHOICE and any(each.least == 0 for each in kept):
        part = replace(part, least=0)
        kept = [replace(each, least=max(each.least, 1)) for each in kept]
        # What was an optional choice may now be part of this one.
        kept = [piece for each in kept for piece in _in_choice(part, each)]
    if not kept:
        return None
    if part.model != SEQUENCE:
        kept.sort(key=lambda each: repr(_skeleton(each, False)))
    return _smallest(replace(part, parts=tuple(kept)))


def _smallest(part: Group) -> Particle:
    if len(part.parts) == 1:
        together = _joined(part, part.parts[0])
        if together is not None:
            return together
    if part.model != CHOICE and all(map(_may_be_empty, part.parts)):
        return replace(part, least=1 if part.most == 1 else 0)
    return part


def _joined(group: Group, part: Particle) -> Particle | None:
    """A group of one is that one, as often as both say, where that has no gaps."""
    if not (part.least <= 1 or group.least == group.most or _once(part)):
        return None
    most = None if None in (group.most, part.most) else _product(group.most, part.most)
    return replace(part, least=group.least * part.least, most=most)


def _product(one: int | None, other: int | None) -> int:
    return (one or 0) * (other or 0)


def _may_be_empty(part: Particle) -> bool:
    if part.least == 0:
        return True
    if isinstance(part, Leaf):
        return False
    how = any if part.model == CHOICE else all
    return how(map(_may_be_empty, part.parts))


def _in_sequence(_group: Group, part: Particle) -> tuple[Particle, ...]:
    flat = isinstance(part, Group) and part.model == SEQUENCE and _once(part)
    return part.parts if flat and isinstance(part, Group) else (part,)


def _in_choice(group: Group, part: Particle) -> tuple[Particle, ...]:
    if isinstance(part, Group):
        if part.model == CHOICE and _once(part):
            return part.parts
        return (part,)
    if group.most is None and part.least == 1:
        # Any number of choices of A+ and B is any number of choices of A and B.
        return (replace(part, most=1),)
    return (part,)


def _in_all(_group: Group, part: Particle) -> tuple[Particle, ...]:
    return (part,)


_RULES: Final[dict[str, Callable[[Group, Particle], tuple[Particle, ...]]]] = {
    SEQUENCE: _in_sequence,
    CHOICE: _in_choice,
    ALL: _in_all,
}

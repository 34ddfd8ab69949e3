"""
Leaves only what a party may see.

Source: 23/058 §85, 22/004 §22-24, Protocol WiV–Wonen in Limburg art. 3: a reply may
hold only granted fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kruispunt_contracts.content import Group
from lxml import etree

from kruispunt_simulator.message import Element, StandIn
from kruispunt_simulator.rules.ages import years_before
from kruispunt_simulator.rules.paths import STEPS, find_all

ADULT_AT: Final = 18


_End = tuple[Element, str]
"""An element, and `.`, `@name`, `@*` or nothing after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitelist:
    """What of an answer may leave, and what stands where something may not."""

    paths: tuple[str, ...]
    """
    Of elements that may leave with all that is in them, below the root of the answer:
    local names, each in whatever namespace, `*` for any, with conditions of XPath. The
    last step may be an attribute, `@*` for all of an element, or `.` for the element
    without what is in it: a text becomes neutral. `$majority` is the day, as a number,
    after which somebody must be born to be a minor.
    """
    removed: tuple[str, ...] = ()
    """Of blocks that stay behind with all that is in them."""
    neutral: Mapping[str, str] = field(default_factory=dict)
    """Text in place of what the contract demands, by path of element or attribute."""
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)
    """By path, what stands in a block that may not go, nor become empty."""


def keep_only(
    root: Element, told: Whitelist, content: Group | None, today: date
) -> tuple[str, ...]:
    """
    Take out, in place, all that may not leave, and what is not valid without it.

    What the contract demands and nobody granted becomes neutral, or a stand-in; where
    there is neither, the block around it goes too.

    Args:
        root: Of the answer; it stays itself, empty at worst.
        told: What may leave.
        content: What may stand in `root` by its schema; None: anything.
        today: Business date, for who is a minor.

    Returns:
        Names of the elements and attributes that were removed or made neutral, each
        once, in document order.

    Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3.
    """
    etree.strip_tags(root, etree.Comment, etree.PI)  # so that a text is in one piece
    names = dict.fromkeys(
        _local(tag)
        for element in root.iter(etree.Element)
        for tag in (element.tag, *element.attrib)
    )
    keeper = _Keeper(root, told, today)
    keeper.settle(root, content)
    return tuple(name for name in names if name in keeper.changed)


class _Keeper:
    """One answer that is gone through, from its root down."""

    def __init__(self, root: Element, told: Whitelist, today: date) -> None:
        self.stand_ins = told.stand_ins
        self.changed: set[str] = set()
        """Names of what was removed or made neutral."""
        self.whole: set[Element] = set()
        """Elements that may leave with all that is in them."""
        self.partly: set[Element] = set()
        """Elements with something in them that may leave."""
        self.there: set[Element] = set()
        """Elements that may leave without what is in them."""
        self.attributes: dict[Element, set[str]] = {}
        """Attributes that may leave, of elements that are not whole."""
        self.taken: dict[Element, list[Element]] = {}
        """What was taken out of an element."""
        majority = float(years_before(today, ADULT_AT).strftime("%Y%m%d"))
        for path in told.paths:
            for element, last in _ends(root, path, majority):
                self._allow(element, last)
        for path in told.removed:
            for element in find_all(root, path):
                self._forbid(element)
        self.neutral = {
            (element, last): text
            for path, text in told.neutral.items()
            for element, last in _ends(root, path)
        }

    def _allow(self, element: Element, last: str) -> None:
        if not last:
            self.whole.add(element)
        elif last == ".":
            self.there.add(element)
        else:
            names = element.attrib if last == "@*" else (last[1:],)
            found = {name for name in names if name in element.attrib}
            if not found:
                return
            self.attributes.setdefault(element, set()).update(found)
        self.partly.update((element, *element.iterancestors()))

    def _forbid(self, element: Element) -> None:
        """Keep a block back, also out of one that may leave with all that is in it."""
        for above in reversed(tuple(element.iterancestors())):
            if above in self.whole:
                self.whole.remove(above)
                self.whole.update(_children(above))
                self.partly.update(_children(above))
                self.attributes[above] = set(above.attrib)
        self.partly.discard(element)

    def settle(self, element: Element, content: Group | None, path: str = "") -> bool:
        """Leave what may leave of an element; tell whether that can stay there."""
        is_valid = self._settle_attributes(element, content)
        taken = self.taken[element] = []
        for child in _children(element):
            name = _local(child.tag)
            here = f"{path}/{name}" if path else name
            if self._stays(child, content.below(name) if content else None, here):
                continue
            if not self._stand_in(child, here):
                self.changed.add(name)
                element.remove(child)
                taken.append(child)
        is_told = element in self.there or self.attributes.get(element)
        if not is_told and not _children(element):
            return False
        if content is None or _is_complete(element, content):
            return is_valid
        return self._complete(element, content, taken) and is_valid

    def _stays(self, child: Element, content: Group | None, path: str) -> bool:
        if child not in self.partly:
            return False
        if child in self.whole:
            return True
        if not _text(child):
            return self.settle(child, content, path)
        self.changed.add(_local(child.tag))
        return child in self.there and self._make_neutral(child, content)

    def _settle_attributes(
        self, element: Element, content: Group | None, *, named: bool = True
    ) -> bool:
        """Take away attributes; tell whether the element can do without."""
        demanded = content.attributes if content else frozenset()
        told = self.attributes.get(element, set())
        for name in set(element.attrib) - told:
            if named:
                self.changed.add(_local(name))
            neutral = self.neutral.get((element, f"@{name}"))
            if neutral is not None and name in demanded:
                element.set(name, neutral)
            else:
                del element.attrib[name]
        return demanded <= set(element.attrib)

    def _complete(
        self, element: Element, content: Group, taken: Sequence[Element]
    ) -> bool:
        """Put back, without what they said, children that the schema demands."""
        names = [_local(each.tag) for each in (*_children(element), *taken)]
        needed = {
            name
            for name in names
            if not content.is_complete([each for each in names if each != name])
        }
        for child in sorted(taken, key=lambda each: _local(each.tag) not in needed):
            is_needed = _local(child.tag) in needed
            if not is_needed and _is_complete(element, content):
                break
            if self._make_neutral(child, content.below(_local(child.tag))):
                _put_back(element, child, content)
        return _is_complete(element, content)

    def _make_neutral(self, element: Element, content: Group | None) -> bool:
        """Turn an element that nobody granted into one that says nothing."""
        if not self._settle_attributes(element, content, named=False):
            return False  # its own name says enough
        neutral = self.neutral.get((element, ""))
        if neutral is not None:
            element.text = neutral
            return True
        inside = (*_children(element), *self.taken.get(element, ()))
        for child in _children(element):
            element.remove(child)
        if content is None or _text(element):
            return False
        return self._complete(element, content, inside)

    def _stand_in(self, element: Element, path: str) -> bool:
        stand_in = self.stand_ins.get(path)
        if stand_in is None:
            return False
        reason = element.find(stand_in.tag)
        if reason is None or reason.text not in stand_in.kept:
            self.changed.add(_local(element.tag))
            _replace_content(element, stand_in)
        else:
            element.attrib.clear()
            element[:] = [reason]
        return True


def _local(name: str) -> str:
    return str(etree.QName(name).localname)


def _children(element: Element) -> tuple[Element, ...]:
    return tuple(element.iterchildren(etree.Element))


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _is_complete(element: Element, content: Group) -> bool:
    return content.is_complete([_local(child.tag) for child in _children(element)])


def _put_back(element: Element, child: Element, content: Group) -> None:
    """Put a child in the place that the schema has for it."""
    order = {part.name: place for place, part in enumerate(content.order())}
    place = order.get(_local(child.tag), 0)
    for sibling in _children(element):
        if order.get(_local(sibling.tag), 0) > place:
            sibling.addprevious(child)
            return
    element.append(child)


def _ends(root: Element, path: str, majority: float = 0) -> Iterator[_End]:
    """Follow a path to its elements; give each with what the last step says of it."""
    *steps, last = STEPS.split(path)
    if last == "." or last.startswith("@"):
        path = "/".join(steps)
    else:
        last = ""
    for element in find_all(root, path, majority):
        yield element, last


def has_data(root: Element, keys: frozenset[str]) -> bool:
    """
    Find out whether an answer still says something.

    Args:
        root: What is left of it.
        keys: Names of elements that say nothing by themselves, such as `INSZ`.

    Returns:
        True when any text is left outside `keys` and their descendants.
    """
    for child in root:
        if child.tag in keys:
            continue
        if (child.text or "").strip() or has_data(child, keys):
            return True
    return False


def _replace_content(element: Element, stand_in: StandIn) -> None:
    """Leave the stand-in only; one block of a list is enough to say it."""
    element.clear(keep_tail=True)
    reason = element.makeelement(stand_in.tag)
    reason.text = stand_in.text
    element.append(reason)
    before = element.getprevious()
    is_another = before is not None and before.tag == element.tag
    if is_another and before.findtext(stand_in.tag) == stand_in.text:
        element.getparent().remove(before)

"""
What leaves of an answer under a ground of the law, as a hop decides it.

`Told` finds out by itself what a whitelist lets leave: it goes down the paths step by
step, and knows nothing of how the rest is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kruispunt_contracts.content import Group
from kruispunt_law import Grant, law
from kruispunt_simulator.message import StandIn
from kruispunt_simulator.rules.withholding import Whitelist, keep_only
from kruispunt_simulator.services import discover
from lxml import etree

from .conftest import TODAY, contract_of

Element = Any
Key = tuple[str, str, str]

LAW: Final = law()
SERVICES: Final = discover()

INHOUD: Final = "Repliek/Antwoorden/Antwoord/Inhoud"
_STEPS: Final = re.compile(r"/(?=(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*$)")


def whitelist_of(grant: Grant, key: Key) -> Whitelist | None:
    """What may leave of the answers of an operation; None: everything."""
    told = LAW.told(grant, key)
    if told is None:
        return None
    return Whitelist(
        paths=told.always,
        removed=grant.removed,
        neutral=told.neutral,
        stand_ins=SERVICES[key].stand_ins,
    )


def content_of(key: Key, root: Element) -> Group | None:
    """What the contract lets stand in an answer: in `Inhoud`, or below its root."""
    contract = contract_of(*key[:2])
    if root.tag != "Inhoud":
        return contract.content_of(root)
    return contract.schema.content(contract.operation(key[2]).response, INHOUD)


def leave(grant: str, key: Key, root: Element, today: date = TODAY) -> tuple[str, ...]:
    """Leave of an answer, in place, what a grant lets leave; tell what is gone."""
    whitelist = whitelist_of(LAW.grant(grant), key)
    assert whitelist is not None, f"{grant} is about the whole answer"
    return keep_only(root, whitelist, content_of(key, root), today)


@dataclass
class Told:
    """What of one message may leave, and what may stand for the rest."""

    whole: set[Element]
    there: set[Element]
    attributes: set[tuple[Element, str]]
    removed: set[Element]
    neutral: Mapping[tuple[Element, str], str]
    stand_ins: Mapping[str, StandIn]
    texts: Mapping[Element, str | None]
    """Of every element, as it was."""

    @classmethod
    def of(cls, root: Element, whitelist: Whitelist, today: date) -> Told:
        """Go down every path of a whitelist."""
        found = [at for path in whitelist.paths for at in reach(root, path, today)]
        return cls(
            whole={element for element, last in found if last == ""},
            there={element for element, last in found if last == "."},
            attributes={
                (element, name)
                for element, last in found
                for name in (element.attrib if last == "@*" else [last[1:]])
            },
            removed={
                element
                for path in whitelist.removed
                for element, _ in reach(root, path, today)
            },
            neutral={
                at: text
                for path, text in whitelist.neutral.items()
                for at in reach(root, path, today)
            },
            stand_ins=whitelist.stand_ins,
            texts={element: element.text for element in root.iter("*")},
        )

    def tells(self, element: Element, last: str = "") -> bool:
        """
        Find out whether something may leave: all that is said in an element.

        Args:
            element: Of the message.
            last: `@name` for that attribute of it; `name()` for what it is called.
        """
        if {element, *element.iterancestors()} & self.whole:
            return True
        if last.startswith("@"):
            return (element, last[1:]) in self.attributes
        if last == "name()":
            return element in self.there
        said = [e for e in element.iter("*") if not len(e) and self.texts[e]]
        return said != [element] and all(self.tells(each) for each in said)

    def without_ground(self, root: Element) -> list[str]:
        """Name what leaves and may not: elements with a text, and attributes."""
        return [
            name
            for element in root.iter("*")
            for name in self._without_ground(element, _path(element, root))
        ]

    def _without_ground(self, element: Element, path: str) -> Iterator[str]:
        above = {element, *element.iterancestors()}
        if above & self.removed:
            yield path
        if above & self.whole:
            if element.text != self.texts[element]:
                yield f"{path}, which became {element.text}"
            return
        for name, value in element.attrib.items():
            is_told = (element, name) in self.attributes
            if not is_told and self.neutral.get((element, f"@{name}")) != value:
                yield f"{path}/@{name}"
        text = "" if len(element) else (element.text or "").strip()
        if text and text not in (
            self.neutral.get((element, "")),
            *self._stand_in(element, path),
        ):
            yield path

    def _stand_in(self, element: Element, path: str) -> tuple[str, ...]:
        stand_in = self.stand_ins.get(path.rpartition("/")[0])
        if stand_in is None or element.tag != stand_in.tag:
            return ()
        return (stand_in.text, *stand_in.kept)


def reach(root: Element, path: str, today: date) -> Iterator[tuple[Element, str]]:
    """Give each element at a path, with the last step where that is no element."""
    steps, last = steps_of(path)
    majority = int(f"{today.year - 18}{today:%m%d}")
    found = [root]
    for step in steps:
        name, _, condition = step.removesuffix("]").partition("[")
        found = [
            child
            for element in found
            for child in element.iterchildren("*")
            if name in ("*", etree.QName(child).localname)
            and (
                not condition or child.xpath(f"boolean({condition})", majority=majority)
            )
        ]
    for element in found:
        yield element, last


def steps_of(path: str) -> tuple[list[str], str]:
    """Split a path into steps to elements, and `.` or an attribute after them."""
    steps = _STEPS.split(path)
    last = steps.pop() if steps[-1] == "." or steps[-1].startswith("@") else ""
    return steps, last


def _path(element: Element, root: Element) -> str:
    names = [etree.QName(element).localname]
    while (element := element.getparent()) is not None and element is not root:
        names.append(etree.QName(element).localname)
    return "/".join(reversed(names))

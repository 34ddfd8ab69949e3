"""What a reply tells and a typed answer does not have: nothing, is the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from kruispunt_client.results import Month, PartialDate
from kruispunt_contracts import ns
from lxml import etree

Element = Any

_TELL_NOTHING = frozenset({"Taal", f"{{{ns.XSI}}}nil"})
"""Attributes: of `Omschrijving` the language that was asked for; that there is none."""


def lost(content: Element, data: object) -> list[str]:
    """
    Find what a reply tells and a typed answer does not.

    Args:
        content: What is told: `Inhoud`, or another part of the reply.
        data: Of the typed answer.

    Returns:
        Place and text of every leaf and attribute that `data` has less often than the
        reply.
    """
    have = Counter(values(data))
    missing = []
    for place, text in _told(content):
        key = _normal(text)
        if have[key]:
            have[key] -= 1
        else:
            missing.append(f"{place}: {text}")
    return missing


def _told(content: Element) -> Iterator[tuple[str, str]]:
    tree = content.getroottree()
    for element in content.iter(etree.Element):
        place = tree.getelementpath(element)
        for name, text in element.attrib.items():
            if name not in _TELL_NOTHING:
                yield f"{place}/@{name}", text
        if not len(element) and element.text and element.text.strip():
            yield place, element.text


def values(data: object) -> Iterator[str]:
    """Give everything inside a typed value, as it would be compared."""
    if isinstance(data, PartialDate | Month):
        yield _normal(str(data))
    elif is_dataclass(data) and not isinstance(data, type):
        for column in fields(data):
            yield from values(getattr(data, column.name))
    elif isinstance(data, Mapping):
        yield from values((*data.keys(), *data.values()))
    elif isinstance(data, tuple | list):
        for item in data:
            yield from values(item)
    elif isinstance(data, Enum):
        yield from values(data.value)
    elif isinstance(data, bool):
        yield _normal("1" if data else "0")
    elif isinstance(data, Decimal):
        yield from {_normal(str(data)), _normal(str(data * 100))}  # or cents, there
    elif isinstance(data, date | datetime):
        yield data.isoformat()
    elif data is not None:
        yield _normal(str(data))


def _normal(text: str) -> str:
    """
    Write flags, numbers and months in one way.

    A code may have been read as a number, and the SSDN gives months a day `00`.
    """
    if text.count("-") == 2:
        return text.removesuffix("-00")
    flag = {"true": "1", "false": "0"}.get(text, text)
    try:
        return format(Decimal(flag).normalize(), "f") if flag.isascii() else flag
    except ArithmeticError:
        return flag

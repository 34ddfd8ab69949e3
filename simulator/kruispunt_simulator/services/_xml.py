"""
Small tools to read questions and to write answers with lxml.

Trees from the wire keep their comments, so text is read with XPath `string()`: of
`<ssin>14<!-- -->65</ssin>` lxml's own `.text` would give only the part in front,
another number than the one the schema checked.

Below the root everything is in no namespace, in both dialects.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from kruispunt_simulator.people.base import Section

Element = Any
"""An lxml element; lxml brings no type hints."""

_XSD_DATE: Final = re.compile(r"(-?)([0-9]{4,})-([0-9]{2})-([0-9]{2})(Z|[+-].*)?")
_XSD_MONTH: Final = re.compile(r"(-?)([0-9]{4,})-([0-9]{2})(Z|[+-].*)?")
_TRUE: Final = frozenset(("true", "1"))


def text(root: Element, path: str) -> str | None:
    """
    Read the whole text of the first element at `path`, without its comments.

    Returns:
        Text without outer white space; None when there is no such element.
    """
    found = root.find(path)
    if found is None:
        return None
    whole = found.xpath("string()") if len(found) else found.text or ""
    return str(whole).strip()


def required(root: Element, path: str) -> str:
    """
    Read an element that the schema demands.

    Raises:
        LookupError: It is not there, so the question did not pass the schema.
    """
    value = text(root, path)
    if value is None:
        raise LookupError(f"{root.tag} has no {path}; was it validated?")
    return value


def flag(root: Element, path: str) -> bool:
    """Read an `xsd:boolean` or a MAGDA `VLAG`; absent and empty are False."""
    return text(root, path) in _TRUE


def day(root: Element, path: str) -> date:
    """
    Read an `xsd:date` that the schema demands.

    Returns:
        The date without its time zone. Years that Python lacks become its first or
        last day, which is as far from every persona as the year that was asked.
    """
    match = _XSD_DATE.fullmatch(required(root, path))
    if match is None:
        raise LookupError(f"{path} of {root.tag} is no date; was it validated?")
    sign, year, month, day_ = match.group(1, 2, 3, 4)
    if sign or int(year) == 0:
        return date.min
    if len(year) > 4:
        return date.max
    return date(int(year), int(month), int(day_))


def month(root: Element, path: str) -> str:
    """
    Read an `xsd:gYearMonth` that the schema demands.

    Returns:
        `yyyy-mm` without time zone, so that months compare as texts. Years with
        another number of digits become the first or last month of all.
    """
    match = _XSD_MONTH.fullmatch(required(root, path))
    if match is None:
        raise LookupError(f"{path} of {root.tag} is no month; was it validated?")
    sign, year, month_ = match.group(1, 2, 3)
    if sign or int(year) == 0:
        return "0001-01"
    return "9999-12" if len(year) > 4 else f"{year}-{month_}"


def children(parent: Element) -> tuple[Element, ...]:
    """Give the child elements, without comments."""
    return () if parent is None else tuple(parent.iterchildren("*"))


def element(tag: str, value: object = None) -> Element:
    """Make an element without namespace, empty or with a value."""
    made = etree.Element(tag)
    if value is not None:
        made.text = as_text(value)
    return made


def add(parent: Element, tag: str, value: object = None) -> Element:
    """Add a child element, empty or with a value, and give it back."""
    child = element(tag, value)
    parent.append(child)
    return child


def as_text(value: object) -> str:
    """Write a value the way both dialects do: two decimals, ISO dates, true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def fill(parent: Element, section: Section, omit: Collection[str] = ()) -> Element:
    """
    Write the fields of a section that mirrors a block of the wire.

    Args:
        parent: Gets one child per field that has a value, in the order of the class.
        section: Its fields are values or sections again; one that is marked `exclude`
            leaves in another form, if at all.
        omit: Fields (not elements) to leave out, on this level only.

    Returns:
        `parent`.
    """
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value is None or name in omit or info.exclude:
            continue
        tag = info.serialization_alias or name
        if isinstance(value, Section):
            fill(add(parent, tag), value)
        else:
            add(parent, tag, value)
    return parent


def copy(source: Element, tag: str | None = None) -> Element:
    """
    Copy an element without comments and without the declarations of its old place.

    Args:
        source: Its element names are in no namespace, as all below a root are.
        tag: Another name for the copy.
    """
    made = etree.Element(tag or source.tag, dict(source.attrib))
    below = children(source)
    if below:
        made.extend([copy(child) for child in below])
    else:
        # None, not "": only an element without text gets the default of its schema.
        made.text = str(source.xpath("string()")) or None
    return made

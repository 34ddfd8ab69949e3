"""
A verified message as a tree of plain values: what `wire` reads the data from.

By local name: texts, further trees, or lists of them where an element is repeated;
attributes too. An element with attributes has its text under `TEXT`. Names lose their
namespaces, for in no contract do two differ in nothing else.

Not zeep's own objects: of a choice inside a sequence it loses a zero (`days` of a
payment), it reads a year as a pair with a time zone, and it must be told not to be
strict before it reads a second branch at all (python-zeep issues 1263 and 1345).
`Caller` has validated the message against the XSD, so nothing is in it that the
contract does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kruispunt_contracts import ns
from lxml import etree

from kruispunt_client.envelope import Element

TEXT: Final = "_value_1"
"""Name of the text of an element that has attributes too; zeep has the same one, so
that questions and answers are described alike."""

Tree = Mapping[str, Any]

_NIL: Final = f"{{{ns.XSI}}}nil"


def as_tree(element: Element) -> Tree | str | None:
    """
    Give the content of an element: a text, or what stands in it by local name.

    Args:
        element: Of a message that was verified and validated.

    Returns:
        None for one that says of itself that it is nil.
    """
    if element.get(_NIL) in ("true", "1"):
        return None
    found: dict[str, Any] = {
        etree.QName(name).localname: value
        for name, value in element.attrib.items()
        if etree.QName(name).namespace != ns.XSI
    }
    below = list(element.iterchildren(etree.Element))
    if not below:
        text = str(element.xpath("string()"))
        return {TEXT: text, **found} if found else text
    for child in below:
        name, value = etree.QName(child).localname, as_tree(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found

"""
Documents that travel as the text of another element: the SSDN of the KSZ.

Its connector puts one element in soap:Body, `xmlString`, and in that a whole document,
escaped or in a CDATA section; see `shared/ssdn-connector.xsd`. Everybody else puts the
document itself there. So whoever takes a message in calls `unpack` on what stands in
the Body, and whoever sends one calls `pack`, whatever the dialect; in between there are
only documents.

The text inside came from the same stranger as the message around it: it goes through
the same parser and its bounds. That the message was signed does not help, for a
signature covers a text as it covers anything else.
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.parsing import DEFAULT_LIMITS, Limits, RefusedXml, parse

Element = Any
"""An lxml element; lxml brings no type hints."""

XML_STRING: Final = f"{{{ns.SSDN_CONNECTOR}}}xmlString"


def unpack(payload: Element, *, limits: Limits = DEFAULT_LIMITS) -> Element:
    """
    Give the document that a payload carries.

    Args:
        payload: The child of soap:Body; not changed.
        limits: Bounds of the document inside.

    Returns:
        The root of that document, without comments; `payload` itself if it is no
        carrier. White space around the document does not count.

    Raises:
        RefusedXml: The carrier holds more than text, or a document that is not
            accepted; reasons `carrier` and those of `UnsafeXml`.
    """
    if payload.tag != XML_STRING:
        return payload
    if any(True for _ in payload.iterchildren(etree.Element)):
        raise RefusedXml("carrier", "xmlString holds elements, not a document as text")
    for name in payload.attrib:
        if etree.QName(name).namespace != ns.XSI:
            raise RefusedXml("carrier", f"xmlString has an attribute {name}")
    document = parse(_text(payload).encode("utf-8"), limits=limits)
    # Comments split texts for whoever reads `.text`: see `parsing.py`.
    etree.strip_tags(document, etree.Comment)
    return document


def pack(document: Element) -> Element:
    """
    Give what stands in soap:Body for a document.

    Args:
        document: Root of a message; not changed.

    Returns:
        A new carrier for a document of the SSDN, `document` itself for any other.

    Source: the recorded reply of Lino begins with an XML declaration too.
    """
    if etree.QName(document).namespace != ns.SSDN_SERVICE:
        return document
    carrier = etree.Element(XML_STRING, nsmap={"conn": ns.SSDN_CONNECTOR})
    carrier.text = etree.tostring(
        document, encoding="UTF-8", xml_declaration=True, standalone=True
    ).decode("utf-8")
    return carrier


def _text(payload: Element) -> str:
    return str(payload.xpath("string()")).strip()

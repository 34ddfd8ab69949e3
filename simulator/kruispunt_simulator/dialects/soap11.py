"""SOAP 1.1 envelopes and faults, as both platforms send them."""

from __future__ import annotations

from typing import Final

from kruispunt_contracts import ns
from lxml import etree

from kruispunt_simulator.message import Element

FAULT: Final = f"{{{ns.SOAP}}}Fault"
"""Clark name of `soap:Fault`."""
_PREFIX = "soapenv"


def envelope(payload: Element) -> Element:
    """
    Put a payload into an envelope with an empty Header, for the signer to fill.

    Source: _toolkits.md, "Produce in replies": a prefixed Envelope.
    """
    root = etree.Element(f"{{{ns.SOAP}}}Envelope", nsmap={_PREFIX: ns.SOAP})
    etree.SubElement(root, f"{{{ns.SOAP}}}Header")
    etree.SubElement(root, f"{{{ns.SOAP}}}Body").append(payload)
    return root


def fault(faultcode: str, faultstring: str, detail: Element | None = None) -> Element:
    """
    Make a SOAP fault.

    Args:
        faultcode: As in `WIRE_FAULTS`: local part in the SOAP namespace (`Server`), or
            a Clark name of another namespace, that of WS-Security.
        faultstring: For people.
        detail: Child of the fault's `detail`; None leaves that out.

    Source: SOAP 1.1, section 4.4: the children are unqualified.
    """
    root = etree.Element(FAULT, nsmap={_PREFIX: ns.SOAP})
    name = etree.QName(faultcode)
    nsmap = {"wsse": name.namespace} if name.namespace else None
    code = etree.SubElement(root, "faultcode", nsmap=nsmap)
    code.text = f"{'wsse' if name.namespace else _PREFIX}:{name.localname}"
    etree.SubElement(root, "faultstring").text = faultstring
    if detail is not None:
        etree.SubElement(root, "detail").append(detail)
    return root

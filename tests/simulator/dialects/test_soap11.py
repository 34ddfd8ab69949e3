"""
SOAP 1.1 envelopes and faults.

Source: SOAP 1.1 sections 4 and 4.4; `_toolkits.md` ("Produce in replies").
"""

from __future__ import annotations

from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, WireFault, ns, parse, soap_parts
from kruispunt_simulator.dialects import soap11
from lxml import etree

Element = Any

FAULTS = [row for row in WIRE_FAULTS.values() if row.faultcode is not None]


def test_an_envelope_has_an_empty_header_and_the_payload_as_its_only_body() -> None:
    payload = etree.Element("{urn:x}payload")
    octets = etree.tostring(soap11.envelope(payload))
    parts = soap_parts(parse(octets))
    assert parts.header is not None
    assert len(parts.header) == 0
    assert parts.payload.tag == "{urn:x}payload"


def test_an_envelope_is_prefixed() -> None:
    """Some toolkits stumble over an Envelope in a default namespace."""
    assert soap11.envelope(etree.Element("x")).prefix == "soapenv"


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.key)
def test_a_faultcode_is_a_name_in_a_namespace(row: WireFault) -> None:
    """Source: SOAP 1.1 section 4.4.1: faultcode is a QName."""
    assert row.faultcode is not None
    fault = parse(etree.tostring(soap11.fault(row.faultcode, "text")))
    assert fault.tag == f"{{{ns.SOAP}}}Fault"
    code = fault.find("faultcode")
    prefix, _, local = code.text.partition(":")
    wanted = etree.QName(row.faultcode)
    assert (code.nsmap[prefix], local) == (
        wanted.namespace or ns.SOAP,
        wanted.localname,
    )


def test_the_children_of_a_fault_are_in_no_namespace_and_in_order() -> None:
    """Source: SOAP 1.1 section 4.4."""
    fault = soap11.fault("Server", "text", etree.Element("{urn:x}reason"))
    assert [child.tag for child in fault] == ["faultcode", "faultstring", "detail"]
    assert [child.tag for child in fault.find("detail")] == ["{urn:x}reason"]


def test_without_a_detail_there_is_no_element_for_it() -> None:
    """Source: SOAP 1.1 section 4.4: no `detail` when the Body was not processed."""
    assert soap11.fault("Client", "text").find("detail") is None


def test_a_faultstring_keeps_what_looks_like_markup() -> None:
    text = "<wsse:Security> & more"
    fault = parse(etree.tostring(soap11.fault("Client", text)))
    assert fault.findtext("faultstring") == text

"""Documents that travel as text: taken out with suspicion, put in unharmed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import (
    Limits,
    RefusedXml,
    UnsafeXml,
    load,
    ns,
    pack,
    parse,
    unpack,
)
from kruispunt_contracts.carrier import XML_STRING
from lxml import etree

from .conftest import VECTORS

Element = Any
Read = Callable[[str], Element]

CONTRACT = load().contract("OCMWCPASPensionRegisterConsult", "20090706")
QUESTION = (VECTORS / "pension_register" / "request.xml").read_bytes()
DOCUMENT = f'<SSDNRequest xmlns="{ns.SSDN_SERVICE}">{{}}</SSDNRequest>'


def carrier(text: str, **attributes: str) -> Element:
    """What stands in soap:Body around a text, as a sender may have written it."""
    element = etree.Element(XML_STRING, attributes)
    element.text = text
    return etree.fromstring(etree.tostring(element))


def reason(payload: Element, **how: Any) -> str:
    with pytest.raises(RefusedXml) as caught:
        unpack(payload, **how)
    return caught.value.reason


@pytest.mark.parametrize("name", ["request", "request_least", "reply_payments"])
def test_a_document_comes_out_as_it_went_in(example: Read, name: str) -> None:
    document = example(f"pension_register/{name}")
    before = etree.tostring(document, method="c14n")
    sent = parse(etree.tostring(pack(document)))
    assert sent.tag == XML_STRING
    assert len(sent) == 0
    assert etree.tostring(unpack(sent), method="c14n") == before
    assert etree.tostring(document, method="c14n") == before


def test_a_document_in_a_cdata_section_comes_out_too(example: Read) -> None:
    """As public clients send it: white space, an XML declaration, then the document."""
    document = unpack(example("pension_register/carried_request"))
    assert document.tag == f"{{{ns.SSDN_SERVICE}}}SSDNRequest"


@pytest.mark.parametrize(
    "name",
    ["handi_service/consult_payments_request", "geef_zorgtoeslag/request_by_date"],
)
def test_other_dialects_carry_nothing(example: Read, name: str) -> None:
    payload = example(name)
    assert unpack(payload) is payload
    assert pack(payload) is payload


def test_a_packed_document_declares_itself_as_recorded_replies_do(
    example: Read,
) -> None:
    """Source: a recorded reply of Lino."""
    text = pack(example("pension_register/request")).text
    assert text.startswith("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")


def test_comments_do_not_split_a_text() -> None:
    """Whoever reads `.text` would see another number than the schema did."""
    document = unpack(carrier(DOCUMENT.format("<!--a-->12<!--b-->34<!--c-->")))
    assert document.text == "1234"
    assert b"<!--" not in etree.tostring(document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "syntax", id="nothing"),
        pytest.param("niets", "syntax", id="no XML"),
        pytest.param("<a>", "syntax", id="not finished"),
        pytest.param("<a/><b/>", "syntax", id="two documents"),
        pytest.param("<!DOCTYPE a><a/>", "doctype", id="an empty DTD"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype", id="an entity"
        ),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
            "doctype",
            id="a file",
        ),
        pytest.param(
            '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "encoding", id="encoding"
        ),
        pytest.param("<a><?b c?></a>", "processing-instruction", id="an instruction"),
        pytest.param("<a>" * 65 + "</a>" * 65, "depth", id="too deep"),
        pytest.param("<a>" + "<b/>" * 20_000 + "</a>", "nodes", id="too many nodes"),
        pytest.param(
            "<a>" + '<b xmlns="urn:c"/>' * 1_001 + "</a>", "namespaces", id="namespaces"
        ),
    ],
)
def test_what_the_parser_refuses_outside_it_refuses_inside(
    text: str, expected: str
) -> None:
    payload = carrier(text)
    with pytest.raises(UnsafeXml) as caught:
        unpack(payload)
    assert caught.value.reason == expected


def test_the_bounds_are_those_of_the_caller() -> None:
    payload = carrier(DOCUMENT.format("<a/>" * 50))
    assert len(unpack(payload)) == 50
    assert reason(payload, limits=Limits(nodes=50)) == "nodes"
    assert reason(payload, limits=Limits(size=100)) == "size"


def test_a_carrier_holds_text_only() -> None:
    mixed = carrier(DOCUMENT.format(""))
    etree.SubElement(mixed, "more")
    assert reason(mixed) == "carrier"
    assert reason(carrier(DOCUMENT.format(""), role="admin")) == "carrier"


def test_a_carrier_may_say_that_it_is_a_string() -> None:
    """As toolkits of the older style do; the schema of a string allows it."""
    kind = {f"{{{ns.XSI}}}type": "xsd:string"}
    assert unpack(carrier(DOCUMENT.format(""), **kind)).tag.endswith("SSDNRequest")


TEXTS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs"],
        exclude_characters="\ufffe\uffff",
    )
)


@settings(database=None, deadline=None, max_examples=100)
@given(text=TEXTS, attribute=TEXTS)
def test_any_text_survives_the_way_there_and_back(text: str, attribute: str) -> None:
    """`]]>`, `&lt;`, quotes and other scripts: nothing is escaped too often or too
    little."""
    document = etree.Element(f"{{{ns.SSDN_SERVICE}}}SSDNRequest", about=attribute)
    document.text = text
    sent = parse(etree.tostring(pack(document), encoding="utf-8"))
    received = unpack(sent)
    assert (received.text or "") == text
    assert received.get("about") == attribute


@settings(database=None, deadline=None, max_examples=200)
@given(text=TEXTS | st.text(st.sampled_from("<>&;!?/[]-= \"'aAxml:DOCTYPE")))
def test_whatever_the_text_is_the_answer_is_a_document_or_a_reason(text: str) -> None:
    with suppress(RefusedXml):
        assert etree.iselement(unpack(carrier(text)))


@settings(database=None, deadline=None, max_examples=150)
@given(data=st.data())
def test_a_spoiled_question_is_refused_or_read_as_what_it_is(
    data: st.DataObject,
) -> None:
    """One character more, less or another: never an error of another kind."""
    whole = pack(parse(QUESTION)).text
    at = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.sampled_from(("", "<", ">", "&", '"', "a", "\u0660", "]]>")))
    with suppress(RefusedXml):
        document = unpack(carrier(whole[:at] + change + whole[at + 1 :]))
        assert all(error.message for error in CONTRACT.validate(document))

"""Replies are written so that most toolkits can read and verify them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any, Final

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_client.wss.token import BASE64_ENCODING
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import EXCLUSIVE_C14N, RSA_SHA256, SHA256, TokenKind
from lxml import etree

from .envelopes import DS, SOAP, WSSE, WSU, Answer, Chain, Envelope, verified

Element = Any
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"


def bad_shape(envelope: Envelope) -> Envelope:
    """Ask what no schema allows."""
    return envelope.about("abc").signed()


KINDS: Final[dict[str, tuple[str, Callable[[Envelope], Envelope], int]]] = {
    "data of magda": ("care allowance at magda", Envelope.signed, 200),
    "data through wiv": ("incapacity at wiv", Envelope.signed, 200),
    "data of the ksz": ("attest at ksz", Envelope.signed, 200),
    "refusal of level 2": (
        "care allowance at magda",
        lambda e: e.drop("Gebruiker").signed(),
        200,
    ),
    "fault of magda": ("care allowance at magda", bad_shape, 500),
    "fault of the ksz": ("attest at ksz", bad_shape, 500),
    "fault about an unsigned message": (
        "care allowance at magda",
        Envelope.unsigned,
        500,
    ),
    "answer to the connector": (
        "care allowance at magda",
        lambda e: e.signed("connector"),
        200,
    ),
    "answer to .NET": ("care allowance at magda", lambda e: e.signed("dotnet"), 200),
    "answer to an unsigned question": ("attest at ksz", Envelope.unsigned, 200),
}
"""Question, what becomes of it, and the HTTP status of its reply."""


@pytest.fixture(scope="module")
def replies(envelope: Callable[..., Envelope]) -> dict[str, Answer]:
    """One reply of each kind."""
    return {
        kind: change(envelope(name)).post() for kind, (name, change, _) in KINDS.items()
    }


@pytest.fixture(params=KINDS)
def reply(replies: dict[str, Answer], request: pytest.FixtureRequest) -> Answer:
    """Each of them."""
    answer = replies[request.param]
    assert answer.status == KINDS[request.param][2]
    return answer


@pytest.fixture
def root(reply: Answer) -> Element:
    """The Envelope."""
    return parse(reply.body)


@pytest.fixture
def security(root: Element) -> Element:
    """The security header."""
    return root.find(f"{SOAP}Header/{WSSE}Security")


def test_reply_is_verified_as_strictly_as_our_client_does(
    chain: Chain, reply: Answer
) -> None:
    signed = verified(chain, reply)
    assert f"CN={reply.hop}.kruispunt.test" in signed.signer.subject.rfc4514_string()


def test_security_header_holds_token_timestamp_signature(security: Element) -> None:
    assert [child.tag for child in security] == [
        f"{WSSE}BinarySecurityToken",
        f"{WSU}Timestamp",
        f"{DS}Signature",
    ]


def test_security_header_is_for_everybody(security: Element) -> None:
    """No actor, and no mustUnderstand for who does not verify."""
    assert dict(security.attrib) == {}


def test_ids_of_what_is_signed_are_wsu_ids(root: Element, security: Element) -> None:
    token, timestamp, signature = security
    body = root.find(f"{SOAP}Body")
    ids = [part.get(f"{WSU}Id") for part in (token, timestamp, body)]
    assert [each.get("URI") for each in signature.iter(f"{DS}Reference")] == [
        f"#{id_}" for id_ in ids
    ]
    assert len(set(ids)) == 3
    for element in root.iter():
        assert element.get("Id") is None
        assert element.get(XML_ID) is None


def test_types_are_spelled_out(security: Element) -> None:
    token, _, signature = security
    assert token.get("ValueType") == TokenKind.X509_V3.value
    assert token.get("EncodingType") == BASE64_ENCODING
    reference = signature.find(
        f"{DS}KeyInfo/{WSSE}SecurityTokenReference/{WSSE}Reference"
    )
    assert reference.get("ValueType") == TokenKind.X509_V3.value
    assert reference.get("URI") == f"#{token.get(f'{WSU}Id')}"


def test_canonicalisation_is_exclusive_without_prefix_list(security: Element) -> None:
    methods = [
        *security.iter(f"{DS}CanonicalizationMethod"),
        *security.iter(f"{DS}Transform"),
    ]
    assert len(methods) == 4
    for method in methods:
        assert method.get("Algorithm") == EXCLUSIVE_C14N
        assert len(method) == 0


def test_algorithms_are_sha256_whatever_was_asked_with(security: Element) -> None:
    """JDK 17 refuses SHA-1, even in the reply to a SHA-1 question."""
    (method,) = security.iter(f"{DS}SignatureMethod")
    assert method.get("Algorithm") == RSA_SHA256
    digests = {each.get("Algorithm") for each in security.iter(f"{DS}DigestMethod")}
    assert digests == {SHA256}


def test_envelope_has_a_prefix(root: Element) -> None:
    assert root.tag == f"{SOAP}Envelope"
    assert root.prefix


def test_attributes_that_some_canonicalise_wrongly_are_avoided(root: Element) -> None:
    for element in root.iter(etree.Element):
        prefixed = [name for name in element.attrib if name.startswith("{")]
        assert len(prefixed) < 2
        assert f"{{{ns.XSI}}}type" not in prefixed


def test_octets_that_some_canonicalise_wrongly_are_avoided(reply: Answer) -> None:
    """No CR, raw or as a reference, and no character reference in a value."""
    text = reply.body.decode()
    assert "\r" not in text
    assert not re.search(r"&#(13|x0*d);", text, re.IGNORECASE)
    assert not re.search(r'="[^"<]*&#', text)


def verified_by_libxmlsec(root: Element) -> None:
    """Let libxmlsec1 verify, with the key of the token; raises if it does not."""
    security = root.find(f"{SOAP}Header/{WSSE}Security")
    token, timestamp, signature = security
    certificate = x509.load_der_x509_certificate(base64.b64decode(token.text))
    context = xmlsec.SignatureContext()
    for part in (token, timestamp, root.find(f"{SOAP}Body")):
        context.register_id(part, "Id", ns.WSU)
    context.key = xmlsec.Key.from_memory(
        certificate.public_bytes(Encoding.PEM), xmlsec.KeyFormat.CERT_PEM, None
    )
    context.verify(signature)


def test_libxmlsec_verifies_the_reply(root: Element) -> None:
    verified_by_libxmlsec(root)


def test_libxmlsec_refuses_a_reply_with_another_text(root: Element) -> None:
    leaf = next(e for e in root.find(f"{SOAP}Body").iter() if len(e) == 0 and e.text)
    leaf.text += " "
    with pytest.raises(xmlsec.Error):
        verified_by_libxmlsec(root)


def test_wsdl_and_schemas_come_from_the_service_itself(chain: Chain) -> None:
    """What a generated client starts from; `?xsd=` leads to no other host."""
    path = "/GeefZorgtoeslagDienst-02.00/soap/WebService"
    base = chain.simulator.urls["magda"]
    waiting, seen = [f"{path}?wsdl"], set()
    while waiting:
        target = waiting.pop()
        seen.add(target)
        answer = chain.send(
            "magda",
            b"",
            identity=chain.identity("wonen-in-vlaanderen"),
            path=target,
            method="GET",
        )
        assert answer.status == 200, target
        for element in parse(answer.body).iter(etree.Element):
            location = element.get("schemaLocation") or element.get("location")
            if location is not None:
                assert location.startswith(f"{base}{path}")
            if element.get("schemaLocation") and location[len(base) :] not in seen:
                waiting.append(location[len(base) :])
    assert len(seen) > 2


def test_document_that_a_service_does_not_have_is_not_found(chain: Chain) -> None:
    answer = chain.send(
        "magda",
        b"",
        identity=chain.identity("wonen-in-vlaanderen"),
        path="/GeefZorgtoeslagDienst-02.00/soap/WebService?xsd=../../../settings.py",
        method="GET",
    )
    assert answer.status == 404

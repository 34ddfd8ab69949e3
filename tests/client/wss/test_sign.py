"""What is made, and that a Signer refuses what it cannot do right."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from kruispunt_client.wss import Signer
from kruispunt_contracts import ns
from kruispunt_contracts.profile import (
    ECDSA_SHA256,
    EXCLUSIVE_C14N,
    INCLUSIVE_C14N,
    PLATFORM,
    RSA_SHA1,
    RSA_SHA256,
    SHA1,
    SHA256,
    SHAPES,
    Part,
    TokenKind,
)
from lxml import etree

WSU_ID = f"{{{ns.WSU}}}Id"
DS = f"{{{ns.DS}}}"


def local(element: Any) -> str:
    return str(element.tag.rpartition("}")[2])


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_makes_what_its_row_says(bench: Any, name: str) -> None:
    shape = SHAPES[name]
    message = bench.signed(name)
    parts = bench.verify(message, PLATFORM)
    assert parts.parts == frozenset(shape.parts)
    assert parts.token is shape.token
    assert parts.signature_algorithm == shape.rsa_algorithm
    digests = {each.get("Algorithm") for each in message.root.iter(f"{DS}DigestMethod")}
    assert digests == {shape.digest_algorithm}
    methods = message.root.iter(f"{DS}CanonicalizationMethod")
    assert {each.get("Algorithm") for each in methods} == {shape.canonicalization}
    assert (parts.created is not None) == (Part.TIMESTAMP in shape.parts)


@pytest.mark.parametrize(
    ("shape", "token", "algorithm", "digest", "canonicalization"),
    [
        ("standard", TokenKind.X509_V3, RSA_SHA256, SHA256, EXCLUSIVE_C14N),
        ("connector", TokenKind.PKI_PATH, RSA_SHA1, SHA1, EXCLUSIVE_C14N),
        ("savon", TokenKind.X509_V3, RSA_SHA1, SHA1, EXCLUSIVE_C14N),
        ("dotnet", TokenKind.X509_DATA, RSA_SHA256, SHA256, INCLUSIVE_C14N),
        ("platform-reply", TokenKind.X509_V3, RSA_SHA256, SHA256, EXCLUSIVE_C14N),
    ],
)
def test_shapes_are_those_that_were_seen(
    shape: str, token: TokenKind, algorithm: str, digest: str, canonicalization: str
) -> None:
    """Source: _wire-facts.md, section 2."""
    row = SHAPES[shape]
    assert (row.token, row.rsa_algorithm) == (token, algorithm)
    assert (row.digest_algorithm, row.canonicalization) == (digest, canonicalization)


def test_reply_has_what_most_toolkits_can_read(bench: Any) -> None:
    """Source: _toolkits.md, "Produce in replies"."""
    message = bench.signed("platform-reply")
    security = message.security
    assert [local(child) for child in security] == [
        "BinarySecurityToken",
        "Timestamp",
        "Signature",
    ]
    assert not security.attrib
    for signed in (message.token, message.timestamp, message.body):
        assert signed.get(WSU_ID)
        assert signed.get("Id") is None
    assert message.token.get("ValueType") == TokenKind.X509_V3.value
    assert message.token.get("EncodingType").endswith("#Base64Binary")
    reference = message.ds("KeyInfo")[0][0]
    assert reference.get("ValueType") == TokenKind.X509_V3.value
    assert not list(message.root.iter(f"{{{ns.EC}}}InclusiveNamespaces"))
    for element in message.root.iter("*"):
        assert sum(name.startswith("{") for name in element.attrib) <= 1
    assert b"&#" not in message.data
    assert b"\r" not in message.data


def test_path_is_announced_on_the_reference(bench: Any) -> None:
    """WSS4J refuses a PKIPath without TokenType."""
    message = bench.signed("connector")
    reference = message.ds("KeyInfo")[0]
    token_type = reference.get(f"{{{ns.WSSE11}}}TokenType")
    assert token_type == TokenKind.PKI_PATH.value
    assert message.token.get("ValueType") == TokenKind.PKI_PATH.value


def test_chain_of_a_path_arrives_signer_first(bench: Any) -> None:
    parts = bench.verify(bench.signed("connector"), PLATFORM)
    names = ("agency", "issuing")
    assert parts.chain == tuple(bench.certificate(name) for name in names)


def test_dotnet_signature_stands_bare_in_the_header(bench: Any) -> None:
    message = bench.signed("dotnet")
    assert [child.tag for child in message.header] == [f"{DS}Signature"]
    assert message.signature.prefix is None
    assert message.body.get("Id") == "Body"
    assert message.body.get(WSU_ID) is None
    transforms = message.root.iter(f"{DS}Transform")
    assert [each.get("Algorithm").rpartition("#")[2] for each in transforms] == [
        "enveloped-signature",
        INCLUSIVE_C14N,
    ]
    assert [local(each) for each in message.ds("KeyInfo")] == ["KeyValue", "X509Data"]


def test_only_standard_asks_to_be_understood(bench: Any) -> None:
    name = f"{{{ns.SOAP}}}mustUnderstand"
    asking = {
        shape
        for shape in SHAPES
        if any(name in child.attrib for child in bench.signed(shape).header)
    }
    assert asking == {"standard"}


def test_elliptic_key_gives_an_ecdsa_signature(bench: Any) -> None:
    parts = bench.verify(bench.signed("standard", party="elliptic"))
    assert parts.signature_algorithm == ECDSA_SHA256


def test_times_are_written_in_utc_to_the_millisecond(bench: Any) -> None:
    zone = timezone(timedelta(hours=1))
    now = datetime(2026, 11, 23, 10, 30, 0, 123_999, tzinfo=zone)
    message = bench.signed(now=now, lifetime=timedelta(minutes=2))
    assert [child.text for child in message.timestamp] == [
        "2026-11-23T09:30:00.123Z",
        "2026-11-23T09:32:00.123Z",
    ]


def test_prefix_of_the_body_id_is_the_usual_one(bench: Any) -> None:
    assert b"<soap:Body xmlns:wsu=" in bench.signed().data


def test_header_that_is_there_is_used(bench: Any) -> None:
    envelope = f"""<s:Envelope xmlns:s="{ns.SOAP}"><s:Header><x/></s:Header>
        <s:Body>{{payload}}</s:Body></s:Envelope>"""
    message = bench.signed(envelope=envelope)
    assert [local(child) for child in message.header] == ["x", "Security"]
    assert bench.checks(message) == set()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "opening",
    [
        f'<Envelope xmlns="{ns.SOAP}"><Body>',
        f'<Envelope xmlns="{ns.SOAP}" xmlns:x="{ns.WSU}"><Body xml:lang="nl">',
        f'<s:Envelope xmlns:s="{ns.SOAP}" xmlns="urn:d" xmlns:d="{ns.DS}"><s:Body>',
        f'<s:Envelope xmlns:s="{ns.SOAP}" xmlns:wsse="urn:x" xml:lang="nl"><s:Body>',
    ],
    ids=["default", "other wsu prefix", "default of others", "prefix for other"],
)
def test_envelope_may_be_written_in_any_way(
    bench: Any, shape: str, opening: str
) -> None:
    prefix = "s:" if opening.startswith("<s:") else ""
    envelope = f"{opening}{{payload}}</{prefix}Body></{prefix}Envelope>"
    message = bench.signed(shape, envelope=envelope)
    assert bench.checks(message, PLATFORM) == set()


def test_same_message_at_the_same_moment_is_the_same_octets(bench: Any) -> None:
    assert bench.signed().data == bench.signed().data


def test_two_threads_share_a_signer(bench: Any) -> None:
    signer = bench.signer("standard", "agency")
    made: list[bytes] = []

    def sign() -> None:
        for _ in range(5):
            envelope = bench.unsigned()
            signer.sign(envelope, now=bench.now)
            made.append(etree.tostring(envelope))

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 10
    assert set(made) == {bench.signed().data}


def test_signed_message_is_not_signed_again(bench: Any) -> None:
    root = bench.signed().root
    with pytest.raises(ValueError, match="already holds"):
        bench.signer("dotnet", "agency").sign(root, now=bench.now)


def test_naive_time_is_refused(bench: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        bench.signed(now=bench.now.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    [
        "<Envelope><Body/></Envelope>",
        f'<s:Envelope xmlns:s="{ns.SOAP}"/>',
        f'<s:Envelope xmlns:s="{ns.SOAP}"><s:Body/><s:Body/></s:Envelope>',
    ],
    ids=["other namespace", "no Body", "two Bodies"],
)
def test_what_is_no_envelope_is_refused(bench: Any, text: str) -> None:
    with pytest.raises(ValueError, match="envelope with one Body"):
        bench.signer("standard", "agency").sign(etree.fromstring(text), now=bench.now)


def test_certificate_must_be_of_the_key(bench: Any) -> None:
    for chain in ([], [bench.certificate("other")]):
        with pytest.raises(ValueError, match="not of this key"):
            Signer(key=bench.key("agency"), chain=chain, shape=SHAPES["standard"])


@pytest.mark.parametrize("shape", ["connector", "savon", "dotnet"])
def test_elliptic_key_does_not_suit_every_shape(bench: Any, shape: str) -> None:
    with pytest.raises(ValueError, match="needs an RSA key"):
        bench.signer(shape, "elliptic")


def test_curve_must_be_known(bench: Any) -> None:
    key = ec.generate_private_key(ec.SECP256K1())

    class Certificate:
        def public_key(self) -> Any:
            return key.public_key()

    chain: Any = [Certificate()]
    with pytest.raises(ValueError, match="neither RSA nor EC"):
        Signer(key=key, chain=chain, shape=SHAPES["standard"])

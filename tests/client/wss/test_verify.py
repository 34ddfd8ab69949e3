"""What is accepted, what is handed out, and what each policy thinks of it."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from kruispunt_client.trust import TrustStore, Usage
from kruispunt_client.wss import VerificationError, verify
from kruispunt_client.wss.octets import CURVE_ORDERS
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import (
    KSZ_PLATFORM,
    PLATFORM,
    REPLY_PLATFORM,
    REPLY_STRICT,
    RSA_SHA1,
    SHA1,
    SHAPES,
    STRICT,
    Part,
    SigningShape,
    TokenKind,
)
from lxml import etree

DS = f"{{{ns.DS}}}"
WSSE = f"{{{ns.WSSE}}}"
WSU_ID = f"{{{ns.WSU}}}Id"
ENVELOPED = f"{ns.DS}enveloped-signature"
STR_TRANSFORM = f"{ns.SOAP_MESSAGE_SECURITY}#STR-Transform"


def test_strict_message_proves_everything(bench: Any) -> None:
    parts = bench.verify(bench.signed(), now=bench.now + timedelta(seconds=2))
    assert parts.parts == frozenset(Part) - {Part.USER}
    assert parts.signer == bench.certificate("agency")
    assert parts.chain == (bench.certificate("agency"),)
    assert parts.token is TokenKind.X509_V3
    assert (parts.created, parts.expires) == (
        bench.now,
        bench.now + timedelta(minutes=5),
    )
    assert parts.clock_difference == timedelta(seconds=2)
    assert parts.warnings == ()
    assert len(parts.signature_value) == 256


# --- the Body that is handed out -----------------------------------------------------


def test_body_is_not_part_of_the_message(bench: Any) -> None:
    root = bench.signed().root
    parts = verify(
        root,
        profile=STRICT,
        trust=SimpleNamespace(check=lambda *_, **__: ()),
        now=bench.now,
        trust_time=bench.now,
    )
    root.find(".//INSZ").text = "00000000097"
    assert parts.body.tag == f"{{{ns.SOAP}}}Body"
    assert parts.body.getparent() is None
    assert parts.body.findtext(".//INSZ") == "85611300197"


def test_comment_in_a_number_changes_nothing(bench: Any) -> None:
    """`element.text` of the message would be 10; the signer and we mean 1000."""
    message = bench.signed()
    amount = message.body.find(".//Bedrag")
    comment = etree.Comment("cut")
    amount.text, comment.tail = "10", "00"
    amount.append(comment)
    assert amount.text == "10"
    assert bench.verify(message).body.find(".//Bedrag").text == "1000"


def test_types_of_the_sender_do_not_reach_the_schema(bench: Any) -> None:
    payload = f"""<w:x xmlns:w="urn:w" xmlns:t="urn:t" xmlns:xsi="{ns.XSI}"
        xsi:schemaLocation="urn:w http://evil.example/x.xsd">
        <a xsi:type="t:T" k="1"/><b xsi:nil="true"/>
        <c xsi:noNamespaceSchemaLocation="http://evil.example/y.xsd"/></w:x>"""
    body = bench.verify(bench.signed(payload=payload)).body
    attributes = {name: v for each in body[0].iter("*") for name, v in each.items()}
    assert attributes == {"k": "1", f"{{{ns.XSI}}}nil": "true"}


# --- forms of other toolkits ---------------------------------------------------------

HEADS = {
    "prefixed": ('<s:Envelope xmlns:s="{soap}">', "s:"),
    "SOAP as default": ('<Envelope xmlns="{soap}">', ""),
    "many declarations": (
        '<s:Envelope xmlns:s="{soap}" xmlns="urn:d" xmlns:xsi="{xsi}" xmlns:t="urn:t">',
        "s:",
    ),
}

PAYLOADS = {
    "no namespace inside": '<w:x xmlns:w="urn:w"><Verzoek>1</Verzoek></w:x>',
    "default namespace": '<x xmlns="urn:w"><Verzoek xmlns="">1</Verzoek></x>',
    "character references": '<w:x xmlns:w="urn:w" k="&#9;&#xD;é">a&#13;b &amp; €</w:x>',
    "CDATA": '<w:x xmlns:w="urn:w"><![CDATA[<a> & b]]></w:x>',
    "several prefixed attributes": (
        '<w:x xmlns:w="urn:w" xmlns:z="urn:a" w:b="1" z:a="2" w:a="3" c="4"/>'
    ),
    "single quotes": "<w:x xmlns:w='urn:w' k='\"'/>",
    "xsi:type": f'<w:x xmlns:w="urn:w" xmlns:i="{ns.XSI}" i:type="w:T"/>',
}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("shape", ["standard", "dotnet"])
def test_message_may_be_written_in_any_way(
    bench: Any, shape: str, head: str, payload: str
) -> None:
    opening, p = HEADS[head]
    opening = opening.format(soap=ns.SOAP, xsi=ns.XSI)
    envelope = f"{opening}<{p}Body>{{payload}}</{p}Body></{p}Envelope>"
    message = bench.signed(shape, envelope=envelope, payload=PAYLOADS[payload])
    assert bench.checks(message, PLATFORM) == set()


def test_order_and_layout_of_the_header_are_free(bench: Any) -> None:
    message = bench.signed()
    security = message.security
    security[:] = reversed(list(security))
    security.append(etree.Comment("pretty"))
    for child in security:
        child.tail = "\n    "
    security.attrib.clear()
    assert bench.checks(message) == set()


def test_header_for_others_is_left_alone(bench: Any) -> None:
    message = bench.signed()
    other = etree.SubElement(message.header, f"{WSSE}Security")
    other.set(f"{{{ns.SOAP}}}actor", "http://other.example/")
    etree.SubElement(other, f"{DS}Signature")
    assert bench.checks(message) == set()


@pytest.mark.parametrize("actor", ["", "http://schemas.xmlsoap.org/soap/actor/next"])
def test_header_for_the_next_receiver_is_for_us(bench: Any, actor: str) -> None:
    message = bench.signed()
    message.security.set(f"{{{ns.SOAP}}}actor", actor)
    assert bench.checks(message) == set()


def test_signature_elsewhere_does_not_count(bench: Any) -> None:
    payload = f'<w:x xmlns:w="urn:w"><Signature xmlns="{ns.DS}"/></w:x>'
    message = bench.signed(payload=payload)
    etree.SubElement(etree.SubElement(message.header, "other"), f"{DS}Signature")
    assert bench.checks(message) == set()


def test_base64_may_have_line_breaks(bench: Any) -> None:
    message = bench.signed()
    for element in (message.token, message.ds("SignatureValue")):
        text = element.text
        lines = [text[i : i + 76] for i in range(0, len(text), 76)]
        element.text = "\r\n      " + "\r\n      ".join(lines) + "\n"
    bench.mend(message)  # the token is signed
    assert bench.checks(message) == set()


@pytest.mark.parametrize("part", ["token", "timestamp", "body"])
def test_id_may_be_unqualified(bench: Any, part: str) -> None:
    message = bench.signed()
    element = message.by_id(f"kruispunt-{part}")
    element.set("Id", element.attrib.pop(WSU_ID))
    bench.mend(message)
    assert bench.checks(message) == set()


def test_two_ids_on_the_body_are_both_its_own(bench: Any) -> None:
    message = bench.signed()
    message.body.set("Id", "other")
    bench.mend(message)
    assert bench.checks(message) == set()


@pytest.mark.parametrize("part", ["token", "timestamp", "body"])
def test_enveloped_signature_transform_changes_nothing(bench: Any, part: str) -> None:
    message = bench.signed()
    transforms = message.reference(part).find(f"{DS}Transforms")
    transforms.insert(0, etree.Element(f"{DS}Transform", Algorithm=ENVELOPED))
    bench.mend(message)
    assert bench.checks(message) == set()


@pytest.mark.parametrize("prefixes", ["", "s t", "unknown", "#default t"])
def test_prefix_list_may_be_empty_or_filled(bench: Any, prefixes: str) -> None:
    """On every reference and on CanonicalizationMethod, as WSS4J does."""
    envelope = f"""<s:Envelope xmlns:s="{ns.SOAP}" xmlns:t="urn:t" xmlns="urn:d">
        <s:Body>{{payload}}</s:Body></s:Envelope>"""
    message = bench.signed(envelope=envelope)
    for element in (
        message.ds("SignedInfo/CanonicalizationMethod"),
        *message.root.iter(f"{DS}Transform"),
    ):
        etree.SubElement(
            element,
            f"{{{ns.EC}}}InclusiveNamespaces",
            nsmap={"ec": ns.EC},
            PrefixList=prefixes,
        )
    bench.mend_with_libxmlsec(message)
    assert bench.checks(message) == set()


@pytest.mark.parametrize("identified", [WSU_ID, "Id"])
def test_str_transform_leads_to_the_token(bench: Any, identified: str) -> None:
    """As WSS4J signs a token: by its SecurityTokenReference."""
    message = bench.signed()
    message.ds("KeyInfo")[0].set(identified, "str")
    reference = message.reference("token")
    reference.set("URI", "#str")
    transform = reference.find(f".//{DS}Transform")
    transform.set("Algorithm", STR_TRANSFORM)
    parameters = etree.SubElement(transform, f"{WSSE}TransformationParameters")
    method = etree.SubElement(parameters, f"{DS}CanonicalizationMethod")
    method.set("Algorithm", ns.EC)
    octets = bench.exclusive(message.token)
    with_default = octets.replace(b" xmlns:wsse", b' xmlns="" xmlns:wsse', 1)
    assert with_default != octets
    bench.put_digest(reference, with_default)
    bench.mend_value(message)
    parts = bench.verify(message)
    assert Part.TOKEN in parts.parts

    bench.put_digest(reference, octets)
    bench.mend_value(message)
    assert bench.checks(message) == {"signature.digest"}


def test_x509_data_may_stand_in_a_token_reference(bench: Any) -> None:
    """As zeep's Signature does."""
    message = bench.signed("dotnet")
    key_info = message.ds("KeyInfo")
    data = message.ds("KeyInfo/X509Data")
    key_info[:] = []
    etree.SubElement(key_info, f"{WSSE}SecurityTokenReference").append(data)
    assert bench.verify(message, PLATFORM).token is TokenKind.X509_DATA


def test_signature_with_x509_data_may_stand_in_the_security_header(bench: Any) -> None:
    message = bench.signed(
        "dotnet",
        envelope=f"""<s:Envelope xmlns:s="{ns.SOAP}"
        ><s:Body>{{payload}}</s:Body></s:Envelope>""",
    )
    signature = message.signature
    etree.SubElement(message.header, f"{WSSE}Security").append(signature)
    method = message.ds("SignedInfo/CanonicalizationMethod")
    for element in (method, *message.root.iter(f"{DS}Transform")):
        if element.get("Algorithm") != ENVELOPED:
            element.set("Algorithm", ns.EC)
    bench.mend(message)
    assert bench.verify(message, PLATFORM).token is TokenKind.X509_DATA


def test_path_is_accepted_under_strict(bench: Any) -> None:
    shape = SigningShape(name="path", token=TokenKind.PKI_PATH)
    parts = bench.verify(bench.signed(shape))
    assert parts.token is TokenKind.PKI_PATH
    assert parts.parts == frozenset(Part) - {Part.USER}


# --- policies ------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "profile",
    [PLATFORM, KSZ_PLATFORM, REPLY_PLATFORM],
    ids=lambda each: each.name,
)
def test_platform_accepts_every_shape(bench: Any, shape: str, profile: Any) -> None:
    assert bench.checks(bench.signed(shape), profile) == set()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("standard", set()),
        ("platform-reply", set()),
        (
            "connector",
            {
                "signature.algorithm",
                "signature.digest-algorithm",
                "signature.token-not-signed",
                "timestamp.missing",
            },
        ),
        (
            "savon",
            {
                "signature.algorithm",
                "signature.digest-algorithm",
                "signature.token-not-signed",
                "timestamp.missing",
            },
        ),
        ("dotnet", {"token.kind", "timestamp.missing"}),
    ],
)
def test_strict_says_what_a_shape_lacks(
    bench: Any, shape: str, expected: set[str]
) -> None:
    for profile in (STRICT, REPLY_STRICT):
        assert bench.checks(bench.signed(shape), profile) == expected


def test_sha1_is_a_warning_under_platform(bench: Any) -> None:
    parts = bench.verify(bench.signed("connector"), PLATFORM)
    assert {(each.check, each.actual) for each in parts.warnings} == {
        ("signature.algorithm", RSA_SHA1),
        ("signature.digest-algorithm", SHA1),
    }


def test_unsigned_timestamp_is_a_warning_under_platform(bench: Any) -> None:
    message = bench.signed()
    message.ds("SignedInfo").remove(message.reference("timestamp"))
    bench.mend(message)
    parts = bench.verify(message, PLATFORM)
    assert [each.check for each in parts.warnings] == ["signature.timestamp-not-signed"]
    assert parts.parts == {Part.TOKEN, Part.BODY}
    assert (parts.created, parts.expires, parts.clock_difference) == (None, None, None)


def test_unsigned_timestamp_that_cannot_be_read_is_refused(bench: Any) -> None:
    message = bench.signed()
    message.ds("SignedInfo").remove(message.reference("timestamp"))
    message.timestamp[0].text = "yesterday"
    bench.mend(message)
    assert bench.checks(message, PLATFORM) == {"timestamp.format"}


@pytest.mark.parametrize(
    "profile", [KSZ_PLATFORM, REPLY_PLATFORM], ids=lambda profile: profile.name
)
def test_unsigned_message_never_verifies(bench: Any, profile: Any) -> None:
    """`unsigned_allowed` is for the caller, who asks `is_signed` first."""
    assert profile.unsigned_allowed
    assert bench.checks(etree.tostring(bench.unsigned()), profile) == {
        "security.missing"
    }


# --- trust, time and replay ----------------------------------------------------------


def test_trust_store_is_asked_about_the_whole_chain(bench: Any) -> None:
    asked: list[Any] = []

    def check(leaf: Any, intermediates: Any, *, at: Any, usage: Any) -> Any:
        asked.append((leaf, list(intermediates), at, usage))
        return ()

    verify(
        bench.signed("connector").root,
        profile=PLATFORM,
        trust=SimpleNamespace(check=check),
        now=bench.now,
        trust_time=bench.now - timedelta(days=400),
    )
    assert asked == [
        (
            bench.certificate("agency"),
            [bench.certificate("issuing")],
            bench.now - timedelta(days=400),
            Usage.SIGNATURE,
        )
    ]


def test_real_trust_store_decides(bench: Any, tmp_path: Any) -> None:
    anchors = tmp_path / "trust.pem"
    vectors = bench.vectors / "pki"

    def checks(*names: str) -> set[str]:
        anchors.write_bytes(
            b"".join((vectors / f"{n}.pem").read_bytes() for n in names)
        )
        store = TrustStore.load(anchors, None)
        return set(bench.checks(bench.signed("connector"), PLATFORM, trust=store))

    assert checks("root") == set()
    assert checks("stranger") == {"token.trust.chain"}


def test_distrust_is_passed_on(bench: Any) -> None:
    found = SimpleNamespace(check="trust.revoked", expected="valid", actual="revoked")
    trust = SimpleNamespace(check=lambda *_, **__: (found,))
    with pytest.raises(VerificationError) as caught:
        bench.verify(bench.signed(), trust=trust)
    (problem,) = caught.value.problems
    assert problem.check == "token.trust.revoked"
    assert (problem.expected, problem.actual) == ("valid", "revoked")


def test_repeated_message_has_the_same_signature_value(bench: Any) -> None:
    message = bench.signed(party="elliptic")
    assert (
        bench.verify(message).signature_value == bench.verify(message).signature_value
    )


def test_twin_of_an_ecdsa_signature_has_the_same_signature_value(bench: Any) -> None:
    message = bench.signed(party="elliptic")
    before = bench.verify(message).signature_value
    element = message.ds("SignatureValue")
    value = base64.b64decode(element.text)
    s = CURVE_ORDERS["secp256r1"] - int.from_bytes(value[32:], "big")
    element.text = base64.b64encode(value[:32] + s.to_bytes(32, "big")).decode()
    assert element.text != base64.b64encode(value).decode()
    assert bench.verify(message).signature_value == before


@pytest.mark.parametrize("which", ["now", "trust_time"])
def test_naive_times_are_the_callers_mistake(bench: Any, which: str) -> None:
    times = {"now": bench.now, "trust_time": bench.now}
    times[which] = bench.now.replace(tzinfo=None)
    trust = SimpleNamespace(check=lambda *_, **__: ())
    with pytest.raises(ValueError, match="time zone"):
        verify(bench.signed().root, profile=STRICT, trust=trust, **times)


def test_message_is_not_changed_by_verification(bench: Any) -> None:
    for shape in SHAPES:
        data = bench.signed(shape).data
        root = parse(data)
        trust = SimpleNamespace(check=lambda *_, **__: ())
        verify(
            root,
            profile=PLATFORM,
            trust=trust,
            now=bench.now,
            trust_time=bench.now,
        )
        assert etree.tostring(root) == data


def test_longer_keys_can_be_demanded(bench: Any) -> None:
    strict = replace(STRICT, min_rsa_bits=3072)
    assert bench.checks(bench.signed(), strict) == {"token.key"}
    assert bench.checks(bench.signed(party="elliptic"), strict) == set()

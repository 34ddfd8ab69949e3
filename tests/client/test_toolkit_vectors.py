"""What other toolkits signed is verified; the same with one byte changed is not."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from kruispunt_client import wss
from kruispunt_client.trust import TrustStore
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_contracts.profile import (
    PLATFORM,
    STRICT,
    Part,
    SecurityProfile,
    TokenKind,
)

VECTORS: Final = Path(__file__).parents[1] / "vectors" / "toolkits"
TOOLKITS: Final = sorted(
    folder.name for folder in VECTORS.iterdir() if (folder / "trust.pem").exists()
)
NAMES: Final = sorted(
    f"{toolkit}/{file.stem}"
    for toolkit in TOOLKITS
    for file in (VECTORS / toolkit).glob("*.xml")
)

BODY_ONLY: Final = frozenset({Part.BODY})
WITHOUT_TOKEN: Final = frozenset({Part.BODY, Part.TIMESTAMP})
PLATFORM_ONLY: Final = {
    "jdk/bare-signature": BODY_ONLY,
    "jdk/connector": BODY_ONLY,
    "jdk/savon": BODY_ONLY,
    "mono/bare-signature": BODY_ONLY,
    "mono/bare-x509data": BODY_ONLY,
    "node-soap/default": WITHOUT_TOKEN,
    "node-soap/wsu-id": WITHOUT_TOKEN,
    "wss4j/connector": BODY_ONLY,
    "wss4j/default-namespace": WITHOUT_TOKEN,
    "zeep/binary-signature": WITHOUT_TOKEN,
    "zeep/binary-signature-sha1": BODY_ONLY,
    "zeep/signature": WITHOUT_TOKEN,
}
"""What they sign. All others sign everything, and satisfy *strict*."""
REFUSED: Final = {
    "jdk/pkipath-leaf-first": "token.path-order",
    "jdk/with-comments": "signature.canonicalization",
    "jdk/xpath-transform": "signature.transform",
}
ACCEPTED: Final = [name for name in NAMES if name not in REFUSED]
KINDS: Final = {
    "jdk/bare-signature": TokenKind.X509_DATA,
    "jdk/connector": TokenKind.PKI_PATH,
    "jdk/pkipath": TokenKind.PKI_PATH,
    "jdk/pkipath-without-token-type": TokenKind.PKI_PATH,
    "mono/bare-signature": TokenKind.X509_DATA,
    "mono/bare-x509data": TokenKind.X509_DATA,
    "wss4j/connector": TokenKind.PKI_PATH,
    "wss4j/default-namespace": TokenKind.PKI_PATH,
    "wss4j/pkipath": TokenKind.PKI_PATH,
    "zeep/signature": TokenKind.X509_DATA,
}
"""All others: X509v3."""
_EXC: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_SECOND: Final = r"<(?:wsu:)?Created>[^<]*:\d\d"
TRAITS: Final = [
    ("jdk/exclusive", f'<ds:Transform Algorithm="{_EXC}"/>'),
    ("jdk/exclusive", rf"{_SECOND}\.\d{{3}}Z<"),
    ("jdk/exclusive", r"^<\?xml (?!.*mustUnderstand)"),
    ("jdk/exclusive", r"SignatureValue>[^<]+&#13;\n"),
    (
        "jdk/prefix-list-filled",
        'CanonicalizationMethod[^>]*><[^>]*List="soapenv wsu svc"',
    ),
    ("jdk/prefix-list-empty", 'Transform Algorithm[^>]*><[^>]*PrefixList=""'),
    ("jdk/inclusive", f'CanonicalizationMethod Algorithm="{_C14N}"'),
    ("jdk/enveloped-transform", 'enveloped-signature"/><ds:Transform '),
    ("jdk/pkipath", 'TokenType="[^"]*X509PKIPathv1"'),
    ("jdk/pkipath-without-token-type", "X509PKIPathv1(?!.*TokenType)"),
    ("jdk/pkipath-leaf-first", "X509PKIPathv1"),
    ("jdk/token-type", 'TokenType="[^"]*X509v3"'),
    ("jdk/reference-without-value-type", '<wsse:Reference URI="#token"/>'),
    ("jdk/must-understand", 'soapenv:mustUnderstand="1"'),
    ("jdk/base64-lines", r"<wsse:Binary[^>]*>\n[\w+/]{76}\n[\w+/]{76}\n"),
    ("jdk/pretty-printed", r"<soapenv:Header>\n\s+<wsse:Security"),
    ("jdk/single-quotes", '^[^"]*$'),
    ("jdk/no-declaration", "^<soapenv:Envelope"),
    (
        "jdk/unqualified-ids",
        '<wsse:Binary[^>]* Id="token".* Id="timestamp".* Id="body"',
    ),
    ("jdk/soap-as-default-namespace", '<Envelope xmlns="http://schemas.xmlsoap'),
    (
        "jdk/signature-first",
        "<wsse:Security[^>]*><ds:Signature .*</ds:Signature><wsse:B",
    ),
    ("jdk/token-last", "</ds:Signature><wsse:Binary"),
    ("jdk/signature-first-token-last", "</ds:Signature><wsu:Time.*<wsse:Binary"),
    ("jdk/fraction-0", f"{_SECOND}Z<"),
    ("jdk/fraction-9", rf"{_SECOND}\.\d{{9}}Z<"),
    ("jdk/offset", rf"{_SECOND}\.\d{{3}}\+01:00<"),
    ("jdk/bare-signature", "<soapenv:Header><Signature .*<RSAKeyValue>.*<X509Data>"),
    ("jdk/connector", "#rsa-sha1.*#sha1.*X509PKIPathv1"),
    ("jdk/savon", "X509v3.*#rsa-sha1.*#sha1"),
    ("gsoap/constant-ids", f"^<.*{_SECOND}Z<.*<wsse:Binary"),
    ("mono/bare-signature", "<soapenv:Header.*<Signature .*<RSAKeyValue>.*<X509Data>"),
    ("mono/bare-x509data", "^<(?!.*RSAKeyValue).*<X509Data>"),
    ("node-soap/default", '<Timestamp [^>]* Id="_1".*enveloped-sig.*:Body Id="_0"'),
    ("node-soap/wsu-id", "<soap:Body[^>]* wsu:Id="),
    ("wss4j/str-transform", '#STR-Transform"'),
    ("wss4j/str-transform", 'mustUnderstand="1".*PrefixList="soapenv".*PrefixList=""'),
    ("wss4j/pkipath", '#STR-Transform".*TokenType="[^"]*X509PKIPathv1"'),
    ("wss4j/connector", "X509PKIPathv1.*#rsa-sha1.*#sha1"),
    ("wss4j/default-namespace", '<Envelope xmlns=.*PrefixList="[^"]*#default"'),
    ("xmlsec1/pretty-printed", r"<soapenv:Header>\n\s+<wsse:Security"),
    ("zeep/binary-signature", rf"{_SECOND}\.\d{{6}}\+00:00<"),
    ("zeep/binary-signature", "</[^>]*Signature><[^>]*BinarySecurityToken"),
    ("zeep/signature", "SecurityTokenReference><[^>]*X509Data>"),
]
"""What makes a vector worth having; recording anew must not lose it."""
INSZ: Final = b"<INSZ>14651220816</INSZ>"


def octets_of(name: str) -> bytes:
    return (VECTORS / f"{name}.xml").read_bytes()


def recorded(name: str) -> datetime:
    """When a message was made, to the second, or shortly after."""
    text = (VECTORS / name).with_name("recorded.toml").read_text("utf-8")
    moment: datetime = tomllib.loads(text)["at"]
    return moment


def verified(
    name: str, octets: bytes | None = None, profile: SecurityProfile | None = None
) -> wss.SignedParts:
    """Verify a vector at the time it was recorded, as strictly as it can stand."""
    if profile is None:
        profile = PLATFORM if name in PLATFORM_ONLY else STRICT
    trust = TrustStore.load(VECTORS / name.partition("/")[0] / "trust.pem", None)
    at = recorded(name)
    data = octets_of(name) if octets is None else octets
    return wss.verify(parse(data), profile=profile, trust=trust, now=at, trust_time=at)


def checks(name: str, octets: bytes | None = None) -> set[str]:
    """Give what is wrong with a message."""
    with pytest.raises(wss.VerificationError) as caught:
        verified(name, octets)
    return {problem.check for problem in caught.value.problems}


def content(element: Any) -> list[tuple[str, str, str, dict[str, str]]]:
    """Everything that an element says, but for `xsi:type`, which is never handed on."""
    return [
        (
            each.tag,
            each.text or "",
            (each.tail or "") if each is not element else "",
            {k: v for k, v in each.attrib.items() if k != f"{{{ns.XSI}}}type"},
        )
        for each in element.iter()
    ]


def naam(name: str) -> Any:
    """Give the first Naam of a verified Body, where the odd vectors are odd."""
    return next(verified(name).body.iter("Naam"))


@pytest.mark.parametrize("name", ACCEPTED)
def test_message_of_another_toolkit_is_verified(name: str) -> None:
    signed = verified(name)
    assert content(signed.body) == content(soap_parts(parse(octets_of(name))).body)
    assert signed.body.findtext(".//INSZ") == "14651220816"
    assert signed.parts == PLATFORM_ONLY.get(name, frozenset(Part) - {Part.USER})
    assert signed.token is KINDS.get(name, TokenKind.X509_V3)
    assert "asker" in signed.signer.subject.rfc4514_string()


@pytest.mark.parametrize("name", ACCEPTED)
def test_message_with_one_byte_of_the_body_changed_is_refused(name: str) -> None:
    octets = octets_of(name)
    assert octets.count(INSZ) == 1
    changed = octets.replace(INSZ, INSZ.replace(b"16<", b"17<"))
    assert checks(name, changed) == {"signature.digest"}


@pytest.mark.parametrize("name", PLATFORM_ONLY)
def test_message_that_does_not_sign_everything_is_refused_by_strict(name: str) -> None:
    with pytest.raises(wss.VerificationError):
        verified(name, profile=STRICT)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_allowed_is_refused_for_that_reason(name: str) -> None:
    assert checks(name) == {REFUSED[name]}


@pytest.mark.parametrize("name", [n for n in ACCEPTED if n not in PLATFORM_ONLY])
def test_timestamp_is_read_as_the_moment_it_means(name: str) -> None:
    """Whatever its fraction or offset; recording took less than a minute."""
    signed = verified(name)
    assert signed.created is not None
    assert signed.expires is not None
    assert abs(recorded(name) - signed.created) < timedelta(minutes=1)
    assert signed.expires - signed.created == timedelta(minutes=5) or (
        name == "node-soap/all-parts"  # always ten
        and signed.expires - signed.created == timedelta(minutes=10)
    )


@pytest.mark.parametrize(("name", "trait"), TRAITS)
def test_vector_is_what_the_readme_says_of_it(name: str, trait: str) -> None:
    assert re.search(trait, octets_of(name).decode(), re.DOTALL)


def test_carriage_returns_and_character_references_come_through() -> None:
    element = naam("jdk/carriage-returns")
    assert element.text == "a\r\nb\rc€é&<>"
    assert dict(element.attrib) == {"k": '\t\n\r<"é'}


def test_changed_carriage_return_is_refused() -> None:
    octets = octets_of("jdk/carriage-returns")
    assert octets.count(b"b&#13;c") == 1
    changed = octets.replace(b"b&#13;c", b"b&#10;c")
    assert checks("jdk/carriage-returns", changed) == {"signature.digest"}


def test_type_that_names_an_unsigned_prefix_is_not_handed_on() -> None:
    """Exclusive C14N does not sign the declaration of a prefix used in a value."""
    assert b"xsi:type=" in octets_of("jdk/xsi-type")
    assert dict(naam("jdk/xsi-type").attrib) == {}


def test_attributes_with_several_prefixes_come_through() -> None:
    assert dict(naam("jdk/prefixed-attributes").attrib) == {
        "{urn:a}k": "1",
        "{urn:a}j": "4",
        "{urn:b}k": "3",
        "z": "2",
        "{http://www.w3.org/XML/1998/namespace}lang": "nl",
    }


def test_two_messages_with_the_same_ids_are_two_messages() -> None:
    """gSOAP's ids never change: whoever remembers messages must not key on them."""
    names = ("gsoap/constant-ids", "gsoap/constant-ids-again")
    ids = [re.findall(rb'wsu:Id="(\w+)"', octets_of(name)) for name in names]
    assert ids == [[b"Time", b"X509Token", b"Body"]] * 2
    first, second = (verified(name).signature_value for name in names)
    assert first != second


@pytest.mark.parametrize(
    "name", ["jdk/connector", "wss4j/connector", "zeep/binary-signature-sha1"]
)
def test_sha1_is_verified_with_a_warning(name: str) -> None:
    found = {warning.check for warning in verified(name).warnings}
    assert found == {"signature.algorithm", "signature.digest-algorithm"}


@pytest.mark.parametrize("toolkit", TOOLKITS)
def test_other_trust_does_not_do(toolkit: str) -> None:
    """Each toolkit has a PKI of its own, so its neighbour's is an unknown issuer."""
    name = next(name for name in ACCEPTED if name.startswith(f"{toolkit}/"))
    other = TOOLKITS[TOOLKITS.index(toolkit) - 1]
    at = recorded(name)
    with pytest.raises(wss.VerificationError) as caught:
        wss.verify(
            parse(octets_of(name)),
            profile=PLATFORM,
            trust=TrustStore.load(VECTORS / other / "trust.pem", None),
            now=at,
            trust_time=at,
        )
    assert {p.check for p in caught.value.problems} == {"token.trust.chain"}


def test_readme_names_every_vector_and_no_other() -> None:
    text = (VECTORS / "README.md").read_text("utf-8")
    named = {
        name
        for name in re.findall(r"`([a-z0-9-]+/[a-z0-9-]+)`", text)
        if name.partition("/")[0] in TOOLKITS
    }
    assert named == set(NAMES)


def test_readme_names_tests_that_exist() -> None:
    text = (VECTORS / "README.md").read_text("utf-8")
    tests = VECTORS.parents[1]
    named = re.findall(r"`(\w+/[\w/]+\.py)(?:::(\w+))?`", text)
    assert named
    for file, function in named:
        assert f"def {function}" in (tests / file).read_text("utf-8"), (file, function)


def test_folder_holds_no_private_key() -> None:
    kept = [file for file in VECTORS.rglob("*") if file.is_file()]
    assert kept
    for file in kept:
        assert b"PRIVATE KEY" not in file.read_bytes(), file

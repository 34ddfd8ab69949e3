"""
Everything that must be refused, as one table.

Each row starts from the same good message, changes one thing, and names the check that
must notice it. A row that says `mended` computes digests and signature anew: there the
signer himself is the attacker, or merely wrong.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_client.wss import REQUIREMENTS, VerificationError
from kruispunt_contracts import ns
from kruispunt_contracts.profile import (
    PLATFORM,
    SHAPES,
    STRICT,
    Part,
    SecurityProfile,
    TokenKind,
)
from lxml import etree

Change = Callable[[Any, Any], None]
"""From the bench and a message that verifies to one that must not, in place."""

DS, SOAP, WSSE, WSU = (
    f"{{{namespace}}}" for namespace in (ns.DS, ns.SOAP, ns.WSSE, ns.WSU)
)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    name: str
    check: str
    change: Change
    shape: str = "standard"
    party: str = "agency"
    profile: SecurityProfile = STRICT
    mended: bool = False


REFUSALS: list[Refusal] = []


def refused(name: str, check: str, **options: Any) -> Callable[[Change], Change]:
    """Put a change in the table; the decorated function may stand in several rows."""

    def put(change: Change) -> Change:
        REFUSALS.append(Refusal(name=name, check=check, change=change, **options))
        return change

    return put


# --- wrapping: the signed element in one place, another one where it is read ----------


def evil_body(message: Any) -> Any:
    """Give a Body with another number, without id."""
    body = copy.deepcopy(message.body)
    body.attrib.clear()
    body.find(".//INSZ").text = "00000000097"
    return body


@refused("signed Body in a wrapper in the Header", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    etree.SubElement(message.header, "Wrapper").append(signed)
    message.root.append(evil)


@refused("signed Body in the Header, same id on the new one", "id.ambiguous")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    evil.set(f"{WSU}Id", signed.get(f"{WSU}Id"))
    message.header.append(signed)
    message.root.append(evil)


@refused("signed Body inside the new one", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    evil.append(signed)
    message.root.append(evil)


@refused("signed Body inside wsse:Security", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    message.security.append(signed)
    message.root.append(evil)


@refused("signed Body inside a ds:Object of the signature", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    etree.SubElement(message.signature, f"{DS}Object").append(signed)
    message.root.append(evil)


@refused("second Body before the signed one", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    message.root.insert(1, evil_body(message))


@refused("second Body after the signed one", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    message.root.append(evil_body(message))


@refused("signed Body beside the Header, in a wrapper", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    signed, evil = message.body, evil_body(message)
    etree.SubElement(message.root, "Wrapper").append(signed)
    message.root.append(evil)


@refused("the whole message inside another one", "security.missing")
def _(_bench: Any, message: Any) -> None:
    inner, evil = copy.deepcopy(message.root), evil_body(message)
    message.root[:] = [etree.Element(f"{SOAP}Header"), evil]
    message.header.append(inner)


@refused("two Headers", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    message.root.insert(0, copy.deepcopy(message.header))


def add_user(message: Any, number: str = "68613003151") -> None:
    """Put a User block in the Header, as somebody on the way could."""
    etree.SubElement(message.header, f"{{{ns.USER}}}User").text = number


@refused("User block that nobody signed", "signature.user-not-signed")
def _(_bench: Any, message: Any) -> None:
    add_user(message)


@refused("two User blocks", "user.ambiguous")
def _(_bench: Any, message: Any) -> None:
    add_user(message)
    add_user(message, "80631402131")


@refused("Header after the Body", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    message.root.append(message.header)


@refused("another root than Envelope", "message.envelope")
def _(_bench: Any, message: Any) -> None:
    message.root.tag = "Envelope"


@refused("Body under another id", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    message.body.set(f"{WSU}Id", "elsewhere")


for attribute in (
    f"{WSU}Id",
    "Id",
    "ID",
    "id",
    "iD",
    "{http://www.w3.org/XML/1998/namespace}id",
    "{urn:evil}Id",
):

    @refused(f"same id elsewhere, as {attribute}", "id.ambiguous")
    def _(_bench: Any, message: Any, attribute: str = attribute) -> None:
        message.header.set(attribute, "kruispunt-body")


@refused("same id twice on the Body", "id.ambiguous", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.body.set("Id", "kruispunt-body")


@refused("id of the token a second time", "id.ambiguous")
def _(_bench: Any, message: Any) -> None:
    message.root.set("Id", "kruispunt-token")


@refused("signed Timestamp in a wrapper, another at its place", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    fresh = copy.deepcopy(message.timestamp)
    fresh.attrib.clear()
    etree.SubElement(message.header, "Wrapper").append(message.timestamp)
    message.security.append(fresh)


@refused("two Timestamps", "timestamp.ambiguous")
def _(_bench: Any, message: Any) -> None:
    message.security.append(copy.deepcopy(message.timestamp))


# --- the security header -------------------------------------------------------------


@refused("no Header", "security.missing")
def _(_bench: Any, message: Any) -> None:
    message.root.remove(message.header)


@refused("no signature", "security.missing")
def _(_bench: Any, message: Any) -> None:
    message.security.remove(message.signature)


@refused("security header nested in another one", "security.missing")
def _(_bench: Any, message: Any) -> None:
    security = message.security
    etree.SubElement(message.header, "Other").append(security)


@refused("signature nested inside the security header", "security.missing")
def _(_bench: Any, message: Any) -> None:
    signature, security = message.signature, message.security
    etree.SubElement(security, "Other").append(signature)


@refused("signature only in the Body", "security.missing")
def _(_bench: Any, message: Any) -> None:
    message.body.append(message.signature)


@refused("security header for another actor", "security.missing")
def _(_bench: Any, message: Any) -> None:
    message.security.set(f"{SOAP}actor", "http://other.example/")


@refused("two security headers", "security.header")
def _(_bench: Any, message: Any) -> None:
    message.header.append(copy.deepcopy(message.security))


@refused("two signatures in the security header", "signature.ambiguous")
def _(_bench: Any, message: Any) -> None:
    message.security.append(copy.deepcopy(message.signature))


@refused("a bare signature beside the one in the header", "signature.ambiguous")
def _(_bench: Any, message: Any) -> None:
    message.header.append(copy.deepcopy(message.signature))


# --- ds:Signature --------------------------------------------------------------------


@refused("no KeyInfo", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    message.signature.remove(message.ds("KeyInfo"))


@refused("two SignedInfos", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    message.signature.insert(0, copy.deepcopy(message.ds("SignedInfo")))


@refused("empty SignedInfo", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    message.ds("SignedInfo")[:] = []


@refused("no Reference", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.ds("SignedInfo")[2:] = []


@refused("something unknown among the References", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.reference("token").tag = f"{DS}Manifest"


@refused("HMACOutputLength in SignatureMethod", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    method = message.ds("SignedInfo/SignatureMethod")
    etree.SubElement(method, f"{DS}HMACOutputLength").text = "0"


@refused("no DigestValue", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    (reference,) = message.references[:1]
    etree.SubElement(reference, f"{DS}DigestValue")


@refused("DigestValue that is no base64", "signature.structure")
def _(bench: Any, message: Any) -> None:
    message.references[0].find(f"{DS}DigestValue").text = "@@@@"
    bench.mend_value(message)


@refused("SignatureValue that is no base64", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    message.ds("SignatureValue").text = "é==="


@refused("SignatureValue cut in two by a comment", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    value = message.ds("SignatureValue")
    comment = etree.Comment("cut")
    value.text, comment.tail = value.text[:8], value.text[8:]
    value.append(comment)


@refused("inclusive C14N with a PrefixList", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    transform = message.references[0].find(f".//{DS}Transform")
    transform.set("Algorithm", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
    etree.SubElement(transform, f"{{{ns.EC}}}InclusiveNamespaces", PrefixList="web")


for algorithm in (
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "none",
    "",
):

    @refused(
        f"signature algorithm {algorithm!r}", "signature.algorithm", profile=PLATFORM
    )
    def _(bench: Any, message: Any, algorithm: str = algorithm) -> None:
        message.ds("SignedInfo/SignatureMethod").set("Algorithm", algorithm)
        bench.mend_value(message)


@refused("HMAC keyed with the public certificate", "signature.algorithm")
def _(bench: Any, message: Any) -> None:
    from_certificate = bench.certificate("agency").public_bytes(Encoding.PEM)
    method = message.ds("SignedInfo/SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    octets = etree.tostring(message.ds("SignedInfo"), method="c14n", exclusive=True)
    value = hmac.new(from_certificate, octets, hashlib.sha256).digest()
    message.ds("SignatureValue").text = base64.b64encode(value).decode()


@refused("ECDSA algorithm with an RSA key", "signature.algorithm")
def _(bench: Any, message: Any) -> None:
    method = message.ds("SignedInfo/SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    bench.mend_value(message)


@refused("RSA algorithm with an EC key", "signature.algorithm", party="elliptic")
def _(bench: Any, message: Any) -> None:
    method = message.ds("SignedInfo/SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
    bench.mend_value(message, party="elliptic")


@refused("RSA-SHA1 under strict", "signature.algorithm", mended=True)
def _(_bench: Any, message: Any) -> None:
    method = message.ds("SignedInfo/SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")


@refused("SHA-1 digest under strict", "signature.digest-algorithm", mended=True)
def _(_bench: Any, message: Any) -> None:
    method = message.references[0].find(f"{DS}DigestMethod")
    method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")


for algorithm in (
    "http://www.w3.org/2001/04/xmldsig-more#md5",
    "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "none",
    "",
):

    @refused(
        f"digest algorithm {algorithm!r}",
        "signature.digest-algorithm",
        profile=PLATFORM,
    )
    def _(bench: Any, message: Any, algorithm: str = algorithm) -> None:
        method = message.references[0].find(f"{DS}DigestMethod")
        method.set("Algorithm", algorithm)
        bench.mend_value(message)


for algorithm in (
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2010/xml-c14n2",
    "",
):

    @refused(
        f"canonicalisation {algorithm!r}", "signature.canonicalization", mended=True
    )
    def _(_bench: Any, message: Any, algorithm: str = algorithm) -> None:
        method = message.ds("SignedInfo/CanonicalizationMethod")
        method.set("Algorithm", algorithm)


@refused("a relative namespace URI in the Body", "signature.canonicalization")
def _(_bench: Any, message: Any) -> None:
    message.body[0].append(etree.Element("{relative}x", nsmap={"x": "relative"}))


for algorithm in (
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2002/06/xmldsig-filter2",
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "http://www.w3.org/2000/09/xmldsig#base64",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "urn:unknown",
):

    @refused(f"transform {algorithm} alone", "signature.transform", mended=True)
    def _(_bench: Any, message: Any, algorithm: str = algorithm) -> None:
        message.reference("body").find(f".//{DS}Transform").set("Algorithm", algorithm)

    @refused(f"transform {algorithm} first", "signature.transform", mended=True)
    def _(_bench: Any, message: Any, algorithm: str = algorithm) -> None:
        transforms = message.reference("body").find(f"{DS}Transforms")
        transforms.insert(0, etree.Element(f"{DS}Transform", Algorithm=algorithm))


@refused("no transform", "signature.transform", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.reference("body").find(f"{DS}Transforms")[:] = []


@refused("canonicalisation twice", "signature.transform", mended=True)
def _(_bench: Any, message: Any) -> None:
    transforms = message.reference("body").find(f"{DS}Transforms")
    transforms.append(copy.deepcopy(transforms[0]))


@refused("enveloped-signature after C14N", "signature.transform", mended=True)
def _(_bench: Any, message: Any) -> None:
    transforms = message.reference("body").find(f"{DS}Transforms")
    enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
    etree.SubElement(transforms, f"{DS}Transform", Algorithm=enveloped)


@refused("something else than Transform", "signature.structure", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.reference("body").find(f".//{DS}Transform").tag = f"{DS}Other"


@refused("STR-Transform without parameters", "signature.transform", mended=True)
def _(_bench: Any, message: Any) -> None:
    transform = message.reference("token").find(f".//{DS}Transform")
    transform.set("Algorithm", f"{ns.SOAP_MESSAGE_SECURITY}#STR-Transform")


@refused("STR-Transform on the Body", "signature.reference", mended=True)
def _(_bench: Any, message: Any) -> None:
    transform = message.reference("body").find(f".//{DS}Transform")
    transform.set("Algorithm", f"{ns.SOAP_MESSAGE_SECURITY}#STR-Transform")
    parameters = etree.SubElement(transform, f"{WSSE}TransformationParameters")
    etree.SubElement(parameters, f"{DS}CanonicalizationMethod", Algorithm=ns.EC)


for uri in (
    None,
    "",
    "#",
    "#xpointer(/)",
    "#xpointer(id('kruispunt-body'))",
    "http://evil.example/body.xml",
    "file:///etc/passwd",
    "cid:attachment",
    "kruispunt-body",
):

    @refused(f"reference URI {uri!r}", "signature.reference")
    def _(bench: Any, message: Any, uri: str | None = uri) -> None:
        reference = message.reference("body")
        reference.attrib.pop("URI")
        if uri is not None:
            reference.set("URI", uri)
        bench.mend_value(message)


@refused("reference to nothing", "signature.reference")
def _(bench: Any, message: Any) -> None:
    message.reference("body").set("URI", "#nothing")
    bench.mend_value(message)


@refused("reference to the Header", "signature.reference", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.header.set(f"{WSU}Id", "header")
    message.reference("token").set("URI", "#header")


@refused("reference to the payload instead of the Body", "signature.reference")
def _(bench: Any, message: Any) -> None:
    message.body[0].set("Id", "payload")
    message.reference("body").set("URI", "#payload")
    bench.mend(message)


@refused("two references to the Body", "signature.reference", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.ds("SignedInfo").append(copy.deepcopy(message.reference("body")))


@refused("reference to a token that is not in use", "signature.reference")
def _(bench: Any, message: Any) -> None:
    other = copy.deepcopy(message.token)
    other.set(f"{WSU}Id", "other")
    message.security.append(other)
    message.reference("token").set("URI", "#other")
    bench.mend(message)


@refused("more references than parts", "signature.reference")
def _(_bench: Any, message: Any) -> None:
    signed_info, reference = message.ds("SignedInfo"), message.reference("body")
    reference.set("URI", "#other")
    signed_info.extend(copy.deepcopy(reference) for _ in range(1000))


@refused("PrefixList without end", "signature.structure")
def _(_bench: Any, message: Any) -> None:
    method = message.ds("SignedInfo/CanonicalizationMethod")
    inclusive = etree.SubElement(method, f"{{{ns.EC}}}InclusiveNamespaces")
    inclusive.set("PrefixList", "soap " * 100_000)


@refused("changed amount", "signature.digest")
def _(_bench: Any, message: Any) -> None:
    message.body.find(".//Bedrag").text = "9000"


@refused("changed whitespace", "signature.digest")
def _(_bench: Any, message: Any) -> None:
    message.body[0].text += " "


@refused("changed digest", "signature.digest")
def _(_bench: Any, message: Any) -> None:
    value = message.reference("body").find(f"{DS}DigestValue")
    value.text = base64.b64encode(bytes(32)).decode()


@refused("changed digest, so changed SignedInfo", "signature.value")
def _(_bench: Any, message: Any) -> None:
    value = message.reference("body").find(f"{DS}DigestValue")
    value.text = base64.b64encode(bytes(32)).decode()


@refused("digest cut short, signed so", "signature.digest")
def _(bench: Any, message: Any) -> None:
    value = message.reference("body").find(f"{DS}DigestValue")
    value.text = base64.b64encode(base64.b64decode(value.text)[:4]).decode()
    bench.mend_value(message)


def put_value(message: Any, change: Callable[[bytes], bytes]) -> None:
    element = message.ds("SignatureValue")
    value = change(base64.b64decode(element.text))
    element.text = base64.b64encode(value).decode()


for party in ("agency", "elliptic"):
    for name, spoil in {
        "empty": lambda value: b"",
        "all zero": lambda value: bytes(len(value)),
        "cut short": lambda value: value[:-1],
        "with a zero before": lambda value: b"\0" + value,
        "with a zero after": lambda value: value + b"\0",
        "with its last bit turned": lambda value: value[:-1] + bytes([value[-1] ^ 1]),
    }.items():

        @refused(f"signature of {party} {name}", "signature.value", party=party)
        def _(_bench: Any, message: Any, spoil: Any = spoil) -> None:
            put_value(message, spoil)


@refused("ECDSA value as DER", "signature.value", party="elliptic")
def _(_bench: Any, message: Any) -> None:
    put_value(
        message,
        lambda value: utils.encode_dss_signature(
            int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
        ),
    )


for part in ("token", "timestamp", "body"):

    @refused(f"{part} not signed", f"signature.{part}-not-signed")
    def _(bench: Any, message: Any, part: str = part) -> None:
        message.ds("SignedInfo").remove(message.reference(part))
        bench.mend(message)


# --- token and key -------------------------------------------------------------------


def certificate_text(bench: Any, name: str) -> str:
    der = bench.certificate(name).public_bytes(Encoding.DER)
    return base64.b64encode(der).decode()


@refused("certificate of another party", "signature.value")
def _(bench: Any, message: Any) -> None:
    message.token.text = certificate_text(bench, "other")


@refused(
    "certificate of another party, where the token is not signed",
    "signature.value",
    shape="savon",
    profile=PLATFORM,
)
def _(bench: Any, message: Any) -> None:
    message.token.text = certificate_text(bench, "other")


@refused("certificate of a CA", "token.signer-is-ca")
def _(bench: Any, message: Any) -> None:
    message.token.text = certificate_text(bench, "issuing")


for check in ("chain", "revoked"):

    @refused(f"distrust because of {check}", f"token.trust.{check}")
    def _(bench: Any, message: Any) -> None:
        """The trust store says no; see `distrust`."""


@refused("KeyInfo with nothing but a name", "token.missing")
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo")[:] = []
    etree.SubElement(message.ds("KeyInfo"), f"{DS}KeyName").text = "agency"


@refused(
    "KeyInfo with nothing but a key", "token.missing", shape="dotnet", profile=PLATFORM
)
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo").remove(message.ds("KeyInfo/X509Data"))


@refused("reference to the certificate by key identifier", "token.missing")
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo")[0][0].tag = f"{WSSE}KeyIdentifier"


@refused("reference to a token that is not there", "token.missing")
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo")[0][0].set("URI", "#nothing")


@refused("reference to a token outside the message", "token.missing")
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo")[0][0].set("URI", "http://evil.example/token")


@refused("token outside the security header", "token.missing")
def _(_bench: Any, message: Any) -> None:
    message.header.append(message.token)


@refused(
    "X509Data without certificate", "token.missing", shape="dotnet", profile=PLATFORM
)
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo/X509Data")[:] = []


@refused("X509Data with two signers", "token.missing", shape="dotnet", profile=PLATFORM)
def _(bench: Any, message: Any) -> None:
    data = message.ds("KeyInfo/X509Data")
    other = certificate_text(bench, "other")
    etree.SubElement(data, f"{DS}X509Certificate").text = other


@refused("X509Data under strict", "token.kind", shape="dotnet")
def _(_bench: Any, message: Any) -> None:
    """Good, but not what strict wants."""


for value_type in (None, "", f"{ns.X509_TOKEN_PROFILE}#PKCS7", "#X509v3"):

    @refused(f"token of ValueType {value_type!r}", "token.kind", mended=True)
    def _(_bench: Any, message: Any, value_type: str | None = value_type) -> None:
        message.token.attrib.pop("ValueType")
        if value_type is not None:
            message.token.set("ValueType", value_type)


@refused("token in hexadecimal", "token.kind", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.token.set("EncodingType", f"{ns.SOAP_MESSAGE_SECURITY}#HexBinary")


@refused("reference that calls an X509v3 a PKIPath", "token.kind")
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo")[0][0].set("ValueType", TokenKind.PKI_PATH.value)


@refused("TokenType that calls an X509v3 a PKIPath", "token.kind")
def _(_bench: Any, message: Any) -> None:
    reference = message.ds("KeyInfo")[0]
    reference.set(f"{{{ns.WSSE11}}}TokenType", TokenKind.PKI_PATH.value)


@refused("PKIPath where X509v3 is said", "token.format", mended=True)
def _(bench: Any, message: Any) -> None:
    path = bench.signed("connector").token.text
    message.token.text = path


@refused(
    "X509v3 where PKIPath is said", "token.format", shape="connector", profile=PLATFORM
)
def _(bench: Any, message: Any) -> None:
    message.token.text = certificate_text(bench, "agency")


for name, spoil in {
    "empty": lambda der: b"",
    "with something after it": lambda der: der + b"\0",
    "cut short": lambda der: der[:-1],
    "that is none": lambda der: b"certificate",
}.items():

    @refused(f"certificate {name}", "token.format", mended=True)
    def _(bench: Any, message: Any, spoil: Any = spoil) -> None:
        der = spoil(bench.certificate("agency").public_bytes(Encoding.DER))
        message.token.text = base64.b64encode(der).decode()


@refused("token without end", "token.format")
def _(_bench: Any, message: Any) -> None:
    message.token.text += " " * 70_000


@refused("token cut in two by a comment", "token.format")
def _(_bench: Any, message: Any) -> None:
    token = message.token
    comment = etree.Comment("cut")
    token.text, comment.tail = token.text[:8], token.text[8:]
    token.append(comment)


def sequence(content: bytes) -> bytes:
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


for name, check, make in (
    ("leaf first", "token.path-order", lambda leaf, ca: sequence(leaf + ca)),
    ("twice the leaf", "token.path-order", lambda leaf, ca: sequence(leaf + leaf)),
    ("only the CA", "token.signer-is-ca", lambda leaf, ca: sequence(ca)),
    ("empty", "token.format", lambda leaf, ca: b"\x30\x00"),
    ("nothing at all", "token.format", lambda leaf, ca: b""),
    ("a SET", "token.format", lambda leaf, ca: b"\x31" + sequence(ca + leaf)[1:]),
    ("garbage after it", "token.format", lambda leaf, ca: sequence(ca + leaf) + b"\0"),
    ("garbage in it", "token.format", lambda leaf, ca: sequence(ca + leaf + b"\5\0")),
    ("cut short", "token.format", lambda leaf, ca: sequence(ca + leaf)[:-1]),
    ("endless", "token.format", lambda leaf, ca: b"\x30\x80" + ca + leaf + b"\0\0"),
    ("too long a length", "token.format",
     lambda leaf, ca: b"\x30\x83\0" + sequence(ca + leaf)[2:]),
    ("nine certificates", "token.format", lambda leaf, ca: sequence(ca * 8 + leaf)),
):  # fmt: skip

    @refused(f"PKIPath: {name}", check, shape="connector", profile=PLATFORM)
    def _(bench: Any, message: Any, make: Any = make) -> None:
        leaf, ca = (
            bench.certificate(name).public_bytes(Encoding.DER)
            for name in ("agency", "issuing")
        )
        message.token.text = base64.b64encode(make(leaf, ca)).decode()


@refused(
    "RSAKeyValue of another key", "token.key-value", shape="dotnet", profile=PLATFORM
)
def _(bench: Any, message: Any) -> None:
    other = bench.signed("dotnet", party="other")
    modulus = "KeyInfo/KeyValue/RSAKeyValue/Modulus"
    message.ds(modulus).text = other.ds(modulus).text


@refused(
    "KeyValue of an unknown kind",
    "signature.structure",
    shape="dotnet",
    profile=PLATFORM,
)
def _(_bench: Any, message: Any) -> None:
    message.ds("KeyInfo/KeyValue/RSAKeyValue").tag = f"{DS}DSAKeyValue"


@refused(
    "RSA key that is too short for the profile",
    "token.key",
    profile=replace(STRICT, min_rsa_bits=3072),
)
def _(_bench: Any, message: Any) -> None:
    """2048 bits."""


# --- Timestamp -----------------------------------------------------------------------


@refused("no Timestamp", "timestamp.missing")
def _(bench: Any, message: Any) -> None:
    message.ds("SignedInfo").remove(message.reference("timestamp"))
    message.security.remove(message.timestamp)
    bench.mend(message)


@refused("no Expires", "timestamp.format", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp.remove(message.timestamp[1])


@refused("no Created", "timestamp.format", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp.remove(message.timestamp[0])


@refused("Created twice", "timestamp.format", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp.insert(0, copy.deepcopy(message.timestamp[0]))


@refused("Created that holds an element", "timestamp.format", mended=True)
def _(_bench: Any, message: Any) -> None:
    etree.SubElement(message.timestamp[0], "x")


@refused("Expires before Created", "timestamp.period", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp[1].text = "2026-11-23T09:29:59Z"


@refused("stale Timestamp", "timestamp.stale", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp[0].text = "2026-11-23T09:23:59Z"
    message.timestamp[1].text = "2026-11-23T09:35:00Z"


@refused("Timestamp of the future", "timestamp.future", mended=True)
def _(_bench: Any, message: Any) -> None:
    message.timestamp[0].text = "2026-11-23T09:31:01Z"


@refused(
    "stale Timestamp where none is needed",
    "timestamp.stale",
    mended=True,
    profile=PLATFORM,
)
def _(_bench: Any, message: Any) -> None:
    message.timestamp[1].text = "2026-11-23T08:30:00Z"
    message.timestamp[0].text = "2026-11-23T08:25:00Z"


@refused("stale Timestamp that is not signed", "timestamp.stale", profile=PLATFORM)
def _(bench: Any, message: Any) -> None:
    message.ds("SignedInfo").remove(message.reference("timestamp"))
    message.timestamp[1].text = "2026-11-23T08:30:00Z"
    message.timestamp[0].text = "2026-11-23T08:25:00Z"
    bench.mend(message)


# --- the table itself ----------------------------------------------------------------


def distrust(row: Refusal) -> Any:
    """Give a trust store that objects in the rows about trust."""
    if not row.check.startswith("token.trust."):
        return None
    check = row.check.removeprefix("token.")
    problem = SimpleNamespace(check=check, expected="trust", actual="none")
    return SimpleNamespace(check=lambda *_, **__: (problem,))


@pytest.mark.parametrize(
    ("shape", "party", "profile"),
    sorted({(row.shape, row.party, row.profile) for row in REFUSALS}, key=repr),
)
def test_without_the_change_the_message_is_accepted(
    bench: Any, shape: str, party: str, profile: SecurityProfile
) -> None:
    """The twin of every row, but for two whose profile is the change."""
    if profile is STRICT and SHAPES[shape].parts == (Part.BODY,):
        profile = PLATFORM
    message = bench.signed(shape, party=party)
    assert bench.checks(message, replace(profile, min_rsa_bits=2048)) == set()


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.name)
def test_refused(bench: Any, row: Refusal) -> None:
    message = bench.signed(row.shape, party=row.party)
    row.change(bench, message)
    if row.mended:
        bench.mend(message, party=row.party)
    checks = bench.checks(message, row.profile, trust=distrust(row))
    assert row.check in checks


def test_every_check_has_a_row() -> None:
    families = {
        "token.trust" if row.check.startswith("token.trust.") else row.check
        for row in REFUSALS
    }
    assert families == set(REQUIREMENTS)


def test_names_of_rows_are_unique() -> None:
    names = [row.name for row in REFUSALS]
    assert len(names) == len(set(names))


def test_all_problems_are_reported_together(bench: Any) -> None:
    message = bench.signed(now=bench.now - timedelta(hours=1))
    message.body.find(".//Bedrag").text = "9000"
    message.token.text = certificate_text(bench, "other")
    assert bench.checks(message) == {
        "signature.digest",
        "signature.value",
        "timestamp.stale",
    }


def test_digest_problem_names_the_reference_and_both_digests(bench: Any) -> None:
    message = bench.signed()
    before = message.reference("body").find(f"{DS}DigestValue").text
    message.body.find(".//Bedrag").text = "9000"
    with pytest.raises(VerificationError) as caught:
        bench.verify(message)
    (problem,) = caught.value.problems
    assert problem.check == "signature.digest"
    assert problem.requirement == REQUIREMENTS["signature.digest"]
    assert problem.expected == f"#kruispunt-body: {base64.b64decode(before).hex()}"
    assert problem.actual not in problem.expected


def test_error_carries_the_claimed_certificate(bench: Any) -> None:
    message = bench.signed()
    message.body.find(".//Bedrag").text = "9000"
    with pytest.raises(VerificationError) as caught:
        bench.verify(message)
    assert caught.value.certificate == bench.certificate("agency")


def test_error_of_a_message_without_signer_carries_no_certificate(bench: Any) -> None:
    with pytest.raises(VerificationError) as caught:
        bench.verify(etree.tostring(bench.unsigned()))
    assert caught.value.certificate is None
    assert "security.missing" in str(caught.value)

"""
Signing a message in one of the shapes of `kruispunt_contracts.profile`.

What most toolkits can read is made: token, Timestamp, Signature in that order, ids as
`wsu:Id`, types spelled out on token and reference, no PrefixList (_toolkits.md,
"Produce in replies").

All that does not depend on the message is built once, when the `Signer` is made. For
each message a copy gets the times, is put in the Header, and only there canonicalised,
digested and signed: what counts is how it stands in the message. The ids are always the
same: they only have to be unique within one message.
"""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_contracts import ns
from kruispunt_contracts.profile import Part, SigningShape, TokenKind
from lxml import etree

from kruispunt_client.wss import layout
from kruispunt_client.wss.octets import (
    CURVE_ORDERS,
    Canonicalization,
    PrivateKey,
    canonical,
    digest,
    sign_octets,
)
from kruispunt_client.wss.result import Element
from kruispunt_client.wss.signature import ENVELOPED
from kruispunt_client.wss.token import BASE64_ENCODING

DEFAULT_LIFETIME: Final = timedelta(minutes=5)
"""From Created to Expires; the most that the strict profile looks at."""

_IDS: Final = {
    Part.TOKEN: "kruispunt-token",
    Part.TIMESTAMP: "kruispunt-timestamp",
    Part.BODY: "kruispunt-body",
    Part.USER: "kruispunt-user",
}

_IN_SECURITY: Final = {"wsse": ns.WSSE, "wsu": ns.WSU}

# lxml invents a prefix (ns0) for an attribute in a namespace that nobody declared, such
# as wsu:Id on a Body that somebody else made. With this it takes the usual one.
etree.register_namespace("wsu", ns.WSU)


class Signer:
    """Signs messages for one party; safe to share between threads."""

    def __init__(
        self,
        *,
        key: PrivateKey,
        chain: Sequence[x509.Certificate],
        shape: SigningShape,
    ) -> None:
        """
        Prepare everything that is the same in every message.

        Args:
            key: RSA, or EC on P-256, P-384 or P-521.
            chain: Of that key: the certificate first, then its issuers. Only a PKIPath
                takes the issuers along.
            shape: What to make.

        Raises:
            ValueError: Key, certificate and shape do not belong together.
        """
        if not chain or chain[0].public_key() != key.public_key():
            raise ValueError("the first certificate of the chain is not of this key")
        self._key = key
        self._shape = shape
        self._algorithm = _algorithm(key, shape)
        self._canonicalization = Canonicalization(method=shape.canonicalization)
        self._ids = dict(_IDS)
        if shape.plain_body_id is not None:
            self._ids[Part.BODY] = shape.plain_body_id
        token = _encoded_token(chain, shape.token)
        self._template = self._make(token, shape.parts)
        self._template_with_user = self._make(token, (*shape.parts, Part.USER))

    def sign(
        self,
        envelope: Element,
        *,
        now: datetime,
        lifetime: timedelta = DEFAULT_LIFETIME,
    ) -> None:
        """
        Sign an envelope, in place.

        Args:
            envelope: `soap:Envelope` with a Body; a Header is added when there is none.
                A `User` block in the Header is signed too. Nothing of what is signed
                may change afterwards, not even whitespace.
            now: Aware; becomes Created, to the millisecond.
            lifetime: Becomes Expires.

        Raises:
            ValueError: No envelope with one Body, signed already, or `now` is naive.
        """
        if now.tzinfo is None:
            raise ValueError("now needs a time zone")
        header, body = _header_and_body(envelope)
        plain = self._shape.plain_body_id is not None
        body.set("Id" if plain else layout.WSU_ID, self._ids[Part.BODY])
        parts = {Part.BODY: body}
        wanted, template = self._shape.parts, self._template
        user = header.find(layout.USER)
        if user is not None:
            user.set(layout.WSU_ID, self._ids[Part.USER])
            parts[Part.USER] = user
            wanted, template = (*wanted, Part.USER), self._template_with_user
        security = copy.deepcopy(template)
        header.append(security)
        signature = security
        if self._shape.in_security_header:
            if self._shape.must_understand:
                security.set(f"{{{ns.SOAP}}}mustUnderstand", "1")
            parts[Part.TOKEN], signature = security[0], security[-1]
            if Part.TIMESTAMP in self._shape.parts:
                parts[Part.TIMESTAMP] = timestamp = security[1]
                timestamp[0].text = _written(now)
                timestamp[1].text = _written(now + lifetime)
        self._complete(signature, [parts[part] for part in wanted])

    def _complete(self, signature: Element, targets: list[Element]) -> None:
        """Fill in the digests and the value of a signature at its place."""
        signed_info, value, _ = signature
        for reference, target in zip(signed_info[2:], targets, strict=True):
            octets = canonical(target, self._canonicalization)
            reference[-1].text = _base64(digest(octets, self._shape.digest_algorithm))
        octets = canonical(signed_info, self._canonicalization)
        value.text = _base64(
            sign_octets(octets, algorithm=self._algorithm, key=self._key)
        )

    def _make(self, token: str, parts: Sequence[Part]) -> Element:
        """Build what goes in the Header, with times, digests and value left open."""
        shape = self._shape
        if not shape.in_security_header:
            return self._make_signature(self._make_key(token), parts)
        security = etree.Element(f"{{{ns.WSSE}}}Security", nsmap=_IN_SECURITY)
        bst = etree.SubElement(security, f"{{{ns.WSSE}}}BinarySecurityToken")
        bst.set("EncodingType", BASE64_ENCODING)
        bst.set("ValueType", shape.token.value)
        bst.set(layout.WSU_ID, self._ids[Part.TOKEN])
        bst.text = token
        if Part.TIMESTAMP in shape.parts:
            timestamp = etree.SubElement(security, f"{{{ns.WSU}}}Timestamp")
            timestamp.set(layout.WSU_ID, self._ids[Part.TIMESTAMP])
            etree.SubElement(timestamp, f"{{{ns.WSU}}}Created")
            etree.SubElement(timestamp, f"{{{ns.WSU}}}Expires")
        security.append(self._make_signature(self._make_token_reference(), parts))
        return security

    def _make_token_reference(self) -> list[Element]:
        kind = self._shape.token.value
        nsmap = {"wsse": ns.WSSE}
        is_path = self._shape.token is TokenKind.PKI_PATH
        if is_path:
            nsmap["wsse11"] = ns.WSSE11
        outer = etree.Element(f"{{{ns.WSSE}}}SecurityTokenReference", nsmap=nsmap)
        if is_path:  # WSS4J refuses a path without it
            outer.set(f"{{{ns.WSSE11}}}TokenType", kind)
        inner = etree.SubElement(outer, f"{{{ns.WSSE}}}Reference")
        inner.set("URI", f"#{self._ids[Part.TOKEN]}")
        inner.set("ValueType", kind)
        return [outer]

    def _make_signature(
        self, key_info: list[Element], parts: Sequence[Part]
    ) -> Element:
        shape = self._shape
        signature = self._ds("Signature")
        signed_info = self._ds("SignedInfo", signature)
        method = self._ds("CanonicalizationMethod", signed_info)
        method.set("Algorithm", shape.canonicalization)
        self._ds("SignatureMethod", signed_info).set("Algorithm", self._algorithm)
        for part in parts:
            reference = self._ds("Reference", signed_info)
            reference.set("URI", f"#{self._ids[part]}")
            transforms = self._ds("Transforms", reference)
            if shape.enveloped_transform:
                self._ds("Transform", transforms).set("Algorithm", ENVELOPED)
            self._ds("Transform", transforms).set("Algorithm", shape.canonicalization)
            self._ds("DigestMethod", reference).set("Algorithm", shape.digest_algorithm)
            self._ds("DigestValue", reference)
        self._ds("SignatureValue", signature)
        self._ds("KeyInfo", signature).extend(key_info)
        return signature

    def _make_key(self, token: str) -> list[Element]:
        data = self._ds("X509Data")
        self._ds("X509Certificate", data).text = token
        if not self._shape.key_value:
            return [data]
        value = self._ds("KeyValue")
        rsa_value = self._ds("RSAKeyValue", value)
        numbers = _encoded_numbers(self._key)
        for name, number in zip(("Modulus", "Exponent"), numbers, strict=True):
            self._ds(name, rsa_value).text = number
        return [value, data]

    def _ds(self, name: str, parent: Element | None = None) -> Element:
        """Make an element of XML Signature, with the prefix that the shape asks for."""
        tag = f"{{{ns.DS}}}{name}"
        if parent is None:
            return etree.Element(tag, nsmap={self._shape.ds_prefix: ns.DS})
        return etree.SubElement(parent, tag)


def _header_and_body(envelope: Element) -> tuple[Element, Element]:
    bodies = list(envelope.iterchildren(layout.BODY))
    if envelope.tag != layout.ENVELOPE or len(bodies) != 1:
        raise ValueError("only a SOAP 1.1 envelope with one Body can be signed")
    header = envelope.find(layout.HEADER)
    if header is None:
        header = envelope.makeelement(layout.HEADER)
        envelope.insert(0, header)
    for child in header.iterchildren(layout.SECURITY, layout.SIGNATURE):
        raise ValueError(f"the header already holds {child.tag}")
    return header, bodies[0]


def _written(moment: datetime) -> str:
    """Write a moment as xsd:dateTime, in UTC, to the millisecond."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def _base64(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")


def _algorithm(key: PrivateKey, shape: SigningShape) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return shape.rsa_algorithm
    if (
        not isinstance(key, ec.EllipticCurvePrivateKey)
        or key.curve.name not in CURVE_ORDERS
    ):
        raise ValueError("the key is neither RSA nor EC on P-256, P-384 or P-521")
    if shape.ecdsa_algorithm is None:
        raise ValueError(f"the shape {shape.name} needs an RSA key")
    return shape.ecdsa_algorithm


def _encoded_token(chain: Sequence[x509.Certificate], kind: TokenKind) -> str:
    ders = [certificate.public_bytes(Encoding.DER) for certificate in chain]
    if kind is TokenKind.PKI_PATH:
        return _base64(_der_sequence(b"".join(reversed(ders))))
    return _base64(ders[0])


def _der_sequence(content: bytes) -> bytes:
    """Wrap octets as a DER SEQUENCE (X.690, 8.1 and 10.1)."""
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    if len(content) >= 0x80:
        length = bytes([0x80 + len(length)]) + length
    return b"\x30" + length + content


def _encoded_numbers(key: PrivateKey) -> tuple[str, ...]:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("RSAKeyValue needs an RSA key")
    numbers = key.public_key().public_numbers()
    return tuple(
        _base64(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        for number in (numbers.n, numbers.e)
    )

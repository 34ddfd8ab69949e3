"""
Whose signature it claims to be: from KeyInfo to the signer's certificate.

A message names its signer in one of two ways: KeyInfo holds a SecurityTokenReference to
a BinarySecurityToken of the same security header, or it holds the certificate itself
(X509Data, with or without an RSAKeyValue beside it). Nothing here is proven yet:
KeyInfo itself is never signed.

Certificates are read once and kept, by their text, with their key: a party sends the
same one in every message. What cannot be read is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.utils import CryptographyDeprecationWarning
from kruispunt_contracts import ns
from kruispunt_contracts.profile import TokenKind

from kruispunt_client.wss.layout import Layout, elements, own_ids
from kruispunt_client.wss.octets import CURVE_ORDERS, PublicKey
from kruispunt_client.wss.result import Element, Problem, problem, refusal
from kruispunt_client.wss.signature import (
    decoded,
    fragment,
    from_base64,
    leaf_text,
    named_children,
)

BASE64_ENCODING: Final = f"{ns.SOAP_MESSAGE_SECURITY}#Base64Binary"
REFERENCE: Final = f"{{{ns.WSSE}}}SecurityTokenReference"
DIRECT_REFERENCE: Final = f"{{{ns.WSSE}}}Reference"
TOKEN_TYPE: Final = f"{{{ns.WSSE11}}}TokenType"
X509_DATA: Final = f"{{{ns.DS}}}X509Data"
KEY_VALUE: Final = f"{{{ns.DS}}}KeyValue"
_UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    CryptographyDeprecationWarning,  # where warnings are errors
)
"""What cryptography says of certificates that it cannot, or soon will not, read."""

_X509_CERTIFICATE: Final = f"{{{ns.DS}}}X509Certificate"

MAX_CERTIFICATES: Final = 8
"""In one message. Chains of these platforms have three."""
MAX_TEXT: Final = 64 * 1024
"""Characters of base64. Our choice: what is read is kept, so it must not be large."""
MAX_RSA_BITS: Final = 8192
"""Our choice: a longer key only serves to keep the verifier busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The signer as the message claims it."""

    kind: TokenKind
    element: Element | None
    """The BinarySecurityToken; None for X509Data."""
    reference: Element | None
    """The SecurityTokenReference in KeyInfo, if any; a STR-Transform names it."""
    chain: tuple[x509.Certificate, ...]
    """The signer first, then what else came along, towards the anchor."""
    key: PublicKey
    problems: tuple[Problem, ...] = ()
    """What is wrong with it, as far as that can be said without a trust store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A certificate, read once."""

    certificate: x509.Certificate
    key: PublicKey
    is_ca: bool


def read_token(layout: Layout, key_info: Element) -> Token:
    """
    Find the certificate that KeyInfo leads to.

    Args:
        layout: Of the same message.
        key_info: Of its signature.

    Raises:
        VerificationError: `token.missing`, `token.kind`, `token.format`, `token.key`,
            `token.path-order`, `token.signer-is-ca` or `id.ambiguous`.
    """
    children = {child.tag: child for child in elements(key_info)}
    tags = sorted(child.tag for child in elements(key_info))
    if tags == [REFERENCE]:
        return _from_reference(layout, children[REFERENCE])
    if tags in ([X509_DATA], [KEY_VALUE, X509_DATA]):
        return _from_data(children[X509_DATA], children.get(KEY_VALUE), reference=None)
    raise refusal(
        "token.missing",
        expected="SecurityTokenReference or X509Data in KeyInfo",
        actual=", ".join(tag.rpartition("}")[2] for tag in tags) or "nothing",
    )


def check_key(key: PublicKey, min_rsa_bits: int) -> tuple[Problem, ...]:
    """Find out whether the signer's key is of an accepted size or curve."""
    if isinstance(key, rsa.RSAPublicKey):
        if min_rsa_bits <= key.key_size <= MAX_RSA_BITS:
            return ()
        expected = f"RSA of {min_rsa_bits} to {MAX_RSA_BITS} bits"
        actual = f"RSA of {key.key_size} bits"
    elif key.curve.name in CURVE_ORDERS:
        return ()
    else:
        expected, actual = f"EC on {', '.join(sorted(CURVE_ORDERS))}", key.curve.name
    return (problem("token.key", expected=expected, actual=actual),)


def _from_reference(layout: Layout, reference: Element) -> Token:
    inside = elements(reference)
    if [child.tag for child in inside] == [X509_DATA]:  # zeep's Signature
        return _from_data(inside[0], None, reference=reference)
    if [child.tag for child in inside] != [DIRECT_REFERENCE]:
        raise refusal(
            "token.missing",
            expected="a direct Reference in SecurityTokenReference",
            actual=", ".join(child.tag.rpartition("}")[2] for child in inside) or "-",
        )
    element = _referenced(layout, fragment(inside[0].get("URI"), "token.missing"))
    kind = _kind(element)
    claims = (inside[0].get("ValueType"), reference.get(TOKEN_TYPE))
    if any(claim not in (None, kind.value) for claim in claims):
        raise refusal(
            "token.kind", expected=kind.value, actual=f"referred to as {claims}"
        )
    read = _pki_path if kind is TokenKind.PKI_PATH else _certificate
    chain = read(_certificate_text(element))
    return _token(kind, chain, element=element, reference=reference)


def _referenced(layout: Layout, id_: str) -> Element:
    count = layout.ids.count(id_)
    if count > 1:
        raise refusal("id.ambiguous", expected=f"{id_} once", actual=f"{count} times")
    for element in layout.tokens:
        if id_ in own_ids(element):
            return element
    raise refusal(
        "token.missing",
        expected=f"a BinarySecurityToken {id_} in the same header",
        actual="none",
    )


def _kind(element: Element) -> TokenKind:
    value_type, encoding = element.get("ValueType"), element.get("EncodingType")
    for kind in (TokenKind.X509_V3, TokenKind.PKI_PATH):
        if value_type == kind.value and encoding in (None, BASE64_ENCODING):
            return kind
    raise refusal(
        "token.kind",
        expected="ValueType X509v3 or X509PKIPathv1, EncodingType Base64Binary",
        actual=f"{value_type}, {encoding}",
    )


def _from_data(
    data: Element, key_value: Element | None, *, reference: Element | None
) -> Token:
    """
    Read X509Data: certificates in any order, of which one is the signer's.

    Names and serial numbers beside them (X509IssuerSerial …) are hints to find a
    certificate with, and there is nothing to find.
    """
    read = [
        certificate
        for child in elements(data)
        if child.tag == _X509_CERTIFICATE
        for certificate in _certificate(_certificate_text(child))
    ]
    leaves = [each for each in read if not each.is_ca]
    if not read or len(leaves) > 1 or len(read) > MAX_CERTIFICATES:
        raise refusal(
            "token.missing",
            expected="X509Data with the signer's certificate and those of its issuers",
            actual=f"{len(leaves)} of end entities, {len(read) - len(leaves)} of CAs",
        )
    chain = (*leaves, *(each for each in read if each.is_ca))
    token = _token(TokenKind.X509_DATA, chain, element=None, reference=reference)
    if key_value is None or _same_key(key_value, token.key):
        return token
    mismatch = problem(
        "token.key-value", expected="the key of the certificate", actual="another key"
    )
    return Token(
        kind=token.kind,
        element=None,
        reference=reference,
        chain=token.chain,
        key=token.key,
        problems=(mismatch,),
    )


def _same_key(key_value: Element, key: PublicKey) -> bool:
    (rsa_key_value,) = named_children(key_value, "RSAKeyValue")
    numbers = [
        int.from_bytes(from_base64(child, "token.format"), "big")
        for child in named_children(rsa_key_value, "Modulus", "Exponent")
    ]
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    known = key.public_numbers()
    return numbers == [known.n, known.e]


def _token(
    kind: TokenKind,
    chain: tuple[_Read, ...],
    *,
    element: Element | None,
    reference: Element | None,
) -> Token:
    if chain[0].is_ca:
        raise refusal(
            "token.signer-is-ca",
            expected="an end entity",
            actual=_name(chain[0].certificate.subject),
        )
    return Token(
        kind=kind,
        element=element,
        reference=reference,
        chain=tuple(each.certificate for each in chain),
        key=chain[0].key,
    )


def _certificate_text(element: Element) -> str:
    text = leaf_text(element, "token.format")
    if len(text) > MAX_TEXT:
        raise refusal(
            "token.format",
            expected=f"at most {MAX_TEXT} characters",
            actual=str(len(text)),
        )
    return text


@lru_cache(maxsize=256)
def _certificate(text: str) -> tuple[_Read]:
    """Read the base64 of one certificate."""
    return (_read(decoded(text, "token.format")),)


@lru_cache(maxsize=256)
def _pki_path(text: str) -> tuple[_Read, ...]:
    """Read the base64 of a PKIPath; the signer, last in it, comes first here."""
    try:
        ders = split_pki_path(decoded(text, "token.format"))
        path = [_read(each) for each in ders]
    except ValueError as error:
        raise refusal(
            "token.format",
            expected=f"a SEQUENCE of 1 to {MAX_CERTIFICATES} certificates",
            actual=str(error),
        ) from None
    for issuer, subject in pairwise(path):
        if subject.certificate.issuer != issuer.certificate.subject or not issuer.is_ca:
            raise refusal(
                "token.path-order",
                expected="each certificate issued by the one before it",
                actual=f"{_name(subject.certificate.subject)} after "
                f"{_name(issuer.certificate.subject)}",
            )
    return tuple(reversed(path))


def split_pki_path(der: bytes) -> list[bytes]:
    """
    Split the DER of a PKIPath into the DER of its certificates, in its order.

    Raises:
        ValueError: No single SEQUENCE, an element that is none, nothing or too many in
            it, or something after it.
    """
    content, rest = _sequence(der)
    if rest:
        raise ValueError(f"{len(rest)} octets after the end")
    certificates: list[bytes] = []
    while content:
        _, after = _sequence(content)
        certificates.append(content[: len(content) - len(after)])
        content = after
    if not 1 <= len(certificates) <= MAX_CERTIFICATES:
        raise ValueError(f"{len(certificates)} certificates")
    return certificates


def _sequence(der: bytes) -> tuple[bytes, bytes]:
    """Take a DER SEQUENCE apart: content, and what follows (X.690, 8.1 and 10.1)."""
    if len(der) < 2 or der[0] != 0x30:
        raise ValueError("no SEQUENCE")
    start, length = 2, der[1]
    if length >= 0x80:
        start += length - 0x80
        length = int.from_bytes(der[2:start], "big")
        if not 3 <= start <= 6 or length.bit_length() <= 8 * (start - 3):
            raise ValueError("a length that is not DER")
        if length < 0x80:
            raise ValueError("a length that is not DER")
    if len(der) < start + length:
        raise ValueError("ends too early")
    return der[start : start + length], der[start + length :]


def _read(der: bytes) -> _Read:
    """
    Read one certificate, with its key.

    Raises:
        VerificationError: `token.format` or `token.key`.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        is_ca = _is_ca(certificate)
        str(certificate.subject)  # names are decoded late: find out now if they cannot
        str(certificate.issuer)
        if certificate.serial_number <= 0:
            raise ValueError("a serial number that is not positive")
    except _UNREADABLE as error:
        raise refusal(
            "token.format", expected="an X.509 certificate in DER", actual=str(error)
        ) from None
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise refusal(
            "token.key", expected="an RSA or EC key", actual=type(key).__name__
        )
    return _Read(certificate=certificate, key=key, is_ca=is_ca)


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(
            x509.BasicConstraints
        )
    except x509.ExtensionNotFound:
        return False
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(str(error)) from None
    return constraints.value.ca


def _name(name: x509.Name) -> str:
    return name.rfc4514_string()

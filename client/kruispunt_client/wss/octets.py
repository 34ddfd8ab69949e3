"""
From elements to octets, and from octets and keys to a verdict: the door to signxml.

signxml's `XMLSigner.sign` and `XMLVerifier.verify` do not fit messages like these: no
`wsu:Id`, no STR-Transform, no SHA-1, unknown transforms ignored, no chain check for a
given certificate, a copy of the whole document per reference. Its tables of algorithms
and its check of a signature value do. This module is the only one that knows signxml's
inner names (the version is pinned in pyproject.toml).

Canonical octets of an element *in its place* are the delicate part. lxml canonicalises
an element as if it were the root of its own document:

- exclusive C14N without PrefixList is right that way, for it only renders the
  namespaces that are visibly used, and those an element takes along;
- inclusive C14N, or a PrefixList, also needs the declarations of the ancestors (and
  inclusive C14N their `xml:` attributes). They are brought along in a copy, which costs
  about one parsing.

`tests/client/wss/test_octets.py` compares both ways with libxmlsec1.
"""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from kruispunt_contracts.profile import EXCLUSIVE_C14N
from lxml import etree
from signxml import XMLVerifier  # type: ignore[attr-defined]
from signxml.algorithms import (
    DigestAlgorithm,
    SignatureMethod,
    digest_algorithm_implementations,
)

from kruispunt_client.wss.result import Element, refusal

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"
_HAS_DEFAULT_NAMESPACE: Final = re.compile(rb'<[^\s>/]+ xmlns="')
_APEX_NAME: Final = re.compile(rb"<[^\s>/]+")

CURVE_ORDERS: Final = {
    "secp256r1": int(
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16
    ),
    "secp384r1": int(
        "ffffffffffffffffffffffffffffffffffffffffffffffff"
        "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        16,
    ),
    "secp521r1": int(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        16,
    ),
}
"""Order of each accepted curve, by OpenSSL's name. Source: SEC 2, version 2."""

_KNOW_DEFAULT: Final = b'<know xmlns:it="#default"/>'
"""
Makes lxml know the string `#default`.

lxml hands a PrefixList to libxml2 without the prefixes that no document of this thread
has, and no document has `#default`, for it is no prefix, but stands for the default
namespace. WSS4J puts it in its PrefixList whenever there is one.
"""

_local = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonicalization:
    """How an element becomes octets."""

    method: str = EXCLUSIVE_C14N
    """URI, one that the profile accepts."""
    prefixes: tuple[str, ...] = ()
    """PrefixList of InclusiveNamespaces; only with exclusive C14N."""

    @property
    def needs_ancestors(self) -> bool:
        """Whether the result depends on more than the element itself."""
        return self.method != EXCLUSIVE_C14N or bool(self.prefixes)


def canonical(element: Element, how: Canonicalization) -> bytes:
    """
    Give the canonical octets of one element as it stands in its document.

    Comments are left out, and so is the text after the element.

    Raises:
        VerificationError: `signature.canonicalization`; libxml2 cannot canonicalise an
            element with, for one, a relative namespace URI.
    """
    if how.needs_ancestors:
        element = _with_inherited(element, inclusive=how.method != EXCLUSIVE_C14N)
    try:
        return cast(
            bytes,
            etree.tostring(
                element,
                method="c14n",
                exclusive=how.method == EXCLUSIVE_C14N,
                with_comments=False,
                inclusive_ns_prefixes=how.prefixes or None,
            ),
        )
    except (etree.C14NError, ValueError) as error:
        raise refusal(
            "signature.canonicalization",
            expected="an element that can be canonicalised",
            actual=f"{element.tag}: {error}",
        ) from None


def canonical_token(token: Element, how: Canonicalization) -> bytes:
    """
    Give the octets of a token that a STR-Transform leads to.

    Source: WSS SOAP Message Security 1.1.1, section 8.3: as the element stands in its
    document, but with its default namespace always declared, `xmlns=""` if there is
    none. WSS4J does the same (PrefixList `#default`).
    """
    octets = canonical(
        token,
        Canonicalization(method=how.method, prefixes=(*how.prefixes, "#default"))
        if how.method == EXCLUSIVE_C14N
        else how,
    )
    if _HAS_DEFAULT_NAMESPACE.match(octets):
        return octets
    return _APEX_NAME.sub(lambda name: name[0] + b' xmlns=""', octets, count=1)


def _with_inherited(element: Element, *, inclusive: bool) -> Element:
    """Copy an element to a document of its own, with what it inherits written on it."""
    copy = read(etree.tostring(element, with_tail=False, encoding="UTF-8"))
    if inclusive:
        for ancestor in element.iterancestors():
            for name, value in ancestor.items():
                if name.startswith(_XML_ATTRIBUTE) and name not in copy.attrib:
                    copy.set(name, value)
    return copy


def read(octets: bytes) -> Element:
    """
    Read octets that this package made itself from an already parsed document.

    Raises:
        VerificationError: `signature.structure`; they cannot be read back.
    """
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            collect_ids=False,
        )
        etree.fromstring(_KNOW_DEFAULT, parser)
    try:
        return etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as error:
        raise refusal(
            "signature.structure", expected="readable octets", actual=str(error)
        ) from None


def digest(octets: bytes, algorithm: str) -> bytes:
    """Hash octets; `algorithm` is a URI that the profile accepts."""
    return hashlib.new(_hash_name(algorithm), octets).digest()


@cache
def _hash_name(algorithm: str) -> str:
    return digest_algorithm_implementations[DigestAlgorithm(algorithm)]().name


def suits(algorithm: str, key: PublicKey) -> bool:
    """Tell whether a signature algorithm (URI) is one for this kind of key."""
    family = "RSA_" if isinstance(key, rsa.RSAPublicKey) else "ECDSA_"
    return SignatureMethod(algorithm).name.startswith(family)


def is_signature_of(
    octets: bytes, *, value: bytes, algorithm: str, key: PublicKey
) -> bool:
    """
    Tell whether `value` is the signature of the holder of `key` under `octets`.

    Args:
        octets: Canonical SignedInfo.
        value: As on the wire: for ECDSA r and s, each as long as the curve.
        algorithm: URI that the profile accepts and that suits the key.
        key: Of the certificate.
    """
    try:
        _VERIFIER._verify_signature_with_pubkey(
            signed_info_c14n=octets,
            raw_signature=value,
            signature_alg=SignatureMethod(algorithm),
            signing_certificate=_Holder(key),
        )
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def without_twin(value: bytes, key: PublicKey) -> bytes:
    """
    Give the form of a verified signature value that its twin shares.

    Of an ECDSA signature (r, s) and (r, n - s) both verify; this is the one with the
    smaller s. RSA signatures are unique.
    """
    if isinstance(key, rsa.RSAPublicKey):
        return value
    half = len(value) // 2
    s = int.from_bytes(value[half:], "big")
    return value[:half] + min(s, CURVE_ORDERS[key.curve.name] - s).to_bytes(half, "big")


def sign_octets(octets: bytes, *, algorithm: str, key: PrivateKey) -> bytes:
    """Sign canonical SignedInfo; the value is as on the wire."""
    method = digest_algorithm_implementations[SignatureMethod(algorithm)]()
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), method)
    r, s = utils.decode_dss_signature(key.sign(octets, ec.ECDSA(method)))
    length = (key.curve.key_size + 7) // 8
    return r.to_bytes(length, "big") + s.to_bytes(length, "big")


@dataclass(frozen=True, slots=True)
class _Holder:
    """As much of a certificate as signxml asks for, with the key already parsed."""

    key: PublicKey

    def public_key(self) -> PublicKey:
        return self.key


# The method used here keeps no state between calls, so that threads can share it.
_VERIFIER: Final[Any] = XMLVerifier()

"""
One certificate, read once and completely, and what can be said about it alone.

- RSA from 2048 bits or a NIST curve; RSA PKCS#1 or ECDSA with SHA-256 or better: MD5
  and SHA-1 refuse, and RSA-PSS, which the platforms do not use;
- a critical extension that is not understood refuses, name constraints included.

Source: RFC 5280, sections 4.1 and 4.2; the sizes are what the platforms issue and
today's libraries still accept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import SignatureAlgorithmOID

MIN_RSA_BITS: Final = 2048

UNREADABLE: Final = (
    ValueError,
    KeyError,  # cryptography 46, for a name of an unknown string type
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises on a bad certificate, often only when a field is read."""

_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)

_SIGNATURES: Final = frozenset(
    {
        SignatureAlgorithmOID.RSA_WITH_SHA256,
        SignatureAlgorithmOID.RSA_WITH_SHA384,
        SignatureAlgorithmOID.RSA_WITH_SHA512,
        SignatureAlgorithmOID.ECDSA_WITH_SHA256,
        SignatureAlgorithmOID.ECDSA_WITH_SHA384,
        SignatureAlgorithmOID.ECDSA_WITH_SHA512,
    }
)

_UNDERSTOOD: Final = (
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
)
"""Extensions that may be critical; names are compared by who knows the host."""


class Usage(Enum):
    """What a certificate is shown for."""

    CLIENT_TLS = "client-tls"
    SERVER_TLS = "server-tls"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustProblem:
    """One reason not to trust a certificate."""

    check: str
    """Key in `CHECKS`."""
    expected: str
    actual: str

    def __str__(self) -> str:
        """Give the three in one line."""
        return f"{self.check}: expected {self.expected}, got {self.actual}"


CHECKS: Final[Mapping[str, str]] = {
    "trust.store": "the files that say whom to trust can be read",
    "trust.readable": "the certificate can be read",
    "trust.chain": "a path of CAs and signatures leads to an anchor",
    "trust.strength": "keys and signature algorithms are strong enough",
    "trust.extension": "every critical extension is understood",
    "trust.validity": "no certificate of the path is expired",
    "trust.not-yet-valid": "every certificate of the path has begun",
    "trust.usage": "the certificate is meant for this use",
    "trust.revoked": "no CRL lists a certificate of the path",
    "trust.no-crl": "there is a CRL for each certificate of the path",
    "trust.crl-validity": "the CRLs speak about the moment of the check",
}
"""Every check by its stable id, with what is known when it has no finding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """A certificate, read once and completely; equal only to itself."""

    certificate: x509.Certificate
    name: str
    """The subject, for people."""
    subject: x509.Name
    issuer: x509.Name
    begin: datetime
    end: datetime
    constraints: x509.BasicConstraints | None
    key_usage: x509.KeyUsage | None
    purposes: frozenset[x509.ObjectIdentifier] | None
    problems: tuple[TrustProblem, ...]
    """Findings about this certificate alone; its own signature is among them."""


def read_facts(certificate: x509.Certificate) -> Facts:
    """
    Read everything that the checks need.

    Raises:
        UNREADABLE: Some field of the certificate is not what it should be.
    """
    # The library overlooks that a BIT STRING can end within an octet, so that one
    # certificate would have several encodings, and several fingerprints.
    if not certificate.public_bytes(Encoding.DER).endswith(
        b"\0" + certificate.signature
    ):
        raise ValueError("signature that is no whole number of octets")
    extensions = certificate.extensions
    values = {type(extension.value): extension.value for extension in extensions}
    constraints = values.get(x509.BasicConstraints)
    key_usage = values.get(x509.KeyUsage)
    purposes = values.get(x509.ExtendedKeyUsage)
    name = certificate.subject.rfc4514_string()
    return Facts(
        certificate=certificate,
        name=name,
        subject=certificate.subject,
        issuer=certificate.issuer,
        begin=certificate.not_valid_before_utc,
        end=certificate.not_valid_after_utc,
        constraints=constraints
        if isinstance(constraints, x509.BasicConstraints)
        else None,
        key_usage=key_usage if isinstance(key_usage, x509.KeyUsage) else None,
        purposes=frozenset(purposes)
        if isinstance(purposes, x509.ExtendedKeyUsage)
        else None,
        problems=(
            *_check_strength(certificate, name),
            *_check_critical(extensions, name),
        ),
    )


def check_algorithm(
    algorithm: x509.ObjectIdentifier, what: str
) -> tuple[TrustProblem, ...]:
    """Find out whether a signature algorithm is strong enough."""
    if algorithm in _SIGNATURES:
        return ()
    expected = f"{what} signed with RSA or ECDSA and SHA-256 or better"
    # The library knows the names of algorithms, but only under a private attribute.
    actual = algorithm.dotted_string
    return (TrustProblem(check="trust.strength", expected=expected, actual=actual),)


def check_key(certificate: x509.Certificate, name: str) -> tuple[TrustProblem, ...]:
    """Find out whether a public key is long enough."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size >= MIN_RSA_BITS:
            return ()
        actual = f"RSA of {key.key_size} bits"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, _CURVES):
            return ()
        actual = f"curve {key.curve.name}"
    else:
        actual = type(key).__name__
    expected = f"{name}: RSA of {MIN_RSA_BITS} bits or a NIST curve of 256"
    return (TrustProblem(check="trust.strength", expected=expected, actual=actual),)


def _check_strength(
    certificate: x509.Certificate, name: str
) -> tuple[TrustProblem, ...]:
    return (
        *check_key(certificate, name),
        *check_algorithm(certificate.signature_algorithm_oid, name),
    )


def _check_critical(extensions: x509.Extensions, name: str) -> tuple[TrustProblem, ...]:
    return tuple(
        TrustProblem(
            check="trust.extension",
            expected=f"{name}: no critical extension but those understood here",
            actual=extension.oid.dotted_string,
        )
        for extension in extensions
        if extension.critical and not isinstance(extension.value, _UNDERSTOOD)
    )

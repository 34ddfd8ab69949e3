"""What comes out of a verification: the signed parts, or every reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from cryptography import x509
from kruispunt_contracts.profile import Part, TokenKind

if TYPE_CHECKING:
    from kruispunt_client.trust import Usage

Element = Any
"""An lxml element; lxml brings no type hints."""

_WSS = "WSS SOAP Message Security 1.1.1"
_X509 = "WSS X.509 Certificate Token Profile 1.1.1"
_DSIG = "XML Signature Syntax and Processing 1.1"

REQUIREMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "message.envelope": "SOAP 1.1, section 4: an Envelope holds at most one "
        "Header, then one Body; stricter than the text: nothing else",
        "security.missing": f"{_WSS}, section 8: the Header carries a signature, in "
        "wsse:Security or directly (as .NET SignedXml does)",
        "security.header": f"{_WSS}, section 5: at most one wsse:Security for this "
        "receiver",
        "signature.ambiguous": "Our choice: exactly one signature counts, so that "
        "nobody can read another one than was verified",
        "signature.structure": f"{_DSIG}, section 4: SignedInfo, SignatureValue and "
        "KeyInfo, each well formed; stricter than the text: nothing else",
        "signature.canonicalization": f"{_DSIG}, section 6.5: a canonicalisation of "
        "the profile that the element can undergo",
        "signature.algorithm": f"{_DSIG}, section 6.4: a signature algorithm of the "
        "profile that suits the key of the certificate",
        "signature.digest-algorithm": f"{_DSIG}, section 6.2: a digest of the profile",
        "signature.transform": f"{_DSIG}, section 6.6: optionally enveloped-signature, "
        "then one canonicalisation; or STR-Transform for the token ("
        f"{_WSS}, section 8.3); nothing else",
        "signature.reference": f"{_WSS}, section 8.2: every reference is #id of the "
        "Body, the Timestamp or the token in use, each at its place and once",
        "signature.digest": f"{_DSIG}, section 3.2.1: what was signed did not change",
        "signature.value": f"{_DSIG}, section 3.2.2: the signature was made with the "
        "key of the certificate",
        "signature.body-not-signed": "The signature covers the Body (MAGDA: every "
        "known client does; _wire-facts.md, section 2)",
        "signature.timestamp-not-signed": f"{_WSS}, section 10: a Timestamp proves "
        "something only when it is signed",
        "signature.token-not-signed": f"{_WSS}, section 8.3: the token is signed, so "
        "that no other certificate of the same key can take its place",
        "signature.user-not-signed": "Protocol WiV–Wonen in Limburg art. 6.2, 6.3: who "
        "asks is part of what is signed",
        "user.ambiguous": "Protocol WiV–Wonen in Limburg art. 6.2: one person asks",
        "id.ambiguous": "An id that is referenced stands once in the document, over "
        "every kind of id attribute (wsu:Id, Id, ID, id, xml:id …)",
        "token.missing": f"{_X509}, section 3.1: KeyInfo leads to a certificate",
        "token.kind": f"{_X509}, section 3.1: a kind of token of the profile, and the "
        "reference agrees with the token about its kind",
        "token.format": f"{_X509}, section 3.1: base64 of DER, complete and nothing "
        "after it",
        "token.path-order": "RFC 6066, section 10.1, PkiPath: from the anchor's side "
        "to the signer, each certificate issued by the one before; the signer is last",
        "token.signer-is-ca": "The signer is an end entity, never a CA",
        "token.key": "An RSA key of at least the profile's size and at most 8192 bits, "
        "or an EC key on P-256, P-384 or P-521",
        "token.key-value": f"{_DSIG}, section 4.5: a KeyValue beside a certificate is "
        "the key of that certificate",
        "token.trust": "The signer's certificate is valid, fit for signatures, not "
        "revoked and leads to an anchor of this leg",
        "timestamp.missing": f"{_WSS}, section 10: a Timestamp in wsse:Security",
        "timestamp.ambiguous": f"{_WSS}, section 10: at most one Timestamp",
        "timestamp.format": f"{_WSS}, section 10: Created and Expires as xsd:dateTime "
        "with a time zone; stricter than the text: neither may be missing",
        "timestamp.period": f"{_WSS}, section 10: Expires is later than Created",
        "timestamp.stale": f"{_WSS}, section 10: neither expired nor older than the "
        "profile allows",
        "timestamp.future": f"{_WSS}, section 10: not created in the future",
    }
)
"""
Every check with what it demands and where that stands.

`token.trust` stands for the family `token.trust.…`, one for each check of the trust
store.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a message (or, as a warning, dubious)."""

    check: str
    """Stable id, a key of `REQUIREMENTS` or `token.trust.…`."""
    requirement: str
    expected: str
    actual: str


def problem(check: str, *, expected: str, actual: str) -> Problem:
    """Make a problem of a check, with the requirement from the table."""
    key = "token.trust" if check.startswith("token.trust.") else check
    return Problem(
        check=check, requirement=REQUIREMENTS[key], expected=expected, actual=actual
    )


class VerificationError(Exception):
    """The message is not to be used; `problems` says why, every reason found."""

    def __init__(
        self,
        problems: Sequence[Problem],
        *,
        certificate: x509.Certificate | None = None,
    ) -> None:
        """
        Keep the evidence.

        Args:
            problems: At least one.
            certificate: The signer's as the message claims it. Nothing is proven: it is
                for the log, and for telling who might be asked.
        """
        super().__init__(
            "; ".join(
                f"{p.check}: expected {p.expected}, found {p.actual}" for p in problems
            )
        )
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.certificate = certificate


def refusal(check: str, *, expected: str, actual: str) -> VerificationError:
    """Make the error of a single problem, for where looking further makes no sense."""
    return VerificationError([problem(check, expected=expected, actual=actual)])


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedParts:
    """What a message proves. Nothing else of the message may be used afterwards."""

    body: Element
    """`soap:Body`, read anew from the very octets that the digest covered."""
    signer: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """The signer first, then what the message brought of its issuers."""
    signature_value: bytes
    """
    Stands for the message: who repeats a message repeats this.

    An ECDSA signature (r, s) has a twin (r, -s) that anybody can compute and that is as
    valid. Both give the same value here, so that replay detection can key on it.
    """
    created: datetime | None
    """Of the signed Timestamp; None without one, or when it is not signed."""
    expires: datetime | None
    user: str | None
    """The natural person that the signed `User` block names; None without one, or when
    the signature does not cover it."""
    parts: frozenset[Part]
    """What the signature covers; always has BODY."""
    token: TokenKind
    signature_algorithm: str
    """URI."""
    warnings: tuple[Problem, ...]
    """What the profile tolerates but a new client should not do."""
    clock_difference: timedelta | None
    """Receipt minus Created: travel time plus how far the sender's clock is behind.
    Negative when it is ahead. None without a signed Timestamp."""


class TrustProblem(Protocol):
    """What `Trust.check` reports; read only."""

    @property
    def check(self) -> str:
        """Stable id, such as `trust.revoked`."""

    @property
    def expected(self) -> str:
        """What would have been right."""

    @property
    def actual(self) -> str:
        """What was found."""


class Trust(Protocol):
    """Who is believed; `kruispunt_client.trust.TrustStore` is one."""

    def check(
        self,
        leaf: x509.Certificate,
        intermediates: Sequence[x509.Certificate],
        *,
        at: datetime,
        usage: Usage,
    ) -> Sequence[TrustProblem]:
        """Give the reasons not to believe the certificate, or nothing."""

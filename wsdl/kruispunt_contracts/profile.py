"""
How messages are signed: what a receiver accepts and what a sender makes. Data only.

A `SecurityProfile` is what one hop demands of one kind of message. The policy
*platform* is as lenient as the real platform, so that the official connector (RSA-SHA1,
only the Body signed) gets through; *strict* is what a new client should do: SHA-256 or
longer, token, Timestamp and Body signed. A `SigningShape` is one way of signing, named
after who does it so. `kruispunt_client.wss` does the cryptography for both.

Source: _wire-facts.md sections 2 and 5, _toolkits.md (shared contract sheets).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final

from kruispunt_contracts import ns


class Part(Enum):
    """A part of a message that a signature can cover; the value is for people."""

    TOKEN = "wsse:BinarySecurityToken"  # noqa: S105 - no password, an element
    TIMESTAMP = "wsu:Timestamp"
    BODY = "soap:Body"
    USER = "kp:User"
    """The block of ours that names the natural person; signed whenever it is there."""


class TokenKind(Enum):
    """How the signer's certificate travels; the value is the URI on the wire."""

    X509_V3 = f"{ns.X509_TOKEN_PROFILE}#X509v3"
    """One certificate in a BinarySecurityToken."""
    PKI_PATH = f"{ns.X509_TOKEN_PROFILE}#X509PKIPathv1"
    """The whole chain in a BinarySecurityToken, anchor side first, leaf last."""
    X509_DATA = f"{ns.DS}X509Data"
    """Certificates in `ds:KeyInfo` itself."""


_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"

RSA_SHA1: Final = f"{ns.DS}rsa-sha1"
RSA_SHA256: Final = f"{_MORE}rsa-sha256"
RSA_SHA384: Final = f"{_MORE}rsa-sha384"
RSA_SHA512: Final = f"{_MORE}rsa-sha512"
ECDSA_SHA256: Final = f"{_MORE}ecdsa-sha256"
ECDSA_SHA384: Final = f"{_MORE}ecdsa-sha384"
ECDSA_SHA512: Final = f"{_MORE}ecdsa-sha512"

SHA1: Final = f"{ns.DS}sha1"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA384: Final = f"{_MORE}sha384"
SHA512: Final = "http://www.w3.org/2001/04/xmlenc#sha512"

EXCLUSIVE_C14N: Final = ns.EC
INCLUSIVE_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

SHA2_SIGNATURES: Final = frozenset(
    {RSA_SHA256, RSA_SHA384, RSA_SHA512, ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512}
)
SHA2_DIGESTS: Final = frozenset({SHA256, SHA384, SHA512})


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityProfile:
    """What a receiver demands of a signed message. Defaults are those of *strict*."""

    name: str
    signed_parts: frozenset[Part] = frozenset(Part)
    """Must be covered by the signature; always contains BODY."""
    tokens: frozenset[TokenKind] = frozenset({TokenKind.X509_V3, TokenKind.PKI_PATH})
    signature_algorithms: frozenset[str] = SHA2_SIGNATURES
    digest_algorithms: frozenset[str] = SHA2_DIGESTS
    tolerated_signature_algorithms: frozenset[str] = frozenset()
    """Accepted too, but with a warning."""
    tolerated_digest_algorithms: frozenset[str] = frozenset()
    """Accepted too, but with a warning."""
    canonicalizations: frozenset[str] = frozenset({EXCLUSIVE_C14N, INCLUSIVE_C14N})
    """Never one "with comments", which would let comments into what is signed, nor
    inclusive C14N 1.1, which no toolkit sends and lxml cannot compute."""
    max_age: timedelta = timedelta(minutes=5)
    """From Created to the moment of receipt, whatever Expires says."""
    clock_skew: timedelta = timedelta(minutes=1)
    """How far two clocks may differ; added at both ends of the window."""
    unsigned_timestamp_allowed: bool = False
    """Whether a Timestamp outside the signature is a warning instead of a refusal. It
    must be fresh all the same, but proves nothing: anybody can replace it."""
    unsigned_allowed: bool = False
    """Whether a message without any signature may pass. `wss.verify` never returns for
    one: ask `wss.is_signed` first."""
    min_rsa_bits: int = 2048

    def accepts_signature(self, algorithm: str) -> bool:
        """Tell whether a signature algorithm (URI) is accepted, warning or not."""
        return (
            algorithm in self.signature_algorithms
            or algorithm in self.tolerated_signature_algorithms
        )

    def accepts_digest(self, algorithm: str) -> bool:
        """Tell whether a digest algorithm (URI) is accepted, warning or not."""
        return (
            algorithm in self.digest_algorithms
            or algorithm in self.tolerated_digest_algorithms
        )


STRICT: Final = SecurityProfile(name="strict")
"""
What a new client is expected to do.

Source: the social security portal's token service wants token, Timestamp (at most 5
minutes) and Body signed with RSA-SHA256. Our choice: SHA-384 and SHA-512 pass too.
"""

PLATFORM: Final = SecurityProfile(
    name="platform",
    signed_parts=frozenset({Part.BODY}),
    tokens=frozenset(TokenKind),
    tolerated_signature_algorithms=frozenset({RSA_SHA1}),
    tolerated_digest_algorithms=frozenset({SHA1}),
    unsigned_timestamp_allowed=True,
)
"""
What the real platform is known to accept: all three clients of _wire-facts.md.

SHA-1 is there for the official connector. ECDSA-SHA1 is not: no client ever sent it.
"""

KSZ_PLATFORM: Final = replace(PLATFORM, name="ksz-platform", unsigned_allowed=True)
"""The KSZ does without WS-Security: TLS client certificate or Basic authentication."""

REPLY_STRICT: Final = replace(STRICT, name="reply-strict")
"""What the client demands of a reply unless told otherwise."""

REPLY_PLATFORM: Final = replace(PLATFORM, name="reply-platform", unsigned_allowed=True)
"""For a real platform: its replies may be unsigned, or signed over the Body only."""

_PROFILES: Final[Mapping[tuple[str, str], SecurityProfile]] = MappingProxyType(
    {
        ("wiv", "platform"): PLATFORM,
        ("wiv", "strict"): STRICT,
        ("magda", "platform"): PLATFORM,
        ("magda", "strict"): STRICT,
        ("ksz", "platform"): KSZ_PLATFORM,
        ("ksz", "strict"): STRICT,
    }
)


def profile_for(hop: str, policy: str) -> SecurityProfile:
    """
    Give what a hop demands of the requests it receives.

    Args:
        hop: `wiv`, `magda` or `ksz`.
        policy: `platform` or `strict`.

    Raises:
        LookupError: There is no such hop or policy; the text lists those that exist.
    """
    try:
        return _PROFILES[hop, policy]
    except KeyError:
        known = ", ".join(f"{hop}/{policy}" for hop, policy in sorted(_PROFILES))
        raise LookupError(f"no profile {hop}/{policy}; there are {known}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningShape:
    """One way of signing a message. Defaults are those of *standard*."""

    name: str
    token: TokenKind = TokenKind.X509_V3
    parts: tuple[Part, ...] = (Part.TOKEN, Part.TIMESTAMP, Part.BODY)
    """What is signed, in the order of the references. A Timestamp is only made when it
    is among them."""
    rsa_algorithm: str = RSA_SHA256
    ecdsa_algorithm: str | None = ECDSA_SHA256
    """None: this shape needs an RSA key."""
    digest_algorithm: str = SHA256
    canonicalization: str = EXCLUSIVE_C14N
    """Of SignedInfo and of every reference; never with a PrefixList."""
    enveloped_transform: bool = False
    """Name the enveloped-signature transform too, where it changes nothing."""
    in_security_header: bool = True
    """False: a bare `ds:Signature` directly in `soap:Header`."""
    must_understand: bool = False
    key_value: bool = False
    """Repeat the public key as RSAKeyValue before the certificate."""
    plain_body_id: str | None = None
    """Value of an unqualified `Id` on the Body; None: a `wsu:Id`."""
    ds_prefix: str | None = "ds"
    """None: the signature namespace is the default namespace."""

    def __post_init__(self) -> None:
        """
        Refuse a shape that nobody could make.

        Raises:
            ValueError: Token, Timestamp and their references live in the security
                header; a bare signature has its certificate in X509Data.
        """
        in_key_info = self.token is TokenKind.X509_DATA
        only_body = self.parts == (Part.BODY,)
        if Part.BODY not in self.parts or self.in_security_header is in_key_info:
            raise ValueError(f"{self.name}: Body not signed, or token out of place")
        if in_key_info and not only_body:
            raise ValueError(f"{self.name}: a bare signature covers only the Body")


SHAPES: Final[Mapping[str, SigningShape]] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            SigningShape(name="standard", must_understand=True),
            SigningShape(
                name="connector",  # MAGDA-Mock connector, WSS4J 2.4
                token=TokenKind.PKI_PATH,
                parts=(Part.BODY,),
                rsa_algorithm=RSA_SHA1,
                ecdsa_algorithm=None,
                digest_algorithm=SHA1,
            ),
            SigningShape(
                name="savon",  # Go Vocal: Ruby, Savon and Akami
                parts=(Part.BODY,),
                rsa_algorithm=RSA_SHA1,
                ecdsa_algorithm=None,
                digest_algorithm=SHA1,
            ),
            SigningShape(
                name="dotnet",  # association-registry: .NET SignedXml
                token=TokenKind.X509_DATA,
                parts=(Part.BODY,),
                ecdsa_algorithm=None,
                canonicalization=INCLUSIVE_C14N,
                enveloped_transform=True,
                in_security_header=False,
                key_value=True,
                plain_body_id="Body",
                ds_prefix=None,
            ),
            # No mustUnderstand: a client that ignores our signature must be able to.
            SigningShape(name="platform-reply"),
        )
    }
)
"""By name. *standard* is for requests, *platform-reply* for what a hop answers."""

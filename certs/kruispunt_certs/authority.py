"""
One leg's certificate authority: a root, an issuing CA under it, and what they sign.

Each leg of the chain has its own, because the law wants it so: an organisation's own
CA between housing company and agency, DCBaaS towards MAGDA, the federal one towards the
KSZ, and a certificate of one is refused on the other.

The certificates obey RFC 5280 to the letter that strict validators read (OpenSSL with
X509_V_FLAG_X509_STRICT, the default of Python 3.13): critical basicConstraints and
keyUsage, subject and authority key identifiers, a SAN.

Source: Protocol WiV–Wonen in Limburg art. 6.1; RFC 5280, sections 4.2 and 5.2.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from .identities import HopIdentity, Identity, check_label, subject

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class KeyType(Enum):
    """What keys are made of."""

    RSA = "rsa-2048"
    """The default: what the real platforms issue and every SOAP toolkit can use."""
    ECDSA = "ecdsa-p256"
    """Made in a millisecond; the message signature of the platforms is RSA."""

    def new_key(self) -> PrivateKey:
        """Make one private key."""
        if self is KeyType.ECDSA:
            return ec.generate_private_key(ec.SECP256R1())
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def new_keys(self, count: int) -> list[PrivateKey]:
        """Make many at once: OpenSSL leaves the GIL, so every processor helps."""
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            return list(pool.map(lambda _: self.new_key(), range(count)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when something is valid; aware UTC, both ends included."""

    begin: datetime
    end: datetime


WINDOW: Final = Window(
    begin=datetime(2014, 1, 1, tzinfo=UTC), end=datetime(2046, 1, 1, tzinfo=UTC)
)
"""
Validity of every certificate and CRL, unless a flaw says otherwise.

Wide on purpose: the simulated date moves from 2014, the year of the oldest act that is
simulated, into the far future, and a test must not fail because a certificate aged.
Before 2050, so that all dates are UTCTime. Source: our choice, as said; RFC 5280,
section 4.1.2.5.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafProfile:
    """What a leaf says beside its name. The defaults are right; flaws change one."""

    window: Window = WINDOW
    key_usage: frozenset[str] | None = None
    """Names as in `x509.KeyUsage`; None means what the key type can do."""
    extended_key_usage: x509.ObjectIdentifier | None = None
    """None means what the identity is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A private key with its certificate and the certificates above, without root."""

    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...]
    """Leaf first."""

    @property
    def certificate(self) -> x509.Certificate:
        """The leaf."""
        return self.chain[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaPair:
    """The certificate of one CA and the key it signs with."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)


class Authority:
    """Root and issuing CA of one leg; issues, revokes and publishes both CRLs."""

    def __init__(
        self,
        *,
        leg: str,
        root: CaPair,
        issuing: CaPair,
        revoked: Mapping[int, datetime] | None = None,
        crl_number: int = 1,
    ) -> None:
        """
        Take up an authority that exists; `Authority.create` makes one.

        Args:
            leg: Lower-case letters, digits and hyphens.
            root: Signs the issuing CA and its own CRL.
            issuing: Signs leaves and its own CRL.
            revoked: Serial number to the moment of revocation, of both CAs together.
            crl_number: Number of the CRLs as they are now.
        """
        self.leg = leg
        self.root = root
        self.issuing = issuing
        self.revoked = dict(revoked or {})
        self.crl_number = crl_number

    @classmethod
    def create(
        cls,
        leg: str,
        *,
        key_type: KeyType = KeyType.RSA,
        keys: tuple[PrivateKey, PrivateKey] | None = None,
    ) -> Authority:
        """
        Make a root and an issuing CA.

        Args:
            leg: Lower-case letters, digits and hyphens; part of both CAs' names.
            key_type: Of both keys, when none are given.
            keys: Ready-made keys, root first: making RSA keys is what takes the time.

        Raises:
            ValueError: The leg is no label.
        """
        check_label("leg", leg)
        root_key, issuing_key = keys or (key_type.new_key(), key_type.new_key())
        root_name = subject(f"{leg} test root CA", "Kruispunt")
        issuing_name = subject(f"{leg} test issuing CA", "Kruispunt")
        root = CaPair(
            key=root_key,
            certificate=_ca_builder(root_name, root_key, path_length=1, issuer=None)
            .issuer_name(root_name)
            .sign(root_key, hashes.SHA256()),
        )
        issuing = CaPair(
            key=issuing_key,
            certificate=_ca_builder(
                issuing_name, issuing_key, path_length=0, issuer=root
            )
            .issuer_name(root_name)
            .sign(root_key, hashes.SHA256()),
        )
        return cls(leg=leg, root=root, issuing=issuing)

    def issue(
        self,
        identity: Identity | HopIdentity,
        *,
        key: PrivateKey | None = None,
        key_type: KeyType = KeyType.RSA,
        profile: LeafProfile | None = None,
    ) -> Credential:
        """
        Issue a certificate with a random serial number.

        Args:
            identity: Whom it names; its leg is not looked at, so that a foreign CA
                can be played.
            key: Ready-made key; None makes one of `key_type`.
            key_type: Of the new key.
            profile: Departures from the rule, for a bad certificate.
        """
        key = key or key_type.new_key()
        certificate = (
            _leaf_builder(identity, key, profile or LeafProfile(), self.issuing)
            .issuer_name(self.issuing.certificate.subject)
            .sign(self.issuing.key, hashes.SHA256())
        )
        return Credential(key=key, chain=(certificate, self.issuing.certificate))

    def issued(self, credential: Credential) -> bool:
        """Whether a credential comes from this authority."""
        return credential.chain[-1] == self.issuing.certificate

    def revoke(self, serial: int, *, at: datetime) -> None:
        """
        Put a serial number on the next CRLs; a second time changes nothing.

        Args:
            serial: Of a leaf, or of the issuing CA itself.
            at: Aware; informative, since a listed certificate is refused at any date.

        Raises:
            ValueError: It is the root's: no CRL can speak about its own signer.
        """
        if serial == self.root.certificate.serial_number:
            raise ValueError(f"{self.leg}: a root is not revoked but no longer trusted")
        if serial not in self.revoked:
            self.revoked[serial] = at
            self.crl_number += 1

    def crls(self) -> tuple[x509.CertificateRevocationList, ...]:
        """Sign both CRLs as of now, the root's first."""
        issuing = {self.issuing.certificate.serial_number}
        return (
            self._crl(self.root, self.revoked.keys() & issuing),
            self._crl(self.issuing, self.revoked.keys() - issuing),
        )

    def trust_pem(self) -> bytes:
        """The root and the issuing CA: what the other side of the leg trusts."""
        both = (self.root.certificate, self.issuing.certificate)
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in both)

    def crl_pem(self) -> bytes:
        """Both CRLs; OpenSSL wants one for each CA of the chain."""
        return b"".join(crl.public_bytes(Encoding.PEM) for crl in self.crls())

    def _crl(self, ca: CaPair, serials: set[int]) -> x509.CertificateRevocationList:
        # As old as the window, so that no simulated date lies before it; the CRL
        # number is what tells the newest.
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(ca.certificate.subject)
            .last_update(WINDOW.begin)
            .next_update(WINDOW.end)
            .add_extension(_authority_key(ca), critical=False)
            .add_extension(x509.CRLNumber(self.crl_number), critical=False)
        )
        for serial in sorted(serials):
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(self.revoked[serial])
                .build()
            )
        return builder.sign(ca.key, hashes.SHA256())


def self_sign(identity: Identity, key: PrivateKey) -> Credential:
    """Give a leaf that vouches for itself: everything is right but the issuer."""
    certificate = (
        _leaf_builder(identity, key, LeafProfile(), None)
        .issuer_name(identity.subject)
        .sign(key, hashes.SHA256())
    )
    return Credential(key=key, chain=(certificate,))


def _ca_builder(
    name: x509.Name, key: PrivateKey, *, path_length: int, issuer: CaPair | None
) -> x509.CertificateBuilder:
    return (
        _builder(name, key, WINDOW, issuer)
        .add_extension(x509.BasicConstraints(True, path_length), critical=True)
        .add_extension(_key_usage({"key_cert_sign", "crl_sign"}), critical=True)
    )


def _leaf_builder(
    identity: Identity | HopIdentity,
    key: PrivateKey,
    profile: LeafProfile,
    issuer: CaPair | None,
) -> x509.CertificateBuilder:
    usage = profile.key_usage or (
        {"digital_signature", "key_encipherment"}
        if isinstance(key, rsa.RSAPrivateKey)
        else {"digital_signature"}
    )
    purpose = profile.extended_key_usage or identity.extended_key_usage
    names = x509.SubjectAlternativeName(identity.alternative_names)
    return (
        _builder(identity.subject, key, profile.window, issuer)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(_key_usage(usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(names, critical=False)
    )


def _builder(
    name: x509.Name, key: PrivateKey, window: Window, issuer: CaPair | None
) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = (
        _authority_key(issuer)
        if issuer
        else x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(window.begin)
        .not_valid_after(window.end)
        .add_extension(own, critical=False)
        .add_extension(above, critical=False)
    )


def _authority_key(ca: CaPair) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
        ca.certificate.extensions.get_extension_for_class(
            x509.SubjectKeyIdentifier
        ).value
    )


def _key_usage(wanted: set[str] | frozenset[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in wanted for usage in _USAGES})

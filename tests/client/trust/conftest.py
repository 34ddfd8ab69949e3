"""Certificates of any shape, good or not, and stores that judge them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from kruispunt_client.trust import TrustStore, Usage

BEGIN = datetime(2014, 1, 1, tzinfo=UTC)
END = datetime(2046, 1, 1, tzinfo=UTC)
TODAY = datetime(2026, 3, 4, tzinfo=UTC)

USAGES = (
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


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a certificate says beside its names; the default is a good leaf."""

    ca: bool | None = False
    """None leaves basicConstraints out."""
    path_length: int | None = None
    usage: str | None = "digital_signature"
    """Names with spaces between them; None leaves keyUsage out."""
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.CLIENT_AUTH,)
    """Empty leaves extendedKeyUsage out."""
    begin: datetime = BEGIN
    end: datetime = END
    key: Any = None
    algorithm: hashes.HashAlgorithm | None = None
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    """Further extensions, each with whether it is critical."""


@dataclass(frozen=True, kw_only=True)
class Forged:
    """A certificate with its key, which can issue what it should not."""

    certificate: x509.Certificate
    key: Any

    def issue(self, name: str = "leaf", **shape: Any) -> Forged:
        """Issue a good leaf, but for what is said otherwise."""
        return forge(name, Shape(**shape), self)

    def issue_ca(self, name: str = "issuing", **shape: Any) -> Forged:
        """Issue a good CA, but for what is said otherwise."""
        return forge(name, Shape(**CA | shape), self)

    def crl(
        self,
        *revoked: Forged,
        begin: datetime = BEGIN,
        end: datetime = END,
        algorithm: hashes.HashAlgorithm | None = None,
        extra: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    ) -> bytes:
        """Give a CRL as PEM."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(begin)
            .next_update(end)
        )
        for one in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(one.certificate.serial_number)
                .revocation_date(TODAY)
                .build()
            )
        for extension, critical in extra:
            builder = builder.add_extension(extension, critical)
        crl = builder.sign(self.key, algorithm or hashes.SHA256())
        return crl.public_bytes(Encoding.PEM)


CA: dict[str, Any] = {"ca": True, "usage": "key_cert_sign crl_sign", "purposes": ()}


def forge(name: str, shape: Shape, issuer: Forged | None) -> Forged:
    key = shape.key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    extensions = list(shape.extra)
    if shape.ca is not None:
        extensions.append((x509.BasicConstraints(shape.ca, shape.path_length), True))
    if shape.usage is not None:
        flags = {usage: usage in shape.usage.split() for usage in USAGES}
        extensions.append((x509.KeyUsage(**flags), True))
    if shape.purposes:
        extensions.append((x509.ExtendedKeyUsage(shape.purposes), False))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(shape.begin)
        .not_valid_after(shape.end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    algorithm = shape.algorithm or hashes.SHA256()
    certificate = builder.sign(issuer.key if issuer else key, algorithm)
    return Forged(certificate=certificate, key=key)


@dataclass(frozen=True, kw_only=True)
class Files:
    """The two files of a store, written as a careful program does: put in place."""

    folder: Path

    def trust(self, *trusted: Forged) -> Path:
        pems = [one.certificate.public_bytes(Encoding.PEM) for one in trusted]
        return self._write("trust.pem", b"".join(pems))

    def crls(self, *crls: bytes) -> Path:
        return self._write("crl.pem", b"".join(crls))

    def _write(self, name: str, data: bytes) -> Path:
        fresh = self.folder / f"{name}.new"
        fresh.write_bytes(data)
        return fresh.replace(self.folder / name)


@pytest.fixture
def make_root() -> Callable[..., Forged]:
    """Gives new self-signed CAs, good but for what is said otherwise."""

    def make(name: str = "root", **shape: Any) -> Forged:
        return forge(name, Shape(**CA | shape), None)

    return make


@pytest.fixture
def root(make_root: Callable[..., Forged]) -> Forged:
    return make_root()


@pytest.fixture
def issuing(root: Forged) -> Forged:
    return root.issue_ca(path_length=0)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(folder=tmp_path)


@pytest.fixture
def judge(files: Files) -> Callable[..., list[str]]:
    """
    Gives what a new store finds: the checks, or with `texts` the whole lines.

    The twin of every refusal is a call of this with one thing changed.
    """

    def find(
        anchors: Sequence[Forged],
        leaf: Forged,
        *between: Forged,
        crls: Sequence[bytes] = (),
        at: datetime = TODAY,
        usage: Usage = Usage.CLIENT_TLS,
        texts: bool = False,
    ) -> list[str]:
        store = TrustStore.load(
            files.trust(*anchors), files.crls(*crls) if crls else None
        )
        found = store.check(
            leaf.certificate,
            [one.certificate for one in between],
            at=at,
            usage=usage,
        )
        return [str(problem) if texts else problem.check for problem in found]

    return find

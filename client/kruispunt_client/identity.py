"""The private side of an application: its key, and the certificates that go with it.

Errors name the file and what was expected, never a password.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from kruispunt_client.errors import InvalidSettings

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateIdentity:
    """Who an application is: for TLS, and for signing messages."""

    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...]
    """Leaf first, each followed by its issuer, without a root; one or more."""

    @property
    def certificate(self) -> x509.Certificate:
        """The leaf: the certificate of the key."""
        return self.chain[0]

    @classmethod
    def from_pem(
        cls,
        certificates: Path,
        key: Path,
        *,
        password: str | bytes | None = None,
    ) -> PrivateIdentity:
        """
        Read a key and its certificates from PEM files.

        Args:
            certificates: The leaf and, in any order, the CAs above it; text between
                them, such as a PKCS#12 export leaves, is ignored.
            key: PKCS#8, PKCS#1 or SEC 1.
            password: Of the key, when it has one.

        Raises:
            InvalidSettings: A file is missing or holds something else, the password is
                wrong, or no certificate belongs to the key.
        """
        try:
            found = x509.load_pem_x509_certificates(certificates.read_bytes())
        except (OSError, ValueError) as error:
            raise InvalidSettings(
                f"{certificates}: expected PEM certificates: {error}"
            ) from error
        try:
            private = load_pem_private_key(key.read_bytes(), _as_bytes(password))
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise InvalidSettings(f"{key}: expected a PEM key: {error}") from error
        return cls._from_parts(private, found, source=certificates)

    @classmethod
    def from_pkcs12(
        cls, path: Path, password: str | bytes | None = None
    ) -> PrivateIdentity:
        """
        Read a key and its certificates from a PKCS#12 file, new or old.

        Raises:
            InvalidSettings: The file is missing or holds something else or no key, the
                password is wrong, or no certificate belongs to the key.
        """
        try:
            private, leaf, others = pkcs12.load_key_and_certificates(
                path.read_bytes(), _as_bytes(password)
            )
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise InvalidSettings(f"{path}: expected PKCS#12: {error}") from error
        found = [*others] if leaf is None else [leaf, *others]
        return cls._from_parts(private, found, source=path)

    def configure(self, context: ssl.SSLContext) -> None:
        """
        Show this identity in TLS handshakes.

        Python reads keys from files only, so there is one for a moment: for the owner
        alone, and encrypted with a password that nobody keeps.

        Args:
            context: For a client or a server; changed in place.
        """
        password = secrets.token_bytes(32).hex().encode()
        encryption = BestAvailableEncryption(password)
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        chain = b"".join(c.public_bytes(Encoding.PEM) for c in self.chain)
        with tempfile.TemporaryDirectory(prefix="kruispunt-") as folder:
            path = os.path.join(folder, "identity.pem")
            with open(path, "xb", opener=_open_private) as file:
                file.write(pem + chain)
            context.load_cert_chain(path, password=password)

    @classmethod
    def _from_parts(
        cls, key: object, certificates: Sequence[x509.Certificate], *, source: Path
    ) -> PrivateIdentity:
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise InvalidSettings(f"{source}: expected an RSA or elliptic-curve key")
        try:
            leaf = next(c for c in certificates if c.public_key() == key.public_key())
        except StopIteration:
            raise InvalidSettings(
                f"{source}: expected the certificate of the key"
            ) from None
        except (ValueError, UnsupportedAlgorithm) as error:
            raise InvalidSettings(
                f"{source}: unreadable certificate: {error}"
            ) from error
        return cls(key=key, chain=_in_order(leaf, certificates))


def _in_order(
    leaf: x509.Certificate, certificates: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    # PKCS#12 keeps no order, and Java and OpenSSL write opposite ones. A root is left
    # out: who trusts it has it.
    chain = [leaf]
    while above := [
        c
        for c in certificates
        if c.subject == chain[-1].issuer and c.subject != c.issuer and c not in chain
    ]:
        chain.append(above[0])
    return tuple(chain)


def _as_bytes(password: str | bytes | None) -> bytes | None:
    return password.encode() if isinstance(password, str) else password


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

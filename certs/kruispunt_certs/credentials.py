"""A credential as the files that a toolkit reads: PEM and PKCS#12."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from .authority import Credential, PrivateKey
from .files import write_file

KEYSTORE: Final = "keystore.p12"
LEGACY_KEYSTORE: Final = "keystore-legacy.p12"

KEYSTORE_PASSWORD: Final = "kruispunt"  # noqa: S105 - of test keys, told to everyone
"""Password of every keystore. It protects nothing: toolkits refuse to do without."""


def write_credential(
    folder: Path,
    credential: Credential,
    *,
    name: str | None = None,
    legacy: bool = False,
) -> None:
    """
    Write `cert.pem`, `chain.pem`, `key.pem` and, with a name, `keystore.p12`.

    Args:
        folder: Exists, and holds none of these.
        credential: The chain file has the leaf first and no root.
        name: Friendly name of the entry in the keystore; None: no keystore.
        legacy: Write `keystore-legacy.p12` as well.
    """
    pems = [certificate.public_bytes(Encoding.PEM) for certificate in credential.chain]
    write_file(folder / "cert.pem", pems[0])
    write_file(folder / "chain.pem", b"".join(pems))
    write_file(folder / "key.pem", key_pem(credential.key), private=True)
    if name:
        store = keystore(credential, name=name)
        write_file(folder / KEYSTORE, store, private=True)
    if name and legacy:
        store = keystore(credential, name=name, legacy=True)
        write_file(folder / LEGACY_KEYSTORE, store, private=True)


def read_credential(folder: Path) -> Credential:
    """
    Read what `write_credential` wrote.

    Raises:
        OSError: A file is missing.
        ValueError: A file holds something else.
    """
    chain = x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes())
    return Credential(key=read_key(folder / "key.pem"), chain=tuple(chain))


def key_pem(key: PrivateKey) -> bytes:
    """Give a private key as PKCS#8, not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_key(path: Path) -> PrivateKey:
    """
    Read a private key.

    Raises:
        OSError: The file is missing.
        ValueError: It is no RSA or elliptic-curve key without password.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError as error:
        raise ValueError(f"{path}: has a password") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: expected an RSA or elliptic-curve key")
    return key


def keystore(credential: Credential, *, name: str, legacy: bool = False) -> bytes:
    """
    Give a PKCS#12 file with key, certificate and issuing CA.

    Args:
        credential: The root is not in it: whom to trust is another file.
        name: Friendly name of the entry, which Java calls its alias.
        legacy: Triple DES and a SHA-1 MAC, broken but all that Mono reads; else AES
            and SHA-256.
    """
    password = KEYSTORE_PASSWORD.encode()
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 - the old format knows no other
        .build(password)
        if legacy
        else BestAvailableEncryption(password)
    )
    return pkcs12.serialize_key_and_certificates(
        name.encode(),
        credential.key,
        credential.certificate,
        list(credential.chain[1:]),
        encryption,
    )

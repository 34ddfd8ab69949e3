"""
Make the keys and certificates of these vectors: `python produce_pki.py`.

They are public, invented and only for tests. Making them anew makes every message in
this folder invalid: run `produce_messages.py` afterwards.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

PKI = Path(__file__).parent / "pki"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def name(common_name: str) -> x509.Name:
    """Give a name that nobody can take for a real one."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "KRUISPUNT TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def certificate(
    subject: str, key: Key, issuer: str, issuer_key: Key, *, is_ca: bool
) -> x509.Certificate:
    """Issue a certificate for 2014 to 2046."""
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2014, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_ca,
                key_cert_sign=is_ca,
                crl_sign=is_ca,
                **usage,
            ),
            critical=True,
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def main() -> None:
    """Write one `.pem` and one `.key` for each."""
    keys: dict[str, Key] = {
        name: rsa.generate_private_key(65537, 2048)
        for name in ("root", "issuing", "agency", "other")
    }
    keys["elliptic"] = ec.generate_private_key(ec.SECP256R1())
    keys["stranger"] = ec.generate_private_key(ec.SECP256R1())
    issuers = {"root": "root", "issuing": "root", "stranger": "stranger"}
    PKI.mkdir(exist_ok=True)
    for subject, key in keys.items():
        issuer = issuers.get(subject, "issuing")
        issued = certificate(
            subject, key, issuer, keys[issuer], is_ca=subject in issuers
        )
        (PKI / f"{subject}.pem").write_bytes(issued.public_bytes(Encoding.PEM))
        (PKI / f"{subject}.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )


if __name__ == "__main__":
    main()

"""The CAs of one leg, and what they sign."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from kruispunt_certs import WINDOW, Authority, HopIdentity, Identity, KeyType

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("wiv", key_type=KeyType.ECDSA)


def issue(authority: Authority, who: Identity | HopIdentity) -> x509.Certificate:
    return authority.issue(who, key_type=KeyType.ECDSA).certificate


def value(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> object:
    return certificate.extensions.get_extension_for_class(kind).value


def listed(authority: Authority) -> list[set[int]]:
    """Serial numbers on the CRL of the root and on that of the issuing CA."""
    return [{entry.serial_number for entry in crl} for crl in authority.crls()]


def test_the_root_allows_one_ca_under_it_and_that_one_none(
    authority: Authority,
) -> None:
    for ca, below in ((authority.root, 1), (authority.issuing, 0)):
        extension = ca.certificate.extensions.get_extension_for_class(
            x509.BasicConstraints
        )
        assert extension.critical
        assert extension.value == x509.BasicConstraints(ca=True, path_length=below)
        usage = ca.certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical
        assert usage.value.key_cert_sign
        assert usage.value.crl_sign
        assert not usage.value.digital_signature


def test_each_certificate_names_the_key_of_its_issuer(
    authority: Authority, alpha: Identity
) -> None:
    chain = (
        issue(authority, alpha),
        authority.issuing.certificate,
        authority.root.certificate,
    )
    for child, issuer in (chain[:2], chain[1:], chain[2:] * 2):
        child.verify_directly_issued_by(issuer)
        above = value(child, x509.AuthorityKeyIdentifier)
        own = value(issuer, x509.SubjectKeyIdentifier)
        assert isinstance(above, x509.AuthorityKeyIdentifier)
        assert isinstance(own, x509.SubjectKeyIdentifier)
        assert above.key_identifier == own.digest


@pytest.mark.parametrize(
    ("holder", "purpose"),
    [
        (0, ExtendedKeyUsageOID.CLIENT_AUTH),
        (1, ExtendedKeyUsageOID.SERVER_AUTH),
    ],
    ids=["a party may only call", "a hop may only serve"],
)
def test_a_leaf_has_one_purpose(
    authority: Authority,
    alpha: Identity,
    hops: tuple[HopIdentity, ...],
    holder: int,
    purpose: x509.ObjectIdentifier,
) -> None:
    leaf = issue(authority, (alpha, hops[0])[holder])
    assert value(leaf, x509.BasicConstraints) == x509.BasicConstraints(False, None)
    assert value(leaf, x509.ExtendedKeyUsage) == x509.ExtendedKeyUsage([purpose])


def test_an_elliptic_key_signs_and_an_rsa_key_enciphers_too(
    authority: Authority, alpha: Identity
) -> None:
    for key_type, enciphers in ((KeyType.ECDSA, False), (KeyType.RSA, True)):
        credential = authority.issue(alpha, key_type=key_type)
        usage = value(credential.certificate, x509.KeyUsage)
        assert isinstance(usage, x509.KeyUsage)
        assert usage.digital_signature
        assert usage.key_encipherment is enciphers


def test_an_rsa_key_has_2048_bits() -> None:
    key = KeyType.RSA.new_key()
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 2048


def test_keys_made_together_are_different() -> None:
    keys = KeyType.ECDSA.new_keys(5)
    assert len({key.public_key().public_numbers() for key in keys}) == 5


def test_serial_numbers_differ(authority: Authority, alpha: Identity) -> None:
    serials = {issue(authority, alpha).serial_number for _ in range(20)}
    assert len(serials) == 20


def test_everything_is_valid_at_every_simulated_date(
    authority: Authority, alpha: Identity
) -> None:
    for certificate in (issue(authority, alpha), authority.root.certificate):
        assert certificate.not_valid_before_utc == WINDOW.begin
        assert certificate.not_valid_after_utc == WINDOW.end
    for crl in authority.crls():
        assert crl.last_update_utc == WINDOW.begin
        assert crl.next_update_utc == WINDOW.end


def test_a_revoked_leaf_is_on_the_list_of_the_issuing_ca(alpha: Identity) -> None:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    serial = issue(authority, alpha).serial_number
    assert listed(authority) == [set(), set()]
    authority.revoke(serial, at=NOW)
    assert listed(authority) == [set(), {serial}]
    assert authority.crls()[1][0].revocation_date_utc == NOW


def test_a_revoked_issuing_ca_is_on_the_list_of_the_root() -> None:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    serial = authority.issuing.certificate.serial_number
    authority.revoke(serial, at=NOW)
    assert listed(authority) == [{serial}, set()]


def test_a_root_cannot_be_revoked() -> None:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    with pytest.raises(ValueError, match="no longer trusted"):
        authority.revoke(authority.root.certificate.serial_number, at=NOW)


def test_the_crl_number_rises_with_each_revocation_and_only_then() -> None:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    numbers = []
    for serial in (11, 11, 12):
        authority.revoke(serial, at=NOW)
        crl = authority.crls()[1]
        numbers.append(
            crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        )
    assert numbers == [2, 2, 3]


def test_a_crl_names_the_key_that_signed_it(authority: Authority) -> None:
    for ca, crl in zip(
        (authority.root, authority.issuing), authority.crls(), strict=True
    ):
        assert crl.is_signature_valid(ca.key.public_key())
        own = value(ca.certificate, x509.SubjectKeyIdentifier)
        above = crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
        assert isinstance(own, x509.SubjectKeyIdentifier)
        assert above.value.key_identifier == own.digest


def test_a_leg_that_cannot_be_a_folder_is_refused() -> None:
    with pytest.raises(ValueError, match="leg: expected"):
        Authority.create("../wiv", key_type=KeyType.ECDSA)


@pytest.mark.requirement("S-TR-06")
def test_a_representation_shows_no_key(alpha: Identity, authority: Authority) -> None:
    assert "key" not in repr(authority.issue(alpha, key_type=KeyType.ECDSA)).lower()
    assert "key" not in repr(authority.root).lower()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize(
    ("revoke", "verdict"), [(False, 0), (True, 2)], ids=["accepts", "refuses revoked"]
)
def test_openssl_in_strict_mode_agrees(
    tmp_path: Path, alpha: Identity, revoke: bool, verdict: int
) -> None:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    leaf = issue(authority, alpha)
    if revoke:
        authority.revoke(leaf.serial_number, at=NOW)
    (tmp_path / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    (tmp_path / "trust.pem").write_bytes(authority.trust_pem())
    (tmp_path / "crl.pem").write_bytes(authority.crl_pem())
    command = (
        "openssl verify -x509_strict -crl_check_all -purpose sslclient"
        " -CAfile trust.pem -CRLfile crl.pem leaf.pem"
    )
    run = subprocess.run(
        command.split(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == verdict, run.stderr

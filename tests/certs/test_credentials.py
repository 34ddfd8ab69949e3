"""Credentials as files: other programs can read them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from kruispunt_certs import KEYSTORE_PASSWORD, Authority, Credential, Identity, KeyType
from kruispunt_certs.credentials import (
    keystore,
    read_credential,
    read_key,
    write_credential,
)


@pytest.fixture
def credential(alpha: Identity) -> Credential:
    authority = Authority.create("wiv", key_type=KeyType.ECDSA)
    return authority.issue(alpha, key_type=KeyType.ECDSA)


def test_what_is_written_can_be_read(tmp_path: Path, credential: Credential) -> None:
    write_credential(tmp_path, credential)
    again = read_credential(tmp_path)
    assert again.chain == credential.chain
    assert again.key.private_numbers() == credential.key.private_numbers()


@pytest.mark.parametrize(
    ("name", "legacy", "files"),
    [
        (None, False, set()),
        (None, True, set()),
        ("alpha", False, {"keystore.p12"}),
        ("alpha", True, {"keystore.p12", "keystore-legacy.p12"}),
    ],
)
def test_keystores_are_written_when_asked(
    tmp_path: Path,
    credential: Credential,
    name: str | None,
    legacy: bool,
    files: set[str],
) -> None:
    write_credential(tmp_path, credential, name=name, legacy=legacy)
    always = {"cert.pem", "chain.pem", "key.pem"}
    assert {path.name for path in tmp_path.iterdir()} == always | files


@pytest.mark.parametrize("legacy", [False, True], ids=["modern", "legacy"])
def test_a_keystore_holds_key_leaf_and_issuing_ca(
    credential: Credential, legacy: bool
) -> None:
    data = keystore(credential, name="alpha", legacy=legacy)
    store = pkcs12.load_pkcs12(data, KEYSTORE_PASSWORD.encode())
    assert store.cert is not None
    assert store.cert.friendly_name == b"alpha"
    others = [entry.certificate for entry in store.additional_certs]
    assert (store.cert.certificate, *others) == credential.chain


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize(
    ("legacy", "algorithm"),
    [(False, "PBES2"), (True, "pbeWithSHA1And3-KeyTripleDES-CBC")],
    ids=["modern", "legacy"],
)
def test_openssl_opens_the_keystore(
    tmp_path: Path, credential: Credential, legacy: bool, algorithm: str
) -> None:
    path = tmp_path / "keystore.p12"
    path.write_bytes(keystore(credential, name="alpha", legacy=legacy))
    command = f"openssl pkcs12 -in {path.name} -info -noenc -passin pass:"
    run = subprocess.run(
        [*command.split()[:-1], f"pass:{KEYSTORE_PASSWORD}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert algorithm in run.stderr
    assert run.stdout.count("BEGIN CERTIFICATE") == 2
    assert run.stdout.count("BEGIN PRIVATE KEY") == 1


def test_a_key_with_a_password_is_refused(
    tmp_path: Path, credential: Credential
) -> None:
    path = tmp_path / "key.pem"
    encryption = BestAvailableEncryption(b"secret")
    path.write_bytes(
        credential.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    )
    with pytest.raises(ValueError, match="has a password"):
        read_key(path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    key = ed25519.Ed25519PrivateKey.generate()
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    with pytest.raises(ValueError, match="RSA or elliptic-curve"):
        read_key(path)

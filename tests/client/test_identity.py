"""The private side of an application: its key and its certificates."""

from __future__ import annotations

import ssl
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
from kruispunt_certs import Authority, Credential, Identity, KeyType
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.identity import PrivateIdentity

WHO = Identity(id="alpha", common_name="Alpha", organisation="Alpha vzw", leg="wiv")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("wiv", key_type=KeyType.ECDSA)


@pytest.fixture(scope="module")
def credential(authority: Authority) -> Credential:
    return authority.issue(WHO, key_type=KeyType.ECDSA)


def write_key(path: Path, credential: Credential, password: str = "") -> Path:
    encryption = (
        BestAvailableEncryption(password.encode()) if password else NoEncryption()
    )
    pem = credential.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    path.write_bytes(pem)
    return path


def write_chain(path: Path, *certificates: object) -> Path:
    pems = [certificate.public_bytes(Encoding.PEM) for certificate in certificates]
    path.write_bytes(b"Bag Attributes\n".join([b"", *pems]))
    return path


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)], ids=str)
def test_the_chain_has_the_leaf_first_and_no_root(
    tmp_path: Path, authority: Authority, credential: Credential, order: tuple[int, ...]
) -> None:
    everyone = (*credential.chain, authority.root.certificate)
    identity = PrivateIdentity.from_pem(
        write_chain(tmp_path / "chain.pem", *(everyone[n] for n in order)),
        write_key(tmp_path / "key.pem", credential),
    )
    assert identity.chain == credential.chain
    assert identity.certificate == credential.certificate
    assert identity.key.private_numbers() == credential.key.private_numbers()


@pytest.mark.parametrize("password", ["gehëim", "gehëim".encode()], ids=repr)
def test_a_key_may_have_a_password(
    tmp_path: Path, credential: Credential, password: str | bytes
) -> None:
    identity = PrivateIdentity.from_pem(
        write_chain(tmp_path / "cert.pem", credential.certificate),
        write_key(tmp_path / "key.pem", credential, "gehëim"),
        password=password,
    )
    assert identity.chain == (credential.certificate,)


@pytest.mark.parametrize("password", [None, "wrong-guess"])
def test_a_wrong_password_names_the_file_and_not_itself(
    tmp_path: Path, credential: Credential, password: str | None
) -> None:
    key = write_key(tmp_path / "key.pem", credential, "secret")
    chain = write_chain(tmp_path / "cert.pem", credential.certificate)
    with pytest.raises(InvalidSettings, match=r"key\.pem") as refusal:
        PrivateIdentity.from_pem(chain, key, password=password)
    assert "wrong-guess" not in str(refusal.value)


def test_a_certificate_of_another_key_is_refused(
    tmp_path: Path, authority: Authority, credential: Credential
) -> None:
    other = authority.issue(WHO, key_type=KeyType.ECDSA)
    with pytest.raises(InvalidSettings, match="the certificate of the key"):
        PrivateIdentity.from_pem(
            write_chain(tmp_path / "cert.pem", *other.chain),
            write_key(tmp_path / "key.pem", credential),
        )


@pytest.mark.parametrize("missing", ["cert.pem", "key.pem"])
@pytest.mark.parametrize("content", [None, b"", b"nothing"])
def test_an_unusable_file_is_named(
    tmp_path: Path, credential: Credential, missing: str, content: bytes | None
) -> None:
    chain = write_chain(tmp_path / "cert.pem", credential.certificate)
    key = write_key(tmp_path / "key.pem", credential)
    (tmp_path / missing).unlink()
    if content is not None:
        (tmp_path / missing).write_bytes(content)
    with pytest.raises(InvalidSettings, match=f"{missing}: expected"):
        PrivateIdentity.from_pem(chain, key)


def test_a_key_that_the_platforms_cannot_use_is_refused(
    tmp_path: Path, credential: Credential
) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    path = tmp_path / "key.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    chain = write_chain(tmp_path / "cert.pem", credential.certificate)
    with pytest.raises(InvalidSettings, match="RSA or elliptic-curve"):
        PrivateIdentity.from_pem(chain, path)


def test_a_keystore_gives_the_same_identity(
    tmp_path: Path, authority: Authority, credential: Credential
) -> None:
    path = tmp_path / "keystore.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"alpha",
            credential.key,
            credential.certificate,
            [authority.root.certificate, authority.issuing.certificate],
            BestAvailableEncryption(b"secret"),
        )
    )
    identity = PrivateIdentity.from_pkcs12(path, "secret")
    assert identity.chain == credential.chain
    with pytest.raises(InvalidSettings, match=r"keystore\.p12: expected PKCS#12"):
        PrivateIdentity.from_pkcs12(path, "wrong")


def test_a_keystore_without_key_is_refused(
    tmp_path: Path, credential: Credential
) -> None:
    path = tmp_path / "trust.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, None, None, credential.chain[1:], NoEncryption()
        )
    )
    with pytest.raises(InvalidSettings, match=r"trust\.p12: expected an RSA or"):
        PrivateIdentity.from_pkcs12(path)


def test_a_tls_context_shows_the_identity(
    authority: Authority, credential: Credential
) -> None:
    """A handshake in memory, in which the server asks for a certificate."""
    hop = authority.issue(WHO, key_type=KeyType.ECDSA)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    PrivateIdentity(key=hop.key, chain=hop.chain).configure(server)
    server.verify_mode = ssl.CERT_REQUIRED
    server.load_verify_locations(cadata=authority.trust_pem().decode())
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    PrivateIdentity(key=credential.key, chain=credential.chain).configure(client)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server)
    serving = server.wrap_bio(to_server, to_client, server_side=True)
    for step in (asking.do_handshake, serving.do_handshake) * 2:
        try:
            step()
        except ssl.SSLWantReadError:
            continue
    shown = serving.getpeercert(binary_form=True)
    assert shown == credential.certificate.public_bytes(Encoding.DER)


def test_no_file_stays_behind(
    tmp_path: Path, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    PrivateIdentity(key=credential.key, chain=credential.chain).configure(context)
    assert list(tmp_path.iterdir()) == []


def test_a_representation_shows_no_key(credential: Credential) -> None:
    identity = PrivateIdentity(key=credential.key, chain=credential.chain)
    assert "key=" not in repr(identity)

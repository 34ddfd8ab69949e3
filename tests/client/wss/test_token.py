"""Certificates, PKIPaths and keys."""

from __future__ import annotations

import base64
import warnings
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_client.wss.token import MAX_CERTIFICATES, check_key, split_pki_path
from kruispunt_contracts import ns
from kruispunt_contracts.profile import PLATFORM, STRICT, TokenKind
from lxml import etree

DS = f"{{{ns.DS}}}"


def text_of(certificate: x509.Certificate) -> str:
    pem = certificate.public_bytes(Encoding.PEM).decode()
    return "".join(pem.splitlines()[1:-1])


def issued_for(bench: Any, key: Any) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TEST")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(bench.certificate("issuing").subject)
        .public_key(key)
        .serial_number(1)
        .not_valid_before(datetime(2014, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        .sign(bench.key("issuing"), hashes.SHA256())
    )


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024).public_key(),  # noqa: S505 - so refused
        ec.generate_private_key(ec.SECP224R1()).public_key(),
        ec.generate_private_key(ec.SECP256K1()).public_key(),
        ed25519.Ed25519PrivateKey.generate().public_key(),
    ],
    ids=["RSA of 1024 bits", "EC on P-224", "EC on secp256k1", "Ed25519"],
)
def test_weak_or_unknown_key_is_refused(bench: Any, key: Any) -> None:
    message = bench.signed("savon")
    message.token.text = text_of(issued_for(bench, key))
    assert "token.key" in bench.checks(message, PLATFORM)


@pytest.mark.parametrize(
    "curve",
    [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()],
    ids=lambda each: each.name,
)
def test_key_on_a_curve_of_the_nist_is_accepted(curve: ec.EllipticCurve) -> None:
    assert check_key(ec.generate_private_key(curve).public_key(), 2048) == ()


def test_certificate_without_basic_constraints_is_an_end_entity(bench: Any) -> None:
    certificate = issued_for(bench, bench.key("agency").public_key())
    message = bench.signed("savon")
    message.token.text = text_of(certificate)
    assert bench.verify(message, PLATFORM).signer == certificate


def test_x509_data_with_the_issuers_in_any_order_is_accepted(bench: Any) -> None:
    message = bench.signed("dotnet")
    data = message.ds("KeyInfo/X509Data")
    for name in ("root", "issuing"):
        element = etree.Element(f"{DS}X509Certificate")
        element.text = text_of(bench.certificate(name))
        data.insert(0, element)
    parts = bench.verify(message, PLATFORM)
    names = ("agency", "issuing", "root")
    assert parts.chain == tuple(bench.certificate(name) for name in names)


def test_hints_beside_the_certificate_are_not_looked_at(bench: Any) -> None:
    message = bench.signed("dotnet")
    serial = etree.SubElement(message.ds("KeyInfo/X509Data"), f"{DS}X509IssuerSerial")
    etree.SubElement(serial, f"{DS}X509IssuerName").text = "CN=somebody else"
    etree.SubElement(serial, f"{DS}X509SerialNumber").text = "1"
    assert bench.verify(message, PLATFORM).signer == bench.certificate("agency")


@pytest.mark.parametrize("order", [1, -1], ids=["key first", "certificate first"])
def test_key_value_may_stand_on_either_side(bench: Any, order: int) -> None:
    message = bench.signed("dotnet")
    key_info = message.ds("KeyInfo")
    key_info[:] = list(key_info)[::order]
    assert bench.checks(message, PLATFORM) == set()


def test_key_value_with_leading_zeros_is_the_same_key(bench: Any) -> None:
    message = bench.signed("dotnet")
    exponent = message.ds("KeyInfo/KeyValue/RSAKeyValue/Exponent")
    assert exponent.text == "AQAB"
    exponent.text = "AAEAAQ=="
    assert bench.checks(message, PLATFORM) == set()


def test_reference_without_types_is_accepted(bench: Any) -> None:
    message = bench.signed()
    message.ds("KeyInfo")[0][0].attrib.pop("ValueType")
    assert bench.checks(message) == set()


def test_token_type_that_agrees_is_accepted(bench: Any) -> None:
    message = bench.signed()
    reference = message.ds("KeyInfo")[0]
    reference.set(f"{{{ns.WSSE11}}}TokenType", TokenKind.X509_V3.value)
    assert bench.checks(message) == set()


def test_several_tokens_are_accepted_when_the_one_in_use_is_clear(bench: Any) -> None:
    message = bench.signed()
    for id_ in ("first", "last"):
        other = etree.SubElement(message.security, f"{{{ns.WSSE}}}BinarySecurityToken")
        other.set(f"{{{ns.WSU}}}Id", id_)
        other.text = "not even base64"
    assert bench.verify(message, STRICT).signer == bench.certificate("agency")


def test_path_is_split_in_its_order(bench: Any) -> None:
    ders = [
        bench.certificate(name).public_bytes(Encoding.DER)
        for name in ("root", "issuing", "agency")
    ]
    content = b"".join(ders)
    path = b"\x30\x82" + len(content).to_bytes(2, "big") + content
    assert split_pki_path(path) == ders


def tlv(parts: list[bytes]) -> bytes:
    content = b"".join(parts)
    return bytes([0x30, len(content) % 0x80]) + content


@settings(derandomize=True, deadline=None)
@given(st.lists(st.binary(max_size=6) | st.lists(st.binary(max_size=4)).map(tlv)))
def test_any_octets_are_split_or_refused(parts: list[bytes]) -> None:
    """What is split is complete: nothing of the content is lost or added."""
    der = tlv(parts)
    try:
        split = split_pki_path(der)
    except ValueError:
        return
    assert 1 <= len(split) <= MAX_CERTIFICATES
    assert der[2:] == b"".join(split)
    assert all(part[0] == 0x30 for part in split)


@pytest.mark.parametrize("warn", ["error", "ignore"])
def test_certificate_with_a_negative_serial_number_is_refused(
    bench: Any, warn: str
) -> None:
    """cryptography warns of it, and will refuse it some day; we do so already."""
    certificate = issued_for(bench, bench.key("agency").public_key())
    der = certificate.public_bytes(Encoding.DER)
    negative = der.replace(b"\x02\x01\x02\x02\x01\x01", b"\x02\x01\x02\x02\x01\xff", 1)
    assert negative != der
    message = bench.signed("savon")
    message.token.text = base64.b64encode(negative).decode()
    with warnings.catch_warnings():
        warnings.simplefilter(warn)  # type: ignore[arg-type]
        assert bench.checks(message, PLATFORM) == {"token.format"}

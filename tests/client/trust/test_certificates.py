"""What is wrong with one certificate alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_client.trust.certificates import CHECKS, TrustProblem, check_algorithm

Judge = Callable[..., list[str]]

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def signature(one: Any) -> bytes:
    return one.certificate.signature


def sign_with_sha1(one: Any, issuer: Any) -> Any:
    """Sign an RSA certificate as long ago: the library itself no longer does so."""
    certificate = one.certificate
    sha256, sha1 = (bytes.fromhex(f"2a864886f70d0101{last}") for last in ("0b", "05"))
    tbs = certificate.tbs_certificate_bytes.replace(sha256, sha1)
    signature = issuer.key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
    der = (
        certificate.public_bytes(Encoding.DER)
        .replace(sha256, sha1)
        .replace(certificate.signature, signature)
    )
    return replace(one, certificate=x509.load_der_x509_certificate(der))


@pytest.mark.parametrize(
    ("make_key", "found"),
    [
        (lambda: rsa_key(1024), ["trust.strength"]),
        (lambda: rsa_key(2048), []),
        (lambda: ec.generate_private_key(ec.SECP256K1()), ["trust.strength"]),
        (lambda: ec.generate_private_key(ec.SECP192R1()), ["trust.strength"]),
        (lambda: ec.generate_private_key(ec.SECP384R1()), []),
        (ed25519.Ed25519PrivateKey.generate, ["trust.strength"]),
    ],
    ids=["RSA 1024", "RSA 2048", "not NIST", "NIST 192", "NIST 384", "Edwards"],
)
def test_a_weak_or_unknown_kind_of_key_is_refused(
    root: Any, issuing: Any, judge: Judge, make_key: Callable[[], Any], found: list[str]
) -> None:
    leaf = issuing.issue(key=make_key())
    assert judge([root], leaf, issuing) == found


@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
@pytest.mark.parametrize(
    ("algorithm", "found"),
    [
        (hashes.SHA224(), ["trust.strength"]),
        (hashes.SHA256(), []),
        (hashes.SHA512(), []),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_weak_signature_is_refused(
    root: Any, judge: Judge, kind: str, algorithm: Any, found: list[str]
) -> None:
    key = rsa_key(2048) if kind == "RSA" else None
    issuing = root.issue_ca(key=key)
    leaf = issuing.issue(algorithm=algorithm)
    assert judge([root], leaf, issuing) == found


def test_a_certificate_signed_with_sha1_is_refused(root: Any, judge: Judge) -> None:
    issuing = root.issue_ca(key=rsa_key(2048))
    leaf = issuing.issue()
    assert judge([root], leaf, issuing) == []
    old = sign_with_sha1(leaf, issuing)
    assert judge([root], old, issuing) == ["trust.chain", "trust.strength"]


def test_the_signature_of_an_anchor_proves_nothing_and_may_be_old(
    make_root: Callable[..., Any], judge: Judge
) -> None:
    root = make_root(key=rsa_key(2048))
    old = sign_with_sha1(root, root)
    assert judge([old], root.issue()) == []


def test_the_key_of_an_anchor_must_be_strong(
    make_root: Callable[..., Any], judge: Judge
) -> None:
    root = make_root(key=rsa_key(1024))
    assert judge([root], root.issue()) == ["trust.strength"]


@pytest.mark.parametrize(
    ("critical", "found"), [(True, ["trust.extension"]), (False, [])]
)
def test_an_unknown_extension_is_refused_when_it_is_critical(
    root: Any, judge: Judge, critical: bool, found: list[str]
) -> None:
    assert judge([root], root.issue(extra=((UNKNOWN, critical),))) == found


def test_a_critical_subject_alternative_name_is_understood(
    root: Any, judge: Judge
) -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("leaf.kruispunt.test")])
    assert judge([root], root.issue(extra=((names, True),))) == []


def test_an_unreadable_certificate_is_a_finding(root: Any, judge: Judge) -> None:
    """The library reads extensions late, so that such an object exists at all."""
    oid = x509.SubjectAlternativeName.oid
    broken = x509.UnrecognizedExtension(oid, b"\xff\xff")
    assert judge([root], root.issue(extra=((broken, False),))) == ["trust.readable"]


def test_a_signature_has_whole_octets(root: Any, judge: Judge) -> None:
    """Else there are several encodings of one certificate, which all verify."""
    even = (one for one in map(root.issue, "x" * 64) if not signature(one)[-1] % 2)
    leaf = next(even)
    assert judge([root], leaf) == []
    der = bytearray(leaf.certificate.public_bytes(Encoding.DER))
    assert der[-len(signature(leaf)) - 1] == 0
    der[-len(signature(leaf)) - 1] = 1
    twin = replace(leaf, certificate=x509.load_der_x509_certificate(bytes(der)))
    assert judge([root], twin) == ["trust.readable"]


def test_an_algorithm_is_named_by_its_identifier() -> None:
    sha1 = x509.SignatureAlgorithmOID.RSA_WITH_SHA1
    assert [problem.actual for problem in check_algorithm(sha1, "x")] == [
        "1.2.840.113549.1.1.5"
    ]


def test_a_problem_is_one_line() -> None:
    problem = TrustProblem(check="trust.chain", expected="this", actual="that")
    assert str(problem) == "trust.chain: expected this, got that"


def test_every_check_says_what_it_ascertains() -> None:
    assert all(key.startswith("trust.") and text for key, text in CHECKS.items())

"""Whom to trust: files that may change while a program runs."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.trust import TrustProblem, TrustStore, Usage, chains

TODAY = datetime(2026, 3, 4, tzinfo=UTC)


def check(store: TrustStore, leaf: Any, *between: Any) -> list[str]:
    found = store.check(
        leaf.certificate,
        [one.certificate for one in between],
        at=TODAY,
        usage=Usage.CLIENT_TLS,
    )
    return [problem.check for problem in found]


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each search for a path."""
    seen: list[str] = []
    search = chains.find_paths

    def record(leaf: chains.Facts, *rest: Any) -> Any:
        seen.append(leaf.name)
        return search(leaf, *rest)

    monkeypatch.setattr(chains, "find_paths", record)
    return seen


def test_the_files_are_known_for_a_tls_context(files: Any, root: Any) -> None:
    trust, crls = files.trust(root), files.crls(root.crl())
    store = TrustStore.load(trust, crls)
    assert (store.anchors_pem_path, store.crl_pem_path) == (trust, crls)
    assert TrustStore.load(trust, None).crl_pem_path is None


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\n"])
def test_an_unusable_trust_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "trust.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidSettings, match=r"trust\.pem: expected PEM"):
        TrustStore.load(path, None)


def test_a_trust_file_without_root_is_refused(files: Any, issuing: Any) -> None:
    with pytest.raises(InvalidSettings, match="self-signed certificate as anchor"):
        TrustStore.load(files.trust(issuing), None)


@pytest.mark.parametrize("content", [None, b"", b"no list at all\n"])
def test_an_unusable_crl_file_is_named(
    files: Any, root: Any, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "crl.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidSettings, match=r"crl\.pem: expected"):
        TrustStore.load(files.trust(root), path)


def test_a_revocation_counts_at_the_next_check(files: Any, root: Any) -> None:
    leaf = root.issue()
    store = TrustStore.load(files.trust(root), files.crls(root.crl()))
    assert check(store, leaf) == []
    files.crls(root.crl(leaf))
    assert check(store, leaf) == ["trust.revoked"]


def test_a_new_anchor_counts_at_the_next_check(
    files: Any, root: Any, make_root: Callable[..., Any]
) -> None:
    newer = make_root("newer")
    leaf = newer.issue()
    store = TrustStore.load(files.trust(root), None)
    assert check(store, leaf) == ["trust.chain"]
    files.trust(root, newer)
    assert check(store, leaf) == []
    files.trust(root)
    assert check(store, leaf) == ["trust.chain"]


def test_nobody_is_trusted_while_a_file_is_broken(files: Any, root: Any) -> None:
    leaf = root.issue()
    path = files.crls(root.crl())
    store = TrustStore.load(files.trust(root), path)
    assert check(store, leaf) == []
    path.unlink()
    assert check(store, leaf) == ["trust.store"]
    path.write_bytes(b"half a fi")
    assert check(store, leaf) == ["trust.store"]
    files.crls(root.crl())
    assert check(store, leaf) == []


def test_a_chain_is_searched_once(
    files: Any, root: Any, issuing: Any, searches: list[str]
) -> None:
    store = TrustStore.load(files.trust(root), None)
    leaf = issuing.issue()
    for _ in range(3):
        assert check(store, leaf, issuing) == []
    assert searches == ["CN=leaf"]
    files.trust(root)
    assert check(store, leaf, issuing) == []
    assert searches == ["CN=leaf"] * 2


def test_date_and_use_are_looked_at_each_time(
    files: Any, root: Any, searches: list[str]
) -> None:
    store = TrustStore.load(files.trust(root), None)
    leaf = root.issue(end=TODAY).certificate

    def found(at: datetime, usage: Usage) -> list[str]:
        return [problem.check for problem in store.check(leaf, (), at=at, usage=usage)]

    assert found(TODAY, Usage.CLIENT_TLS) == []
    assert found(TODAY, Usage.SERVER_TLS) == ["trust.usage"]
    assert found(TODAY + timedelta(seconds=1), Usage.CLIENT_TLS) == ["trust.validity"]
    assert found(TODAY, Usage.CLIENT_TLS) == []
    assert searches == ["CN=leaf"]


def test_what_strangers_send_is_not_remembered(
    files: Any,
    root: Any,
    issuing: Any,
    make_root: Callable[..., Any],
    searches: list[str],
) -> None:
    """Neither strangers, nor what does not belong to a good chain."""
    store = TrustStore.load(files.trust(root), None)
    stranger, junk, leaf = make_root("stranger").issue(), make_root(), issuing.issue()
    for _ in range(2):
        assert check(store, stranger) == ["trust.chain"]
        assert check(store, leaf, issuing, junk) == []
    assert len(searches) == 4


def test_the_certificates_that_came_along_are_part_of_the_question(
    files: Any, root: Any, issuing: Any
) -> None:
    store = TrustStore.load(files.trust(root), None)
    leaf = issuing.issue()
    assert check(store, leaf, issuing) == []
    assert check(store, leaf) == ["trust.chain"]


def test_a_naive_moment_is_a_mistake_of_the_caller(files: Any, root: Any) -> None:
    store = TrustStore.load(files.trust(root), None)
    with pytest.raises(ValueError, match="aware"):
        store.check(
            root.issue().certificate,
            (),
            at=datetime(2026, 3, 4),  # noqa: DTZ001 - the point of this test
            usage=Usage.CLIENT_TLS,
        )


@pytest.mark.parametrize("check_time", [True, False])
def test_a_tls_context_trusts_the_same(
    files: Any, root: Any, issuing: Any, check_time: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # as Python 3.13 does
    crls = files.crls(root.crl(), issuing.crl())
    store = TrustStore.load(files.trust(root, issuing), crls)
    store.configure(context, check_time=check_time)
    assert context.cert_store_stats() == {"x509": 2, "x509_ca": 2, "crl": 2}
    assert context.verify_flags & ssl.VERIFY_CRL_CHECK_CHAIN
    assert not context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
    assert bool(context.verify_flags & 0x200000) is not check_time


def test_a_tls_context_keeps_the_flags_it_has(files: Any, root: Any) -> None:
    """Also the one that Python has no name for, and that `~` of another would clear."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= 0x200000
    TrustStore.load(files.trust(root), None).configure(context)
    assert context.verify_flags & 0x200000


def test_a_tls_context_asks_for_no_crls_when_there_are_none(
    files: Any, root: Any
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    TrustStore.load(files.trust(root), None).configure(context)
    assert not context.verify_flags & ssl.VERIFY_CRL_CHECK_LEAF


@pytest.mark.filterwarnings("ignore:Parsed a serial number which wasn't positive")
@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
def test_a_damaged_certificate_is_never_trusted_and_never_raises(
    files: Any, root: Any, kind: str
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuing = root.issue_ca(key=key if kind == "RSA" else None)
    der = issuing.issue().certificate.public_bytes(Encoding.DER)
    store = TrustStore.load(
        files.trust(root, issuing), files.crls(root.crl(), issuing.crl())
    )

    @settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        position=st.integers(min_value=0, max_value=len(der) - 1),
        flip=st.integers(min_value=1, max_value=255),
    )
    def prove(position: int, flip: int) -> None:
        damaged = bytearray(der)
        damaged[position] ^= flip
        try:
            leaf = x509.load_der_x509_certificate(bytes(damaged))
        except (ValueError, x509.InvalidVersion):
            return  # no certificate, so nothing to trust
        found = store.check(leaf, (), at=TODAY, usage=Usage.SIGNATURE)
        assert found
        assert all(isinstance(problem, TrustProblem) for problem in found)

    prove()

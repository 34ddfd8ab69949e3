"""Mutual TLS: who comes in, who does not, and which reason the log gets."""

from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator import tls
from kruispunt_simulator.server import (
    FAILURES,
    Server,
    ServerLimits,
    TlsFailure,
    TlsSettings,
)

from .tls_helpers import (
    SERVER,
    SOON,
    Authority,
    Client,
    Identity,
    client_hello,
    listener_of,
    read_all,
    tcp,
    tls_settings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A hop that answers `hello`, and what was reported about it."""

    url: str
    failures: SimpleQueue[TlsFailure]
    peers: SimpleQueue[dict[str, object]]
    """The `kruispunt.` part of the environ, per call."""

    def failure(self) -> TlsFailure:
        """Wait for the next failure; its reason is always a documented one."""
        return self.failures.get(timeout=SOON)


Serve = Callable[..., Hop]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "Stranger")


@pytest.fixture(scope="module")
def party(authority: Authority) -> Identity:
    return authority.issue("party")


@pytest.fixture(scope="module")
def settings(authority: Authority) -> TlsSettings:
    return tls_settings(authority)


@pytest.fixture
def serve(settings: TlsSettings) -> Iterator[Serve]:
    servers: list[Server] = []

    def start(
        tls: TlsSettings = settings,
        check_peer: tls.CheckPeer = lambda leaf, chain: None,
        limits: ServerLimits | None = None,
    ) -> Hop:
        failures: SimpleQueue[TlsFailure] = SimpleQueue()
        peers: SimpleQueue[dict[str, object]] = SimpleQueue()

        def app(environ, start_response):  # type: ignore[no-untyped-def]
            ours = {k: v for k, v in environ.items() if k.startswith("kruispunt.")}
            peers.put({**ours, "wsgi.url_scheme": environ["wsgi.url_scheme"]})
            start_response("200 OK", [("Content-Length", "5")])
            return [b"hello"]

        listener = listener_of(
            tls, app, on_tls_failure=failures.put, check_peer=check_peer
        )
        server = Server([listener], limits=limits)
        server.start()
        servers.append(server)
        return Hop(url=server.urls["wiv"], failures=failures, peers=peers)

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def hop(serve: Serve) -> Hop:
    return serve()


def welcome(hop: Hop, context: ssl.SSLContext) -> None:
    with Client(hop.url, context) as client:
        assert client.call().body == b"hello"


def turned_away(hop: Hop, context: ssl.SSLContext) -> tuple[TlsFailure, str]:
    """Give what the hop logged and what the client noticed."""
    seen = ""
    try:
        with Client(hop.url, context) as client:
            client.socket.sendall(b"POST / HTTP/1.1\r\n\r\n")
            assert client.socket.recv(1) == b""
    except OSError as error:
        seen = str(error)
    assert hop.peers.empty()
    return hop.failure(), seen


# Who comes in


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_party_of_this_leg_is_named_to_the_application(
    hop: Hop, authority: Authority, party: Identity, version: ssl.TLSVersion
) -> None:
    context = authority.client_context(party)
    context.minimum_version = context.maximum_version = version
    with Client(hop.url, context) as client:
        assert client.call().status == 200
        cipher = client.socket.cipher()
        spoken = client.socket.version()
    assert cipher is not None
    peer = hop.peers.get_nowait()
    chain = peer.pop("kruispunt.peer_chain")
    assert isinstance(chain, list)
    assert peer == {
        "kruispunt.peer_certificate": party.der,
        "kruispunt.tls_version": spoken,
        "kruispunt.cipher": cipher[0],
        "wsgi.url_scheme": "https",
    }
    if hasattr(ssl.SSLSocket, "get_unverified_chain"):
        assert [ssl.DER_cert_to_PEM_cert(der) for der in chain] == [
            party.chain_file.read_text()[len(ssl.DER_cert_to_PEM_cert(party.der)) :]
        ]
    else:
        assert chain == []


def test_openssl_leaves_the_validity_to_the_check_of_the_peer(
    hop: Hop, authority: Authority
) -> None:
    """The simulated date may lie in 2014, when this certificate was valid."""
    past = authority.issue("past", end=dt.datetime(2015, 1, 1, tzinfo=dt.UTC))
    welcome(hop, authority.client_context(past))


def test_a_session_of_tls_13_is_not_resumed(
    hop: Hop, authority: Authority, party: Identity
) -> None:
    context = authority.client_context(party)
    with Client(hop.url, context) as first:
        first.call()
        session = first.socket.session
    assert session is not None
    assert not session.has_ticket
    with Client(hop.url, context, session) as second:
        second.call()
        assert not second.socket.session_reused


def test_a_resumed_session_of_tls_12_is_checked_and_named_as_well(
    serve: Serve, authority: Authority, party: Identity
) -> None:
    checked: list[bytes] = []

    def check(leaf: bytes, chain: Sequence[bytes]) -> None:
        checked.append(leaf)

    hop = serve(check_peer=check)
    context = authority.client_context(party)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with Client(hop.url, context) as first:
        first.call()
        session = first.socket.session
        first.socket.unwrap()  # OpenSSL forgets sessions that end without
    with Client(hop.url, context, session) as second:
        second.call()
        assert second.socket.session_reused
    assert checked == [party.der, party.der]
    assert hop.peers.get_nowait() == hop.peers.get_nowait()


# Who does not


def test_a_client_without_certificate_is_not_silence(
    hop: Hop, authority: Authority
) -> None:
    failure, seen = turned_away(hop, authority.client_context(None))
    assert failure.reason == "no-certificate"
    assert failure.hop == "wiv"
    assert failure.peer.startswith("127.0.0.1:")
    assert failure.certificate is None
    assert "certificate required" in seen.lower().replace("_", " ")


def test_a_client_without_certificate_on_tls_12_is_not_silence(
    hop: Hop, authority: Authority
) -> None:
    context = authority.client_context(None)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert turned_away(hop, context)[0].reason == "no-certificate"


@pytest.mark.requirement("S-TR-01")
def test_a_party_of_another_leg_is_not_known(
    hop: Hop, authority: Authority, stranger: Authority
) -> None:
    context = authority.client_context(stranger.issue("party"))
    failure, seen = turned_away(hop, context)
    assert failure.reason == "unknown-ca"
    assert "(20)" in failure.detail
    assert "unknown ca" in seen.lower().replace("_", " ")


def test_a_server_certificate_does_not_make_a_client(
    hop: Hop, authority: Authority
) -> None:
    context = authority.client_context(authority.issue("server", usage=SERVER))
    assert turned_away(hop, context)[0].reason == "wrong-usage"


def test_what_the_check_refuses_is_logged_with_its_certificate(
    serve: Serve, authority: Authority, party: Identity
) -> None:
    late = authority.issue("late")

    def check(leaf: bytes, chain: Sequence[bytes]) -> str | None:
        return "expired: since 2015-01-01" if leaf == late.der else None

    hop = serve(check_peer=check)
    failure, _ = turned_away(hop, authority.client_context(late))
    assert failure.reason == "expired"
    assert failure.detail == "since 2015-01-01"
    assert failure.certificate == late.der
    welcome(hop, authority.client_context(party))


def test_nobody_comes_in_when_the_check_itself_fails(
    serve: Serve,
    authority: Authority,
    party: Identity,
    caplog: pytest.LogCaptureFixture,
) -> None:
    results: list[object] = [OSError("the CRL is gone"), None]

    def check(leaf: bytes, chain: Sequence[bytes]) -> None:
        result = results.pop(0)
        if isinstance(result, OSError):
            raise result

    hop = serve(check_peer=check)
    context = authority.client_context(party)
    failure, _ = turned_away(hop, context)
    assert (failure.reason, failure.detail) == ("check-failed", "the CRL is gone")
    assert "OSError: the CRL is gone" in caplog.text
    welcome(hop, context)


def test_a_client_that_does_not_trust_the_hop_is_recognised(
    hop: Hop, stranger: Authority, party: Identity
) -> None:
    context = stranger.client_context(party)
    failure, _ = turned_away(hop, context)
    assert failure.reason == "server-not-trusted"


def test_plain_http_is_recognised_and_told(hop: Hop) -> None:
    with tcp(hop.url) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n" + b"x" * 100_000)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"This port speaks HTTPS only.\n")
    assert hop.failure().reason == "plain-http"


def reset(client: socket.socket) -> None:
    """Make the close of this socket a reset."""
    no_lingering = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_lingering)


def test_tls_11_is_too_old(hop: Hop) -> None:
    hello = bytearray(client_hello(ssl.TLSVersion.TLSv1_2))
    assert hello[9:11] == b"\x03\x03"
    hello[9:11] = b"\x03\x02"  # the client's highest version
    with tcp(hop.url) as client:
        client.sendall(hello)
        assert read_all(client)[:1] == b"\x15"  # an alert
    assert hop.failure().reason == "protocol-version"


def test_bytes_that_are_neither_tls_nor_http_are_recognised(hop: Hop) -> None:
    with tcp(hop.url) as client:
        client.sendall(b"\x00" * 64)
        read_all(client)
    assert hop.failure().reason == "not-tls"


def test_a_client_that_leaves_during_the_handshake_is_logged(hop: Hop) -> None:
    with tcp(hop.url) as client:
        client.sendall(client_hello()[:20])
    assert hop.failure().reason == "closed"


def test_a_client_that_resets_during_the_handshake_is_logged(hop: Hop) -> None:
    with tcp(hop.url) as client:
        client.sendall(client_hello())
        assert client.recv(1)
        reset(client)
    assert hop.failure().reason == "reset"


def test_a_handshake_that_takes_too_long_is_ended_and_logged(serve: Serve) -> None:
    hop = serve(limits=ServerLimits(handshake_seconds=0))
    with tcp(hop.url) as client:
        assert read_all(client) == b""
    failure = hop.failure()
    assert (failure.reason, failure.detail) == ("handshake-timeout", "0 s")


def test_the_oldest_of_too_many_handshakes_makes_room(
    serve: Serve, authority: Authority, party: Identity
) -> None:
    hop = serve(limits=ServerLimits(pending_handshakes=2, handshake_seconds=3600))
    silent = [tcp(hop.url) for _ in range(3)]
    failure = hop.failure()
    assert failure.reason == "too-many-handshakes"
    assert failure.peer == "{}:{}".format(*silent[0].getsockname())
    assert read_all(silent[0]) == b""
    welcome(hop, authority.client_context(party))
    for client in silent:
        client.close()


# Revocation by OpenSSL, and files that change


def test_openssl_tells_a_revoked_client_why(
    serve: Serve, authority: Authority, party: Identity, settings: TlsSettings
) -> None:
    revoked = authority.issue("revoked")
    hop = serve(tls=replace(settings, crl=authority.write_crl(revoked)))
    failure, seen = turned_away(hop, authority.client_context(revoked))
    assert failure.reason == "revoked"
    assert "revoked" in seen.lower()
    welcome(hop, authority.client_context(party))


def test_a_revocation_counts_from_the_next_connection_on(
    serve: Serve, authority: Authority, settings: TlsSettings
) -> None:
    soon_revoked = authority.issue("soon revoked")
    context = authority.client_context(soon_revoked)
    hop = serve(tls=replace(settings, crl=authority.write_crl()))
    welcome(hop, context)
    hop.peers.get_nowait()
    authority.write_crl(soon_revoked)
    assert turned_away(hop, context)[0].reason == "revoked"


def test_a_missing_list_is_the_fault_of_the_hop_and_called_so(
    serve: Serve, authority: Authority, settings: TlsSettings, tmp_path: Path
) -> None:
    lists = authority.write_crl().read_text()
    of_root_only = tmp_path / "crl.pem"
    of_root_only.write_text(lists[: lists.index("-----END X509 CRL-----") + 23])
    hop = serve(tls=replace(settings, crl=of_root_only))
    context = authority.client_context(authority.issue("party"))
    assert turned_away(hop, context)[0].reason == "no-crl"


def test_a_broken_file_leaves_the_former_one_in_use(
    serve: Serve,
    authority: Authority,
    party: Identity,
    settings: TlsSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(authority.trust_file.read_bytes())
    hop = serve(tls=replace(settings, client_trust=trust))
    context = authority.client_context(party)
    trust.write_text("half a fi")
    welcome(hop, context)
    assert f"stay in use: {trust}" in caplog.text


@pytest.mark.parametrize(
    "field", ["certificate_chain", "private_key", "client_trust", "crl"]
)
@pytest.mark.parametrize("content", [None, "no PEM"], ids=["missing", "broken"])
def test_an_unusable_file_is_named(
    settings: TlsSettings,
    authority: Authority,
    tmp_path: Path,
    field: str,
    content: str | None,
) -> None:
    unusable = tmp_path / "unusable.pem"
    if content is not None:
        unusable.write_text(content)
    whole = replace(settings, crl=authority.write_crl())
    tls.build_context(whole)
    with pytest.raises(ConfigurationError, match=r"unusable\.pem"):
        tls.build_context(replace(whole, **{field: unusable}))


# The tables


@pytest.mark.parametrize(
    "table", [tls._BY_OPENSSL_REASON, tls._BY_VERIFY_CODE], ids=["reasons", "codes"]
)
def test_every_reason_in_a_table_is_documented(table: dict[object, str]) -> None:
    assert set(table.values()) <= set(FAILURES)


def openssl_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(ssl.SSL_ERROR_SSL, "text")
    error.reason = reason
    return error


def verify_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, "text")
    error.verify_code, error.verify_message = code, "words"
    return error


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (openssl_error("NO_SHARED_CIPHER"), "no-shared-cipher", "NO_SHARED_CIPHER"),
        (
            openssl_error("TLSV1_ALERT_DECRYPT_ERROR"),
            "client-alert",
            "TLSV1_ALERT_DECRYPT_ERROR",
        ),
        (openssl_error("SOMETHING_NEW"), "protocol", "SOMETHING_NEW"),
        (verify_error(66), "weak-key", "words (66)"),
        (verify_error(999), "bad-certificate", "words (999)"),
        (ConnectionResetError("reset by peer"), "reset", "reset by peer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_error_has_a_stable_reason_and_its_own_words(
    error: OSError, reason: str, detail: str
) -> None:
    assert tls.explain(error) == (reason, detail)
    assert reason in FAILURES

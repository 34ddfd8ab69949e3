"""Start and stop, of one hop and of several."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator import server as server_module
from kruispunt_simulator.server import (
    HttpRefusal,
    Listener,
    Server,
    ServerLimits,
    TlsFailure,
    TlsSettings,
)

from .tls_helpers import (
    PATIENT,
    SOON,
    Authority,
    Client,
    Gate,
    listener_of,
    post,
    read_all,
    tcp,
    tls_settings,
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def settings(authority: Authority) -> TlsSettings:
    return tls_settings(authority)


@pytest.fixture(scope="module")
def context(authority: Authority) -> ssl.SSLContext:
    return authority.client_context(authority.issue("party"))


@pytest.fixture
def failures() -> SimpleQueue[TlsFailure]:
    return SimpleQueue()


@pytest.fixture
def listener(settings: TlsSettings, failures: SimpleQueue[TlsFailure]) -> Listener:
    return listener_of(settings, on_tls_failure=failures.put)


# Start and stop


def test_calls_in_flight_finish_and_idle_connections_do_not_wait(
    listener: Listener, context: ssl.SSLContext
) -> None:
    gate = Gate()
    with ExitStack() as stack:
        server = Server([replace(listener, app=gate)], limits=PATIENT)
        stack.enter_context(server)
        url = server.urls["wiv"]
        idle, half, calling = (
            stack.enter_context(Client(url, context)) for _ in range(3)
        )
        half.send(post(b"hello")[:-1])
        calling.send(post(b"hello"))
        assert gate.entered.acquire(timeout=SOON)
        stop = threading.Thread(target=server.stop, args=(3600,))
        stop.start()
        assert idle.socket.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            tcp(url)
        gate.go.set()
        half.send(b"o")
        for client in (calling, half):
            reply = client.receive()
            assert reply.body == b"hello"
            assert reply.headers["connection"] == "close"
        stop.join(SOON)
        assert not stop.is_alive()


def test_a_call_that_outlives_the_grace_period_is_cut_off(
    listener: Listener, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()
    before = set(threading.enumerate())  # a whole chain may run in this process
    with (
        Server([replace(listener, app=gate)], limits=PATIENT) as server,
        Client(server.urls["wiv"], context) as client,
    ):
        client.send(post(b"hello"))
        assert gate.entered.acquire(timeout=SOON)
        server.stop(grace_seconds=0)
        assert read_all(client.socket) == b""
        assert "A call at wiv outlived its grace period" in caplog.text
        new = set(threading.enumerate()) - before
        left = [thread for thread in new if thread.name == "kruispunt-wiv-1"]
        assert len(left) == 1
        gate.go.set()
        left[0].join(SOON)
        assert not left[0].is_alive()


def test_no_thread_and_no_socket_is_left_behind(
    listener: Listener, context: ssl.SSLContext, failures: SimpleQueue[TlsFailure]
) -> None:
    """pytest turns a socket that nobody closed into an error."""
    before = set(threading.enumerate())
    with Server([listener]) as server:
        with Client(server.urls["wiv"], context) as client:
            client.call()
        tcp(server.urls["wiv"]).close()
        assert failures.get(timeout=SOON).reason == "closed"
        assert len(set(threading.enumerate()) - before) == 3
        server.stop()
        server.stop()
        assert set(threading.enumerate()) == before


def test_a_server_starts_once(listener: Listener) -> None:
    with Server([listener]) as server, pytest.raises(RuntimeError, match="once"):
        server.start()


def test_a_server_that_never_started_can_be_stopped(listener: Listener) -> None:
    server = Server([listener])
    server.stop()
    assert server.urls == {}


def test_each_hop_has_its_own_address_and_application(
    listener: Listener, context: ssl.SSLContext
) -> None:
    def named(name: str) -> Listener:
        def app(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
            start("200 OK", [("Content-Length", str(len(name)))])
            return [name.encode()]

        return replace(listener, name=name, app=app)

    with Server([named("wiv"), named("magda"), named("ksz")]) as server:
        assert list(server.urls) == ["wiv", "magda", "ksz"]
        for name, url in server.urls.items():
            with Client(url, context) as client:
                assert client.call().body == name.encode()


def test_an_address_in_use_names_the_hop_and_starts_nothing(
    listener: Listener,
) -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        second = replace(listener, name="magda", port=port)
        server = Server([listener, second])
        with pytest.raises(OSError, match=f"magda cannot listen on 127.0.0.1:{port}"):
            server.start()
    assert server.urls == {}
    assert set(threading.enumerate()) == before


def test_an_unusable_certificate_is_told_at_the_start(
    listener: Listener, settings: TlsSettings, tmp_path: Path
) -> None:
    missing = replace(settings, private_key=tmp_path / "missing.key")
    with pytest.raises(ConfigurationError, match=r"missing\.key"):
        Server([replace(listener, tls=missing)]).start()


def test_a_log_of_failures_that_fails_stops_nothing(
    listener: Listener, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    logged = threading.Event()

    def broken(failure: TlsFailure) -> None:
        logged.set()
        raise OSError("the disk is full")

    with Server([replace(listener, on_tls_failure=broken)]) as server:
        tcp(server.urls["wiv"]).close()
        assert logged.wait(SOON)
        with Client(server.urls["wiv"], context) as client:
            assert client.call(b"hello").body == b"hello"
    assert "the disk is full" in caplog.text


def test_failures_that_come_faster_than_they_are_told_are_counted(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port scan must not fill the memory, nor go by in silence."""
    monkeypatch.setattr(server_module, "MOST_PENDING_FAILURES", 3)
    told: SimpleQueue[TlsFailure] = SimpleQueue()
    busy, go_on = threading.Event(), threading.Event()

    def slow(failure: TlsFailure) -> None:
        busy.set()
        assert go_on.wait(SOON)
        told.put(failure)

    with Server([replace(listener, on_tls_failure=slow)]) as server:
        report = server._hops["wiv"]._reporter.report
        failure = TlsFailure(hop="wiv", peer="p:1", reason="closed", detail="")
        report(failure)
        assert busy.wait(SOON)
        for _ in range(7):
            report(failure)
        go_on.set()
        reasons = [told.get(timeout=SOON) for _ in range(4)]
        assert [each.reason for each in reasons[:3]] == ["closed"] * 3
        assert reasons[3].reason == "too-many-failures"
        assert reasons[3].detail.startswith("5 ")
        report(failure)
        assert told.get(timeout=SOON) == failure
    assert told.empty()


def test_a_request_that_never_becomes_a_call_is_told_before_it_is_answered(
    listener: Listener, authority: Authority
) -> None:
    """Every call leaves a record (Protocol WiV–WiL art. 6.4), also an oversize one."""
    refusals: SimpleQueue[HttpRefusal] = SimpleQueue()
    watched = replace(listener, on_http_refusal=refusals.put)
    identity = authority.issue("client")
    with (
        Server([watched], limits=ServerLimits(body_bytes=100)) as server,
        Client(
            server.urls[listener.name], authority.client_context(identity)
        ) as client,
    ):
        client.send(post(b"x" * 101))
        reply = client.receive()
        refusal = refusals.get_nowait()
    assert (reply.status, refusal.status) == (413, 413)
    assert refusal.certificate == identity.der

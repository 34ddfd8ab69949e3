"""The front under its clients: silent, slow, many, early and gone."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from kruispunt_simulator.server import (
    Server,
)
from kruispunt_simulator.serving import front

from ..tls_helpers import (
    PATIENT,
    SOON,
    Client,
    Gate,
    client_hello,
    post,
    read_all,
    tcp,
)

Serve = Callable[..., Server]
Connect = Callable[[Server], Client]


# Silent and slow clients


def test_clients_that_say_nothing_or_half_of_it_hold_up_nobody(
    serve: Serve, connect: Connect
) -> None:
    """
    With one worker and no deadlines, one of these 250 would be enough.

    cheroot alone stands still at the first of each kind.
    """
    server = serve(threads=1)
    url, hello, request = server.urls["wiv"], client_hello(), post(b"x" * 100)
    with ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(tcp(url))
            stack.enter_context(tcp(url)).sendall(hello[:20])
            stack.enter_context(tcp(url)).sendall(hello)
            connect(server)
            connect(server).send(request[:-1])
        assert connect(server).call(b"hello").body == b"hello"


def test_a_client_that_does_not_read_loses_its_reply_and_nothing_else(
    serve: Serve, connect: Connect
) -> None:
    server = serve(
        lambda environ, start: large_reply(environ, start),
        threads=1,
        limits=replace(PATIENT, write_seconds=0.05),
    )
    connect(server).send(post())
    assert len(connect(server).call(path="/small").body) == 1


def large_reply(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    size = 1 if environ["PATH_INFO"] == "/small" else 16 * 1024 * 1024
    start("200 OK", [("Content-Length", str(size))])
    return [b"x" * size]


def test_a_reply_larger_than_any_buffer_arrives_whole(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve(large_reply))
    assert len(client.call().body) == 16 * 1024 * 1024
    assert client.call(path="/small").body == b"x"


def test_half_a_record_after_a_large_reply_holds_up_nobody(
    serve: Serve, connect: Connect
) -> None:
    """A worker that had to wait for this client left the socket as it found it."""
    server = serve(large_reply)
    client = connect(server)
    client.call()
    socket.socket.send(client.socket, b"\x17\x03\x03")
    assert connect(server).call(path="/small").body == b"x"


def test_a_request_that_does_not_arrive_in_time_is_told(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve(limits=replace(PATIENT, request_seconds=0)))
    client.send(post(b"hello")[:-1])
    assert client.receive().status == 408
    assert read_all(client.socket) == b""


def test_an_idle_connection_ends_silently(serve: Serve, connect: Connect) -> None:
    client = connect(serve(limits=replace(PATIENT, idle_seconds=0)))
    assert read_all(client.socket) == b""


def test_a_client_that_leaves_in_the_middle_is_forgotten(
    serve: Serve, context: ssl.SSLContext
) -> None:
    """Its connection ends at once: it does not hold up the end of the server."""
    server = serve()
    with Client(server.urls["wiv"], context) as client:
        client.send(post(b"hello")[:-1])
    server.stop(grace_seconds=3600)


# Many clients


def test_far_more_than_ten_connections_stay_open(
    serve: Serve, connect: Connect
) -> None:
    """Ten is what cheroot keeps open by default."""
    server = serve()
    clients = [connect(server) for _ in range(60)]
    for _ in range(2):
        for number, client in enumerate(clients):
            reply = client.call(b"%d" % number)
            assert reply.body == b"%d" % number
            assert "connection" not in reply.headers


def test_the_connection_that_is_idle_longest_makes_room(
    serve: Serve, connect: Connect
) -> None:
    server = serve(threads=1, limits=replace(PATIENT, connections=4))
    clients = [connect(server) for _ in range(4)]
    for client in clients:
        client.call()
    clients[0].call()
    # The books about the last call are kept with the next event of the front.
    clients[3].call()
    assert connect(server).call(b"hello").body == b"hello"
    assert read_all(clients[1].socket) == b""
    assert clients[0].call(b"still here").body == b"still here"


def test_calls_in_flight_do_not_make_room_so_the_newcomer_waits(
    serve: Serve, connect: Connect, context: ssl.SSLContext
) -> None:
    gate = Gate()
    server = serve(gate, limits=replace(PATIENT, connections=2))
    calling = [connect(server), connect(server)]
    for client in calling:
        client.send(post(b"hello"))
        assert gate.entered.acquire(timeout=SOON)
    with tcp(server.urls["wiv"]) as newcomer:
        gate.go.set()
        for client in calling:
            assert client.receive().body == b"hello"
        with context.wrap_socket(newcomer, server_hostname="127.0.0.1") as late:
            late.sendall(post(b"late"))
            assert late.recv(65536).endswith(b"late")


# Without the help of the sweep


@pytest.fixture
def no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is forgotten is not found again by looking at all deadlines."""
    monkeypatch.setattr(front, "_SWEEP_SECONDS", 3600)


@pytest.mark.usefixtures("no_sweep")
def test_what_arrives_during_a_call_is_answered_after_it(
    serve: Serve, connect: Connect
) -> None:
    gate = Gate()
    server = serve(gate)
    client, other = connect(server), connect(server)
    client.send(post(b"first"))
    assert gate.entered.acquire(timeout=SOON)
    client.send(post(b"second", "/open"))
    # By the time this is answered, the front has seen the second request too.
    assert other.call(b"other", "/open").body == b"other"
    gate.go.set()
    assert [client.receive().body for _ in range(2)] == [b"first", b"second"]


@pytest.mark.usefixtures("no_sweep")
def test_what_arrived_with_a_request_is_answered_after_it(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve())
    client.send(post(b"first") + post(b"second"))
    assert [client.receive().body for _ in range(2)] == [b"first", b"second"]


@pytest.mark.usefixtures("no_sweep")
def test_the_end_of_a_connection_does_not_wait(serve: Serve, connect: Connect) -> None:
    client = connect(serve())
    client.send(b"POST / HTTP/1.0\r\n\r\n")
    assert read_all(client.socket).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.usefixtures("no_sweep")
def test_the_end_of_the_server_does_not_wait(serve: Serve, connect: Connect) -> None:
    gate = Gate()
    server = serve(gate)
    idle, client = connect(server), connect(server)
    client.send(post(b"hello"))
    assert gate.entered.acquire(timeout=SOON)
    stop = threading.Thread(target=server.stop, args=(3600,))
    stop.start()
    assert idle.socket.recv(1) == b""
    gate.go.set()
    assert client.receive().body == b"hello"
    stop.join(SOON)
    assert not stop.is_alive()

"""What HTTP and WSGI allow, what they do not, and applications that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from kruispunt_simulator.server import (
    Server,
)

from ..tls_helpers import (
    Client,
    echo,
    post,
    read_all,
)

Serve = Callable[..., Server]
Connect = Callable[[Server], Client]


# What HTTP allows


def test_a_request_may_come_in_single_bytes(serve: Serve, connect: Connect) -> None:
    client = connect(serve())
    for byte in post(b"hello"):
        client.send(bytes([byte]))
    assert client.receive().body == b"hello"


def test_a_chunked_body_looks_like_any_other(serve: Serve, connect: Connect) -> None:
    client = connect(serve())
    for _ in range(2):
        client.send(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"
        )
        reply = client.receive()
        assert (reply.body, reply.headers["x-length"]) == (b"hello world", "11")


def test_a_client_that_expects_100_gets_it_before_it_sends(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve())
    client.send(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Expect: 100-continue\r\n\r\n"
    )
    assert client.socket.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.send(b"hello")
    assert client.receive().body == b"hello"


def test_requests_sent_ahead_are_answered_in_order(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve())
    client.send(b"".join(post(b"%d" % number) for number in range(20)))
    received = b""
    while b"\r\n\r\n19" not in received:
        received += client.socket.recv(65536)
    bodies = [part.partition(b"HTTP")[0] for part in received.split(b"\r\n\r\n")[1:]]
    assert bodies == [b"%d" % number for number in range(20)]


@pytest.mark.parametrize(
    ("line", "field", "answer"),
    [
        ("HTTP/1.1", "", None),
        ("HTTP/1.1", "Connection: TE\r\n", None),
        ("HTTP/1.1", "Connection: close\r\n", "close"),
        ("HTTP/1.1", "TE: trailers\r\nConnection: TE, Close\r\n", "close"),
        ("HTTP/1.0", "", None),
        ("HTTP/1.0", "Connection: Keep-Alive\r\n", "Keep-Alive"),
        ("HTTP/1.0", "Connection: keep-alive\r\n", "Keep-Alive"),
    ],
)
def test_the_connection_stays_open_when_the_client_wants_it(
    serve: Serve, connect: Connect, line: str, field: str, answer: str | None
) -> None:
    client = connect(serve())
    request = f"POST / {line}\r\nHost: x\r\n{field}Content-Length: 5\r\n\r\nhello"
    client.send(request.encode())
    reply = client.receive()
    assert reply.body == b"hello"
    assert reply.headers.get("connection") == answer
    if answer == "close" or (line == "HTTP/1.0" and answer is None):
        assert client.socket.recv(1) == b""
    else:
        assert client.call(b"again").body == b"again"


@pytest.mark.parametrize("line", ["HTTP/1.1", "HTTP/1.0"])
def test_a_reply_without_length_has_an_end(
    serve: Serve, connect: Connect, line: str
) -> None:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [])
        yield b"hello"
        yield b" world"

    client = connect(serve(app))
    client.send(f"GET / {line}\r\nHost: x\r\n\r\n".encode())
    assert client.receive().body == b"hello world"


def test_head_and_body_leave_in_one_record(serve: Serve, connect: Connect) -> None:
    """Two would cost some clients 40 ms a call: Nagle and the delayed ACK."""
    client = connect(serve())
    client.send(post(b"x" * 4096))
    record = client.socket.recv(65536)
    assert record.startswith(b"HTTP/1.1 200 OK\r\n")
    assert record.endswith(b"\r\n\r\n" + b"x" * 4096)


def test_the_server_tells_no_version(serve: Serve, connect: Connect) -> None:
    headers = connect(serve()).call().headers
    assert headers["server"] == "kruispunt"


def test_the_environ_says_where_and_how(serve: Serve, connect: Connect) -> None:
    seen: SimpleQueue[WSGIEnvironment] = SimpleQueue()

    def app(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        seen.put(environ)
        return echo(environ, start)

    server = serve(app)
    client = connect(server)
    client.send(
        b"GET /Dienst-02.00/soap%20x?wsdl HTTP/1.1\r\nHost: h:1\r\nX_Under: no\r\n"
        b'SOAPAction: "a"\r\nContent-Type: text/xml\r\nExpect: 100-continue\r\n\r\n'
    )
    client.receive()
    environ = seen.get_nowait()
    expected = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/Dienst-02.00/soap x",
        "QUERY_STRING": "wsdl",
        "CONTENT_TYPE": "text/xml",
        "CONTENT_LENGTH": "0",
        "HTTP_SOAPACTION": '"a"',
        "HTTP_HOST": "h:1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": str(client.socket.getsockname()[1]),
        "SERVER_PORT": server.urls["wiv"].rpartition(":")[2],
        "wsgi.url_scheme": "https",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
    }
    assert {key: environ[key] for key in expected} == expected
    assert environ.keys() & {"HTTP_X_UNDER", "HTTP_EXPECT"} == set()


# What it does not


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n", 405, id="method"),
        pytest.param(b"POST / HTTP/2.5\r\nHost: x\r\n\r\n", 505, id="version"),
        pytest.param(b"POST / HTTP/one\r\nHost: x\r\n\r\n", 400, id="no version"),
        pytest.param(b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400, id="no field"),
        pytest.param(b"POST /" + b"x" * 40_000, 431, id="long line"),
    ],
)
def test_a_bad_request_is_answered_plainly_and_ends_the_connection(
    serve: Serve, connect: Connect, request_bytes: bytes, status: int
) -> None:
    server = serve()
    client = connect(server)
    client.send(request_bytes)
    reply = client.receive()
    assert reply.status == status
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.headers["connection"] == "close"
    assert read_all(client.socket) == b""
    assert connect(server).call(b"hello").body == b"hello"


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_client_reads_why_its_body_is_refused_after_sending_all_of_it(
    serve: Serve, connect: Connect, chunked: bool
) -> None:
    """A server that closes too early resets the connection, and the reply is lost."""
    client = connect(serve())
    size = 4 * 1024 * 1024
    coding = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    start = f"POST / HTTP/1.1\r\nHost: x\r\n{coding}\r\n\r\n"
    client.send(start.encode() + (f"{size:x}\r\n".encode() if chunked else b""))
    client.send(b"x" * size)
    reply = client.receive()
    assert (reply.status, reply.body) == (413, b"The body exceeds 1048576 bytes.\n")


def test_the_largest_body_is_not_refused(serve: Serve, connect: Connect) -> None:
    body = b"x" * 1024 * 1024
    assert connect(serve()).call(body).body == body


# An application that fails


def fail_at_once(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    raise RuntimeError("the application is broken")


def fail_in_the_body(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
    start("200 OK", [("Content-Length", "5")])
    raise RuntimeError("the application is broken")
    yield b""


def fail_like_a_line(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    raise ConnectionResetError("the application is broken")


def forget_to_start(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    return [b"the application is broken"]


@pytest.mark.parametrize(
    "app", [fail_at_once, fail_in_the_body, fail_like_a_line, forget_to_start]
)
def test_an_application_that_fails_is_500_and_logged(
    serve: Serve,
    connect: Connect,
    app: WSGIApplication,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = serve(app, threads=1)
    for _ in range(2):
        reply = connect(server).call()
        assert reply.status == 500
        assert b"broken" not in reply.body
    assert caplog.text.count("The application failed on a call of 127.0.0.1:") == 2


def test_a_reply_that_breaks_off_is_not_mistaken_for_a_whole_one(
    serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "10")])
        yield b"hello"
        raise RuntimeError("the application is broken")

    client = connect(serve(app))
    client.send(post())
    assert read_all(client.socket).endswith(b"\r\n\r\nhello")
    assert "the application is broken" in caplog.text

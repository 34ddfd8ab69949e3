"""
From a whole request to the bytes of its reply, through cheroot and WSGI.

cheroot parses the request line and the fields, makes the WSGI environ and renders the
reply. It gets the request from memory, so nothing here waits for a client but a write.

Where cheroot is corrected (11.1, seen in its `server.py`):

- `Connection` is a list of tokens in any case: `TE, close` closes, `keep-alive` keeps.
- `Expect` is the front's affair and not repeated to the application.
- Fields with an underscore would pass for the one with a hyphen; they are dropped.
- Head and first part of the body leave in one write, as one TLS record: two make some
  clients wait for a delayed acknowledgement, 40 ms a call.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from wsgiref.types import WSGIApplication

from cheroot.server import HeaderReader, HTTPRequest
from cheroot.wsgi import Gateway_10

from kruispunt_simulator.serving.connection import Connection
from kruispunt_simulator.serving.framing import Refusal, WholeRequest, plain_answer

_log = logging.getLogger(__name__)


class Answerer:
    """
    Runs one application; stands in for cheroot's server object.

    Args:
        stopping: True from the moment on that connections no longer stay open.
        refused: Told of each request that the application never sees, before the client
            is.
        environ: Keys that every call finds, beside those of its connection.
    """

    # What cheroot's request and gateway ask of their server.
    protocol = "HTTP/1.1"
    server_name = "kruispunt"
    software = "kruispunt"
    gateway = Gateway_10
    ssl_adapter = object()

    def __init__(
        self,
        *,
        app: WSGIApplication,
        address: tuple[str, int],
        idle_seconds: float,
        write_seconds: float,
        stopping: Callable[[], bool],
        refused: Callable[[Connection, Refusal], None],
        environ: dict[str, object],
    ) -> None:
        self.wsgi_app = app
        self.bind_addr = address
        self.timeout = round(idle_seconds)
        self._write_seconds = write_seconds
        self._stopping = stopping
        self._refused = refused
        self._environ = environ

    @property
    def can_add_keepalive_connection(self) -> bool:
        """The reply may leave its connection open."""
        return not self._stopping()

    def answer(self, connection: Connection) -> bool:
        """
        Answer the request that the connection's reader holds.

        Returns:
            True if the connection is fit for another request.
        """
        if connection.refusal is not None:
            self.refuse(connection, connection.refusal)
            connection.say(
                plain_answer(connection.refusal.status, connection.refusal.text)
            )
            return False
        line = _Line(connection, self._write_seconds)
        line.ssl_env = {**connection.environ, **self._environ}
        request = _Request(self, line, connection.reader.take())
        try:
            request.parse_request()
            if request.ready:
                request.respond()
            line.flush()
        except (_LineFailed, LineCut) as failure:
            _log.info("No reply to %s: %s", connection.peer, failure)
            return False
        except Exception:
            _log.exception("The application failed on a call of %s", connection.peer)
            if not line.started:
                line.discard()
                with suppress(_LineFailed):
                    request.simple_response("500 Internal Server Error")
                    line.flush()
            return False
        return not request.close_connection

    def refuse(self, connection: Connection, refusal: Refusal) -> None:
        """Tell of a request that the application never sees."""
        try:
            self._refused(connection, refusal)
        except Exception:
            _log.exception("A refusal to %s was not recorded", connection.peer)


class LineCut(Exception):
    """An application raises it in place of a reply: the connection ends."""


class _LineFailed(Exception):
    """The client is gone or does not read; no OSError of the application."""


class _Line:
    """What cheroot knows as the connection: the way out, during one reply."""

    def __init__(self, connection: Connection, write_seconds: float) -> None:
        self.connection = connection
        self.remote_addr = connection.remote_addr
        self.remote_port = connection.remote_port
        self.ssl_env: dict[str, object] = {}
        self.started = False
        """Part of the reply is on its way; it cannot be another one any more."""
        self._socket = connection.socket
        self._write_seconds = write_seconds
        self._held = b""

    @property
    def wfile(self) -> _Line:
        return self

    def write(self, data: bytes) -> None:
        """Send, but hold the first part (the head) for the second."""
        if not self.started and not self._held:
            self._held = data
            return
        data, self._held = self._held + data, b""
        self._send(data)

    def flush(self) -> None:
        """Send what is held."""
        if self._held:
            data, self._held = self._held, b""
            self._send(data)

    def discard(self) -> None:
        """Forget what is held."""
        self._held = b""

    def _send(self, data: bytes) -> None:
        self.started = True
        try:
            try:
                sent = self._socket.send(data)
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                sent = 0
            if sent < len(data):
                # Seldom: a reply larger than the socket's buffer.
                self._socket.settimeout(self._write_seconds)
                try:
                    self._socket.sendall(memoryview(data)[sent:])
                finally:
                    self._socket.settimeout(0)
        except OSError as error:
            raise _LineFailed(str(error)) from error


class _Headers(HeaderReader):
    def _allow_header(self, key_name: bytes) -> bool:
        return b"_" not in key_name and key_name not in _HOP_BY_HOP


_HOP_BY_HOP = {b"Expect", b"Transfer-Encoding", b"Te"}
"""Dealt with before the application sees the request, in cheroot's spelling."""


_JOINED = {b"Traceparent", b"Tracestate"}
"""
Fields that cheroot does not know: given twice, it would keep the last one only.

Source: W3C Trace Context sections 3.2 (two of the first say nothing) and 3.3 (several
of the second are one list).
"""


class _Fields(dict[bytes, bytes]):
    """The header fields of one request."""

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name in _JOINED and name in self:
            value = b", ".join((self[name], value))
        super().__setitem__(name, value)


class _Request(HTTPRequest):
    """A request that has arrived completely."""

    header_reader = _Headers()

    def __init__(self, server: Answerer, line: _Line, whole: WholeRequest) -> None:
        super().__init__(server, line)
        self._whole = whole
        self.inheaders = _Fields()

    def parse_request(self) -> None:
        self.rfile = BytesIO(self._whole.head)
        complete: bool = self.read_request_line()  # type: ignore[no-untyped-call]
        if complete and self.read_request_headers():
            self.rfile = BytesIO(self._whole.body)
            self.ready = True

    def read_request_headers(self) -> bool:
        try:
            self.header_reader(self.rfile, self.inheaders)
        except ValueError as error:
            self.simple_response("400 Bad Request", str(error))
            return False
        connection: bytes = self.inheaders.get(b"Connection", b"")
        tokens = {token.strip() for token in connection.lower().split(b",")}
        if self.response_protocol == "HTTP/1.1":
            self.close_connection = b"close" in tokens
        else:
            self.close_connection = b"keep-alive" not in tokens
        # For a chunked body too: it is whole, so its length is known.
        self.inheaders[b"Content-Length"] = b"%d" % len(self._whole.body)
        return True

    def respond(self) -> None:
        self.server.gateway(self).respond()
        self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

    def simple_response(self, status: str, msg: str = "") -> None:
        """Answer without the application and end the connection."""
        self.close_connection = True
        refusal = Refusal(status=HTTPStatus(int(status[:3])), text=msg)
        self.server.refuse(self.conn.connection, refusal)
        self.conn.wfile.write(plain_answer(refusal.status, refusal.text))

r"""
Where one HTTP request ends and the next begins. No sockets, clocks or files here.

    buffer:  POST /x HTTP/1.1\r\n ... \r\n\r\n | body             | next request ...
             ^------------- head --------------^ length or chunks ^ stays for later

`RequestReader` is fed bytes as they come and says what they amount to: nothing yet, a
client waiting for 100 (Continue), a whole request, or a refusal. The chunked coding is
undone here, so whoever reads the request needs no network any more.

Source: RFC 9112, sections 2.2, 6.1, 6.3 and 7.1; RFC 9110, section 10.1.1. Stricter
than the text where two readings of one request are possible: bare LF, two lengths, a
length beside a transfer coding and white space before a colon are all refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

METHODS = (b"POST", b"GET")
"""POST carries every question; GET is for the `?wsdl` of a service."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_CRLF = b"\r\n"
_FIELD = re.compile(
    rb"^(content-length|transfer-encoding|expect)([ \t]*):[ \t]*([^\r\n]*?)[ \t]*\r$",
    re.IGNORECASE | re.MULTILINE,
)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")
_CHUNK_LINE_BYTES = 256
"""Bound of a chunk size with its extensions, which nobody uses."""


class Step(Enum):
    """What the bytes so far amount to."""

    MORE = "more"
    CONTINUE = "continue"
    """As MORE, and the client waits for `CONTINUE` before it sends the body."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that goes no further; the connection closes after the answer."""

    status: HTTPStatus
    text: str
    """For people, in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRequest:
    """One request, complete."""

    head: bytes
    """Request line and fields, up to and with the empty line."""
    body: bytes
    """Without the chunked coding."""


class RequestReader:
    """Collects the requests of one connection, one after the other."""

    __slots__ = (
        "_body_bytes",
        "_buffer",
        "_chunks",
        "_head",
        "_header_bytes",
        "_length",
    )

    def __init__(self, *, header_bytes: int, body_bytes: int) -> None:
        self._header_bytes = header_bytes
        self._body_bytes = body_bytes
        self._buffer = bytearray()
        self._head: bytes | None = None
        self._length = 0
        self._chunks: _Chunks | None = None

    @property
    def started(self) -> bool:
        """Part of a request has arrived."""
        return bool(self._buffer) or self._head is not None

    def feed(self, data: bytes | memoryview) -> None:
        """Add bytes from the connection; `advance` judges them."""
        self._buffer += data

    def advance(self) -> Step | Refusal:
        """
        Find out what has arrived.

        Returns:
            CONTINUE at most once per request. WHOLE until `take` is called. After a
            `Refusal` the reader is of no further use.
        """
        expects_continue = False
        if self._head is None:
            head = self._read_head()
            if not isinstance(head, bytes):
                return head
            fields = _framing_fields(head)
            refusal = fields if isinstance(fields, Refusal) else self._judge(fields)
            if refusal is not None:
                return refusal
            self._head = head
            expects_continue = isinstance(fields, dict) and b"expect" in fields
        if self._chunks is not None:
            step = self._chunks.advance(self._buffer)
        else:
            step = Step.WHOLE if len(self._buffer) >= self._length else Step.MORE
        return Step.CONTINUE if step is Step.MORE and expects_continue else step

    def take(self) -> WholeRequest:
        """Remove the request that `advance` found WHOLE; what follows it stays."""
        if self._head is None:
            raise LookupError("no whole request has arrived")
        if self._chunks is None:
            body = bytes(self._buffer[: self._length])
            del self._buffer[: self._length]
        else:
            body = bytes(self._chunks.body)
        request = WholeRequest(head=self._head, body=body)
        self._head = self._chunks = None
        return request

    def _read_head(self) -> bytes | Step | Refusal:
        """Move a complete head out of the buffer."""
        buffer = self._buffer
        while buffer.startswith(_CRLF):  # RFC 9112, section 2.2: ignore them
            del buffer[:2]
        end = buffer.find(b"\r\n\r\n")
        size = end + 4 if end >= 0 else len(buffer)
        if size > self._header_bytes:
            return Refusal(
                status=HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                text=f"Request line and headers exceed {self._header_bytes} bytes.",
            )
        first = buffer.find(b"\n")
        if first == 0 or (first > 0 and buffer[first - 1] != 0x0D):
            return _bad("Lines end with CR LF.")
        if end < 0:
            return Step.MORE
        head = bytes(buffer[:size])
        del buffer[:size]
        return head

    def _judge(self, fields: dict[bytes, bytes]) -> Refusal | None:
        """Find out how the body is delimited, or why that cannot be told."""
        if fields.get(b"expect", b"100-continue").lower() != b"100-continue":
            return Refusal(
                status=HTTPStatus.EXPECTATION_FAILED,
                text="The only expectation is 100-continue.",
            )
        length = fields.get(b"content-length")
        coding = fields.get(b"transfer-encoding")
        if coding is None:
            return self._judge_length(b"0" if length is None else length)
        if length is not None:
            return _bad("Content-Length stands beside Transfer-Encoding.")
        if coding.lower() != b"chunked":
            return Refusal(
                status=HTTPStatus.NOT_IMPLEMENTED,
                text="The only transfer coding is chunked.",
            )
        self._chunks = _Chunks(body_bytes=self._body_bytes)
        return None

    def _judge_length(self, length: bytes) -> Refusal | None:
        # int() alone would also read a sign, an underscore and white space.
        if not length.isdigit() or len(length) > 18:
            return _bad("Content-Length is not a number.")
        self._length = int(length)
        return _too_large(self._body_bytes) if self._length > self._body_bytes else None


class _Chunks:
    """Undoes the chunked coding as it arrives; trailer fields are dropped."""

    __slots__ = ("_body_bytes", "_left", "_trailer", "body")

    def __init__(self, *, body_bytes: int) -> None:
        self.body = bytearray()
        self._body_bytes = body_bytes
        # Data bytes still to come in this chunk; 0 when its CRLF is next, None when
        # the size of a chunk is.
        self._left: int | None = None
        # Bytes of the trailer so far; None before it.
        self._trailer: int | None = None

    def advance(self, buffer: bytearray) -> Step | Refusal:
        """Consume what `buffer` holds of this body, and nothing behind it."""
        while True:
            if self._left:
                data = bytes(buffer[: self._left])
                del buffer[: len(data)]
                self.body += data
                self._left -= len(data)
                if self._left:
                    return Step.MORE
            end = buffer.find(_CRLF)
            if max(end, len(buffer) if end < 0 else 0) > _CHUNK_LINE_BYTES:
                return _bad("A line of the chunked coding is too long.")
            if end < 0:
                return Step.MORE
            line = bytes(buffer[:end])
            del buffer[: end + 2]
            if self._trailer is not None and not line:
                return Step.WHOLE
            refusal = self._judge_line(line)
            if refusal is not None:
                return refusal

    def _judge_line(self, line: bytes) -> Refusal | None:
        if self._trailer is not None:
            self._trailer += len(line)
            too_long = self._trailer > 16 * _CHUNK_LINE_BYTES
            return _bad("The trailer is too long.") if too_long else None
        if self._left == 0:
            self._left = None
            return _bad("A chunk is longer than its size.") if line else None
        match = _CHUNK_SIZE.fullmatch(line)
        if match is None:
            return _bad("The size of a chunk is not a hexadecimal number.")
        size = int(match[1], 16)
        if len(self.body) + size > self._body_bytes:
            return _too_large(self._body_bytes)
        if size:
            self._left = size
        else:
            self._trailer = 0
        return None


def plain_answer(status: HTTPStatus, text: str) -> bytes:
    """Render an answer of the server itself, after which the connection closes."""
    body = f"{text or status.phrase}\n".encode()
    allow = "Allow: GET, POST\r\n" if status is HTTPStatus.METHOD_NOT_ALLOWED else ""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n{allow}"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def _framing_fields(head: bytes) -> dict[bytes, bytes] | Refusal:
    """Find the fields that say where the request ends, by lower-case name."""
    if head[: head.find(b" ")] not in METHODS:
        return Refusal(
            status=HTTPStatus.METHOD_NOT_ALLOWED,
            text="Only POST is allowed, and GET for a description.",
        )
    fields: dict[bytes, bytes] = {}
    for name, space, value in _FIELD.findall(head):
        if space or fields.setdefault(name.lower(), value) != value:
            return _bad(f"{name.decode()} is ambiguous.")
    return fields


def _bad(text: str) -> Refusal:
    return Refusal(status=HTTPStatus.BAD_REQUEST, text=text)


def _too_large(limit: int) -> Refusal:
    return Refusal(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        text=f"The body exceeds {limit} bytes.",
    )

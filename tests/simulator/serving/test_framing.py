"""Where a request ends: every way to say it, and every way to say it wrongly."""

from __future__ import annotations

import pytest
from kruispunt_simulator.serving.framing import (
    Refusal,
    RequestReader,
    Step,
    plain_answer,
)

HEAD = b"POST /x HTTP/1.1\r\nHost: h\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def reader_of(*parts: bytes) -> RequestReader:
    reader = RequestReader(header_bytes=1024, body_bytes=100)
    for part in parts:
        reader.feed(part)
    return reader


def refused(data: bytes) -> int:
    step = reader_of(data).advance()
    assert isinstance(step, Refusal)
    assert step.text
    return step.status


@pytest.mark.parametrize(
    ("request_bytes", "body"),
    [
        pytest.param(HEAD + b"Content-Length: 3\r\n\r\nabc", b"abc", id="length"),
        pytest.param(HEAD + b"content-LENGTH:3\r\n\r\nabc", b"abc", id="other case"),
        pytest.param(HEAD + b"\r\n", b"", id="no body"),
        pytest.param(b"\r\n\r\n" + HEAD + b"\r\n", b"", id="empty lines first"),
        pytest.param(b"GET /x?wsdl HTTP/1.0\r\n\r\n", b"", id="HTTP/1.0 GET"),
        pytest.param(CHUNKED + b"0\r\n\r\n", b"", id="no chunk"),
        pytest.param(
            CHUNKED + b"3\r\nabc\r\n2;why=not\r\nde\r\n000\r\n\r\n",
            b"abcde",
            id="two chunks, one extension",
        ),
        pytest.param(
            CHUNKED + b"A\r\n0123456789\r\n0\r\nT: 1\r\nU: 2\r\n\r\n",
            b"0123456789",
            id="trailer",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: Chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n",
            b"\n",
            id="coding in other case, data is a line feed",
        ),
    ],
)
def test_a_request_is_whole_with_its_last_byte_and_not_before(
    request_bytes: bytes, body: bytes
) -> None:
    reader = reader_of()
    for byte in request_bytes[:-1]:
        reader.feed(bytes([byte]))
        assert reader.advance() is Step.MORE
    reader.feed(request_bytes[-1:])
    assert reader.advance() is Step.WHOLE
    assert reader.take().body == body
    assert not reader.started


def test_the_next_request_stays_for_later() -> None:
    first, second = CHUNKED + b"1\r\na\r\n0\r\n\r\n", b"GET /y HTTP/1.1\r\n\r\n"
    reader = reader_of(first + second)
    assert reader.advance() is Step.WHOLE
    assert reader.take().head == CHUNKED
    assert reader.started
    assert reader.advance() is Step.WHOLE
    assert reader.take().head == second


def test_a_request_can_only_be_taken_when_there_is_one() -> None:
    with pytest.raises(LookupError):
        reader_of(b"POST").take()


def test_a_client_that_waits_is_told_to_continue_once() -> None:
    expect = HEAD + b"Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n"
    reader = reader_of(expect)
    assert reader.advance() is Step.CONTINUE
    assert reader.advance() is Step.MORE
    reader.feed(b"abc")
    assert reader.advance() is Step.WHOLE


def test_a_client_that_waited_in_vain_and_sent_all_is_not_told() -> None:
    expect = HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    assert reader_of(expect + b"abc").advance() is Step.WHOLE


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(b"PUT / HTTP/1.1\r\n\r\n", 405, id="PUT"),
        pytest.param(b"post / HTTP/1.1\r\n\r\n", 405, id="methods have a case"),
        pytest.param(b"nonsense\r\n\r\n", 405, id="no request line"),
        pytest.param(b"POST / HTTP/1.1\nHost: h\n\n", 400, id="bare line feeds"),
        pytest.param(b"\nPOST / HTTP/1.1\r\n\r\n", 400, id="line feed first"),
        pytest.param(HEAD + b"Content-Length: -1\r\n\r\n", 400, id="negative"),
        pytest.param(HEAD + b"Content-Length: +1\r\n\r\n", 400, id="signed"),
        pytest.param(HEAD + b"Content-Length: 1_0\r\n\r\n", 400, id="underscore"),
        pytest.param(HEAD + b"Content-Length:\r\n\r\n", 400, id="no length"),
        pytest.param(
            HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400,
            id="two lengths",
        ),
        pytest.param(
            HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400,
            id="length and coding",
        ),
        pytest.param(HEAD + b"Content-Length : 1\r\n\r\n", 400, id="space"),
        pytest.param(HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501, id="gzip"),
        pytest.param(HEAD + b"Expect: a miracle\r\n\r\n", 417, id="expectation"),
        pytest.param(HEAD + b"Content-Length: 101\r\n\r\n", 413, id="body too large"),
        pytest.param(
            HEAD + b"Expect: 100-continue\r\nContent-Length: 101\r\n\r\n",
            413,
            id="body too large, and the client asks first",
        ),
        pytest.param(HEAD + b"X: " + b"x" * 1024, 431, id="head too large"),
        pytest.param(
            HEAD + b"X: " + b"x" * 1024 + b"\r\n\r\n", 431, id="whole head too large"
        ),
        pytest.param(CHUNKED + b"65\r\n", 413, id="chunk too large"),
        pytest.param(
            CHUNKED + b"64\r\n" + b"x" * 100 + b"\r\n1\r\n", 413, id="chunks too large"
        ),
        pytest.param(CHUNKED + b"0x1\r\n", 400, id="size not hexadecimal"),
        pytest.param(CHUNKED + b"-1\r\n", 400, id="negative size"),
        pytest.param(CHUNKED + b"\r\n", 400, id="no size"),
        pytest.param(CHUNKED + b"1\r\nab\r\n", 400, id="chunk longer than its size"),
        pytest.param(CHUNKED + b"1;" + b"x" * 300, 400, id="size line too long"),
        pytest.param(
            CHUNKED + b"0\r\n" + b"T: x\r\n" * 1500, 400, id="trailer too long"
        ),
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused(
    request_bytes: bytes, status: int
) -> None:
    assert refused(request_bytes) == status


def test_the_largest_body_is_not_refused() -> None:
    reader = reader_of(HEAD + b"Content-Length: 100\r\n\r\n" + b"x" * 100)
    assert reader.advance() is Step.WHOLE
    reader = reader_of(CHUNKED + b"64\r\n" + b"x" * 100 + b"\r\n0\r\n\r\n")
    assert reader.advance() is Step.WHOLE


def test_a_plain_answer_announces_the_end_of_the_connection() -> None:
    step = reader_of(b"DELETE / HTTP/1.1\r\n\r\n").advance()
    assert isinstance(step, Refusal)
    head, _, body = plain_answer(step.status, step.text).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 405 Method Not Allowed"
    assert b"Allow: GET, POST" in lines
    assert b"Connection: close" in lines
    assert f"Content-Length: {len(body)}".encode() in lines

"""HTTP and TLS as toolkits speak them: a good question is answered in every form."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import pytest

from .envelopes import SOON, Answer, Chain, Envelope, verified

ASK: Final = "care allowance at magda"
PARTY: Final = "wonen-in-vlaanderen"
PATH: Final = "/GeefZorgtoeslagDienst-02.00/soap/WebService"
MANY: Final = 200
"""Connections; a few hundred is what toolkits with a pool keep open."""

Head = Mapping[str, str]


class Line:
    """One connection to `magda`, two-way TLS, on which a test writes octets."""

    def __init__(self, socket: ssl.SSLSocket) -> None:
        self.socket = socket

    def read(self, sent: bytes, method: str = "POST") -> Answer:
        """Read one reply, as far as its head says; an interim reply is skipped."""
        response = HTTPResponse(self.socket, method=method)
        response.begin()
        return Answer(
            hop="magda",
            status=response.status,
            headers={k.lower(): v for k, v in response.getheaders()},
            body=response.read(),
            sent=sent,
            peer="{}:{}".format(*self.socket.getsockname()),
        )

    def is_closed(self) -> bool:
        """Whether the other side ends the connection, orderly, after the reply."""
        return self.socket.recv(1) == b""


Dial = Callable[..., Line]


@pytest.fixture
def dial(chain: Chain) -> Iterator[Dial]:
    """Opens connections that last as long as the test."""
    with ExitStack() as lines:

        def open_line(context: ssl.SSLContext | None = None) -> Line:
            return Line(lines.enter_context(connected(chain, context)))

        yield open_line


@contextmanager
def connected(chain: Chain, context: ssl.SSLContext | None) -> Iterator[ssl.SSLSocket]:
    where = urlsplit(chain.simulator.urls["magda"])
    tls = context or chain.tls("magda", chain.identity(PARTY))
    plain = socket.create_connection((where.hostname, where.port), timeout=SOON)
    with plain, tls.wrap_socket(plain, server_hostname=where.hostname) as line:
        yield line


def head(fields: Head, *, version: str = "1.1", method: str = "POST") -> bytes:
    """Write a request head; a Host is there unless the version knows none."""
    lines = [f"{method} {PATH} HTTP/{version}"]
    if version == "1.1":
        lines.append("Host: localhost")
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def chunked(
    octets: bytes, size: int, *, extension: str = "", trailer: str = ""
) -> bytes:
    """Write a body in chunks."""
    parts = [octets[at : at + size] for at in range(0, len(octets), size)]
    written = b"".join(
        f"{len(part):x}{extension}\r\n".encode() + part + b"\r\n" for part in parts
    )
    return written + f"0\r\n{trailer}\r\n".encode()


def answered(chain: Chain, answer: Answer) -> None:
    """Know that a reply holds the data, signed by `magda`."""
    assert answer.status == 200
    assert answer.refusal is None
    assert "content-encoding" not in answer.headers
    assert verified(chain, answer).body.findtext(".//Pijler1") == "6"


class Form(NamedTuple):
    """How a question is sent."""

    fields: Head
    version: str = "1.1"
    write: Callable[[bytes], bytes] | None = None
    """Writes the body; None: as it is, with its length."""
    closes: bool = False
    """Whether the connection must end after the reply."""


XML: Final = {"Content-Type": "text/xml; charset=utf-8"}
CHUNKED: Final = {**XML, "Transfer-Encoding": "chunked"}
FORMS: Final = {
    "plain": Form(XML),
    "chunked, one chunk": Form(CHUNKED, write=lambda o: chunked(o, len(o))),
    "chunked, many chunks": Form(CHUNKED, write=lambda o: chunked(o, 97)),
    "chunked, with an extension": Form(
        CHUNKED, write=lambda o: chunked(o, 512, extension=";a=b")
    ),
    "chunked, with a trailer": Form(
        CHUNKED, write=lambda o: chunked(o, 512, trailer="Date: now\r\n")
    ),
    "HTTP/1.0": Form(XML, version="1.0", closes=True),
    "HTTP/1.0 that keeps alive": Form({**XML, "Connection": "Keep-Alive"}, "1.0"),
    "Connection: close": Form({**XML, "Connection": "close"}, closes=True),
    "Connection: TE, close": Form(
        {**XML, "TE": "deflate,gzip;q=0.3", "Connection": "TE, close"}, closes=True
    ),
    "Connection: keep-alive": Form({**XML, "Connection": "keep-alive"}),
    "Accept-Encoding: none": Form({**XML, "Accept-Encoding": "none"}),
    "Accept-Encoding: gzip": Form({**XML, "Accept-Encoding": "gzip, deflate"}),
    "charset without a space": Form({"Content-Type": "text/xml;charset=UTF-8"}),
    "charset with a space": Form({"Content-Type": "text/xml; charset=UTF-8"}),
    "charset in quotes": Form({"Content-Type": 'text/xml; charset="utf-8"'}),
    "content type of SOAP 1.2": Form(
        {"Content-Type": "application/soap+xml; charset=utf-8"}
    ),
    "no content type": Form({}),
    "empty SOAPAction": Form({**XML, "SOAPAction": '""'}),
    "unrelated SOAPAction": Form({**XML, "SOAPAction": '"http://elsewhere/Do"'}),
    "SOAPAction without quotes": Form({**XML, "SOAPAction": ""}),
    "field names in lower case": Form({"content-type": "text/xml", "soapaction": '""'}),
}
"""`plain` has no SOAPAction either."""


def sent_as(form: Form, octets: bytes) -> bytes:
    """Write the whole request."""
    fields = dict(form.fields)
    body = octets
    if form.write is None:
        fields["Content-Length"] = str(len(octets))
    else:
        body = form.write(octets)
    return head(fields, version=form.version) + body


@pytest.mark.parametrize("name", FORMS)
def test_form_of_http_is_answered(
    chain: Chain, envelope: Callable[..., Envelope], dial: Dial, name: str
) -> None:
    form = FORMS[name]
    octets = envelope(ASK).signed().octets
    line = dial()
    line.socket.sendall(sent_as(form, octets))
    answered(chain, line.read(octets))
    if form.closes:
        assert line.is_closed()
        return
    again = envelope(ASK).signed().octets
    line.socket.sendall(sent_as(form, again))
    answered(chain, line.read(again))


def test_client_that_expects_100_continue_is_told_before_it_sends(
    chain: Chain, envelope: Callable[..., Envelope], dial: Dial
) -> None:
    octets = envelope(ASK).signed().octets
    fields = {**XML, "Content-Length": str(len(octets)), "Expect": "100-continue"}
    line = dial()
    line.socket.sendall(head(fields))
    told = b"HTTP/1.1 100 Continue\r\n\r\n"
    heard = b""
    while len(heard) < len(told):
        heard += line.socket.recv(len(told) - len(heard))
    assert heard == told
    line.socket.sendall(octets)
    answered(chain, line.read(octets))


def test_client_that_does_not_wait_for_100_continue_is_answered(
    chain: Chain, envelope: Callable[..., Envelope], dial: Dial
) -> None:
    octets = envelope(ASK).signed().octets
    fields = {**XML, "Content-Length": str(len(octets)), "Expect": "100-continue"}
    line = dial()
    line.socket.sendall(head(fields) + octets)
    answered(chain, line.read(octets))


@pytest.mark.parametrize(
    "declaration", [b"", b'<?xml version="1.0" encoding="utf-8"?>', b"\xef\xbb\xbf"]
)
def test_message_may_begin_in_any_usual_way(
    chain: Chain,
    envelope: Callable[..., Envelope],
    dial: Dial,
    declaration: bytes,
) -> None:
    """None, a declaration, or the byte order mark that .NET writes."""
    octets = envelope(ASK).signed().octets
    octets = declaration + octets[octets.index(b"?>") + 2 :].lstrip()
    line = dial()
    line.socket.sendall(sent_as(FORMS["plain"], octets))
    answered(chain, line.read(octets))


@pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda v: v.name
)
def test_client_with_one_version_of_tls_is_answered(
    chain: Chain,
    envelope: Callable[..., Envelope],
    dial: Dial,
    version: ssl.TLSVersion,
) -> None:
    """1.2 is the most that Mono can do."""
    context = ssl.create_default_context(
        cafile=str(chain.simulator.settings.pki / "trust" / "magda.pem")
    )
    context.minimum_version = context.maximum_version = version
    chain.identity(PARTY).configure(context)
    octets = envelope(ASK).signed().octets
    line = dial(context)
    assert line.socket.version() == f"TLSv1.{version.name[-1]}"
    line.socket.sendall(sent_as(FORMS["plain"], octets))
    answered(chain, line.read(octets))


def test_refused_client_hears_little_but_the_log_says_why(chain: Chain) -> None:
    context = chain.tls("magda", chain.identity("wonen-in-limburg"))
    record = chain.turned_away("magda", context)
    assert record["level"] == "tls"
    (finding,) = record["findings"]
    assert finding["check"].startswith("tls.")
    assert finding["actual"]


def test_hundreds_of_idle_connections_stay_open(
    chain: Chain, envelope: Callable[..., Envelope], dial: Dial
) -> None:
    """cheroot alone keeps ten; beyond that every call would pay a new handshake."""
    lines = [dial() for _ in range(MANY)]
    request = head({}, method="GET").replace(PATH.encode(), f"{PATH}?wsdl".encode())
    for _ in range(2):
        for line in lines:
            line.socket.sendall(request)
            assert line.read(b"", method="GET").status == 200
    for line in (lines[0], lines[-1]):
        octets = envelope(ASK).signed().octets
        line.socket.sendall(sent_as(FORMS["plain"], octets))
        answered(chain, line.read(octets))


def test_same_ids_in_every_message_are_no_replay(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """As gSOAP does. The twin is the very same message, which is refused."""
    first, second = (envelope(ASK).signed() for _ in range(2))
    for part in ("token", "timestamp", "body"):
        assert first.reference(part).get("URI") == second.reference(part).get("URI")
    answered(chain, first.post())
    answered(chain, second.post())
    again = second.post()
    assert again.refusal is not None
    assert not again.has_data

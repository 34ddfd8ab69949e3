"""Refusals below SOAP: TLS, HTTP and XML. Silence is none of them: each is logged."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from kruispunt_client import (
    Certificate,
    ConnectionProfile,
    TransportFailure,
    connect,
)
from kruispunt_contracts import ns
from kruispunt_simulator.commands import certificates
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.server import Server, ServerLimits

from .envelopes import (
    AMELIE,
    BRAM,
    LOTTE,
    MIEKE,
    SOON,
    Chain,
    Envelope,
    Refusal,
    errors_of,
)

CALLERS = {"wiv": "wonen-in-limburg", "magda": "fluvius", "ksz": "fidus"}
"""A party of each leg."""


# --- TLS -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(start: Callable[..., Chain]) -> Chain:
    """A chain of its own, because bad certificates change the lists of its PKI."""
    return start()


FLAWED = {
    "foreign-ca": "tls.unknown-ca",
    "unknown-ca": "tls.unknown-ca",
    "self-signed": "tls.unknown-ca",
    "expired": "tls.validity",
    "not-yet-valid": "tls.not-yet-valid",
    "wrong-key-usage": "tls.wrong-usage",
    "wrong-extended-key-usage": "tls.wrong-usage",
    "revoked": "tls.revoked",
}


@pytest.mark.requirement("S-TR-02", "S-AC-01")
@pytest.mark.parametrize(("flaw", "check"), FLAWED.items(), ids=FLAWED)
def test_flawed_certificate_opens_no_connection(
    own: Chain, flaw: str, check: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1: two-way TLS, a valid own certificate."""
    party = CALLERS["wiv"]
    record = own.turned_away("wiv", own.tls("wiv", own.identity(party, flaw)))
    assert errors_of(record) == [check]
    assert (record["outcome"], record["level"]) == ("refused", "tls")
    assert (record["hop"], record["http_status"]) == ("wiv", 0)
    assert record["person"] == UNKNOWN
    own.still_answers("disability at wiv")


@pytest.mark.requirement("S-TR-02")
@pytest.mark.parametrize("hop", HOPS)
def test_no_certificate_opens_no_connection(own: Chain, hop: str) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1: two-way TLS."""
    record = own.turned_away(hop, own.tls(hop, None))
    assert errors_of(record) == ["tls.no-certificate"]
    assert (record["hop"], record["party"]) == (hop, UNKNOWN)


@pytest.mark.requirement("S-TR-01", "S-TR-03", "S-TR-04", "S-AC-01")
@pytest.mark.parametrize(
    ("hop", "other"), [(hop, other) for hop in HOPS for other in HOPS if hop != other]
)
def test_certificate_is_good_on_its_own_leg_only(
    own: Chain, hop: str, other: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1: each platform has its own authority."""
    record = own.turned_away(hop, own.tls(hop, own.identity(CALLERS[other])))
    assert errors_of(record) == ["tls.unknown-ca"]


def test_record_of_a_refused_certificate_names_its_party(own: Chain) -> None:
    """What is judged after the handshake is known by name; OpenSSL tells no more."""
    party = CALLERS["wiv"]
    record = own.turned_away("wiv", own.tls("wiv", own.identity(party, "expired")))
    assert record["party"] == "0401314140 wonen-in-limburg sociale huur TEST"
    (finding,) = record["findings"]
    assert "2013-01-01" in finding["actual"]


def test_client_says_that_its_certificate_was_refused(own: Chain) -> None:
    """The library's part: the line failed, and what was shown is named."""
    own.identity(CALLERS["wiv"], "foreign-ca")
    folder = own.simulator.settings.pki / "flawed" / "foreign-ca" / CALLERS["wiv"]
    profile = ConnectionProfile.from_state(own.state, CALLERS["wiv"])
    bad = Certificate(chain=folder / "chain.pem", key=folder / "key.pem")
    with (
        connect(replace(profile, certificate=bad), via="wiv") as wiv,
        pytest.raises(TransportFailure, match="wonen-in-limburg") as caught,
    ):
        wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
    assert caught.value.hop == "wiv"
    with own.connect(CALLERS["wiv"], "wiv") as wiv:
        assert wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE).data


@dataclass
class Line:
    """One kept-alive connection."""

    tls: ssl.SSLSocket

    def ask(self, message: Envelope) -> bytes:
        body = message.octets
        path = message.operation.contract.paths[0]
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.tls.sendall(head.encode() + body)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.tls.recv(65536)
        fields, _, rest = received.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in fields.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        while len(rest) < length:
            rest += self.tls.recv(65536)
        return fields + b"\r\n\r\n" + rest


@pytest.fixture
def line() -> Iterator[Callable[[Chain, str, str], Line]]:
    """Opens kept-alive connections as a party."""
    with ExitStack() as stack:

        def open_line(chain: Chain, hop: str, party: str) -> Line:
            where = urlsplit(chain.simulator.urls[hop])
            plain = socket.create_connection((where.hostname, where.port), timeout=SOON)
            context = chain.tls(hop, chain.identity(party))
            tls = context.wrap_socket(plain, server_hostname=where.hostname)
            return Line(stack.enter_context(closing(tls)))

        yield open_line


def test_revocation_counts_at_the_next_connection_without_a_restart(
    start: Callable[..., Chain], line: Callable[[Chain, str, str], Line]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1; issue 1, order of checks, 1."""
    chain = start()
    party = "fidus"
    open_before = line(chain, "ksz", party)
    assert b"200 OK" in open_before.ask(chain.envelope("periods at ksz").signed())
    certificates.revoke(chain.state, party)
    record = chain.turned_away("ksz", chain.tls("ksz", chain.identity(party)))
    assert errors_of(record) == ["tls.revoked"]
    assert record["party"] == "0999000603 fidus integrator TEST"
    chain.still_answers("attest at ksz")


@pytest.mark.requirement("S-AC-01")
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_revocation_counts_at_the_next_call_on_an_open_connection(
    start: Callable[..., Chain],
    line: Callable[[Chain, str, str], Line],
    signed: bool,
) -> None:
    """`kruispunt certs revoke`: running hops notice at the next call."""
    chain = start()
    kept = line(chain, "ksz", "fidus")

    def ask() -> bytes:
        message = chain.envelope("periods at ksz")
        return kept.ask(message.signed() if signed else message.unsigned())

    assert b"DATA_FOUND" in ask()
    certificates.revoke(chain.state, "fidus")
    refused = ask()
    assert b"500 Internal Server Error" in refused
    assert b"FailedAuthentication" in refused
    assert b"DATA_FOUND" not in refused
    record = chain.eventually(lambda record: record["outcome"] == "refused")
    assert any("revoked" in check for check in errors_of(record))


# --- HTTP ----------------------------------------------------------------------------


def http_refusal(chain: Chain, status: int, peer: str) -> dict[str, Any]:
    """Give the record of a refusal that has no trace on the wire."""
    return chain.eventually(
        lambda record: (
            (record["http_status"], record["level"], record["peer"])
            == (status, "http", peer)
        )
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", None, 404, id="GET of a service"),
        pytest.param("POST", "/", 404, id="POST to the root"),
        pytest.param("POST", "/GeefNietsDienst-01.00/soap/WebService", 404, id="none"),
        pytest.param("POST", "/HandiService/v2/consult", 404, id="that of the KSZ"),
        pytest.param("PUT", None, 405, id="PUT"),
        pytest.param("DELETE", None, 405, id="DELETE"),
        pytest.param("HEAD", None, 405, id="HEAD"),
    ],
)  # fmt: skip
def test_what_is_no_post_to_a_service_is_refused(
    own: Chain, method: str, path: str | None, status: int
) -> None:
    """_wire-facts.md 1: SOAP 1.1 over HTTPS POST."""
    message = own.envelope().signed()
    answer = own.send(
        "magda",
        message.octets,
        identity=own.identity(message.ask.party),
        path=path or message.operation.contract.paths[0],
        method=method,
    )
    assert (answer.status, answer.refusal) == (status, Refusal("http", str(status)))
    assert LOTTE.encode() not in answer.body
    record = http_refusal(own, status, answer.peer)
    assert record["party"] == "wonen-in-vlaanderen"
    assert errors_of(record) == ["http.request"]
    if status == 405:
        assert "POST" in answer.headers["allow"]
    assert message.post().refusal is None


def test_oversize_body_is_refused_before_it_is_read(own: Chain) -> None:
    """Issue 1, order of checks, 2: at most 1 MiB."""
    message = own.envelope().signed()
    padding = b"<!--" + b"x" * (1024 * 1024 - len(message.octets) - 7)
    assert len(message.octets + padding + b"-->") == 1024 * 1024
    answer = message.post_octets(message.octets + padding + b"x-->")
    assert answer.status == 413
    assert errors_of(http_refusal(own, 413, answer.peer)) == ["http.request"]
    fitting = message.post_octets(message.octets + padding + b"-->")
    assert fitting.refusal is None


@pytest.fixture(scope="module")
def hasty(start: Callable[..., Chain]) -> Iterator[Chain]:
    """A chain whose server has little patience."""
    chain = start()
    simulator = chain.simulator
    limits = ServerLimits(handshake_seconds=1, request_seconds=1)
    with Server([simulator.listener(name) for name in HOPS], limits=limits) as server:
        simulator.serve_at(server.urls)
        yield chain


def test_half_a_request_times_out_and_is_logged(
    hasty: Chain, line: Callable[[Chain, str, str], Line]
) -> None:
    """Issue 1, order of checks, 2: read timeouts."""
    kept = line(hasty, "magda", "fluvius")
    peer = "{}:{}".format(*kept.tls.getsockname())
    kept.tls.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
    assert kept.tls.recv(65536).startswith(b"HTTP/1.1 408 ")
    assert http_refusal(hasty, 408, peer)["party"] == "fluvius"
    hasty.still_answers()


def test_silence_instead_of_a_handshake_times_out_and_is_logged(hasty: Chain) -> None:
    where = urlsplit(hasty.simulator.urls["magda"])
    since = hasty.simulator.clock.now()
    with socket.create_connection((where.hostname, where.port), timeout=SOON) as tcp:
        peer = "{}:{}".format(*tcp.getsockname())
        assert tcp.recv(1) == b""
    record = hasty.from_peer(peer, since)
    assert errors_of(record) == ["tls.handshake-timeout"]
    hasty.still_answers()


def test_http_without_tls_is_told_so_and_logged(own: Chain) -> None:
    where = urlsplit(own.simulator.urls["magda"])
    since = own.simulator.clock.now()
    with socket.create_connection((where.hostname, where.port), timeout=SOON) as tcp:
        peer = "{}:{}".format(*tcp.getsockname())
        tcp.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert tcp.recv(65536).startswith(b"HTTP/1.1 400 ")
    record = own.from_peer(peer, since)
    assert errors_of(record) == ["tls.plain-http"]


# --- XML -----------------------------------------------------------------------------

Octets = Callable[[bytes, Path], bytes]
"""From a good signed message and a file with a secret to what is posted."""


def with_doctype(subset: str, where: str = "") -> Octets:
    def change(octets: bytes, secret: Path) -> bytes:
        declaration = f"<!DOCTYPE x [{subset.format(secret=secret.as_uri())}]>".encode()
        head, _, rest = octets.partition(b"?>")
        changed = head + b"?>" + declaration + rest
        return changed.replace(LOTTE.encode(), where.encode()) if where else changed

    return change


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
)


def inside_body(xml: str) -> Octets:
    envelope = (
        f'<s:Envelope xmlns:s="{ns.SOAP}"><s:Body>{xml}</s:Body></s:Envelope>'
    ).encode()
    return lambda octets, secret: envelope


UNREADABLE = {
    "a DTD": ("xml.doctype", with_doctype("")),
    "an external entity": (
        "xml.doctype",
        with_doctype('<!ENTITY e SYSTEM "{secret}">', "&e;"),
    ),
    "an external DTD": (
        "xml.doctype",
        with_doctype('<!ENTITY % p SYSTEM "{secret}"> %p;'),
    ),
    "a billion laughs": ("xml.doctype", with_doctype(LAUGHS, "&j;")),
    "deep nesting": ("xml.depth", inside_body("<a>" * 65 + "</a>" * 65)),
    "too many nodes": ("xml.nodes", inside_body(f"<a>{'<b/>' * 20_001}</a>")),
    "too many namespaces": (
        "xml.namespaces",
        inside_body("<a>" + '<b xmlns:x="urn:x"/>' * 1001 + "</a>"),
    ),
    "SOAP 1.2": (
        "xml.soap-1.2",
        lambda octets, _: octets.replace(ns.SOAP.encode(), ns.SOAP_12.encode()),
    ),
    "no envelope": ("xml.not-an-envelope", lambda *_: b"<a/>"),
    "an empty Body": ("xml.empty-body", inside_body("")),
    "two payloads": ("xml.several-payloads", inside_body("<a/><b/>")),
    "an instruction": ("xml.processing-instruction", inside_body("<a><?x?></a>")),
    "half a message": ("xml.syntax", lambda octets, _: octets[: len(octets) // 2]),
    "no XML": ("xml.syntax", lambda *_: b"\x00\x01 garbage"),
    "nothing": ("xml.syntax", lambda *_: b""),
    "another encoding": (
        "xml.encoding",
        lambda octets, _: octets.replace(b"UTF-8", b"UTF-7"),
    ),
    "octets that are no UTF-8": ("xml.encoding", lambda *_: b"<a>\xff</a>"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("disability at wiv", Refusal("1", "Client")),
        ("care allowance at magda", Refusal("1", "Client")),
        ("periods at ksz", Refusal("fault", "Client")),
    ],
    ids=list(HOPS),
)
@pytest.mark.parametrize(("check", "change"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_message_is_refused(
    own: Chain, tmp_path: Path, name: str, refusal: Refusal, check: str, change: Octets
) -> None:
    """SOAP 1.1 section 3: no DTD; the bounds are those of `parsing.Limits`."""
    secret = tmp_path / "secret.txt"
    secret.write_text("kept by the server")
    message = own.envelope(name).signed()
    answer = message.post_octets(change(message.octets, secret))
    assert (answer.status, answer.refusal) == (500, refusal)
    assert b"kept by" not in answer.body
    assert b"haha" not in answer.body
    assert answer.strange_numbers == set()
    record = own.arrival(answer)
    assert errors_of(record) == [check]
    assert (record["outcome"], record["level"]) == ("refused", refusal.level)
    assert (record["person"], record["service"]) == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize("hop", HOPS)
def test_readable_twin_is_answered(own: Chain, hop: str) -> None:
    """A declaration, comments and line breaks outside what is signed do no harm."""
    names = {
        "wiv": "disability at wiv",
        "magda": "care allowance at magda",
        "ksz": "periods at ksz",
    }
    message = own.envelope(names[hop]).signed()
    octets = message.octets.replace(b"?>", b"?>\n<!-- before -->\n", 1)
    assert message.post_octets(octets + b"\n<!-- after -->\n").refusal is None


def test_message_of_a_known_party_is_logged_with_its_party(own: Chain) -> None:
    """Who sent the garbage is known from the connection."""
    message = own.envelope("periods at ksz", user=AMELIE)
    record = own.arrival(message.post_octets(b"garbage"))
    assert record["party"] == "fidus"

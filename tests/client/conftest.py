"""A hop that is real in all but its answers: TLS, client certificates, signatures."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from kruispunt_certs import HopIdentity, Identity, KeyType, Pki
from kruispunt_client.client_log import LogRecord
from kruispunt_client.envelope import build, text_at, wrap
from kruispunt_client.errors import References
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import (
    ONCE,
    Certificate,
    ConnectionProfile,
    Endpoint,
    Party,
)
from kruispunt_client.wss import Signer
from kruispunt_contracts import Operation, load, ns, parse, soap_parts
from kruispunt_contracts.profile import SHAPES
from lxml import etree

Element = Any
LEGS = ("wiv", "magda", "ksz")
PERSON = "15681512393"
USER = "80631402131"
TICKET_CBSS = "0b7f2c56-5a2e-4a4e-9a35-0c5f5b7f2c56"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the hop got it."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def envelope(self) -> Element:
        return parse(self.body)

    @property
    def payload(self) -> Element:
        return soap_parts(self.envelope).payload


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the hop sends back."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = None
    """Content-Length, if it is to be a lie."""


Answering = Callable[[Asked], Said]


class _Server(ThreadingHTTPServer):
    """Quiet about what breaks: the client is what is tested."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Hop:
    """A server on loopback that answers what a test tells it to."""

    def __init__(self, name: str, folder: Path, server: _Server) -> None:
        self.name = name
        self.asked: list[Asked] = []
        self.connections: set[Any] = set()
        self.answering: Answering = lambda asked: Said(body=b"")
        self.identity = PrivateIdentity.from_pem(
            folder / "chain.pem", folder / "key.pem"
        )
        self._server = server

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_address[1]}"

    def sign(
        self,
        payload: Element,
        *,
        by: PrivateIdentity | None = None,
        shape: str = "platform-reply",
        at: datetime | None = None,
    ) -> bytes:
        """Give the octets of a signed reply."""
        who = by or self.identity
        envelope = wrap(payload)
        signer = Signer(key=who.key, chain=who.chain, shape=SHAPES[shape])
        signer.sign(envelope, now=at or datetime.now(UTC))
        return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)

    def answer_with(self, make: Callable[[Element], Element], **signing: Any) -> None:
        """Answer every question with a signed payload that is made from it."""
        self.answering = lambda asked: Said(
            body=self.sign(make(asked.payload), **signing)
        )


def _handler(hop_of: Callable[[], Hop]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            hop = hop_of()
            length = int(self.headers["Content-Length"])
            asked = Asked(
                path=self.path,
                headers=dict(self.headers),
                body=self.rfile.read(length),
            )
            hop.asked.append(asked)
            hop.connections.add(self.client_address)
            said = hop.answering(asked)
            self.send_response(said.status)
            headers = {"Content-Type": "text/xml; charset=utf-8", **said.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            announced = len(said.body) if said.announced is None else said.announced
            self.send_header("Content-Length", str(announced))
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection = announced != len(said.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture(scope="session")
def folder_pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """Three legs; party `alpha` on each, and two more hops on leg `wiv`."""
    names = [("alpha", "wiv"), ("alpha-magda", "magda"), ("alpha-ksz", "ksz")]
    return Pki.create(
        tmp_path_factory.mktemp("client") / "pki",
        hops=[HopIdentity(name=leg, organisation=leg, leg=leg) for leg in LEGS]
        + [
            HopIdentity(name="impostor", organisation="wiv", leg="wiv"),
            _Elsewhere(name="elsewhere", organisation="wiv", leg="wiv"),
        ],
        parties=[
            Identity(id=name, common_name=f"{name} TEST", organisation=name, leg=leg)
            for name, leg in names
        ],
        key_type=KeyType.ECDSA,
    )


class _Elsewhere(HopIdentity):
    """A hop whose certificate is not about this machine."""

    @property
    def alternative_names(self) -> tuple[x509.GeneralName, ...]:
        return (x509.DNSName("elsewhere.kruispunt.test"),)


@contextmanager
def _serve(
    name: str, pki: Pki, *, tls: bool = True, certificate_of: str | None = None
) -> Iterator[Hop]:
    holder: list[Hop] = []
    server = _Server(("127.0.0.1", 0), _handler(lambda: holder[0]))
    folder = pki.hop_folder(certificate_of or name)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
        context.load_verify_locations(pki.trust_pem(name))
        context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    hop = Hop(name, folder, server)
    holder.append(hop)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serve(folder_pki: Pki) -> Iterator[Callable[..., Hop]]:
    """Gives a running hop by its name; `tls=False` for one that speaks plain HTTP."""
    with ExitStack() as stack:
        yield lambda name, **how: stack.enter_context(_serve(name, folder_pki, **how))


@pytest.fixture
def wiv(serve: Callable[..., Hop]) -> Hop:
    return serve("wiv")


@pytest.fixture
def ksz(serve: Callable[..., Hop]) -> Hop:
    return serve("ksz")


@pytest.fixture
def endpoint(folder_pki: Pki) -> Callable[..., Endpoint]:
    """Gives the endpoint of a hop, with changes."""

    def make(hop: Hop, **changes: Any) -> Endpoint:
        plain = Endpoint(
            hop=hop.name,
            url=hop.url,
            trust=folder_pki.trust_pem(hop.name),
            crl=folder_pki.crl_pem(hop.name),
            signer=f"{hop.name}.kruispunt.test",
            connect_timeout=timedelta(seconds=5),
            read_timeout=timedelta(seconds=10),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def certificate(folder_pki: Pki) -> Callable[[str], Certificate]:
    """Gives the certificate of the party on a leg."""

    def of(leg: str) -> Certificate:
        name = "alpha" if leg == "wiv" else f"alpha-{leg}"
        folder = folder_pki.party_folder(name)
        return Certificate(chain=folder / "chain.pem", key=folder / "key.pem")

    return of


@pytest.fixture
def party() -> Party:
    return Party(
        id="alpha",
        organisation="Alpha",
        identificatie="alpha.be/sociale-huur-aip",
        hoedanigheid="7101",
        cbe_number="0999000108",
        legal_context="ALPHA:TEST",
        application="huurdossier",
    )


@pytest.fixture
def profile(
    party: Party,
    endpoint: Callable[..., Endpoint],
    certificate: Callable[[str], Certificate],
) -> Callable[..., ConnectionProfile]:
    """Gives the profile of the party with one hop, under the hop's name."""

    def make(hop: Hop, **changes: Any) -> ConnectionProfile:
        return ConnectionProfile(
            party=party,
            certificate=certificate(hop.name),
            endpoints={hop.name: endpoint(hop, **changes)},
            retry=ONCE,
        )

    return make


class Replies:
    """Payloads as a hop would make them, from the question."""

    def operation(self, name: str) -> Operation:
        return next(
            operation
            for contract in load().contracts
            for operation in contract.operations
            if operation.name == name
        )

    def magda(self, request: Element, **content: Any) -> Element:
        """Keys of `content`: `inhoud`, `uitzonderingen` (level 3), `level2`."""
        operation = load().by_request(request.tag)
        assert operation is not None
        sent = request.find("Verzoek/Context/Bericht/Afzender")
        answer = {
            "Referte": text_at(request, "Verzoek/Vragen/Vraag/Referte"),
            "Inhoud": content.get("inhoud"),
            "Uitzonderingen": _exceptions(content.get("uitzonderingen")),
        }
        stamp = {"Datum": "2026-05-04", "Tijd": "10:11:12.123"}
        bericht = {
            "Type": "ANTWOORD",
            "Tijdstip": stamp,
            "Afzender": {"Identificatie": "vip.vlaanderen.be", "Referte": "reply-1"},
            "Ontvanger": {
                "Identificatie": text_at(sent, "Identificatie"),
                "Referte": text_at(sent, "Referte"),
                "Hoedanigheid": text_at(sent, "Hoedanigheid"),
                "Gebruiker": text_at(sent, "Gebruiker"),
            },
        }
        refused = "level2" in content
        return _build_reply(
            operation,
            {
                "Repliek": {
                    "Context": {
                        "Naam": operation.contract.service,
                        "Versie": operation.contract.version,
                        "Bericht": bericht,
                    },
                    "Antwoorden": None if refused else {"Antwoord": answer},
                    "Uitzonderingen": _exceptions(content.get("level2")),
                }
            },
        )

    def ksz(self, request: Element, value: str, code: str, **content: Any) -> Element:
        """`content` follows `status`, save `information`, which is part of it."""
        operation = load().by_request(request.tag)
        assert operation is not None
        return _build_reply(
            operation,
            {
                "informationCustomer": request.find("informationCustomer"),
                "informationCBSS": self.cbss(),
                "legalContext": request.find("legalContext"),
                "criteria": request.find("criteria"),
                "status": {
                    "value": value,
                    "code": code,
                    "description": "in words",
                    "information": content.pop("information", None),
                },
                **content,
            },
        )

    def cbss(self) -> Mapping[str, str]:
        stamp = "2026-05-04T08:11:12.123Z"
        return {
            "ticketCBSS": TICKET_CBSS,
            "timestampReceive": stamp,
            "timestampReply": stamp,
        }

    def fault(
        self, faultstring: str, *, code: str = "soap:Server", detail: Element = None
    ) -> Element:
        fault = etree.Element(f"{{{ns.SOAP}}}Fault", nsmap={"soap": ns.SOAP})
        etree.SubElement(fault, "faultcode").text = code
        etree.SubElement(fault, "faultstring").text = faultstring
        if detail is not None:
            etree.SubElement(fault, "detail").append(detail)
        return fault

    def ksz_fault(self, request: Element, code: str) -> Element:
        operation = load().by_request(request.tag)
        assert operation is not None
        assert operation.fault is not None
        detail = build(
            _as_request(operation, operation.fault),
            {
                "informationCustomer": request.find("informationCustomer"),
                "informationCBSS": self.cbss(),
                "detail": {
                    "severity": "FATAL",
                    "reasonCode": code,
                    "diagnostic": "in words",
                    "authorCode": "http://author",
                },
            },
        )
        return self.fault("See detail.", detail=detail)


def _exceptions(rows: list[tuple[str, ...]] | None) -> Any:
    """Rows: code, origin, type, optionally Omstandigheid and (name, value) pairs."""
    if rows is None:
        return None
    return {
        "Uitzondering": [
            {
                "Identificatie": code,
                "Oorsprong": origin,
                "Type": kind,
                "Diagnose": "in woorden",
                "Omstandigheid": more[0] if more else None,
                "Annotaties": {
                    "Annotatie": [
                        {"Naam": name, "Waarde": value} for name, value in more[1:]
                    ]
                }
                if more[1:]
                else None,
            }
            for code, origin, kind, *more in rows
        ]
    }


def _as_request(operation: Operation, tag: str) -> Operation:
    return replace(operation, request=tag)


def _build_reply(operation: Operation, fields: Mapping[str, Any]) -> Element:
    return build(_as_request(operation, operation.response), fields)


@pytest.fixture
def replies() -> Replies:
    return Replies()


@pytest.fixture
def person() -> str:
    """A test number: the month is raised by 60."""
    return PERSON


@pytest.fixture
def user() -> str:
    return USER


@pytest.fixture
def record() -> Callable[..., LogRecord]:
    """Makes a record of an answered question, with changes."""

    def make(**changes: Any) -> LogRecord:
        plain: dict[str, Any] = {
            "time": datetime(2026, 5, 4, 10, 11, 12, tzinfo=UTC),
            "party": "alpha",
            "application": "huurdossier",
            "service": "GeefZorgtoeslag",
            "version": "02.00.0000",
            "operation": "GeefZorgtoeslag",
            "user": "80631402131",
            "person": "15681512393",
            "hop": "wiv",
            "trace": "0af7651916cd43dd8448eb211c80319c",
            "references": References(context="a", question="b"),
            "outcome": "answered",
            "code": None,
            "duration_ms": 12,
            "request_sha256": "00",
            "reply_sha256": "01",
        }
        return LogRecord(**{**plain, **changes})

    return make


class Records:
    """A log in memory."""

    def __init__(self) -> None:
        self.all: list[LogRecord] = []

    def write(self, record: LogRecord) -> None:
        self.all.append(record)

"""
Messages for the hops: built as our client does, then spoiled as it never would.

`Chain` is a running simulator with the identities of its parties. Its `envelope(name)`
gives an `Envelope` around a question of `ASKS` that every check lets pass; a test
changes one thing, signs, posts over real two-way TLS and reads the `Answer`.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from kruispunt_certs import KeyType, Pki
from kruispunt_client import ONCE, ConnectionProfile, connect
from kruispunt_client.connection import Connection
from kruispunt_client.envelope import build, new_references, question_fields, wrap
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import Party as Sender
from kruispunt_client.trust import TrustStore
from kruispunt_client.wss import SignedParts, Signer, verify
from kruispunt_contracts import catalogue, ns
from kruispunt_contracts.carrier import pack, unpack
from kruispunt_contracts.catalogue import Contract, Dialect, Operation
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_contracts.profile import REPLY_STRICT, SHAPES, SecurityProfile
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.query import of_trace
from kruispunt_simulator.audit.trail import Node, Trail
from kruispunt_simulator.commands.state import identity_of
from lxml import etree

Element = Any

LOTTE: Final = "14651220816"
"""Child with a care allowance, pillar 1 at 6 points, 26 in total."""
JEF: Final = "85643007594"
"""Adult with a federal disability file, also in Fluvius' repertory."""
BRAM: Final = "79682331167"
"""Worker with an attest of incapacity in every quarter."""
WOUT: Final = "96661740907"
"""In every repertory, in no source."""
TOM: Final = "87652919553"
"""In every source, in no repertory."""
AN: Final = "94621011850"
"""Inscribed until 2023-12-31."""
COULD_BE_REAL: Final = "00000000196"
"""Well formed, unknown birth date: the guard must take it for a citizen's number."""

MIEKE: Final = "80631402131"
"""Case handler at Wonen in Limburg."""
LORE: Final = "90662104429"
"""Left Wonen in Limburg after 2025-06-30."""
GRIET: Final = "68613003151"
"""Case handler at Wonen in Vlaanderen."""
RAF: Final = "83671609783"
"""On the list of Wonen in Vlaanderen, employed by VMSW, whose contract is over."""
SOFIE: Final = "79641706379"
"""Case handler at Fluvius."""
HILDE: Final = "83682508526"
"""Case handler at Opgroeien."""
NORA: Final = "95701912940"
"""Case handler at the RVA."""
AMELIE: Final = "77670711812"
"""Case handler at BGHM, which asks through FIDUS."""
STRANGER: Final = "69660615128"
"""Fictitious number of nobody's staff."""

SOON: Final = 20.0
"""Seconds; only ends a hang."""

DS, SOAP, WSSE, WSU = (
    f"{{{namespace}}}" for namespace in (ns.DS, ns.SOAP, ns.WSSE, ns.WSU)
)

_NUMBER = re.compile(r"\b\d{11}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who asks what where."""

    hop: str
    party: str
    capacity: str
    """`Hoedanigheid`, or at the KSZ `legalContext`, or a place in the SSDN."""
    user: str | None
    service: str
    version: str
    operation: str
    content: Any
    """What follows `Referte` in `Vraag`, `criteria`, or what follows `Version`."""

    @property
    def contract_operation(self) -> Operation:
        """The operation of the contract."""
        contract = catalogue.load().contract(self.service, self.version)
        return contract.operation(self.operation)


_FILES: Final = {
    "ssin": JEF,
    "handicapAuthenticSources": {"DGPH": True},
    "referenceDate": "2024-06-01",
    "parts": {"handicapRecognitions": True, "rights": True},
}
_QUARTER: Final = {"yearQuarter": "2024Q1"}

ASKS: Final[Mapping[str, Ask]] = {
    "care allowance at magda": Ask(
        hop="magda",
        party="wonen-in-vlaanderen",
        capacity="7201",
        user=GRIET,
        service="GeefZorgtoeslag",
        version="02.00.0000",
        operation="GeefZorgtoeslag",
        content={
            "Inhoud": {
                "Criteria": {
                    "INSZ": LOTTE,
                    "Referentiedatum": "2024-06-01",
                    "GewensteInformatie": {"StatusAanvraag": "1", "Erkenningen": "1"},
                },
                "Taal": "nl",
            }
        },
    ),
    "disability at wiv": Ask(
        hop="wiv",
        party="wonen-in-limburg",
        capacity="7101",
        user=MIEKE,
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        content={"Criteria": {"ConsultFilesByDateCriteria": _FILES}},
    ),
    "disability at magda": Ask(
        hop="magda",
        party="fluvius",
        capacity="7301",
        user=SOFIE,
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        content={"Criteria": {"ConsultFilesByDateCriteria": _FILES}},
    ),
    "disability at ksz": Ask(
        hop="ksz",
        party="magda",
        capacity="VO:SOCIAL_RENT",
        user=MIEKE,
        service="HandiService",
        version="v2",
        operation="consultFilesByDate",
        content=_FILES,
    ),
    "incapacity at wiv": Ask(
        hop="wiv",
        party="wonen-in-limburg",
        capacity="7101",
        user=MIEKE,
        service="GeefArbeidsongeschiktheid",
        version="01.00.0000",
        operation="GeefArbeidsongeschiktheid",
        content={"Criteria": {"ConsultAttestCriteria": {"ssin": BRAM, **_QUARTER}}},
    ),
    "incapacity at magda": Ask(
        hop="magda",
        party="opgroeien-regie",
        capacity="7401",
        user=HILDE,
        service="GeefArbeidsongeschiktheid",
        version="01.00.0000",
        operation="GeefArbeidsongeschiktheid",
        content={"Criteria": {"ConsultAttestCriteria": {"ssin": BRAM, **_QUARTER}}},
    ),
    "periods at ksz": Ask(
        hop="ksz",
        party="fidus",
        capacity="FIDUS:SOCIAL_RENT",
        user=AMELIE,
        service="HdiIndemnityAllowanceService",
        version="v1",
        operation="consultIndemnityPeriods",
        content={"ssin": BRAM, **_QUARTER},
    ),
    "attest at ksz": Ask(
        hop="ksz",
        party="rva",
        capacity="RVA:ADMISSIBILITY",
        user=NORA,
        service="HdiIndemnityAllowanceService",
        version="v1",
        operation="consultAttest",
        content={"ssin": BRAM, **_QUARTER},
    ),
}
"""Questions that are answered, by name; each goes another way through the chain."""

CARE: Final = "care allowance at magda"
FILES: Final = "disability at wiv"
INCAPACITY: Final = "incapacity at wiv"
PERIODS: Final = "periods at ksz"
ATTEST: Final = "attest at ksz"
HANDI: Final = "disability at ksz"


class Refusal(NamedTuple):
    """How a reply says no."""

    level: str
    """`1`, `2`, `3`, `fault`, `status`, `summary`, or `http` for what is no SOAP."""
    code: str


ERR_025: Final = Refusal("1", "ERR_025")
"""How the MAGDA dialect refuses whatever is wrong with a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    hop: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    sent: bytes
    peer: str
    """The client's end of the connection, as the log names it."""

    @property
    def trace(self) -> str:
        """Key of the call in the log."""
        return self.headers["x-kruispunt-trace"]

    @property
    def payload(self) -> Element:
        """The child of the Body, or the document that it carries; unverified."""
        return unpack(soap_parts(parse(self.body)).payload)

    @property
    def is_fault(self) -> bool:
        """Whether it is a SOAP fault."""
        return bool(self.payload.tag == f"{SOAP}Fault")

    @property
    def fault_detail(self) -> Element:
        """The first child of a fault's `detail`; None without."""
        return self.payload.find("detail/*")

    @property
    def refusal(self) -> Refusal | None:
        """The refusal as it stands on the wire; None for an answer."""
        if not self.headers.get("content-type", "").startswith("text/xml"):
            return Refusal("http", str(self.status))
        payload = self.payload
        if self.is_fault:
            return _fault(payload, "fault" if self.hop == "ksz" else "1")
        for level, path in (
            ("2", "Repliek"),
            ("3", "Repliek/Antwoorden/Antwoord"),
        ):
            for each in payload.findall(f"{path}/Uitzonderingen/Uitzondering"):
                if each.findtext("Type") == "FOUT":
                    return Refusal(level, each.findtext("Identificatie"))
        if payload.findtext("status/value") == "NO_RESULT":
            return Refusal("status", payload.findtext("status/code"))
        if next(payload.iterfind(".//{*}ResultSummary[@ok='NO']"), None) is not None:
            return Refusal("summary", payload.findtext(".//{*}Detail/{*}ReasonCode"))
        return None

    @property
    def has_data(self) -> bool:
        """Whether there is an element that holds what a source knows."""
        return any(self.payload.find(f".//{n}") is not None for n in _DATA)

    @property
    def strange_numbers(self) -> set[str]:
        """Numbers of persons in the reply that the question did not hold."""
        inside = etree.tostring(self.payload, encoding="unicode")
        sent = set(_NUMBER.findall(self.sent.decode(errors="replace")))
        return set(_NUMBER.findall(inside)) - sent


_DATA: Final = ("Zorgtoeslag", "attest", "results", "KindVoordelen", "cadafDossier")


def _fault(payload: Element, level: str) -> Refusal:
    found = re.match(r"ERR_\d+|\d{5}", payload.findtext("faultstring"))
    code = payload.findtext("detail/*/*/reasonCode") or (found and found[0])
    return Refusal(level, code or payload.findtext("faultcode").rpartition(":")[2])


class Chain:
    """A running simulator, with everything to talk to it as any of its parties."""

    def __init__(self, simulator: Simulator) -> None:
        """Refer to a simulator that runs."""
        self.simulator = simulator
        self.state = simulator.settings.state
        self.trail = Trail(simulator.engine)
        self._identities: dict[tuple[str, str | None], PrivateIdentity] = {}
        self._contexts: dict[tuple[str, Any], ssl.SSLContext] = {}

    # Who

    def identity(self, party: str, flaw: str | None = None) -> PrivateIdentity:
        """Give the key and certificates of a party, or bad ones, made when asked."""
        key = (party, flaw)
        if key not in self._identities:
            pki = Pki.open(self.simulator.settings.pki)
            known = self.simulator.parties.get(party)
            if flaw is None and known is not None:
                pki.ensure(identity_of(known))
            elif flaw is not None:
                assert known is not None
                pki.issue(identity_of(known), flaw=flaw, key_type=KeyType.ECDSA)
            folder = pki.party_folder(party, flaw=flaw)
            self._identities[key] = PrivateIdentity.from_pem(
                folder / "chain.pem", folder / "key.pem"
            )
        return self._identities[key]

    def tls(self, hop: str, identity: PrivateIdentity | None) -> ssl.SSLContext:
        """Give a client's TLS context; it trusts the hop and shows the identity."""
        key = (hop, identity and identity.certificate)
        if key not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(
                self.simulator.settings.pki / "trust" / f"{hop}.pem"
            )
            if identity is not None:
                identity.configure(context)
            self._contexts[key] = context
        return self._contexts[key]

    def connect(self, party: str, via: str, **how: Any) -> Connection:
        """Open a connection with the client library, as an application does."""
        self.identity(party)
        profile = ConnectionProfile.from_state(self.state, party)
        return connect(profile, via=via, **{"retry": ONCE, **how})

    # Asking

    def envelope(
        self, name: str = "care allowance at magda", **changes: Any
    ) -> Envelope:
        """Give an unsigned message of `ASKS`, with changes to the `Ask`."""
        return Envelope(self, replace(ASKS[name], **changes))

    def send(
        self,
        hop: str,
        body: bytes,
        *,
        identity: PrivateIdentity,
        path: str,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one HTTP request on a connection of its own."""
        where = urlsplit(self.simulator.urls[hop])
        context = self.tls(hop, identity)
        with closing(
            http.client.HTTPSConnection(
                str(where.hostname), where.port, context=context, timeout=SOON
            )
        ) as line:
            line.connect()
            peer = "{}:{}".format(*line.sock.getsockname())
            line.request(
                method, path, body, {"Content-Type": "text/xml", **(headers or {})}
            )
            response = line.getresponse()
            return Answer(
                hop=hop,
                status=response.status,
                headers={k.lower(): v for k, v in response.getheaders()},
                body=response.read(),
                sent=body,
                peer=peer,
            )

    def still_answers(self, name: str = "care allowance at magda") -> None:
        """Know that the process serves: a good question gets its data."""
        answer = self.envelope(name).signed().post()
        assert answer.status == 200
        assert answer.has_data

    def turned_away(self, hop: str, context: ssl.SSLContext) -> dict[str, Any]:
        """
        Know that a connection never carries a call; give its record in the log.

        The record is written by another thread than that which closes the connection,
        so it is waited for.
        """
        where = urlsplit(self.simulator.urls[hop])
        since = self.simulator.clock.now()
        line = socket.create_connection((where.hostname, where.port), timeout=SOON)
        peer = "{}:{}".format(*line.getsockname())
        with line:
            try:
                with context.wrap_socket(line, server_hostname=where.hostname) as tls:
                    tls.sendall(
                        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                    )
                    assert tls.recv(1) == b""
            except OSError:
                pass  # an alert or a reset: the usual way to hear of it
        return self.from_peer(peer, since)

    # The log

    def records(self, trace: str) -> list[dict[str, Any]]:
        """Give the records of a trail, in the order of writing."""
        return list(self.trail.records(of_trace(trace)))

    def trees(self, trace: str) -> list[Node]:
        """Give a trail as trees."""
        return list(self.trail.trees(of_trace(trace)))

    def arrival(self, answer: Answer) -> dict[str, Any]:
        """Give the one record of a call at the hop that was asked."""
        (record,) = (
            record
            for record in self.records(answer.trace)
            if (record["hop"], record["direction"]) == (answer.hop, "in")
        )
        return record

    def from_peer(self, peer: str, since: datetime) -> dict[str, Any]:
        """Wait for the record of an address: ports come back, so of a new call."""
        start = since.isoformat(timespec="microseconds")
        return self.eventually(
            lambda record: record["peer"] == peer and record["at"] >= start
        )

    def eventually(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait, for a bounded time, for a record that another thread writes."""
        deadline = time.monotonic() + SOON
        pause = threading.Event()
        while time.monotonic() < deadline:
            for record in self.trail.records():
                if wanted(record):
                    return record
            pause.wait(0.02)
        raise AssertionError("no such record")


def assert_refused(
    chain: Chain,
    answer: Answer,
    *,
    status: int,
    refusal: Refusal,
    check: str,
    operation: Operation | None = None,
) -> dict[str, Any]:
    """
    Know that a question was refused as it should be, and give its record.

    On the wire: HTTP status, level and code, a shape that the contract allows, and
    nothing about anybody but what the question itself said. In the log: one record of
    the call, refused, with the check that did it and the digests of both messages.
    """
    assert (answer.status, answer.refusal) == (status, refusal)
    assert not answer.has_data
    assert answer.strange_numbers == set()
    if operation is not None:
        assert shape_problems(answer, operation) == ()
    record = chain.arrival(answer)
    assert record["outcome"] == "refused"
    assert (record["level"], record["code"]) == refusal
    assert record["http_status"] == status
    assert check in errors_of(record)
    assert record["request_digest"] == hashlib.sha256(answer.sent).hexdigest()
    assert record["reply_digest"] == hashlib.sha256(answer.body).hexdigest()
    return record


def shape_problems(answer: Answer, operation: Operation) -> tuple[Any, ...]:
    """Validate what the contract knows of a refusal: the reply, or a fault's detail."""
    if not answer.is_fault:
        return operation.contract.validate(answer.payload)
    detail = answer.fault_detail
    if detail is None or detail.tag != operation.fault:
        return ()
    return operation.contract.validate(detail)


def hop_of(contract: Contract) -> str:
    """Give the platform that holds a contract; the SSDN is one of the KSZ."""
    return "magda" if contract.dialect is Dialect.MAGDA else "ksz"


def errors_of(record: Mapping[str, Any]) -> list[str]:
    """Give the checks that refused, as the log has them."""
    return [f["check"] for f in record["findings"] if f["severity"] == "error"]


def verified(
    chain: Chain, answer: Answer, profile: SecurityProfile = REPLY_STRICT
) -> SignedParts:
    """Verify a reply as strictly as our client does."""
    pki = chain.simulator.settings.pki
    now = datetime.now(UTC)
    return verify(
        parse(answer.body),
        profile=profile,
        trust=TrustStore.load(
            pki / "trust" / f"{answer.hop}.pem", pki / "crl" / f"{answer.hop}.pem"
        ),
        now=now,
        trust_time=now,
    )


class Envelope:
    """One message; methods change it in place and return it, to be chained."""

    def __init__(self, chain: Chain, ask: Ask) -> None:
        """Build the question; not signed yet."""
        self.chain = chain
        self.ask = ask
        self.operation = ask.contract_operation
        dialect = self.operation.contract.dialect
        self.references = new_references(dialect)
        user = ask.user if dialect is Dialect.KSZ else None
        self.root = wrap(pack(build(self.operation, self._fields())), user=user)
        self._path = self.operation.contract.paths[0]

    def _fields(self) -> Mapping[str, Any]:
        return question_fields(
            self.operation,
            self._sender(),
            self.ask.content,
            references=self.references,
            user=self.ask.user,
            now=datetime.now(UTC),
        )

    def _sender(self) -> Sender:
        party = self.chain.simulator.parties.get(self.ask.party)
        assert party is not None
        names = {
            connection.sender
            for connection in party.connections
            if connection.hop == self.ask.hop
            and self.ask.capacity in connection.capacities
        } or {connection.sender for connection in party.connections}
        return Sender(
            id=party.id,
            organisation=party.name,
            identificatie=sorted(names)[0],
            cbe_number=party.number,
            hoedanigheid=self.ask.capacity,
            legal_context=self.ask.capacity,
            email=f"{party.id}@kruispunt.test",
        )

    # Parts

    @property
    def header(self) -> Element:
        """`soap:Header`."""
        return self.root.find(f"{SOAP}Header")

    @property
    def body(self) -> Element:
        """`soap:Body`, the first child of the envelope by that name."""
        return self.root.find(f"{SOAP}Body")

    @property
    def payload(self) -> Element:
        """The question."""
        return self.body[0]

    @property
    def security(self) -> Element:
        """`wsse:Security`."""
        return self.header.find(f"{WSSE}Security")

    @property
    def token(self) -> Element:
        """The BinarySecurityToken."""
        return self.security.find(f"{WSSE}BinarySecurityToken")

    @property
    def timestamp(self) -> Element:
        """The Timestamp."""
        return self.security.find(f"{WSU}Timestamp")

    @property
    def signature(self) -> Element:
        """The `ds:Signature`, wherever it is in the header."""
        return next(self.header.iter(f"{DS}Signature"))

    def ds(self, path: str) -> Element:
        """Find below the signature, by names in its namespace."""
        return self.signature.find("/".join(f"{DS}{n}" for n in path.split("/")))

    def reference(self, part: str) -> Element:
        """Give the reference to `token`, `timestamp` or `body`."""
        (found,) = (
            each
            for each in self.signature.iter(f"{DS}Reference")
            if each.get("URI") == f"#kruispunt-{part}"
        )
        return found

    @property
    def octets(self) -> bytes:
        """The message as it goes out now."""
        return bytes(etree.tostring(self.root, encoding="UTF-8", xml_declaration=True))

    # The question

    @property
    def document(self) -> Element:
        """A copy of the document that the question carries as text (SSDN)."""
        return unpack(self.payload)

    def carry(self, document: Element | str) -> Self:
        """Carry another document, or another text."""
        is_text = isinstance(document, str)
        self.payload.text = document if is_text else pack(document).text
        return self

    def put(self, name: str, text: str | None) -> Self:
        """Give the first element of a name in the question another text."""
        self.payload.find(f".//{name}").text = text
        return self

    def drop(self, name: str) -> Self:
        """Leave the first element of a name out of the question."""
        element = self.payload.find(f".//{name}")
        element.getparent().remove(element)
        return self

    def about(self, ssin: str) -> Self:
        """Ask about somebody else."""
        name = "INSZ" if self.payload.find(".//INSZ") is not None else "ssin"
        return self.put(name, ssin)

    def at_path(self, path: str) -> Self:
        """Post to another path than that of the service."""
        self._path = path
        return self

    # Signing

    def signed(
        self,
        shape: str = "standard",
        *,
        by: PrivateIdentity | None = None,
        at: datetime | None = None,
        lifetime: timedelta = timedelta(minutes=5),
    ) -> Self:
        """Sign, as the party that asks and now unless told otherwise."""
        who = by or self.chain.identity(self.ask.party)
        signer = Signer(key=who.key, chain=who.chain, shape=SHAPES[shape])
        signer.sign(self.root, now=at or datetime.now(UTC), lifetime=lifetime)
        self.root = parse(self.octets)
        return self

    def unsigned(self) -> Self:
        """Do nothing, aloud."""
        return self

    def with_expired_timestamp(self) -> Self:
        """Sign well, but an hour ago."""
        return self.signed(at=datetime.now(UTC) - timedelta(hours=1))

    def with_future_timestamp(self) -> Self:
        """Sign well, but in an hour."""
        return self.signed(at=datetime.now(UTC) + timedelta(hours=1))

    def evil_body(self, ssin: str = WOUT) -> Element:
        """Give a copy of the Body, without id, that asks about somebody else."""
        evil = copy.deepcopy(self.body)
        evil.attrib.clear()
        for name in ("INSZ", "ssin"):
            for element in evil.iter(name):
                element.text = ssin
        return evil

    def wrapped_body(self) -> Self:
        """Move the signed Body into the header, and put another at its place."""
        signed, evil = self.body, self.evil_body()
        etree.SubElement(self.header, "Wrapper").append(signed)
        self.root.append(evil)
        return self

    def mended(self, *, by: PrivateIdentity | None = None) -> Self:
        """Compute digests and value anew, with nothing of ours: the signer attacks."""
        for reference in self.signature.iter(f"{DS}Reference"):
            target = self.root.xpath(
                "//*[@*[local-name() = 'Id'] = $id]", id=reference.get("URI")[1:]
            )[0]
            method = reference.find(f"{DS}DigestMethod").get("Algorithm")
            digest = hashlib.new(method.rpartition("#")[2], _exclusive(target)).digest()
            reference.find(f"{DS}DigestValue").text = _base64(digest)
        return self.with_value_anew(by=by)

    def with_value_anew(self, *, by: PrivateIdentity | None = None) -> Self:
        """Compute the signature value anew over SignedInfo as it stands."""
        key = (by or self.chain.identity(self.ask.party)).key
        octets = _exclusive(self.ds("SignedInfo"))
        if isinstance(key, ec.EllipticCurvePrivateKey):
            r, s = utils.decode_dss_signature(
                key.sign(octets, ec.ECDSA(hashes.SHA256()))
            )
            value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        else:
            value = key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
        self.ds("SignatureValue").text = _base64(value)
        return self

    # Sending

    def post(
        self, *, identity: PrivateIdentity | None = None, trace: str | None = None
    ) -> Answer:
        """Post the message as it is; `identity` shows another certificate in TLS."""
        return self.post_octets(self.octets, identity=identity, trace=trace)

    def post_octets(
        self,
        octets: bytes,
        *,
        identity: PrivateIdentity | None = None,
        trace: str | None = None,
    ) -> Answer:
        """Post other octets than those of the message, to the same place."""
        return self.chain.send(
            self.ask.hop,
            octets,
            identity=identity or self.chain.identity(self.ask.party),
            path=self._path,
            headers={"traceparent": f"00-{trace}-{'1' * 16}-01"} if trace else None,
        )


def _exclusive(element: Element) -> bytes:
    return bytes(
        etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
    )


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()

"""A hop without its sockets: the real tables and rules, and a line that is scripted."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from kruispunt_client.caller import Reply, SoapFault
from kruispunt_client.errors import KruispuntError
from kruispunt_client.settings import Endpoint
from kruispunt_contracts import catalogue, ns, parse
from kruispunt_contracts.catalogue import Catalogue, Operation
from kruispunt_law import Law, law
from kruispunt_simulator import services
from kruispunt_simulator.cases.base import Cases
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.hops.hop import Hop
from kruispunt_simulator.hops.plan import HOPS, HopPlan
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import People
from kruispunt_simulator.services import Service
from kruispunt_simulator.sources import Sources
from kruispunt_simulator.store.exchange import Exchange
from lxml import etree

Element = Any
Example = Callable[[str], Element]
Make = Callable[..., Call]

NOW = datetime(2026, 11, 22, 15, 4, 5, 678_900, tzinfo=UTC)
VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"


class Line:
    """The door to the next hop: gives what the test put there, keeps what was asked."""

    def __init__(self) -> None:
        self.endpoint = Endpoint(
            hop="next", url="https://next.test", trust=Path("none"), signer="next"
        )
        self.asked: list[tuple[Operation, Element, dict[str, Any]]] = []
        self.answer: Element | SoapFault | KruispuntError | None = None

    def call(
        self,
        operation: Operation,
        payload: Element,
        *,
        about_to_send: Callable[[bytes], None],
        **about: Any,
    ) -> Reply:
        """Answer as `Caller.call` does."""
        about_to_send(b"sent")
        assert operation.contract.validate(payload) == (), etree.tostring(payload)
        self.asked.append((operation, payload, about))
        if isinstance(self.answer, KruispuntError):
            raise self.answer
        fault = self.answer if isinstance(self.answer, SoapFault) else None
        reply = etree.Element(f"{{{ns.SOAP}}}Fault") if fault else self.answer
        if fault is None:
            assert operation.contract.validate(reply) == (), etree.tostring(reply)
        return Reply(
            operation=operation,
            payload=reply,
            http_status=500 if fault else 200,
            trace=about["trace"],
            raw=b"raw",
            sent=b"sent",
            signer="next",
            fault=fault,
        )


def certificate(name: str | None) -> x509.Certificate:
    """Make a certificate with a common name, or without one."""
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [] if name is None else [(x509.NameOID.COMMON_NAME, name)]
    subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in attributes])
    return (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )


@dataclass
class Inscribed:
    """A repertory that knows what the test says."""

    lines: set[tuple[str, str, str, str]] = field(default_factory=set)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def is_inscribed(self, *asked: Any) -> bool:
        """As `Repertory.is_inscribed`; the period does not matter here."""
        self.asked.append(asked)
        return asked[:4] in self.lines

    def find(self, *_: str) -> tuple[()]:
        """As `Repertory.find`; there is nothing."""
        return ()


@dataclass
class Written:
    """A journal that keeps what is written, in memory."""

    records: list[Exchange] = field(default_factory=list)

    def write(self, records: Sequence[Exchange]) -> bool:
        """As `Journal.write`."""
        self.records.extend(records)
        return True


@dataclass
class Bench:
    """What the stages and answers use of a `Hop`."""

    plan: HopPlan
    law: Law
    parties: Parties
    sources: Sources
    services: dict[tuple[str, str, str], Service]
    catalogue: Catalogue = field(default_factory=catalogue.load)
    clock: Clock = field(default_factory=lambda: Clock(now=lambda: NOW))
    repertory: Inscribed = field(default_factory=Inscribed)
    authorisation: str = "enforce"
    strict: bool = False
    allow_real_numbers: bool = False
    line: Line = field(default_factory=Line)
    journal: Written = field(default_factory=Written)
    cases: Cases | None = None
    speech = Hop.speech
    turn = Hop.turn
    read_question = Hop.read_question
    onward_sender = Hop.onward_sender

    def next_caller(self) -> Line:
        """The door to the next hop."""
        return self.line


@pytest.fixture(scope="session")
def people() -> People:
    return People.load()


@pytest.fixture
def bench(people: People) -> Callable[[str], Any]:
    """Make a hop by its name."""

    def make(name: str) -> Any:
        return Bench(
            plan=HOPS[name],
            law=law(),
            parties=Parties.load(),
            sources=Sources(people),
            services=services.discover(),
        )

    return make


@pytest.fixture
def make_call() -> Make:
    """Make a call that nothing is known about yet."""

    def make(hop: str = "magda", **given: Any) -> Call:
        fields: dict[str, Any] = {
            "hop": hop,
            "peer": "127.0.0.1:50000",
            "path": "/",
            "received": NOW,
            "business_time": NOW,
            "today": NOW.date(),
        }
        return Call(**fields | given)

    return make


@pytest.fixture(scope="session")
def example() -> Example:
    """Parse an example message anew by its file: `geef_zorgtoeslag/reply_data`."""
    texts: dict[str, Element] = {}

    def read(name: str) -> Element:
        if name not in texts:
            texts[name] = parse((VECTORS / f"{name}.xml").read_bytes())
        return copy.deepcopy(texts[name])

    return read

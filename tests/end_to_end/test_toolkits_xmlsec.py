"""libxmlsec1 at the other end: stock zeep asks, the xmlsec1 command verifies."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import requests
import xmlsec
import zeep
from kruispunt_contracts import catalogue, ns
from kruispunt_contracts.catalogue import Contract, Dialect
from lxml import etree
from zeep.exceptions import Fault, SignatureVerificationFailed
from zeep.transports import Transport
from zeep.wsse.signature import BinarySignature, Signature

from .envelopes import GRIET, LOTTE, SOON, Chain, Envelope, hop_of

ASK: Final = "care allowance at magda"
SHA256: Final = (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256)
SHA1: Final = (xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1)
PARTIES: Final = {"magda": "wonen-in-vlaanderen", "ksz": "rva"}


class StockSignatures:
    """
    Two stock classes, each for what it can do.

    `BinarySignature` signs. Its `verify` holds our own certificate against the reply,
    so the hop's is given to `Signature`.
    """

    def __init__(self, chain: Chain, *algorithms: Any) -> None:
        pki = chain.simulator.settings.pki
        party, hop = pki / "parties" / PARTIES["magda"], pki / "hops" / "magda"
        key, certificate = str(party / "key.pem"), str(party / "cert.pem")
        self.ours = BinarySignature(key, certificate, None, *algorithms)
        self.theirs = Signature(key, str(hop / "cert.pem"))

    def apply(self, envelope: Any, headers: Any) -> Any:
        return self.ours.apply(envelope, headers)

    def verify(self, envelope: Any) -> Any:
        return self.theirs.verify(envelope)


@pytest.fixture(scope="module")
def transports(chain: Chain) -> Iterator[dict[str, Transport]]:
    """For zeep, two-way TLS to each hop."""
    pki = chain.simulator.settings.pki
    made = {}
    for hop, party in PARTIES.items():
        session = requests.Session()
        session.trust_env = False
        folder = pki / "parties" / party
        session.cert = (str(folder / "chain.pem"), str(folder / "key.pem"))
        session.verify = str(pki / "trust" / f"{hop}.pem")
        made[hop] = Transport(session=session, timeout=SOON, operation_timeout=SOON)
    yield made
    for transport in made.values():
        transport.session.close()


def wsdl_of(chain: Chain, contract: Contract) -> str:
    """Where a service describes itself."""
    return f"{chain.simulator.urls[hop_of(contract)]}{contract.paths[0]}?wsdl"


def verzoek(envelope: Envelope) -> dict[str, Any]:
    """Give the question of an envelope as zeep takes it."""

    def fields(element: Any) -> Any:
        return {c.tag: fields(c) for c in element} if len(element) else element.text

    found: dict[str, Any] = fields(envelope.payload)
    return found["Verzoek"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("algorithms", [SHA256, SHA1, ()], ids=["sha256", "sha1", "-"])
def test_stock_zeep_asks_and_verifies(
    chain: Chain,
    envelope: Callable[..., Envelope],
    transports: dict[str, Transport],
    algorithms: tuple[Any, ...],
) -> None:
    """`-` is zeep's default, which is SHA-1 as well."""
    contract = catalogue.load().contract("GeefZorgtoeslag", "02.00.0000")
    client = zeep.Client(
        wsdl_of(chain, contract),
        transport=transports["magda"],
        wsse=StockSignatures(chain, *algorithms),
    )
    question = verzoek(envelope(ASK))
    answer = client.service.GeefZorgtoeslag(question)
    found = answer.Antwoorden.Antwoord.Inhoud.Zorgtoeslag
    assert found.INSZ == LOTTE
    (recognition,) = found.Erkenningen.Erkenning
    assert recognition.ResultaatErkenningKind.Pijlers.Pijler1 == 6
    reference = question["Context"]["Bericht"]["Afzender"]["Referte"]
    assert answer.Context.Bericht.Ontvanger.Referte == reference
    assert answer.Context.Bericht.Ontvanger.Gebruiker == GRIET


def test_stock_zeep_with_the_key_of_another_is_refused(
    chain: Chain, envelope: Callable[..., Envelope], transports: dict[str, Transport]
) -> None:
    """The twin: one file changed, that of the key."""
    contract = catalogue.load().contract("GeefZorgtoeslag", "02.00.0000")
    signatures = StockSignatures(chain, *SHA256)
    other = chain.simulator.settings.pki / "parties" / "fluvius" / "key.pem"
    signatures.ours.key_data = other.read_bytes()
    client = zeep.Client(
        wsdl_of(chain, contract), transport=transports["magda"], wsse=signatures
    )
    with pytest.raises(Fault):
        client.service.GeefZorgtoeslag(verzoek(envelope(ASK)))


def test_binary_signature_alone_verifies_no_reply(
    chain: Chain, envelope: Callable[..., Envelope], transports: dict[str, Transport]
) -> None:
    """The limit of zeep that `examples/zeep-xmlsec` works around."""
    contract = catalogue.load().contract("GeefZorgtoeslag", "02.00.0000")
    client = zeep.Client(
        wsdl_of(chain, contract),
        transport=transports["magda"],
        wsse=StockSignatures(chain, *SHA256).ours,
    )
    with pytest.raises(SignatureVerificationFailed):
        client.service.GeefZorgtoeslag(verzoek(envelope(ASK)))


@pytest.mark.parametrize(
    "contract",
    catalogue.load().contracts,
    ids=lambda contract: f"{contract.service} {contract.version}",
)
def test_zeep_makes_a_client_of_every_service(
    chain: Chain, transports: dict[str, Transport], contract: Contract
) -> None:
    """From `?wsdl`, with what it imports through `?xsd=`."""
    hop = hop_of(contract)
    client = zeep.Client(wsdl_of(chain, contract), transport=transports[hop])
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    assert {*port.binding.all()} == {each.name for each in contract.operations}
    address = port.binding_options["address"]
    assert address == f"{chain.simulator.urls[hop]}{contract.paths[0]}"
    assert (contract.dialect is Dialect.MAGDA) == address.endswith("/soap/WebService")


# --- the xmlsec1 command


def verdict_of_xmlsec1(reply: Path, certificate: Path) -> int:
    """Let the command verify a reply with the hop's certificate."""
    if shutil.which("xmlsec1") is None:
        pytest.skip("xmlsec1 is not installed")
    parts = (f"{ns.SOAP}:Body", f"{ns.WSU}:Timestamp", f"{ns.WSSE}:BinarySecurityToken")
    ids = [word for part in parts for word in ("--id-attr:Id", part)]
    options = subprocess.run(
        ["xmlsec1", "--help-verify"], capture_output=True, text=True, check=False
    )
    if "--lax-key-search" in options.stdout + options.stderr:
        ids.append("--lax-key-search")  # 1.3: else KeyInfo must name the key
    done = subprocess.run(
        ["xmlsec1", "--verify", "--pubkey-cert-pem", certificate, *ids, reply],
        capture_output=True,
        check=False,
        timeout=SOON,
    )
    return done.returncode


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (ASK, Envelope.signed),
        ("incapacity at wiv", Envelope.signed),
        ("attest at ksz", Envelope.signed),
        (ASK, lambda e: e.about("abc").signed()),
    ],
    ids=["magda", "wiv", "ksz", "a fault"],
)
def test_xmlsec1_verifies_a_reply(
    chain: Chain,
    envelope: Callable[..., Envelope],
    tmp_path: Path,
    name: str,
    change: Callable[[Envelope], Envelope],
) -> None:
    answer = change(envelope(name)).post()
    pki = chain.simulator.settings.pki
    certificate = pki / "hops" / answer.hop / "cert.pem"
    reply = tmp_path / "reply.xml"
    reply.write_bytes(answer.body)
    assert verdict_of_xmlsec1(reply, certificate) == 0

    root = etree.fromstring(answer.body)
    leaf = next(e for e in reversed([*root.iter()]) if len(e) == 0 and e.text)
    leaf.text += " "
    reply.write_bytes(etree.tostring(root))
    assert verdict_of_xmlsec1(reply, certificate) != 0


def test_xmlsec1_refuses_a_reply_under_another_key(
    chain: Chain, envelope: Callable[..., Envelope], tmp_path: Path
) -> None:
    reply = tmp_path / "reply.xml"
    reply.write_bytes(envelope(ASK).signed().post().body)
    other = chain.simulator.settings.pki / "hops" / "wiv" / "cert.pem"
    assert verdict_of_xmlsec1(reply, other) != 0

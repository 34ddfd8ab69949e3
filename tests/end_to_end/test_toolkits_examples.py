"""
The programs in `examples/` ask the chain, and believe no reply that is not right.

Each is another toolkit. Where one is not installed, or npm cannot fetch its packages,
its tests are skipped and say why.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.wss import Signer, VerificationError
from kruispunt_contracts import catalogue
from kruispunt_contracts.documents import wsdl_documents
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import SHAPES
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Policy
from lxml import etree

from .envelopes import DS, SOAP, WOUT, Answer, Chain, Envelope, hop_of, verified

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
TOOLKITS: Final = ("java", "node-soap", "zeep-xmlsec", "curl-xmlsec1")
LIMIT: Final = 120
"""Seconds that a program may take; only ends a hang."""
QUICK: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A short run of the JVM takes half the time with these."""
VALID: Final = "reply signature: valid"

Command = list[str]
Element = Any


def need(*programs: str) -> None:
    """Skip the test when a program is not there."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def run(command: Command, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run a program, to its end."""
    return subprocess.run(
        command, capture_output=True, text=True, timeout=LIMIT, check=False, **how
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a program that failed said last."""
    return (done.stderr or done.stdout).strip().rpartition("\n")[2]


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The Java example, compiled: it starts in a fifth of the time."""
    need("java", "javac")
    classes = tmp_path_factory.mktemp("java")
    source = EXAMPLES / "java" / "Ask.java"
    if "--release" not in run(["javac", "--help"]).stdout:
        pytest.skip("javac is older than the example needs")
    done = run(["javac", "--release", "17", "-d", str(classes), str(source)])
    assert done.returncode == 0, done.stderr
    return ["java", *QUICK, "-cp", str(classes), "Ask"]


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The Node example with its packages, in a folder of its own."""
    need("node", "npm")
    version = run(["node", "--version"]).stdout.strip().removeprefix("v")
    if tuple(map(int, version.split(".")[:2])) < (20, 19):
        pytest.skip(f"node {version} is older than the package soap needs")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "ask.js"):
        shutil.copy(EXAMPLES / "node-soap" / name, folder)
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--no-update-notifier")
    cache = ("--cache", str(tmp_path_factory.mktemp("npm")), "--fetch-retries", "1")
    try:
        done = run(["npm", "install", *quiet, *cache], cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install the packages in {LIMIT} s")
    if done.returncode != 0:
        pytest.skip(f"npm cannot install the packages: {last_line(done)}")
    return ["node", str(folder / "ask.js")]


@pytest.fixture(params=TOOLKITS)
def toolkit(request: pytest.FixtureRequest) -> Command:
    """How each example is started, without its arguments."""
    name: str = request.param
    if name == "java":
        command: Command = request.getfixturevalue("java")
        return command
    if name == "node-soap":
        command = request.getfixturevalue("node")
        return command
    if name == "zeep-xmlsec":
        pytest.importorskip("xmlsec")
        return [sys.executable, str(EXAMPLES / name / "ask.py")]
    need("sh", "curl", "openssl", "xmlsec1")
    return ["sh", str(EXAMPLES / name / "ask.sh")]


# --- against the chain


@pytest.fixture
def running(state: Path, simulator: Simulator) -> str:
    """The state folder of the chain that runs."""
    assert simulator.settings.state == state
    return str(state)


def test_example_asks_and_verifies_the_reply(toolkit: Command, running: str) -> None:
    done = run([*toolkit, running])
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == VALID
    assert {"INSZ: 14651220816", "Pijler1: 6", "Totaal: 26"} <= set(lines)


def test_example_verifies_a_reply_without_data_too(
    toolkit: Command, running: str
) -> None:
    done = run([*toolkit, running, WOUT])
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == VALID
    assert any(line.startswith("Diagnose: ") for line in lines)


def test_example_verifies_a_fault_too(toolkit: Command, running: str) -> None:
    done = run([*toolkit, running, "abc"])
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == VALID
    assert any(line.startswith("faultstring: 10001") for line in lines)


def test_java_example_runs_from_its_source(running: str) -> None:
    need("java", "javac")
    done = run(["java", *QUICK, str(EXAMPLES / "java" / "Ask.java"), running])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(VALID)


def test_node_makes_a_client_of_every_service(
    node: Command, state: Path, simulator: Simulator
) -> None:
    """From `?wsdl`, with what it imports through `?xsd=`."""
    urls = {}
    for contract in catalogue.load().contracts:
        hop = hop_of(contract)
        party = {"magda": "wonen-in-vlaanderen", "ksz": "rva"}[hop]
        urls[f"{simulator.urls[hop]}{contract.paths[0]}?wsdl"] = {
            "party": str(state / "pki" / "parties" / party),
            "trust": str(state / "pki" / "trust" / f"{hop}.pem"),
            "operations": sorted(each.name for each in contract.operations),
        }
    script = """
        const { readFileSync } = require("node:fs");
        const https = require("node:https");
        const soap = require("soap");
        (async () => {
          const found = {};
          const urls = JSON.parse(process.argv[1]);
          for (const [url, { party, trust }] of Object.entries(urls)) {
            const httpsAgent = new https.Agent({
              cert: readFileSync(`${party}/chain.pem`),
              key: readFileSync(`${party}/key.pem`),
              ca: readFileSync(trust),
            });
            const options = { wsdl_options: { httpsAgent } };
            const client = await soap.createClientAsync(url, options);
            const [port] = Object.values(Object.values(client.describe())[0]);
            found[url] = Object.keys(port).sort();
          }
          console.log(JSON.stringify(found));
        })();
    """
    folder = Path(node[1]).parent
    done = run(["node", "-e", script, json.dumps(urls)], cwd=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {url: about["operations"] for url, about in urls.items()}


@pytest.fixture(scope="module")
def strict(start: Callable[..., Chain]) -> str:
    """The state folder of a chain under policy strict."""
    return str(start(policy=Policy.STRICT).state)


def test_example_that_signs_the_token_satisfies_strict(
    toolkit: Command, strict: str
) -> None:
    done = run([*toolkit, strict])
    assert done.stdout.startswith(VALID), done.stderr
    if "zeep-xmlsec" in toolkit[-1]:  # stock zeep cannot
        assert done.returncode == 1
        assert "faultstring: " in done.stdout
        return
    assert done.returncode == 0
    assert "Totaal: 26" in done.stdout


# --- against a hop that lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """How a reply is made."""

    signed_by: str = "hops/magda"
    """Folder of the PKI."""
    signed: bool = True
    age: timedelta = timedelta()
    change: Callable[[Element, PrivateIdentity], None] = lambda root, who: None
    """What happens to the signed envelope, in place."""


def with_another_total(root: Element, who: PrivateIdentity) -> None:
    """Change a digit of what was signed."""
    (total,) = root.iter("Totaal")
    total.text = "27"


def with_the_body_moved_away(root: Element, who: PrivateIdentity) -> None:
    """Put the signed Body aside and another in its place."""
    body = root.find(f"{SOAP}Body")
    other = parse(etree.tostring(body))
    with_another_total(other, who)
    etree.SubElement(root.find(f"{SOAP}Header"), "Wrapper").append(body)
    root.append(other)


def without_the_body(root: Element, who: PrivateIdentity) -> None:
    """Sign all but the Body, well."""
    (signature,) = root.iter(f"{DS}Signature")
    signed_info, value, _ = signature
    signed_info.remove(signed_info[-1])
    octets = etree.tostring(signed_info, method="c14n", exclusive=True)
    assert isinstance(who.key, RSAPrivateKey)
    made = who.key.sign(octets, PKCS1v15(), SHA256())
    value.text = base64.b64encode(made).decode()
    with_another_total(root, who)


TRUE: Final = Lie()
LIES: Final = {
    "one digit changed": Lie(change=with_another_total),
    "signed Body moved away": Lie(change=with_the_body_moved_away),
    "Body not signed": Lie(change=without_the_body),
    "signed by a party of the same authority": Lie(signed_by="parties/fluvius"),
    "signed under another authority": Lie(signed_by="hops/wiv"),
    "an hour old": Lie(age=timedelta(hours=1)),
    "not signed": Lie(signed=False),
}


class Handler(BaseHTTPRequestHandler):
    """Serves the WSDL, and one reply to whatever is asked."""

    server: Liar

    def do_GET(self) -> None:
        """Serve `?wsdl` or `?xsd=NAME`."""
        contract = catalogue.load().contract("GeefZorgtoeslag", "02.00.0000")
        documents = wsdl_documents(contract, self.server.url)
        kind, _, name = self.path.partition("?")[2].partition("=")
        self._send(documents[contract.wsdl.name if kind == "wsdl" else name])

    def do_POST(self) -> None:
        """Reply."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(self.server.reply())

    def log_message(self, *_: object) -> None:
        """Be silent."""

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Liar(ThreadingHTTPServer):
    """`magda` as far as TLS and WSDL go; its reply is what a test wants."""

    def __init__(self, pki: Path, payload: Element) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pki = pki
        self.payload = etree.tostring(payload)
        self.lie = TRUE
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = pki / "hops" / "magda"
        context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
        self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, address: Any) -> None:
        """Be silent: a client that does not like what it hears may hang up."""

    def reply(self) -> bytes:
        """Make the reply."""
        lie = self.lie
        root = etree.Element(f"{SOAP}Envelope", nsmap={"soapenv": SOAP[1:-1]})
        etree.SubElement(root, f"{SOAP}Header")
        etree.SubElement(root, f"{SOAP}Body").append(etree.fromstring(self.payload))
        folder = self.pki / lie.signed_by
        who = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
        if lie.signed:
            shape = SHAPES["platform-reply"]
            signer = Signer(key=who.key, chain=who.chain, shape=shape)
            signer.sign(root, now=datetime.now(UTC) - lie.age)
            lie.change(root, who)
        return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


@pytest.fixture(scope="session")
def liar(
    chain: Chain,
    envelope: Callable[..., Envelope],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Liar, str]]:
    """The liar, and a state folder that leads to it."""
    pki = chain.simulator.settings.pki
    made = Liar(pki, envelope("care allowance at magda").signed().post().payload)
    folder = tmp_path_factory.mktemp("liar")
    os.symlink(pki, folder / "pki", target_is_directory=True)
    running = {"endpoints": {"magda": made.url}, "shift_days": 0}
    (folder / "running.json").write_text(json.dumps(running), "utf-8")
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield made, str(folder)
    made.shutdown()
    thread.join()
    made.server_close()


def test_example_believes_a_reply_that_is_right(
    toolkit: Command, liar: tuple[Liar, str]
) -> None:
    """The twin of what follows, in the same harness."""
    made, folder = liar
    made.lie = TRUE
    done = run([*toolkit, folder])
    assert done.returncode == 0, done.stderr
    assert VALID in done.stdout
    assert "Totaal: 26" in done.stdout


@pytest.mark.parametrize("name", LIES)
def test_example_does_not_believe_a_lie(
    toolkit: Command, liar: tuple[Liar, str], name: str
) -> None:
    made, folder = liar
    made.lie = LIES[name]
    done = run([*toolkit, folder])
    assert done.returncode == 1
    assert VALID not in done.stdout
    assert "Totaal" not in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", LIES)
def test_lie_is_one_for_our_own_client_too(
    chain: Chain, liar: tuple[Liar, str], name: str
) -> None:
    made, _ = liar
    made.lie = LIES[name]
    answer = Answer(
        hop="magda", status=200, headers={}, body=made.reply(), sent=b"", peer=""
    )
    if name == "signed by a party of the same authority":
        # A good signature, of another than the one expected: the caller's to notice.
        assert "fluvius" in verified(chain, answer).signer.subject.rfc4514_string()
        return
    with pytest.raises(VerificationError):
        verified(chain, answer)


@pytest.mark.parametrize("toolkit", ["zeep-xmlsec"], indirect=True)
def test_reply_without_a_security_header_is_refused_in_words(
    toolkit: Command, liar: tuple[Liar, str]
) -> None:
    """Where zeep itself ends in an AttributeError."""
    made, folder = liar
    made.lie = LIES["not signed"]
    done = run([*toolkit, folder])
    assert "refused: the reply is not signed" in done.stderr

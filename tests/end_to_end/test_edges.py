"""The rims of a hop: documents, host names, paths, its own keys, its own log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_contracts import SchemaError
from kruispunt_simulator import app
from kruispunt_simulator.audit.trail import render_explanation, render_tree
from kruispunt_simulator.commands import certificates
from kruispunt_simulator.hops import hop as hop_module
from kruispunt_simulator.hops.hop import Hop, InvalidReply
from kruispunt_simulator.hops.plan import SINGLE_PATH
from kruispunt_simulator.message import Rendered
from kruispunt_simulator.people import People
from kruispunt_simulator.sources import Condition, Sources
from structlog.testing import CapturingLogger

from .envelopes import (
    ATTEST,
    CARE,
    INCAPACITY,
    LOTTE,
    Answer,
    Chain,
    Refusal,
    errors_of,
)

SERVICE = "/GeefZorgtoeslagDienst-02.00/soap/WebService"


def get(chain: Chain, path: str, *, hop: str = "magda", host: str = "") -> Answer:
    """Fetch something as a party that may connect."""
    party = {"wiv": "wonen-in-limburg", "magda": "fluvius", "ksz": "fidus"}[hop]
    return chain.send(
        hop,
        b"",
        identity=chain.identity(party),
        path=path,
        method="GET",
        headers={"Host": host} if host else None,
    )


# --- documents -----------------------------------------------------------------------


@pytest.mark.parametrize("hop", ["wiv", "magda"])
def test_path_for_all_services_says_where_the_contracts_are(
    chain: Chain, hop: str
) -> None:
    answer = get(chain, f"{SINGLE_PATH}?wsdl", hop=hop)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    base = chain.simulator.urls[hop]
    _, *addresses = answer.body.decode().splitlines()
    assert f"{base}{SERVICE}?wsdl" in addresses
    for address in addresses:
        assert b"definitions" in get(chain, address.removeprefix(base), hop=hop).body


@pytest.mark.parametrize("path", [SINGLE_PATH, f"{SINGLE_PATH}?xsd=x", "/?wsdl"])
def test_what_is_no_document_is_not_found(chain: Chain, path: str) -> None:
    assert get(chain, path).status == 404


def locations(answer: Answer) -> set[bytes]:
    """Where the documents of an answer say that the service is."""
    parts = answer.body.split(b"https://")[1:]
    return {each.partition(b"/")[0] for each in parts}


@pytest.mark.parametrize(
    "host", ["magda.example:8444", "localhost", "127.0.0.1:1", "[::1]:8444", "[::1]"]
)
def test_documents_name_the_host_that_the_client_named(chain: Chain, host: str) -> None:
    answer = get(chain, f"{SERVICE}?wsdl", host=host)
    assert (answer.status, locations(answer)) == (200, {host.encode()})


@pytest.mark.parametrize(
    "host",
    [
        "evil/path",
        "user@evil",
        "a b",
        'x"><y',
        "x\x01",
        "[::1",
        "x:port",
        "x:1:2",
        "\xe9",
    ],
)
def test_documents_name_their_own_host_when_the_client_names_none(
    chain: Chain, host: str
) -> None:
    answer = get(chain, f"{SERVICE}?wsdl", host=host)
    own = chain.simulator.urls["magda"].removeprefix("https://").encode()
    assert (answer.status, locations(answer)) == (200, {own})


def test_revocation_counts_for_documents_on_an_open_connection(
    start: Callable[..., Chain],
) -> None:
    """As for questions: Protocol WiV–Wonen in Limburg art. 6.1."""
    chain = start()
    hop = chain.simulator.listener("ksz").app
    path = "/HandiService/v2/consult"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "wsdl",
        "kruispunt.peer_certificate": chain.identity("fidus").certificate.public_bytes(
            Encoding.DER
        ),
    }

    def status() -> str:
        told: list[str] = []
        hop(environ, lambda status, headers: told.append(status))  # type: ignore[arg-type,return-value]
        return told[0]

    assert status() == "200 OK"
    certificates.revoke(chain.state, "fidus")
    assert status() == "403 Forbidden"
    record = chain.eventually(lambda record: record["http_status"] == 403)
    assert errors_of(record) == ["connection.revoked", "http.request"]
    assert record["party"] == "fidus"


# --- what is echoed ------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_path_is_not_echoed_and_cannot_steer_a_terminal(
    chain: Chain, method: str
) -> None:
    answer = chain.send(
        "magda",
        b"",
        identity=chain.identity("fluvius"),
        path="/%1b%5d0;pwned%07/%0aforged",
        method=method,
    )
    assert answer.status == 404
    assert b"pwned" not in answer.body
    record = chain.arrival(answer)
    (finding,) = record["findings"]
    assert r"/\x1b]0;pwned\x07/\nforged" in finding["actual"]
    lines = [
        *render_tree(chain.trees(answer.trace)),
        *render_explanation([record]),
    ]
    assert all(line.isprintable() for line in lines)


def test_refused_connection_is_told_with_peer_and_reason(chain: Chain) -> None:
    record = chain.turned_away("magda", chain.tls("magda", None))
    assert (record["level"], record["code"]) == ("tls", "no-certificate")
    _, line = render_tree(chain.trees(record["trace"]))
    assert f"← {record['peer']}" in line
    assert "refused (level tls, no-certificate)" in line


# --- the log of the process ----------------------------------------------------------


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What a hop says to operators."""
    logger = CapturingLogger()
    monkeypatch.setattr(hop_module, "log", logger)
    return logger


def test_internal_error_keeps_numbers_out_of_the_process_log(
    chain: Chain, said: CapturingLogger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logs are for operators; the trail has the text, with fictitious numbers."""

    def broken(*_: object) -> None:
        raise ValueError(f"cannot read {LOTTE}")

    monkeypatch.setattr(hop_module, "answer", broken)
    answer = chain.envelope(CARE).signed().post()
    assert answer.refusal == Refusal("2", "60009")
    (call,) = said.calls
    assert LOTTE not in str(call)
    assert call.kwargs["exception"].endswith("ValueError")
    assert "in broken" in call.kwargs["exception"]
    (finding,) = (
        each
        for each in chain.arrival(answer)["findings"]
        if each["check"] == "internal.error"
    )
    assert finding["actual"] == f"ValueError: cannot read {LOTTE}"


def test_reply_that_violates_its_contract_is_logged_by_place_only(
    chain: Chain, said: CapturingLogger
) -> None:
    hop = chain.simulator.listener("magda").app
    assert isinstance(hop, Hop)
    call = hop._new_call(peer="x:1", path="/", traceparent=None)
    wrong = SchemaError(line=0, path="Antwoord/INSZ", message=f"'{LOTTE}' is wrong")
    call.contract = SimpleNamespace(own=False, validate=lambda _: (wrong,))  # type: ignore[assignment]
    rendered = Rendered(payload=None, http_status=200, outcome="answered")
    with pytest.raises(InvalidReply):
        hop._validated(call, rendered)
    (logged,) = said.calls
    assert logged.kwargs == {"places": ["Antwoord/INSZ"]}
    assert LOTTE not in str(logged)


# --- keys that are renewed -----------------------------------------------------------


def test_hop_asks_with_its_new_certificate_after_a_revocation(
    start: Callable[..., Chain],
) -> None:
    """`kruispunt certs revoke`, then `certs issue`, without a restart."""
    chain = start()
    question = "disability at wiv"
    chain.still_answers(question)
    certificates.revoke(chain.state, "wonen-in-vlaanderen")
    assert chain.envelope(question).signed().post().refusal is not None
    certificates.issue(chain.state, "wonen-in-vlaanderen", None, None, False)
    chain.still_answers(question)


def test_hop_signs_with_its_new_certificate(start: Callable[..., Chain]) -> None:
    chain = start()

    def signer() -> bytes:
        answer = chain.envelope(CARE).signed().post()
        assert answer.has_data
        (token,) = (
            each
            for each in answer.body.split(b"<")
            if b"BinarySecurityToken " in each and not each.startswith(b"/")
        )
        return token.rpartition(b">")[2]

    before = signer()
    assert signer() == before
    certificates.issue_hop(chain.state, "magda", ("magda.example",), None)
    assert signer() != before


# --- patience ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "source", "refusal"),
    [
        (CARE, "opgroeien", Refusal("2", "60006")),
        (ATTEST, "insurers", Refusal("fault", "MSG00002")),
        (INCAPACITY, "insurers", Refusal("3", "70003")),
    ],
)
def test_slow_source_is_told_to_the_asker_by_the_hop_that_gave_up(
    start: Callable[..., Chain],
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    source: str,
    refusal: Refusal,
) -> None:
    """_behaviour.md 1.3: 60006; _error-codes.md 3: MSG00002."""
    hasty = Sources(
        People.load(),
        {source: Condition(delay_seconds=3600)},
        patience=timedelta(milliseconds=1),
    )
    monkeypatch.setattr(app, "Sources", lambda people, **_: hasty)
    chain = start()
    answer = chain.envelope(question).signed().post()
    assert answer.refusal == refusal
    assert "source.in-time" in str(chain.records(answer.trace))
    hasty.set_condition(source, Condition())
    chain.still_answers(question)

"""
The lines between the links of the chain: what each needs before anything is asked.

Protocol WiV–Wonen in Limburg art. 6.1. What a bad certificate meets is in
`test_refusals_below_soap.py`, one that is not the sender's in
`test_refusals_of_certificates.py`.
"""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from kruispunt_simulator.hops.plan import HOPS

from .envelopes import (
    CARE,
    FILES,
    GRIET,
    HANDI,
    LOTTE,
    MIEKE,
    SOON,
    TOM,
    Chain,
    Envelope,
    Refusal,
    errors_of,
)

GOOD = {"wiv": FILES, "magda": CARE, "ksz": HANDI}
"""A question that is answered, by the hop where it arrives."""
LINKS = {"wiv": "wonen-in-limburg", "magda": "wonen-in-vlaanderen", "ksz": "magda"}
"""Who stands at the other end of each line in the chain of social rent."""
EVERY_HOP = pytest.mark.parametrize("hop", HOPS)


# --- two lines, two authorities ------------------------------------------------------


def authorities(chain: Chain, hop: str) -> set[bytes]:
    """What a hop, and who calls it, believe in."""
    path = chain.simulator.settings.pki / "trust" / f"{hop}.pem"
    certificates = x509.load_pem_x509_certificates(path.read_bytes())
    return {each.fingerprint(SHA256()) for each in certificates}


@pytest.mark.requirement("S-TR-01")
def test_no_two_lines_have_an_authority_in_common(chain: Chain) -> None:
    """DCBaaS on the integrator's lines, the agency's own on that of the companies."""
    trusted = [authorities(chain, hop) for hop in HOPS]
    assert all(trusted)
    assert len(set().union(*trusted)) == sum(map(len, trusted))


def shown(chain: Chain, hop: str, trust: str) -> bytes:
    """The certificate of a hop, to a client that believes in one authority."""
    where = urlsplit(chain.simulator.urls[hop])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(
        chain.simulator.settings.pki / "trust" / f"{trust}.pem"
    )
    chain.identity(LINKS[hop]).configure(context)
    with (
        socket.create_connection((where.hostname, where.port), timeout=SOON) as line,
        context.wrap_socket(line, server_hostname=where.hostname) as tls,
    ):
        octets = tls.getpeercert(binary_form=True)
    assert octets is not None
    return octets


@pytest.mark.requirement("S-TR-01", "S-TR-02")
@pytest.mark.parametrize(("hop", "other"), list(permutations(HOPS, 2)))
def test_a_hop_is_believed_under_the_authority_of_its_own_line_only(
    chain: Chain, hop: str, other: str
) -> None:
    """The client checks who it talks to; each hop shows another certificate."""
    with pytest.raises(ssl.SSLCertVerificationError):
        shown(chain, hop, trust=other)
    assert shown(chain, hop, trust=hop) != shown(chain, other, trust=other)


# --- keys ----------------------------------------------------------------------------


def spellings(key: bytes) -> Iterable[bytes]:
    """A private key as it might turn up: PEM, its text in one line, or its octets."""
    lines = [line for line in key.splitlines() if not line.startswith(b"-----")]
    yield lines[0]
    yield b"".join(lines)[:96]
    yield base64.b64decode(b"".join(lines))[-64:]


@pytest.mark.requirement("S-TR-06")
def test_a_private_key_stays_where_it_is(
    start: Callable[..., Chain], capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in a reply, not in the log, not on the screen, in no other file."""
    chain = start()
    pki = chain.simulator.settings.pki
    keys = [path.read_bytes() for path in pki.rglob("key.pem")]
    assert len(keys) > len(HOPS)
    answers = [chain.envelope(GOOD[hop]).signed().post() for hop in HOPS]
    theirs = chain.identity("fluvius")
    answers += [
        chain.envelope(CARE).unsigned().post(),
        chain.envelope(CARE).signed(by=theirs).post(),
        chain.envelope(CARE).about(TOM).signed().post(),
    ]
    assert len([a for a in answers if a.refusal is not None]) == 3
    chain.simulator.stop()
    places = [answer.body for answer in answers]
    places += [repr(answer.headers).encode() for answer in answers]
    places += ["".join(capfd.readouterr()).encode()]
    places += [path.read_bytes() for path in outside(chain.state, pki)]
    everything = b"\n".join(places)
    assert LOTTE.encode() in everything, "the log is among it"
    for key in keys:
        for spelling in spellings(key):
            assert spelling not in everything


def outside(folder: Path, but: Path) -> list[Path]:
    """Every file in a folder but those in one below it."""
    return [p for p in folder.rglob("*") if p.is_file() and but not in p.parents]


def test_a_key_in_clear_would_be_found(chain: Chain) -> None:
    """The twin: the scan sees each spelling."""
    party = chain.simulator.settings.pki / "parties" / "fluvius"
    key = (party / "key.pem").read_bytes()
    octets = base64.b64decode(b"".join(key.splitlines()[1:-1]))
    in_one_line = b"".join(key.splitlines()[1:-1])
    for place in (key, in_one_line, octets):
        assert any(spelling in place for spelling in spellings(key))


# --- four things at every link -------------------------------------------------------

Lacking = Callable[[Chain, str], dict[str, Any]]
"""Asks a hop without one of the four; gives the record."""

OTHERS = {
    "wiv": {"party": "woonmaatschappij-zonder-protocol"},
    "magda": {"party": "vlaams-woningfonds", "capacity": "7501"},
    "ksz": {"party": "rva", "capacity": "RVA:ADMISSIBILITY", "user": None},
}
"""Somebody at each hop whom no act lets ask the question of `GOOD`."""


def in_clear(chain: Chain, hop: str) -> dict[str, Any]:
    where = urlsplit(chain.simulator.urls[hop])
    message = chain.envelope(GOOD[hop]).signed().octets
    since = chain.simulator.clock.now()
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(message)}\r\n\r\n"
    address = (where.hostname, where.port)
    with closing(socket.create_connection(address, timeout=SOON)) as line:
        peer = "{}:{}".format(*line.getsockname())
        line.sendall(head.encode() + message)
        assert line.recv(65536).startswith(b"HTTP/1.1 400 ")
    return chain.from_peer(peer, since)


def without_certificate(chain: Chain, hop: str) -> dict[str, Any]:
    return chain.turned_away(hop, chain.tls(hop, None))


def signed_by_another(chain: Chain, hop: str) -> dict[str, Any]:
    theirs = chain.identity(str(OTHERS[hop]["party"]))
    return chain.arrival(chain.envelope(GOOD[hop]).signed(by=theirs).post())


def without_ground(chain: Chain, hop: str) -> dict[str, Any]:
    return chain.arrival(chain.envelope(GOOD[hop], **OTHERS[hop]).signed().post())


@pytest.mark.requirement("S-TR-07")
@pytest.mark.parametrize(
    ("lacking", "check"),
    [
        pytest.param(in_clear, "tls.plain-http", id="confidentiality"),
        pytest.param(without_certificate, "tls.no-certificate", id="identification"),
        pytest.param(
            signed_by_another, "agreement.signer-is-caller", id="authentication"
        ),
        pytest.param(without_ground, "law.granted", id="authorisation"),
    ],
)
@EVERY_HOP
def test_a_call_that_lacks_one_of_the_four_fails_at_every_link(
    chain: Chain, hop: str, lacking: Lacking, check: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1; with all four, it is answered."""
    record = lacking(chain, hop)
    assert errors_of(record) == [check]
    assert (record["hop"], record["outcome"]) == (hop, "refused")
    chain.still_answers(GOOD[hop])


# --- channels ------------------------------------------------------------------------


@pytest.mark.requirement("S-TR-08")
@pytest.mark.parametrize(
    ("hop", "capacity", "refusal"),
    [
        ("wiv", "7101", Refusal("2", "13001")),
        ("ksz", "VO:SOCIAL_RENT", Refusal("http", "404")),
    ],
)
def test_care_supplement_is_told_at_magda_only(
    chain: Chain, hop: str, capacity: str, refusal: Refusal
) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 6: an online question to MAGDA."""
    asker = {"party": LINKS[hop], "capacity": capacity, "user": MIEKE}
    answer = chain.envelope(CARE, hop=hop, **asker).signed().post()
    assert answer.refusal == refusal
    assert b"Pijler" not in answer.body
    chain.still_answers(CARE)


@pytest.mark.requirement("S-TR-08")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_care_supplement_is_told_to_a_signed_question_only(
    chain: Chain, envelope: Callable[..., Envelope], method: str
) -> None:
    """No file can be fetched or left; the same octets, posted, are answered."""
    message = envelope(CARE).signed()
    path = message.operation.contract.paths[0]
    answer = chain.send(
        "magda",
        message.octets,
        identity=chain.identity(message.ask.party),
        path=f"{path}?INSZ={LOTTE}",
        method=method,
    )
    assert answer.status in (404, 405)
    assert LOTTE.encode() not in answer.body
    assert message.post().has_data


@pytest.mark.requirement("S-TR-10")
def test_the_log_tells_which_channel_a_call_took(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """
    Through the agency (C3), or through the integrator at once (C2), asking the same.

    Source: Protocol WiV–Wonen in Limburg recital C2, C3.
    """
    agency = {"hop": "magda", "party": "wonen-in-vlaanderen", "capacity": "7202"}
    for message, lines in (
        (envelope(FILES), ["wiv", "magda", "ksz"]),
        (envelope(FILES, user=GRIET, **agency), ["magda", "ksz"]),
    ):
        records = chain.records(message.signed().post().trace)
        arrived = [r for r in records if r["direction"] == "in"]
        assert sorted(r["hop"] for r in arrived) == sorted(lines)
        by_hop = {record["hop"]: record["party"] for record in arrived}
        assert by_hop == {hop: LINKS[hop] for hop in lines}

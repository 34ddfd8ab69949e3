"""Every kind of reply is signed by its hop, verifies strictly, and names its trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.x509 import NameOID
from kruispunt_client import (
    AlteredReply,
    AnswerToAnotherQuestion,
    Connection,
    NotAReply,
    StaleReply,
    UnsignedReply,
    UntrustedReply,
)
from kruispunt_client.transport import Received
from kruispunt_client.wss import VerificationError
from kruispunt_contracts.profile import STRICT, Part, TokenKind

from .envelopes import (
    BRAM,
    MIEKE,
    TOM,
    Chain,
    Envelope,
    Refusal,
    verified,
)

Make = Callable[[Envelope], Envelope]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One way in which a hop replies."""

    ask: str
    make: Make
    status: int
    refusal: Refusal | None


def signed(message: Envelope) -> Envelope:
    return message.signed()


def altered(message: Envelope) -> Envelope:
    return message.signed().about(TOM)


KINDS = {
    "an answer of wiv": Kind(
        ask="incapacity at wiv", make=signed, status=200, refusal=None
    ),
    "an answer of magda": Kind(
        ask="care allowance at magda", make=signed, status=200, refusal=None
    ),
    "an answer of the KSZ": Kind(
        ask="attest at ksz", make=signed, status=200, refusal=None
    ),
    "a fault about a missing signature": Kind(
        ask="disability at wiv",
        make=Envelope.unsigned,
        status=500,
        refusal=Refusal("1", "ERR_025"),
    ),
    "a fault about a bad signature": Kind(
        ask="care allowance at magda",
        make=altered,
        status=500,
        refusal=Refusal("1", "ERR_025"),
    ),
    "a fault about a bad signature, at the KSZ": Kind(
        ask="attest at ksz",
        make=altered,
        status=500,
        refusal=Refusal("fault", "FailedCheck"),
    ),
    "a fault about the schema": Kind(
        ask="care allowance at magda",
        make=lambda m: m.drop("Taal").signed(),
        status=500,
        refusal=Refusal("1", "10001"),
    ),
    "a refusal of level 2": Kind(
        ask="care allowance at magda",
        make=lambda m: m.put("Hoedanigheid", "9999").signed(),
        status=200,
        refusal=Refusal("2", "13001"),
    ),
    "a refusal of level 2, of wiv": Kind(
        ask="disability at wiv",
        make=lambda m: m.put("Hoedanigheid", "9999").signed(),
        status=200,
        refusal=Refusal("2", "13001"),
    ),
    "a refusal of level 3": Kind(
        ask="care allowance at magda",
        make=lambda m: m.about(TOM).signed(),
        status=200,
        refusal=Refusal("3", "13202"),
    ),
    "a refusal of level 3, passed on by wiv": Kind(
        ask="incapacity at wiv",
        make=lambda m: m.about(TOM).signed(),
        status=200,
        refusal=Refusal("3", "13202"),
    ),
    "a status of the KSZ": Kind(
        ask="attest at ksz",
        make=lambda m: m.about(TOM).signed(),
        status=200,
        refusal=Refusal("status", "MSG00012"),
    ),
    "a fault of the KSZ": Kind(
        ask="attest at ksz",
        make=lambda m: m.put("yearQuarter", "2024Q5").signed(),
        status=500,
        refusal=Refusal("fault", "MSG00004"),
    ),
}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.mark.requirement("S-MI-01", "S-MI-02")
@EVERY_KIND
def test_reply_is_signed_by_its_hop(
    chain: Chain, envelope: Callable[..., Envelope], kind: Kind
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.3: both sides sign; faults are no less."""
    answer = kind.make(envelope(kind.ask)).post()
    assert (answer.status, answer.refusal) == (kind.status, kind.refusal)
    parts = verified(chain, answer, STRICT)
    assert parts.parts == {Part.TOKEN, Part.TIMESTAMP, Part.BODY}
    assert parts.token is TokenKind.X509_V3
    assert parts.warnings == ()
    (name,) = parts.signer.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value == f"{answer.hop}.kruispunt.test"
    assert parts.body[0].tag == answer.payload.tag


@EVERY_KIND
def test_reply_names_its_trace(
    chain: Chain, envelope: Callable[..., Envelope], kind: Kind
) -> None:
    """Explain channel: the wire stays terse, the header is the key to the reason."""
    answer = kind.make(envelope(kind.ask)).post()
    assert re.fullmatch(r"[0-9a-f]{32}", answer.trace)
    record = chain.arrival(answer)
    assert (record["outcome"] == "answered") is (kind.refusal is None)
    assert record["findings"] or kind.refusal is None


@EVERY_KIND
def test_reply_is_text_xml_in_utf_8(
    envelope: Callable[..., Envelope], kind: Kind
) -> None:
    """_wire-facts.md 1: SOAP 1.1, text/xml."""
    answer = kind.make(envelope(kind.ask)).post()
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.body.startswith(b"<?xml version='1.0' encoding='utf-8'?>")


@EVERY_KIND
def test_spoiled_reply_does_not_verify(
    chain: Chain, envelope: Callable[..., Envelope], kind: Kind
) -> None:
    """The twin: the same reply with one letter changed."""
    answer = kind.make(envelope(kind.ask)).post()
    spoiled = replace(answer, body=_one_text_changed(answer.body))
    with pytest.raises(VerificationError) as caught:
        verified(chain, spoiled, STRICT)
    assert {p.check for p in caught.value.problems} == {"signature.digest"}


def _one_text_changed(body: bytes) -> bytes:
    start = body.index(b"Body")
    found = re.compile(rb">([A-Za-z0-9])").search(body, start)
    assert found is not None
    at = found.start(1)
    return body[:at] + (b"X" if body[at : at + 1] != b"X" else b"Y") + body[at + 1 :]


def test_each_reply_has_a_signature_and_reference_of_its_own(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    answers = [envelope().signed().post() for _ in range(2)]
    first, second = (verified(chain, answer) for answer in answers)
    assert first.signature_value != second.signature_value
    path = "Repliek/Context/Bericht/Afzender/Referte"
    references = {answer.payload.findtext(path) for answer in answers}
    assert len(references) == 2


def test_signature_is_fresh(chain: Chain, envelope: Callable[..., Envelope]) -> None:
    """WSS 1.1.1 section 10: at most five minutes of life."""
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    parts = verified(chain, envelope().signed().post())
    assert parts.created is not None
    assert parts.expires is not None
    assert before <= parts.created <= datetime.now(UTC)
    assert parts.expires - parts.created == timedelta(minutes=5)


# --- what the client library does with a reply that is not as it should be -----------


Meddle = Callable[[Connection, Callable[[bytes], bytes]], None]


@pytest.fixture
def meddle(monkeypatch: pytest.MonkeyPatch) -> Meddle:
    """Changes what comes back, between the line and one client."""

    def begin(connection: Connection, change: Callable[[bytes], bytes]) -> None:
        transport = connection._caller._transport
        post = transport.post

        def meddled(*arguments: Any) -> Received:
            received = post(*arguments)
            return replace(received, body=change(received.body))

        monkeypatch.setattr(transport, "post", meddled)

    return begin


def without_signature(body: bytes) -> bytes:
    return re.sub(rb"<wsse:Security.*</wsse:Security>", b"", body, flags=re.DOTALL)


@pytest.mark.requirement("S-MI-01")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda body: body, None, id="as it is"),
        pytest.param(_one_text_changed, AlteredReply, id="changed"),
        pytest.param(without_signature, UnsignedReply, id="without its signature"),
        pytest.param(lambda body: b"<html/>", NotAReply, id="a web page"),
    ],
)
def test_client_hands_out_what_is_proven_only(
    chain: Chain,
    meddle: Meddle,
    change: Callable[[bytes], bytes],
    error: type[Exception] | None,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.3; the first row is the twin."""
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        meddle(wiv, change)
        with nullcontext() if error is None else pytest.raises(error):
            wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)


def test_client_refuses_an_old_reply_to_a_new_question(
    chain: Chain, meddle: Meddle
) -> None:
    """A genuine reply, caught before: its references are another question's."""
    caught: list[bytes] = []

    def first_one(body: bytes) -> bytes:
        caught.append(body)
        return caught[0]

    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        meddle(wiv, first_one)
        wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
        with pytest.raises(AnswerToAnotherQuestion):
            wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)


def test_client_refuses_a_reply_of_another_hop(
    chain: Chain, envelope: Callable[..., Envelope], meddle: Meddle
) -> None:
    """Well signed, by somebody else than the one who was asked."""
    other = envelope("care allowance at magda").signed().post().body
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        meddle(wiv, lambda _: other)
        with pytest.raises(UntrustedReply):
            wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)


def test_client_refuses_a_reply_of_yesterday(chain: Chain) -> None:
    """Its clock is a day ahead, or the reply a day late: nobody can tell."""
    asking = iter([datetime.now(UTC)] * 2)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with (
        chain.connect(
            "wonen-in-limburg", "wiv", clock=lambda: next(asking, tomorrow)
        ) as wiv,
        pytest.raises(StaleReply),
    ):
        wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)

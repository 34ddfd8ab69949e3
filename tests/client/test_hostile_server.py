"""
What a hostile server can try, and what a caller of the client gets instead of data.

Each trick is played by a real server, over real TLS, on a typed call; it is told apart
from an honest answer by nothing else. The same table stands in `docs/distrust.md`.

Source: Protocol WiV–Wonen in Limburg art. 6.3 (integrity of what is passed on);
`_wire-facts.md` (signing, correlation); RFC 5246, RFC 8446; WSS 1.1.1 section 13.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_certs import Pki
from kruispunt_client import (
    ONCE,
    AlteredReply,
    AnswerToAnotherQuestion,
    InvalidAnswer,
    InvalidSettings,
    KruispuntError,
    NotAReply,
    ReplyViolatesContract,
    StaleReply,
    TlsRefused,
    UnsignedReply,
    UntrustedReply,
    connect,
)
from kruispunt_client.envelope import wrap
from kruispunt_client.identity import PrivateIdentity
from kruispunt_contracts import parse, soap_parts
from lxml import etree

from .conftest import PERSON, USER, Asked, Hop, Records, Said

Element = Any
DAY = date(2026, 5, 4)
PAGE = Path(__file__).parents[2] / "docs" / "distrust.md"


@dataclass(frozen=True, kw_only=True)
class Play:
    """What a trick works with."""

    hop: Hop
    pki: Pki
    honest: Callable[[Element], Element]
    """Makes the right answer to a question."""
    earlier: list[Asked]
    """A question that was asked before."""

    def signed(self, asked: Asked, **how: Any) -> bytes:
        return self.hop.sign(self.honest(asked.payload), **how)

    def stranger(self, name: str) -> PrivateIdentity:
        folder = self.pki.hop_folder(name)
        return PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")


def _octets(envelope: Element) -> bytes:
    return bytes(etree.tostring(envelope))


def honest(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked))


def unsigned(play: Play, asked: Asked) -> Said:
    return Said(body=_octets(wrap(play.honest(asked.payload))))


def unsigned_body(play: Play, asked: Asked) -> Said:
    """The Timestamp is signed, the Body that counts is not: it was put beside it."""
    envelope = parse(play.signed(asked))
    body = soap_parts(envelope).body
    forged = copy.deepcopy(body)
    for name in [n for n in forged.attrib if n.endswith("}Id")]:
        del forged.attrib[name]
    shelter = etree.SubElement(envelope[0], "{urn:shelter}Shelter")
    shelter.append(body)
    envelope.append(forged)
    return Said(body=_octets(envelope))


def other_hop(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked, by=play.stranger("impostor")))


def other_authority(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked, by=play.stranger("magda")))


def stale(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked, at=datetime.now(UTC) - timedelta(hours=1)))


def from_the_future(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked, at=datetime.now(UTC) + timedelta(hours=1)))


def altered(play: Play, asked: Asked) -> Said:
    return Said(body=play.signed(asked).replace(b">POSITIEF<", b">NEGATIEF<"))


def replayed(play: Play, asked: Asked) -> Said:
    """An honest reply to an earlier question, signed afresh."""
    play.earlier.append(asked)
    return Said(body=play.signed(play.earlier[0]))


def other_service(play: Play, asked: Asked) -> Said:
    return Said(body=play.hop.sign(asked.payload))


def against_the_schema(play: Play, asked: Asked) -> Said:
    payload = play.honest(asked.payload)
    payload.find(".//DatumBeslissing").text = "lately"
    return Said(body=play.hop.sign(payload))


def more_than_the_schema(play: Play, asked: Asked) -> Said:
    payload = play.honest(asked.payload)
    etree.SubElement(payload.find(".//Zorgtoeslag"), "Bonus").text = "100"
    return Said(body=play.hop.sign(payload))


def with_entities(play: Play, asked: Asked) -> Said:
    signed = play.signed(asked)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return Said(body=signed.replace(b"?>", b"?>" + bomb, 1))


def without_end(play: Play, asked: Asked) -> Said:
    return Said(body=b"<a>" * 2_000_000)


def redirected(play: Play, asked: Asked) -> Said:
    return Said(body=b"", status=307, headers={"Location": "http://127.0.0.1:1/"})


def a_page(play: Play, asked: Asked) -> Said:
    return Said(body=b"<html><body>Welcome</body></html>")


Trick = Callable[[Play, Asked], Said]
TRICKS: dict[str, tuple[Trick, type[InvalidAnswer]]] = {
    "unsigned": (unsigned, UnsignedReply),
    "signed beside the Body that counts": (unsigned_body, UnsignedReply),
    "signed by another party of the same authority": (other_hop, UntrustedReply),
    "signed under another authority": (other_authority, UntrustedReply),
    "stale": (stale, StaleReply),
    "from the future": (from_the_future, StaleReply),
    "altered": (altered, AlteredReply),
    "the answer to an earlier question": (replayed, AnswerToAnotherQuestion),
    "a message of another operation": (other_service, ReplyViolatesContract),
    "not valid against the schema": (against_the_schema, ReplyViolatesContract),
    "an element that the schema does not have": (
        more_than_the_schema,
        ReplyViolatesContract,
    ),
    "with a DTD and entities": (with_entities, NotAReply),
    "larger than any answer": (without_end, NotAReply),
    "a redirect to plain HTTP": (redirected, NotAReply),
    "a web page": (a_page, NotAReply),
}


@pytest.fixture
def found(replies: Any) -> Callable[[Element], Element]:
    content = {
        "Zorgtoeslag": {
            "INSZ": PERSON,
            "Erkenningen": {
                "Erkenning": {
                    "StatusErkenning": {
                        "DatumBeslissing": "2025-03-01",
                        "PeriodeErkenning": {"Begindatum": "2025-01-01"},
                    },
                    "Wetgeving": {"Code": "2"},
                    "StatusBeslissing": "POSITIEF",
                }
            },
        }
    }
    return lambda request: replies.magda(request, inhoud=content)


@pytest.fixture
def ask(profile: Any) -> Iterator[Callable[..., Any]]:
    """Asks a hop about a child, by a typed call; the log comes beside the answer."""
    with ExitStack() as stack:
        records = Records()

        def run(hop: Hop, **changes: Any) -> Any:
            line = connect(profile(hop, **changes), user=USER, log=records, retry=ONCE)
            return stack.enter_context(line).care_allowance.supplement(PERSON, on=DAY)

        run.records = records  # type: ignore[attr-defined]
        yield run


@pytest.fixture
def play(wiv: Hop, folder_pki: Pki, found: Any) -> Callable[[Trick], None]:
    """Lets the hop play a trick."""

    def begin(trick: Trick) -> None:
        scene = Play(hop=wiv, pki=folder_pki, honest=found, earlier=[])
        wiv.answering = lambda asked: trick(scene, asked)

    return begin


@pytest.mark.requirement("S-MI-01", "S-MI-03")
@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_gives_an_error_and_no_data(
    name: str, wiv: Hop, ask: Any, play: Any
) -> None:
    trick, error = TRICKS[name]
    play(trick)
    if trick is replayed:
        assert ask(wiv).data is not None  # what is replayed was honest
    with pytest.raises(error) as raised:
        ask(wiv)
    assert type(raised.value) is error
    assert raised.value.hop == "wiv"
    assert raised.value.trace
    assert raised.value.request_xml
    assert PERSON not in str(raised.value)
    assert ask.records.all[-1].outcome == error.__name__  # and it is in our own log


def test_the_honest_answer_is_handed_out(wiv: Hop, ask: Any, play: Any) -> None:
    """The twin of the table: without a trick there are data."""
    play(honest)
    (recognition,) = ask(wiv).data.erkenningen
    assert recognition.status_beslissing == "POSITIEF"


def test_an_address_without_tls_is_refused_before_anything_is_sent(
    serve: Any, ask: Any
) -> None:
    hop = serve("wiv", tls=False)
    with pytest.raises(InvalidSettings, match="https://"):
        ask(hop, url=hop.url.replace("https:", "http:"))
    assert not hop.asked


@pytest.mark.requirement("S-TR-02")
@pytest.mark.parametrize(
    ("how", "trust"),
    [
        ({"tls": False}, "wiv"),
        ({"certificate_of": "elsewhere"}, "wiv"),
        ({}, "magda"),
    ],
    ids=["plain HTTP", "certificate of another host", "certificate of a stranger"],
)
def test_a_server_that_cannot_prove_itself_gets_no_question(
    how: dict[str, Any], trust: str, serve: Any, ask: Any, folder_pki: Pki
) -> None:
    hop = serve("wiv", **how)
    with pytest.raises(TlsRefused):
        ask(hop, trust=folder_pki.trust_pem(trust), crl=folder_pki.crl_pem(trust))
    assert not hop.asked


def test_a_platform_that_does_not_sign_is_believed_only_where_the_profile_says_so(
    wiv: Hop, ask: Any, play: Any
) -> None:
    """Source: the official MAGDA connector does not verify replies by default."""
    from kruispunt_client import ReplySecurity

    play(unsigned)
    assert ask(wiv, reply_security=ReplySecurity.PLATFORM).signer is None
    play(altered)  # but a signature that is there must be good
    with pytest.raises(AlteredReply):
        ask(wiv, reply_security=ReplySecurity.PLATFORM)


@pytest.mark.parametrize("name", TRICKS)
def test_the_page_has_every_trick_with_its_error(name: str) -> None:
    _, error = TRICKS[name]
    row = f"| {name} | `{error.__name__}` |"
    assert row in PAGE.read_text("utf-8"), row


def test_errors_about_replies_are_no_errors_about_the_person() -> None:
    """A caller that catches `RefusedByService` must never catch one of these."""
    from kruispunt_client import RefusedByService

    assert all(
        issubclass(error, InvalidAnswer)
        and issubclass(error, KruispuntError)
        and not issubclass(error, RefusedByService)
        for _, error in TRICKS.values()
    )

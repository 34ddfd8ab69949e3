"""A message counts once, and for a short time only."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Settings
from lxml import etree

from .conftest import ANY_PORT
from .envelopes import (
    ATTEST,
    CARE,
    ERR_025,
    SOON,
    Answer,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
)

# --- times ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "check"),
    [
        pytest.param(Envelope.with_expired_timestamp, "timestamp.stale", id="stale"),
        pytest.param(Envelope.with_future_timestamp, "timestamp.future", id="future"),
    ],
)
@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        (CARE, ERR_025),
        ("disability at wiv", ERR_025),
        ("attest at ksz", Refusal("fault", "MessageExpired")),
    ],
)
def test_message_of_another_time_is_refused(
    chain: Chain,
    envelope: Callable[..., Envelope],
    make: Callable[[Envelope], Envelope],
    check: str,
    name: str,
    refusal: Refusal,
) -> None:
    """WSS 1.1.1 section 10; the trace tells by how much the clocks differ."""
    answer = make(envelope(name)).post()
    record = assert_refused(chain, answer, status=500, refusal=refusal, check=check)
    (finding,) = (f for f in record["findings"] if f["check"] == check)
    difference = re.search(r"clock difference ([+-]\d+) s", finding["actual"])
    assert difference is not None
    assert abs(int(difference[1])) == pytest.approx(3600, abs=60)


@pytest.mark.parametrize("seconds", [-290, -30, 30], ids="{} s".format)
def test_clock_a_little_off_is_no_attack(
    envelope: Callable[..., Envelope], seconds: int
) -> None:
    """At most five minutes old, and a minute of difference between two clocks."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    message = envelope(CARE).signed(at=at, lifetime=timedelta(minutes=10))
    assert message.post().refusal is None


# --- replay --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        (CARE, ERR_025),
        ("disability at wiv", ERR_025),
        ("attest at ksz", Refusal("fault", "FailedCheck")),
    ],
)
@pytest.mark.parametrize("shape", ["standard", "savon"])
def test_identical_octets_count_once(
    chain: Chain,
    envelope: Callable[..., Envelope],
    name: str,
    refusal: Refusal,
    shape: str,
) -> None:
    """WSS 1.1.1 section 13: with a Timestamp and without."""
    message = envelope(name).signed(shape)
    assert message.post().refusal is None
    for _ in range(2):
        record = assert_refused(
            chain,
            message.post(),
            status=500,
            refusal=refusal,
            check="security.replay",
        )
        assert errors_of(record) == ["security.replay"]
    chain.still_answers(name)


@pytest.mark.parametrize("shape", ["standard", "savon"])
def test_of_copies_that_race_one_is_answered(
    chain: Chain, envelope: Callable[..., Envelope], shape: str
) -> None:
    """A message counts as seen in the transaction that makes its record durable."""
    message = envelope(CARE).signed(shape)
    octets = message.octets
    copies = 6
    together = threading.Barrier(copies)

    def post() -> Answer:
        together.wait(SOON)
        return message.post_octets(octets)

    with ThreadPoolExecutor(copies) as pool:
        posted = [pool.submit(post) for _ in range(copies)]
        answers = [each.result(SOON) for each in posted]
    assert sorted(answer.refusal or ("", "") for answer in answers) == [
        ("", ""),
        *[ERR_025] * (copies - 1),
    ]
    for answer in answers:
        record = chain.arrival(answer)
        assert (record["outcome"] == "answered") is answer.has_data


def test_replayed_message_may_be_dressed_up_in_vain(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """What no signature covers changes: it is the same message all the same."""
    message = envelope(CARE).signed()
    assert message.post().refusal is None
    etree.SubElement(message.header, "{urn:example:other}New").text = "new"
    record = chain.arrival(message.post())
    assert errors_of(record) == ["security.replay"]


def test_replay_is_noticed_after_a_restart(folder: Callable[[], Path]) -> None:
    """The memory of a hop is as durable as its log."""
    settings = Settings(state=folder(), ports=ANY_PORT)
    with Simulator(settings) as simulator:
        message = Chain(simulator).envelope(CARE).signed()
        assert message.post().refusal is None
    with Simulator(settings) as simulator:
        chain = Chain(simulator)
        message.chain = chain
        record = assert_refused(
            chain,
            message.post(),
            status=500,
            refusal=ERR_025,
            check="security.replay",
        )
        assert errors_of(record) == ["security.replay"]
        chain.still_answers(CARE)


def test_referte_counts_once_where_there_is_no_timestamp(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """MAGDA acceptance control 2: every Referte is new; signing anew is no help."""
    first, second = envelope(CARE), envelope(CARE)
    second.put("Afzender/Referte", first.references.context)
    assert first.signed("savon").post().refusal is None
    answer = second.signed("savon").post()
    assert_refused(chain, answer, status=500, refusal=ERR_025, check="security.replay")
    third = envelope(CARE)
    third.put("Afzender/Referte", first.references.context)
    assert third.signed().post().refusal is None  # its Timestamp makes it new


def test_referte_of_another_party_is_no_replay(
    envelope: Callable[..., Envelope],
) -> None:
    """The twin: each party counts its own; nobody can use up another's."""
    first, second = envelope(CARE), envelope("disability at magda")
    second.put("Afzender/Referte", first.references.context)
    assert first.signed("savon").post().refusal is None
    assert second.signed("savon").post().refusal is None


def test_ticket_of_an_unsigned_message_counts_once(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Where nothing is signed, the ticket is all that tells two messages apart."""
    message = envelope(ATTEST).unsigned()
    assert message.post().refusal is None
    record = chain.arrival(message.post())
    assert errors_of(record) == ["security.replay"]
    assert envelope(ATTEST).unsigned().post().refusal is None


def test_refused_message_cannot_be_tried_again(
    chain: Chain, envelope: Callable[..., Envelope], source: Callable[..., None]
) -> None:
    """A message that got as far as a question is used up, whatever came of it."""
    source("opgroeien", available=False)
    message = envelope(CARE).signed()
    assert message.post().refusal == Refusal("2", "99996")
    source("opgroeien", available=True)
    assert errors_of(chain.arrival(message.post())) == ["security.replay"]


def test_message_is_not_replayed_to_another_hop(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """What Wonen in Vlaanderen got from a company is worth nothing at MAGDA."""
    message = envelope("disability at wiv").signed()
    caught = chain.send(
        "magda",
        message.octets,
        identity=chain.identity("wonen-in-vlaanderen"),
        path=message.operation.contract.paths[0],
    )
    assert caught.refusal == ERR_025
    assert "token.trust.chain" in errors_of(chain.arrival(caught))

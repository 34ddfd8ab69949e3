"""
A refusal deeper in the chain, and a source that is off or slow: what comes back.

Each hop passes on what the next one said, as the real ones do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from kruispunt_client import (
    NotAuthorised,
    PersonNotRegistered,
    RefusedByService,
    SourceUnavailable,
)
from kruispunt_simulator import app
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.sources import Condition
from kruispunt_simulator.store.tables import repertory

from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    FILES,
    HANDI,
    INCAPACITY,
    LOTTE,
    MIEKE,
    SOON,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
)


@pytest.fixture
def forgotten(simulator: Simulator) -> Iterator[None]:
    """Take Wonen in Vlaanderen's file about Bram out of the KSZ's repertory."""
    lines = (
        (repertory.c.register == "ksz")
        & (repertory.c.party == "wonen-in-vlaanderen")
        & (repertory.c.ssin == BRAM)
    )
    writing = simulator.engine.execution_options(kruispunt_write=True)
    with writing.begin() as connection:
        rows = connection.execute(repertory.select().where(lines)).mappings().all()
        connection.execute(repertory.delete().where(lines))
    yield
    with writing.begin() as connection:
        connection.execute(repertory.insert(), [dict(row) for row in rows])


@pytest.mark.requirement("S-IN-04")
@pytest.mark.usefixtures("forgotten")
def test_refusal_of_the_ksz_comes_back_through_the_hops(chain: Chain) -> None:
    """MAGDA wiki page 2104688821: NO_RESULT becomes 70002, with the KSZ's own code."""
    with (
        chain.connect("wonen-in-limburg", "wiv") as wiv,
        pytest.raises(PersonNotRegistered) as caught,
    ):
        wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
    error = caught.value
    assert (error.hop, error.level, error.code) == ("wiv", "3", "70002")
    assert error.annotations["status code"] == "MSG00012"
    assert error.trace is not None
    refused = [
        (record["hop"], record["level"], record["code"])
        for record in chain.records(error.trace)
        if record["direction"] == "in"
    ]
    assert sorted(refused) == [
        ("ksz", "status", "MSG00012"),
        ("magda", "3", "70002"),
        ("wiv", "3", "70002"),
    ]


def test_every_hop_of_a_refusal_says_why_in_its_log(
    chain: Chain, source: Callable[..., None], envelope: Callable[..., Envelope]
) -> None:
    """`kruispunt explain` has something to tell about each hop that passed it on."""
    source("insurers", available=False)
    answer = envelope(INCAPACITY).signed().post()
    for record in chain.records(answer.trace):
        if record["direction"] == "in":
            assert errors_of(record), record["hop"]


# --- sources -------------------------------------------------------------------------


def test_source_that_is_off_at_magda(
    chain: Chain, source: Callable[..., None], envelope: Callable[..., Envelope]
) -> None:
    """_behaviour.md 1.3: 99996, level 2."""
    source("opgroeien", available=False)
    message = envelope(CARE).signed()
    answer = message.post()
    assert_refused(
        chain,
        answer,
        status=200,
        refusal=Refusal("2", "99996"),
        check="source.available",
        operation=message.operation,
    )
    (asked,) = (r for r in chain.records(answer.trace) if r["direction"] == "out")
    assert (asked["peer"], asked["outcome"]) == ("source:opgroeien", "failed")
    source("opgroeien", available=True)
    chain.still_answers(CARE)


@pytest.mark.parametrize(("ask", "name"), [(ATTEST, "insurers"), (HANDI, "dgph")])
def test_source_that_is_off_at_the_ksz(
    chain: Chain,
    source: Callable[..., None],
    envelope: Callable[..., Envelope],
    ask: str,
    name: str,
) -> None:
    """_error-codes.md 3: MSG00020, a fault."""
    source(name, available=False)
    message = envelope(ask).signed()
    answer = message.post()
    assert_refused(
        chain,
        answer,
        status=500,
        refusal=Refusal("fault", "MSG00020"),
        check="source.available",
        operation=message.operation,
    )
    assert answer.fault_detail.findtext("informationCustomer/ticket") == (
        message.references.ticket
    )
    source(name, available=True)
    chain.still_answers(ask)


@pytest.mark.parametrize(("ask", "name"), [(INCAPACITY, "insurers"), (FILES, "dgph")])
def test_fault_of_the_ksz_comes_back_through_the_hops(
    chain: Chain,
    source: Callable[..., None],
    envelope: Callable[..., Envelope],
    ask: str,
    name: str,
) -> None:
    """MAGDA wiki page 2104688821: a SOAP fault becomes 70003, level 3."""
    source(name, available=False)
    message = envelope(ask).signed()
    answer = message.post()
    assert (answer.status, answer.refusal) == (200, Refusal("3", "70003"))
    assert message.operation.contract.validate(answer.payload) == ()
    path = "Repliek/Antwoorden/Antwoord/Uitzonderingen/Uitzondering/Omstandigheid"
    assert answer.payload.findtext(path) == "MSG00020"
    source(name, available=True)
    chain.still_answers(ask)


def test_client_tells_a_source_that_is_off_from_a_refusal(
    chain: Chain, source: Callable[..., None]
) -> None:
    """Worth another try, says the client, where a refusal by law is not."""
    source("insurers", available=False)
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        with pytest.raises(SourceUnavailable) as caught:
            wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
        assert caught.value.retryable
        with pytest.raises(NotAuthorised) as refused:
            wiv.care_allowance.supplement(LOTTE, user=MIEKE, on=date(2024, 6, 1))
        assert not refused.value.retryable
        assert isinstance(refused.value, RefusedByService)


def test_source_that_is_too_slow_for_the_hop_above(
    start: Callable[..., Chain], monkeypatch: pytest.MonkeyPatch
) -> None:
    """_behaviour.md 1.3: 60006; with patience, the same question is answered."""
    hasty = replace(HOPS["magda"], patience=timedelta(seconds=1))
    monkeypatch.setattr(app, "HOPS", {**HOPS, "magda": hasty})
    chain = start()
    sources = chain.simulator.sources
    told = threading.Event()
    monkeypatch.setattr(sources, "_sleep", lambda _: told.wait(SOON))
    sources.set_condition("insurers", Condition(delay_seconds=2.5))
    answer = chain.envelope("incapacity at magda").signed().post()
    told.set()
    assert (answer.status, answer.refusal) == (200, Refusal("2", "60006"))
    record = chain.arrival(answer)
    assert errors_of(record) == ["onward.line"]
    sources.set_condition("insurers", Condition())
    chain.still_answers("incapacity at magda")

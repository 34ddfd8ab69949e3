"""
Every typed call, over the real chain, about everybody: nothing that came is lost.

Each leaf of a reply's content must be among the typed values, as often as it came.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import (
    ONCE,
    Answer,
    Connection,
    InvalidRequest,
    RefusedByService,
    connect,
)
from kruispunt_client.calls.person import person
from kruispunt_client.calls.persoon.question import RegisterSource
from kruispunt_client.calls.question import Call
from kruispunt_client.settings import ConnectionProfile
from kruispunt_contracts import load, parse, soap_parts, unpack
from kruispunt_simulator.numbers import is_bis
from lxml import etree

from ..completeness import lost
from .envelopes import Chain
from .every_service import SERVICES, Asker, Element, Key, askers, hops_of

PROBES: dict[Key, Callable[[str, date], Call[Any]]] = {
    key: call
    for path in sorted(Path(__file__).parent.glob("probes_*.py"))
    for key, call in import_module(f"{__package__}.{path.stem}").PROBES.items()
}
TABLE = [(key, hops_of(key)[-1]) for key in SERVICES]
"""At the innermost hop: what the outer one tells is held against it elsewhere."""
IDS = [f"{key[0]} {key[1]} {key[2]} at {hop}" for key, hop in TABLE]

NOT_TYPED: dict[str, str] = {}
"""Operations without a typed call, with the reason."""

NOTHING_TOLD = {
    "familyAllowancesConsult": "`_behaviour` 2.2: federal files were kept five years",
}
"""Operations that tell nobody anything, with the reason."""

ABOUT_THE_EXCHANGE = frozenset(
    {
        "informationCustomer",
        "informationCBSS",
        "legalContext",
        "criteria",
        "wantedInformation",
        "searchCriteria",
        "status",
        "dataFilters",
        "ssin",
        "searchPeriod",
    }
)
"""What stands beside the content in a reply of the KSZ; `Answer` has it."""


@pytest.fixture(scope="module")
def own_chain(start: Callable[..., Chain]) -> Chain:
    """A chain of its own: some services change the repertories."""
    return start()


@pytest.fixture(scope="module")
def line(own_chain: Chain) -> Iterator[Callable[[Key, str], Connection | None]]:
    """Gives a typed connection of somebody who may ask; None if nobody may."""
    known: dict[tuple[str, str, str], Connection | None] = {}
    with ExitStack() as stack:

        def opened(key: Key, hop: str) -> Connection | None:
            place = (key[0], key[2], hop)
            if place not in known:
                found = askers(own_chain.simulator, key, hop)
                known[place] = (
                    stack.enter_context(_connect(own_chain, found[0]))
                    if found
                    else None
                )
            return known[place]

        yield opened


def _connect(chain: Chain, asker: Asker) -> Connection:
    party = chain.simulator.parties.get(asker.grant.party)
    assert party is not None
    chain.identity(party.id)
    profile = chain.simulator.profile(party)
    endpoint = next(e for e in profile.endpoints.values() if e.hop == asker.grant.hop)
    # What the endpoint says of the sender is what the grant asks for.
    only = replace(
        endpoint,
        identificatie=None,
        hoedanigheid=None,
        legal_context=None,
        application=None,
        capacity=None,
    )
    own = ConnectionProfile(
        party=asker.sender, certificate=profile.certificate, endpoints={"it": only}
    )
    return connect(own, via="it", user=asker.user, retry=ONCE)


def content_of(answer: Answer[Any], key: Key) -> Element:
    """What of a reply tells something about the person."""
    root = unpack(soap_parts(parse(answer.raw)).payload)
    if load().contract(key[0], key[1]).dialect == "magda":
        inhoud = root.find("Repliek/Antwoorden/Antwoord/Inhoud")
        root = next(inhoud.iterchildren(etree.Element))
        if root.find("status/value") is None:  # not the answer of the KSZ, passed on
            return inhoud
    if load().contract(key[0], key[1]).dialect == "ssdn":
        told = copy.deepcopy(root.find("{*}ServiceReply")[-1])
        for element in told.findall("{*}ResultSummary") + told.findall("{*}Question"):
            told.remove(element)
        return told
    told = copy.deepcopy(root)
    for element in [e for e in told if e.tag in ABOUT_THE_EXCHANGE]:
        told.remove(element)
    return told


def test_there_is_a_typed_call_for_every_service() -> None:
    assert {*SERVICES} - {*PROBES} == {k for k in SERVICES if k[2] in NOT_TYPED}


@pytest.mark.parametrize(("key", "hop"), TABLE, ids=IDS)
def test_nothing_of_an_answer_is_lost(
    key: Key,
    hop: str,
    own_chain: Chain,
    line: Callable[[Key, str], Connection | None],
) -> None:
    """Each person is asked about by who may ask; a refusal tells nothing to lose."""
    connection, call = line(key, hop), PROBES.get(key)
    if connection is None or call is None:
        pytest.skip("nobody may ask it" if call else "no typed call")
    today = own_chain.simulator.clock.today()
    answers = []
    for somebody in own_chain.simulator.people:
        try:
            answers.append(connection.ask(call(somebody.ssin, today)))
        except RefusedByService:
            continue
        except InvalidRequest:
            assert is_bis(somebody.ssin)  # for which types of the KSZ have no place
    told = [answer for answer in answers if answer.data is not None]
    assert bool(told) != (key[2] in NOTHING_TOLD)
    for answer in told:
        assert lost(content_of(answer, key), answer.data) == []


def test_nothing_that_the_national_register_tells_is_lost(
    own_chain: Chain, line: Callable[[Key, str], Connection | None]
) -> None:
    """The other of the two registers of GeefPersoon."""
    key = ("GeefPersoon", "02.02.0000", "GeefPersoon")
    connection = line(key, "magda")
    assert connection is not None
    told = 0
    for somebody in own_chain.simulator.people:
        call = person(somebody.ssin, source=RegisterSource.NATIONAL_REGISTER)
        try:
            answer = connection.ask(call)
        except RefusedByService:
            continue
        if answer.data is not None:
            assert lost(content_of(answer, key), answer.data) == []
            told += 1
    assert told

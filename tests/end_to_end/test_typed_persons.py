"""
What the real chain answers about everybody, typed: nothing of it is lost.

Every call asks everything it can, as a party that the law lets ask it. Every leaf of
what the reply tells must be in the typed answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from kruispunt_client.calls.person import person
from kruispunt_client.calls.persoon.question import RegisterSource
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest, RefusedByService
from kruispunt_client.results import Answer
from kruispunt_contracts import parse, soap_parts
from kruispunt_simulator.commands.state import ensure_certificate
from kruispunt_simulator.numbers import is_bis

from ..completeness import lost
from .envelopes import Chain
from .every_service import Asker, Element, Key, askers, hops_of
from .probes_persons import PROBES
from .test_every_service import NOBODY_ASKS

TABLE = [
    (key, hop)
    for key in PROBES
    for hop in hops_of(key)
    if (key[2], hop) not in NOBODY_ASKS
]
IDS = [f"{key[2]} at {hop}" for key, hop in TABLE]

_OF_THE_EXCHANGE = {
    "informationCustomer",
    "informationCBSS",
    "legalContext",
    "criteria",
    "wantedInformation",
    "status",
    "ssin",
    "dataFilters",
}
"""What `Answer` has beside its data."""


@pytest.fixture(scope="module")
def chain(start: Callable[..., Chain]) -> Chain:
    """A chain of this file's own: its repertories change."""
    return start()


@pytest.fixture(scope="module")
def line(chain: Chain) -> Iterator[Callable[[Asker], Connection]]:
    """Gives the connection of somebody who may ask; it stays open."""
    with ExitStack() as stack:
        yield lambda asker: stack.enter_context(line_of(asker))


def line_of(asker: Asker) -> Connection:
    """Open a connection as a party with a grant."""
    party = asker.simulator.parties.get(asker.grant.party)
    assert party is not None
    ensure_certificate(asker.simulator.settings.state, party)
    profile = asker.simulator.profile(party)
    name, endpoint = next(
        (name, each)
        for name, each in profile.endpoints.items()
        if each.hop == asker.grant.hop
    )
    endpoint = replace(
        endpoint,
        identificatie=asker.sender.identificatie or None,
        hoedanigheid=asker.sender.hoedanigheid,
        legal_context=asker.sender.legal_context,
    )
    return connect(
        replace(profile, endpoints={name: endpoint}), via=name, user=asker.user
    )


def told(answer: Answer[Any]) -> list[Element]:
    """The parts of a reply that tell about the person."""
    payload = soap_parts(parse(answer.raw)).payload
    inhoud = payload.find("Repliek/Antwoorden/Antwoord/Inhoud")
    if payload.find("Repliek") is None:
        parts = list(payload)
    elif inhoud is None:
        return []
    else:  # the KSZ's own answer may stand in it whole
        parts = list(inhoud)
        if parts and parts[0].find("status/value") is not None:
            parts = list(parts[0])
    return [part for part in parts if part.tag not in _OF_THE_EXCHANGE]


def lost_of(answer: Answer[Any]) -> list[str]:
    """What the reply tells and the typed answer does not."""
    rows = [row for part in told(answer) for row in lost(part, answer.data)]
    if answer.data is None:  # no source has anything: that is what the statuses say
        return [row for row in rows if "Result/status/" not in row]
    return rows


@pytest.mark.parametrize(("key", "hop"), TABLE, ids=IDS)
def test_nothing_of_a_reply_about_anybody_is_lost(
    chain: Chain, line: Callable[[Asker], Connection], key: Key, hop: str
) -> None:
    connection = line(askers(chain.simulator, key, hop)[0])
    today = chain.simulator.clock.today()
    outcomes: Counter[str] = Counter()
    for each in chain.simulator.people:
        try:
            answer = connection.ask(PROBES[key](each.ssin, today))
        except RefusedByService as refusal:
            outcomes[refusal.code] += 1
            continue
        except InvalidRequest:  # the KSZ's type of a number has no place for these
            assert is_bis(each.ssin), each.id
            continue
        assert lost_of(answer) == [], each.id
        outcomes["nothing" if answer.data is None else "data"] += 1
    assert outcomes["data"], f"nobody has data, so nothing was shown: {outcomes}"


def test_nothing_that_the_national_register_tells_is_lost(
    chain: Chain, line: Callable[[Asker], Connection]
) -> None:
    """The other of the two registers of GeefPersoon."""
    key = ("GeefPersoon", "02.02.0000", "GeefPersoon")
    connection = line(askers(chain.simulator, key, "magda")[0])
    with_data = 0
    for each in chain.simulator.people:
        asked = person(each.ssin, source=RegisterSource.NATIONAL_REGISTER)
        try:
            answer = connection.ask(asked)
        except RefusedByService:
            continue
        assert lost_of(answer) == [], each.id
        with_data += answer.data is not None
    assert with_data

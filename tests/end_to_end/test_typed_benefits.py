"""
Family benefits, living wage and pensions through typed calls: nothing gets lost.

Every text and attribute in what a reply tells must be among the typed values.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import RefusedByService
from kruispunt_client.results import Answer, StatusValue
from kruispunt_client.settings import ONCE
from kruispunt_contracts import parse, soap_parts, unpack

from ..told import lost
from .envelopes import Chain
from .every_service import SERVICES, Asker, Element, Key, askers, hops_of, questions
from .probes_benefits import PROBES

NOTHING_TOLD = {"familyAllowancesConsult"}
"""`_behaviour` 2.2: federal files were kept five years."""

TABLE = [(key, hop) for key in PROBES for hop in hops_of(key)]


def connection_of(asker: Asker) -> Connection:
    """Open a connection as a party that the law lets ask."""
    simulator, hop = asker.simulator, asker.grant.hop
    assert asker.caller  # makes the certificate, if there is none yet
    party = simulator.parties.get(asker.grant.party)
    assert party is not None
    profile = simulator.profile(party)
    endpoint = next(e for e in profile.endpoints.values() if e.hop == hop)
    plain = replace(
        endpoint,
        identificatie=None,
        hoedanigheid=None,
        legal_context=None,
        capacity=None,
    )
    return connect(
        replace(profile, party=asker.sender, endpoints={hop: plain}),
        via=hop,
        user=asker.user,
        retry=ONCE,
    )


def payload(answer: Answer[Any]) -> Element:
    """Give what the reply tells, without what carries it."""
    return unpack(soap_parts(parse(answer.raw)).payload)


def subjects(chain: Chain, key: Key) -> Iterator[str]:
    """Everybody about whom the service can be asked."""
    for person in chain.simulator.people:
        if list(questions(SERVICES[key], person, chain.simulator.clock.today())):
            yield person.ssin


@pytest.mark.parametrize(
    ("key", "hop"), TABLE, ids=[f"{k[0]} {k[1]} {k[2]} at {hop}" for k, hop in TABLE]
)
def test_nothing_that_a_reply_tells_is_lost(chain: Chain, key: Key, hop: str) -> None:
    """Asked of everybody, as a party that the law lets ask."""
    asker = askers(chain.simulator, key, hop)[0]
    today = chain.simulator.clock.today()
    with_data = 0
    with connection_of(asker) as connection, closing(asker.caller):
        for ssin in subjects(chain, key):
            try:
                answer = connection.ask(PROBES[key](ssin, today))
            except RefusedByService:
                continue
            with_data += answer.data is not None
            if answer.status and answer.status.value is StatusValue.NO_DATA_FOUND:
                assert answer.data is None  # each source says so too
                continue
            assert lost(payload(answer), answer.data, answer.person) == []
    assert bool(with_data) != (key[2] in NOTHING_TOLD)


def test_a_text_that_is_lost_would_be_noticed(chain: Chain) -> None:
    """The twin: the same reply, read as if there were nothing in it."""
    key = ("GeefPensioenrechten", "02.00.0000", "GeefPensioenrechten")
    asker = askers(chain.simulator, key, "magda")[0]
    with connection_of(asker) as connection, closing(asker.caller):
        answer = connection.pension.rights("51631447832", on=date(2025, 1, 1))
    assert answer.data is not None
    first = answer.data.instellingen[0]
    assert lost(payload(answer), answer.data) == []
    bare = replace(answer.data, instellingen=())
    assert first.naam in lost(payload(answer), bare)

"""
What the real chain answers about everybody, typed: nothing of it is lost.

Every call asks everything it can, as a party that the law lets ask it. Every leaf of
the reply must be in the typed answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from kruispunt_client.client_log import NOBODY
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import RefusedByService
from kruispunt_contracts import parse, soap_parts
from kruispunt_simulator.commands.state import ensure_certificate
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.numbers import is_bis

from ..client.calls.whole import missing
from .envelopes import Chain
from .every_service import Asker, Key, askers, hops_of
from .probes_income import PROBES
from .test_every_service import NOBODY_ASKS

TABLE = [
    (key, hop)
    for key in PROBES
    for hop in hops_of(key)
    if (key[2], hop) not in NOBODY_ASKS
]
IDS = [f"{key[2]} at {hop}" for key, hop in TABLE]


@pytest.fixture(scope="module")
def connection(chain: Chain) -> Iterator[Callable[[Asker], Connection]]:
    """Gives the connection of somebody who may ask; it stays open."""
    with ExitStack() as stack:
        yield lambda asker: stack.enter_context(line_of(asker))


def line_of(asker: Asker) -> Connection:
    """Open a connection as a party with a grant."""
    party = asker.simulator.parties.get(asker.grant.party)
    assert party is not None
    ensure_certificate(asker.simulator.settings.state, party)
    profile = asker.simulator.profile(party)
    to_ksz = asker.grant.hop == "ksz"
    name, endpoint = next(
        (name, each)
        for name, each in profile.endpoints.items()
        if each.hop == asker.grant.hop
    )
    endpoint = replace(
        endpoint,
        identificatie=None if to_ksz else asker.sender.identificatie,
        hoedanigheid=asker.sender.hoedanigheid,
        legal_context=asker.sender.legal_context,
    )
    return connect(
        replace(profile, endpoints={name: endpoint}), via=name, user=asker.user
    )


@pytest.mark.parametrize(("key", "hop"), TABLE, ids=IDS)
def test_nothing_of_a_reply_about_anybody_is_lost(
    chain: Chain, connection: Callable[[Asker], Connection], key: Key, hop: str
) -> None:
    line = connection(askers(chain.simulator, key, hop)[0])
    today = chain.simulator.clock.today()
    with_data = 0
    for person in chain.simulator.people:
        if hop == "ksz" and is_bis(person.ssin):
            continue
        try:
            answer = line.ask(PROBES[key](person.ssin, today))
        except RefusedByService:
            continue
        payload = soap_parts(parse(answer.raw)).payload
        assert missing(payload, answer.data) == [], person.id
        with_data += answer.data is not None
    assert with_data, "nobody has data, so nothing was shown"


def test_both_ends_write_the_same_for_a_question_about_nobody() -> None:
    """Else `kruispunt log reconcile` would find that they differ."""
    assert NOBODY == UNKNOWN

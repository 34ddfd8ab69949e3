"""
Every party reaches its hop with a certificate of its own, made when it is first needed.

What it may ask there is another matter; here it is only known and let through.

Source: Protocol WiV–Wonen in Limburg art. 6.1: every certificate is unique per party.
"""

from __future__ import annotations

import pytest
from kruispunt_simulator.parties import Connection, Parties, Party

from .envelopes import ATTEST, CARE, FILES, STRANGER, Chain, errors_of

QUESTIONS = {"wiv": FILES, "magda": CARE, "ksz": ATTEST}
DOORS = [
    pytest.param(party, door, id=f"{party.id} at {door.hop} as {door.capacities[0]}")
    for party in Parties.load().all
    for door in party.connections
]


@pytest.mark.parametrize(("party", "door"), DOORS)
def test_a_hop_knows_a_party_by_its_certificate_signature_and_sender(
    chain: Chain, party: Party, door: Connection
) -> None:
    """A question of a stranger: refused by law or for its user, so not before that."""
    answer = (
        chain.envelope(
            QUESTIONS[door.hop],
            party=party.id,
            capacity=door.capacities[0],
            user=STRANGER,
        )
        .signed()
        .post()
    )
    record = chain.arrival(answer)
    assert record["party"] == party.id
    refused_by = {check.partition(".")[0] for check in errors_of(record)}
    assert len(refused_by) == 1
    assert refused_by <= {"law", "user"}

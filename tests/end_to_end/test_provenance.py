"""Where an answer comes from: hops, grounds, tickets and last day, of a real answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kruispunt_client import ConnectionProfile, connect

from .envelopes import BRAM, JEF, MIEKE, Chain

ON = date(2026, 6, 1)


def test_the_chain_of_an_answer_is_the_one_that_the_acts_prescribe(
    chain: Chain,
) -> None:
    """R-LC-04; Protocol WiV–Wonen in Limburg recital C, art. 3 (disability)."""
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = wiv.disability.files(JEF, on=ON)
    told = answer.provenance
    assert told.hops == ("wiv", "magda", "ksz")
    assert [(k.party, k.hop) for k in told.links] == [
        ("wonen-in-limburg", "wiv"),
        ("wonen-in-vlaanderen", "magda"),
        ("magda", "ksz"),
    ]
    assert [link.service for link in told.links] == [
        "GeefDossierHandicap",
        "GeefDossierHandicap",
        "HandiService",
    ]
    assert told.legal_basis == "Protocol WiV–Wonen in Limburg art. 3 (disability)"
    assert told.references == answer.references
    assert told.trace == answer.trace
    assert told.signer == "wiv.kruispunt.test"
    assert told.keep_until == answer.retention.until
    assert told.asked.received == answer.asked.received


def test_the_hops_are_those_that_logged_the_question(chain: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: every hop keeps a record."""
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = wiv.incapacity.periods(BRAM, "2024Q1")
    logged = {record["hop"] for record in chain.records(answer.trace)}
    assert {*answer.provenance.hops} == logged


def test_a_ground_that_is_not_known_is_not_guessed(chain: Chain) -> None:
    """On a real platform ids and codes are others than those of our acts."""
    profile = ConnectionProfile.from_state(chain.state, "wonen-in-limburg")
    foreign = replace(profile, party=replace(profile.party, id="somebody-else"))
    with connect(foreign, via="wiv", user=MIEKE) as wiv:
        told = wiv.incapacity.periods(BRAM, "2024Q1").provenance
    assert told.links == ()
    assert told.legal_basis is None
    assert told.keep_until is None
    assert told.hops == ("wiv",)


def test_a_ground_that_the_profile_names_counts(chain: Chain) -> None:
    profile = ConnectionProfile.from_state(chain.state, "wonen-in-limburg")
    law = replace(profile.law, basis="wil-wonen-in-limburg-persons-general")
    with connect(replace(profile, law=law), via="wiv", user=MIEKE) as wiv:
        told = wiv.incapacity.periods(BRAM, "2024Q1").provenance
    assert told.legal_basis is not None
    assert told.legal_basis.startswith("Protocol WiV–Wonen in Limburg art. 2")
    assert told.links == ()  # a line of an act does not say over which hops

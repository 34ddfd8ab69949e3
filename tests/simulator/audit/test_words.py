"""What may be told of a record outside the log: words of ours, and no others."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_contracts import WIRE_FAULTS, catalogue
from kruispunt_law import law
from kruispunt_simulator.audit.words import OTHER, Vocabulary, Words
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.server import FAILURES
from kruispunt_simulator.store.exchange import Exchange

from .conftest import PERSON

OURS = {"1", "2", "3", "in", "out", "wiv", "magda", "ksz", "us", "tls", "http"}
"""Short words that a text may be by chance."""

RECORD = Exchange(
    trace="a" * 32,
    span="1" * 16,
    parent_span=None,
    hop="wiv",
    direction="in",
    at=datetime(2026, 11, 22, tzinfo=UTC),
    business_date=date(2026, 11, 22),
    duration_us=1,
    party="us",
    application="a",
    service="Geef",
    user="u",
    person="p",
    outcome="answered",
)


def test_a_call_is_told_by_its_hop_party_service_and_outcome(
    vocabulary: Vocabulary, call: Exchange
) -> None:
    assert vocabulary.words(call) == Words(
        hop="wiv",
        direction="in",
        party="wonen-in-limburg",
        service="GeefDossierHandicap",
        version="03.00.0000",
        operation="GeefDossierHandicap",
        outcome="answered",
        level="",
        code="",
    )


@pytest.mark.parametrize(
    "field",
    ["hop", "direction", "outcome", "level", "code"],
)
def test_a_word_that_is_not_ours_is_another(
    vocabulary: Vocabulary, call: Exchange, field: str
) -> None:
    words = vocabulary.words(replace(call, **{field: PERSON}))
    assert getattr(words, field) == OTHER


@pytest.mark.parametrize("field", ["party", "service"])
def test_a_name_that_a_sender_chose_is_unknown(
    vocabulary: Vocabulary, call: Exchange, field: str
) -> None:
    """A certificate that no party has may say anything in its name."""
    words = vocabulary.words(replace(call, **{field: f"Lotte {PERSON}"}))
    assert getattr(words, field) == UNKNOWN


def test_versions_and_operations_are_those_of_the_service(
    vocabulary: Vocabulary, call: Exchange
) -> None:
    words = vocabulary.words(replace(call, version="02.00.0000"))
    assert (words.service, words.version) == ("GeefDossierHandicap", "")
    assert vocabulary.words(replace(call, operation="GeefZorgtoeslag")).operation == ""


def test_every_service_party_and_code_of_ours_is_a_word(
    vocabulary: Vocabulary, call: Exchange
) -> None:
    for contract in catalogue.load().contracts:
        for operation in contract.operations:
            asked = replace(
                call,
                service=contract.service,
                version=contract.version,
                operation=operation.name,
            )
            words = vocabulary.words(asked)
            assert (words.service, words.version, words.operation) == (
                contract.service,
                contract.version,
                operation.name,
            )
    for stopped in law().discontinued:
        asked = replace(call, service=stopped.service, version=stopped.version)
        assert vocabulary.words(asked).service == stopped.service
    for party in Parties.load().all:
        assert vocabulary.words(replace(call, party=party.id)).party == party.id
    codes = [*FAILURES, "404", *(row.code for row in WIRE_FAULTS.values() if row.code)]
    for code in codes:
        assert vocabulary.words(replace(call, code=code)).code == code


@given(st.text(min_size=1, max_size=40) | st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_no_text_of_a_record_is_told_unless_it_is_a_word(text: str) -> None:
    """Whatever stands in it; a code is too short for the number of a person."""
    vocabulary = Vocabulary(["us"], [("Geef", "v1", ["ask"])])
    told = {field.name: text for field in fields(Words)}
    words = vocabulary.words(replace(RECORD, **told))
    codes = [words.code] if words.code == text else []
    assert {*astuple(words)} <= {OTHER, UNKNOWN, "", *codes, *OURS}
    assert sum(map(str.isdigit, words.code)) <= 6

"""The journal of a real log, calls for it, and the words of the real tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from kruispunt_contracts import catalogue
from kruispunt_law import law
from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from sqlalchemy import Engine

NOW = datetime(2026, 11, 22, 12, 0, 0, 654_321, tzinfo=UTC)
TRACE, OTHER = "a" * 32, "b" * 32

CALL = Exchange(
    trace=TRACE,
    span="1" * 16,
    parent_span=None,
    hop="wiv",
    direction="in",
    at=NOW,
    business_date=date(2024, 1, 24),
    duration_us=12_345,
    peer="127.0.0.1:50000",
    party="wonen-in-limburg",
    application="huurdossier",
    service="GeefDossierHandicap",
    version="03.00.0000",
    operation="GeefDossierHandicap",
    user="80631402131",
    person="85643007594",
    outcome="answered",
    http_status=200,
)


@pytest.fixture
def write(engine: Engine) -> Iterator[Journal]:
    """The journal of that log."""
    with closing(Journal(engine)) as journal:
        yield journal


PERSON, USER = "85643007594", "80631402131"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The words of the chain as it comes."""
    return Vocabulary.of(Parties.load(), catalogue.load(), law())


@pytest.fixture
def call() -> Exchange:
    """A call that was answered."""
    return replace(
        CALL,
        trace="4bf92f3577b34da6a3ce929d0e0e4736",
        span="00f067aa0ba902b7",
        reference=f"our reference {PERSON}",
    )

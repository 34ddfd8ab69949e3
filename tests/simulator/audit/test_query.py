"""Searching the log: every filter against the same choice made in plain Python."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_simulator.audit.query import Query
from kruispunt_simulator.audit.trail import Row, Trail
from kruispunt_simulator.store.journal import Journal
from sqlalchemy import Engine

from .conftest import CALL, NOW

WORDS: dict[str, tuple[str | None, ...]] = {
    "trace": ("a" * 32, "b" * 32, "c" * 32),
    "hop": ("wiv", "magda", "ksz"),
    "direction": ("in", "out"),
    "party": ("fluvius", "wonen-in-limburg", "(unknown)"),
    "user": ("80631402131", "(nobody)"),
    "person": ("85643007594", "80610100139", "(unknown)"),
    "service": ("GeefPersoon", "HandiService", "v2"),
    "version": (None, "v2", "02.02.0000"),
    "operation": (None, "consultFilesByDate", "GeefPersoon"),
    "legal_basis": (None, "22/004 §4", "23/058 §62-69", "a\\b 100%"),
    "grant": (None, "fluvius-disability", "wiv-attest", "wiv_attest"),
    "nearest": (None, "22/004 §24 (fluvius-living-wage)"),
    "outcome": ("answered", "refused", "failed", "asked", "sent"),
    "code": (None, "13001", "MSG00014"),
}
"""What stands in the records, by column."""

EXACT = ("trace", "hop", "direction", "party", "user", "person", "outcome", "code")
BASES = ("22/004", "§62", "FLUVIUS", "wiv_", "%", "\\", "100%", "living", "")
ZONES = (UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-9)))
MINUTES = 120


def _subset(words: tuple[str | None, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    known = [word for word in words if word is not None]
    some = st.lists(st.sampled_from([*known, "unheard of"]), max_size=3)
    return st.one_of(st.just(()), some.map(tuple))


MOMENTS = st.one_of(
    st.none(),
    st.builds(
        lambda minutes, zone: (NOW + timedelta(minutes=minutes)).astimezone(zone),
        st.integers(-1, MINUTES + 1),
        st.sampled_from(ZONES),
    ),
)
QUERIES = st.builds(
    Query,
    **{name: _subset(WORDS[name]) for name in EXACT},
    service=_subset(WORDS["service"] + WORDS["version"] + WORDS["operation"]),
    basis=_subset(BASES),
    since=MOMENTS,
    until=MOMENTS,
)


def wanted(query: Query, record: Row) -> bool:
    """Say the same as the SQL, in other words."""
    service = {record["service"], record["version"], record["operation"]}
    grounds = [record[name] or "" for name in ("legal_basis", "grant", "nearest")]
    at = datetime.fromisoformat(record["at"])
    return (
        all(record[n] in getattr(query, n) for n in EXACT if getattr(query, n))
        and (not query.service or not service.isdisjoint(query.service))
        and (not query.basis or _has_any(query.basis, grounds, record))
        and (query.since is None or query.since <= at)
        and (query.until is None or at < query.until)
    )


def _has_any(texts: tuple[str, ...], grounds: list[str], record: Row) -> bool:
    held = [g.lower() for g in grounds if g]
    return any(text.lower() in ground for text in texts for ground in held)


@pytest.fixture
def many(engine: Engine, write: Journal) -> Trail:
    """A log with 300 records of all kinds."""
    chance = random.Random(5)  # noqa: S311 # the same log every time
    for minute in range(MINUTES):
        count = chance.choice((1, 2, 3, 4))
        write.write(
            [
                replace(
                    CALL,
                    span=f"{minute:08x}{n:08x}",
                    at=NOW + timedelta(minutes=minute),
                    **{name: chance.choice(words) for name, words in WORDS.items()},
                )
                for n in range(count)
            ]
        )
    return Trail(engine)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # it is only read
)
@given(query=QUERIES)
def test_a_query_finds_what_plain_python_finds(many: Trail, query: Query) -> None:
    everything = list(many.records())
    assert len(everything) > 200
    found = [record for record in everything if wanted(query, record)]
    assert list(many.records(query)) == found


NARROW: dict[str, Any] = {
    **{name: (next(w for w in WORDS[name] if w),) for name in EXACT},
    "service": ("v2",),
    "basis": ("22/004",),
    "since": NOW + timedelta(minutes=30),
    "until": NOW + timedelta(minutes=30),
}


@pytest.mark.parametrize("name", NARROW)
def test_each_filter_takes_something_and_leaves_something(
    many: Trail, name: str
) -> None:
    """So that the test above compares more than empty lists; and none is forgotten."""
    assert set(NARROW) == {field.name for field in fields(Query)}
    query = Query(**{name: NARROW[name]})
    everything = list(many.records())
    found = list(many.records(query))
    assert 0 < len(found) < len(everything)
    assert found == [record for record in everything if wanted(query, record)]


def test_filters_narrow_and_values_of_one_widen(many: Trail) -> None:
    def count(**given: Any) -> int:
        return sum(1 for _ in many.records(Query(**given)))

    wiv, ksz = count(hop=("wiv",)), count(hop=("ksz",))
    assert count(hop=("wiv", "ksz")) == wiv + ksz
    assert count(hop=("wiv",), outcome=("refused",)) < wiv


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_moment_without_time_zone_is_refused(name: str) -> None:
    """It would be taken for another one, silently."""
    with pytest.raises(ValueError, match="no time zone"):
        Query(**{name: NOW.replace(tzinfo=None)})
    assert Query(**{name: NOW})

"""The links of a log: the sum that anybody can do again, with another program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.store.chain import START, canonical, link
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Claim, Journal
from kruispunt_simulator.store.tables import exchange, log_head
from sqlalchemy import Engine, select

from .conftest import NOW, Record

WINTER = timezone(timedelta(hours=1))

VALUES = st.one_of(
    st.none(),
    st.integers(min_value=0, max_value=2**53),
    st.text(st.characters(blacklist_categories=("Cs",))),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
)
RECORDS = st.dictionaries(st.sampled_from([c.name for c in exchange.c]), VALUES)


def test_a_link_is_the_sum_that_the_module_describes() -> None:
    """Written out, so that a change of the sum cannot go unnoticed."""
    row = {
        "hop": "ksz",
        "position": 2,
        "at": datetime(
            2026, 11, 29, 9, 15, 0, 123, tzinfo=timezone(timedelta(hours=1))
        ),
        "business_date": date(2026, 11, 29),
        "party": 'RVA "é"\n',
        "code": None,
    }
    text = (
        '{"at":"2026-11-29T08:15:00.000123+00:00","business_date":"2026-11-29",'
        '"hop":"ksz","party":"RVA \\"é\\"\\n","position":2}'
    )
    assert canonical(row) == text
    expected = hashlib.sha256(f"{'a' * 64}\n{text}".encode()).hexdigest()
    assert link("a" * 64, row | {"id": 7, "chain": "x"}) == expected


@given(RECORDS)
def test_a_record_is_written_as_json_that_holds_all_of_it(row: dict[str, Any]) -> None:
    read = json.loads(canonical(row))
    assert set(read) == {name for name, value in row.items() if value is not None}
    plain = [name for name in read if type(row[name]) in (int, str)]
    assert [read[name] for name in plain] == [row[name] for name in plain]


@given(st.integers(0, 59))
def test_a_time_without_an_offset_is_utc(minute: int) -> None:
    """SQLite keeps none."""
    naive = datetime(2026, 11, 29, 8, minute)  # noqa: DTZ001
    assert canonical({"at": naive}) == canonical({"at": naive.replace(tzinfo=UTC)})


# In the database


def rows(engine: Engine, hop: str) -> list[dict[str, Any]]:
    query = select(exchange).where(exchange.c.hop == hop).order_by(exchange.c.id)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def assert_linked(engine: Engine, hop: str, count: int) -> None:
    previous = START
    found = rows(engine, hop)
    assert [row["position"] for row in found] == list(range(1, count + 1))
    for row in found:
        assert row["chain"] == link(previous, row)
        previous = row["chain"]
    with engine.connect() as connection:
        head = connection.execute(select(log_head).where(log_head.c.hop == hop)).one()
    assert (head.position, head.chain) == (count, previous)


@pytest.fixture
def calls(record: Record) -> list[list[Exchange]]:
    """Records of calls that touched several hops."""
    return [
        [record(f"{n:032x}", hop="magda"), record(f"{n:032x}", hop="ksz", code="é")]
        for n in range(5)
    ]


def test_each_hop_has_a_log_of_its_own_without_a_gap(
    journal: Journal, engine: Engine, calls: list[list[Exchange]]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: logging at every link of the chain."""
    for records in calls:
        journal.write(records)
    assert_linked(engine, "magda", 5)
    assert_linked(engine, "ksz", 5)
    assert rows(engine, "wiv") == []


def test_a_log_goes_on_where_it_ended(engine: Engine, record: Record) -> None:
    for _ in range(2):
        with closing(Journal(engine)) as journal:
            journal.write([record(), record()])
    assert_linked(engine, "wiv", 4)


def test_a_refused_record_leaves_no_gap(
    journal: Journal, engine: Engine, record: Record
) -> None:
    claim = Claim(key="k", expires=NOW + timedelta(minutes=5))
    assert journal.write([record("a")], [claim])
    assert not journal.write([record("b")], [claim])
    assert journal.write([record("c")])
    assert_linked(engine, "wiv", 2)


@pytest.fixture
def writers(engine: Engine) -> Iterator[list[Journal]]:
    """Several journals on one database, as several processes have."""
    journals = [Journal(engine) for _ in range(3)]
    yield journals
    for journal in journals:
        journal.close()


def test_writers_that_share_a_log_take_turns(
    writers: list[Journal], engine: Engine, record: Record
) -> None:
    hops = ["magda", "ksz", "wiv"]

    def write(number: int) -> None:
        for n in range(30):
            # In another order by each, which must not make them wait for each other.
            order = hops[number:] + hops[:number]
            trace = f"{number}{n:031x}"
            writers[number].write([record(trace, hop=hop) for hop in order])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    for hop in hops:
        assert_linked(engine, hop, 90)


def test_an_export_is_enough_to_do_the_sum_again(
    journal: Journal, engine: Engine, record: Record
) -> None:
    """From `kruispunt log --json`, with nothing of ours."""
    journal.write([record(findings='[{"check": "é", "severity": "note"}]'), record()])
    previous = "0" * 64
    for exported in Trail(engine).records():
        told = {
            name: value
            for name, value in exported.items()
            if value is not None and name not in ("id", "chain")
        }
        told["findings"] = json.dumps(told["findings"], ensure_ascii=False)
        text = json.dumps(
            told, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        previous = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        assert previous == exported["chain"]

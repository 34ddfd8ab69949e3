"""
The durable log: what is on disk when `write` returns, all of it or nothing.

Source: Protocol WiV–Wonen in Limburg art. 6.4 (every call is logged); WSS SOAP Message
Security 1.1.1 section 13 (replay).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store import journal as journal_module
from kruispunt_simulator.store.exchange import SIX, Exchange
from kruispunt_simulator.store.journal import Claim, Journal
from kruispunt_simulator.store.tables import exchange, replay
from sqlalchemy import Connection, Engine, event, select, text

from ...databases import Database
from .conftest import NOW, Processes, Record

SOON = 20.0
"""Only ends a hang."""

CLAIM = """
import sys
from datetime import UTC, date, datetime, timedelta
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Claim, Journal

url, number = sys.argv[1:]
engine = open_database(url)
journal = Journal(engine)
now = datetime(2026, 11, 22, 12, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
for key in range(30):
    record = Exchange(
        trace=f"{key:032x}", span=number, parent_span=None, hop="ksz", direction="in",
        at=now, business_date=date(2026, 11, 22), duration_us=1, outcome="answered",
        party="a", application="b", service="c", user="d", person="e",
    )
    claim = Claim(key=f"k{key}", expires=now + timedelta(minutes=5))
    if journal.write([record], [claim]):
        print(key)
journal.close()
engine.dispose()
"""


def on_disk(engine: Engine) -> list[tuple[Any, ...]]:
    """Traces as another program finds them, in order of writing."""
    return Database.of(engine).query("select trace from exchange order by id")


def keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(replay.c.key).order_by(replay.c.key)))


class Transactions:
    """Counts commits, and can hold the first transaction up."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "commit", self._commit)

    def _begin(self, connection: Any) -> None:
        if connection.get_execution_options().get("kruispunt_write"):
            self.begun.set()
            assert self.go.wait(SOON)

    def _commit(self, connection: Any) -> None:
        if connection.get_execution_options().get("kruispunt_write"):
            self.count += 1


# Records


def test_what_was_written_is_in_the_file_when_write_returns(
    journal: Journal, engine: Engine, record: Record
) -> None:
    assert journal.write([record("a"), record("b")]) is True
    assert on_disk(engine) == [("a",), ("b",)]


def test_every_field_of_a_record_is_kept(
    journal: Journal, engine: Engine, record: Record
) -> None:
    names = [field.name for field in fields(Exchange)]
    texts = {
        column.name: f"{column.name}-é"[: column.type.length]  # type: ignore[attr-defined]
        for column in exchange.c
        if column.name in names and column.type.python_type is str
    }
    full = record(**texts | {"http_status": 500, "findings": "[]"})
    journal.write([full])
    with engine.connect() as connection:
        (row,) = connection.execute(select(exchange)).mappings()
    kept = {name: row[name] for name in names if name in row}
    kept["at"] = kept["at"].replace(tzinfo=UTC)
    assert Exchange(**kept) == full


def test_the_columns_are_the_fields_of_a_record() -> None:
    """But its number and its link, and the messages, which are kept elsewhere."""
    of_the_log = {"id", "position", "chain"}
    assert {column.name for column in exchange.c} - of_the_log == {
        field.name for field in fields(Exchange)
    } - {"request", "reply"}


@pytest.mark.requirement("S-LG-03")
@pytest.mark.parametrize("nothing", [None, ""], ids=["missing", "empty"])
@pytest.mark.parametrize("element", SIX)
def test_a_record_without_one_of_the_six_elements_is_an_error(
    record: Record, element: str, nothing: str | None
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4; with all six, it is a record."""
    assert getattr(record(), element)
    with pytest.raises(ValueError, match=rf"without {element}: .* art\. 6\.4"):
        record(**{element: nothing})


class Promise:
    """A change: one key in the table of replay keys."""

    def apply(self, connection: Connection) -> None:
        """See `message.Change`."""
        row = {"key": "promised", "expires": NOW}
        connection.execute(replay.insert(), row)


def test_a_change_is_there_when_its_record_is(
    journal: Journal, engine: Engine, record: Record
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: no change without a record."""
    assert journal.write([record("a")], changes=[Promise()]) is True
    assert keys(engine) == ["promised"]


def test_a_change_without_its_record_is_not_made(
    journal: Journal, engine: Engine, record: Record
) -> None:
    bad = replace(record("b"), outcome=None)  # type: ignore[arg-type]
    with pytest.raises(StateError, match="the log cannot be written"):
        journal.write([bad], changes=[Promise()])
    assert keys(engine) == []


def test_a_record_without_its_change_is_not_written(
    journal: Journal, engine: Engine, record: Record
) -> None:
    journal.write([record("a")], changes=[Promise()])
    with pytest.raises(StateError, match="the log cannot be written"):
        journal.write([record("b")], changes=[Promise()])  # its key is there already
    assert on_disk(engine) == [("a",)]


def test_a_replay_changes_nothing(
    journal: Journal, engine: Engine, record: Record, later: datetime
) -> None:
    """Source: WSS SOAP Message Security 1.1.1 section 13."""
    claim = Claim(key="k", expires=later)
    assert journal.write([record("a")], [claim])
    assert journal.write([record("b")], [claim], [Promise()]) is False
    assert keys(engine) == ["k"]


def test_a_record_that_cannot_be_written_hurts_no_other(
    journal: Journal, engine: Engine, record: Record
) -> None:
    """Calls that finish together share a transaction, not their fate."""
    transactions = Transactions(engine)
    transactions.go.clear()
    bad = replace(record("bad"), outcome=None)  # type: ignore[arg-type]
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(journal.write, [record("first")])
        assert transactions.begun.wait(SOON)
        others = [pool.submit(journal.write, [each]) for each in (bad, record("good"))]
        while journal._jobs.qsize() < len(others):
            assert not any(other.done() for other in others)
        transactions.go.set()
        assert first.result(SOON)
        with pytest.raises(StateError, match="the log cannot be written"):
            others[0].result(SOON)
        assert others[1].result(SOON)
    assert on_disk(engine) == [("first",), ("good",)]


def test_records_that_cannot_be_written_together_are_not_written_at_all(
    journal: Journal, engine: Engine, record: Record
) -> None:
    bad = replace(record("b"), outcome=None)  # type: ignore[arg-type]
    claim = Claim(key="k", expires=NOW)
    with pytest.raises(StateError, match="the log cannot be written"):
        journal.write([record("a"), bad], [claim])
    assert on_disk(engine) == []
    assert keys(engine) == []
    assert journal.write([record("a")], [claim])
    assert on_disk(engine) == [("a",)]


def test_calls_that_finish_together_share_one_transaction(
    journal: Journal, engine: Engine, record: Record
) -> None:
    """The group commit: waiting for the disk costs the same for one as for many."""
    transactions = Transactions(engine)
    transactions.go.clear()
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(journal.write, [record("first")])
        assert transactions.begun.wait(SOON)
        others = [pool.submit(journal.write, [record(f"t{n}")]) for n in range(19)]
        while journal._jobs.qsize() < len(others):
            assert not any(other.done() for other in others)
        transactions.go.set()
        assert all(each.result(SOON) for each in (first, *others))
    assert transactions.count == 2
    assert len(on_disk(engine)) == 20


def test_one_transaction_takes_only_so_many_calls(
    journal: Journal, engine: Engine, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "BATCH", 2)
    transactions = Transactions(engine)
    transactions.go.clear()
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(journal.write, [record("first")])
        assert transactions.begun.wait(SOON)
        others = [pool.submit(journal.write, [record(f"t{n}")]) for n in range(4)]
        while journal._jobs.qsize() < len(others):
            assert not any(other.done() for other in others)
        transactions.go.set()
        assert all(each.result(SOON) for each in (first, *others))
    assert transactions.count == 3


def test_a_replay_in_a_batch_takes_nobody_along(
    journal: Journal, engine: Engine, record: Record, later: datetime
) -> None:
    transactions = Transactions(engine)
    transactions.go.clear()
    claim = Claim(key="k", expires=later)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(journal.write, [record("first")], [claim])
        assert transactions.begun.wait(SOON)
        copy = pool.submit(journal.write, [record("copy")], [claim])
        other = pool.submit(journal.write, [record("other")])
        while journal._jobs.qsize() < 2:
            assert not other.done()
        transactions.go.set()
        assert first.result(SOON) is True
        assert copy.result(SOON) is False
        assert other.result(SOON) is True
    assert on_disk(engine) == [("first",), ("other",)]


# Claims


def test_a_key_is_claimed_once_and_a_replay_writes_nothing(
    journal: Journal, engine: Engine, record: Record, later: datetime
) -> None:
    """Source: WSS SOAP Message Security 1.1.1 section 13."""
    claim = Claim(key="k", expires=later)
    assert journal.write([record("a")], [claim]) is True
    assert journal.write([record("b")], [claim]) is False
    assert journal.write([record("c")], [Claim(key="l", expires=later)]) is True
    assert on_disk(engine) == [("a",), ("c",)]


def test_of_several_keys_one_that_is_taken_refuses_the_message(
    journal: Journal, engine: Engine, record: Record, later: datetime
) -> None:
    """By its signature or by its Referte: one copy is enough to be a copy."""
    one, other = Claim(key="sig", expires=later), Claim(key="ref", expires=later)
    assert journal.write([record("a")], [other]) is True
    assert journal.write([record("b")], [one, other]) is False
    assert on_disk(engine) == [("a",)]


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        pytest.param(timedelta(microseconds=-1), True, id="just before"),
        pytest.param(timedelta(0), False, id="at the moment"),
        pytest.param(timedelta(days=1), False, id="long after"),
    ],
)
def test_a_key_is_remembered_until_it_expires(
    journal: Journal, record: Record, later: datetime, moment: timedelta, seen: bool
) -> None:
    journal.write([record("a")], [Claim(key="k", expires=later)])
    at = later + moment
    again = Claim(key="k", expires=at + timedelta(minutes=5))
    assert journal.take([again], at) is not seen
    assert journal.write([record("b", at=at)], [again]) is not seen
    assert journal.take([again], at) is False


def test_one_of_many_keys_is_enough_to_have_been_seen(
    journal: Journal, record: Record, later: datetime
) -> None:
    i, j, k = (Claim(key=name, expires=later) for name in "ijk")
    journal.write([record("a")], [k])
    assert journal.take([j, k], NOW) is False
    assert journal.take([i], NOW) is True
    assert journal.take([], NOW) is True


def test_of_copies_that_come_together_one_goes_on(
    journal: Journal, later: datetime
) -> None:
    """Before anything is sent on, so that no hop behind this one sees a copy."""
    ready = threading.Barrier(4)

    def take(_: int) -> list[bool]:
        results = []
        for key in range(25):
            ready.wait(SOON)
            results.append(journal.take([Claim(key=f"k{key}", expires=later)], NOW))
        return results

    with ThreadPoolExecutor(4) as pool:
        takers = list(pool.map(take, range(4)))
    assert [sum(each) for each in zip(*takers, strict=True)] == [1] * 25


def test_processes_that_share_a_hop_meet_before_anything_is_sent_on(
    engine: Engine, record: Record, later: datetime
) -> None:
    """Two journals, as in two gunicorn workers."""
    claim = Claim(key="k", expires=later)
    with (
        closing(Journal(engine, shared=True)) as one,
        closing(Journal(engine, shared=True)) as other,
    ):
        assert one.take([claim], NOW) is True
        assert other.take([claim], NOW) is False
        assert one.write([record("a")], [claim]) is True
    assert on_disk(engine) == [("a",)]


def test_keys_in_memory_are_forgotten_when_the_database_has_them(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "_LEAST_KEPT", 1)
    monkeypatch.setattr(journal, "_kept", 1)
    far = NOW + timedelta(days=3653)
    for minutes in range(0, 100, 20):
        at = NOW + timedelta(minutes=minutes)
        assert journal.take([Claim(key=f"k{minutes}", expires=far)], at)
    assert len(journal._taken) <= 3


def test_a_trace_belongs_to_the_party_that_asked_first_at_a_hop(
    journal: Journal, record: Record
) -> None:
    journal.write([record("a", hop="ksz", direction="in", party="rva")])
    assert journal.is_trace_of_other("a", "ksz", "dg-han") is True
    assert journal.is_trace_of_other("a", "ksz", "rva") is False
    assert journal.is_trace_of_other("a", "magda", "dg-han") is False
    assert journal.is_trace_of_other("b", "ksz", "dg-han") is False


def test_of_two_copies_that_race_exactly_one_is_the_first(
    journal: Journal, engine: Engine, record: Record, later: datetime
) -> None:
    ready = threading.Barrier(2)

    def write(number: int) -> list[bool]:
        results = []
        for key in range(25):
            ready.wait(SOON)
            claim = Claim(key=f"k{key}", expires=later)
            results.append(journal.write([record(f"{key}-{number}")], [claim]))
        return results

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(write, range(2))
    assert [sum(pair) for pair in zip(one, other, strict=True)] == [1] * 25
    assert len(on_disk(engine)) == 25


def test_of_two_copies_in_two_processes_exactly_one_is_the_first(
    engine: Engine, database: Database, in_processes: Processes
) -> None:
    """Several gunicorn workers serve one hop."""
    one, other = (set(out.split()) for out in in_processes(CLAIM, database.url))
    assert not one & other
    assert one | other == {str(key) for key in range(30)}
    assert len(on_disk(engine)) == 30


def test_expired_keys_are_removed_now_and_then(
    engine: Engine, record: Record, monkeypatch: pytest.MonkeyPatch, later: datetime
) -> None:
    monkeypatch.setattr(journal_module, "PURGE_EVERY", 3)
    day = later + timedelta(days=1)
    with closing(Journal(engine)) as journal:
        journal.write([record()], [Claim(key="short", expires=later)])
        journal.write([record(at=later)], [Claim(key="long", expires=day)])
        assert keys(engine) == ["long", "short"]
        journal.write([record(at=later)])
        assert keys(engine) == ["long"]
    assert len(on_disk(engine)) == 3, "only keys go, never records"


# Trouble


def test_a_database_that_others_hold_is_told_and_used_again_when_it_is_free(
    sqlite: Engine, record: Record
) -> None:
    @event.listens_for(sqlite, "checkout")
    def impatient(connection: Any, *_: Any) -> None:
        connection.execute("pragma busy_timeout=0")

    with closing(Journal(sqlite)) as journal:
        with closing(sqlite3.connect(str(sqlite.url.database))) as other:
            other.execute("begin immediate")
            with pytest.raises(StateError, match=r"cannot be written: .*locked"):
                journal.write([record("a")])
        assert journal.write([record("b")])
    assert on_disk(sqlite) == [("b",)]


@pytest.mark.parametrize("shared", [False, True])
def test_what_was_taken_but_not_written_may_be_taken_again(
    engine: Engine, record: Record, later: datetime, shared: bool
) -> None:
    """A message counts as seen from the moment its record is durable."""
    one, other = Claim(key="one", expires=later), Claim(key="other", expires=later)

    def rename(table: str, name: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"alter table {table} rename to {name}"))

    with closing(Journal(engine, shared=shared)) as journal:
        rename("replay", "kept")
        with pytest.raises(StateError):
            journal.take([one], NOW)
        rename("kept", "replay")
        assert journal.take([one], NOW) is True
        assert journal.take([other], NOW) is True
        rename("exchange", "kept")
        with pytest.raises(StateError):
            journal.write([record("a")], [other])
        rename("kept", "exchange")
        again = journal.take([other], NOW)
    assert again is not shared, "where processes share a hop, it is durable already"


def test_a_database_that_lost_its_tables_is_told_and_used_again_when_they_are_back(
    journal: Journal, engine: Engine, record: Record
) -> None:
    def rename(table: str, name: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"alter table {table} rename to {name}"))

    rename("exchange", "kept")
    with pytest.raises(StateError, match="cannot be written"):
        journal.write([record("a")])
    rename("kept", "exchange")
    assert journal.write([record("b")])
    rename("replay", "kept")
    with pytest.raises(StateError, match="cannot be read"):
        journal.take([Claim(key="j", expires=NOW)], NOW)
    rename("kept", "replay")
    assert journal.take([Claim(key="k", expires=NOW)], NOW) is True


def refusals(journal: Journal, records: Sequence[Exchange]) -> list[str]:
    """Why records were not taken, if so; in a thread, for who waits would wait on."""
    told: list[str] = []

    def write() -> None:
        try:
            journal.write(records)
        except StateError as error:
            told.append(str(error))

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    thread.join(SOON)
    return told


def test_a_closed_log_takes_no_record(
    journal: Journal, engine: Engine, record: Record
) -> None:
    assert journal.write([record("a")])
    journal.close()
    assert refusals(journal, [record("b")]) == ["the log is closed"]
    assert on_disk(engine) == [("a",)]


def test_closing_twice_is_closing_once(journal: Journal) -> None:
    journal.close()
    journal.close()
    assert not journal._thread.is_alive()


def test_closing_writes_what_is_waiting(
    journal: Journal, engine: Engine, record: Record
) -> None:
    transactions = Transactions(engine)
    transactions.go.clear()
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(journal.write, [record("a")])
        assert transactions.begun.wait(SOON)
        second = pool.submit(journal.write, [record("b")])
        while journal._jobs.qsize() < 1:
            assert not second.done()
        closing_ = pool.submit(journal.close)
        while journal._jobs.qsize() < 2:
            assert not closing_.done()
        transactions.go.set()
        assert first.result(SOON)
        assert second.result(SOON)
        closing_.result(SOON)
    assert on_disk(engine) == [("a",), ("b",)]


class ClosesWhenRead(Sequence[Exchange]):
    """Records during whose handing over somebody else closes the log."""

    def __init__(self, journal: Journal, record: Exchange) -> None:
        self._journal, self._record = journal, record

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Exchange]:
        yield self[0]

    def __getitem__(self, index: Any) -> Any:
        if index != 0:
            raise IndexError(index)
        self._journal.close()
        return self._record


def test_a_log_that_closes_meanwhile_refuses_instead_of_keeping_the_caller(
    journal: Journal, engine: Engine, record: Record
) -> None:
    records = ClosesWhenRead(journal, record("a"))
    assert refusals(journal, records) == ["the log is closed"]
    assert on_disk(engine) == []


def test_what_an_operator_reads_about_trouble_holds_no_number(
    journal: Journal, record: Record
) -> None:
    """STYLE: logs are for operators and carry no person's number."""
    bad = replace(record(person="85643007594"), outcome=None)  # type: ignore[arg-type]
    with pytest.raises(StateError) as caught:
        journal.write([bad])
    assert "85643007594" not in str(caught.value)

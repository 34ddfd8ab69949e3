"""The logs are sealed while they are written, and what goes wrong is tried again."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.identity import PrivateIdentity
from kruispunt_simulator.audit import retention
from kruispunt_simulator.audit.keeper import Keeper
from kruispunt_simulator.audit.verify import verify
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.settings import MessagePolicy
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.seals import Seal, Sealer, seals_of, signer_of
from sqlalchemy import Engine, text

from ...databases import Database
from .test_verify import CALL, Log

SOON = 20.0
"""Only ends a hang."""


@pytest.fixture
def log(engine: Engine, state: Path) -> Log:
    return Log(engine, state)


class Turns:
    """Counts how often a keeper asked who signs, and can be waited for."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.asked: list[str] = []
        self.some = threading.Event()

    def identity(self, hop: str) -> PrivateIdentity:
        self.asked.append(hop)
        self.some.set()
        return self._log.identity(signer_of(hop))


def keeper(log: Log, turns: Turns, every: timedelta, term: timedelta | None) -> Keeper:
    return Keeper(
        log.engine,
        turns.identity,
        Clock(now=lambda: datetime.now(UTC)),
        messages=MessagePolicy(),
        term=term,
        every=every,
    )


def seals(engine: Engine, hop: str = "magda") -> list[Seal]:
    with engine.connect() as connection:
        return list(seals_of(connection, hop))


def test_what_a_crash_left_is_sealed_at_the_next_start(log: Log) -> None:
    log.fill(3)
    turns = Turns(log)
    running = keeper(log, turns, timedelta(hours=1), None)
    running.start()
    assert turns.some.wait(SOON)
    running.stop()
    assert [seal.last for seal in seals(log.engine)] == [3]


def test_what_was_written_since_is_sealed_at_the_end(log: Log) -> None:
    turns = Turns(log)
    running = keeper(log, turns, timedelta(hours=1), None)
    running.start()
    log.fill(3)
    running.stop()
    running.stop()
    assert seals(log.engine)[-1].last == 3


def test_a_log_is_sealed_while_it_is_written(log: Log) -> None:
    turns = Turns(log)
    running = keeper(log, turns, timedelta(milliseconds=10), None)
    running.start()
    with closing(Stopped(running)):
        for count in range(1, 4):
            turns.some.clear()
            log.fill(1, start=count)
            while not (found := seals(log.engine)) or found[-1].last < count:
                assert turns.some.wait(SOON)


class Stopped:
    """Stops a keeper, also when a test fails."""

    def __init__(self, running: Keeper) -> None:
        self.close = running.stop


def test_every_log_is_sealed_by_its_own_hop(log: Log) -> None:
    log.fill(1)
    log.fill(1, hop="ksz")
    log.fill(1, hop="guard")
    turns = Turns(log)
    keeper(log, turns, timedelta(hours=1), None).turn()
    assert sorted(turns.asked) == ["guard", "ksz", "magda"]
    for hop in ("guard", "ksz", "magda"):
        assert [seal.last for seal in seals(log.engine, hop)] == [1]
    assert [each.flaws for each in verify(log.engine, log.trust)] == [[], [], []]


def test_trouble_with_one_log_keeps_no_other_waiting(log: Log) -> None:
    log.fill(1, hop="guard")
    log.fill(1)

    def no_key_for_the_guard(hop: str) -> PrivateIdentity:
        if hop == "guard":
            raise InvalidSettings("no key")
        return log.identity(hop)

    Keeper(
        log.engine,
        no_key_for_the_guard,
        Clock(),
        messages=MessagePolicy(),
        term=None,
        every=timedelta(hours=1),
    ).turn()
    assert [seal.last for seal in seals(log.engine)] == [1]


@pytest.mark.requirement("S-LG-07")
def test_a_seal_that_somebody_made_unreadable_stops_no_other_log(log: Log) -> None:
    """Nor the keeper: before, its thread ended, and nothing was sealed again."""
    odd = "infinity" if log.engine.dialect.name == "postgresql" else "yesterday"
    for hop in ("ksz", "magda"):
        log.fill(1, hop=hop)
    tended = keeper(log, Turns(log), timedelta(hours=1), None)
    tended.turn()
    log.change(text(f"update log_seal set at = '{odd}' where hop = 'ksz'"))  # noqa: S608
    for hop in ("ksz", "magda"):
        log.fill(1, start=1, hop=hop)
    tended.turn()
    assert [seal.last for seal in seals(log.engine)] == [1, 2]


def test_what_is_too_old_goes_at_a_turn(log: Log) -> None:
    log.write(*(CALL for _ in range(3)))
    turns = Turns(log)
    keep = keeper(log, turns, timedelta(hours=1), term=timedelta(days=-1))
    keep.turn()
    (report,) = verify(log.engine, log.trust)
    assert (report.first, report.records, report.flaws) == (4, 1, [])


def test_trouble_passes_and_the_next_turn_does_the_work(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log.fill(2)
    keep = keeper(log, Turns(log), timedelta(hours=1), None)
    with log.engine.begin() as connection:
        connection.execute(text("alter table log_seal rename to gone"))
    keep.turn()
    assert "the logs wait to be looked after" in "".join(capsys.readouterr())
    with log.engine.begin() as connection:
        connection.execute(text("alter table gone rename to log_seal"))
    keep.turn()
    assert [seal.last for seal in seals(log.engine)] == [2]


def test_two_processes_that_seal_one_log_seal_it_once(
    log: Log, database: Database
) -> None:
    log.fill(2)
    other = open_database(database.url)
    log.sealer.seal("magda", datetime.now(UTC))
    assert Sealer(other, log.identity).seal("magda", datetime.now(UTC)) == ()
    other.dispose()


def test_who_stops_does_not_wait_until_all_that_is_old_went(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Years of records may be too old at once, when a term is first set."""
    monkeypatch.setattr(retention, "_AT_ONCE", 1)
    for _ in range(5):
        log.write(CALL)
        log.seal()
    stopping: list[threading.Thread] = []
    begun = threading.Event()

    def stop_at_the_first(hop: str) -> PrivateIdentity:
        if not stopping:
            stopping.append(threading.Thread(target=running.stop))
            stopping[0].start()
            stopping[0].join(0.5)  # it goes on to wait for the thread that is here
            begun.set()
        return log.identity(hop)

    running = Keeper(
        log.engine,
        stop_at_the_first,
        Clock(now=lambda: datetime.now(UTC)),
        messages=MessagePolicy(),
        term=timedelta(days=-1),
        every=timedelta(hours=1),
    )
    running.start()
    assert begun.wait(SOON)
    stopping[0].join(SOON)
    report = log.verify()
    assert (report.first, report.flaws) == (2, [])

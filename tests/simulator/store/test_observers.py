"""Who is told of what the journal wrote, and that the log does not depend on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Claim, Journal
from sqlalchemy import Engine, select, text
from structlog.testing import capture_logs

from .conftest import Record


class Told:
    """An observer that remembers."""

    def __init__(self) -> None:
        self.traces: list[list[str]] = []
        self.calls: list[int] = []
        self.seconds: list[float] = []
        self.failures = 0

    def logged(self, records: Sequence[Exchange]) -> None:
        self.traces.append([record.trace for record in records])

    def written(self, calls: int, seconds: float) -> None:
        self.calls.append(calls)
        self.seconds.append(seconds)

    def failed(self) -> None:
        self.failures += 1


class Broken:
    """An observer that always fails."""

    def logged(self, records: Sequence[Exchange]) -> None:
        raise OSError(records[0].person)

    def written(self, calls: int, seconds: float) -> None:
        raise ValueError

    def failed(self) -> None:
        raise LookupError


def test_observers_are_told_of_what_is_durable(
    engine: Engine, record: Record, later: datetime
) -> None:
    told = Told()
    journal = Journal(engine, observers=[told])
    claim = Claim(key="k", expires=later)
    journal.write([record("a"), record("b")], [claim])
    assert journal.write([record("replay")], [claim]) is False
    journal.write([record("c")])
    journal.close()
    assert told.traces == [["a", "b"], ["c"]]


def test_observers_are_told_of_each_transaction(engine: Engine, record: Record) -> None:
    told = Told()
    journal = Journal(engine, observers=[told])
    bad = replace(record("bad"), outcome=None)  # type: ignore[arg-type]
    journal.write([record("a")])
    with pytest.raises(StateError):
        journal.write([bad])
    journal.write([record("b")])
    journal.close()
    assert told.calls == [1, 1]
    assert all(seconds > 0 for seconds in told.seconds)
    assert told.failures == 1
    assert told.traces == [["a"], ["b"]]


def test_an_observer_that_fails_disturbs_neither_the_log_nor_others(
    engine: Engine, record: Record
) -> None:
    """And what it complains of is not repeated: it may name a person."""
    told = Told()
    bad = replace(record("bad"), outcome=None)  # type: ignore[arg-type]
    with capture_logs() as lines:
        journal = Journal(engine, observers=[Broken(), told])
        assert journal.write([record("a")])
        with pytest.raises(StateError):
            journal.write([bad])
        journal.close()
    with engine.connect() as connection:
        found = connection.execute(select(text("trace")).select_from(text("exchange")))
        assert found.scalars().all() == ["a"]
    assert (told.traces, told.calls, told.failures) == ([["a"]], [1], 1)
    assert [line["error"] for line in lines] == ["OSError", "ValueError", "LookupError"]
    assert record("a").person not in str(lines)

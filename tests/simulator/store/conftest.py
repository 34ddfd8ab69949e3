"""The journal of a real database, and records to put in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.repertory import Inscription
from kruispunt_simulator.store.tables import repertory
from sqlalchemy import Engine, insert

NOW = datetime(2026, 11, 22, 12, 0, 0, 654_321, tzinfo=UTC)

Record = Callable[..., Exchange]
Inscribe = Callable[..., None]
Processes = Callable[..., list[str]]


@pytest.fixture
def journal(engine: Engine) -> Iterator[Journal]:
    """The journal of that database."""
    journal = Journal(engine)
    yield journal
    journal.close()


@pytest.fixture
def inscribe(engine: Engine) -> Inscribe:
    """Put lines into the repertories of that database, just so."""

    def put(*lines: Inscription) -> None:
        with engine.begin() as connection:
            connection.execute(insert(repertory), [asdict(line) for line in lines])

    return put


@pytest.fixture
def record() -> Record:
    """Make a record that differs in what is given."""

    def make(trace: str = "0" * 32, **given: Any) -> Exchange:
        fields: dict[str, Any] = {
            "trace": trace,
            "span": "0" * 16,
            "parent_span": None,
            "hop": "wiv",
            "direction": "in",
            "at": NOW,
            "business_date": date(2024, 1, 24),
            "duration_us": 1500,
            "party": "fluvius",
            "application": "mijnverbouwpremie",
            "service": "GeefDossierHandicap",
            "user": "79641706379",
            "person": "85643007594",
            "outcome": "answered",
        }
        return Exchange(**fields | given)

    return make


@pytest.fixture
def later() -> datetime:
    """Five minutes from the time of the records."""
    return NOW + timedelta(minutes=5)


@pytest.fixture
def in_processes() -> Processes:
    """
    Run a script in several processes at once; gives what each printed.

    A script waits for a line on standard input, so that all begin together.
    """

    def run(script: str, *arguments: str, count: int = 2) -> list[str]:
        running = [
            subprocess.Popen(
                [sys.executable, "-W", "error", "-c", script, *arguments, str(number)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(count)
        ]
        for each in running:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in running:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        printed = [each.communicate(timeout=60)[0] for each in running]
        assert [each.returncode for each in running] == [0] * count
        return printed

    return run

"""
The database locked, gone or full: nothing is answered unlogged, and then all is again.

Source: Protocol WiV–Wonen in Limburg art. 6.4 (every call is logged).
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import ONCE, ConnectionProfile, SourceUnavailable, connect
from kruispunt_simulator.store.address import database_of, file_of, remember_database
from sqlalchemy import event, text

from ..databases import Database
from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    ERR_025,
    INCAPACITY,
    MIEKE,
    SOON,
    Chain,
    Refusal,
    errors_of,
)
from .programs import up

REFUSALS = {
    CARE: Refusal("2", "99996"),
    INCAPACITY: Refusal("2", "99996"),
    ATTEST: Refusal("fault", "MSG00020"),
}

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("begin immediate")
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes to a database, and does not end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.communicate("go\n", timeout=SOON)


@pytest.fixture
def chain(start: Callable[..., Chain], folder: Callable[[], Path]) -> Chain:
    """A chain with its log in a file, whatever the others have."""
    state = folder()
    return start(state=state, database=f"sqlite:///{state / 'kruispunt.db'}")


def file(chain: Chain) -> Path:
    """The file of its log."""
    found = file_of(chain.simulator.engine.url)
    assert found is not None
    return found


def assert_nothing_is_answered(chain: Chain) -> None:
    """
    Each hop refuses, in its own way, as when a source is away.

    Also who gives a trace, as our client does: whose that is stands in the database.
    """
    for name, refusal in REFUSALS.items():
        for trace in (None, secrets.token_hex(16)):
            answer = chain.envelope(name).signed().post(trace=trace)
            assert answer.refusal == refusal
            assert not answer.has_data
            assert b"kruispunt.db" not in answer.body
    assert chain.envelope(CARE).at_path("/nowhere").signed().post().status == 503


def assert_all_is_answered(chain: Chain) -> None:
    for name in REFUSALS:
        chain.still_answers(name)
    assert chain.envelope(CARE).at_path("/nowhere").signed().post().status == 404


def test_a_database_that_another_process_holds(chain: Chain) -> None:
    """Longer than a writer waits, which is made short here."""

    @event.listens_for(chain.simulator.engine, "checkout")
    def impatient(connection: Any, *_: Any) -> None:
        connection.execute("pragma busy_timeout=50")

    assert_all_is_answered(chain)
    before = len(list(chain.trail.records()))
    with held(file(chain)):
        assert_nothing_is_answered(chain)
        assert len(list(chain.trail.records())) == before
    assert_all_is_answered(chain)


def test_a_message_that_was_refused_for_want_of_a_log_may_come_again(
    chain: Chain,
) -> None:
    """As it was: no hop has seen it, for none has a record of it. Then it counts."""
    message = chain.envelope(CARE).signed()
    away = file(chain).with_suffix(".away")
    file(chain).rename(away)
    assert message.post().refusal == REFUSALS[CARE]
    away.rename(file(chain))
    assert message.post().refusal is None
    assert message.post().refusal == ERR_025


@pytest.mark.parametrize("table", ["replay", "repertory"])
def test_a_check_that_cannot_be_made_refuses_and_is_on_record(
    chain: Chain, table: str
) -> None:
    """Whether a message was seen, or who is registered: no answer means no data."""

    def rename(name: str, to: str) -> None:
        with chain.simulator.engine.begin() as connection:
            connection.execute(text(f"alter table {name} rename to {to}"))

    chain.still_answers(CARE)
    rename(table, "away")
    answer = chain.envelope(CARE).signed().post()
    assert answer.refusal == REFUSALS[CARE]
    assert not answer.has_data
    record = chain.arrival(answer)
    assert record["outcome"] == "refused"
    assert errors_of(record) == ["database.answers"]
    rename("away", table)
    chain.still_answers(CARE)


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not let a file go that is in use"
)
def test_a_database_whose_file_is_gone_until_it_is_back(chain: Chain) -> None:
    assert_all_is_answered(chain)
    away = file(chain).with_suffix(".away")
    file(chain).rename(away)
    assert_nothing_is_answered(chain)
    assert not file(chain).exists()
    away.rename(file(chain))
    assert_all_is_answered(chain)


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not let a file go that is in use"
)
def test_a_database_whose_file_is_replaced(chain: Chain) -> None:
    """By a copy of an hour ago, say: what was logged since would be missing in it."""
    assert_all_is_answered(chain)
    copy = file(chain).with_suffix(".copy")
    copy.write_bytes(file(chain).read_bytes())
    copy.replace(file(chain))
    assert_nothing_is_answered(chain)


@pytest.mark.skipif(sys.platform != "linux", reason="sets the limit of a process")
def test_a_disk_that_is_full_until_there_is_room(folder: Callable[[], Path]) -> None:
    """
    As a program that may write no file any larger; all through, it goes on serving.

    Each answer that came has its records at all three hops.
    """
    import resource

    state = folder()
    own = database_of(state, f"sqlite:///{state / 'kruispunt.db'}")
    remember_database(state, own)
    with up(state) as program:
        number = program.process.pid
        profile = ConnectionProfile.from_state(state, "wonen-in-limburg")
        answered: list[str] = []

        def ask() -> None:
            answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
            answered.append(answer.trace)

        with connect(profile, via="wiv", retry=ONCE) as wiv:
            ask()
            for _ in range(2):
                limit_files(number, 1)
                for _ in range(2):
                    with pytest.raises(SourceUnavailable, match="99996"):
                        ask()
                limit_files(number, resource.RLIM_INFINITY)
                ask()
                ask()
        assert len(answered) == 5
        assert program.process.poll() is None
        for trace in answered:
            assert hops_of(state, trace) == {"wiv", "magda", "ksz"}


def limit_files(process: int, size: int) -> None:
    """Let a process write no file beyond a size, from now on."""
    import resource

    _, most = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, most))


def hops_of(state: Path, trace: str) -> set[str]:
    """Which hops have a record of a call that came in."""
    query = "select hop from exchange where trace = ? and direction = 'in'"
    url = database_of(state).render_as_string(hide_password=False)
    return {hop for (hop,) in Database(url).query(query, trace)}

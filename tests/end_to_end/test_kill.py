"""
Nothing leaves a hop before its record is durable: shown by killing the chain at work.

A real program, killed with SIGKILL at moments that nobody chose, under eight clients
that ask without a pause; then the clients' own records are laid beside the hops'.

Source: Protocol WiV–Wonen in Limburg art. 6.4: every call is logged, at three places.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.audit.verify import verify
from kruispunt_simulator.commands.proof import trust_in
from kruispunt_simulator.store.address import database_of
from kruispunt_simulator.store.database import open_database

from ..postgresql import Server
from .killing import HOPS, Chain, Clients, Figures, compare, storm

SEVERAL_PROCESSES = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="its processes are found in /proc, and gunicorn is for POSIX only",
)


@pytest.fixture
def seed() -> int:
    """Of the moments; a failure names it."""
    return random.SystemRandom().randrange(2**32)


@pytest.fixture
def killed(
    folder: Callable[[], Path], seed: int
) -> Iterator[Callable[..., tuple[Chain, Clients]]]:
    """Runs a storm on a new state folder."""
    chains = []

    def run(
        kills: int, *options: str, one_by_one: bool = False
    ) -> tuple[Chain, Clients]:
        chain = Chain(folder(), options)
        chains.append(chain)
        clients = Clients(chain, seed)
        storm(chain, clients, kills=kills, seed=seed, one_by_one=one_by_one)
        return chain, clients

    yield run
    for chain in chains:
        chain.close()


def assert_nothing_is_missing(
    chain: Chain, clients: Clients, seed: int, record: Callable[[str, Any], None]
) -> Figures:
    """Compare what the clients have with what the hops have, and verify the chain."""
    engine = open_database(database_of(chain.state), create=False)
    try:
        figures, problems = compare(engine, clients.rows())
        reports = list(verify(engine, trust_in(chain.state), hops=HOPS))
    finally:
        engine.dispose()
    figures.starts = chain.starts
    figures.kills = chain.starts - 1
    for name, value in asdict(figures).items():
        record(name, str(value))  # which every kind of report can hold
    print(f"\n{figures}")
    assert problems == [], f"seed {seed}: {figures}\n" + "\n".join(problems[:20])
    for report in reports:
        assert report.flaws == [], f"seed {seed}"
        assert report.records == figures.records[report.hop]
        assert report.sealed == report.last, "the orderly stop at the end sealed it all"
    return figures


@pytest.mark.requirement("S-LG-01", "S-LG-02")
def test_every_reply_has_its_records_however_often_the_chain_is_killed(
    killed: Callable[..., tuple[Chain, Clients]],
    seed: int,
    record_property: Callable[[str, Any], None],
) -> None:
    """Issue 5: 20 kills under 8 clients; the records of both sides are compared."""
    chain, clients = killed(20)
    figures = assert_nothing_is_missing(chain, clients, seed, record_property)
    assert figures.kills == 20
    assert figures.answered > 0
    assert figures.refused > 0
    assert figures.in_flight > 0, "no kill came while a call was on its way"


@SEVERAL_PROCESSES
def test_every_reply_has_its_records_when_hops_of_several_processes_are_killed(
    killed: Callable[..., tuple[Chain, Clients]],
    seed: int,
    record_property: Callable[[str, Any], None],
) -> None:
    """One worker, then all of it; processes that share a log leave it whole too."""
    options = ("--server", "gunicorn", "--workers", "2")
    chain, clients = killed(4, *options, one_by_one=True)
    figures = assert_nothing_is_missing(chain, clients, seed, record_property)
    assert figures.kills == 4
    assert figures.answered > 0
    assert figures.in_flight > 0, "no kill came while a call was on its way"


@SEVERAL_PROCESSES
def test_hops_of_several_processes_end_with_the_one_that_started_them(
    folder: Callable[[], Path],
) -> None:
    """Or they would go on as nobody's, and the next start would find no free port."""
    options = ("--server", "gunicorn", "--workers", "1")
    with closing(Chain(folder(), options)) as chain:
        chain.begin()
        chain.wait_until_ready()
        chain.kill_the_first()
        chain.begin()
        chain.wait_until_ready()
        chain.stop()


def test_every_reply_has_its_records_when_the_log_is_in_postgresql(
    killed: Callable[..., tuple[Chain, Clients]],
    postgresql: Server,
    seed: int,
    record_property: Callable[[str, Any], None],
) -> None:
    """What a killed simulator had begun there is undone; the log goes on after it."""
    chain, clients = killed(5, "--database", postgresql.new_database())
    figures = assert_nothing_is_missing(chain, clients, seed, record_property)
    assert figures.kills == 5
    assert figures.answered > 0
    assert figures.in_flight > 0, "no kill came while a call was on its way"

"""
Measures what a chain for tests costs: its first start, the next ones, and each test.

    python tests/benchmark/testing.py [--starts N] [--tests N]

Every start is a Python of its own, from its first import to the moment when a test has
its `kruispunt`. `first` makes certificates and people, `next` copies them from a cache.
`pytest` is what the plugin adds to a session that does not use it. The least and the
median are told, and the least time of processors, which says more on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kruispunt_simulator.testing import Chain, Kruispunt
from kruispunt_simulator.testing.template import CACHE_VARIABLE

START = """
import time
begin = time.perf_counter()
from kruispunt_simulator.testing import Chain
with Chain() as chain, chain.isolated():
    print(time.perf_counter() - begin, time.process_time())
"""
USER, PERSON = "80631402131", "85643007594"


class Cost(NamedTuple):
    """What something took."""

    seconds: float
    processor: float
    """Seconds of all processors together."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--tests", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        environment = {**os.environ, CACHE_VARIABLE: str(cache)}
        start(environment)  # the first one also compiles
        tell("start, first", [first(cache, environment) for _ in range(given.starts)])
        tell("start, next", [start(environment) for _ in range(given.starts)])
        os.environ[CACHE_VARIABLE] = str(cache)
        with Chain() as chain:
            for name, work in STEPS.items():
                tell(name, [measured(chain, work) for _ in range(given.tests)])
        unused(Path(folder), given.starts)


def first(cache: Path, environment: Mapping[str, str]) -> Cost:
    """Give the cost of a start that finds nothing in the cache."""
    shutil.rmtree(cache, ignore_errors=True)
    return start(environment)


def start(environment: Mapping[str, str]) -> Cost:
    """Give the cost of a start."""
    command = [sys.executable, "-c", START]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    )
    wall, processor = map(float, done.stdout.split())
    return Cost(wall, processor)


def nothing(_: Kruispunt) -> None:
    """What isolation costs by itself."""


def make(kruispunt: Kruispunt) -> None:
    """Make a person, who is gone afterwards."""
    kruispunt.person()


def ask(kruispunt: Kruispunt) -> None:
    """Ask on a new connection, over three hops."""
    wiv = kruispunt.connect("wonen-in-limburg")
    wiv.disability.files(PERSON, user=USER, on=date(2026, 6, 1))
    kruispunt.trail.assert_called(person=PERSON)


STEPS: Mapping[str, Callable[[Kruispunt], None]] = {
    "test, empty": nothing,
    "test, a person made": make,
    "test, one question": ask,
}


def measured(chain: Chain, work: Callable[[Kruispunt], None]) -> Cost:
    """Give the cost of a test, with the way to it and back."""
    begin, processor = time.perf_counter(), time.process_time()
    with chain.isolated() as kruispunt:
        work(kruispunt)
    return Cost(time.perf_counter() - begin, time.process_time() - processor)


def unused(folder: Path, times: int) -> None:
    """Compare sessions of pytest with and without the plugin."""
    (folder / "test_nothing.py").write_text("def test_nothing(): pass\n", "utf-8")
    plugin = ("-p", "kruispunt_simulator.testing.plugin")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def session(*options: str) -> Cost:
        begin, before = time.perf_counter(), os.times()
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *options, str(folder)],
            env=environment,
            capture_output=True,
            check=True,
        )
        after = os.times()
        processor = after.children_user - before.children_user
        return Cost(time.perf_counter() - begin, processor)

    pairs = [(session(), session(*plugin)) for _ in range(times)]
    tell("pytest, without", [without for without, _ in pairs])
    tell("pytest, unused", [beside for _, beside in pairs])


def tell(what: str, costs: list[Cost]) -> None:
    """Print a line."""
    wall = sorted(cost.seconds * 1000 for cost in costs)
    processor = min(cost.processor * 1000 for cost in costs)
    print(
        f"{what:<20} {wall[0]:8.1f} ms least {statistics.median(wall):8.1f} ms median "
        f"{processor:8.1f} ms of processor"
    )


if __name__ == "__main__":
    main()

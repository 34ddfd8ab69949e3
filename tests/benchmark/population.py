"""
What a population costs: load rate, memory, look-ups and answers.

    python tests/benchmark/population.py FILE|DIR...

Loads the persons of each argument into a database of its own, in a process of its own,
then once more (when nothing changed), and reads and asks about some of them. Give two
populations of different size to see what grows with them and what does not.

Linux and macOS only for the memory figures; elsewhere those are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kruispunt_simulator.people.load import files_in

GRIET = "68613003151"
"""Case handler at Wonen in Vlaanderen, in whose name the answers are asked."""


def main() -> None:
    """Measure every population and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
    parser.add_argument("--sample", type=int, default=500, help="persons looked up")
    parser.add_argument(
        "--step", choices=["load", "read", "ask"], help=argparse.SUPPRESS
    )
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step](options)))
        return
    head = (
        "population", "persons", "MB", "load s", "persons/s", "load MiB", "again s",
        "read MiB", "cold ms", "warm ms", "household ms", "start s", "answer ms",
    )  # fmt: skip
    print(("{:24}" + "{:>13}" * (len(head) - 1)).format(*head))
    for path in options.paths:
        with tempfile.TemporaryDirectory() as folder:
            print(_row(path, Path(folder), options.sample), flush=True)


def _row(path: Path, state: Path, sample: int) -> str:
    size = sum(file.stat().st_size for file in files_in([path])) / 1e6
    load = _in_process("load", path, state, sample)
    again = _in_process("load", path, state, sample)
    read = _in_process("read", path, state, sample)
    ask = _in_process("ask", path, state, sample)
    return (
        f"{path.name[:23]:24}{load['persons']:>13}{size:>13.1f}{load['seconds']:>13.2f}"
        f"{load['persons'] / load['seconds']:>13.0f}{load['peak']:>13.0f}"
        f"{again['seconds']:>13.2f}{read['peak']:>13.0f}{read['cold']:>13.3f}"
        f"{read['warm']:>13.3f}{read['household']:>13.3f}{ask['start']:>13.2f}"
        f"{ask['answer']:>13.2f}"
    )


def _in_process(step: str, path: Path, state: Path, sample: int) -> dict[str, float]:
    done = subprocess.run(
        [
            sys.executable, __file__, str(path), "--step", step,
            "--state", str(state), "--sample", str(sample),
        ],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _load(options: argparse.Namespace) -> dict[str, float]:
    from kruispunt_simulator.store.database import open_database, sqlite_url
    from kruispunt_simulator.store.people import StoredPeople, load_people

    engine = open_database(sqlite_url(options.state / "kruispunt.db"))
    started = time.perf_counter()
    report = load_people(engine, options.paths)
    seconds = time.perf_counter() - started
    if report.problems:
        sys.exit("\n".join(map(str, report.problems)))
    people = StoredPeople(engine)
    return {"persons": len(people), "seconds": seconds, "peak": _peak_memory()}


def _read(options: argparse.Namespace) -> dict[str, float]:
    from kruispunt_simulator.store.database import open_database, sqlite_url
    from kruispunt_simulator.store.people import StoredPeople

    engine = open_database(sqlite_url(options.state / "kruispunt.db"))
    chosen = _sample(engine, options.sample)
    people = StoredPeople(engine)
    households = []
    for ssin in chosen:
        found = people.get(ssin)
        assert found is not None
        households += [each.household for each in found.households[:1]]
    people = StoredPeople(engine, cache=len(chosen))
    return {
        "cold": _median(people.get, chosen),
        "warm": _median(people.get, chosen),
        "household": _median(lambda name: people.having("household", name), households),
        "peak": _peak_memory(),
    }


def _ask(options: argparse.Namespace) -> dict[str, float]:
    """The median of a whole call at `magda`, asked as the client library does."""
    from kruispunt_client import ConnectionProfile, connect
    from kruispunt_client.errors import RefusedByService
    from kruispunt_simulator.app import Simulator
    from kruispunt_simulator.commands.state import prepare_state
    from kruispunt_simulator.settings import Authorisation, Settings

    prepare_state(options.state)
    started = time.perf_counter()
    settings = Settings(
        state=options.state,
        ports={"wiv": 0, "magda": 0, "ksz": 0},
        authorisation=Authorisation.SOFT,  # whether or not somebody is registered
    )
    with Simulator(settings) as simulator:
        start = time.perf_counter() - started
        chosen = _sample(simulator.engine, min(options.sample, 100))
        profile = ConnectionProfile.from_state(options.state, "wonen-in-vlaanderen")
        with connect(profile, via="magda") as magda:

            def ask(ssin: str) -> None:
                # About a replaced or cancelled number: a refusal is an answer too.
                with suppress(RefusedByService):
                    magda.care_allowance.supplement(
                        ssin, user=GRIET, on=simulator.clock.today()
                    )

            for ssin in chosen[:5]:
                ask(ssin)
            return {"start": start, "answer": _median(ask, chosen)}


def _sample(engine: Any, most: int) -> list[str]:
    """Some persons, from all over the database."""
    from kruispunt_simulator.store.tables import person
    from sqlalchemy import select

    with engine.connect() as connection:
        everybody = list(connection.scalars(select(person.c.ssin)))
    return random.Random(1).sample(everybody, min(most, len(everybody)))  # noqa: S311


def _median(action: Callable[[str], object], arguments: list[str]) -> float:
    """Median milliseconds of a call; 0 without arguments."""
    times = []
    for argument in arguments:
        started = time.perf_counter()
        action(argument)
        times.append((time.perf_counter() - started) * 1e3)
    return statistics.median(times) if times else 0.0


def _peak_memory() -> float:
    """Highest resident memory of this process in MiB."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, float]]] = {
    "load": _load,
    "read": _read,
    "ask": _ask,
}


if __name__ == "__main__":
    main()

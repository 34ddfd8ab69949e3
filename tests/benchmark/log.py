"""
What the log costs: `python tests/benchmark/log.py`; prints Markdown tables.

1. **Writing.** How long `Journal.write` takes for what a hop writes of one call that it
   sends on: a record before the question leaves, and two before its reply does. By one
   writer and by eight at once, in SQLite and in PostgreSQL: that of `--database`, else
   that of the tests if they can start one, with its usual durability. Beside it the
   same rows in a transaction without replay key, link and head, and what the disk takes
   for one page.
2. **A large log** (`--records`, a million), sealed: time and peak memory to verify it,
   to export it, to tell a citizen who asked, and to let go of the older half. Each in a
   process of its own, as a user runs it. In SQLite, or in `--database`.
3. **Kills** (`--kill`, alone): the figures of `tests/end_to_end/test_kill.py`.

No memory figures on Windows.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]  # the helpers of the tests

from kruispunt_client.identity import PrivateIdentity  # noqa: E402
from kruispunt_simulator.audit.retention import Retention  # noqa: E402
from kruispunt_simulator.commands.state import prepare_state  # noqa: E402
from kruispunt_simulator.people import People  # noqa: E402
from kruispunt_simulator.store.address import (  # noqa: E402
    parse_address,
    remember_database,
    sqlite_url,
)
from kruispunt_simulator.store.chain import START, link  # noqa: E402
from kruispunt_simulator.store.database import open_database  # noqa: E402
from kruispunt_simulator.store.exchange import Exchange  # noqa: E402
from kruispunt_simulator.store.journal import Claim, Journal  # noqa: E402
from kruispunt_simulator.store.ledger import COLUMNS, Ledger  # noqa: E402
from kruispunt_simulator.store.seals import Sealer, signer_of  # noqa: E402
from kruispunt_simulator.store.tables import exchange  # noqa: E402
from sqlalchemy import Engine, insert  # noqa: E402

from tests.end_to_end.killing import Chain, Clients, compare, storm  # noqa: E402
from tests.postgresql import NoPostgresql, own_server, programs  # noqa: E402

DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What a PostgreSQL server does unless it is told otherwise."""
YEARS: Final = timedelta(days=730)
"""Over which the records of the large log are spread."""
BATCH: Final = 10_000
"""Records in one transaction of those that make it."""
REFUSED: Final = 0.2
"""Part of the calls that the second hop refuses."""
PER_CALL: Final = 8 * (1 - REFUSED) + 4 * REFUSED
"""Records of a call."""


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=500, help="calls per measurement")
    parser.add_argument(
        "--records", type=int, default=1_000_000, help="0: no large log"
    )
    parser.add_argument("--database", help="postgresql+psycopg://…, with nothing in it")
    parser.add_argument("--kill", action="store_true", help="only kill the chain")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--server", default="cheroot")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options)
        return
    with tempfile.TemporaryDirectory() as folder:
        options.state = Path(folder)
        prepare_state(options.state)
        if options.kill:
            kill(options)
            return
        if options.writes:
            write_costs(options)
        if options.records:
            large_log(options)


# 1. Writing


def write_costs(options: argparse.Namespace) -> None:
    """Print what a write costs."""
    _heading(
        *("database", "writers", "write of", "median ms", "p95 ms", "CPU ms", "calls/s")
    )
    with _databases(options) as databases:
        for name, url in databases:
            _times("the disk", 1, "one page", _fsyncs(options.state))
            engine = open_database(url)
            try:
                _plain_inserts(name, engine, options.writes)
                for writers in (1, 8):
                    _journal(name, engine, writers, options.writes)
            finally:
                engine.dispose()
    record = {name: getattr(next(calls(1))[-1], name) for name in COLUMNS}
    linked = _median(lambda: link(START, record), 5000)
    print(f"\nOf that, the link of a record: {linked * 1e3:.3f} ms.")


@contextmanager
def _databases(options: argparse.Namespace) -> Iterator[list[tuple[str, str]]]:
    """Give the databases that there are, by name."""
    found = [("SQLite", sqlite_url(options.state / "writes.db"))]
    with ExitStack() as stack:
        if options.database:
            found.append(("PostgreSQL", options.database))
        else:
            try:
                installed = stack.enter_context(programs())
                server = stack.enter_context(own_server(installed, DURABLE))
                found.append(("PostgreSQL", server.new_database()))
            except NoPostgresql as reason:
                print(f"no PostgreSQL: {reason}", file=sys.stderr)
        yield found


def _journal(name: str, engine: Engine, writers: int, count: int) -> None:
    asked: list[float] = []
    ended: list[float] = []
    each = count // writers
    todo = [list(_at_one_hop(each, seed=number)) for number in range(writers)]
    with closing(Journal(engine)) as journal:

        def write(todo: list[list[Exchange]]) -> None:
            for at_wiv in todo:
                announcement, *rest = at_wiv
                expires = announcement.at + timedelta(days=1)
                claims = [Claim(key=announcement.span, expires=expires)]
                asked.append(_seconds(partial(journal.write, [announcement])))
                ended.append(_seconds(partial(journal.write, rest, claims)))

        started, used = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, todo))
        elapsed, used = time.perf_counter() - started, time.process_time() - used
    _times(name, writers, "`asked`, 1 record", asked)
    _times(name, writers, "the end, 2 records", ended)
    both = [sum(pair) for pair in zip(asked, ended, strict=True)]
    rate = f"{len(both) / elapsed:.0f}"
    _times(name, writers, "both", both, f"{used / len(both) * 1e3:.2f}", rate)


def _plain_inserts(name: str, engine: Engine, count: int) -> None:
    """The same rows, and nothing that makes them a log."""
    writing = engine.execution_options(kruispunt_write=True)
    statement = insert(exchange)
    todo = list(_at_one_hop(count, seed=99))
    times, position, used = [], 0, time.process_time()
    for at_wiv in todo:
        rows = []
        for record in at_wiv[1:]:
            position += 1
            row = {column: getattr(record, column) for column in COLUMNS}
            rows.append(row | {"hop": "plain", "position": position, "chain": START})

        def once(rows: list[dict[str, Any]] = rows) -> None:
            with writing.begin() as connection:
                connection.execute(statement, rows)

        times.append(_seconds(once))
    used = time.process_time() - used
    _times(name, 1, "2 plain rows", times, f"{used / len(times) * 1e3:.2f}")


def _at_one_hop(count: int, seed: int) -> Iterator[list[Exchange]]:
    """What `wiv` writes of calls: before its question leaves, and at the end."""
    for records in calls(count, seed=seed):
        yield [record for record in records if record.hop == "wiv"]


def _fsyncs(folder: Path) -> list[float]:
    page = os.urandom(4096)
    with open(folder / "page", "wb", 0) as file:

        def once() -> None:
            file.seek(0)
            file.write(page)
            os.fsync(file.fileno())

        return [_seconds(once) for _ in range(200)]


# 2. A large log


def large_log(options: argparse.Namespace) -> None:
    """Print what a large log costs."""
    state, person = options.state, persons()[0]
    if options.database:
        remember_database(state, parse_address(options.database))
    _heading("of a log", "seconds", "CPU s", "peak MiB", "output kB", "it says")
    kruispunt = (sys.executable, "-m", "kruispunt_simulator", "log")
    database = ("--database", options.database) if options.database else ()
    count = str(options.records)
    ours = (sys.executable, __file__, *database, "--records", count, "--step")
    where = ("--state", str(state))
    for what, command in (
        ("made and sealed", (*ours, "make", *where)),
        ("verified", (*kruispunt, "verify", *where)),
        ("exported as JSON", (*kruispunt, *where, "--json")),
        ("exported as CSV", (*kruispunt, *where, "--csv")),
        ("one trail", (*kruispunt, *where, "--trace", next(calls(1))[0].trace)),
        ("one citizen's questions", (*kruispunt, "person", person, *where)),
        ("older half removed", (*ours, "purge", *where)),
        ("verified again", (*kruispunt, "verify", *where)),
    ):
        _run(what, command, state)


_LAUNCH: Final = """
import json, os, sys, time
started = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
cpu = used.ru_utime + used.ru_stime
row = [os.waitstatus_to_exitcode(status), time.perf_counter() - started, cpu, peak]
print(json.dumps(row), file=sys.stderr)
"""
"""A process begins with the peak of the one that started it: so of a small one."""


def _run(what: str, command: Sequence[str], folder: Path) -> None:
    output = folder / "output"
    started = time.perf_counter()
    with output.open("wb") as file:
        small = () if sys.platform == "win32" else (sys.executable, "-S", "-c", _LAUNCH)
        done = subprocess.run(
            [*small, *command],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    status, seconds = done.returncode, time.perf_counter() - started
    cpu: float | None = None
    peak: float | None = None
    if small and status == 0:
        status, seconds, cpu, peak = json.loads(done.stderr.splitlines()[-1])
    if status != 0:
        sys.exit(f"{what}: exit status {status}: {done.stderr} {output.read_text()}")
    size = output.stat().st_size
    with output.open(encoding="utf-8") as file:
        lines = file.readlines() if size < 1000 else []
    _row(
        what,
        f"{seconds:.1f}",
        "–" if cpu is None else f"{cpu:.1f}",
        "–" if peak is None else f"{peak / 2**20:.0f}",
        f"{size / 1e3:.0f}",
        "; ".join(line.partition(",")[0].strip() for line in lines[-3:]),
    )


def make(options: argparse.Namespace) -> None:
    """Write a large log as the hops would have, in few transactions, and seal it."""
    engine, ledger = _open(options)
    writing = engine.execution_options(kruispunt_write=True)
    made = 0
    batch: list[Exchange] = []

    def write() -> None:
        with writing.begin() as connection:
            heads = ledger.lock(connection, {record.hop for record in batch})
            ledger.append(connection, heads, batch)
        batch.clear()

    for records in calls(round(options.records / PER_CALL), over=YEARS):
        batch += records
        made += len(records)
        if len(batch) >= BATCH:
            write()
    if batch:
        write()
    sealer = Sealer(engine, _identities(options.state))
    seals = sum(len(sealer.seal(h, datetime.now(UTC))) for h in ("wiv", "magda", "ksz"))
    engine.dispose()
    print(f"{made} records, {seals} seals")


def purge(options: argparse.Namespace) -> None:
    """Let go of the older half."""
    engine, _ = _open(options)
    retention = Retention(engine, _identities(options.state), YEARS / 2)
    now, gone, longest = datetime.now(UTC), 0, 0.0
    for hop in ("wiv", "magda", "ksz"):
        while True:
            started = time.perf_counter()
            count = retention.purge(hop, now, now.date())
            longest = max(longest, time.perf_counter() - started)
            if not count:
                break
            gone += count
    engine.dispose()
    print(f"{gone} records, longest transaction {longest:.2f} s")


STEPS: Final = {"make": make, "purge": purge}


def _open(options: argparse.Namespace) -> tuple[Engine, Ledger]:
    url = options.database or sqlite_url(options.state / "kruispunt.db")
    engine = open_database(url)
    return engine, Ledger(engine.dialect.name)


def _identities(state: Path) -> Callable[[str], PrivateIdentity]:
    def of(log: str) -> PrivateIdentity:
        folder = state / "pki" / "hops" / signer_of(log)
        return PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")

    return of


# What is written


def persons(count: int = 2_000) -> list[str]:
    """Give numbers of persons: those of the personas, and others like them."""
    known = [person.ssin for person in People.load()]
    others = range(count - len(known))
    return [*known, *(f"{n % 100:02}{61 + n % 12}15{n:05}" for n in others)]


def calls(
    most: int, *, seed: int = 0, over: timedelta = timedelta(0)
) -> Iterator[list[Exchange]]:
    """
    Give the records of calls through three hops, in the order of writing.

    Args:
        most: Calls.
        seed: Other calls with another one.
        over: Time that they took together, until now.
    """
    dice = random.Random(seed)  # noqa: S311
    people = persons()
    now = datetime.now(UTC)
    for number in range(most):
        at = now - over * (1 - number / most)
        refused = dice.random() < REFUSED
        yield _call(dice, at, dice.choice(people), refused=refused)


def _call(
    dice: random.Random, now: datetime, person: str, *, refused: bool
) -> list[Exchange]:
    def digest() -> str:
        return f"{dice.getrandbits(256):064x}"

    trace = f"{dice.getrandbits(128):032x}"
    spans = {name: f"{dice.getrandbits(64):016x}" for name in "abcdef"}
    digests = {name: digest() for name in "abcdef"}
    fault = _NOT_REGISTERED if refused else "[]"
    outcome = "refused" if refused else "answered"

    def record(
        hop: str, direction: str, span: str, parent: str | None, **more: Any
    ) -> Exchange:
        fields: dict[str, Any] = {
            "trace": trace,
            "span": spans[span],
            "parent_span": parent and spans[parent],
            "hop": hop,
            "direction": direction,
            "at": now,
            "business_date": now.date(),
            "duration_us": dice.randrange(4_000, 90_000),
            "party": _PARTIES[hop],
            "application": "woonmaatschappij-dossier",
            "service": "HdiIndemnityAllowanceService"
            if hop == "ksz"
            else "GeefArbeidsongeschiktheid",
            "version": "v1" if hop == "ksz" else "01.00.0000",
            "operation": "consultAttest" if hop == "ksz" else None,
            "user": "80631402131",
            "person": person,
            "capacity": "7202",
            "legal_basis": "Deliberation 22/004 §6, §32; 23/058 §88, §79.11",
            "grant": "b-22-004-wil-incapacity",
            "reference": spans[span],
            "request_digest": digests[span],
            "findings": "[]",
        }
        return Exchange(**fields | more)

    def ended(span: str) -> dict[str, Any]:
        return {
            "outcome": "answered",
            "http_status": 200,
            "reply_digest": digests[span][::-1],
            "platform_reference": spans[span],
        }

    said = {**ended("a"), "outcome": outcome, "findings": fault}
    if refused:
        said |= {"level": "3", "code": "13202"}
    magda, ksz = "https://127.0.0.1:8444/magda", "https://127.0.0.1:8445/ksz"
    asked = {"outcome": "asked", "duration_us": 0}
    records = [record("wiv", "out", "b", "a", peer=magda, **asked)]
    if not refused:
        records += [
            record("magda", "out", "d", "c", peer=ksz, **asked),
            record("ksz", "in", "e", "d", peer="127.0.0.1:51000", **ended("e")),
            record("ksz", "out", "f", "e", peer="source:insurers", **ended("f")),
        ]
    records.append(record("magda", "in", "c", "b", peer="127.0.0.1:51001", **said))
    if not refused:
        records.append(record("magda", "out", "d", "c", peer=ksz, **ended("d")))
    records += [
        record("wiv", "in", "a", None, peer="127.0.0.1:51002", **said),
        record("wiv", "out", "b", "a", peer=magda, **ended("b")),
    ]
    return records


_PARTIES: Final = {
    "wiv": "wonen-in-limburg",
    "magda": "wonen-in-vlaanderen",
    "ksz": "magda",
}
_NOT_REGISTERED: Final = json.dumps(
    [
        {
            "check": "repertory.inscribed",
            "severity": "error",
            "fault": "magda.not-registered",
            "requirement": "22/004 §6, §32; 23/058 §88, §79.11",
            "expected": "an open inscription by wonen-in-vlaanderen, in vdi",
            "actual": "none",
        }
    ],
    ensure_ascii=False,
)


# 3. Kills


def kill(options: argparse.Namespace) -> None:
    """Kill the chain under load and print the figures."""
    seed = random.SystemRandom().randrange(2**32)
    more = ("--database", options.database) if options.database else ()
    several = options.server != "cheroot"
    chain = Chain(options.state, ("--server", options.server, *more))
    with closing(chain):
        clients = Clients(chain, seed)
        storm(chain, clients, kills=options.kills, seed=seed, one_by_one=several)
    engine, _ = _open(options)
    figures, problems = compare(engine, clients.rows())
    engine.dispose()
    figures.kills, figures.starts = options.kills, chain.starts
    print(f"seed {seed}: {figures}")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


# Figures


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median(work: Callable[[], object], times: int) -> float:
    return statistics.median(_seconds(work) for _ in range(times))


def _times(
    name: str,
    writers: int,
    what: str,
    times: list[float],
    cpu: str = "",
    rate: str = "",
) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    told = (f"{each * 1e3:.2f}" for each in (statistics.median(ordered), p95))
    _row(name, writers, what, *told, cpu, rate)


def _heading(*cells: str) -> None:
    print()
    _row(*cells)
    _row(*("---" for _ in cells))


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()

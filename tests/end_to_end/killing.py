"""
Kills a chain that is at work, again and again, and compares what everybody wrote down.

`storm` runs `kruispunt up` as a program of its own, lets clients ask without a pause,
ends the program with SIGKILL at moments that nobody chose, and starts it again on the
same state. Each client keeps its own log with the client library. `compare` then reads
the log of every hop and tells what does not fit.

SIGKILL takes the process and nothing else: what it had handed to the operating system
stays. So this shows that a record is handed over before a reply leaves, not that the
disk keeps it when the power goes; for that SQLite waits for the disk at every commit
(`store/sqlite.py`).
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kruispunt_client import (
    ONCE,
    ConnectionProfile,
    InvalidSettings,
    JsonLinesLog,
    RefusedByService,
    TransportFailure,
    connect,
)
from kruispunt_client.client_log import read_lines
from kruispunt_client.connection import Connection
from kruispunt_simulator.store.exchange import SIX
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Engine, select

from .envelopes import AN, BRAM, HILDE, MIEKE, NORA, SOON, TOM
from .programs import COMMAND

HOPS: Final = ("wiv", "magda", "ksz")
CLIENTS: Final = 8
PAUSE: Final = (0.1, 0.7)
"""Seconds of work before a kill, at least and at most."""
WHILE_STARTING: Final = 5
"""One kill in so many, the first too, comes while the chain is still starting."""

Row = Mapping[str, Any]


# Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and what a whole chain says to it."""

    person: str
    outcome: str
    """As the client's log calls it."""
    hops: tuple[str, ...]
    """That take part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks where; one question is answered, the other refused."""

    party: str
    via: str
    ask: Callable[[Connection, str], object]
    questions: tuple[Question, Question]


def _incapacity(user: str) -> Callable[[Connection, str], object]:
    return lambda c, who: c.incapacity.periods(who, "2024Q1", user=user)


ASKERS: Final = (
    Asker(
        party="wonen-in-limburg",
        via="wiv",
        ask=_incapacity(MIEKE),
        questions=(
            Question(person=BRAM, outcome="answered", hops=("wiv", "magda", "ksz")),
            Question(person=TOM, outcome="PersonNotRegistered", hops=("wiv", "magda")),
        ),
    ),
    Asker(
        party="opgroeien-regie",
        via="magda",
        ask=_incapacity(HILDE),
        questions=(
            Question(person=BRAM, outcome="answered", hops=("magda", "ksz")),
            Question(person=TOM, outcome="PersonNotRegistered", hops=("magda",)),
        ),
    ),
    Asker(
        party="rva",
        via="ksz",
        ask=lambda c, who: c.incapacity.attest(who, "2024Q1", user=NORA),
        questions=(
            Question(person=BRAM, outcome="answered", hops=("ksz",)),
            Question(person=AN, outcome="PersonNotRegistered", hops=("ksz",)),
        ),
    ),
)

_QUESTIONS: Final = {
    (asker.via, question.person): question
    for asker in ASKERS
    for question in asker.questions
}
CUT_OFF: Final = "SourceUnavailable"
"""What a hop says, with a record of it, when the next one is gone or not there yet."""


# The chain


class Chain:
    """
    `kruispunt up` on a state folder, as often as it takes.

    Args:
        state: Has its PKI.
        options: Of `kruispunt up`, beside the folder and the ports.
    """

    def __init__(self, state: Path, options: Sequence[str] = ()) -> None:
        self.state = state
        self.starts = 0
        self.running = threading.Event()
        """Set while it is known to listen."""
        ports = zip(HOPS, _free_ports(len(HOPS)), strict=True)
        self._command = [
            *(*COMMAND, "up", "--state", str(state), "--json", *options),
            *(word for hop, port in ports for word in (f"--{hop}-port", str(port))),
        ]
        self._complaints = state / "kruispunt.stderr"
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start it, and wait for nothing."""
        self.starts += 1
        with self._complaints.open("w", encoding="utf-8") as complaints:
            self._process = subprocess.Popen(
                self._command,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # which its children share
            )

    def wait_until_ready(self) -> None:
        """
        Wait for the line that says that it listens.

        Raises:
            AssertionError: It ended instead.
        """
        process = self._running_process
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.wait(SOON)
            raise AssertionError(
                f"start {self.starts} ended with {process.returncode}: "
                f"{self._complaints.read_text('utf-8')}"
            )
        assert json.loads(line)["ready"] is True
        self.running.set()

    def kill(self) -> None:
        """End all of its processes with SIGKILL, and see that they are gone."""
        process = self._running_process
        self.running.clear()
        process.kill()
        deadline = time.monotonic() + SOON
        while others := set(self._processes()) - {self.pid}:
            for pid in others:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert time.monotonic() < deadline, "a killed process does not end"
            time.sleep(0.01)  # they are not ours to wait for, as the first one is
        process.communicate(timeout=SOON)
        self._process = None

    def kill_the_first(self) -> None:
        """End the process that was started, and wait until those below it ended too."""
        process = self._running_process
        self.running.clear()
        process.kill()
        deadline = time.monotonic() + SOON
        while len(self._processes()) > 1:
            assert time.monotonic() < deadline, "what it started goes on without it"
            time.sleep(0.05)
        process.communicate(timeout=SOON)
        self._process = None

    def kill_one_worker(self, dice: random.Random) -> None:
        """End one of the processes that answer; whoever watches it starts another."""
        parents = self._processes()
        hops = {pid for pid, parent in parents.items() if parent == self.pid}
        workers = sorted(pid for pid, parent in parents.items() if parent in hops)
        with suppress(ProcessLookupError):
            os.kill(dice.choice(workers), signal.SIGKILL)

    def stop(self) -> None:
        """Let it end by itself, after the calls in flight."""
        process = self._running_process
        self.running.clear()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SOON)
        assert process.returncode == 0, self._complaints.read_text("utf-8")
        self._process = None

    def _processes(self) -> dict[int, int]:
        """
        Give its processes and the parent of each.

        Found in `/proc` by their session; elsewhere there is only the one.
        """
        found = {self.pid: 0}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # After the name, which may hold anything: state, parent, group, session
                fields = entry.read_text().rpartition(")")[2].split()
                if fields[3] == str(self.pid) and fields[0] not in "ZX":
                    found[int(entry.parent.name)] = int(fields[1])
        return found

    def close(self) -> None:
        """End it, whatever it is doing. Idempotent."""
        if self._process is not None:
            self.kill()

    @property
    def pid(self) -> int:
        """Of the process that was started; the others are below it."""
        return self._running_process.pid

    @property
    def _running_process(self) -> subprocess.Popen[str]:
        assert self._process is not None, "it is not running"
        return self._process


def _free_ports(count: int) -> list[int]:
    """Find ports below those that systems give out, so that they stay free."""
    found: list[int] = []
    for port in random.SystemRandom().sample(range(20_000, 32_000), 1000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free ports")


# The clients


class Clients:
    """
    Clients that ask without a pause, whatever becomes of the chain.

    Args:
        chain: Whom they ask.
        seed: Decides who asks what.
    """

    def __init__(self, chain: Chain, seed: int) -> None:
        self._chain = chain
        self._seed = seed
        self._stopping = threading.Event()
        self._served = threading.Event()
        self._logs = [
            JsonLinesLog(chain.state / f"client-{n}.jsonl") for n in range(CLIENTS)
        ]

    @contextmanager
    def asking(self) -> Iterator[None]:
        """
        Let them ask while something else goes on.

        Raises:
            Exception: What a client did not expect.
        """
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(self._client, n) for n in range(CLIENTS)]
            try:
                yield
            finally:
                self._stopping.set()
        for client in clients:
            client.result()

    def wait_for_answer(self) -> None:
        """Wait until an answer has come through the whole chain."""
        self._served.clear()
        assert self._served.wait(SOON), "nobody is answered any more"

    def rows(self) -> list[dict[str, Any]]:
        """Give what they wrote down."""
        logs = [log.path for log in self._logs if log.path.is_file()]
        return [row for path in logs for row in read_lines(path)]

    def _client(self, number: int) -> None:
        asker = ASKERS[number % len(ASKERS)]
        dice = random.Random(f"{self._seed} {number}")  # noqa: S311
        while not self._stopping.is_set():
            # `InvalidSettings`: before the first start there is no profile.
            with suppress(TransportFailure, InvalidSettings):
                profile = ConnectionProfile.from_state(self._chain.state, asker.party)
                log = self._logs[number]
                with connect(profile, via=asker.via, log=log, retry=ONCE) as connection:
                    while not self._stopping.is_set():
                        question = dice.choice(asker.questions)
                        with suppress(RefusedByService):
                            asker.ask(connection, question.person)
                            if question.hops == HOPS:
                                self._served.set()
            # Not all the time while nothing listens: the start needs the processor.
            self._chain.running.wait(0.25)


# The storm


@dataclass(slots=True)
class Figures:
    """What happened."""

    kills: int = 0
    starts: int = 0
    calls: int = 0
    answered: int = 0
    refused: int = 0
    sources_away: int = 0
    """Refusals because the next hop was gone or not there yet."""
    in_flight: int = 0
    """Calls without a reply of which at least one hop has a record."""
    asked_only: int = 0
    """Onward questions of which nobody knows how they ended: the hop was killed."""
    records: Counter[str] = field(default_factory=Counter)

    @property
    def replies(self) -> int:
        """Replies that a client received."""
        return self.answered + self.refused + self.sources_away

    @property
    def cut_off(self) -> int:
        """Calls that got none, also those that found nobody listening."""
        return self.calls - self.replies

    def __str__(self) -> str:
        records = ", ".join(f"{hop} {self.records[hop]}" for hop in HOPS)
        return (
            f"{self.kills} kills, {self.starts} starts; {self.calls} calls: "
            f"{self.replies} replies ({self.answered} answers, {self.refused} "
            f"refusals, {self.sources_away} with the next hop away), {self.cut_off} "
            f"without a reply, of which {self.in_flight} were known to a hop; "
            f"{self.asked_only} onward questions were cut off; records: {records}"
        )


def storm(
    chain: Chain, clients: Clients, *, kills: int, seed: int, one_by_one: bool = False
) -> None:
    """
    Kill a chain under load, and at the end let it stop by itself.

    Args:
        chain: Not running yet.
        clients: Ask meanwhile.
        kills: How often all of its processes end at once.
        seed: Of the moments.
        one_by_one: Each hop has several processes: before each kill one goes alone.

    Raises:
        AssertionError: It did not start again.
    """
    dice = random.Random(seed)  # noqa: S311
    with clients.asking():
        took = 2.0
        for number in range(1, kills + 1):
            begun = time.monotonic()
            chain.begin()
            if number % WHILE_STARTING == 1:
                time.sleep(dice.uniform(0, took))
            else:
                chain.wait_until_ready()
                took = time.monotonic() - begun
                clients.wait_for_answer()
                time.sleep(dice.uniform(*PAUSE))
                if one_by_one:
                    chain.kill_one_worker(dice)
                    time.sleep(dice.uniform(*PAUSE))
            chain.kill()
        chain.begin()
        chain.wait_until_ready()
        clients.wait_for_answer()
    chain.stop()


# The comparison


def compare(engine: Engine, rows: Sequence[Row]) -> tuple[Figures, list[str]]:
    """
    Compare what the clients wrote down with the logs of the hops.

    Args:
        engine: The database of the chain.
        rows: Of the clients.

    Returns:
        Figures, without kills and starts; and a line for each thing that is wrong.
    """
    comparison = _Comparison(engine, rows)
    return comparison.figures, list(comparison.problems())


class _Comparison:
    def __init__(self, engine: Engine, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._records = _records(engine)
        self._arrivals: dict[tuple[str, str], list[Row]] = {}
        """By trace and hop."""
        self._sent: dict[tuple[str, str], list[Row]] = {}
        """By trace and span."""
        self.figures = Figures(calls=len(rows))
        for record in self._records:
            self.figures.records[record["hop"]] += 1
            if record["direction"] == "in":
                key = record["trace"], record["hop"]
                self._arrivals.setdefault(key, []).append(record)
            elif _to_a_hop(record):
                key = record["trace"], record["span"]
                self._sent.setdefault(key, []).append(record)

    def problems(self) -> Iterator[str]:
        asked = {row["trace"]: row for row in self._rows}
        if len(asked) != len(self._rows):
            yield "two calls of clients have the same trace"
        for row in self._rows:
            for problem in self._call(row):
                yield f"call {row['trace']} of {row['party']} via {row['hop']}{problem}"
        for record in self._records:
            for problem in self._record(record, asked.get(record["trace"])):
                yield (
                    f"record {record['hop']} {record['position']} "
                    f"{record['direction']} of trace {record['trace']}{problem}"
                )

    def _call(self, row: Row) -> Iterator[str]:
        """Every reply that a client received has its record at every hop."""
        arrived = self._arrivals.get((row["trace"], row["hop"]), [])
        if row["reply_sha256"] is None:
            known = any((row["trace"], hop) in self._arrivals for hop in HOPS)
            known = known or any(trace == row["trace"] for trace, _ in self._sent)
            self.figures.in_flight += known
            return
        question = _QUESTIONS[row["hop"], row["person"]]
        if row["outcome"] == "answered":
            self.figures.answered += 1
        elif row["outcome"] == CUT_OFF:
            self.figures.sources_away += 1
        else:
            self.figures.refused += 1
        if row["outcome"] not in (question.outcome, CUT_OFF):
            yield f": {row['outcome']} instead of {question.outcome}"
        if len(arrived) != 1:
            yield f": a reply came, and its hop has {len(arrived)} records of it"
            return
        (record,) = arrived
        for theirs, ours in _SAME.items():
            if record[theirs] != row[ours]:
                yield f": its hop has {theirs}={record[theirs]}, not {row[ours]}"
        if row["outcome"] == question.outcome:
            hops = {hop for trace, hop in self._arrivals if trace == row["trace"]}
            if hops != set(question.hops):
                yield (
                    f": {', '.join(question.hops)} took part, and there are records of "
                    f"{', '.join(sorted(hops))}"
                )

    def _record(self, record: Row, row: Row | None) -> Iterator[str]:
        """Every record fits what the hop before and the hop behind it have."""
        if row is None:
            yield " belongs to no call of a client"
            return
        for name in SIX:
            if not record[name]:
                yield f" has no {name}"
        if not isinstance(json.loads(record["findings"]), list):
            yield " has torn findings"
        if record["direction"] == "in" and record["hop"] != row["hop"]:
            yield from self._passed_on(record)
        elif _to_a_hop(record):
            yield from self._onward(record)

    def _passed_on(self, record: Row) -> Iterator[str]:
        """What came from another hop had been announced in that hop's log."""
        sent = self._sent.get((record["trace"], record["parent_span"]), [])
        asked = [each for each in sent if each["outcome"] == "asked"]
        if len(asked) != 1:
            yield f": the hop that asked this has announced it {len(asked)} times"
        elif asked[0]["request_digest"] != record["request_digest"]:
            yield ": the hop that asked this has announced another question"

    def _onward(self, record: Row) -> Iterator[str]:
        """What was asked of another hop ended as that hop says, or is open for good."""
        sent = self._sent[record["trace"], record["span"]]
        if [each["outcome"] for each in sent][:1] != ["asked"] or len(sent) > 2:
            yield f": the records of its span are {[each['outcome'] for each in sent]}"
        arrived = [
            each
            for hop in HOPS
            for each in self._arrivals.get((record["trace"], hop), [])
            if each["parent_span"] == record["span"]
        ]
        if record["outcome"] == "answered":
            if len(arrived) != 1:
                yield f": the answer that came has {len(arrived)} records at its hop"
            for each in arrived:
                for name in ("request_digest", "reply_digest", "user", "person"):
                    if each[name] != record[name]:
                        yield f": the next hop has another {name}"
        if record["outcome"] == "asked" and len(sent) == 1:
            self.figures.asked_only += 1
            own = self._arrivals.get((record["trace"], record["hop"]), [])
            if any(each["span"] == record["parent_span"] for each in own):
                yield ": the call that it belongs to ended, and this has no end"


_SAME: Final = {
    "request_digest": "request_sha256",
    "reply_digest": "reply_sha256",
    "party": "party",
    "application": "application",
    "service": "service",
    "version": "version",
    "operation": "operation",
    "user": "user",
    "person": "person",
}
"""What the record of a hop and that of the client call the same."""


def _records(engine: Engine) -> list[Row]:
    """Read the logs of the hops in the order of writing."""
    query = select(exchange).where(exchange.c.hop.in_(HOPS)).order_by(exchange.c.id)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _to_a_hop(record: Row) -> bool:
    to_whom: str = record["peer"]
    return record["direction"] == "out" and to_whom.startswith("https://")

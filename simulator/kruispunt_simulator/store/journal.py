"""
The durable log: nothing leaves a hop before its record is on disk.

One writer thread per process collects the records of calls that finish at the same
time into one transaction (a group commit), because the costly part, waiting for the
disk, is the same for one record as for twenty.

What a reply promises to have changed is written in that transaction too: with the
record or not at all. There each record also gets its place and its link in the log of
its hop (`ledger.py`), so that none can be taken away unnoticed.

A message counts as seen from the moment its record is durable: its replay keys go into
the same transaction, so two copies that race, also in two processes, cannot both be
answered.
"""

from __future__ import annotations

import importlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import methodcaller
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Engine, bindparam, delete, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.message import Change
from kruispunt_simulator.settings import MessagePolicy
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.ledger import Ledger
from kruispunt_simulator.store.messages import Messages
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import exchange, replay

BATCH = 64
"""Most calls that one transaction takes along."""

PURGE_EVERY = 1000
"""Transactions between two removals of keys that expired."""

TRIM_AFTER = 16
"""The messages that are kept may be a sixteenth too much before some go."""

ATTEMPTS = 4
"""Times that a transaction is tried when others get in its way."""

log = structlog.get_logger("kruispunt.journal")

# Statements are built once: building costs more than running them.
_SEEN = select(replay.c.key).where(
    replay.c.key == bindparam("key"), replay.c.expires > bindparam("now")
)
_OTHERS = select(exchange.c.id).where(
    exchange.c.trace == bindparam("trace"),
    exchange.c.hop == bindparam("hop"),
    exchange.c.direction == "in",
    exchange.c.party != bindparam("party"),
)
_IN_FLIGHT = timedelta(minutes=10)
"""How long a key is kept in memory: longer than any call lasts."""
_LEAST_KEPT = 10_000
"""Keys in memory before it is worth a look which have expired."""
_PURGE = delete(replay).where(replay.c.expires <= bindparam("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key that at most one message may ever use before it expires."""

    key: str
    expires: datetime


class Observer(Protocol):
    """Is told what was logged, for figures; the log itself does not depend on it."""

    def logged(self, records: Sequence[Exchange]) -> None:
        """
        Take note of records of one call that are durable now.

        Called from the thread that writes the log, so it must be quick. What it raises
        is told to the operator and goes no further.
        """

    def written(self, calls: int, seconds: float) -> None:
        """Take note of a transaction: how many calls it took along, and how long."""

    def failed(self) -> None:
        """Take note of a transaction that failed, with all its calls."""


@dataclass(frozen=True, slots=True)
class _Job:
    records: Sequence[Exchange]
    claims: Sequence[Claim]
    at: datetime
    done: Future[bool]
    changes: Sequence[Change] = ()


class Journal:
    """
    Writes exchanges; thread-safe.

    Args:
        engine: An open database with its tables.
        shared: Other processes serve the same hops.
        messages: What is kept of the messages.
        observers: Are told of every record once it is durable.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        shared: bool = False,
        messages: MessagePolicy | None = None,
        observers: Sequence[Observer] = (),
    ) -> None:
        self._observers = tuple(observers)
        self._shared = shared
        self._messages = Messages(messages or MessagePolicy())
        self._untrimmed = 0
        self._ledger = Ledger(engine.dialect.name)
        self._reader = Reader(engine)
        self._taken: dict[str, datetime] = {}
        self._kept = _LEAST_KEPT
        self._taking = threading.Lock()
        self._writing = engine.execution_options(kruispunt_write=True)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._closing = threading.Lock()
        self._until_purge = PURGE_EVERY
        self._claim = _claim_statement(engine.dialect.name)
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def write(
        self,
        records: Sequence[Exchange],
        claims: Sequence[Claim] = (),
        changes: Sequence[Change] = (),
    ) -> bool:
        """
        Put records on disk and return when they are there.

        Args:
            records: Written all or none, in order; at least one.
            claims: Keys that must be new.
            changes: Made together with the records.

        Returns:
            False, with nothing written, when a claim was taken already: a replay.

        Raises:
            StateError: The database did not take them; nothing was written.
        """
        now = records[0].at
        if self._shared:  # `take` has written the claims
            return self._submit(_Job(records, (), now, Future(), changes))
        try:
            return self._submit(_Job(records, claims, now, Future(), changes))
        except StateError:
            self._give_back(claims)
            raise

    def take(self, claims: Sequence[Claim], now: datetime) -> bool:
        """
        Claim keys for one message, before anything is done for it.

        Threads of this process meet here, so that of several copies that come at the
        same moment one goes on. `write` claims for good, and there processes meet; with
        `shared` they meet here already.

        Args:
            claims: Of one message, any number.
            now: Aware UTC.

        Returns:
            False when one of the keys is taken and did not expire: a replay.

        Raises:
            StateError: The database did not answer.
        """
        with self._taking:
            if any(self._taken.get(claim.key, now) > now for claim in claims):
                return False
            # Long enough for every call to have written its claims.
            self._taken.update({claim.key: now + _IN_FLIGHT for claim in claims})
            if len(self._taken) > 2 * self._kept:
                self._forget_expired(now)
        try:
            if self._shared and claims:
                return self._submit(_Job((), claims, now, Future()))
            return not any(
                self._reader.first(_SEEN, {"key": claim.key, "now": now}) is not None
                for claim in claims
            )
        except StateError:
            self._give_back(claims)
            raise

    def forget_taken(self) -> None:
        """Let the keys in memory count as new; for tests, that undo those on disk."""
        with self._taking:
            self._taken.clear()

    def is_trace_of_other(self, trace: str, hop: str, party: str) -> bool:
        """
        Find out whether another party asked a hop under a trace before.

        Raises:
            StateError: The database did not answer.
        """
        row = {"trace": trace, "hop": hop, "party": party}
        return self._reader.first(_OTHERS, row) is not None

    def close(self) -> None:
        """Write what is waiting and stop. Idempotent."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()
        self._reader.close()

    def _submit(self, job: _Job) -> bool:
        with self._closing:  # nobody reads what is put in after `close`
            if self._closed:
                raise StateError("the log is closed")
            self._jobs.put(job)
        return job.done.result()

    def _give_back(self, claims: Sequence[Claim]) -> None:
        """Let a message that was refused for want of a log be sent again as it is."""
        with self._taking:
            for claim in claims:
                self._taken.pop(claim.key, None)

    def _forget_expired(self, now: datetime) -> None:
        self._taken = {key: end for key, end in self._taken.items() if end > now}
        self._kept = max(_LEAST_KEPT, len(self._taken))

    def _run(self) -> None:
        stopping = False
        while not stopping:
            batch: list[_Job] = []
            job = self._jobs.get()
            while job is not None:
                batch.append(job)
                if len(batch) == BATCH:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            stopping = job is None
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        started = time.perf_counter()
        try:
            results = self._write(batch)
        except Exception as error:  # the waiting calls must hear of it
            if len(batch) > 1 and not _is_about_the_database(error):
                for job in batch:  # a record that cannot be written hurts no other
                    self._commit([job])
                return
            for job in batch:
                job.done.set_exception(
                    StateError(f"the log cannot be written: {first_line(error)}")
                )
            self._tell(methodcaller("failed"))
        else:
            seconds = time.perf_counter() - started
            for job, result in zip(batch, results, strict=True):
                job.done.set_result(result)
            for job, result in zip(batch, results, strict=True):
                if result and job.records:
                    self._tell(methodcaller("logged", job.records))
            self._tell(methodcaller("written", len(batch), seconds))

    def _write(self, batch: Sequence[_Job]) -> list[bool]:
        """Write a batch in one transaction, again when others got in its way."""
        for _ in range(ATTEMPTS - 1):
            try:
                return self._try(batch)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _IN_THE_WAY:
                    raise
        return self._try(batch)

    def _try(self, batch: Sequence[_Job]) -> list[bool]:
        with self._writing.begin() as connection:
            hops = {record.hop for job in batch for record in job.records}
            heads = self._ledger.lock(connection, hops) if hops else {}
            results = [self._settle(connection, job) for job in batch]
            records = [
                self._messages.of(record)
                for job, result in zip(batch, results, strict=True)
                for record in job.records
                if result
            ]
            places = self._ledger.append(connection, heads, records)
            self._untrimmed += self._messages.write(
                connection, zip(records, places, strict=True)
            )
            self._purge(connection, batch[0].at)
        return results

    def _settle(self, connection: Connection, job: _Job) -> bool:
        """Claim keys and make changes; False for a replay."""
        for claim in job.claims:
            row = {"key": claim.key, "expires": claim.expires, "now": job.at}
            if connection.execute(self._claim, row).rowcount == 0:
                return False
        for change in job.changes:
            change.apply(connection)
        return True

    def _purge(self, connection: Connection, now: datetime) -> None:
        self._until_purge -= 1
        if self._until_purge <= 0:
            self._until_purge = PURGE_EVERY
            connection.execute(_PURGE, {"now": now})
        if self._untrimmed * TRIM_AFTER > self._messages.policy.most_bytes:
            self._untrimmed = 0
            self._messages.trim(connection, now)

    def _tell(self, news: Callable[[Observer], None]) -> None:
        for observer in self._observers:
            try:
                news(observer)
            except Exception as error:  # the log goes on
                log.error(
                    "an observer of the log failed",
                    observer=type(observer).__name__,
                    error=type(error).__name__,
                )


def _claim_statement(dialect: str) -> Any:
    """
    Insert a key, or take over an expired one; no row counts as "taken".

    Args:
        dialect: Of SQLAlchemy, `sqlite` or `postgresql`; only that one is imported, for
            the other costs a tenth of a second at every start.
    """
    module = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
    upsert = module.insert(replay).values(
        key=bindparam("key"), expires=bindparam("expires")
    )
    return upsert.on_conflict_do_update(
        index_elements=[replay.c.key],
        set_={"expires": upsert.excluded.expires},
        where=replay.c.expires <= bindparam("now"),
    ).execution_options(preserve_rowcount=True)  # of an insert not counted otherwise


_IN_THE_WAY = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: SQLSTATE, PostgreSQL manual, appendix A."""


def _is_about_the_database(error: Exception) -> bool:
    """Whether it would refuse any record, such as one that is full or gone."""
    return isinstance(error, OperationalError | InterfaceError)

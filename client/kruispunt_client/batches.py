"""
The same question about many persons: a bounded number at a time, none forgotten.

    def ask(insz):
        return wiv.income.assessment(insz, year=2025)

    report = batch(tenants, ask, keep=store, journal="tonight.jsonl")
    for failed in report.failed:
        print(failed.error)

Results come in the order of the persons. What fails for one person fails for that
person only; what will fail for everybody (`HOPELESS`, or many failures in a row) ends
the batch, and the rest is not asked. With a journal, the next run asks only what is not
done.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from kruispunt_client.client_log import append_line
from kruispunt_client.errors import (
    InvalidQuestion,
    InvalidRequest,
    InvalidSettings,
    KruispuntError,
    LogNotRead,
    LogNotWritten,
    PersonNotRegistered,
    PersonReplaced,
    SignatureRefused,
    TlsRefused,
    UnsignedReply,
    UntrustedReply,
)

V = TypeVar("V")

HOPELESS: Final[tuple[type[KruispuntError], ...]] = (
    InvalidSettings,
    TlsRefused,
    SignatureRefused,
    UnsignedReply,
    UntrustedReply,
    LogNotWritten,
)
"""What fails for one person for a reason that holds for all."""

OF_ONE_PERSON: Final[tuple[type[KruispuntError], ...]] = (
    PersonNotRegistered,
    PersonReplaced,
    InvalidQuestion,
    InvalidRequest,
)
"""What says nothing about the next person: the batch goes on, however many."""


class BatchStep(Enum):
    """What became of one person in a batch."""

    DONE = "done"
    FAILED = "failed"
    DONE_BEFORE = "done before"
    """By an earlier run, says the journal; nothing was asked now."""
    NOT_ASKED = "not asked"
    """The batch ended earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem(Generic[V]):
    """One person in a batch."""

    key: str
    """The number, or whatever stood in the list."""
    step: BatchStep
    value: V | None = field(default=None, repr=False)
    """What `ask` gave; None unless done."""
    error: KruispuntError | None = None
    """Why it failed; None unless it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """How far a batch is."""

    finished: int
    """Done now or before, or failed."""
    failed: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport(Generic[V]):
    """Every person of a batch, in the order in which they were given."""

    items: tuple[BatchItem[V], ...]
    ended_by: KruispuntError | None = None
    """What ended the batch before its end; None when everybody was asked."""

    @property
    def done(self) -> tuple[BatchItem[V], ...]:
        """Those that were answered in this run."""
        return self._with(BatchStep.DONE)

    @property
    def failed(self) -> tuple[BatchItem[V], ...]:
        """Those that failed in this run; the next run asks them again."""
        return self._with(BatchStep.FAILED)

    @property
    def not_asked(self) -> tuple[BatchItem[V], ...]:
        """Those that were left when the batch ended early."""
        return self._with(BatchStep.NOT_ASKED)

    @property
    def complete(self) -> bool:
        """Whether everybody is done, in this run or before."""
        return not self.failed and not self.not_asked

    @property
    def counts(self) -> Mapping[BatchStep, int]:
        """How many of each."""
        return MappingProxyType({step: len(self._with(step)) for step in BatchStep})

    def _with(self, step: BatchStep) -> tuple[BatchItem[V], ...]:
        return tuple(each for each in self.items if each.step is step)


def batch(
    keys: Iterable[str],
    ask: Callable[[str], V],
    *,
    workers: int = 8,
    per_second: float | None = None,
    keep: Callable[[str, V], object] | None = None,
    journal: Path | str | None = None,
    progress: Callable[[BatchProgress], object] | None = None,
    stop_on: tuple[type[KruispuntError], ...] = HOPELESS,
    give_up_after: int | None = 20,
) -> BatchReport[V]:
    """
    Ask about many persons, some at a time.

    Args:
        keys: Numbers of persons, or other texts; one that stands there twice is asked
            once.
        ask: What to ask about one; called in `workers` threads at once. It may ask
            several things, and give what it makes of them.
        workers: Persons that are asked about at the same time.
        per_second: Most persons per second; None: as fast as it goes.
        keep: Stores a result, in the calling thread, one at a time, before the journal
            says that the person is done.
        journal: File of JSON lines with who is done; a batch that goes on with the same
            file does not ask them again. It holds numbers of persons: guard it.
        progress: Told after every person, in the calling thread.
        stop_on: Errors that end the batch.
        give_up_after: Failures in a row that end the batch; those `OF_ONE_PERSON` do
            not count, and end the row. None: never.

    Returns:
        The report. An error that is not a `KruispuntError`, or one of `keep`, is
        raised after what was being asked has ended and was kept.

    Raises:
        InvalidRequest: `workers` or `per_second` is not positive.
        LogNotRead: The journal cannot be read.
        LogNotWritten: The journal cannot be kept.
    """
    _check(workers, per_second)
    book = _Book(keys, keep, journal, progress, stop_on, give_up_after)
    pace = _Pace(per_second)
    asked: dict[Future[V], str] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="kruispunt-batch") as threads:
        try:
            for key in book.open():
                time.sleep(pace.wait())
                asked[threads.submit(ask, key)] = key
                while len(asked) >= workers:
                    _take(asked, book)
        finally:
            while asked:
                _take(asked, book)
    return book.report()


async def batch_async(
    keys: Iterable[str],
    ask: Callable[[str], Awaitable[V]],
    *,
    workers: int = 8,
    per_second: float | None = None,
    keep: Callable[[str, V], object] | None = None,
    journal: Path | str | None = None,
    progress: Callable[[BatchProgress], object] | None = None,
    stop_on: tuple[type[KruispuntError], ...] = HOPELESS,
    give_up_after: int | None = 20,
) -> BatchReport[V]:
    """
    Ask about many persons, some at a time, in an event loop.

    Args:
        keys: As `batch` takes them.
        ask: What to ask about one.
        workers: Persons that are asked about at the same time; no more than the
            `concurrency` of the connection are really asked.
        per_second: Most persons per second; None: as fast as it goes.
        keep: Stores a result, in the thread of the loop.
        journal: File with who is done.
        progress: Told after every person.
        stop_on: Errors that end the batch.
        give_up_after: As `batch` takes it.

    Returns:
        The report, as `batch` gives it.

    Raises:
        InvalidRequest: `workers` or `per_second` is not positive.
        LogNotRead: The journal cannot be read.
        LogNotWritten: The journal cannot be kept.
    """
    _check(workers, per_second)
    book = _Book(keys, keep, journal, progress, stop_on, give_up_after)
    pace = _Pace(per_second)
    todo = book.open()

    async def work() -> None:
        for key in todo:  # shared: every worker takes the next one
            await asyncio.sleep(pace.wait())
            try:
                value = await ask(key)
            except KruispuntError as error:
                book.failed(key, error)
            except Exception as error:
                book.break_off(error)
            else:
                book.done(key, value)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    return book.report()


class _Book(Generic[V]):
    """Who is done, who failed, and whether to go on; used by one thread."""

    def __init__(
        self,
        keys: Iterable[str],
        keep: Callable[[str, V], object] | None,
        journal: Path | str | None,
        progress: Callable[[BatchProgress], object] | None,
        stop_on: tuple[type[KruispuntError], ...],
        give_up_after: int | None,
    ) -> None:
        self._keys = tuple(keys)
        self._distinct = dict.fromkeys(self._keys)
        self._keep, self._progress = keep, progress
        self._stop_on, self._give_up_after = stop_on, give_up_after
        self._journal = None if journal is None else Path(journal)
        before = _read_journal(self._journal) if self._journal else frozenset()
        self._items: dict[str, BatchItem[V]] = {
            key: BatchItem(key=key, step=BatchStep.DONE_BEFORE)
            for key in self._keys
            if key in before
        }
        self._in_a_row = self._failures = 0
        self._ended_by: KruispuntError | None = None
        self._broken: Exception | None = None
        """The first error that is nobody's answer; nobody is asked after it."""

    def open(self) -> Iterator[str]:
        """Give who is still to be asked, until the batch ends."""
        for key in self._distinct:
            if self._ended_by is not None or self._broken is not None:
                return
            if key not in self._items:
                yield key

    def break_off(self, error: Exception) -> None:
        self._broken = self._broken or error

    def done(self, key: str, value: V) -> None:
        self._in_a_row = 0
        try:
            if self._keep is not None:
                self._keep(key, value)
            if self._journal is not None:
                append_line(self._journal, {"done": key})
            self._put(BatchItem(key=key, step=BatchStep.DONE, value=value))
        except Exception as error:
            self.break_off(error)

    def failed(self, key: str, error: KruispuntError) -> None:
        of_one = isinstance(error, OF_ONE_PERSON)
        self._in_a_row = 0 if of_one else self._in_a_row + 1
        self._failures += 1
        too_many = self._give_up_after is not None and (
            self._in_a_row >= self._give_up_after
        )
        if self._ended_by is None and (isinstance(error, self._stop_on) or too_many):
            self._ended_by = error
        try:
            self._put(BatchItem(key=key, step=BatchStep.FAILED, error=error))
        except Exception as trouble:  # of whoever is told the progress
            self.break_off(trouble)

    def report(self) -> BatchReport[V]:
        if self._broken is not None:
            raise self._broken
        return BatchReport(
            items=tuple(
                self._items.get(key, BatchItem(key=key, step=BatchStep.NOT_ASKED))
                for key in self._keys
            ),
            ended_by=self._ended_by,
        )

    def _put(self, item: BatchItem[V]) -> None:
        self._items[item.key] = item
        if self._progress is not None:
            self._progress(
                BatchProgress(
                    finished=len(self._items),
                    failed=self._failures,
                    total=len(self._distinct),
                )
            )


def _take(asked: dict[Future[V], str], book: _Book[V]) -> None:
    """Wait for at least one answer, and put those that are there in the book."""
    ready, _ = wait(asked, return_when=FIRST_COMPLETED)
    for future in ready:
        key = asked.pop(future)
        try:
            value = future.result()
        except KruispuntError as error:
            book.failed(key, error)
        except Exception as error:
            book.break_off(error)
        else:
            book.done(key, value)


class _Pace:
    """How long to wait before the next one may begin."""

    def __init__(self, per_second: float | None) -> None:
        self._gap = 0.0 if per_second is None else 1 / per_second
        self._next = time.monotonic()

    def wait(self) -> float:
        """Give seconds, and take the turn that comes after them."""
        now = time.monotonic()
        turn = max(now, self._next)
        self._next = turn + self._gap
        return turn - now


def _check(workers: int, per_second: float | None) -> None:
    if workers < 1:
        raise InvalidRequest("workers: at least 1")
    if per_second is not None and per_second <= 0:
        raise InvalidRequest("per_second: more than 0")


def _read_journal(path: Path) -> frozenset[str]:
    """Read who is done; a line that a crash tore is nobody's."""
    try:
        lines = path.read_bytes().split(b"\n") if path.exists() else []
    except OSError as error:
        raise LogNotRead(f"{path}: the journal cannot be read: {error}") from error
    done: set[str] = set()
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get("done"), str):
            done.add(row["done"])
    return frozenset(done)

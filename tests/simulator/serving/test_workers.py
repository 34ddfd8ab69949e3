"""The pool of threads: how it grows, in which order it works and how it ends."""

from __future__ import annotations

import threading
import time
from queue import SimpleQueue

import pytest
from kruispunt_simulator.serving.workers import WorkerPool

SOON = 20.0
"""Only ends a hang."""


def forever() -> float:
    return time.monotonic() + SOON


def test_one_thread_does_what_one_thread_can() -> None:
    pool = WorkerPool(name="one", size=8)
    done: SimpleQueue[tuple[str, int]] = SimpleQueue()
    for number in range(5):
        pool.submit(
            lambda n: threading.current_thread().name,
            number,
            lambda n, name: done.put((name, n)),
        )
        assert done.get(timeout=SOON) == ("one-1", number)
    assert pool.stop(forever())


def test_jobs_that_wait_get_threads_up_to_the_size() -> None:
    pool = WorkerPool(name="three", size=3)
    started: SimpleQueue[int] = SimpleQueue()
    go = threading.Event()

    def job(number: int) -> None:
        started.put(number)
        go.wait(SOON)

    for number in range(4):
        pool.submit(job, number)
    assert {started.get(timeout=SOON) for _ in range(3)} == {0, 1, 2}
    assert started.empty()
    go.set()
    assert started.get(timeout=SOON) == 3
    assert pool.stop(forever())


def test_submitted_jobs_finish_before_the_pool_ends() -> None:
    pool = WorkerPool(name="last", size=1)
    done: SimpleQueue[int] = SimpleQueue()
    for number in range(10):
        pool.submit(done.put, number)
    assert pool.stop(forever())
    assert [done.get_nowait() for _ in range(10)] == list(range(10))


def test_a_job_that_fails_is_logged_and_the_next_one_runs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pool = WorkerPool(name="failing", size=1)
    results: SimpleQueue[object] = SimpleQueue()
    pool.submit(lambda _: 1 / 0, "x", lambda _, result: results.put(result))
    assert results.get(timeout=SOON) is None
    pool.submit(str.upper, "x", lambda _, result: results.put(result))
    assert results.get(timeout=SOON) == "X"
    assert pool.stop(forever())
    assert "ZeroDivisionError" in caplog.text


def test_a_job_that_outlives_the_deadline_is_told() -> None:
    pool = WorkerPool(name="slow", size=1)
    go, ended = threading.Event(), threading.Event()
    pool.submit(lambda event: event.wait(SOON), go, lambda *_: ended.set())
    assert not pool.stop(time.monotonic())
    go.set()
    assert ended.wait(SOON)

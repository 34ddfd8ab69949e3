"""Threads that run jobs in the background: grown when all are busy, never shrunk."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

_log = logging.getLogger(__name__)
_Job = tuple[Callable[[Any], Any], Any, Callable[[Any, Any], None] | None]


class WorkerPool:
    """
    At most `size` threads that take jobs in the order of submission.

    A thread starts only when a job would otherwise wait, so a pool of 64 that never
    meets two calls at once is a pool of one.
    """

    def __init__(self, *, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._unfinished = 0
        self._threads: list[threading.Thread] = []

    def submit(
        self,
        function: Callable[[Any], Any],
        argument: Any,
        then: Callable[[Any, Any], None] | None = None,
    ) -> None:
        """
        Have `function(argument)` run soon; what it raises is logged.

        Args:
            then: Gets `argument` and the result, None if it raised. It runs when the
                thread counts as free already: what it sets off may need a thread.
        """
        with self._lock:
            self._unfinished += 1
            if self._unfinished > len(self._threads) < self._size:
                self._grow()
        self._jobs.put((function, argument, then))

    def stop(self, deadline: float) -> bool:
        """
        Let the submitted jobs finish and end the threads.

        Args:
            deadline: On the clock of `time.monotonic`.

        Returns:
            False if a job was still running at the deadline; its thread ends with it.
        """
        with self._lock:
            threads, self._threads = self._threads, []
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _grow(self) -> None:
        # Daemons: a job that outlives the grace period must not keep the process.
        thread = threading.Thread(
            target=self._work,
            name=f"{self._name}-{len(self._threads) + 1}",
            daemon=True,
        )
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, argument, then = job
            result = self._attempt(function, argument)
            with self._lock:
                self._unfinished -= 1
            if then is not None:
                self._attempt(then, argument, result)
            # A waiting thread must not keep a closed connection alive.
            del job, function, argument, then, result

    def _attempt(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception:
            _log.exception("A background job of %s failed", self._name)
            return None

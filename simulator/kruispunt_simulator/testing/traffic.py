"""Knows which calls are going on in a chain, so that a test can end behind them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from wsgiref.types import WSGIApplication

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.server import Listener
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.sources import SOURCES, Condition
from kruispunt_simulator.testing.clock import TravellingClock


class Traffic:
    """The calls in a chain, and the waits that testers put into them; thread-safe."""

    def __init__(self) -> None:
        self._calls = 0
        self._changed = threading.Condition()
        self._ending = threading.Event()

    def sleep(self, seconds: float) -> None:
        """Wait, as long as no test ends."""
        self._ending.wait(seconds)

    def settle(self, seconds: float) -> bool:
        """
        End every wait, and let the calls that are going on come to their ends.

        Args:
            seconds: How long they may take.

        Returns:
            Whether none is going on any more.
        """
        self._ending.set()
        try:
            with self._changed:
                return self._changed.wait_for(lambda: not self._calls, seconds)
        finally:
            self._ending.clear()

    def through(self, app: WSGIApplication) -> WSGIApplication:
        """Give an application whose calls are counted."""

        def counted(environ: Any, start_response: Any) -> Iterable[bytes]:
            with self._call():
                return app(environ, start_response)

        return counted

    @contextmanager
    def _call(self) -> Iterator[None]:
        with self._changed:
            self._calls += 1
        try:
            yield
        finally:
            with self._changed:
                self._calls -= 1
                self._changed.notify_all()


class WatchedSimulator(Simulator):
    """A simulator of which is known what goes on in it."""

    def __init__(self, settings: Settings, clock: TravellingClock) -> None:
        self.traffic = Traffic()
        self.travelling = clock
        super().__init__(settings, clock, sleep=self.traffic.sleep)

    def travel_to(self, today: date | None) -> None:
        """Let it be that day; None: the real one. Other processes are told."""
        if today != self.travelling.chosen:
            self.travelling.travel_to(today)
            self.tell_running()

    def settle(self, seconds: float) -> bool:
        """
        Let everything that goes on come to its end and into the log.

        Args:
            seconds: How long that may take.

        Returns:
            Whether nothing goes on any more.
        """
        deadline = time.monotonic() + seconds
        is_quiet = self.traffic.settle(seconds)
        # These are told by threads of their own, mostly at once.
        while self._server is not None and not self._server.has_told_all:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return is_quiet

    def reset(self, today: date | None) -> None:
        """Bring back what is not in the database: date, sources, replays seen."""
        self.travel_to(today)
        for source in SOURCES:
            self.sources.set_condition(source, Condition())
        self.journal.forget_taken()

    def listener(self, name: str) -> Listener:
        """One hop, ready for a server."""
        listener = super().listener(name)
        return replace(listener, app=self.traffic.through(listener.app))

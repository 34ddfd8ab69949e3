"""The running chain as the tests of whole stories use it, and chains of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.sources import Condition

pytest.register_assert_rewrite(f"{__package__}.envelopes")

from .envelopes import Chain, Envelope  # noqa: E402 - rewritten from here on

ANY_PORT = {"wiv": 0, "magda": 0, "ksz": 0}


class MovableClock(Clock):
    """A clock whose business date a test moves while the chain runs."""

    def move_to(self, today: date) -> None:
        """Let it be that day everywhere in the simulator."""
        self._shift = today - belgian_date(self.now())


@pytest.fixture(scope="session")
def chain(simulator: Simulator) -> Chain:
    """The chain that runs for the session: policy platform, enforce, the real date."""
    return Chain(simulator)


@pytest.fixture(scope="session")
def envelope(chain: Chain) -> Callable[..., Envelope]:
    """Gives a good, unsigned message by its name in `ASKS`."""
    return chain.envelope


@pytest.fixture(scope="module")
def start(folder: Callable[[], Path]) -> Iterator[Callable[..., Chain]]:
    """Starts a chain with settings of its own, until the tests of the file are done."""
    with ExitStack() as running:

        def begin(clock: Clock | None = None, **settings: Any) -> Chain:
            settings = {"state": folder(), "ports": ANY_PORT, **settings}
            simulator = Simulator(Settings(**settings), clock)
            return Chain(running.enter_context(simulator))

        yield begin


@pytest.fixture(scope="module")
def dated(start: Callable[..., Chain]) -> Callable[[str], Chain]:
    """Gives the one chain of the file whose date moves, on a day."""
    chains: list[Chain] = []

    def on(day: str) -> Chain:
        if not chains:
            chains.append(start(clock=MovableClock()))
        clock = chains[0].simulator.clock
        assert isinstance(clock, MovableClock)
        clock.move_to(date.fromisoformat(day))
        return chains[0]

    return on


@pytest.fixture
def source(chain: Chain) -> Iterator[Callable[..., None]]:
    """Changes how a source is doing, for one test."""
    changed: set[str] = set()

    def change(name: str, **condition: Any) -> None:
        changed.add(name)
        chain.simulator.sources.set_condition(name, Condition(**condition))

    yield change
    for name in changed:
        chain.simulator.sources.set_condition(name, Condition())

"""Fixtures that all tests share: one running chain per test process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.settings import Settings

ANY_PORT = {"wiv": 0, "magda": 0, "ksz": 0}
"""Free ports, so that test processes do not meet."""


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with a test PKI; not running by itself."""
    folder = tmp_path_factory.mktemp("kruispunt")
    prepare_state(folder)
    return folder


@pytest.fixture(scope="session")
def simulator(state: Path) -> Iterator[Simulator]:
    """The whole chain, running for the session; policy platform, enforce."""
    with Simulator(Settings(state=state, ports=ANY_PORT)) as running:
        yield running

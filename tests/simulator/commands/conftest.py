"""A state folder on elliptic curves, which costs milliseconds, and a command runner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands.state import prepare_state

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder of its own, with a PKI and no log."""
    state = tmp_path / "state"
    prepare_state(state, key_type="ecdsa-p256")
    return state


@pytest.fixture
def run() -> Run:
    """Run `kruispunt` with arguments, in this process."""
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])

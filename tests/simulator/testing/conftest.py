"""One chain for the tests of this folder, and a fresh `Kruispunt` for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.connection import Connection
from kruispunt_simulator.testing import Chain, Kruispunt
from kruispunt_simulator.testing.template import CACHE_VARIABLE

from ...end_to_end.envelopes import MIEKE
from ...end_to_end.envelopes import Chain as Messages

ON = date(2026, 6, 1)
LIMBURG = "wonen-in-limburg"


def disability(connection: Connection, person: object, *, on: date = ON) -> Any:
    """Ask the client library for a disability file; what it gives is `data`."""
    return connection.disability.files(str(person), user=MIEKE, on=on).data


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder that the tests share, so that they leave nothing behind."""
    with pytest.MonkeyPatch.context() as environment:
        folder = tmp_path_factory.mktemp("cache")
        environment.setenv(CACHE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def running(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A chain that runs for the session; `isolated` makes it as new."""
    with Chain(state=tmp_path_factory.mktemp("running")) as chain:
        yield chain


@pytest.fixture
def kruispunt(running: Chain) -> Iterator[Kruispunt]:
    """The chain, as new; an injection that is not used is the test's own affair."""
    with running.isolated(unused="ignore") as kruispunt:
        yield kruispunt


@pytest.fixture(scope="session")
def messages(running: Chain) -> Messages:
    """Sends messages of any kind to that chain."""
    return Messages(running.simulator)


@pytest.fixture
def files(messages: Messages) -> Callable[..., Any]:
    """Asks `wiv` for the disability file of somebody; gives what came back."""

    def ask(person: object, **changes: Any) -> Any:
        name = changes.pop("name", "disability at wiv")
        return messages.envelope(name, **changes).about(str(person)).signed().post()

    return ask

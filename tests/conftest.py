"""Fixtures that all tests share: one running chain per test process, and databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.store.address import parse_address, remember_database

from .postgresql import Server
from .postgresql import postgresql as postgresql
from .postgresql import postgresql_of_its_own as postgresql_of_its_own
from .postgresql import postgresql_programs as postgresql_programs
from .snippets import ANY_PORT, Reader


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database postgresql`: let every chain of the tests run on PostgreSQL."""
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="Where the chains of the tests keep their log.",
    )


def pytest_configure() -> None:
    """Leave the database alone that whoever tests may have set for the commands."""
    os.environ.pop("KRUISPUNT_DATABASE", None)


@pytest.fixture(scope="session")
def choose_database(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    """
    Decides where a new state folder has its log: in the file, unless told otherwise.

    With `--database postgresql` it is as if a chain that kept it there had run on the
    folder before, so that all that is started on it goes on there.
    """
    if request.config.getoption("--database") == "sqlite":
        return lambda _: None
    server: Server = request.getfixturevalue("postgresql")

    def choose(state: Path) -> None:
        remember_database(state, parse_address(server.new_database()))

    return choose


@pytest.fixture(scope="session")
def folder(
    state: Path,
    tmp_path_factory: pytest.TempPathFactory,
    choose_database: Callable[[Path], None],
) -> Callable[[], Path]:
    """Gives a new state folder with a copy of the test PKI: making keys takes time."""

    def make() -> Path:
        path = tmp_path_factory.mktemp("chain")
        shutil.copytree(state / "pki", path / "pki")
        choose_database(path)
        return path

    return make


@pytest.fixture(scope="session")
def state(
    tmp_path_factory: pytest.TempPathFactory, choose_database: Callable[[Path], None]
) -> Path:
    """A state folder with a test PKI; not running by itself."""
    folder = tmp_path_factory.mktemp("kruispunt")
    prepare_state(folder)
    choose_database(folder)
    return folder


@pytest.fixture(scope="session")
def simulator(state: Path) -> Iterator[Simulator]:
    """The whole chain, running for the session; policy platform, enforce."""
    with Simulator(Settings(state=state, ports=ANY_PORT)) as running:
        yield running


@pytest.fixture(scope="session")
def ready_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder on which a chain has run: certificates, people, an empty log."""
    folder = tmp_path_factory.mktemp("ready") / ".kruispunt"
    prepare_state(folder)
    with Simulator(Settings(state=folder, ports=ANY_PORT)):
        return folder


@pytest.fixture
def reader(tmp_path: Path, ready_state: Path) -> Iterator[Reader]:
    """Who does what a page shows, in a folder and with a chain of their own."""
    with Reader(tmp_path, ready_state) as reader:
        yield reader

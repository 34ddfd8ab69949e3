"""
`make test-all`: the whole suite on every interpreter from 3.11 up on this machine.

For each one it makes a virtual environment in a temporary folder, installs what
`make test` installs, runs pytest and prints a table. Arguments go on to pytest:

    python tests/all_interpreters.py tests/contracts -x

Exit status: 0 when the suite passed on all, 1 when it failed on one or could not be
installed there, 2 when there is no such interpreter.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CONSTRAINTS: Final = ROOT / "constraints.txt"

LEAST: Final = (3, 11)
NEWEST_MINOR: Final = 19
"""Up to here names are tried on the PATH; a name that is not there costs little."""

_PROBE: Final = (
    "import sys, ensurepip, venv; assert sys.implementation.name == 'cpython'; "
    "print(*sys.version_info[:3]); print(sys._base_executable)"
)
"""Version and real place; fails where no virtual environment can be made."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Interpreter:
    """One Python on this machine."""

    version: tuple[int, int, int]
    path: Path

    @property
    def minor(self) -> str:
        """Such as `3.12`."""
        return f"{self.version[0]}.{self.version[1]}"

    def __str__(self) -> str:
        """Give the whole version, `3.12.1`."""
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How it went on one interpreter."""

    interpreter: Interpreter
    outcome: str
    """`passed`, `failed` or `not installed`."""
    seconds: float


def find() -> tuple[Interpreter, ...]:
    """
    Find the interpreters that can run the suite.

    Returns:
        One per minor version from `LEAST` up, the newest patch of each, oldest first.
        The running one is always among them.
    """
    newest: dict[str, Interpreter] = {}
    for path in _candidates():
        found = _ask(path)
        if found is None or found.version[:2] < LEAST:
            continue
        known = newest.get(found.minor)
        if known is None or found.version > known.version:
            newest[found.minor] = found
    return tuple(sorted(newest.values()))


def make_environment(interpreter: Interpreter, folder: Path) -> Path:
    """
    Make a virtual environment.

    Args:
        interpreter: One that `find` gave.
        folder: Does not exist yet.

    Returns:
        Its Python.

    Raises:
        CalledProcessError: It could not be made.
    """
    subprocess.run([interpreter.path, "-m", "venv", folder], check=True)
    if os.name == "nt":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def pip_install(python: Path, *requirements: str) -> subprocess.CompletedProcess[str]:
    """
    Install into an environment, in the versions that were tested.

    Args:
        python: As `make_environment` gave it.
        requirements: As for pip.

    Returns:
        How pip ended; never raises.
    """
    quietly = ["--quiet", "--disable-pip-version-check"]
    constraints = ["-c", str(CONSTRAINTS)] if CONSTRAINTS.is_file() else []
    return subprocess.run(
        [python, "-m", "pip", "install", *quietly, *constraints, *requirements],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def run_suite(interpreter: Interpreter, folder: Path, arguments: Sequence[str]) -> Run:
    """
    Install and test on one interpreter.

    Args:
        interpreter: One that `find` gave.
        folder: For its environment; does not exist yet.
        arguments: For pytest, beside `-n auto`.
    """
    started = time.monotonic()

    def ended(outcome: str) -> Run:
        seconds = time.monotonic() - started
        return Run(interpreter=interpreter, outcome=outcome, seconds=seconds)

    try:
        python = make_environment(interpreter, folder)
    except subprocess.CalledProcessError:
        return ended("not installed")
    installed = pip_install(python, "-e", ".[test]")
    if installed.returncode != 0:
        print(installed.stderr)
        return ended("not installed")
    pytest = [str(python), "-m", "pytest", "-p", "no:cacheprovider", "-n", "auto"]
    tested = subprocess.run([*pytest, *arguments], cwd=ROOT, check=False)
    return ended("passed" if tested.returncode == 0 else "failed")


def table(runs: Sequence[Run]) -> str:
    """Write the runs as lines for people."""
    return "\n".join(
        f"{'Python ' + str(run.interpreter):<16}{run.outcome:<15}{run.seconds:>6.0f} s"
        for run in runs
    )


def main(arguments: Sequence[str]) -> int:
    """Run the suite everywhere; gives the exit status."""
    interpreters = find()
    if not interpreters:
        print(f"no Python from {LEAST[0]}.{LEAST[1]} up can make an environment here")
        return 2
    runs = []
    with tempfile.TemporaryDirectory(prefix="kruispunt-") as temporary:
        for interpreter in interpreters:
            print(f"=== Python {interpreter}", flush=True)
            folder = Path(temporary) / f".venv-{interpreter.minor}"
            runs.append(run_suite(interpreter, folder, arguments))
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{table(runs)}")
    return 0 if all(run.outcome == "passed" for run in runs) else 1


def _candidates() -> Iterator[Path]:
    yield Path(sys.executable)
    for minor in range(LEAST[1], NEWEST_MINOR + 1):
        found = shutil.which(f"python3.{minor}")
        if found is not None:
            yield Path(found)
    versions = Path.home() / ".pyenv" / "versions"
    yield from sorted(versions.glob("*/bin/python"))


def _ask(path: Path) -> Interpreter | None:
    """Ask an interpreter what it is; None for one that is of no use."""
    try:
        told = subprocess.run(
            [path, "-I", "-c", _PROBE],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if told.returncode != 0:
        return None  # a shim of a version that is not chosen, or one without ensurepip
    version, place = told.stdout.splitlines()
    major, minor, patch = map(int, version.split())
    return Interpreter(version=(major, minor, patch), path=Path(place))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`kruispunt` as a program of its own, as a user or another program starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

COMMAND: Final = (sys.executable, "-m", "kruispunt_simulator")
SOON: Final = 60.0
"""Seconds; only ends a hang."""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SOON,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


class Program:
    """`kruispunt up`, running."""

    def __init__(self, state: Path, *options: str, as_json: bool = True) -> None:
        """Start it and wait for the first line of its output."""
        if as_json:
            options = (*options, "--json")
        ports = ("--wiv-port", "0", "--magda-port", "0", "--ksz-port", "0")
        self.process = subprocess.Popen(
            [*COMMAND, "up", "--state", str(state), *ports, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()

    @property
    def ready(self) -> dict[str, Any]:
        """The ready line, read."""
        line: dict[str, Any] = json.loads(self.first_line)
        return line

    def url(self, hop: str) -> str:
        """Where a hop listens."""
        return str(self.ready["endpoints"][hop]["url"])

    def end(self) -> tuple[int, str, str]:
        """Wait until it has ended: exit status, rest of its output, complaints."""
        output, complaints = self.process.communicate(timeout=SOON)
        return self.process.returncode, output, complaints


@contextmanager
def up(state: Path, *options: str, as_json: bool = True) -> Iterator[Program]:
    """Run `kruispunt up`; it is killed at the end if it still runs."""
    program = Program(state, *options, as_json=as_json)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate(timeout=SOON)

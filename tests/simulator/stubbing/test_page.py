"""The commands with curl on the page about stubs, done."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest

from ...snippets import ROOT, blocks
from .conftest import SOON, Api

COMMANDS = [
    command
    for block in blocks(ROOT / "docs" / "how-to" / "stubs.md")
    for command in block.text.replace("\\\n", " ").splitlines()
    if block.language == "sh" and command.startswith("curl ")
]


def test_the_page_has_commands_with_curl() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_with_curl_does_what_it_says(api: Api, command: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    _, *words = shlex.split(command.replace("localhost:8446", api.url))
    done = subprocess.run(
        [curl, "--silent", "--show-error", "--fail-with-body", *words],
        capture_output=True,
        text=True,
        timeout=SOON,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(api.get("/stubs")) == ("--json" in words)

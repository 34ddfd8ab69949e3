"""The Python and the output of README.md, against a chain as a reader would run it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.demo import Tour

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SNIPPETS = re.findall(r"^<!-- example: .*?\n```python\n(.*?)^```", README, re.S | re.M)
ALONE = re.findall(
    r"^<!-- example of the law: .*?\n```python\n(.*?)^```", README, re.S | re.M
)
OUTPUTS = re.findall(r"^<!-- output: .*?\n```\n(.*?)^```", README, re.S | re.M)

VARYING = {
    "TRACE": r"\b[0-9a-f]{32}\b",
    "DAY UTC": r"\b\d{4}-\d\d-\d\d UTC",
    "TIME": r"\b\d\d:\d\d:\d\d\.\d{3}\b",
    ":PORT": r"(?<=127\.0\.0\.1):\d+",
    "DURATION": r"\b\d+\.\d ms",
    "SEALED": r"\b\d+ records, 1 to \d+, \d+ seals?, sealed up to \d+",
    "COUNT records": r"\b\d+ records",
}
"""What differs from one tour to the next."""


def test_the_readme_has_an_example() -> None:
    assert len(SNIPPETS) == len(ALONE) == 1


@pytest.mark.parametrize("snippet", ALONE)
def test_an_example_about_the_law_needs_no_chain(snippet: str) -> None:
    told: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(snippet, "README.md", "exec"), told)  # noqa: S102
    assert told["told"].allowed


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_an_example_of_the_readme_prints_an_answer(
    snippet: str,
    simulator: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Run where `.kruispunt` is the state folder, as after `kruispunt up`."""
    (tmp_path / ".kruispunt").symlink_to(simulator.settings.state)
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet, "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102
    printed = capsys.readouterr().out
    assert "HandicapFiles(" in printed
    assert re.search(r"[0-9a-f]{32}", printed)


def same(text: str) -> str:
    """Give a text in which what varies does not."""
    for word, pattern in VARYING.items():
        text = re.sub(pattern, word, text)
    return text


def pattern_of(excerpt: str) -> str:
    """Give the expression of an excerpt: `…` is whole lines, or the rest of one."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in same(excerpt).splitlines()
    ]
    return "(?m)^" + "".join(lines)


def test_the_output_in_the_readme_is_that_of_a_tour(
    simulator: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line by line, in the order in which it is printed; and one is there."""
    (excerpt,) = OUTPUTS
    assert Tour(simulator).take() == 0
    printed = same(capsys.readouterr().out)
    absent = [
        line
        for line in same(excerpt).splitlines()
        if not re.search(pattern_of(line), printed)
    ]
    assert absent == []
    assert re.search(pattern_of(excerpt), printed)


@pytest.mark.parametrize(
    ("excerpt", "fits"),
    [
        ("a\nb\n", True),
        ("a\n…\nd\n", True),
        ("a\nc…\n", False),
        ("b\nc …\n", True),
        ("d\n…\na\n", False),
        ("00:00:00.000 x\n", True),
        ("00:00:00.000 y\n", False),
    ],
)
def test_an_excerpt_fits_only_what_was_printed(excerpt: str, fits: bool) -> None:
    printed = same("a\nb\nc 1 2\nd\n12:34:56.789 x\n")
    assert bool(re.search(pattern_of(excerpt), printed)) is fits


def test_every_command_for_windows_is_the_one_for_others() -> None:
    (shell,) = re.findall(r"Without `make`:\n\n```sh\n(.*?)^```", README, re.S | re.M)
    (windows,) = re.findall(r"^```powershell\n(.*?)^```", README, re.S | re.M)
    assert (
        windows.replace("py -m", "python3 -m")
        .replace("Scripts\\", "bin/")
        .replace(".venv\\", ".venv/")
        == shell
    )

"""The Python of README.md, run against a chain as a reader would run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kruispunt_simulator.app import Simulator

ROOT = Path(__file__).parents[2]
SNIPPETS = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.S | re.M
)


def test_the_readme_has_an_example() -> None:
    assert len(SNIPPETS) == 1


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

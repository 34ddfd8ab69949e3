"""docs/housing-rules.md: its examples against a chain, its names against the code."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import housing
from kruispunt_client.housing import Scheme
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.state import ensure_certificate

PAGE = Path(__file__).parents[2] / "docs" / "housing-rules.md"
TEXT = PAGE.read_text("utf-8")
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>.*?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.S | re.M,
)


def test_what_the_page_shows_happens(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every block in order, and what it prints: `…` stands for any number of lines."""
    for name in ("wonen-in-vlaanderen", "wonen-in-limburg"):
        party = simulator.parties.get(name)
        assert party is not None
        ensure_certificate(simulator.settings.state, party)
    (tmp_path / ".kruispunt").symlink_to(simulator.settings.state)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    printed, shown = "", 0
    for block in BLOCK.finditer(TEXT):
        if block["language"] == "python":
            told = StringIO()
            with redirect_stdout(told):
                exec(block["text"], names)  # noqa: S102
            printed = told.getvalue()
        elif block["mark"] == "output":
            lines = block["text"].splitlines(keepends=True)
            pattern = "".join(
                r"(?:.*\n)*" if line == "…\n" else re.escape(line) for line in lines
            )
            assert re.fullmatch(pattern, printed), printed
            shown += 1
    assert shown > 5
    names["wiv"].close()
    names["magda"].close()


def test_the_page_names_every_scheme_and_no_function_that_is_not_there() -> None:
    for scheme in Scheme:
        assert f"`{scheme.name}`" in TEXT
    named = set(re.findall(r"`([a-z_]+)(?:\(|`)", TEXT))
    known = {name for name in named if "_" in name and not name.startswith("has_data")}
    assert {name for name in known if not hasattr(housing, name)} == set()


def test_the_package_says_what_it_offers() -> None:
    assert len(set(housing.__all__)) == len(housing.__all__)
    assert all(hasattr(housing, name) for name in housing.__all__)

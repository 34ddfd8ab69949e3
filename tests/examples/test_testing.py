"""The examples of docs/testing.md, as a vendor would have them in tests."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from kruispunt_simulator.testing.template import CACHE_VARIABLE

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
SNIPPETS = re.findall(r"^<!-- example: .*?\n```python\n(.*?)^```", PAGE, re.S | re.M)


def test_all_python_of_the_page_is_run() -> None:
    assert len(SNIPPETS) == len(re.findall(r"^```python\n", PAGE, re.M)) == 6


def test_the_examples_of_the_page_pass(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Those with tests as tests, the one without as a script that is imported."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    for number, snippet in enumerate(SNIPPETS):
        path = pytester.path / f"test_{number}.py"
        path.write_text(snippet, encoding="utf-8")
    plugin = ("-p", "kruispunt_simulator.testing.plugin", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess(*plugin)
    tests = sum(len(re.findall(r"def test_", snippet)) for snippet in SNIPPETS)
    result.assert_outcomes(passed=tests)


def test_every_setting_stands_on_the_page() -> None:
    from kruispunt_simulator.testing import plugin

    for name, _, _ in plugin._INI:
        assert f"`{name}`" in PAGE
    for name in (*plugin._PER_TEST, *plugin._SETTINGS):
        assert f"`{name}`" in PAGE

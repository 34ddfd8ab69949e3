"""The sum in docs/log.md, on what `kruispunt log --json` gives of a chain."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands.demo import Tour

PAGE = (Path(__file__).parents[2] / "docs" / "log.md").read_text("utf-8")


def test_the_links_of_an_export_can_be_made_again_with_the_sum_of_the_page(
    simulator: Simulator, capsys: Any
) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.S | re.M)
    told: dict[str, Any] = {}
    exec(compile(code, "docs/log.md", "exec"), told)  # noqa: S102
    link: Callable[[str, str], str] = told["link"]
    Tour(simulator).take()
    capsys.readouterr()
    state = str(simulator.settings.state)
    for hop in ("wiv", "magda", "ksz"):
        arguments = ["log", "--hop", hop, "--json", "--state", state]
        lines = CliRunner().invoke(main, arguments).stdout.splitlines()
        assert lines
        previous = "0" * 64
        for line in lines:
            previous = link(previous, line)
            assert f'"chain": "{previous}"' in line

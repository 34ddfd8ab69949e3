"""The sum in docs/log.md, on what `kruispunt log --json` gives of a chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click.testing import CliRunner
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands.demo import Tour

from ..snippets import ROOT, blocks

PAGE = ROOT / "docs" / "log.md"


def test_the_links_of_an_export_can_be_made_again_with_the_sum_of_the_page(
    simulator: Simulator, capsys: Any
) -> None:
    (code,) = (block.text for block in blocks(PAGE) if block.language == "python")
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

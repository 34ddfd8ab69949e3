"""README.md: its examples and its output, against a chain as a reader would run it."""

from __future__ import annotations

import re

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.demo import Tour

from ..snippets import ROOT, Block, Reader, blocks, check_output, pattern_of, same

README = ROOT / "README.md"


def blocks_in(language: str, mark: str = "") -> list[Block]:
    """Give the blocks of README.md in a language, below a comment."""
    found = [block for block in blocks(README) if block.language == language]
    return [block for block in found if block.about(mark) is not None or not mark]


def test_the_examples_of_the_readme_give_an_answer(reader: Reader) -> None:
    """Run where `.kruispunt` is the state folder, as after `kruispunt up`."""
    assert len(blocks_in("python")) == 3  # the second is run by pytest, with our plugin
    reader.read(README)
    assert reader.names["told"].allowed
    assert type(reader.names["answer"].data).__name__ == "Gezinssamenstelling"


def test_the_output_in_the_readme_is_that_of_a_tour(
    simulator: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line by line, in the order in which it is printed; and one is there."""
    (excerpt,) = blocks_in("", "output")
    assert Tour(simulator).take() == 0
    check_output(excerpt, excerpt.text, capsys.readouterr().out)


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
    text = README.read_text("utf-8")
    (shell,) = re.findall(r"Without `make`:\n\n```sh\n(.*?)^```", text, re.S | re.M)
    (windows,) = (block.text for block in blocks_in("powershell"))
    assert (
        windows.replace("py -m", "python3 -m")
        .replace("Scripts\\", "bin/")
        .replace(".venv\\", ".venv/")
        == shell
    )

"""Every page of the documentation: what it shows is done, against a chain."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from ..snippets import ROOT, Block, Reader, blocks, check_command, commands_of

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
INCLUDED = [
    (page.parent / file).resolve()
    for page in PAGES
    for file in re.findall(r"^```{include} (.+)$", page.read_text("utf-8"), re.M)
]
"""READMEs that are shown on a page."""
SHOWING = [
    page
    for page in (*PAGES, *INCLUDED)
    if any(block.language in ("python", "console") for block in blocks(page))
]
DOCUMENTS = [*PAGES, *INCLUDED, ROOT / "README.md", ROOT / "client" / "README.md"]
COMMANDS = [
    (block, words)
    for page in DOCUMENTS
    for block in blocks(page)
    for words in commands_of(block)
]


def name(page: Path) -> str:
    """The file, in the repository."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", SHOWING, ids=name)
def test_what_a_page_shows_happens(page: Path, reader: Reader) -> None:
    reader.read(page)


@pytest.mark.parametrize(
    ("block", "words"), COMMANDS, ids=[f"{b} {w[0]}" for b, w in COMMANDS]
)
def test_a_command_in_a_document_is_one(block: Block, words: list[str]) -> None:
    check_command(words)


@pytest.mark.parametrize(
    "line",
    ["aks zorgtoeslag", "up --tody 2024-01-23", "law explain fluvius", "log a b"],
)
def test_a_command_that_is_none_would_be_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        check_command(line.split())


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_block_that_is_not_run_says_why(page: Path) -> None:
    for block in blocks(page):
        assert block.about("not run") != "", block
        known = ("not run", "file", "running", "output", "example", "")
        assert any(block.about(word) is not None for word in known), block

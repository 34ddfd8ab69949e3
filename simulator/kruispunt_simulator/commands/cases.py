"""`kruispunt cases check`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
from kruispunt_contracts import catalogue

from kruispunt_simulator.cases.check import Checked
from kruispunt_simulator.cases.check import check as check_folder


def check(folder: Path, contracts: Path | None, as_json: bool) -> int:
    """
    Print what is wrong with a folder of cases.

    Args:
        folder: Where they are.
        contracts: Folder of the user's own contracts, or None.
        as_json: A list of every file instead of lines about those with problems.

    Returns:
        0 when every file can be used, else 1.

    Raises:
        ConfigurationError: Keys or contracts cannot be read.
    """
    found = list(check_folder(folder, catalogue.load(contracts)))
    wrong = [each for each in found if not each.usable]
    if as_json:
        rows = [each.to_dict() for each in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 1 if wrong else 0
    for each in wrong:
        for problem in each.problems:
            click.echo(f"{each.file}: {problem}")
    services = Counter(each.service or _unnamed(each) for each in found)
    for name, count in sorted(services.items()):
        click.echo(f"{name}: {_files(count)}")
    click.echo(f"{_files(len(found))}, {len(wrong)} cannot be used")
    return 1 if wrong else 0


def _unnamed(checked: Checked) -> str:
    return "every service" if checked.usable else "no known service"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"

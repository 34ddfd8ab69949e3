"""The command line: `kruispunt cases` and what is below it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kruispunt_simulator.cli_options import JSON
from kruispunt_simulator.cli_record import record

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.group()
def cases() -> None:
    """Test cases: replies in files, which go before the people."""


@cases.command("check")
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--contracts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with official WSDLs and XSDs, which go before ours.",
)
@JSON
def cases_check(folder: Path, contracts: Path | None, as_json: bool) -> None:
    """
    Find what is wrong with the cases in DIR, as `kruispunt up --cases` would read them.

    Exit status: 0 every file can be used, 1 some cannot; a line each, with the reason.
    """
    from kruispunt_simulator.commands import cases as command

    sys.exit(command.check(folder, contracts, as_json))


cases.add_command(record)

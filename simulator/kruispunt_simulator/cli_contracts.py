"""The command line: `kruispunt contracts` and what is below it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_simulator.cli_options import JSON
from kruispunt_simulator.cli_output import print_lines

# As in `cli.py`, everything heavy is imported by the command that needs it: only
# `check` loads a component model of XML schemas.


@click.group()
def contracts() -> None:
    """Compare our contracts with the official ones."""


@contracts.command("check")
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@JSON
@click.option("--service", metavar="NAME", help="Only this service, in every version.")
def contracts_check(folder: Path, as_json: bool, service: str | None) -> None:
    """
    Tell how the official WSDLs and XSDs in DIR differ from ours on the wire.

    Services are found by target namespace and root element, in DIR and the folders
    below. Nothing outside DIR is read, and nothing is fetched. Exit status: 0 no
    difference, 1 differences, 2 something cannot be used.
    """
    from kruispunt_simulator.commands import contracts as command

    try:
        found = command.checked(folder, service)
    except command.UnknownService as error:
        raise click.BadParameter(str(error), param_hint="'--service'") from error
    except ConfigurationError as error:
        raise click.BadParameter(str(error), param_hint="'DIR'") from error
    if as_json:
        told = {"folder": str(folder), **found.to_dict()}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_lines(command.described(found))
    sys.exit(command.status(found))

"""The command line: `kruispunt law` and what is below it."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from kruispunt_simulator.cli_options import DAY, JSON, STATE
from kruispunt_simulator.cli_output import print_rows

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.group()
def law() -> None:
    """Tell what the acts grant, to whom, and on what terms."""


@law.command("explain")
@STATE
@click.argument("party")
@click.argument("service")
@click.option(
    "--on", type=DAY, help="On which day; the business date when nothing is given."
)
@click.option("--hop", help="Only at this hop: wiv, magda or ksz.")
@click.option("--operation", help="Only this operation of the service.")
@click.option(
    "--capacity", help="Only in this Hoedanigheid or legalContext, as in the acts."
)
@click.option("--field", help="Whether this field is told, and where it stands.")
@JSON
def law_explain(
    state: Path,
    party: str,
    service: str,
    on: date | None,
    hop: str | None,
    operation: str | None,
    capacity: str | None,
    field: str | None,
    as_json: bool,
) -> None:
    """
    Tell whether PARTY may have SERVICE, on which ground, and on what terms.

    PARTY is an id of `kruispunt parties` or a name of the acts; SERVICE a name of
    `kruispunt services` or of the acts. Exit status: 0 yes, 1 no, 2 an unknown name.
    """
    from kruispunt_law import UnknownName

    from kruispunt_simulator.commands import law as command

    try:
        told = command.explanation(
            state,
            party,
            service,
            on=on,
            hop=hop,
            operation=operation,
            capacity=capacity,
            field=field,
        )
    except UnknownName as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(told.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(command.described(told)))
    sys.exit(0 if told.allowed else 1)


@law.command("matrix")
@STATE
@click.option("--on", type=DAY, help="Only what is in force that day.")
@JSON
@click.option("--table", is_flag=True, help="As Markdown, of every day.")
def law_matrix(state: Path, on: date | None, as_json: bool, table: bool) -> None:
    """List every party and service with the act that grants it, per hop."""
    from kruispunt_simulator.commands import law as command
    from kruispunt_simulator.commands import law_page

    if table and (as_json or on):
        raise click.UsageError("--table takes no --json and no --on")
    found = command.law_of(state)
    if table:
        click.echo(law_page.page(found), nl=False)
        return
    print_rows(command.rows(found, on, short=not as_json), as_json)


@law.command("check")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--contracts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with contracts of your own, which the file may name.",
)
def law_check(path: Path, contracts: Path | None) -> None:
    """
    Find what is wrong with an act file of your own, beside the acts that come along.

    Exit status: 0 nothing, 1 something; a line each, with file, line and reason.
    """
    from kruispunt_simulator.commands import law as command

    problems = command.problems(path, contracts)
    click.echo("\n".join(problems) or f"{path}: nothing is wrong")
    sys.exit(1 if problems else 0)

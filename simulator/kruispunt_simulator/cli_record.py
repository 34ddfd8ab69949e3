"""The command line: `kruispunt cases record`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from kruispunt_simulator.cli_options import (
    BEGIN,
    DATABASE,
    JSON,
    STATE,
    UNTIL,
)
from kruispunt_simulator.cli_output import print_lines
from kruispunt_simulator.cli_proof import LOGS
from kruispunt_simulator.numbers import without_separators

# As in `cli.py`, everything heavy is imported by the command that needs it.

_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_OF_THE_LOG: Final = (
    *("state", "database", "trace", "hop", "party", "person", "service"),
    *("outcome", "code", "since", "until"),
)
"""Options that mean nothing with --exchanges."""


@click.command("record")
@click.option(
    "--to",
    "to",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of cases, for `kruispunt up --cases DIR`. Made when needed.",
)
@click.option(
    "--exchanges",
    metavar="DIR",
    type=_FOLDER,
    help="Take pairs of files NAME.request.xml and NAME.reply.xml, which a client "
    'leaves with `[log] messages = "DIR"` in its profile, not the log.',
)
@STATE
@DATABASE
@click.option("--trace", metavar="HEX", multiple=True, help="Only this trail.")
@click.option(
    "--hop",
    metavar="HOP",
    type=LOGS,
    multiple=True,
    help="At this hop: wiv, magda or ksz; else at magda and ksz, which answer.",
)
@click.option("--party", metavar="ID", multiple=True, help="Only of this party.")
@click.option("--person", metavar="INSZ", multiple=True, help="Only about this person.")
@click.option(
    "--service",
    metavar="NAME",
    multiple=True,
    help="Only of this service, operation or version.",
)
@click.option(
    "--outcome",
    metavar="NAME",
    type=click.Choice(["answered", "refused"]),
    multiple=True,
    help="Only answered, or only refused.",
)
@click.option(
    "--code", metavar="CODE", multiple=True, help="Only with this code of a refusal."
)
@BEGIN
@UNTIL
@click.option(
    "--contracts",
    metavar="DIR",
    type=_FOLDER,
    help="Contracts of your own; else those of the chain that runs on the state "
    "folder.",
)
@click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the key of the replacement is; else .record-key in the folder of "
    "cases. Who has it can find out whose numbers were replaced.",
)
@click.option(
    "--blank",
    metavar="ELEMENT",
    multiple=True,
    help="Put - in place of the text of elements of this name, such as Achternaam, "
    "where the contract allows it. Several times for several.",
)
@click.option("--replace", is_flag=True, help="Overwrite cases that stand there.")
@JSON
@click.pass_context
def record(
    context: click.Context,
    /,
    to: Path,
    exchanges: Path | None,
    state: Path,
    database: str | None,
    since: datetime | None,
    until: datetime | None,
    contracts: Path | None,
    key_file: Path | None,
    blank: tuple[str, ...],
    replace: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """
    Keep the exchanges of a run as test cases, with fictitious numbers for real ones.

    Refusals too: what was refused then is refused by `kruispunt up --cases DIR`. Of
    several exchanges about the same the newest stays. Without --exchanges they come
    from the log of a chain that kept them (`kruispunt up --keep-messages full`).

    Exit status: 0 everything became a case, 1 something did not, or needs a look, 2 bad
    arguments.
    """
    if exchanges is not None:
        for name in _OF_THE_LOG:
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                option = {"since": "from"}.get(name, name)
                raise click.UsageError(f"--{option} does not go with --exchanges")
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--from is after --until")
    from kruispunt_simulator.audit.query import Query
    from kruispunt_simulator.commands import record_cases as command

    chosen["person"] = tuple(map(without_separators, chosen["person"]))
    summary = command.record(
        command.Wanted(
            to=to,
            state=state,
            database=database,
            exchanges=exchanges,
            query=Query(**chosen, since=since, until=until),
            contracts=contracts,
            key_file=key_file,
            blank=blank,
            replace=replace,
        )
    )
    if as_json:
        click.echo(json.dumps(command.row(summary), ensure_ascii=False, indent=2))
    else:
        print_lines(command.lines(summary))
    if summary.written:
        click.echo(command.STILL_THERE, err=True)
    if not summary.is_whole:
        context.exit(1)

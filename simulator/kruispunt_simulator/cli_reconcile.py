"""The command line: `kruispunt log reconcile`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from kruispunt_simulator.cli_options import BEGIN, DATABASE, END, JSON, STATE

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.command()
@click.argument("client_log", metavar="CLIENTLOG")
@STATE
@DATABASE
@click.option("--party", metavar="ID", help="Only the questions of this party.")
@BEGIN
@END
@click.option("--table", metavar="NAME", help="Of a database, if it has another name.")
@JSON
def reconcile(
    client_log: str,
    state: Path,
    database: str | None,
    party: str | None,
    since: datetime | None,
    until: datetime | None,
    table: str | None,
    as_json: bool,
) -> None:
    """
    Compare the client's own log with those of the hops, and tell what is missing.

    CLIENTLOG is a file of JSON lines, or the SQLAlchemy URL of a database. Without
    --from and --to, from its first question until its last answer. Ends with 0 when
    there are no gaps, 1 when there are, 2 when a log cannot be read.
    """
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--from is after --to")
    from kruispunt_simulator.commands import reconcile as command

    sys.exit(
        command.run(
            client_log,
            table=table,
            state=state,
            database=database,
            party=party,
            since=since,
            until=until,
            as_json=as_json,
        )
    )

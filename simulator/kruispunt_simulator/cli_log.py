"""The command line: `kruispunt log` and what is below it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from kruispunt_simulator.cli_options import JSON, STATE

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.group(invoke_without_command=True)
@STATE
@click.option("--trace", help="Only this trail (32 hex digits).")
@click.option(
    "--basis", metavar="TEXT", help="Only calls on a legal ground with TEXT in it."
)
@JSON
@click.pass_context
def log(
    context: click.Context,
    state: Path,
    trace: str | None,
    basis: str | None,
    as_json: bool,
) -> None:
    """Show the trail of calls as a tree across the hops."""
    if context.invoked_subcommand is not None:
        return
    from kruispunt_simulator.audit.trail import render_tree
    from kruispunt_simulator.commands.reading import open_trail

    with open_trail(state) as trail:
        lines: Iterator[str] = render_tree(trail.trees(trace, basis))
        if as_json:
            records = trail.records(trace, basis)
            lines = (json.dumps(each, ensure_ascii=False) for each in records)
        empty = True
        for line in lines:
            empty = False
            click.echo(line)
    if empty and (trace or not as_json):
        raise click.ClickException("the log holds no such trail")

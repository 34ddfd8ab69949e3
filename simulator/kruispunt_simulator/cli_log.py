"""The command line: `kruispunt log` and what is below it."""

from __future__ import annotations

import json
import sys
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


HOP = click.option(
    "--hop", "hops", multiple=True, help="Only the log of this hop; may be repeated."
)


@log.command("verify")
@STATE
@HOP
@click.option(
    "--anchors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Seals that were noted earlier: what `kruispunt log seals --json` printed.",
)
@JSON
def log_verify(
    state: Path, hops: tuple[str, ...], anchors: Path | None, as_json: bool
) -> None:
    """
    Find whether anything in the log was changed, removed, inserted or moved.

    Of each hop: that every record fits the one before, and that every signed head
    (seal) is good and says the same. Names the first record that does not fit. Exit
    status: 0 when all is whole, 1 when it is not.
    """
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log

    with open_log(state) as engine:
        status = proof.verify_logs(
            engine, state, hops=hops, anchors=anchors, as_json=as_json
        )
    sys.exit(status)


@log.command("seals")
@STATE
@HOP
@JSON
def log_seals(state: Path, hops: tuple[str, ...], as_json: bool) -> None:
    """
    List the signed heads of the logs.

    Keep the output of --json elsewhere: `log verify --anchors` then finds a log that
    somebody wrote anew, even with the key of the hop.
    """
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log

    with open_log(state) as engine:
        for row in proof.seal_rows(engine, hops):
            if as_json:
                click.echo(json.dumps(row))
            else:
                click.echo(
                    f"{row['at'][:19]}Z {row['hop']:<5} {row['number']:>6}  "
                    f"{row['first']} to {row['last']}  {row['chain']}"
                )


@log.command("message")
@STATE
@click.argument("trace")
@HOP
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each message to a file in this folder, octet for octet.",
)
def log_message(
    state: Path, trace: str, hops: tuple[str, ...], to: Path | None
) -> None:
    """
    Print the messages of a trail, if `kruispunt up --keep-messages full` kept them.

    They are about a person, and are printed because you ask for them; nothing else of
    Kruispunt ever prints one.
    """
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log
    from kruispunt_simulator.running import write_private

    empty = True
    with open_log(state) as engine:
        for about, octets in proof.messages_of(engine, trace, hops):
            empty = False
            name = "{hop}-{position}-{direction}-{part}.xml".format(**about)
            if to is None:
                click.echo(f"<!-- {name} -->")
                click.echo(octets.decode("utf-8", "replace"))
            else:
                to.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_private(to / name, octets)
                click.echo(str(to / name))
    if empty:
        raise click.ClickException(
            "no message of this trail was kept; see `kruispunt up --keep-messages`"
        )

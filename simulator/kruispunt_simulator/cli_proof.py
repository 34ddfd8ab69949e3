"""The command line: `kruispunt log verify`, `log seals` and `log message`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from kruispunt_simulator.cli_options import DATABASE, JSON, STATE, FromAbove
from kruispunt_simulator.errors import SimulatorError

# As in `cli.py`, everything heavy is imported by the command that needs it.

LOGS: Final = click.Choice(["wiv", "magda", "ksz", "guard"])
"""The logs there are: of the hops, and of what commands allowed."""

HOP: Final = click.option(
    "--hop", cls=FromAbove, multiple=True, type=LOGS, help="Only the log of this hop."
)


class NotVerified(click.ClickException):
    """Whether a log is whole cannot be found out. Not the status of a flaw."""

    exit_code = 2


@contextmanager
def _no_flaw() -> Iterator[None]:
    """Give what keeps a log from being verified a status of its own."""
    try:
        yield
    except click.ClickException as error:
        raise NotVerified(error.message) from error
    except SimulatorError as error:
        raise NotVerified(str(error)) from error


@click.command()
@STATE
@DATABASE
@HOP
@click.option(
    "--anchors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Seals that were noted earlier: what `kruispunt log seals --json` printed.",
)
@click.option(
    "--sealed-within",
    type=click.IntRange(1),
    metavar="MINUTES",
    help="Also fail when a record waits longer for a seal: somebody may have removed "
    "the newest seals.",
)
@JSON
def verify(
    state: Path,
    database: str | None,
    hop: tuple[str, ...],
    anchors: Path | None,
    sealed_within: int | None,
    as_json: bool,
) -> None:
    """
    Find whether anything in the log was changed, removed, inserted or moved.

    Of each hop: that every record fits the one before, and that every signed head
    (seal) is good and says the same. Names the first record that does not fit. Exit
    status: 0 when all is whole, 1 when it is not, 2 when that cannot be found out.
    """
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log

    with _no_flaw(), open_log(state, database) as engine:
        status = proof.verify_logs(
            engine,
            state,
            hops=hop,
            anchors=anchors,
            sealed_within=(
                None if sealed_within is None else timedelta(minutes=sealed_within)
            ),
            as_json=as_json,
        )
    sys.exit(status)


@click.command()
@STATE
@DATABASE
@HOP
@JSON
def seals(
    state: Path, database: str | None, hop: tuple[str, ...], as_json: bool
) -> None:
    """
    List the signed heads of the logs.

    Keep the output of --json elsewhere: `log verify --anchors` then finds a log that
    somebody wrote anew, even with the key of the hop.
    """
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log

    with open_log(state, database) as engine:
        for row in proof.seal_rows(engine, hop):
            if as_json:
                click.echo(json.dumps(row))
            else:
                click.echo(
                    f"{row['at'][:19]}Z {row['hop']:<5} {row['number']:>6}  "
                    f"{row['first']} to {row['last']}  {row['chain']}"
                )


@click.command()
@STATE
@DATABASE
@click.argument("trace")
@HOP
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each message to a file in this folder, octet for octet.",
)
def message(
    state: Path,
    database: str | None,
    trace: str,
    hop: tuple[str, ...],
    to: Path | None,
) -> None:
    """
    Print the messages of a trail, if `kruispunt up --keep-messages full` kept them.

    They are about a person, and are printed because you ask for them; nothing else of
    Kruispunt ever prints one.
    """
    from kruispunt_simulator.audit.safe_text import printable
    from kruispunt_simulator.commands import proof
    from kruispunt_simulator.commands.reading import open_log
    from kruispunt_simulator.running import write_private

    empty = True
    with open_log(state, database) as engine:
        for about, octets in proof.messages_of(engine, trace, hop):
            empty = False
            name = "{hop}-{position}-{direction}-{part}.xml".format(**about)
            if to is None:
                click.echo(f"<!-- {name} -->")
                lines = octets.decode("utf-8", "replace").splitlines()
                click.echo("\n".join(map(printable, lines)))
            else:
                to.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_private(to / name, octets)
                click.echo(str(to / name))
    if empty:
        raise click.ClickException(
            "no message of this trail was kept; see `kruispunt up --keep-messages`"
        )

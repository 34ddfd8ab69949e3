"""The command line: `kruispunt parties` and what is below it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kruispunt_simulator.cli_options import DAY, JSON, STATE
from kruispunt_simulator.cli_output import print_rows

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.group(invoke_without_command=True)
@STATE
@JSON
@click.pass_context
def parties(context: click.Context, state: Path, as_json: bool) -> None:
    """
    List who may call, as whom, and with which people.

    Capacities are those of the chain that runs on the state folder, if one does.
    """
    if context.invoked_subcommand is None:
        from kruispunt_simulator.commands import lists

        print_rows(lists.parties(state), as_json, in_blocks=True)


@parties.command("staff")
@STATE
@click.argument("party")
@click.option(
    "--on", type=DAY, help="On which day; the business date when nothing is given."
)
@click.option("--all", "everybody", is_flag=True, help="Whatever the day, former too.")
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of text.")
def parties_staff(
    state: Path,
    party: str,
    on: date | None,
    everybody: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """
    Print the list of the staff of PARTY who may ask, as the committee may want it.

    With number, name, role, first and last day, the day on which the person was bound
    to confidentiality, and the employer when it is a processor (14/088 §13; 22/004 §7).
    """
    from kruispunt_simulator.commands import staff as command
    from kruispunt_simulator.running import business_date

    if on is not None and everybody:
        raise click.UsageError("give --on or --all, not both")
    if as_json and as_csv:
        raise click.UsageError("give --json or --csv, not both")
    found = command.find(party)
    day = None if everybody else on or business_date(state)
    rows = command.rows(found, day)
    if as_csv:
        click.echo(command.as_csv(rows), nl=False)
        return
    if not as_json:
        click.echo(command.title(found, day, count=len(rows)))
    if rows or as_json:
        print_rows(rows, as_json)


@parties.command("measures")
@click.argument("party")
@JSON
def parties_measures(party: str, as_json: bool) -> None:
    """Print the measures of security that PARTY declared, as proof on request."""
    from kruispunt_simulator.measures import measures_of

    print_rows(measures_of(party), as_json)

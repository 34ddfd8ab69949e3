"""The command line: `kruispunt log` and what is below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from kruispunt_simulator.cli_options import (
    BEGIN,
    DATABASE,
    END,
    INSZ,
    JSON,
    STATE,
    FromAbove,
)
from kruispunt_simulator.cli_output import begun, print_exactly, print_lines
from kruispunt_simulator.cli_proof import LOGS, message, seals, verify
from kruispunt_simulator.cli_reconcile import reconcile
from kruispunt_simulator.numbers import without_separators

# As in `cli.py`, everything heavy is imported by the command that needs it.

CSV: Final = click.option(
    "--csv",
    "as_csv",
    cls=FromAbove,
    is_flag=True,
    help="CSV, safe to open in a spreadsheet: what could run there as a formula gets "
    "an apostrophe in front. --json is exact.",
)


def _filter(
    name: str, metavar: str, about: str, choices: click.Choice[str] | None = None
) -> Callable[[Any], Any]:
    return click.option(
        f"--{name}", metavar=metavar, multiple=True, type=choices, help=about
    )


OUTCOMES: Final = click.Choice(
    ["answered", "refused", "failed", "asked", "sent", "allowed", "removed"]
)
"""What a record says of how it ended; the last two of what the operator did."""


_FILTERS: Final = (
    _filter("trace", "HEX", "Only this trail (32 hex digits)."),
    _filter("hop", "HOP", "Only at this hop: wiv, magda or ksz.", LOGS),
    _filter(
        "direction",
        "in|out",
        "Only what was received, or sent on or pushed.",
        click.Choice(["in", "out"]),
    ),
    _filter("party", "ID", "Only of this party, as in `kruispunt parties`."),
    _filter("user", "INSZ", "Only with this natural person behind it."),
    _filter("person", "INSZ", "Only about this person."),
    _filter("service", "NAME", "Only of this service, operation or version."),
    _filter("basis", "TEXT", "Only calls on a legal ground with TEXT in it."),
    _filter(
        "outcome",
        "NAME",
        "Only answered, refused, failed, sent or asked. The tree shows what was asked "
        "where no answer came; --json and --csv always.",
        OUTCOMES,
    ),
    _filter("code", "CODE", "Only with this code of a refusal."),
    BEGIN,
    END,
)


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@STATE
@DATABASE
@_filters
@JSON
@CSV
@click.pass_context
def log(
    context: click.Context,
    /,
    state: Path,
    database: str | None,
    as_json: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """
    Show the trail of calls as a tree across the hops.

    Different options narrow the choice; one that is given several times widens it
    again: `--party fluvius --outcome refused --outcome failed`. With --json a record a
    line, in the order of writing.
    """
    if context.invoked_subcommand is not None:
        _refuse_what_has_no_place(context, context.invoked_subcommand)
        return
    _refuse_contradictions(as_json, as_csv, given["since"], given["until"])
    from kruispunt_simulator.audit.export import csv_lines, json_lines
    from kruispunt_simulator.audit.query import Query
    from kruispunt_simulator.audit.trail import render_tree
    from kruispunt_simulator.commands.reading import open_trail
    from kruispunt_simulator.store.tables import exchange

    for name in ("user", "person"):
        given[name] = tuple(map(without_separators, given[name]))
    query = Query(**given)
    with open_trail(state, database) as trail:
        if as_json or as_csv:
            found = begun(trail.records(query))
            if as_json:
                print_exactly(json_lines(found or ()))
            else:
                print_exactly(csv_lines(found or (), exchange.columns.keys()))
        else:
            found = begun(render_tree(trail.trees(query)))
            print_lines(found or ())
    if found is None and (given["trace"] or not (as_json or as_csv)):
        raise click.ClickException("the log holds no such trail")


@log.command("person")
@STATE
@DATABASE
@click.argument("number", metavar="INSZ", type=INSZ)
@click.option("--users", is_flag=True, help="Also the employee behind each question.")
@BEGIN
@END
@JSON
@CSV
def log_person(
    state: Path,
    database: str | None,
    number: str,
    users: bool,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """
    Tell who asked about a person, when, on what basis, and what came of it.

    A line for each question, as it entered the chain, and for each message that was
    pushed about the person. Counted in are numbers that this one replaced, or that
    replaced it, and those of second files that were cancelled, as far as the people of
    the state folder know of them. Not counted in are questions about others whose
    answers name the person, such as that of who lives in a household: the log has whom
    a question was about, not what was answered.

    The employee is left out unless --users is given: a person has a right to know when
    and why, not in general to know which employee (Court of Justice of the EU, 22 June
    2023, C-579/21).
    """
    _refuse_contradictions(as_json, as_csv, since, until)
    from kruispunt_simulator.audit.export import csv_lines, json_lines
    from kruispunt_simulator.audit.person import columns, numbers_of, questions
    from kruispunt_simulator.commands.people import opened
    from kruispunt_simulator.commands.reading import open_trail
    from kruispunt_simulator.numbers import could_be_real
    from kruispunt_simulator.parties import Parties

    with open_trail(state, database) as trail:
        with opened(state, database=database) as people:
            numbers = numbers_of(people, number)
        found = begun(
            questions(trail, numbers, Parties.load(), since=since, until=until)
        )
        if as_json or as_csv:
            rows = (question.row(users=users) for question in found or ())
            print_exactly(
                json_lines(rows) if as_json else csv_lines(rows, columns(users=users))
            )
        else:
            print_lines(question.line(number, users=users) for question in found or ())
    if found is None and not (as_json or as_csv):
        when = " in that time" if since or until else ""
        click.echo(f"nobody asked about {number}{when}")
    if found is None and could_be_real(number):
        click.echo(
            "a number that could be somebody's is kept out of the log, unless the "
            "simulator was told otherwise: so the log may not tell",
            err=True,
        )


def _refuse_contradictions(
    as_json: bool, as_csv: bool, since: datetime | None, until: datetime | None
) -> None:
    if as_json and as_csv:
        raise click.UsageError("give either --json or --csv")
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--from is after --to")


def _refuse_what_has_no_place(context: click.Context, name: str) -> None:
    """Rather than ignore what was given before a command that has no such option."""
    group = context.command
    below = group.get_command(context, name) if isinstance(group, click.Group) else None
    params = below.params if below is not None else []
    known = {each.name for each in params if isinstance(each, FromAbove)}
    for each in group.params:
        source = context.get_parameter_source(each.name or "")
        if source is ParameterSource.COMMANDLINE and each.name not in known:
            raise click.UsageError(f"{each.opts[0]} does not go with {name}")


for _command in (verify, seals, message, reconcile):
    log.add_command(_command)

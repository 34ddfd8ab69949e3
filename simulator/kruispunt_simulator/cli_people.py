"""The command line: `kruispunt people` and what is below it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from kruispunt_simulator.cli_options import DATABASE, DAY, JSON, REAL_NUMBERS, STATE
from kruispunt_simulator.cli_output import blocks

# As in `cli.py`, everything heavy is imported by the command that needs it.


@click.group(invoke_without_command=True)
@STATE
@DATABASE
@JSON
@click.option(
    "--people",
    "folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="List the people of these folders, and those that come along, instead.",
)
@click.pass_context
def people(
    context: click.Context,
    state: Path,
    database: str | None,
    as_json: bool,
    folders: tuple[Path, ...],
) -> None:
    """
    List the fictitious people and what each is good for.

    They are those of the state folder, or where there is none those that come along.
    """
    if context.invoked_subcommand is None:
        from kruispunt_simulator.commands import people as command

        with command.opened(state, folders, database) as found:
            _print_each(command.rows(found), as_json)


@people.command("show")
@STATE
@DATABASE
@click.argument("who", metavar="INSZ")
def people_show(state: Path, database: str | None, who: str) -> None:
    """Print the whole file of a person, by number or id, as YAML."""
    from kruispunt_simulator.commands import people as command
    from kruispunt_simulator.people.write import as_yaml

    with command.opened(state, database=database) as found:
        click.echo(as_yaml(command.find(found, who)), nl=False)


@people.command("import")
@STATE
@DATABASE
@click.argument(
    "paths",
    metavar="FILE|DIR...",
    type=click.Path(exists=True, path_type=Path),
    nargs=-1,
    required=True,
)
@REAL_NUMBERS
def people_import(
    state: Path,
    database: str | None,
    paths: tuple[Path, ...],
    allow_real_numbers: bool,
) -> None:
    """
    Bring people from YAML files into the state folder.

    A file may hold any number of documents. What did not change since the last import
    is skipped; persons that a file no longer holds go. A simulator that runs on the
    folder sees the change at once.
    """
    from kruispunt_simulator.commands import people as command

    report = command.bring_in(
        state, paths, allow_real_numbers=allow_real_numbers, database=database
    )
    click.echo(command.summary(report))


@people.command("export")
@STATE
@DATABASE
@click.argument("who", metavar="[INSZ]...", nargs=-1)
@click.option("--all", "everybody", is_flag=True, help="Everybody.")
@click.option(
    "--to",
    required=True,
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="One file with a document each, or a folder with a file each.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
def people_export(
    state: Path,
    database: str | None,
    who: tuple[str, ...],
    everybody: bool,
    to: Path,
    force: bool,
) -> None:
    """Write the files of people, by number or id; importing them gives the same."""
    from kruispunt_simulator.commands import people as command

    if everybody == bool(who):
        raise click.UsageError("name people, or give --all")
    with command.opened(state, database=database) as found:
        count = command.send_out(found, who, to, force=force)
    click.echo(f"{count} people to {to}")


@people.command("generate")
@click.option(
    "--households",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="How many, at least.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="The same seed and day give the same people.",
)
@click.option(
    "--today", type=DAY, help="Day as of which they are as they are; today's date."
)
@click.option(
    "--to",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A YAML file, with a document for each person.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def people_generate(
    households: int, seed: int, today: date | None, to: Path, force: bool
) -> None:
    """
    Make up a population: families with plausible Flemish names and a mix of dossiers.

    A larger population begins with the smaller one of the same seed and day. Load it
    with `kruispunt people import FILE`.
    """
    from kruispunt_simulator.commands import people as command

    count = command.generate_to(
        to, households=households, seed=seed, today=today, force=force
    )
    click.echo(f"{count} people to {to}; `kruispunt people import {to}` loads them")


@people.command("schema")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="Write it there."
)
def people_schema(to: Path | None) -> None:
    """
    Print the JSON Schema of a person file, for an editor.

    An editor with the YAML language server completes and checks files that begin with
    `# yaml-language-server: $schema=PATH`.
    """
    from kruispunt_simulator.commands import people as command

    if to is None:
        click.echo(command.schema(), nl=False)
        return
    to.write_text(command.schema(), encoding="utf-8")
    click.echo(command.how_to_use(to), err=True)


def _print_each(rows: Iterator[dict[str, Any]], as_json: bool) -> None:
    """Print rows as they come: JSON, or blocks for people."""
    if not as_json:
        for row in rows:
            click.echo("\n".join(blocks([row])))
        return
    before = "[\n"
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, indent=2)
        click.echo(before + "  " + text.replace("\n", "\n  "), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")

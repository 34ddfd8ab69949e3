"""`kruispunt people`: list, show, import, export, and the schema for an editor."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TextIO

import click

from kruispunt_simulator.audit.guard import WARNING, note_real_numbers
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.commands.state import make_folder
from kruispunt_simulator.people import (
    PERSONAS,
    InvalidPersona,
    People,
    Person,
    Population,
)
from kruispunt_simulator.people.schema import SCHEMA_NAME, person_schema
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.store.address import database_of, file_of
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.people import Report, StoredPeople, load_people

_HEAD: Final = f"# yaml-language-server: $schema=./{SCHEMA_NAME}\n"
"""First line of a file that lies beside its schema."""


@contextmanager
def opened(
    state: Path, folders: Sequence[Path] = (), database: str | None = None
) -> Iterator[Population]:
    """
    Open the people of a state folder, or those of files.

    Args:
        state: Where a simulator ran, or people were imported; else the built-in people
            are given.
        folders: With these, they and the built-in people are read instead.
        database: Where they are, when the user said so.
    """
    url = database_of(state, database)
    path = file_of(url)
    if folders or (path is not None and not path.is_file()):
        yield People.load([PERSONAS, *folders])
        return
    engine = open_database(url)
    people = StoredPeople(engine, allow_real_numbers=True)
    try:
        yield people if len(people) else People.load()
    finally:
        people.close()
        engine.dispose()


def rows(people: Population) -> Iterator[dict[str, Any]]:
    """
    Every person, with whom it lives and what it is good for, one after the other.

    `household` is the last one: two with the same name live together, or did. None for
    who never belonged to any.
    """
    for person in people:
        yield {
            "id": person.id or person.ssin,
            "insz": person.identity.ssin,
            "household": person.households[-1].household if person.households else None,
            "registered_for": sorted(
                {f"{entry.party}@{entry.register_}" for entry in person.repertory}
            ),
            "title": person.title,
        }


def find(people: Population, who: str) -> Person:
    """
    Find a person by number or id.

    Raises:
        ClickException: There is none.
    """
    found = people.get(who)
    if found is not None:
        return found
    try:
        return people.named(who)
    except LookupError:
        raise click.ClickException(
            f"nobody has the number or id {who}; `kruispunt people` lists them"
        ) from None


def bring_in(
    state: Path,
    paths: Sequence[Path],
    *,
    allow_real_numbers: bool,
    database: str | None = None,
) -> Report:
    """
    Import files and folders into a state folder, the built-in people first.

    Args:
        state: Made when it is not there.
        paths: What is in them replaces what was there of the same persons.
        allow_real_numbers: Take numbers that could be somebody's; told and logged.
        database: Where they go, when the user said so.

    Raises:
        InvalidPersona: Something is wrong; what is right was imported.
        StateError: The database cannot be used.
    """
    make_folder(state)
    engine = open_database(database_of(state, database))
    try:
        if allow_real_numbers:
            click.echo(f"warning: {WARNING}", err=True)
            journal = Journal(engine)
            try:
                now = datetime.now(UTC)
                note_real_numbers(
                    journal, "people import", now=now, today=belgian_date(now)
                )
            finally:
                journal.close()
        own = load_people(engine)
        report = own if own.problems else _with_bar(engine, paths, allow_real_numbers)
    finally:
        engine.dispose()
    if report.problems:
        raise InvalidPersona(tuple(report.problems))
    return report


def _with_bar(engine: Any, paths: Sequence[Path], allow_real_numbers: bool) -> Report:
    bar = _Bar()
    try:
        return load_people(
            engine,
            paths,
            allow_real_numbers=allow_real_numbers,
            keep_partial=True,
            progress=bar.show,
        )
    finally:
        bar.finish()


class _Bar:
    """A progress bar per phase, on standard error, where somebody sees it."""

    def __init__(self) -> None:
        self._phase = ""
        self._bar: Any = None

    def show(self, phase: str, done: int, total: int) -> None:
        """Move on; a new phase begins a new bar."""
        if not total or not sys.stderr.isatty():
            return
        if phase != self._phase:
            self.finish()
            self._phase = phase
            self._bar = click.progressbar(
                length=total, label=f"{phase:<9}", file=sys.stderr
            )
        self._bar.update(done - self._bar.pos)

    def finish(self) -> None:
        """Leave the last bar as it is."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


def summary(report: Report) -> str:
    """What an import did, in a line."""
    return (
        f"{report.added} added, {report.changed} changed, {report.unchanged} "
        f"unchanged, {report.removed} removed ({report.files_read} files read, "
        f"{report.files_skipped} unchanged)"
    )


def send_out(people: Population, who: Sequence[str], to: Path, *, force: bool) -> int:
    """
    Export people, in one file or one file each.

    Args:
        people: All that there are.
        who: Numbers or ids; nobody named means everybody.
        to: A folder when it is one, or has no suffix: a file each, and their schema;
            else one file with a document for each.
        force: Write over files that are there.

    Returns:
        How many.

    Raises:
        ClickException: Somebody is not there, or a file is.
    """
    chosen = (find(people, each) for each in who) if who else iter(people)
    if to.is_dir() or not to.suffix:
        return _to_folder(chosen, to, force=force)
    count = 0
    with _new(to, force=force) as file:
        for person in chosen:
            file.write(f"---\n{as_yaml(person)}")
            count += 1
    return count


def _to_folder(people: Iterator[Person], folder: Path, *, force: bool) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for person in people:
        path = folder / f"{person.id or person.ssin}.yaml"
        with _new(path, force=force) as file:
            file.write(_HEAD + as_yaml(person))
        count += 1
    (folder / SCHEMA_NAME).write_text(schema(), encoding="utf-8")
    return count


def generate_to(
    to: Path, *, households: int, seed: int, today: date | None, force: bool
) -> int:
    """
    Write a generated population, household after household.

    Args:
        to: The file.
        households: How many, at least.
        seed: Decides who they are.
        today: Day as of which; None for the Belgian date now.
        force: Write over a file that is there.

    Returns:
        How many persons.

    Raises:
        ClickException: The file is there, or cannot be written, or there are no numbers
            for so many persons.
    """
    # Faker takes a while to import, and nobody else needs it.
    from kruispunt_simulator.invented import generate

    taken = frozenset(person.ssin for person in People.load())
    day = today or belgian_date(datetime.now(UTC))
    groups = generate(households, seed=seed, today=day, taken=taken)
    bar = _Bar()
    count = done = 0
    try:
        with _new(to, force=force) as file:
            for group in groups:
                for values in group:
                    file.write(f"---\n{as_yaml(Person.model_validate(values))}")
                count += len(group)
                done += len({each["households"][0]["household"] for each in group})
                bar.show("making", done, households)
    except OverflowError as error:
        raise click.ClickException(str(error)) from error
    finally:
        bar.finish()
    return count


def schema() -> str:
    """The JSON Schema of a person file."""
    return json.dumps(person_schema(), ensure_ascii=False, indent=2) + "\n"


def how_to_use(path: Path) -> str:
    """What to do with a schema that was written."""
    return (
        f"In an editor with the YAML language server, begin each file with:\n"
        f"# yaml-language-server: $schema={path}"
    )


@contextmanager
def _new(path: Path, *, force: bool) -> Iterator[TextIO]:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            yield file
    except FileExistsError:
        raise click.ClickException(
            f"{path} is there already; --force writes over it"
        ) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error}") from error

"""`kruispunt notify`: push what the KSZ notifies about incapacity, into a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Engine

from kruispunt_simulator.audit.guard import OPTION
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.commands.ask import BAD_ARGUMENTS, REFUSED, option_of
from kruispunt_simulator.commands.state import make_folder
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.filelock import locked
from kruispunt_simulator.legal import Legal, in_use
from kruispunt_simulator.notifications import (
    KINDS,
    Desk,
    Kind,
    LeftOut,
    Order,
    Report,
    capacities,
    is_over,
)
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import InvalidPersona
from kruispunt_simulator.running import Running, read_running
from kruispunt_simulator.store.address import database_of
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.people import StoredPeople, load_people
from kruispunt_simulator.store.repertory import Repertory
from kruispunt_simulator.store.sequence import Sequences
from kruispunt_simulator.store.turns import taking_turns

SENT: Final = 0

_LOCK: Final = "push.lock"
"""In the state folder; of the operating system, so it ends with its process."""

_LEFT_OUT: Final = {
    LeftOut.NOT_INSCRIBED: "not in the repertory for this receiver",
    LeftOut.NOTHING_MAY_LEAVE: "nothing may be told",
    LeftOut.NUMBER_DOES_NOT_FIT: "a number without a place in the contract",
}


def run(
    *,
    party: str,
    kind: str,
    day: date | None,
    quarter: str | None,
    capacity: str | None,
    to: Path,
    state: Path,
    database: str | None = None,
    as_json: bool,
) -> int:
    """
    Push, and print what left or why nothing did.

    Args:
        party: Id of the receiver.
        kind: Name in `KINDS`.
        day: Day of the push; None for the date of the simulator that runs, or today.
        quarter: Which one is due; None for what the day or its month brought.
        capacity: Ours, as in the acts; needed where the receiver has several.
        to: Folder of the messages.
        state: As of the other commands; made, with the built-in people, when missing.
            Law and codes are those of the chain that runs on it.
        database: Where people and log are, when the user said so.
        as_json: Print the summary as JSON.

    Returns:
        Exit status, see `cli.py`.

    Raises:
        ConfigurationError: An act file of the running chain is wrong by now.
    """
    chosen, running = KINDS[kind], read_running(state)
    legal = in_use(running)
    clock = Clock(day or _today(running))
    if problem := _problem(chosen, quarter, clock.today()):
        return _bad(problem)
    offered = capacities(legal.law, party, chosen, clock.today())
    if capacity is None and len(offered) > 1:
        return _bad(
            f"{party} has several capacities: --capacity {' or '.join(offered)}"
        )
    if capacity is None and offered:
        (capacity,) = offered
    order = Order(party=party, kind=chosen, quarter=quarter, capacity=capacity)
    allow = running is not None and running.allow_real_numbers
    with (
        _database(state, database) as engine,
        _desk(engine, state, clock, legal, allow_real_numbers=allow) as desk,
    ):
        report = desk.push(order, to)
    if as_json:
        about = {
            "party": party,
            "kind": kind,
            "day": clock.today().isoformat(),
            "quarter": quarter,
            "folder": str(to),
        }
        click.echo(json.dumps({**about, **report.to_dict()}, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(report, to, state)))
    return REFUSED if report.decision.grant is None else SENT


def _today(running: Running | None) -> date:
    return running.today() if running else belgian_date(datetime.now(UTC))


def _problem(kind: Kind, quarter: str | None, day: date) -> str | None:
    if quarter is None:
        return None
    if kind.is_daily:
        return f"{kind.name} goes out daily; --quarter is for the other kinds"
    if not is_over(quarter, day):
        return f"{quarter} is not over on {day}; attests are pushed of what is"
    return None


@contextmanager
def _database(state: Path, database: str | None) -> Iterator[Engine]:
    """Open the database of a state folder, with the built-in people; closes it."""
    make_folder(state)
    engine = open_database(database_of(state, database))
    try:
        report = load_people(engine)
        if report.problems:
            raise InvalidPersona(tuple(report.problems))
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _desk(
    engine: Engine,
    state: Path,
    clock: Clock,
    legal: Legal,
    *,
    allow_real_numbers: bool,
) -> Iterator[Desk]:
    """Open what a push needs, for one push at a time; closes it."""
    with (
        # What another push prepared and did not log yet looks like what a crash left
        # (`Outbox.settle`). Another host has a folder of its own but the same numbers.
        locked(state / _LOCK, wait=True),
        taking_turns(engine, "pushing"),
        closing(StoredPeople(engine, allow_real_numbers=allow_real_numbers)) as people,
        closing(Repertory(engine)) as repertory,
        closing(Sequences(engine)) as sequences,
        closing(Journal(engine)) as journal,
    ):
        if people.holds_real_numbers() and not allow_real_numbers:
            raise StateError(
                f"{state}: holds people whose numbers may be real; that is pushed "
                f"only while a simulator with {OPTION} runs on it"
            )
        yield Desk(
            parties=Parties.load().with_codes(legal.codes),
            law=legal.law,
            people=people,
            repertory=repertory,
            sequences=sequences,
            journal=journal,
            clock=clock,
        )


def _lines(report: Report, to: Path, state: Path) -> Iterator[str]:
    trail = f"kruispunt explain {report.trace}{option_of(state)}"
    grant = report.decision.grant
    if grant is None:
        yield f"refused: {report.decision.reason}"
        yield f"  trace {report.trace}  ({trail})"
        return
    yield f"{len(report.sent)} messages to {to}, on {grant.citation} ({grant.id})"
    for sent in report.sent:
        count = f"{sent.notifications} notifications, {sent.persons} people"
        yield f"  {sent.file}: {count}"
    for reason, people in report.left_out.items():
        yield f"  {people} people left out: {_LEFT_OUT[reason]}"
    yield f"  trace {report.trace}  ({trail})"


def _bad(message: str) -> int:
    click.echo(f"kruispunt notify: {message}", err=True)
    return BAD_ARGUMENTS

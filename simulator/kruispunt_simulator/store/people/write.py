"""
Writes files of persons: the file, the keys to find it by, its inscriptions.

The repertories get what a file says when it says so for the first time, and lose what
it says no longer. A line that is there just as the file says is the file's; one that a
call has changed meanwhile is not, so nothing here touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.load import Entry
from kruispunt_simulator.people.reading import Reading
from kruispunt_simulator.people.together import Key, groups_of, named_by
from kruispunt_simulator.people.write import as_json, from_json
from kruispunt_simulator.store.tables import person, person_key, repertory

Line: TypeAlias = tuple[str, str, str | None, date, date | None]
"""Repertory, party, quality, first and last day of one person."""

_LINE: Final = (
    repertory.c.register,
    repertory.c.party,
    repertory.c.quality,
    repertory.c.begin_date,
    repertory.c.end_date,
)
# Statements are built once: building costs more than running them.
_OLD = select(person.c.ssin, person.c.document).where(
    person.c.ssin.in_(bindparam("ssins", expanding=True))
)
_LINES = select(repertory.c.id, repertory.c.ssin, *_LINE).where(
    repertory.c.ssin.in_(bindparam("ssins", expanding=True))
)
_NO_PERSON = delete(person).where(person.c.ssin.in_(bindparam("ssins", expanding=True)))
_NO_KEYS = delete(person_key).where(
    person_key.c.ssin.in_(bindparam("ssins", expanding=True))
)
_NO_LINES = delete(repertory).where(
    repertory.c.id.in_(bindparam("ids", expanding=True))
)
_NO_ID = update(person).where(person.c.ssin == bindparam("who")).values(id=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write left to be looked at."""

    changed: int
    """How many of the persons were there before."""
    neighbours: frozenset[str]
    """Numbers that the files named before."""
    groups: frozenset[Key]
    """What the files had in common with others before (`together.groups_of`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person to write."""

    source: int
    """Id of the file."""
    digest: str
    """Of the document."""
    entry: Entry


def put(connection: Connection, rows: Sequence[Row]) -> Written:
    """
    Write persons, new or again.

    Args:
        connection: In a transaction.
        rows: At least one; no two of one person.
    """
    people = [row.entry.person for row in rows]
    old = _take_away(connection, [each.ssin for each in people])
    connection.execute(insert(person), [_values(row) for row in rows])
    put_keys(connection, people)
    _inscribe(connection, old, {each.ssin: declared(each) for each in people})
    return _looked_at(old)


def _values(row: Row) -> dict[str, object]:
    entry = row.entry
    return {
        "ssin": entry.person.ssin,
        "id": entry.person.id,
        "title": entry.person.title,
        "source": row.source,
        "line": entry.chunk.line,
        "digest": row.digest,
        "real_numbers": entry.has_real_numbers,
        "document": as_json(entry.value),
    }


def put_keys(connection: Connection, people: Iterable[Person]) -> None:
    """Write the keys of persons of whom none are there."""
    keys = [
        {"kind": kind, "key": key, "ssin": each.ssin}
        for each in people
        for kind, key in each.keys
    ]
    if keys:
        connection.execute(insert(person_key), keys)


def remove(connection: Connection, ssins: Sequence[str]) -> Written:
    """
    Take persons away.

    Args:
        connection: In a transaction.
        ssins: Few enough for one statement.
    """
    old = _take_away(connection, ssins)
    _inscribe(connection, old, {})
    return _looked_at(old)


def forget_keys(connection: Connection, ssins: Sequence[str]) -> None:
    """Take the keys of persons away."""
    connection.execute(_NO_KEYS, {"ssins": list(ssins)})


def forget_id(connection: Connection, ssin: str) -> None:
    """Let a person be nameless: another has the name by now."""
    connection.execute(_NO_ID, {"who": ssin})


def declared(of: Person) -> frozenset[Line]:
    """Give the inscriptions that a file says."""
    return frozenset(
        (each.register_, each.party, each.quality, each.begin, each.end)
        for each in of.repertory
    )


def _take_away(connection: Connection, ssins: Sequence[str]) -> Sequence[Any]:
    old: Sequence[Any] = connection.execute(_OLD, {"ssins": list(ssins)}).all()
    if old:
        gone = {"ssins": [row.ssin for row in old]}
        connection.execute(_NO_PERSON, gone)
        connection.execute(_NO_KEYS, gone)
    return old


def _inscribe(
    connection: Connection,
    old: Sequence[Any],
    new: Mapping[str, frozenset[Line]],
) -> None:
    """Make the difference between what files said and what they say."""
    before = {row.ssin: _declared_before(row.document) for row in old}
    ssins = [*new, *(before.keys() - new.keys())]
    there: dict[str, dict[Line, int]] = {}
    for row in connection.execute(_LINES, {"ssins": ssins}):
        there.setdefault(row.ssin, {})[tuple(row)[2:]] = row.id
    gone: list[int] = []
    come: list[dict[str, object]] = []
    for ssin in ssins:
        said, says = before.get(ssin, frozenset()), new.get(ssin, frozenset())
        held = there.get(ssin, {})
        gone += [held[line] for line in said - says if line in held]
        come += [
            {"ssin": ssin, **dict(zip((c.name for c in _LINE), line, strict=True))}
            for line in sorted(says - said, key=str)
            if line not in held
        ]
    if gone:
        connection.execute(_NO_LINES, {"ids": gone})
    if come:
        connection.execute(insert(repertory), come)


def _declared_before(document: str) -> frozenset[Line]:
    lines = from_json(document).get("repertory") or ()
    return frozenset(
        (
            line["register"],
            line["party"],
            line.get("quality"),
            line["from"],
            line.get("until"),
        )
        for line in lines
    )


def _looked_at(old: Sequence[Any]) -> Written:
    neighbours: set[str] = set()
    groups: set[Key] = set()
    for row in old:
        try:
            before = Person.model_validate(
                from_json(row.document), context=Reading(allow_real_numbers=True)
            )
        except ValidationError:
            continue  # written by an earlier version, which knew other things
        neighbours |= named_by(before)
        groups |= groups_of(before)
    return Written(
        changed=len(old),
        neighbours=frozenset(neighbours),
        groups=frozenset(groups),
    )

"""
Looks, after a load, whether files still agree with each other: those that changed, and
those around them.

What is to be looked at stands in tables of the connection, on disk when there is much
of it, so memory does not grow with the number of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
)

from kruispunt_simulator.people import Person, together
from kruispunt_simulator.people.together import Key, Problem
from kruispunt_simulator.store.people.stored import StoredPeople
from kruispunt_simulator.store.tables import person_key

PAGE: Final = 500

_scratch = MetaData()
_to_check = Table(
    "scratch_check",
    _scratch,
    Column("position", Integer, primary_key=True),
    Column("ssin", String(11), nullable=False, unique=True),
    prefixes=["TEMPORARY"],
)
_groups = Table(
    "scratch_group",
    _scratch,
    Column("position", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("key", "kind"),
    prefixes=["TEMPORARY"],
)
_KNOWN = select(_to_check.c.ssin).where(
    _to_check.c.ssin.in_(bindparam("ssins", expanding=True))
)
_KNOWN_GROUPS = select(_groups).where(
    _groups.c.key.in_(bindparam("keys", expanding=True))
)
_NAMERS = select(person_key.c.ssin).where(person_key.c.key == bindparam("ssin"))


class Checks:
    """
    What is to be looked at, and the look.

    Args:
        connection: In no transaction; keeps the list, and is given back without it.
        people: The persons as they are by now.
    """

    def __init__(self, connection: Connection, people: StoredPeople) -> None:
        self._connection = connection
        self._people = people
        _scratch.create_all(connection, checkfirst=False)

    def close(self) -> None:
        """Forget the list."""
        _scratch.drop_all(self._connection, checkfirst=False)

    def add(self, ssins: Iterable[str]) -> None:
        """Look at these persons too."""
        wanted = list(dict.fromkeys(ssins))
        if wanted:
            known = set(self._connection.scalars(_KNOWN, {"ssins": wanted}))
            new = [{"ssin": ssin} for ssin in wanted if ssin not in known]
            if new:
                self._connection.execute(insert(_to_check), new)

    def add_groups(self, groups: Iterable[Key]) -> list[Key]:
        """Look at what these have in common too; gives those that are new here."""
        wanted = sorted(set(groups))
        if not wanted:
            return []
        rows = self._connection.execute(_KNOWN_GROUPS, {"keys": [k for _, k in wanted]})
        known = {(row.kind, row.key) for row in rows}
        new = [group for group in wanted if group not in known]
        if new:
            values = [{"kind": kind, "key": key} for kind, key in new]
            self._connection.execute(insert(_groups), values)
        return new

    def count(self) -> int:
        """Tell how many persons are to be looked at."""
        return self._connection.scalar(select(func.count()).select_from(_to_check)) or 0

    def namers(self, ssin: str) -> set[str]:
        """Find whose files name a number in one of their keys."""
        return set(self._connection.scalars(_NAMERS, {"ssin": ssin}))

    def run(self, step: Callable[[], object]) -> Iterator[Problem]:
        """
        Look at everything in the list.

        Args:
            step: Called for each person.
        """
        for row in self._rows(_groups):
            yield from self._group((row.kind, row.key))
        for row in self._rows(_to_check):
            step()
            found = self._people.get(row.ssin)
            if found is not None:
                yield from self._around(found)

    def _rows(self, table: Table) -> Iterator[Any]:
        """Read a list a page at a time, in the order in which it was made."""
        after = 0
        query = (
            select(table)
            .where(table.c.position > bindparam("after"))
            .order_by(table.c.position)
            .limit(PAGE)
        )
        while rows := self._connection.execute(query, {"after": after}).all():
            yield from rows
            after = rows[-1].position

    def _around(self, found: Person) -> Iterator[Problem]:
        yield from together.of_person(found, self._people)
        others = together.named_by(found) | self.namers(found.ssin)
        if others:
            known = set(self._connection.scalars(_KNOWN, {"ssins": sorted(others)}))
            for ssin in sorted(others - known - {found.ssin}):
                other = self._people.get(ssin)
                if other is not None:
                    yield from together.of_person(other, self._people)
        for group in self.add_groups(together.groups_of(found)):
            yield from self._group(group)

    def _group(self, group: Key) -> Iterator[Problem]:
        return together.of_group(group, self._people.having(*group))

"""
Looks, after a load, whether files still agree with each other: those that changed, and
those around them.

What is to be looked at stands in tables of the connection, on disk when there is much
of it, so memory does not grow with the number of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from kruispunt_simulator.people import Person, together
from kruispunt_simulator.people.together import Problem
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
_households = Table(
    "scratch_household",
    _scratch,
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    prefixes=["TEMPORARY"],
)
_KNOWN = select(_to_check.c.ssin).where(
    _to_check.c.ssin.in_(bindparam("ssins", expanding=True))
)
_KNOWN_HOUSEHOLDS = select(_households.c.name).where(
    _households.c.name.in_(bindparam("names", expanding=True))
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

    def add_households(self, names: Iterable[str]) -> list[str]:
        """Look at these households too; gives those that are new in the list."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return []
        known = set(self._connection.scalars(_KNOWN_HOUSEHOLDS, {"names": wanted}))
        new = [name for name in wanted if name not in known]
        if new:
            self._connection.execute(insert(_households), [{"name": n} for n in new])
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
        for name in list(self._connection.scalars(select(_households.c.name))):
            yield from together.of_household(name, self._members(name))
        for ssin in self._pages():
            step()
            found = self._people.get(ssin)
            if found is not None:
                yield from self._around(found)

    def _pages(self) -> Iterator[str]:
        after = 0
        query = (
            select(_to_check)
            .where(_to_check.c.position > bindparam("after"))
            .order_by(_to_check.c.position)
            .limit(PAGE)
        )
        while rows := self._connection.execute(query, {"after": after}).all():
            yield from (row.ssin for row in rows)
            after = rows[-1].position

    def _around(self, found: Person) -> Iterator[Problem]:
        yield from together.of_person(found, self._people)
        yield from together.of_parcels(found, self._people.having)
        others = together.named_by(found) | self.namers(found.ssin)
        if others:
            known = set(self._connection.scalars(_KNOWN, {"ssins": sorted(others)}))
            for ssin in sorted(others - known - {found.ssin}):
                other = self._people.get(ssin)
                if other is not None:
                    yield from together.of_person(other, self._people)
        for name in self.add_households(m.household for m in found.households):
            yield from together.of_household(name, self._members(name))

    def _members(self, name: str) -> tuple[Person, ...]:
        return self._people.having("household", name)

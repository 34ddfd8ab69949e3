"""
Whose a person is, when several files hold one, and whose a name.

- Of files that are loaded together no two may hold the same person.
- Else the file that is loaded later takes over, but never a built-in person one of the
  user's own.
- A name (`id`) is one person's. A file may give it to another of its persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, bindparam, select

from kruispunt_simulator.people import PersonaProblem
from kruispunt_simulator.people.documents import Chunk
from kruispunt_simulator.people.load import (
    Entry,
    already_in,
    problem_at,
    read_person,
)
from kruispunt_simulator.store.people import write
from kruispunt_simulator.store.people.source import Seen, Source, Sources
from kruispunt_simulator.store.tables import person

_OWNERS = select(person.c.ssin, person.c.source).where(
    person.c.ssin.in_(bindparam("ssins", expanding=True))
)
_IDS = select(person.c.id, person.c.ssin, person.c.source).where(
    person.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file that is being loaded."""

    file: Source
    digest: str
    chunk: Chunk

    @property
    def key(self) -> tuple[int, str]:
        """Id of the file, which has one by now, and digest."""
        return self.file.id or 0, self.digest

    def read(self, allow_real_numbers: bool) -> Entry | tuple[PersonaProblem, ...]:
        """Read it; gives the person, or what is wrong."""
        return read_person(
            self.file.path, self.chunk, allow_real_numbers=allow_real_numbers
        )

    def taken(self, ssin: str, by: str) -> PersonaProblem:
        """Say that its person was met before, in the file `by`."""
        where = ("identity", "ssin")
        return problem_at(self.file.path, self.chunk, where, already_in(ssin, by))


Found: TypeAlias = list[tuple[Document, Entry]]
"""Documents with the persons in them."""


class Ownership:
    """
    Decides for one load.

    Args:
        scratch: To read.
        writing: To take a name away.
        seen: Whom the load met so far.
    """

    def __init__(
        self,
        scratch: Connection,
        writing: Engine,
        seen: Seen,
    ) -> None:
        self._scratch = scratch
        self._writing = writing
        self._sources = Sources(scratch)
        self._seen = seen
        self.settled: set[int | None] = set()
        """Ids of files of this load that did not change: whom they hold, they hold."""
        self.open: set[int | None] = set()
        """Ids of files whose persons are theirs only when they are met again."""
        self._problems: list[PersonaProblem] = []

    def settle(self, entries: Found, problems: list[PersonaProblem]) -> Found:
        """
        Leave out who is another file's, or has another's name.

        Args:
            entries: Read from documents.
            problems: Gets one for each who is left out, but for built-in persons whom
                the user has a file of.
        """
        accepted = self._with_own_names(self._with_own_numbers(entries))
        problems += self._problems
        self._problems.clear()
        return accepted

    def _with_own_numbers(self, entries: Found) -> Found:
        """Leave out whom another file has."""
        ssins = {entry.person.ssin for _, entry in entries}
        met = self._seen.where(ssins)
        rows = self._scratch.execute(_OWNERS, {"ssins": sorted(ssins)})
        owners: dict[str, int] = {row.ssin: row.source for row in rows}
        accepted = []
        for document, entry in entries:
            ssin, own = entry.person.ssin, document.key[0]
            owner = met.get(ssin, owners.get(ssin, own))
            if ssin in met or (owner != own and owner in self.settled):
                told = already_in(ssin, self._sources.name_of(owner))
                self._problems.append(entry.problem(("identity", "ssin"), told))
            elif owner == own or not document.file.is_built_in:
                met[ssin] = own
                accepted.append((document, entry))
            # else: the user has a file of this built-in person
        return accepted

    def _with_own_names(self, entries: Found) -> Found:
        """Leave out whose name another person has."""
        ids = {entry.person.id for _, entry in entries} - {None}
        here = {entry.person.ssin for _, entry in entries}
        rows = self._scratch.execute(_IDS, {"ids": sorted(map(str, ids))})
        others = {row.id: row for row in rows if row.ssin not in here}
        used: dict[str, int] = {}
        accepted = []
        for document, entry in entries:
            id_ = entry.person.id
            other = others.get(id_)
            owner = used.get(id_ or "")
            if owner is None and other is not None and not self._may_rename(other):
                owner = other.source
            if owner is not None:
                told = already_in(str(id_), self._sources.name_of(owner))
                self._problems.append(entry.problem(("id",), told))
                continue
            if id_ is not None:
                used[id_] = document.key[0]
            accepted.append((document, entry))
        return accepted

    def _may_rename(self, other: Any) -> bool:
        """Take its name from a person who is yet to be met in these files, if ever."""
        if other.source not in self.open or self._seen.where([other.ssin]):
            return False
        with self._writing.begin() as connection:
            write.forget_id(connection, other.ssin)
        return True

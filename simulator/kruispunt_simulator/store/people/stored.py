"""
Persons in the database: found by number, id or key, never all in memory at once.

A read first asks for the digest of a file, which is short, and reads and validates the
file only when it is not in a small cache: so what another process imports is seen at
the next look-up, and somebody who is asked about often costs little.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Engine, bindparam, func, select

from kruispunt_simulator import people as people_package
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.reading import Reading
from kruispunt_simulator.people.write import from_json
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import person, person_key, person_source

CACHE: Final = 1024
"""Persons that are kept validated. Source: our choice; some 30 MB at most."""

PAGE: Final = 200
"""Persons that are read at once when all are."""

_DIGEST: Final = select(person.c.digest).where(person.c.ssin == bindparam("ssin"))
_FILE: Final = (
    select(person.c.ssin, person.c.digest, person.c.document, person.c.line)
    .add_columns(person_source.c.name)
    .join_from(person, person_source, person.c.source == person_source.c.id)
)
_BY_SSIN: Final = _FILE.where(person.c.ssin == bindparam("ssin"))
_PAGE: Final = (
    _FILE.where(person.c.ssin > bindparam("after")).order_by(person.c.ssin).limit(PAGE)
)
_HAVING: Final = (
    select(person_key.c.ssin)
    .where(person_key.c.kind == bindparam("kind"), person_key.c.key == bindparam("key"))
    .order_by(person_key.c.ssin)
)
_NAMED: Final = select(person.c.ssin).where(person.c.id == bindparam("id"))
_COUNT: Final = select(func.count()).select_from(person)
_ANY_REAL: Final = select(person.c.ssin).where(person.c.real_numbers).limit(1)


def _format() -> str:
    """Tell one edition of the person file from another: by what defines it."""
    digest = blake2b(digest_size=16)
    folder = Path(people_package.__file__ or "").parent
    for module in sorted(folder.rglob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


FORMAT: Final = _format()
"""Part of every digest, for a new edition may find other keys in the same file."""


class StoredPeople:
    """
    All persons of a database; thread-safe. Reads as `People` does.

    Args:
        engine: An open database with its tables.
        allow_real_numbers: Whether a file may name numbers that could be somebody's.
        cache: How many persons are kept validated.

    Every read raises `StateError` when the database does not answer, or holds a file
    that this edition of the simulator cannot read.
    """

    def __init__(
        self, engine: Engine, *, allow_real_numbers: bool = False, cache: int = CACHE
    ) -> None:
        self._reader = Reader(engine)
        self._allow_real_numbers = allow_real_numbers
        self._most = cache
        self._cache: OrderedDict[str, tuple[str, Person]] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._reader.close()

    def get(self, ssin: str, /) -> Person | None:
        """Find the person with this number; None: no such number was ever given."""
        row = self._reader.first(_DIGEST, {"ssin": ssin})
        if row is None:
            return None
        with self._lock:
            digest, held = self._cache.get(ssin, (None, None))
            if held is not None and digest == row.digest:
                self._cache.move_to_end(ssin)
                return held
        row = self._reader.first(_BY_SSIN, {"ssin": ssin})
        if row is None:  # removed between the two reads
            return None
        found = self._read(row)
        self.keep(row.digest, found)
        return found

    def keep(self, digest: str, person: Person) -> None:
        """
        Have a person ready who was just validated.

        Args:
            digest: Of the document; a database that holds another one goes before.
            person: Read from it.
        """
        with self._lock:
            self._cache[person.ssin] = (digest, person)
            self._cache.move_to_end(person.ssin)
            while len(self._cache) > self._most:
                self._cache.popitem(last=False)

    def having(self, kind: str, key: str) -> tuple[Person, ...]:
        """
        Find everybody whose file names a key, such as a household.

        Args:
            kind: As `Person.keys` gives it.
            key: Which one.

        Returns:
            By number; empty for none.
        """
        rows = self._reader.all(_HAVING, {"kind": kind, "key": key})
        found = (self.get(row.ssin) for row in rows)
        return tuple(each for each in found if each is not None)

    def named(self, id_: str) -> Person:
        """
        Find the person with this id.

        Raises:
            LookupError: There is none.
        """
        row = self._reader.first(_NAMED, {"id": id_})
        found = None if row is None else self.get(row.ssin)
        if found is None:
            raise LookupError(f"no person with id {id_}")
        return found

    def holds_real_numbers(self) -> bool:
        """Whether a file names a number that could be somebody's."""
        return self._reader.first(_ANY_REAL, {}) is not None

    def __iter__(self) -> Iterator[Person]:
        """Read everybody by number, a page at a time, past the cache."""
        after = ""
        while rows := self._reader.all(_PAGE, {"after": after}):
            for row in rows:
                yield self._read(row)
            after = rows[-1].ssin

    def __len__(self) -> int:
        row = self._reader.first(_COUNT, {})
        return 0 if row is None else int(row[0])

    def _read(self, row: Any) -> Person:
        reading = Reading(allow_real_numbers=self._allow_real_numbers)
        try:
            return Person.model_validate(from_json(row.document), context=reading)
        except ValidationError as error:
            what = error.errors(include_input=False, include_url=False)[0]
            key = ".".join(map(str, what["loc"]))
            raise StateError(
                f"{row.name}:{row.line}: the database keeps this file as an earlier "
                f"version read it; import it again ({key}: {what['msg']})"
            ) from error

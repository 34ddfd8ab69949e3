"""
The files that persons came from, and what of them was met in one load.

`built-in/NAME` names a file that comes with the simulator, wherever that is installed;
every other name is a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from kruispunt_simulator.people import PERSONAS
from kruispunt_simulator.people.load import files_in
from kruispunt_simulator.store.people.stored import FORMAT
from kruispunt_simulator.store.reader import for_reading
from kruispunt_simulator.store.tables import person, person_source

_BUILT_IN: Final = "built-in/"
_BLOCK: Final = 1 << 20
_KEY: Final = FORMAT.encode()


def document_digest(text: str) -> str:
    """Digest of a document, wherever it stands, as this edition reads it."""
    content = text.removeprefix("---\n").rstrip()
    return blake2b(content.encode(), digest_size=20, key=_KEY).hexdigest()


def file_digest(path: Path) -> str:
    """Digest of a file, likewise; empty for one that cannot be read."""
    digest = blake2b(digest_size=20, key=_KEY)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


@dataclass(slots=True, kw_only=True)
class Source:
    """One file."""

    name: str
    id: int | None
    """None before it was loaded for the first time."""
    was_finished: bool
    """Whether the last load found all of it right."""
    held: str | None
    """Digest at the last load."""
    digest: str = ""
    """Digest now."""
    size: int = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        if self.is_built_in:
            return PERSONAS / self.name.removeprefix(_BUILT_IN)
        return Path(self.name)

    @property
    def is_built_in(self) -> bool:
        """Whether it comes with the simulator."""
        return self.name.startswith(_BUILT_IN)

    @property
    def is_as_before(self) -> bool:
        """Whether there is nothing to load."""
        return self.was_finished and self.digest == self.held != ""


class Sources:
    """
    The files as the database knows them.

    Args:
        connection: To read, in no transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of(self, paths: Iterable[Path]) -> list[Source]:
        """Give the files of paths as they are now; folders give theirs."""
        found: dict[str, Source] = {}
        known = {source.name: source for source in self.all()}
        for path in files_in(paths):
            name = _name(path)
            source = known.get(name) or Source(
                name=name, id=None, was_finished=False, held=None
            )
            source.digest = file_digest(path)
            source.size = path.stat().st_size if source.digest else 0
            found[name] = source
        return list(found.values())

    def all(self) -> list[Source]:
        """Give every file that was ever loaded and is not gone."""
        rows = self.connection.execute(select(person_source)).all()
        return [_source(row) for row in rows]

    def vanished(self, paths: Iterable[Path], files: Sequence[Source]) -> list[Source]:
        """Give the files that were in one of these folders and are there no longer."""
        folders = {path.resolve() for path in paths if path.is_dir()}
        there = {file.name for file in files}
        return [
            source
            for source in self.all()
            if source.name not in there and source.path.parent.resolve() in folders
        ]

    def stale(self, files: Sequence[Source]) -> list[Source]:
        """Give the other files, where an earlier edition loaded them."""
        query = select(person_source).where(person_source.c.format != FORMAT)
        there = {file.name for file in files}
        return [
            _source(row)
            for row in self.connection.execute(query)
            if row.name not in there
        ]

    def name_of(self, id_: int | None) -> str:
        """Name a file to people."""
        query = select(person_source.c.name).where(person_source.c.id == id_)
        return str(self.connection.scalar(query))

    def place_of(self, ssin: str) -> tuple[Source, int]:
        """Give the file of a person, and the line where the document begins."""
        query = (
            select(person_source, person.c.line)
            .join(person, person.c.source == person_source.c.id)
            .where(person.c.ssin == ssin)
        )
        row = self.connection.execute(query).one()
        return _source(row), row.line

    def pages_of(self, source: Source, most: int) -> Iterator[list[str]]:
        """Give the persons of a file, a few at a time."""
        after = ""
        query = (
            select(person.c.ssin)
            .where(person.c.source == source.id, person.c.ssin > bindparam("after"))
            .order_by(person.c.ssin)
            .limit(most)
        )
        while page := list(self.connection.scalars(query, {"after": after})):
            yield page
            after = page[-1]

    # Changes, in a transaction of the caller's

    @staticmethod
    def begin(connection: Connection, source: Source) -> int:
        """Say that a file is being loaded, so that a crash leaves it unfinished."""
        if source.id is None:
            row = {"name": source.name, **_STATE}
            query = insert(person_source).values(row).returning(person_source.c.id)
            source.id = connection.execute(query).scalar_one()
        else:
            _set(connection, source, _STATE)
        return source.id

    @staticmethod
    def finish(connection: Connection, source: Source) -> None:
        """Say that all of a file is there and right."""
        state = {"digest": source.digest, "format": FORMAT, "finished": True}
        _set(connection, source, state)

    @staticmethod
    def unfinish(connection: Connection, source: Source) -> None:
        """Say that something of a file is wrong."""
        _set(connection, source, {"finished": False})

    @staticmethod
    def refreshed(connection: Connection, source: Source) -> None:
        """Say that this edition has read what an earlier one loaded."""
        _set(connection, source, {"format": FORMAT})

    @staticmethod
    def drop(connection: Connection, source: Source) -> None:
        """Forget a file, of which nobody is there."""
        connection.execute(delete(person_source).where(person_source.c.id == source.id))


_STATE: Final = {"digest": "", "format": FORMAT, "finished": False}

_scratch = MetaData()
_seen = Table(
    "scratch_seen",
    _scratch,
    Column("ssin", String(11), primary_key=True),
    Column("source", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
_WHERE = select(_seen).where(_seen.c.ssin.in_(bindparam("ssins", expanding=True)))
_OF = select(person.c.ssin).where(person.c.source == bindparam("source"))
_UNSEEN = _OF.where(~select(_seen.c.ssin).where(_seen.c.ssin == person.c.ssin).exists())


class Seen:
    """
    Whom a load met, and in which file.

    Args:
        connection: In no transaction; keeps the list, and is given back without it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        _scratch.create_all(connection, checkfirst=False)

    def close(self) -> None:
        """Forget the list."""
        _scratch.drop_all(self._connection, checkfirst=False)

    def add(self, people: Iterable[tuple[str, Source]]) -> None:
        """Note persons who were not met before."""
        rows = [{"ssin": ssin, "source": source.id} for ssin, source in people]
        if rows:
            self._connection.execute(insert(_seen), rows)

    def where(self, ssins: Iterable[str]) -> dict[str, int]:
        """Tell in which file each of these was met, of those who were."""
        rows = self._connection.execute(_WHERE, {"ssins": sorted(ssins)})
        return {row.ssin: row.source for row in rows}

    def unmet_of(self, source: Source, most: int) -> list[str]:
        """Give some persons of a file who were not met."""
        query = _UNSEEN.limit(most)
        return list(self._connection.scalars(query, {"source": source.id}))

    def all_of(self, source: Source, most: int) -> list[str]:
        """Give some persons of a file."""
        return list(self._connection.scalars(_OF.limit(most), {"source": source.id}))


def unfinished_files(engine: Engine) -> tuple[str, ...]:
    """Name the files of which something was wrong when they were loaded last."""
    query = select(person_source.c.name).where(~person_source.c.finished)
    with for_reading(engine).connect() as connection:
        return tuple(connection.scalars(query))


def _name(path: Path) -> str:
    full = path.resolve()
    if full.parent == PERSONAS.resolve():
        return f"{_BUILT_IN}{full.name}"
    return str(full)


def _source(row: Any) -> Source:
    is_same_edition = row.format == FORMAT
    return Source(
        name=row.name,
        id=row.id,
        was_finished=row.finished,
        held=row.digest if is_same_edition else "",
    )


def _set(connection: Connection, source: Source, values: dict[str, Any]) -> None:
    connection.execute(
        update(person_source).where(person_source.c.id == source.id).values(values)
    )

"""Invented persons from files: read, checked, told what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kruispunt_contracts.yamlfile import ConfigurationError, Location, read
from pydantic import ValidationError

from kruispunt_simulator.people import together
from kruispunt_simulator.people.documents import Chunk, chunks
from kruispunt_simulator.people.person import Person
from kruispunt_simulator.people.reading import Reading

PERSONAS: Final = Path(__file__).parents[1] / "personas"
"""The persons that come with the simulator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaProblem:
    """One thing that is wrong in a file of a person."""

    file: Path
    line: int
    key: str
    """Path to the value, such as `repertory.0.party`; empty for the whole file."""
    problem: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}: {key}{self.problem}"


class InvalidPersona(ConfigurationError):
    """Files of persons cannot be used; `problems` holds all that was found."""

    def __init__(self, problems: tuple[PersonaProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person with the document it came from."""

    file: Path
    chunk: Chunk
    person: Person
    value: Any
    """The plain values of the document, which made the person."""
    has_real_numbers: bool

    def problem(self, location: Location, text: str) -> PersonaProblem:
        """Say what is wrong at a place of this document."""
        return problem_at(self.file, self.chunk, location, text)


def problem_at(
    file: Path, chunk: Chunk, location: Location, text: str
) -> PersonaProblem:
    """Say what is wrong at a place of a document."""
    return PersonaProblem(
        file=file,
        line=read(chunk.text, chunk.line).line(location),
        key=".".join(map(str, location)),
        problem=text,
    )


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Give files, and the `*.yaml` files of folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.yaml"))
        else:
            yield path


def chunks_of(file: Path) -> Iterator[Chunk | PersonaProblem]:
    """
    Cut a file into its documents, one at a time.

    Returns:
        The documents; at the place where the file cannot be read, a problem as the
        last.
    """
    try:
        # A byte order mark at the begin is allowed, and says nothing.
        with file.open(encoding="utf-8-sig") as lines:
            yield from chunks(lines)
    except (OSError, UnicodeDecodeError) as error:
        yield PersonaProblem(
            file=file, line=1, key="", problem=f"cannot be read: {error}"
        )


def read_person(
    file: Path, chunk: Chunk, *, allow_real_numbers: bool = False
) -> Entry | tuple[PersonaProblem, ...]:
    """
    Read one document.

    Args:
        file: Where it stands.
        chunk: The document.
        allow_real_numbers: Whether numbers may stand there that could be somebody's.

    Returns:
        The person, or what is wrong.
    """
    document = read(chunk.text, chunk.line)
    if document.problems:
        return tuple(
            PersonaProblem(file=file, line=line, key="", problem=problem)
            for line, problem in document.problems
        )
    reading = Reading(allow_real_numbers=allow_real_numbers)
    try:
        person = Person.model_validate(document.value, context=reading)
    except ValidationError as error:
        return tuple(
            PersonaProblem(
                file=file,
                line=document.line(detail["loc"]),
                key=".".join(map(str, detail["loc"])),
                problem=_describe(detail),
            )
            for detail in error.errors()
        )
    return Entry(
        file=file,
        chunk=chunk,
        person=person,
        value=document.value,
        has_real_numbers=reading.real_numbers > 0,
    )


class People:
    """Persons in memory; frozen after loading, so safe in threads."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        """Keep `people`; no two of them may share a number (use `load` for files)."""
        self._by_ssin: Mapping[str, Person] = {person.ssin: person for person in people}
        having: dict[tuple[str, str], set[str]] = {}
        for person in self._by_ssin.values():
            for key in person.keys:
                having.setdefault(key, set()).add(person.ssin)
        self._having: Mapping[tuple[str, str], set[str]] = having

    @classmethod
    def load(
        cls, paths: Iterable[Path] = (PERSONAS,), *, allow_real_numbers: bool = False
    ) -> People:
        """
        Load files, and folders of `*.yaml` files; a file may hold several documents.

        Args:
            paths: All are loaded together.
            allow_real_numbers: As `read_person`.

        Raises:
            InvalidPersona: At least one file is wrong, two files share a number or an
                id, or files contradict each other (`together`).
        """
        loaded: list[Entry] = []
        problems: list[PersonaProblem] = []
        for file in files_in(paths):
            for chunk in chunks_of(file):
                if isinstance(chunk, PersonaProblem):
                    problems.append(chunk)
                    continue
                found = read_person(file, chunk, allow_real_numbers=allow_real_numbers)
                if isinstance(found, Entry):
                    loaded.append(found)
                else:
                    problems.extend(found)
        problems = problems or list(_check_together(loaded))
        if problems:
            raise InvalidPersona(tuple(problems))
        return cls(entry.person for entry in loaded)

    def get(self, ssin: str, /) -> Person | None:
        """Find the person with this number; None: no such number was ever given."""
        return self._by_ssin.get(ssin)

    def having(self, kind: str, key: str) -> tuple[Person, ...]:
        """
        Find everybody whose file names a key, such as a household.

        Args:
            kind: As `Person.keys` gives it.
            key: Which one.

        Returns:
            By number; empty for none.
        """
        return tuple(
            self._by_ssin[ssin] for ssin in sorted(self._having.get((kind, key), ()))
        )

    def named(self, id_: str) -> Person:
        """
        Find the person with this id.

        Raises:
            LookupError: There is none.
        """
        for person in self:
            if person.id == id_:
                return person
        raise LookupError(f"no person with id {id_}; known: {[p.id for p in self]}")

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_ssin.values())

    def __len__(self) -> int:
        return len(self._by_ssin)


def _describe(detail: Mapping[str, Any]) -> str:
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = detail["input"]
    is_telling = detail["type"] not in ("missing", "extra_forbidden", "value_error")
    if is_telling and not isinstance(given, dict | tuple):
        message += f" (here: {given!r})"
    return message


def already_in(value: str, file: object) -> str:
    """Say that a number or an id is taken."""
    return f"{value} is already in {file}"


def _check_together(loaded: list[Entry]) -> Iterator[PersonaProblem]:
    owners: dict[str, Entry] = {}
    shared = False
    for entry in loaded:
        unique = {("identity", "ssin"): entry.person.ssin, ("id",): entry.person.id}
        for key, value in unique.items():
            if value is None:
                continue
            owner = owners.setdefault(value, entry)
            if owner is not entry:
                shared = True
                yield entry.problem(key, already_in(value, owner.file))
    if shared:
        return  # of whom the rest would be, nobody knows
    entries = {entry.person.ssin: entry for entry in loaded}
    for person, location, text in together.problems([e.person for e in loaded]):
        yield entries[person.ssin].problem(location, text)

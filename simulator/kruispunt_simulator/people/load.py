"""All invented persons: loaded from files, checked, found by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from kruispunt_simulator.errors import ConfigurationError
from kruispunt_simulator.people import together
from kruispunt_simulator.people.person import Person
from kruispunt_simulator.yamlfile import Document, Location, read

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A person with the file and the lines it came from."""

    file: Path
    document: Document
    person: Person

    def problem(self, location: Location, text: str) -> PersonaProblem:
        return PersonaProblem(
            file=self.file,
            line=self.document.line(location),
            key=".".join(map(str, location)),
            problem=text,
        )


class InvalidPersona(ConfigurationError):
    """Files of persons cannot be used; `problems` holds all that was found."""

    def __init__(self, problems: tuple[PersonaProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class People:
    """Every person the simulator knows; frozen after loading, so safe in threads."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        """Keep `people`; no two of them may share a number (use `load` for files)."""
        self._by_ssin: Mapping[str, Person] = {person.ssin: person for person in people}
        having: dict[tuple[str, str], set[str]] = {}
        for person in self._by_ssin.values():
            for key in person.keys:
                having.setdefault(key, set()).add(person.ssin)
        self._having: Mapping[tuple[str, str], set[str]] = having

    @classmethod
    def load(cls, paths: Iterable[Path] = (PERSONAS,)) -> People:
        """
        Load files, and folders of `*.yaml` files.

        Raises:
            InvalidPersona: At least one file is wrong, two files share a number or an
                id, or files contradict each other (`together`).
        """
        loaded: list[_Loaded] = []
        problems: list[PersonaProblem] = []
        for file in _files(paths):
            document = _read_file(file)
            person, found = _check(file, document)
            problems.extend(found)
            if person is not None:
                loaded.append(_Loaded(file=file, document=document, person=person))
        problems = problems or list(_check_together(loaded))
        if problems:
            raise InvalidPersona(tuple(problems))
        return cls(entry.person for entry in loaded)

    def get(self, ssin: str) -> Person | None:
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


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.yaml"))
        else:
            yield path


def _read_file(file: Path) -> Document:
    try:
        return read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read: {error}"
        return Document(value=None, lines={}, problems=((1, problem),))


def _check(
    file: Path, document: Document
) -> tuple[Person | None, tuple[PersonaProblem, ...]]:
    if document.problems:
        return None, tuple(
            PersonaProblem(file=file, line=line, key="", problem=problem)
            for line, problem in document.problems
        )
    try:
        return Person.model_validate(document.value), ()
    except ValidationError as error:
        return None, tuple(
            PersonaProblem(
                file=file,
                line=document.line(detail["loc"]),
                key=".".join(map(str, detail["loc"])),
                problem=_describe(detail),
            )
            for detail in error.errors()
        )


def _describe(detail: Mapping[str, Any]) -> str:
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = detail["input"]
    is_telling = detail["type"] not in ("missing", "extra_forbidden", "value_error")
    if is_telling and not isinstance(given, dict | tuple):
        message += f" (here: {given!r})"
    return message


def _check_together(loaded: list[_Loaded]) -> Iterator[PersonaProblem]:
    owners: dict[str, Path] = {}
    shared = False
    for entry in loaded:
        unique = {("identity", "ssin"): entry.person.ssin, ("id",): entry.person.id}
        for key, value in unique.items():
            owner = owners.setdefault(value, entry.file)
            if owner is not entry.file:
                shared = True
                yield entry.problem(key, f"{value} is already in {owner}")
    if shared:
        return  # of whom the rest would be, nobody knows
    entries = {entry.person.ssin: entry for entry in loaded}
    for person, location, text in together.problems([e.person for e in loaded]):
        yield entries[person.ssin].problem(location, text)

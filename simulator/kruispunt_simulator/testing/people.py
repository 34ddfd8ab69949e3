"""The people of a test: those that come along, those of files, those made in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from kruispunt_law import Law
from sqlalchemy import Engine, select

from kruispunt_simulator import numbers
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import InvalidPersona, Person
from kruispunt_simulator.people.household import HEAD
from kruispunt_simulator.people.load import files_in
from kruispunt_simulator.people.write import dump
from kruispunt_simulator.store.people import StoredPeople, load_people
from kruispunt_simulator.store.tables import person, person_source
from kruispunt_simulator.testing.inscriptions import Inscribed, lines

NOT_RELATED: Final = "12"
"""Position in a household. Source: `_code-lists.md` section 1."""

_BORN: Final = date(1980, 5, 20)
_IDENTITY: Final = ("ssin", "first_name", "last_name", "born", "sex", "address")
"""Keys of `identity` that may stand at the top of a person made in place."""
_NUMBER: Final = re.compile(r"[0-9 ./-]+")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to ask about; `str` of it is the number."""

    insz: str
    id: str | None
    """The slug of a built-in person, such as `bram-kestelijn`."""
    name: str
    born: date
    file: Person = field(repr=False, compare=False)
    """Everything that the sources hold."""

    @classmethod
    def of(cls, file: Person) -> Persona:
        """Take the file of a person."""
        who = file.identity
        return cls(
            insz=str(file.ssin),
            id=file.id,
            name=f"{who.first_name} {who.last_name}",
            born=who.born,
            file=file,
        )

    def __str__(self) -> str:
        return self.insz


class People:
    """
    Everybody in a chain: `people["bram-kestelijn"]`, by slug, INSZ or full name.

    Iterating gives all of them, by number.
    """

    def __init__(self, stored: StoredPeople) -> None:
        self._stored = stored

    def __getitem__(self, who: str) -> Persona:
        """
        Find a person.

        Raises:
            LookupError: There is none.
        """
        found = self.get(who)
        if found is None:
            told = (
                "that number" if _NUMBER.fullmatch(who) else f"the slug or name {who}"
            )
            raise LookupError(f"nobody has {told}; `kruispunt people` lists them")
        return found

    def __contains__(self, who: object) -> bool:
        return isinstance(who, str) and self.get(who) is not None

    def __iter__(self) -> Iterator[Persona]:
        return map(Persona.of, self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def get(self, who: str) -> Persona | None:
        """Find a person; None for nobody."""
        number = numbers.without_separators(who)
        if re.fullmatch(r"\d{11}", number):
            file = self._stored.get(number)
            return None if file is None else Persona.of(file)
        try:
            return Persona.of(self._stored.named("-".join(who.lower().split())))
        except LookupError:
            named = (each for each in self if each.name.lower() == who.lower())
            return next(named, None)

    def number_of(self, who: object) -> str:
        """
        Give the number of whoever is meant.

        Args:
            who: A `Persona`, or a text as of `get`; a number need not be anybody's.

        Raises:
            LookupError: Nobody has that slug or name.
            ValueError: It could be a real citizen's.
        """
        text = str(who)
        if not _NUMBER.fullmatch(text):
            return self[text].insz
        number = numbers.without_separators(text)
        if numbers.could_be_real(number):
            raise ValueError("this could be the number of a real citizen")
        return number


class Home(NamedTuple):
    """Where somebody who is made in place lives."""

    household: str | None
    """Name; None for that of the person who is made before."""
    position: str
    since: date
    """Or the day of birth, if that is later."""


class Registrar:
    """
    Brings people into a chain.

    Args:
        engine: The database.
        stored: Reads it.
        law: Says who needs which inscription.
        parties: Who asks.
        folder: For the files of people made in place; made when needed.
        today: Gives the business date.
    """

    def __init__(
        self,
        engine: Engine,
        stored: StoredPeople,
        law: Law,
        parties: Parties,
        folder: Path,
        today: Callable[[], date],
    ) -> None:
        self._engine = engine
        self._stored = stored
        self._law = law
        self._parties = parties
        self._folder = folder
        self._today = today
        self._made = 0

    def load(self, path: Path) -> tuple[Persona, ...]:
        """
        Bring in a file, or the `*.yaml` files of a folder.

        Returns:
            Who is in it, by number.

        Raises:
            InvalidPersona: Something is wrong: file, line, key and why; nobody came.
        """
        report = load_people(self._engine, [path])
        if report.problems:
            raise InvalidPersona(tuple(report.problems))
        names = [str(each.resolve()) for each in files_in([path])]
        query = (
            select(person.c.ssin)
            .join(person_source, person.c.source == person_source.c.id)
            .where(person_source.c.name.in_(names))
            .order_by(person.c.ssin)
        )
        with self._engine.connect() as connection:
            found = connection.scalars(query).all()
        files = (self._stored.get(ssin) for ssin in found)
        return tuple(Persona.of(file) for file in files if file is not None)

    def make(
        self,
        files: Sequence[Mapping[str, Any]],
        inscribed: Inscribed,
        homes: Sequence[Home | None],
    ) -> tuple[Persona, ...]:
        """
        Bring in people from plain values, all or none.

        Args:
            files: Each as a file of a person, but nothing has to be there.
            inscribed: Who shall be able to ask about them, where a file has no
                section `repertory` itself.
            homes: With whom each lives, where a file has no section `households`; None
                for alone, or as the head of those that follow.

        Returns:
            In the order of `files`.

        Raises:
            InvalidPersona: As `load`.
        """
        taken: set[str] = set()
        whole: list[dict[str, Any]] = []
        for file, home in zip(files, homes, strict=True):
            above = whole[0]["households"][0]["household"] if whole else None
            whole.append(self._whole(file, inscribed, home, above, taken))
        text = "---\n".join(dump(_plain(each)) for each in whole)
        by_number = {each.insz: each for each in self.load(self.write(text))}
        return tuple(by_number[each["identity"]["ssin"]] for each in whole)

    def home_of(self, household: Persona | str, position: str | None) -> Home:
        """
        Tell where somebody is to live.

        Args:
            household: Its name, or somebody who lives there.
            position: In it; None: the head of a named one, not related to somebody.

        Raises:
            LookupError: The person lives in none.
        """
        if isinstance(household, str):
            return Home(household, position or HEAD, date.min)
        today = self._today()
        for each in reversed(household.file.households):
            if each.overlaps(today, today):
                return Home(each.household, position or NOT_RELATED, each.begin)
        raise LookupError(f"{household.name} belongs to no household on {today}")

    def write(self, text: str) -> Path:
        """Keep YAML as a file, so that what is wrong in it has a place."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._made += 1
        path = self._folder / f"{self._made:04}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def _whole(
        self,
        file: Mapping[str, Any],
        inscribed: Inscribed,
        home: Home | None,
        above: str | None,
        taken: set[str],
    ) -> dict[str, Any]:
        """Add what must be there, and what is there of nearly everybody."""
        file = dict(file)
        if "insz" in file:
            file["ssin"] = file.pop("insz")
        identity = {
            "first_name": "Noor",
            "last_name": "Proefpersoon",
            "born": _BORN,
            "sex": "F",
            **file.pop("identity", {}),
            **{key: file.pop(key) for key in _IDENTITY if key in file},
        }
        born = identity["born"] = _as_date(identity["born"])
        if "ssin" not in identity:
            identity["ssin"] = self._free_number(born, identity["sex"], taken)
        number = identity["ssin"] = str(identity["ssin"])
        taken.add(number)
        home = home or Home(None, HEAD, date.min)
        membership = {
            "household": home.household or above or f"of-{number}",
            "position": home.position,
            "from": max(home.since, born),
        }
        return {
            "title": f"{identity['first_name']} {identity['last_name']}, for one test",
            "identity": identity,
            "households": [membership],
            "repertory": lines(self._law, self._parties, inscribed, born),
            **file,
        }

    def _free_number(self, born: date, sex: str, taken: set[str]) -> str:
        for serial in range(1 if sex == "M" else 2, 999, 2):
            number = numbers.make(born, serial)
            if number not in taken and self._stored.get(number) is None:
                return number
        raise LookupError(f"every number of {born} is somebody's: take another day")


def _as_date(value: object) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Give what YAML has words for: lists, and dates also where a text tells one."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str):
        is_date = _ISO_DATE.fullmatch(value) is not None
        return date.fromisoformat(value) if is_date else str(value)
    if isinstance(value, Persona):
        return value.insz
    if isinstance(value, Sequence | set | frozenset):
        return [_plain(item) for item in value]
    return value

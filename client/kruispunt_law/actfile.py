"""
Reads one act file: what it says once becomes an entry per recipient and service.

An entry is put together from four places, the later ones winning: `common` of the
file, the family that it is `like`, the item of `entries`, and the item of `rights` in
that. `{recipient}` stands for the recipient's id. A grant likewise is one for every
party that it names. The keys: `acts/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from kruispunt_contracts.yamlfile import (
    ConfigurationError,
    Document,
    Location,
    read_file,
)
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Named

from kruispunt_law.model import Act, Entry
from kruispunt_law.shape import Day, Frozen, Several

Model = TypeVar("Model", bound=BaseModel)

_FIELD_LISTS: Final = ("allowed", "withheld")


class Placed(NamedTuple):
    """Something that was read, and where it stands."""

    value: Any
    place: Location


@dataclass
class Problems:
    """What is wrong with files: file, line and reason, a line each."""

    lines: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Note a problem that stops nothing."""
        self.lines.append(text)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is wrong inside, and go on after it."""
        try:
            yield
        except ConfigurationError as error:
            self.lines.extend(str(error).splitlines())

    def tell(self) -> None:
        """
        Say everything that was noted.

        Raises:
            ConfigurationError: Something was.
        """
        if self.lines:
            raise ConfigurationError("\n".join(self.lines))


@dataclass
class ActFile:
    """One act, its entries, and its grants as they are written."""

    path: Path
    document: Document
    act: Act
    entries: list[tuple[Entry, Location]] = field(default_factory=list)
    grants: list[Placed] = field(default_factory=list)
    """Values for `Grant`, for one party each; not yet with what the entries say."""
    broken: set[str] = field(default_factory=set)
    """Ids of entries that are wrong, so that nothing more is said of what rests on
    them."""

    def where(self, place: Location) -> str:
        """File and line of something in it."""
        return f"{self.path}:{self.document.line(place)}"

    def error(self, place: Location, text: str) -> ConfigurationError:
        """An error that names file, line and reason."""
        return ConfigurationError(f"{self.where(place)}: {text}")


def read_act(path: Path, problems: Problems) -> ActFile:
    """
    Read one file.

    Args:
        path: UTF-8.
        problems: Takes what is wrong with single entries and grants.

    Raises:
        ConfigurationError: Nothing in it can be looked at: it is no YAML, or what it
            says of the act itself does not fit. A line each: file, line, key, why.
    """
    document = read_file(path)
    content = document.value
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}:1: is not an act: see acts/README.md")
    parts = {key: content[key] for key in _Parts.model_fields if key in content}
    about = {key: value for key, value in content.items() if key not in parts}
    wrong = Problems()
    for model, values in ((Act, about), (_Parts, parts)):
        with wrong.noted():
            as_model(path, document, model, values, ())
    wrong.tell()
    file = ActFile(path=path, document=document, act=Act.model_validate(about))
    reader = _Reader(file, _Parts.model_validate(parts), problems)
    reader.read_entries()
    reader.read_grants()
    return file


class _Loose(BaseModel):
    """A part of a file of which only some keys are looked at yet."""

    model_config = ConfigDict(extra="allow", frozen=True)

    @property
    def rest(self) -> dict[str, Any]:
        """The other keys."""
        return dict(self.model_extra or {})


class _Like(_Loose):
    like: str | None = None


class _Group(_Like):
    recipients: tuple[str, ...] = Named(min_length=1)
    rights: tuple[dict[str, Any], ...] | None = None


class _Granted(_Loose):
    under: Several = ()
    also: Several = ()
    parties: dict[str, str] | None = None
    from_: Day | None = Named(alias="from", default=None)
    until: Day | None = None


class _Parts(Frozen):
    carries: dict[str, str | tuple[str, ...]] = Named(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Named(default_factory=dict)
    common: dict[str, Any] = Named(default_factory=dict)
    families: dict[str, dict[str, Any]] = Named(default_factory=dict)
    entries: tuple[dict[str, Any], ...] = ()
    grants: tuple[dict[str, Any], ...] = ()


@dataclass
class _Reader:
    file: ActFile
    parts: _Parts
    problems: Problems

    def read_entries(self) -> None:
        for index, item in enumerate(self.parts.entries):
            with self.problems.noted():
                self._add_entries(item, ("entries", index))

    def _add_entries(self, item: dict[str, Any], place: Location) -> None:
        family = self._model(_Like, item, place).like
        if family is not None and family not in self.parts.families:
            raise self.file.error((*place, "like"), f"no family {family}")
        like = self.parts.families.get(family or "", {})
        written = {**self.parts.common, **like, **item}
        group = self._model(_Group, written, place)
        for number, right in enumerate(group.rights or ({},)):
            here = (*place, "rights", number) if "rights" in item else place
            for recipient in group.recipients:
                values = _filled({**group.rest, **right}, recipient)
                self._add_entry({**values, "recipient": recipient}, here)

    def _add_entry(self, values: dict[str, Any], place: Location) -> None:
        self.file.broken.add(str(values.get("id")))
        with self.problems.noted():
            entry = self._entry(values, place)
            self.file.entries.append((entry, place))
            self.file.broken.discard(entry.id)

    def _entry(self, values: dict[str, Any], place: Location) -> Entry:
        act, lists = self.file.act, self.parts.lists
        for key in _FIELD_LISTS:
            name = values.get(key)
            if isinstance(name, str):
                if name not in lists:
                    raise self.file.error((*place, key), f"no list {name}")
                values[key] = lists[name]
        if values.get("whole") is True:
            values.setdefault("allowed", ())
        values.setdefault("from", act.in_force.from_)
        values.setdefault("until", act.in_force.until)
        entry = self._model(Entry, {**values, "act": act.act}, place)
        return entry.model_copy(update={"beyond": self._beyond(entry)})

    def _beyond(self, entry: Entry) -> tuple[str, ...]:
        """Find what the service carries and the act neither grants nor refuses."""
        key = f"{entry.service}/{entry.module}" if entry.module else entry.service
        carried = self.parts.carries.get(key, ())
        if isinstance(carried, str):
            if carried not in self.parts.lists:
                raise self.file.error(("carries", key), f"no list {carried}")
            carried = self.parts.lists[carried]
        said = {*entry.allowed, *entry.withheld}
        return tuple(name for name in carried if name not in said)

    def read_grants(self) -> None:
        """Give the values of each grant, once for every party that it names."""
        for index, item in enumerate(self.parts.grants):
            place: Location = ("grants", index)
            with self.problems.noted():
                granted = self._model(_Granted, item, place)
                values = {
                    **granted.rest,
                    "under": granted.under,
                    "also": granted.also,
                    "from": granted.from_,
                    "until": granted.until,
                }
                if granted.parties is None:
                    self.file.grants.append(Placed(values, place))
                for party, capacity in (granted.parties or {}).items():
                    each = _filled(values, party)
                    each |= {"party": party, "capacity": capacity}
                    self.file.grants.append(Placed(each, place))

    def _model(
        self, model: type[Model], values: dict[str, Any], place: Location
    ) -> Model:
        return as_model(self.file.path, self.file.document, model, values, place)


def as_model(
    path: Path,
    document: Document,
    model: type[Model],
    values: Mapping[str, Any],
    place: Location,
) -> Model:
    """
    Make a model of values, some of which may stand elsewhere in the file.

    Args:
        path: For the error.
        document: Of which the values are.
        model: What they must be.
        values: As written, or put together.
        place: Where they stand, for the line.

    Raises:
        ConfigurationError: They do not fit: file, line, key and why.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        name = values.get("id")
        raise ConfigurationError(
            "\n".join(
                f"{path}:{document.line((*place, *fault['loc']))}: "
                f"{f'{name}: ' if name else ''}"
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors()
            )
        ) from error


def _filled(value: Any, recipient: str) -> Any:
    """Put the recipient where its place is kept."""
    if isinstance(value, str):
        return value.replace("{recipient}", recipient).replace("{party}", recipient)
    if isinstance(value, tuple):
        return tuple(_filled(each, recipient) for each in value)
    if isinstance(value, dict):
        return {key: _filled(each, recipient) for key, each in value.items()}
    return value


def first_day(grant_from: date | None, entries: tuple[Entry, ...]) -> date | None:
    """
    Find the first day of a grant: its own, or the last of its entries' first days.

    Returns:
        None when neither says one.
    """
    began = [entry.from_ for entry in entries if entry.from_ is not None]
    return grant_from or (max(began) if began else None)


def last_day(
    until: date | None, entries: tuple[Entry, ...], acts: tuple[Act, ...]
) -> date | None:
    """Find the last day of a grant: the earliest end that anything sets; or None."""
    ends = [
        until,
        *(entry.until for entry in entries),
        *(act.in_force.until for act in acts),
        *(act.ended for act in acts),
    ]
    known = [end for end in ends if end is not None]
    return min(known) if known else None

"""
Puts the acts together, and refuses what is wrong with file, line and reason.

Deny by default: what no file grants is not granted. Two grants that answer the same
question on the same day are an error, as is one that gives more, sooner or without the
repertory that the lines it rests on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Catalogue
from kruispunt_contracts.yamlfile import load_model

from kruispunt_law.actfile import (
    ActFile,
    Placed,
    Problems,
    as_model,
    first_day,
    last_day,
    read_act,
)
from kruispunt_law.beyond import load_beyond
from kruispunt_law.fit import Known, clashes, does_not_fit, given_besides, wrong_in
from kruispunt_law.model import (
    Act,
    Discontinued,
    Entry,
    Field,
    Grant,
    RegisterRule,
)
from kruispunt_law.rulebook import Law
from kruispunt_law.shape import Frozen
from kruispunt_law.wire import WIRE, load_wire

_HERE: Final = Path(__file__).parent
ACTS: Final = _HERE / "acts"
"""The acts that come with Kruispunt."""

_DERIVED: Final = frozenset(
    {"act", "confidentiality", "fields", "file_of_period", "roles"}
)
"""What a grant has from its entries, so that no grant can loosen those."""


class _Fields(Frozen):
    fields: Mapping[str, Field]


class _Registers(Frozen):
    registers: Mapping[str, RegisterRule]


class Check(Frozen):
    """One check while a question is answered."""

    says: str
    cited: str


class _Checks(Frozen):
    checks: Mapping[str, Check]
    sets: Mapping[str, tuple[str, ...]]


class _Discontinued(Frozen):
    services: tuple[Discontinued, ...]


@cache
def law() -> Law:
    """The law that comes with Kruispunt, read once."""
    return load_law()


def load_law(
    paths: Sequence[Path] = (ACTS,), contracts: Catalogue | None = None
) -> Law:
    """
    Read acts from files, and from folders of `*.yaml` files.

    Args:
        paths: Of one reviewable file per act; an own one beside `ACTS`. A folder
            `wire` next to them says where fields of services of the user's own stand.
        contracts: What may be granted; None for the contracts that come along.

    Raises:
        ConfigurationError: Files do not fit, something stands twice, or two grants
            answer the same question on the same day: everything that is wrong, a line
            each.
    """
    fields = load_model(_HERE / "fields.yaml", _Fields).fields
    known_contracts = contracts or catalogue.load()
    places, own = load_wire(fields, [WIRE, *_wire_beside(paths)], known_contracts)
    known = Known(
        names=own.union(fields),
        own=own,
        registers=load_model(_HERE / "registers.yaml", _Registers).registers,
        checks=load_checks()[1],
        places=places,
        contracts=known_contracts,
    )
    problems = Problems()
    files = []
    for path in _files(paths, problems):
        with problems.noted():
            files.append(read_act(path, problems))
    acts = _acts(files, problems)
    entries = _entries(files, known, problems)
    grants, where = _grants(files, acts, entries, known, problems)
    problems.tell()
    beyond = load_beyond(entries.values())
    return Law(
        acts=acts,
        entries=entries,
        grants=tuple(grants.values()),
        fields=fields,
        registers=known.registers,
        places=places,
        discontinued=load_discontinued(),
        not_granted=beyond.not_granted,
        passed_on=beyond.passed_on,
        referred_to=beyond.referred_to,
        where=where,
        contracts=known.contracts,
    )


def load_discontinued(
    path: Path = _HERE / "discontinued.yaml",
) -> tuple[Discontinued, ...]:
    """
    Read which services were stopped.

    Raises:
        ConfigurationError: The file does not fit the schema.
    """
    return load_model(path, _Discontinued).services


def load_checks() -> tuple[Mapping[str, Check], Mapping[str, tuple[str, ...]]]:
    """The checks while a question is answered, and which ones go together."""
    file = load_model(_HERE / "checks.yaml", _Checks)
    return file.checks, file.sets


def _files(paths: Sequence[Path], problems: Problems) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(path.glob("*.yaml"))
        if not found:  # else a misspelt folder would pass as an act without faults
            problems.note(f"{path}:1: is a folder without any *.yaml file")
        yield from found


def _wire_beside(paths: Sequence[Path]) -> Iterator[Path]:
    """Give the folders that say where fields stand, beside acts of the user's own."""
    for path in paths:
        yield (path if path.is_dir() else path.parent) / "wire"


def _acts(files: Iterable[ActFile], problems: Problems) -> dict[str, Act]:
    found: dict[str, Act] = {}
    rules: set[str] = set()
    for file in files:
        with problems.noted():
            if file.act.act in found:
                raise file.error(("act",), f"act {file.act.act} stands in two files")
            found[file.act.act] = file.act
        for name in file.act.keep:
            if name in rules:
                where = file.where(("keep", name))
                problems.note(f"{where}: rule {name} stands in two acts")
            rules.add(name)
    return found


def _entries(
    files: Iterable[ActFile], known: Known, problems: Problems
) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for file in files:
        for entry, place in file.entries:
            if entry.id in found:
                problems.note(f"{file.where(place)}: entry {entry.id} stands twice")
                continue
            found[entry.id] = entry
            for problem in wrong_in(entry, file.act, known):
                problems.note(f"{file.where(place)}: {entry.id}: {problem}")
    return found


def _grants(
    files: Sequence[ActFile],
    acts: Mapping[str, Act],
    entries: Mapping[str, Entry],
    known: Known,
    problems: Problems,
) -> tuple[dict[str, Grant], dict[str, str]]:
    """The grants, and where each stands."""
    found: dict[str, Grant] = {}
    places: dict[str, str] = {}
    also: list[tuple[ActFile, Placed, Grant]] = []
    broken = {name for file in files for name in file.broken}
    for file in files:
        for placed in file.grants:
            if broken.intersection(placed.value.get("under", ())):
                continue  # what is wrong with those lines has been said
            with problems.noted():
                grant = _grant(file, placed, entries, acts, known.registers)
                where = file.where(placed.place)
                for problem in (
                    *does_not_fit(grant, entries, known),
                    *clashes(grant, found),
                ):
                    problems.note(f"{where}: {grant.id}: {problem}")
                found.setdefault(grant.id, grant)
                places.setdefault(grant.id, where)
                also.append((file, placed, grant))
    for file, placed, grant in also:
        where = file.where((*placed.place, "also"))
        for problem in given_besides(
            placed.value.get("also", ()), grant, found.values(), entries
        ):
            problems.note(f"{where}: {grant.id}: {problem}")
    return found, places


def _grant(
    file: ActFile,
    placed: Placed,
    entries: Mapping[str, Entry],
    acts: Mapping[str, Act],
    registers: Mapping[str, RegisterRule],
) -> Grant:
    """Add to a grant what the entries it rests on say."""
    values, place = dict(placed.value), placed.place
    for name in _DERIVED.intersection(values):
        raise file.error((*place, name), f"{name}: follows from the entries alone")
    under = values.get("under", ())
    for name in under:
        if name not in entries:
            raise file.error((*place, "under"), f"no entry {name} in any act")
    lines = tuple(entries[name] for name in under)
    grounds = tuple(acts[line.act] for line in lines) or (file.act,)
    values["act"] = grounds[0].cited
    values.setdefault("paragraphs", ", ".join(lines[0].paragraphs) if lines else "")
    values["from"] = first_day(values.get("from"), lines) or file.act.in_force.from_
    values["until"] = last_day(values.get("until"), lines, (*grounds, file.act))
    also = values.pop("also", ())
    if lines and not any(line.whole for line in lines):
        granted = {n for line in lines for n in (*line.allowed, *line.unlisted)}
        values["fields"] = frozenset({*granted, *also})
    values["roles"] = _roles(lines)
    values["confidentiality"] = any(line.confidentiality for line in lines)
    rules = [registers.get(line.register_) for line in lines]
    values["file_of_period"] = any(
        rule is not None and rule.of_period for rule in rules
    )
    return as_model(file.path, file.document, Grant, values, place)


def _roles(lines: Sequence[Entry]) -> tuple[str, ...]:
    """Roles that every line allows; a line that names none allows all."""
    named = [line.roles for line in lines if line.roles]
    first = named[0] if named else ()
    return tuple(role for role in first if all(role in each for each in named))

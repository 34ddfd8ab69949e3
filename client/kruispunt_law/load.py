"""
Puts the acts together, and refuses what is wrong with file, line and reason.

Deny by default: what no file grants is not granted. Two grants that answer the same
question on the same day are an error, as is one that gives more, sooner or without the
repertory that the lines it rests on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import UnknownContract
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
from kruispunt_law.model import (
    Act,
    Discontinued,
    Entry,
    Field,
    Grant,
    RegisterRule,
)
from kruispunt_law.rulebook import HOPS, Law
from kruispunt_law.shape import Frozen
from kruispunt_law.wire import Key, Places, load_wire

_HERE: Final = Path(__file__).parent
ACTS: Final = _HERE / "acts"
"""The acts that come with Kruispunt."""

HOLDERS: Final[Mapping[str, str]] = {"vdi": "magda", "ksz": "ksz", "fidus": "ksz"}
"""The hop that looks into a repertory; that of FIDUS is looked into at the KSZ, which
stands in for FIDUS here."""


REPERTORIES: Final = frozenset({"RegistreerInschrijving", "RegistreerUitschrijving"})
"""The services that write in a repertory. Only these are granted on no entry: they tell
nothing of anybody, and what is written opens nothing that no other grant opens."""


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


def load_law(paths: Sequence[Path] = (ACTS,)) -> Law:
    """
    Read acts from files, and from folders of `*.yaml` files.

    Args:
        paths: Of one reviewable file per act; an own one beside `ACTS`.

    Raises:
        ConfigurationError: Files do not fit, something stands twice, or two grants
            answer the same question on the same day: everything that is wrong, a line
            each.
    """
    fields = load_model(_HERE / "fields.yaml", _Fields).fields
    places, own = load_wire(fields)
    known = _Known(
        names=own.union(fields),
        own=own,
        registers=load_model(_HERE / "registers.yaml", _Registers).registers,
        checks=load_checks()[1],
        places=places,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the acts may name."""

    names: frozenset[str]
    """Fields, and names in `wire/` that are no field of an act."""
    own: frozenset[str]
    """The latter alone."""
    registers: Mapping[str, RegisterRule]
    checks: Mapping[str, tuple[str, ...]]
    places: Mapping[Key, Places]


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
    files: Iterable[ActFile], known: _Known, problems: Problems
) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for file in files:
        for entry, place in file.entries:
            if entry.id in found:
                problems.note(f"{file.where(place)}: entry {entry.id} stands twice")
                continue
            found[entry.id] = entry
            for problem in _wrong(entry, file.act, known):
                problems.note(f"{file.where(place)}: {entry.id}: {problem}")
    return found


def _grants(
    files: Sequence[ActFile],
    acts: Mapping[str, Act],
    entries: Mapping[str, Entry],
    known: _Known,
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
                    *_does_not_fit(grant, entries, known),
                    *_clashes(grant, found),
                ):
                    problems.note(f"{where}: {grant.id}: {problem}")
                found.setdefault(grant.id, grant)
                places.setdefault(grant.id, where)
                also.append((file, placed, grant))
    for file, placed, grant in also:
        where = file.where((*placed.place, "also"))
        for problem in _given_besides(
            placed.value.get("also", ()), grant, found.values(), entries
        ):
            problems.note(f"{where}: {grant.id}: {problem}")
    return found, places


def _wrong(entry: Entry, act: Act, known: _Known) -> Iterator[str]:
    """Find names in an entry that nothing stands for."""
    for name in (*entry.allowed, *entry.withheld, *entry.beyond):
        if name not in known.names:
            yield f"no field {name} in fields.yaml"
    for name in sorted({*entry.allowed} & {*entry.withheld}):
        yield f"{name} is both allowed and withheld"
    for name in entry.unlisted:
        if name not in known.own:
            yield f"wire/ has no {name} of its own"
    if entry.whole and entry.allowed:
        yield "is whole, and yet lists what is allowed"
    for name in entry.purposes:
        if name not in act.purposes:
            yield f"no purpose {name} in this act"
    for name in entry.keep:
        if name not in act.keep:
            yield f"no rule {name} under `keep` of this act"
    if entry.register_ not in known.registers:
        yield f"no rule {entry.register_} in registers.yaml"
    if entry.checks not in known.checks:
        yield f"no set {entry.checks} in checks.yaml"


def _grant(
    file: ActFile,
    placed: Placed,
    entries: Mapping[str, Entry],
    acts: Mapping[str, Act],
    registers: Mapping[str, RegisterRule],
) -> Grant:
    """Add to a grant what the entries it rests on say."""
    values, place = dict(placed.value), placed.place
    if "fields" in values:  # of the model, and never of a file
        raise file.error((*place, "fields"), "fields: Extra inputs are not permitted")
    under = values.get("under", ())
    for name in under:
        if name not in entries:
            raise file.error((*place, "under"), f"no entry {name} in any act")
    lines = tuple(entries[name] for name in under)
    grounds = tuple(acts[line.act] for line in lines) or (file.act,)
    values.setdefault("act", grounds[0].cited)
    values.setdefault("paragraphs", ", ".join(lines[0].paragraphs) if lines else "")
    values["from"] = first_day(values.get("from"), lines) or file.act.in_force.from_
    values["until"] = last_day(values.get("until"), lines, (*grounds, file.act))
    also = values.pop("also", ())
    if lines and not any(line.whole for line in lines):
        granted = {n for line in lines for n in (*line.allowed, *line.unlisted)}
        values["fields"] = frozenset({*granted, *also})
    values.setdefault("roles", _roles(lines))
    values.setdefault("confidentiality", any(line.confidentiality for line in lines))
    rules = [registers.get(line.register_) for line in lines]
    of_period = any(rule is not None and rule.of_period for rule in rules)
    values.setdefault("file_of_period", of_period)
    return as_model(file.path, file.document, Grant, values, place)


def _roles(lines: Sequence[Entry]) -> tuple[str, ...]:
    """Roles that every line allows; a line that names none allows all."""
    named = [line.roles for line in lines if line.roles]
    first = named[0] if named else ()
    return tuple(role for role in first if all(role in each for each in named))


def _does_not_fit(
    grant: Grant, entries: Mapping[str, Entry], known: _Known
) -> Iterator[str]:
    if not grant.under and grant.service not in REPERTORIES:
        yield "rests on no entry"
    for name in grant.under:
        yield from _goes_beyond(grant, entries[name], known.registers)
    for name in sorted((grant.fields or frozenset()) - known.names):
        yield f"no field {name}"
    missing = tuple(_unknown_contracts(grant))
    yield from missing
    if missing or grant.fields is None:
        return
    for key in operations_of(grant):
        if key not in known.places:
            yield f"wire/ does not say where fields stand in {' '.join(key)}"


def _given_besides(
    also: Sequence[str],
    grant: Grant,
    others: Iterable[Grant],
    entries: Mapping[str, Entry],
) -> Iterator[str]:
    """
    Find what a grant gives by `also` and may not give.

    It is for a hop on the way only, which needs it to answer and passes on no more than
    the grants that it answers under tell; so also a name that is no field of an act,
    for which `wire/` has places in an answer too. What an act refuses is not even for
    a hop.
    """
    for name in also:
        for line in (entries[each] for each in grant.under):
            if name in (*line.withheld, *line.beyond):
                yield f"also: {line.id} refuses {name}"
    if also and not any(_asks_on(other, grant) for other in others):
        yield f"also: no hop asks on under this grant, so not {', '.join(also)}"


def _asks_on(one: Grant, other: Grant) -> bool:
    """Whether a hop that answers under one grant asks the next hop under the other."""
    return (
        HOPS.index(one.hop) + 1 == HOPS.index(other.hop)
        and one.onward == other.capacity
        and (one.service == other.service or bool({*one.under} & {*other.under}))
    )


def _goes_beyond(
    grant: Grant, line: Entry, registers: Mapping[str, RegisterRule]
) -> Iterator[str]:
    """Find where a grant gives more than a line of an act that it rests on."""
    if line.kind == "reference":
        yield f"rests on {line.id}, which is only named in the acts"
    if line.from_ is None or grant.from_ < line.from_:
        yield f"begins {grant.from_.isoformat()}, before {line.id}"
    rule = registers.get(line.register_)
    if rule is None:
        return  # said of the line itself
    looked_into_here = HOLDERS[rule.repertory or "ksz"] == grant.hop
    if rule.required and looked_into_here and grant.register_ != rule.repertory:
        yield f"{line.id} demands the repertory {rule.repertory} ({rule.cited})"
    if rule.required is False and grant.register_ != "none":
        yield f"{line.id} exempts from the repertory ({rule.cited})"


def _unknown_contracts(grant: Grant) -> Iterator[str]:
    if not grant.versions:
        yield "names no version of the service"
    for version in grant.versions:
        try:
            known = _operations(grant.service, version)
        except UnknownContract as error:
            yield f"no such contract: {error}"
            continue
        for operation in grant.operations:
            if operation not in known:
                yield f"{grant.service} {version} has no operation {operation}"


def operations_of(grant: Grant) -> Iterator[Key]:
    """
    Give service, version and operation of all that a grant is about.

    Raises:
        UnknownContract: There is no such service or version.
    """
    for version in grant.versions:
        for operation in _operations(grant.service, version):
            if not grant.operations or operation in grant.operations:
                yield grant.service, version, operation


def _operations(service: str, version: str) -> tuple[str, ...]:
    """What may be asked of a contract, or is pushed under it."""
    contracts = catalogue.load()
    try:
        contract = contracts.contract(service, version)
    except UnknownContract:
        return tuple(contracts.push(service, version).messages)
    return tuple(operation.name for operation in contract.operations)


def _clashes(grant: Grant, others: Mapping[str, Grant]) -> Iterator[str]:
    if grant.id in others:
        yield "this grant id stands twice"
    for other in others.values():
        if _overlap(grant, other):
            yield f"answers the same question on one day as {other.id}"


def _overlap(one: Grant, other: Grant) -> bool:
    return (
        (one.hop, one.party, one.capacity, one.service)
        == (other.hop, other.party, other.capacity, other.service)
        and _meet(one.versions, other.versions)
        and _meet(one.operations, other.operations)
        and (other.until is None or one.from_ <= other.until)
        and (one.until is None or other.from_ <= one.until)
    )


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two lists share something; an empty one stands for all there is."""
    return not some or not others or bool({*some} & {*others})

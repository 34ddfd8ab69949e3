"""`kruispunt contracts check`: our contracts next to official files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from kruispunt_contracts import load
from kruispunt_contracts.compare import (
    Check,
    Compared,
    Difference,
    Outcome,
    check_folder,
)

_MOST_PLACES: Final = 3
"""Places of one and the same difference that text names; JSON has them all."""

_Same = tuple[str, str, str, str]


class UnknownService(LookupError):
    """No contract of ours has this name."""


def checked(folder: Path, service: str | None) -> Check:
    """
    Compare our contracts with the files of a folder.

    Args:
        folder: An existing one.
        service: Only this one; None for all.

    Raises:
        UnknownService: We have no such service.
        ConfigurationError: There is no WSDL and no XSD in the folder.
    """
    catalogue = load()
    ours = {each.service for each in (*catalogue.contracts, *catalogue.pushed)}
    if service is not None and service not in ours:
        raise UnknownService(f"no service {service}; `kruispunt services` lists them")
    return check_folder(folder, catalogue, service)


def status(found: Check) -> int:
    """Exit status: 0 no difference, 1 differences, 2 something cannot be used."""
    outcomes = {each.outcome for each in found.services}
    if found.problems or Outcome.UNREADABLE in outcomes:
        return 2
    return 1 if Outcome.DIFFERENT in outcomes else 0


def described(found: Check) -> Iterator[str]:
    """A comparison as lines for people."""
    for each in found.services:
        if each.outcome is not Outcome.ABSENT:
            yield from _service(each)
    absent = [
        f"{each.service} {each.version}"
        for each in found.services
        if each.outcome is Outcome.ABSENT
    ]
    if absent:
        yield f"not in the folder: {', '.join(absent)}"
    for foreign in found.only_there:
        name = f"{foreign.service} {foreign.version}"
        yield f"only in the folder: {name} ({foreign.file})"
    for problem in found.problems:
        yield f"cannot be used: {problem}"


def _service(compared: Compared) -> Iterator[str]:
    head = f"{compared.service} {compared.version}"
    if compared.outcome is Outcome.UNREADABLE:
        yield f"{head}: cannot be compared: {compared.problem}"
        return
    if compared.outcome is Outcome.SAME:
        yield f"{head}: the same"
        return
    count = len(compared.differences)
    yield f"{head}: {count} difference{'s' if count > 1 else ''}"
    for alike in _alike(compared.differences):
        first = alike[0]
        told = alike if len(alike) == _MOST_PLACES + 1 else alike[:_MOST_PLACES]
        for each in told:
            yield f"  {each.path}"
        if len(alike) > len(told):
            yield f"  and {len(alike) - len(told)} more places (--json has them)"
        yield f"      {first.kind}: {first.effect}"
        yield f"      ours:   {first.ours}"
        yield f"      theirs: {first.theirs}"


def _alike(differences: Sequence[Difference]) -> Iterator[list[Difference]]:
    """Put one and the same difference at several places together, the first first."""
    order: dict[_Same, int] = {}
    for number, each in enumerate(differences):
        order.setdefault(_same(each), number)
    ordered = sorted(differences, key=lambda each: order[_same(each)])
    for _, alike in groupby(ordered, key=_same):
        yield list(alike)


def _same(each: Difference) -> _Same:
    """What is one and the same: a type that stands at many places, say."""
    name = each.path.rpartition("/")[2] if "element" in each.kind else ""
    return f"{each.kind} {name}", each.ours, each.theirs, each.effect

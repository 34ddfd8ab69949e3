"""
What is near, when a question has no case: for who thought that there was one.

Looks at a bounded number of names in the few folders where the file would have stood,
or would have if its version or its service were written otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice, takewhile
from pathlib import Path
from typing import Final

from kruispunt_contracts.catalogue import Contract

from kruispunt_simulator.cases.names import FALLBACKS

MOST: Final = 200
"""Names of a folder that are compared."""

TOLD: Final = 3
"""Paths that are told of those that were looked for."""


def nearest(
    folder: Path,
    contract: Contract,
    values: Sequence[str],
    looked_for: Sequence[str],
) -> str:
    """
    Tell where a case would have to stand, and what is near it.

    Args:
        folder: Where the cases are.
        contract: Of the service that is asked.
        values: Texts of its keys.
        looked_for: Paths, the one that goes first in front.
    """
    told = ", ".join(looked_for[:TOLD])
    if len(looked_for) > TOLD:
        told += f" and {len(looked_for) - TOLD} more"
    if not values:
        told = "nothing, for the question has none of the keys"
    elif not looked_for:
        told = "nothing, for no file can be named after the keys"
    near = _near(folder, contract, looked_for)
    return f"no case: looked for {told}; nearest is {near or 'none'}"


def _near(folder: Path, contract: Contract, looked_for: Sequence[str]) -> str | None:
    for path in looked_for:
        above, _, name = path.rpartition("/")
        cases = [each for each in _names(folder / above) if _is_case(each)]
        if cases:
            closest = max(sorted(cases), key=lambda case: _shared(name, case))
            return f"{above}/{closest} (other key)"
    first = looked_for[0].split("/") if looked_for else []
    if contract.version not in first:
        return _spelled(folder, contract)
    at = first.index(contract.version)
    for version in _names(folder.joinpath(*first[:at])):
        there = [*first[:at], version, *first[at + 1 :]]
        if folder.joinpath(*there).is_file():
            return f"{'/'.join(there)} (other version)"
    service = "/".join(first[:at])
    versions = [each for each in _names(folder / service) if not _is_xml(each)]
    if versions and contract.version not in versions:
        return f"{service}/{sorted(versions)[-1]} (other version)"
    return _spelled(folder, contract) or _deeper(folder, contract)


def _deeper(folder: Path, contract: Contract) -> str | None:
    """Find the service in a folder too much, when its parent was given to us."""
    below = (f"{a}/{b}" for a in _names(folder) for b in _names(folder / a))
    for path in islice(below, MOST):
        if (folder / path / contract.service).is_dir():
            return f"{path}/{contract.service} (too deep in the folder)"
    return None


def _shared(one: str, other: str) -> int:
    """Count what two names have in common at both ends; a typing error is between."""
    begin = _same(one, other)
    return begin + _same(one[begin:][::-1], other[begin:][::-1])


def _same(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _spelled(folder: Path, contract: Contract) -> str | None:
    """Find a folder whose name is almost that of the service."""
    for domain in ("", *_names(folder)):
        below = folder / domain if domain else folder
        services = {
            name.casefold(): name for name in _names(below) if name != contract.service
        }
        found = get_close_matches(contract.service.casefold(), services, 1, 0.75)
        if found:
            path = "/".join(filter(None, (domain, services[found[0]])))
            return f"{path} (other spelling of the service)"
    return None


def _names(folder: Path) -> Iterable[str]:
    try:
        with os.scandir(folder) as entries:
            return [each.name for each in islice(entries, MOST)]
    except OSError:
        return ()


def _is_xml(name: str) -> bool:
    return name.endswith(".xml")


def _is_case(name: str) -> bool:
    return _is_xml(name) and name.removesuffix(".xml") not in FALLBACKS

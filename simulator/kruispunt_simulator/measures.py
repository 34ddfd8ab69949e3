"""
What organisations declare to have in place for the safety of data: evidence, no check.

A declaration stands for what an organisation does, which no message shows. It is given
on simple request, as the protocols want it (`kruispunt parties measures PARTY`).

Source: `measures.yaml`, each line with its act.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from kruispunt_contracts.yamlfile import ConfigurationError, load_model
from pydantic import Field

from kruispunt_simulator.parties import Parties
from kruispunt_simulator.parties.staff import Frozen

MEASURES: Final = Path(__file__).parent / "measures.yaml"


class Measure(Frozen):
    """One declaration of an act."""

    of: tuple[str, ...] = Field(min_length=1)
    """Party ids."""
    what: str
    kind: Literal["organisation", "technical", "classification"]
    in_place: bool = True
    information_class: int | None = Field(default=None, ge=1, le=5)
    """Class of the Flemish classification of information, where that is declared."""
    since: date
    cited: str


class _File(Frozen):
    measures: tuple[Measure, ...]


def load_measures(path: Path = MEASURES) -> tuple[Measure, ...]:
    """
    Read declarations, in the order of the file.

    Args:
        path: UTF-8; the built-in file when none is given.

    Raises:
        ConfigurationError: It does not fit the schema, or a line is of nobody known.
    """
    measures = load_model(path, _File).measures
    parties = Parties.load()
    for measure in measures:
        for party in measure.of:
            if parties.get(party) is None:
                raise ConfigurationError(f"{path}: {measure.what}: no party {party}")
    return measures


def measures_of(party: str) -> list[dict[str, Any]]:
    """
    Give what a party declared, as it is printed.

    Args:
        party: Its id.

    Raises:
        ConfigurationError: There is no such party.
    """
    if Parties.load().get(party) is None:
        raise ConfigurationError(f"no party {party}; `kruispunt parties` lists them")
    return [
        {
            "measure": each.what,
            "in_place": each.in_place,
            "kind": each.kind,
            "class": each.information_class,
            "since": each.since.isoformat(),
            "cited": each.cited,
        }
        for each in load_measures()
        if party in each.of
    ]

"""Reads the grants and refuses what is wrong with file, place and reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kruispunt_simulator.errors import ConfigurationError
from kruispunt_simulator.law.model import Grant
from kruispunt_simulator.yamlfile import load_model

AUTHORISATIONS = Path(__file__).parent / "authorisations.yaml"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: dict[str, str]
    withheld: dict[str, tuple[str, ...]]
    grants: tuple[Grant, ...]


def load_grants(paths: Sequence[Path] = (AUTHORISATIONS,)) -> tuple[Grant, ...]:
    """
    Read grants from files.

    Raises:
        ConfigurationError: A file does not fit the schema, an id stands twice, or two
            grants answer the same question on the same day.
    """
    grants: list[Grant] = []
    for path in paths:
        grants.extend(load_model(path, _File).grants)
    seen: dict[str, Grant] = {}
    for grant in grants:
        if grant.id in seen:
            raise ConfigurationError(f"{grant.id}: this grant id stands twice")
        for other in seen.values():
            if _overlap(grant, other):
                raise ConfigurationError(
                    f"{grant.id} and {other.id} answer the same question on one day"
                )
        seen[grant.id] = grant
    return tuple(grants)


def _overlap(one: Grant, other: Grant) -> bool:
    return (
        (one.hop, one.party, one.capacity, one.service)
        == (other.hop, other.party, other.capacity, other.service)
        and bool(
            not one.operations
            or not other.operations
            or set(one.operations) & set(other.operations)
        )
        and (other.until is None or one.from_ <= other.until)
        and (one.until is None or other.from_ <= one.until)
    )

"""Reads the acts, one file each, and refuses what is wrong with file, place, reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from kruispunt_simulator.errors import ConfigurationError
from kruispunt_simulator.law.model import Discontinued, Grant
from kruispunt_simulator.yamlfile import load_model

ACTS = Path(__file__).parent / "acts"
"""The acts that come with the simulator."""

DISCONTINUED = Path(__file__).parent / "discontinued.yaml"
"""Services that the acts name as stopped."""


class _File(BaseModel):
    """One act: how it is cited, lists that several grants share, and its grants."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: str
    withheld: dict[str, tuple[str, ...]] = {}
    grants: tuple[Grant, ...]

    @model_validator(mode="before")
    @classmethod
    def _every_grant_is_of_this_act(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("grants"), tuple):
            return value
        act = value.get("act")
        grants = tuple(
            {"act": act, **grant} if isinstance(grant, dict) else grant
            for grant in value["grants"]
        )
        return {**value, "grants": grants}


class _Discontinued(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    services: tuple[Discontinued, ...]


def load_discontinued(path: Path = DISCONTINUED) -> tuple[Discontinued, ...]:
    """
    Read which services were stopped.

    Raises:
        ConfigurationError: The file does not fit the schema.
    """
    return load_model(path, _Discontinued).services


def load_grants(paths: Sequence[Path] = (ACTS,)) -> tuple[Grant, ...]:
    """
    Read grants from files, and from folders of `*.yaml` files.

    Raises:
        ConfigurationError: A file does not fit the schema, an id stands twice, or two
            grants answer the same question on the same day.
    """
    grants: list[Grant] = []
    for path in _files(paths):
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


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.yaml"))
        else:
            yield path


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

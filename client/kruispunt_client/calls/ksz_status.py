"""What the KSZ says of one source among several."""

from __future__ import annotations

from dataclasses import dataclass

from kruispunt_client.results import StatusValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """One detail of a status."""

    field_name: str
    field_value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source fared."""

    value: StatusValue
    code: str
    description: str | None
    information: tuple[Information, ...]

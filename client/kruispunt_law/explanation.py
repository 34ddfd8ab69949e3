"""What an explanation holds, and the same as plain data for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kruispunt_law.beyond import NotGranted, PassedOn
from kruispunt_law.model import Entry, Grant, KeepRule, Purpose
from kruispunt_law.wire import Key

Standing = Literal["allowed", "withheld", "beyond", "not told"]
"""Of a field under a ground: granted; expressly refused; carried by the service and not
listed, so refused too; not a matter of this service at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A repertory in which the person must be inscribed before a hop answers."""

    hop: str
    """That looks into it."""
    repertory: str
    """`vdi`, `ksz` or `fidus`."""
    party: str
    """Whose inscription counts."""
    quality: str
    cited: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldStanding:
    """How one field stands under a ground."""

    field: str
    standing: Standing
    lines: tuple[str, ...]
    """Ids of the lines of the acts that say so."""
    places: Mapping[Key, tuple[str, ...]]
    """By operation, the paths in its answer that tell it; none where it tells it
    nowhere."""

    @property
    def allowed(self) -> bool:
        """Whether it may be told."""
        return self.standing == "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One grant in force, with what the acts say of it to the one who asked."""

    grant: Grant
    """Who asks where, in which capacity, from and until when, citation, staff roles,
    history, and on whose behalf."""
    lines: tuple[Entry, ...]
    """Of the acts, for who asked where some are; else all that the grant rests on."""
    onward: tuple[Grant, ...]
    """Grants under which the hops behind this one go on asking."""
    fields: tuple[str, ...] | None
    """Ids of what may be told; None: all that the service tells, or nothing in a
    service that tells nothing of anybody."""
    withheld: tuple[str, ...]
    """Ids of fields that the acts refuse expressly."""
    beyond: tuple[str, ...]
    """Ids of fields that the service carries and the acts do not list."""
    repertories: tuple[Demand, ...]
    """At this hop, and at those behind it."""
    exempt: str | None
    """Why no repertory may be demanded, with the citation; None where none says so."""
    purposes: Mapping[str, Purpose]
    keep: Mapping[str, KeepRule]
    """How long what is told may be kept: rules by name; see `combine`, `scope`."""
    passed_on: tuple[PassedOn, ...]
    """What the acts say of passing it on."""
    standing: FieldStanding | None
    """Of the field that was asked about; None when none was."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data: JSON types only."""
        return {
            "grant": _grant(self.grant),
            "lines": [
                {
                    "id": line.id,
                    "act": line.act,
                    "paragraphs": list(line.paragraphs),
                    "recipient": line.recipient,
                    "service": line.service,
                    "module": line.module,
                    "history": line.history,
                    "subjects": list(line.subjects),
                    "subject_limits": list(line.subject_limits),
                }
                for line in self.lines
            ],
            "onward": [_grant(grant) for grant in self.onward],
            "fields": None if self.fields is None else list(self.fields),
            "withheld": list(self.withheld),
            "beyond": list(self.beyond),
            "repertories": [
                {
                    "hop": each.hop,
                    "repertory": each.repertory,
                    "party": each.party,
                    "quality": each.quality,
                    "cited": each.cited,
                }
                for each in self.repertories
            ],
            "exempt": self.exempt,
            "purposes": _models(self.purposes),
            "keep": _models(self.keep),
            "passed_on": [
                each.model_dump(mode="json", by_alias=True) for each in self.passed_on
            ],
            "field": None if self.standing is None else _standing(self.standing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether a party may have something, and why."""

    party: str
    service: str
    on: date
    hop: str | None
    operation: str | None
    capacity: str | None
    field: str | None
    allowed: bool
    """Whether it may reach the party: by its own question, or by that of who asks for
    it (`through`)."""
    reason: str
    """The citations; for a no, what is missing."""
    through: tuple[str, ...]
    """Parties that ask in its stead; empty where it may ask itself."""
    grounds: tuple[Ground, ...]
    """Grants in force that fit the question, whatever they say of the field."""
    nearest: tuple[Grant, ...]
    """For a no: the grants that almost fit."""
    refusals: tuple[NotGranted, ...]
    """For a no: what the acts say of it expressly."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data: JSON types only."""
        return {
            "party": self.party,
            "service": self.service,
            "on": self.on.isoformat(),
            "hop": self.hop,
            "operation": self.operation,
            "capacity": self.capacity,
            "field": self.field,
            "allowed": self.allowed,
            "reason": self.reason,
            "through": list(self.through),
            "grounds": [ground.to_dict() for ground in self.grounds],
            "nearest": [_grant(grant) for grant in self.nearest],
            "refusals": [
                {"who": each.who, "what": each.what, "why": each.why}
                | {"cited": each.cited}
                for each in self.refusals
            ],
        }


def _grant(grant: Grant) -> dict[str, Any]:
    told = grant.model_dump(mode="json", by_alias=True, exclude={"fields"})
    return {**told, "citation": grant.citation}


def _models(named: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: each.model_dump(mode="json", by_alias=True)
        for name, each in named.items()
    }


def _standing(standing: FieldStanding) -> dict[str, Any]:
    return {
        "id": standing.field,
        "standing": standing.standing,
        "allowed": standing.allowed,
        "lines": list(standing.lines),
        "places": {
            " ".join(key): list(paths) for key, paths in standing.places.items()
        },
    }

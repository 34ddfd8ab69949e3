"""What can be missing or different between the logs of a chain: a table and a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from kruispunt_simulator.audit.safe_text import printable


class Kind(Enum):
    """What a `Gap` is about. `GAPS` and `REMARKS` explain each."""

    MISSING_AT_HOP = "missing-at-hop"
    MISSING_AT_CLIENT = "missing-at-client"
    RECORDED_TWICE = "recorded-twice"
    DIFFERS = "differs"
    MISSING_IN = "missing-in"
    MISSING_OUT = "missing-out"
    DIFFERS_ONWARD = "differs-onward"
    DIFFERS_WITHIN = "differs-within"
    CUT_OFF = "cut-off"
    NOT_RECEIVED = "not-received"
    UNLOGGED = "unlogged"
    BROKEN_LINE = "broken-line"


GAPS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.MISSING_AT_HOP: "the client has a reply, this hop no record of the call",
        Kind.MISSING_AT_CLIENT: "this hop replied, the client has no record of it",
        Kind.RECORDED_TWICE: "the client has a second record of one call at this hop",
        Kind.DIFFERS: "the client and this hop tell of one call differently",
        Kind.MISSING_IN: "this hop was asked or asked on, without a record of the call",
        Kind.MISSING_OUT: "this hop asked another, without a record of that",
        Kind.DIFFERS_ONWARD: "who asked and this hop tell of one call differently",
        Kind.DIFFERS_WITHIN: "two records of one call at this hop tell it differently",
    }
)
"""Kinds that a log without holes does not have."""

REMARKS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.CUT_OFF: "this hop asked on and broke off; it answered nobody",
        Kind.NOT_RECEIVED: "this hop replied, whoever asked did not get the reply",
        Kind.UNLOGGED: "this hop refused as without a source, and could not log that",
        Kind.BROKEN_LINE: "a line of the client's log is no record",
    }
)
"""Kinds that happen when a line, a process or a disk fails, and lose no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two records of one call tell differently."""

    name: str
    """`time`, `outcome`, or the name of a column."""
    one: str | None
    """As the record nearer to the client has it."""
    other: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One finding, or with a kind of `REMARKS` a remark."""

    kind: Kind
    trace: str | None = None
    at: datetime | None = None
    """Aware UTC; of the record that is there."""
    hop: str | None = None
    """Where a record is missing, or differs from another."""
    about: str = ""
    """What tells more: the record that is there, or should be."""
    differences: tuple[Difference, ...] = ()

    @property
    def is_remark(self) -> bool:
        """Whether no record is missing by it."""
        return self.kind in REMARKS

    def as_dict(self) -> dict[str, Any]:
        """Give plain values, ready for JSON."""
        return {
            "kind": self.kind.value,
            "remark": self.is_remark,
            "trace": self.trace,
            "at": _time(self.at),
            "hop": self.hop,
            "about": self.about,
            "differences": {
                each.name: [each.one, each.other] for each in self.differences
            },
        }

    def line(self) -> str:
        """Give one line for people."""
        said = {**GAPS, **REMARKS}[self.kind]
        parts = [
            f"{self.kind.value:<17} {_time(self.at) or '-'} {self.hop or '-':<5} "
            f"{self.trace or '-'}",
            said,
            self.about,
            *(f"{each.name}: {each.one} ≠ {each.other}" for each in self.differences),
        ]
        return printable(" | ".join(filter(None, parts)))


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds")

"""
The values that flow through a hop. All frozen; none knows a socket, a clock or a file.

A *finding* is what a check noticed. A finding names the wire fault that leaves (terse,
as on the real platform) and the explanation that stays behind (check, requirement,
expected, actual), for `kruispunt explain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

Element = Any
"""An lxml element; lxml brings no type hints."""


class Severity(Enum):
    """How serious a finding is; the dialects have their own words for it."""

    ERROR = "error"
    """The question is refused: FOUT, FATAL."""
    WARNING = "warning"
    """The question is answered, with a remark on the wire: WAARSCHUWING, WARNING."""
    NOTE = "note"
    """Only in the trace: nothing of it leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check noticed about one message."""

    check: str
    """Stable id of the check, such as `signature.body-signed`."""
    fault: str | None
    """Key in `WIRE_FAULTS`; None for a NOTE, which never leaves."""
    requirement: str
    """What is demanded and where: act and paragraph, contract sheet, specification."""
    expected: str = ""
    actual: str = ""
    severity: Severity = Severity.ERROR
    annotations: Mapping[str, str] = field(default_factory=dict)
    """Name/value pairs that leave with the fault (Annotaties, information)."""
    detail: str | None = None
    """Text that leaves with the fault (Omstandigheid, diagnostic), where it has one."""
    origin: str | None = None
    """Oorsprong other than that of the fault's row: the source that raised it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What stands in a withheld block, in contracts that have a word for that."""

    tag: str
    """Element that becomes the only child of the block."""
    text: str
    kept: frozenset[str] = frozenset()
    """Texts of that element that stay as they are: they tell nothing of the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Closed period of whole days, as ISO dates; `end` None means open."""

    begin: str
    end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a request says about itself, in words that both dialects share."""

    sender: str | None
    """`Afzender/Identificatie`; at the KSZ `cbeNumber`, in the SSDN `OrgUnit`, or
    `sector/institution` in either."""
    capacity: str | None
    """`Hoedanigheid`, `legalContext`, or `sector/institution` in the SSDN; as on the
    wire."""
    user: str | None
    """INSZ of the natural person who asks."""
    reference: str | None
    """`Afzender/Referte`, `ticket` or `Message/Reference`."""
    question_reference: str | None
    """`Vraag/Referte`; the KSZ has none."""
    service: str | None = None
    """`Context/Naam` or `ServiceId`; the KSZ has none."""
    version: str | None = None
    """`Context/Versie` or `ServiceRequest/Version`; the KSZ has none."""


class Change(Protocol):
    """Something that a reply promises to have been changed."""

    def apply(self, connection: Any) -> None:
        """
        Make it so, whatever the state is by now.

        Args:
            connection: Of SQLAlchemy, inside the transaction that writes the record of
                the call.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A reply payload, ready to be put in an envelope and signed."""

    payload: Element
    http_status: int
    outcome: str
    """`answered`, `refused` or `failed`, for the log."""
    level: str | None = None
    code: str | None = None
    platform_reference: str | None = None
    """Referte of the reply, `ticketCBSS` or `Ticket`."""
    content: Element | None = None
    """What the source said: where the paths of withheld elements start."""
    changes: tuple[Change, ...] = ()
    """Written with the record of the call, all or nothing, before the reply leaves."""

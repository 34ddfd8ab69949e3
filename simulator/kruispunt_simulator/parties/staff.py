"""
Who works for a party: the list of staff that it must keep, and the roles that count.

A line of the list says who somebody is, what for, since when and until when, on which
day the person was bound to confidentiality, and whose employee it is when not the
party's own. What a ground demands of a line is decided in `rules/user.py`.

Source: 14/088 §13; 22/004 §7, §13-14; Protocol WiV–Wonen in Limburg art. 4 and 6.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

_CARE = "Protocol Zorgtoeslag 2021-05-07 art. 4"
_COMPANY = "Protocol WiV–Wonen in Limburg art. 4"


class Role(StrEnum):
    """What somebody does with answers. Closed: the acts say who gets to see them."""

    citation: str
    """Where an act names the role."""

    def __new__(cls, value: str, citation: str) -> Self:
        """Make a role that is its name, and knows its source."""
        role = str.__new__(cls, value)
        role._value_ = value
        role.citation = citation
        return role

    CASE_HANDLER = (
        "case handler",
        f"14/088 §13; 22/004 §13-14; {_CARE}; {_COMPANY}",
    )
    DATA_PROTECTION_OFFICER = "data-protection officer", f"22/004 §13-14; {_COMPANY}"
    AUDITOR = "auditor", "22/004 §13-14"
    MANAGEMENT = "management", _COMPANY
    FILE_COORDINATOR = "file coordinator", _COMPANY
    EXPERT = "legal and application expert", _COMPANY
    SUPERVISOR = "supervisor", f"{_COMPANY}; 23/058 §69"
    IT_MAINTENANCE = "IT maintenance", _COMPANY
    INSPECTOR = "inspector", "23/058 §9, §14"


class Frozen(BaseModel):
    """A part of the files of parties: no key that is not known, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Processor(Frozen):
    """Whom a party lets process data on its behalf, under a contract."""

    id: str
    name: str
    contract: date
    """First day of the contract under art. 28 GDPR."""
    until: date | None = None
    """Its last day; None while no end is known."""
    citation: str
    """Where the party tells that it uses this processor."""

    def in_force(self, on: date) -> bool:
        """Whether the contract holds on a day."""
        return self.contract <= on and (self.until is None or on <= self.until)


class StaffMember(Frozen):
    """A natural person who may ask, for a time and in a role."""

    insz: str
    name: str
    role: Role
    from_: date = Field(alias="from")
    until: date | None = None
    confidentiality: date | None = None
    """Day on which the person was bound to confidentiality; None if never."""
    employer: str | None = None
    """Id of a processor of the party; None for its own employee."""

    def active(self, on: date) -> bool:
        """Whether the person is on the list on a day."""
        return self.from_ <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Position:
    """A line of a staff list, together with what is known of the employer."""

    member: StaffMember
    processor: Processor | None = None
    """Who employs the person; None for the party itself."""

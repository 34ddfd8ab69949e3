"""One party: its certificate, its doors, its people."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationInfo, field_validator

from kruispunt_simulator.parties.staff import Frozen, Position, Processor, StaffMember


class Connection(Frozen):
    """One door of a party: at which hop, under which name, in which capacities."""

    hop: Literal["wiv", "magda", "ksz"]
    sender: str
    """`Afzender/Identificatie` (MAGDA), `cbeNumber` (KSZ) or `OrgUnit` (SSDN)."""
    capacities: tuple[str, ...]
    """`Hoedanigheid`, `legalContext` or place in the SSDN (`sector/institution`) handed
    out for this door."""
    application: str | None = None
    """Name in the log; None takes the party's."""
    on_behalf_of: tuple[str, ...] = ()
    """Party ids whose staff may stand behind a question through this door."""
    basic: str | None = None
    """`user:password` that an unsigned message must bring (KSZ only); None for none."""


class Party(Frozen):
    """An organisation with one certificate of its own."""

    id: str
    name: str
    description: str
    actors: tuple[str, ...] = ()
    """Other names under which the acts speak of this very organisation."""
    member_of: str | None = None
    """The group that an act grants something to, of which this is a member."""
    leg: Literal["wiv", "magda", "ksz", "none"]
    """Hop whose authority issues the certificate; `none` behind an integrator."""
    at_start: bool = False
    """Whether the first start makes the certificate; any other is made when it is first
    needed, for a key takes time."""
    number: str
    """Enterprise number, ten digits."""
    common_name: str
    """CN of its certificate: how a hop recognises it."""
    application: str
    connections: tuple[Connection, ...]
    processors: tuple[Processor, ...] = ()
    staff: tuple[StaffMember, ...]

    @field_validator("staff")
    @classmethod
    def _every_employer_is_a_processor(
        cls, staff: tuple[StaffMember, ...], info: ValidationInfo
    ) -> tuple[StaffMember, ...]:
        if "processors" not in info.data:  # they are wrong themselves
            return staff
        known = {None, *(processor.id for processor in info.data["processors"])}
        for member in staff:
            if member.employer not in known:
                raise ValueError(f"employer {member.employer}: no such processor here")
        return staff

    @property
    def positions(self) -> tuple[Position, ...]:
        """The whole list of staff, former staff too."""
        processors = {processor.id: processor for processor in self.processors}
        return tuple(
            Position(member, processors.get(member.employer or ""))
            for member in self.staff
        )

"""Parties, their connections and their staff, from `parties.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kruispunt_simulator.errors import ConfigurationError
from kruispunt_simulator.yamlfile import load_model

PARTIES = Path(__file__).parent / "parties.yaml"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Connection(_Frozen):
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


class StaffMember(_Frozen):
    """A natural person who may ask, for a time and in a role."""

    insz: str
    name: str
    role: str
    from_: date = Field(alias="from")
    until: date | None = None

    def active(self, on: date) -> bool:
        """Whether the person is on the list on a day."""
        return self.from_ <= on and (self.until is None or on <= self.until)


class Party(_Frozen):
    """An organisation with one certificate of its own."""

    id: str
    name: str
    description: str
    leg: Literal["wiv", "magda", "ksz", "none"]
    """Hop whose authority issues the certificate; `none` behind an integrator."""
    number: str
    """Enterprise number, ten digits."""
    common_name: str
    """CN of its certificate: how a hop recognises it."""
    application: str
    connections: tuple[Connection, ...]
    staff: tuple[StaffMember, ...]


class Parties:
    """
    All parties, found by id, by certificate name, by connection.

    Args:
        parties: As loaded.

    Raises:
        ConfigurationError: An id, common name or sender stands twice (every
            certificate is unique per party: Protocol WiV–Wonen in Limburg art. 6.1),
            or a connection is on behalf of a party that is not there.
    """

    def __init__(self, parties: tuple[Party, ...]) -> None:
        self.all = parties
        self._by_id = {party.id: party for party in parties}
        self._by_common_name = {party.common_name: party for party in parties}
        senders = [(c.hop, c.sender) for party in parties for c in party.connections]
        for what, unique, total in (
            ("party id", len(self._by_id), len(parties)),
            ("common_name", len(self._by_common_name), len(parties)),
            ("sender", len(set(senders)), len(senders)),
        ):
            if unique != total:
                raise ConfigurationError(f"parties: a {what} stands twice")
        for party in parties:
            for other in {o for c in party.connections for o in c.on_behalf_of}:
                if other not in self._by_id:
                    raise ConfigurationError(
                        f"parties: {party.id}: on_behalf_of: no party {other}"
                    )

    @classmethod
    def load(cls, path: Path = PARTIES) -> Parties:
        """
        Read a parties file.

        Args:
            path: UTF-8; the built-in file when none is given.

        Raises:
            ConfigurationError: It does not fit the schema, or see the class.
        """
        return cls(load_model(path, _File).parties)

    def with_basic(self, given: Mapping[str, str]) -> Parties:
        """
        Give the same parties, of which some must bring HTTP Basic to the KSZ.

        Args:
            given: By party id, `user:password`; one that is no id is not looked at.
        """

        def changed(party: Party) -> Party:
            connections = tuple(
                c.model_copy(update={"basic": given[party.id]}) if c.hop == "ksz" else c
                for c in party.connections
            )
            return party.model_copy(update={"connections": connections})

        return Parties(tuple(changed(p) if p.id in given else p for p in self.all))

    def get(self, party_id: str) -> Party | None:
        """The party with an id."""
        return self._by_id.get(party_id)

    def by_common_name(self, common_name: str) -> Party | None:
        """The party that a certificate names."""
        return self._by_common_name.get(common_name)

    @cached_property
    def _by_sender(self) -> dict[tuple[str, str], tuple[Party, Connection]]:
        return {(c.hop, c.sender): (p, c) for p in self.all for c in p.connections}

    def by_sender(self, hop: str, sender: str) -> tuple[Party, Connection] | None:
        """The party and connection behind a sender identification at a hop."""
        return self._by_sender.get((hop, sender))

    def staff_of(self, connection: Connection, party: Party) -> tuple[StaffMember, ...]:
        """
        Find everybody who may stand behind a question through a connection.

        Args:
            connection: One of `party`.
            party: Who asks.

        Returns:
            Own staff first, then that of the parties behind; former staff too.

        Source: Protocol WiV–Wonen in Limburg art. 6.2.
        """
        behind = [self._by_id[other] for other in connection.on_behalf_of]
        return tuple(member for each in (party, *behind) for member in each.staff)


class _File(_Frozen):
    parties: tuple[Party, ...]

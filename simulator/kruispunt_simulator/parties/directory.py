"""All parties: read from their files, found by what a message says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, cached_property
from pathlib import Path

from kruispunt_contracts.yamlfile import ConfigurationError, load_model
from kruispunt_law import Codes

from kruispunt_simulator.parties.party import Connection, Party
from kruispunt_simulator.parties.staff import Frozen, Position

PARTIES = Path(__file__).parent
"""The parties that come with the simulator: every `*.yaml` here."""


class Parties:
    """
    All parties, found by id, by certificate name, by connection.

    Args:
        parties: As loaded.
        codes: In which the capacities of their connections are written.

    Raises:
        ConfigurationError: An id, common name or sender stands twice (every
            certificate is unique per party: Protocol WiV–Wonen in Limburg art. 6.1),
            a name of the acts stands for two parties, or a connection is on behalf of a
            party that is not there.
    """

    def __init__(self, parties: tuple[Party, ...], codes: Codes | None = None) -> None:
        self.all = parties
        self.codes = codes or Codes()
        self._by_id = {party.id: party for party in parties}
        self._by_common_name = {party.common_name: party for party in parties}
        actors = [actor for party in parties for actor in (party.id, *party.actors)]
        senders = [(c.hop, c.sender) for party in parties for c in party.connections]
        for what, unique, total in (
            ("party id", len(self._by_id), len(parties)),
            ("name of the acts", len(set(actors)), len(actors)),
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
        Read a file of parties, or every `*.yaml` of a folder.

        Args:
            path: UTF-8; the built-in parties when none is given, which are read once.

        Raises:
            ConfigurationError: A file does not fit the schema, or see the class.
        """
        return _built_in() if path == PARTIES else _read(path)

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

        changed_ones = tuple(changed(p) if p.id in given else p for p in self.all)
        return Parties(changed_ones, self.codes)

    def with_codes(self, codes: Codes) -> Parties:
        """
        Give the same parties, with the capacities of their connections as on the wire.

        Args:
            codes: The user's own.
        """

        def changed(connection: Connection) -> Connection:
            on_the_wire = tuple(
                codes.on_the_wire(connection.hop, capacity)
                for capacity in connection.capacities
            )
            return connection.model_copy(update={"capacities": on_the_wire})

        return Parties(
            tuple(
                party.model_copy(
                    update={"connections": tuple(map(changed, party.connections))}
                )
                for party in self.all
            ),
            codes,
        )

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

    def staff_of(
        self,
        connection: Connection,
        party: Party,
        beneficiaries: Collection[str] = (),
    ) -> tuple[Position, ...]:
        """
        Find everybody who may stand behind a question through a connection.

        Args:
            connection: One of `party`.
            party: Who asks.
            beneficiaries: Ids of the parties for whom it may ask this; empty stands for
                all who are behind the connection.

        Returns:
            Own staff first, then that of the parties behind; former staff too.

        Source: Protocol WiV–Wonen in Limburg art. 6.2; 22/004 §14 (of the three
        services only).
        """
        behind = [
            self._by_id[other]
            for other in connection.on_behalf_of
            if not beneficiaries or other in beneficiaries
        ]
        return tuple(line for each in (party, *behind) for line in each.positions)


class _File(Frozen):
    parties: tuple[Party, ...]


@cache
def _built_in() -> Parties:
    return _read(PARTIES)


def _read(path: Path) -> Parties:
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return Parties(tuple(p for f in files for p in load_model(f, _File).parties))

"""
What figures and spans may say of a record: words of ours, never a sender's.

The log holds who asked about whom, and names that callers chose. What leaves it for
systems of other people (Prometheus, OpenTelemetry) says neither: each word is one of a
list of ours, or has a form in which no number of a person fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from kruispunt_contracts.catalogue import Catalogue
from kruispunt_law import Law

from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.store.exchange import Exchange

OTHER: Final = "(other)"
"""In place of a word that is not ours, where one is expected."""

_OUTCOMES: Final = frozenset(
    ("answered", "refused", "failed", "asked", "sent", "allowed")
)
_LEVELS: Final = frozenset(("tls", "http", "1", "2", "3", "fault", "status", "summary"))
_CODE = re.compile(r"[A-Za-z_-]{0,32}[0-9]{0,6}", re.ASCII)
"""All codes come from tables of ours; this only makes sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One record in words of ours; an empty text is "none"."""

    hop: str
    direction: str
    party: str
    service: str
    version: str
    operation: str
    outcome: str
    level: str
    code: str


class Vocabulary:
    """
    The words there are.

    Args:
        parties: Ids.
        services: As (name, version, operations).
    """

    def __init__(
        self,
        parties: Iterable[str],
        services: Iterable[tuple[str, str, Iterable[str]]],
    ) -> None:
        self._parties = frozenset(parties)
        self._services = {
            (name, version): frozenset(operations)
            for name, version, operations in services
        }
        self._names = frozenset(name for name, _ in self._services)

    @classmethod
    def of(cls, parties: Parties, catalogue: Catalogue, law: Law) -> Self:
        """Collect the words of a chain."""
        contracts = [
            (each.service, each.version, [one.name for one in each.operations])
            for each in catalogue.contracts
        ]
        stopped = [(each.service, each.version, ()) for each in law.discontinued]
        return cls((party.id for party in parties.all), [*stopped, *contracts])

    def words(self, record: Exchange) -> Words:
        """Tell what may be told of a record."""
        version, operation = record.version or "", record.operation or ""
        operations = self._services.get((record.service, version))
        return Words(
            hop=record.hop if record.hop in HOPS else OTHER,
            direction=record.direction if record.direction in ("in", "out") else OTHER,
            party=record.party if record.party in self._parties else UNKNOWN,
            service=record.service if record.service in self._names else UNKNOWN,
            version=version if operations is not None else "",
            operation=operation if operations and operation in operations else "",
            outcome=record.outcome if record.outcome in _OUTCOMES else OTHER,
            level=_one_of(record.level, _LEVELS),
            code=_code(record.code),
        )


def _one_of(word: str | None, words: frozenset[str]) -> str:
    if not word:
        return ""
    return word if word in words else OTHER


def _code(code: str | None) -> str:
    return (code or "") if _CODE.fullmatch(code or "") else OTHER

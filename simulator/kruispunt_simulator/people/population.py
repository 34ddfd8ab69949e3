"""What whoever asks about persons needs to know of them: not where they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kruispunt_simulator.people.person import Person


class Population(Protocol):
    """All persons: in memory (`People`), or in the database (`store.people`)."""

    def get(self, ssin: str, /) -> Person | None:
        """Find the person with this number; None: no such number was ever given."""

    def having(self, kind: str, key: str) -> tuple[Person, ...]:
        """
        Find everybody whose file names a key, such as a household.

        Args:
            kind: As `Person.keys` gives it.
            key: Which one.

        Returns:
            By number; empty for none.
        """

    def named(self, id_: str) -> Person:
        """
        Find the person with this id.

        Raises:
            LookupError: There is none.
        """

    def __iter__(self) -> Iterator[Person]: ...

    def __len__(self) -> int: ...

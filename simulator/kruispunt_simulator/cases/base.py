"""What a case is, and what a hop asks of a collection of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kruispunt_contracts.catalogue import Operation

from kruispunt_simulator.message import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply that stands in a file."""

    origin: str
    """Path below the folder of cases, with slashes."""
    document: bytes
    """What the file holds."""


class Cases(Protocol):
    """Test cases; safe to share between threads."""

    def named(self, operation: Operation, payload: Element) -> Case | None:
        """
        Find the case of exactly what a question asks about.

        Args:
            operation: Whose question it is.
            payload: Its valid root.

        Returns:
            None when no file is named after it, here or higher up the tree.
        """

    def fallback(self, operation: Operation, payload: Element) -> Case | None:
        """
        Find the case for whatever has none of its own (`notfound.xml`, `success.xml`).

        Args:
            operation: Whose question it is.
            payload: Its valid root.
        """

    def nearest(self, operation: Operation, payload: Element) -> str:
        """
        Tell, when there is no case, where one would have to stand and what is near it.

        Args:
            operation: Whose question it is.
            payload: Its valid root.
        """

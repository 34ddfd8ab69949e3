"""What a hop asks of a collection of test cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kruispunt_contracts.catalogue import Operation

from kruispunt_simulator.message import Element

if TYPE_CHECKING:
    from kruispunt_simulator.hops.prepared import Prepared


class Cases(Protocol):
    """Test cases; safe to share between threads."""

    def named(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        """
        Find the case of what a question is about.

        Args:
            operation: Whose question it is.
            payload: Its valid root, verified.
            subject: The person that it is about, or None.

        Returns:
            None when no file is named after that, here or higher up the tree.

        Raises:
            UnusableReply: There is one, but not of this operation, or unreadable.
        """

    def fallback(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        """
        Find the case for whoever has none (`notfound.xml`, `success.xml`).

        Args:
            operation: Whose question it is.
            payload: Its valid root, verified.
            subject: The person that it is about, or None.

        Raises:
            UnusableReply: As `named`.
        """

    def nearest(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> str:
        """
        Tell, when there is no case, where one would have to stand and what is near it.

        Args:
            operation: Whose question it is.
            payload: Its valid root, verified.
            subject: The person that it is about, or None.
        """

    def knows(self, number: str) -> bool:
        """Find out whether some file is named after a person."""

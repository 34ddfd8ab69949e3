"""
One way to speak with every dialect: read a question, answer it, refuse it.

Which dialect is spoken, the contract decides: `SPEECHES` by its dialect. What a
platform refuses with is another matter, and in `hops/plan.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from kruispunt_contracts.catalogue import Dialect, Operation

from kruispunt_simulator.dialects import ksz, magda, ssdn
from kruispunt_simulator.message import Element, Finding, Question, Rendered
from kruispunt_simulator.services import Answer, KszAnswer, MagdaAnswer, SsdnAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question at one hop, as far as it was read, and the moment of its answer."""

    payload: Element | None
    """Request root; None when the message was not read that far."""
    operation: Operation | None
    """None as `payload`, or when no contract has such a request."""
    response: str | None
    """Clark name of the root of a reply; None while nobody knows."""
    question: Question | None
    beside: Element | None
    """What stands beside a refusal, where something does: `Inhoud` of MAGDA."""
    platform: magda.Platform
    received: datetime
    """Business time of arrival."""
    now: datetime
    """Business time of the reply."""


class Speech(Protocol):
    """How one dialect reads and writes."""

    def read(self, payload: Element, user: str | None) -> Question:
        """
        Read who asks and under which references; absent parts are None.

        Args:
            payload: Request root; not validated yet, so anything may be missing.
            user: INSZ from the header block of ours, for dialects without a place.
        """

    def answer(self, turn: Turn, content: Answer) -> Rendered:
        """Write an answer; the turn has everything."""

    def refuse(self, turn: Turn, findings: Sequence[Finding]) -> Rendered:
        """Write the refusal that the first error demands; one of them has a fault."""


class _Magda:
    def read(self, payload: Element, user: str | None) -> Question:
        return magda.read(payload)

    def answer(self, turn: Turn, content: Answer) -> Rendered:
        assert isinstance(content, MagdaAnswer)
        assert turn.question is not None
        assert turn.response is not None
        return magda.answer(
            turn.question,
            turn.response,
            platform=turn.platform,
            now=turn.now,
            inhoud=content.inhoud,
            uitzonderingen=magda.block(content.findings, turn.now)
            if content.findings
            else None,
        )

    def refuse(self, turn: Turn, findings: Sequence[Finding]) -> Rendered:
        return magda.refuse(
            findings,
            turn.question,
            turn.response,
            platform=turn.platform,
            now=turn.now,
            inhoud=turn.beside,
        )


class _Ksz:
    def read(self, payload: Element, user: str | None) -> Question:
        return ksz.read(payload, user)

    def answer(self, turn: Turn, content: Answer) -> Rendered:
        assert isinstance(content, KszAnswer)
        assert turn.operation is not None
        return ksz.answer(
            turn.payload, turn.operation, content, received=turn.received, now=turn.now
        )

    def refuse(self, turn: Turn, findings: Sequence[Finding]) -> Rendered:
        return ksz.refuse(
            findings,
            turn.payload if turn.operation else None,
            turn.operation,
            received=turn.received,
            now=turn.now,
        )


class _Ssdn:
    def read(self, payload: Element, user: str | None) -> Question:
        return ssdn.read(payload)

    def answer(self, turn: Turn, content: Answer) -> Rendered:
        assert isinstance(content, SsdnAnswer)
        return ssdn.answer(turn.payload, content, received=turn.received, now=turn.now)

    def refuse(self, turn: Turn, findings: Sequence[Finding]) -> Rendered:
        return ssdn.refuse(
            findings,
            turn.payload,
            turn.operation,
            received=turn.received,
            now=turn.now,
        )


SPEECHES: Final[Mapping[Dialect, Speech]] = MappingProxyType(
    {Dialect.MAGDA: _Magda(), Dialect.KSZ: _Ksz(), Dialect.SSDN: _Ssdn()}
)

"""The trouble that a test asked for, and whether it came."""

from __future__ import annotations

from dataclasses import dataclass

from kruispunt_simulator.hops.stubs import Stub, Stubs


class UnusedInjection(AssertionError):
    """A test asked for trouble, and no question came that got it."""


@dataclass(frozen=True, slots=True)
class Injection:
    """Something that a test asked for."""

    stub: Stub
    _stubs: Stubs

    @property
    def used(self) -> int:
        """How often it happened."""
        return self._stubs.uses().get(self.stub, 0)

    def __str__(self) -> str:
        return str(self.stub)


def unused(stubs: Stubs) -> tuple[str, ...]:
    """
    Name what did not happen, or not as often as was asked for.

    What was asked for every time may happen any number of times, but once at least.
    """
    return tuple(
        f"{stub}: {used} of {stub.times or 'at least 1'}"
        for stub, used in stubs.uses().items()
        if used < (stub.times or 1)
    )

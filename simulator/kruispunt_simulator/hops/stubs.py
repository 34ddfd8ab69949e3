"""
Injections: trouble that a tester asked for, for questions that a hop would answer.

A hop asks `Stubs` once for each question, behind all its checks: whoever may not ask
hears so, injection or not. What is asked for leaves as it would from the real platform;
the log says that it was injected.

Source: our choice, for no platform has this.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kruispunt_contracts.catalogue import Dialect

from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.message import Finding, Severity

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop

CHECK: Final = "injected"
"""Id of the finding that an injection leaves in the log."""

_MOST_ORIGINS: Final = 10_000
"""Trails of which is known who began them; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a hop knows of a question that it would answer."""

    hop: str
    dialect: Dialect
    trace: str
    service: str
    version: str
    operation: str
    party: str
    user: str | None
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which questions are meant; what is None is not looked at."""

    hop: str | None = None
    dialects: frozenset[Dialect] | None = None
    service: str | None = None
    version: str | None = None
    operation: str | None = None
    party: str | None = None
    """Who asks the hop, or asked the first hop of the trail."""
    user: str | None = None
    person: str | None = None

    def fits(self, asked: Asked, origin: str) -> bool:
        """
        Whether a question is meant.

        Args:
            asked: The question.
            origin: Party that asked the first hop of its trail.
        """
        if self.dialects is not None and asked.dialect not in self.dialects:
            return False
        if self.party is not None and self.party not in (asked.party, origin):
            return False
        names = ("hop", "service", "version", "operation", "user", "person")
        return all(
            getattr(self, name) in (None, getattr(asked, name)) for name in names
        )

    def __str__(self) -> str:
        told = {
            name: value for name in _TOLD if (value := getattr(self, name)) is not None
        }
        return ", ".join(f"{name}={value}" for name, value in told.items())


_TOLD: Final = ("hop", "service", "version", "operation", "party", "user", "person")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stub:
    """What happens to a question; a delay may go before a refusal or a cut line."""

    pattern: Pattern
    fault: str | None = None
    """Key in `WIRE_FAULTS` of the refusal; None for none."""
    delay_seconds: float = 0.0
    drop: bool = False
    """Whether the line is cut in place of a reply."""
    times: int | None = 1
    """How often it happens; None for every time."""

    def __str__(self) -> str:
        what = [f"wait {self.delay_seconds:g} s"] if self.delay_seconds else []
        what += [f"refuse with {self.fault}"] if self.fault else []
        what += ["cut the line"] if self.drop else []
        return f"{' and '.join(what)} ({self.pattern})"


@dataclass(slots=True)
class Stubs:
    """
    The injections of a chain; thread-safe, and shared by its hops.

    Args:
        sleep: How to wait.
    """

    sleep: Callable[[float], object] = time.sleep
    _uses: dict[Stub, int] = field(default_factory=dict)
    _origins: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __bool__(self) -> bool:
        """Whether there are any: when not, a hop asks nothing."""
        return bool(self._uses)

    def add(self, stub: Stub) -> None:
        """Let it happen from now on; of several that fit, the oldest happens first."""
        with self._lock:
            self._uses[stub] = 0

    def match(self, asked: Asked) -> Stub | None:
        """Give what shall happen to a question, and count it; None: nothing."""
        with self._lock:
            origin = self._origins.setdefault(asked.trace, asked.party)
            while len(self._origins) > _MOST_ORIGINS:
                del self._origins[next(iter(self._origins))]
            for stub, used in self._uses.items():
                left = stub.times is None or used < stub.times
                if left and stub.pattern.fits(asked, origin):
                    self._uses[stub] = used + 1
                    return stub
        return None

    def uses(self) -> dict[Stub, int]:
        """Tell how often each happened, in the order in which they were added."""
        with self._lock:
            return dict(self._uses)

    def clear(self) -> None:
        """Let nothing happen any more."""
        with self._lock:
            self._uses.clear()
            self._origins.clear()


def inject(hop: Hop, call: Call) -> Finding | None:
    """
    Let happen to a question that passed every check what a tester asked for.

    Returns:
        What the log shall tell: an error when the question is refused or the line cut,
        a note when it was only delayed; None when nothing was asked for.
    """
    stub = hop.stubs.match(_asked(hop, call))
    if stub is None:
        return None
    if stub.delay_seconds:
        hop.stubs.sleep(stub.delay_seconds)
    call.dropped = stub.drop
    refuses = stub.fault is not None or stub.drop
    return Finding(
        check=CHECK,
        fault=stub.fault or (hop.plan.faults["internal"] if stub.drop else None),
        severity=Severity.ERROR if refuses else Severity.NOTE,
        requirement="a tester asked for it; nothing is wrong with the question",
        expected="an answer",
        actual=str(stub),
    )


def _asked(hop: Hop, call: Call) -> Asked:
    assert call.operation is not None
    contract = call.operation.contract
    return Asked(
        hop=hop.plan.name,
        dialect=contract.dialect,
        trace=call.trace,
        service=contract.service,
        version=contract.version,
        operation=call.operation.name,
        party=call.who_and_what()["party"],
        user=call.question.user if call.question else None,
        person=call.subject,
    )

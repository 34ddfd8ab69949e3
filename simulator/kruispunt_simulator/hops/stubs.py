"""
Stubs: what a tester asked for, for questions that a hop would answer: a reply of the
tester's own, a refusal, a delay, a line that is cut.

A hop asks `Stubs` once for each question, behind all its checks: whoever may not ask
hears so, stub or not. What is asked for leaves as it would from the real platform; the
log says that it was injected, and of a question that no stub got which one was nearest.

Source: our choice, for no platform has this.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kruispunt_contracts.catalogue import Dialect

from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.hops.prepared import UnusableReply, read_prepared, unusable
from kruispunt_simulator.message import Finding, Severity

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop

CHECK: Final = "injected"
"""Id of the finding that a stub leaves in the log."""

MISSED: Final = "stub.found"
"""Id of the note about a question that no stub got, although there are some."""

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
        return next(self._differing(asked, origin), None) is None

    def differences(self, asked: Asked, origin: str) -> tuple[str, ...]:
        """
        Name the parts in which a question is another one.

        Args:
            asked: The question.
            origin: Party that asked the first hop of its trail.

        Returns:
            Names of fields; none when it is meant.
        """
        return tuple(self._differing(asked, origin))

    def compared(self, asked: Asked, origin: str) -> str:
        """
        Say what is the same in a question and what is not, for people.

        Args:
            asked: The question.
            origin: Party that asked the first hop of its trail.
        """
        other = self.differences(asked, origin)
        same = [name for name in self.parts if name not in other]
        lines = [f"same {_listed(same)}"] if same else []
        differs = [
            f"{name} was {getattr(asked, name) or 'not told'}, "
            f"not {getattr(self, name)}"
            for name in other
            if name != "dialects"
        ]
        if "dialects" in other:
            differs.append("of a platform that does not refuse so")
        return "; ".join(filter(None, (*lines, ", ".join(differs))))

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the fields that are looked at."""
        return tuple(name for name in _TOLD if getattr(self, name) is not None)

    def _differing(self, asked: Asked, origin: str) -> Iterator[str]:
        if self.dialects is not None and asked.dialect not in self.dialects:
            yield "dialects"
        for name in _TOLD:
            wanted, actual = getattr(self, name), getattr(asked, name)
            if wanted in (None, actual) or (name == "party" and wanted == origin):
                continue
            yield name

    def __str__(self) -> str:
        return ", ".join(f"{name}={getattr(self, name)}" for name in self.parts)


_TOLD: Final = ("hop", "service", "version", "operation", "party", "user", "person")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stub:
    """What happens to a question; a delay may go before anything else."""

    pattern: Pattern
    fault: str | None = None
    """Key in `WIRE_FAULTS` of the refusal; None for none."""
    reply: bytes | None = None
    """The reply, as `read_prepared` takes it; None for none."""
    delay_seconds: float = 0.0
    drop: bool = False
    """Whether the line is cut in place of a reply."""
    first: int = 1
    """From which of the questions on that the pattern means."""
    times: int | None = 1
    """How often it happens; None for every time."""
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    """Eight hex digits: fewer than a number of a person has."""

    @property
    def turns(self) -> str:
        """When it happens, and how often."""
        often = "any number of times" if self.times is None else f"{self.times} times"
        often = "once" if self.times == 1 else often
        return f"{often} from question {self.first} on"

    @property
    def does(self) -> str:
        """What happens, and from when on, without who it is about."""
        what = [f"wait {self.delay_seconds:g} s"] if self.delay_seconds else []
        what += [f"refuse with {self.fault}"] if self.fault else []
        what += ["give a reply of one's own"] if self.reply is not None else []
        what += ["cut the line"] if self.drop else []
        since = f" from question {self.first} on" if self.first > 1 else ""
        return f"{' and '.join(what)}{since}"

    def __str__(self) -> str:
        return f"{self.does} ({self.pattern})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What became of a stub so far."""

    added: datetime
    """Real time, aware UTC."""
    seen: int = 0
    """How many questions it meant, whoever of several stubs got them."""
    used: int = 0
    """How often it happened."""


@dataclass(slots=True)
class Stubs:
    """
    The stubs of a chain; thread-safe, and shared by its hops.

    Args:
        sleep: How to wait.
    """

    sleep: Callable[[float], object] = time.sleep
    _counts: dict[Stub, Count] = field(default_factory=dict)
    _origins: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __bool__(self) -> bool:
        """Whether there are any: when not, a hop asks nothing."""
        return bool(self._counts)

    def add(self, stub: Stub) -> Count:
        """Let it happen from now on; of several that fit, the oldest happens first."""
        with self._lock:
            count = self._counts[stub] = Count(added=datetime.now(UTC))
            return count

    def remove(self, stub: Stub) -> bool:
        """Let it happen no more; tells whether it was there."""
        with self._lock:
            return self._counts.pop(stub, None) is not None

    def match(self, asked: Asked) -> Stub | None:
        """Give what shall happen to a question, and count it; None: nothing."""
        chosen: Stub | None = None
        with self._lock:
            origin = self._origins.setdefault(asked.trace, asked.party)
            while len(self._origins) > _MOST_ORIGINS:
                del self._origins[next(iter(self._origins))]
            for stub, count in self._counts.items():
                if not stub.pattern.fits(asked, origin):
                    continue
                seen, used = count.seen + 1, count.used
                left = stub.times is None or used < stub.times
                if chosen is None and left and seen >= stub.first:
                    chosen, used = stub, used + 1
                self._counts[stub] = Count(added=count.added, seen=seen, used=used)
        return chosen

    def nearest(self, asked: Asked) -> str | None:
        """
        Tell which stub of the hop is nearest to a question that none got, and why not.

        Args:
            asked: The question, for which `match` gave nothing.

        Returns:
            None when the hop has no stubs.
        """
        with self._lock:
            origin = self._origins.get(asked.trace, asked.party)
            here = [
                (len(stub.pattern.differences(asked, origin)), stub, count)
                for stub, count in self._counts.items()
                if stub.pattern.hop in (None, asked.hop)
            ]
        if not here:
            return None
        # Of those that differ in as much, the one that says most.
        apart, stub, count = min(here, key=lambda e: (e[0], -len(e[1].pattern.parts)))
        why = stub.pattern.compared(asked, origin)
        if not apart:
            why = f"not its turn: {stub.turns}, and this is question {count.seen}"
        return f"no stub; nearest is stub {stub.id}, {stub}: {why}"

    def counts(self) -> dict[Stub, Count]:
        """Tell what became of each, in the order in which they were added."""
        with self._lock:
            return dict(self._counts)

    def uses(self) -> dict[Stub, int]:
        """Tell how often each happened, in the order in which they were added."""
        return {stub: count.used for stub, count in self.counts().items()}

    def clear(self) -> int:
        """Let nothing happen any more; tells how many stubs there were."""
        with self._lock:
            there = len(self._counts)
            self._counts.clear()
            self._origins.clear()
            return there


def inject(hop: Hop, call: Call) -> Finding | None:
    """
    Let happen to a question that passed every check what a tester asked for.

    Returns:
        What the log shall tell: an error when the question is refused or the line cut,
        a note when it was only delayed or gets a reply of the tester's; None when
        nothing was asked for.

    Raises:
        Refused: The reply that a tester gave is none of this operation.
    """
    asked = _asked(hop, call)
    stub = hop.stubs.match(asked)
    if stub is None:
        nearest = hop.stubs.nearest(asked)
        if nearest is not None:
            call.note(MISSED, "the stubs that a tester added", "a stub", nearest)
        return None
    if stub.delay_seconds:
        hop.stubs.sleep(stub.delay_seconds)
    call.dropped = stub.drop
    if stub.reply is not None:
        _prepare(hop, call, stub.reply, f"stub {stub.id}")
    refuses = stub.fault is not None or stub.drop
    return Finding(
        check=CHECK,
        fault=stub.fault or (hop.plan.faults["internal"] if stub.drop else None),
        severity=Severity.ERROR if refuses else Severity.NOTE,
        requirement="a tester asked for it; nothing is wrong with the question",
        expected="an answer",
        actual=f"stub {stub.id}: {stub}",
    )


def _prepare(hop: Hop, call: Call, reply: bytes, origin: str) -> None:
    assert call.operation is not None
    name = call.operation.name
    try:
        call.prepared = read_prepared(reply, call.operation, origin=origin, kind="stub")
    except UnusableReply as error:
        raise unusable(hop, "stub", str(error), f"a reply of {name}") from error


def _listed(names: list[str]) -> str:
    """Write names as in a sentence: `service, party and person`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


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

"""The trouble that a test asks for, by the names that the wire has for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kruispunt_contracts import WIRE_FAULTS, WireFault, catalogue
from kruispunt_contracts.catalogue import Dialect

from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.hops.stubs import Pattern, Stub, Stubs

_SPOKEN: Final = {
    Dialect.MAGDA: frozenset({Dialect.MAGDA}),
    # What the KSZ says, it says over the SSDN too (`kruispunt_contracts.faults`).
    Dialect.KSZ: frozenset({Dialect.KSZ, Dialect.SSDN}),
    Dialect.SSDN: frozenset({Dialect.SSDN}),
}
"""In which dialects of questions the rows of a dialect leave."""

_HOME: Final = {Dialect.MAGDA: "magda", Dialect.KSZ: "ksz", Dialect.SSDN: "ksz"}
"""The hop that refuses, unless the test says which."""

_REFUSALS: Final = frozenset({"FOUT", "FATAL", "ERROR", "NO_RESULT"})
"""Types and status values that refuse; `TECHNICAL_ERROR` is said of one source among
several, and to have that a test switches the source off."""


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


def refusal(what: str, hop: str | None) -> tuple[WireFault, str]:
    """
    Find a refusal by name.

    Args:
        what: Key in `WIRE_FAULTS`, or a code that one row has, or one row for all
            services (`magda.…`, `ksz.…`).
        hop: Where it is to happen; None for where it belongs.

    Returns:
        The row, and the hop.

    Raises:
        LookupError: No row is called so, or several; the text lists them.
        ValueError: It is no refusal, or none that the hop can give.
    """
    row = WIRE_FAULTS.get(what) or _by_code(what)
    kind = row.type or row.value
    if kind not in _REFUSALS:
        raise ValueError(f"{row.key} is no refusal of a question: {kind}")
    hop = hop or _HOME[row.dialect]
    if _SPOKEN[row.dialect].isdisjoint(_plan(hop)):
        raise ValueError(f"{row.key} is no refusal of {hop}: it is {row.dialect.value}")
    return row, hop


def pattern(
    row: WireFault | None,
    /,
    *,
    hop: str | None,
    service: str | None,
    **others: str | None,
) -> Pattern:
    """
    Say which questions are meant.

    Args:
        row: The refusal, which some questions cannot get; None for something else.
        hop: Name of a hop; None for any.
        service: Name of a contract.
        **others: As the fields of `Pattern`.

    Raises:
        ValueError: No such question can come to the hop.
    """
    dialects = None if row is None else _SPOKEN[row.dialect]
    spoken = None if hop is None else _plan(hop)
    if service is not None:
        offered = [
            contract
            for contract in catalogue.load().contracts
            if (spoken is None or contract.dialect in spoken)
            and (dialects is None or contract.dialect in dialects)
        ]
        if service not in {contract.service for contract in offered}:
            names = ", ".join(sorted({contract.service for contract in offered}))
            raise ValueError(
                f"{service} is not asked of {hop or 'any hop'}"
                f"{f' or never gets {row.key}' if row else ''}; there are: {names}"
            )
    return Pattern(hop=hop, dialects=dialects, service=service, **others)


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


def _plan(hop: str) -> Iterable[Dialect]:
    if hop not in HOPS:
        raise ValueError(f"no hop {hop}; there are: {', '.join(HOPS)}")
    return HOPS[hop].dialects


def _by_code(code: str) -> WireFault:
    rows = [row for row in WIRE_FAULTS.values() if code and row.code == code]
    for_all = [row for row in rows if row.key.partition(".")[0] in ("magda", "ksz")]
    for candidates in (rows, for_all):
        if len(candidates) == 1:
            return candidates[0]
    if not rows:
        raise LookupError(f"no refusal has the name or code {code!r} (WIRE_FAULTS)")
    keys = ", ".join(row.key for row in for_all or rows)
    raise LookupError(f"several refusals have the code {code}: name one of {keys}")

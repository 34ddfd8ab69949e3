"""What a tester asks for, from names of the wire to what the hops take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kruispunt_contracts import WIRE_FAULTS, WireFault
from kruispunt_contracts.catalogue import Catalogue, Dialect, Operation

from kruispunt_simulator.dialects.soap11 import FAULT
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.hops.prepared import (
    UnusableReply,
    read_root,
    real_numbers_in,
)
from kruispunt_simulator.hops.stubs import Pattern

_SPOKEN: Final = {
    Dialect.MAGDA: frozenset({Dialect.MAGDA}),
    # What the KSZ says, it says over the SSDN too (`kruispunt_contracts.faults`).
    Dialect.KSZ: frozenset({Dialect.KSZ, Dialect.SSDN}),
    Dialect.SSDN: frozenset({Dialect.SSDN}),
}
"""In which dialects of questions the rows of a dialect leave."""

_HOME: Final = {Dialect.MAGDA: "magda", Dialect.KSZ: "ksz", Dialect.SSDN: "ksz"}
"""The hop that answers and refuses, unless the tester says which."""

_REFUSALS: Final = frozenset({"FOUT", "FATAL", "ERROR", "NO_RESULT"})
"""Types and status values that refuse; `TECHNICAL_ERROR` is said of one source among
several, and to have that a test switches the source off."""

_DECLARATION: Final = re.compile(r"\A\ufeff?\s*<\?xml\s[^>]*\?>")
"""Of XML: says how octets are to be read, and text has none."""


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
    contracts: Catalogue,
    hop: str | None,
    service: str | None = None,
    version: str | None = None,
    operation: str | None = None,
    **others: str | None,
) -> Pattern:
    """
    Say which questions are meant.

    Args:
        row: The refusal, which some questions cannot get; None for something else.
        contracts: Those that the hops serve.
        hop: Name of a hop; None for any.
        service: Name of a contract.
        version: Of that contract, or of any.
        operation: Likewise.
        **others: As the fields of `Pattern`.

    Raises:
        ValueError: No such question can come to the hop.
    """
    dialects = None if row is None else _SPOKEN[row.dialect]
    spoken = None if hop is None else _plan(hop)
    offered = [
        each
        for each in _operations(contracts)
        if (spoken is None or each.contract.dialect in spoken)
        and (dialects is None or each.contract.dialect in dialects)
    ]
    if service is not None:
        chosen = [each for each in offered if each.contract.service == service]
        if not chosen:
            raise ValueError(
                f"{service} is not asked of {hop or 'any hop'}"
                f"{f' or never gets {row.key}' if row else ''}; there are: "
                f"{_listed(each.contract.service for each in offered)}"
            )
        offered = chosen
    of = service or f"what is asked of {hop or 'any hop'}"
    for name, wanted, there in (
        ("version", version, [each.contract.version for each in offered]),
        ("operation", operation, [each.name for each in offered]),
    ):
        if wanted not in (None, *there):
            raise ValueError(f"no {name} {wanted} of {of}; there are: {_listed(there)}")
    return Pattern(
        hop=hop,
        dialects=dialects,
        service=service,
        version=version,
        operation=operation,
        **others,
    )


def reply_pattern(
    document: bytes,
    *,
    contracts: Catalogue,
    hop: str | None = None,
    service: str | None = None,
    version: str | None = None,
    operation: str | None = None,
    allow_real_numbers: bool = False,
    **others: str | None,
) -> Pattern:
    """
    Say which questions a reply is meant for: its root tells the operation.

    Args:
        document: As `hops.prepared.read_prepared` takes it.
        contracts: Those that the hops serve.
        hop: Where; None for the one that would answer: `magda` for services of MAGDA,
            `ksz` for those of the KSZ.
        service: What the reply must be of; with a `soap:Fault` it or the hop is needed.
        version: Likewise.
        operation: Likewise.
        allow_real_numbers: Take numbers that could be somebody's.
        **others: As the fields of `Pattern`.

    Raises:
        ValueError: It is no reply, or of something else, or holds such numbers.
    """
    root = read_root(document, origin="reply")
    if not allow_real_numbers and (found := [*dict.fromkeys(real_numbers_in(root))]):
        raise ValueError(
            "reply: numbers that could belong to real citizens, at "
            f"{', '.join(found)} (`kruispunt up --allow-real-numbers` lifts this)"
        )
    if root.tag == FAULT:
        hop = hop or home(contracts, service=service)
        if hop is None:
            raise ValueError(
                "reply: a soap:Fault does not tell whose it is; name a service or a hop"
            )
    else:
        answered = _answered(contracts, root.tag)
        named = answered.contract.service, answered.contract.version, answered.name
        given = service, version, operation
        words = ("service", "version", "operation")
        for word, wanted, own in zip(words, given, named, strict=True):
            if wanted not in (None, own):
                raise ValueError(f"reply: its {word} is {own}, not {wanted}")
        service, version, operation = named
        hop = hop or _HOME[answered.contract.dialect]
    return pattern(
        None,
        contracts=contracts,
        hop=hop,
        service=service,
        version=version,
        operation=operation,
        **others,
    )


def home(contracts: Catalogue, *, service: str | None) -> str | None:
    """
    Find the hop that answers a service.

    Args:
        contracts: Those that the hops serve.
        service: Name of a contract.

    Returns:
        None without a service, or when there is none of that name.
    """
    of = {_HOME[c.dialect] for c in contracts.contracts if c.service == service}
    return of.pop() if len(of) == 1 else None


def octets(xml: str) -> bytes:
    """
    Give the octets of XML that is text already, whatever encoding it declares.

    Raises:
        ValueError: It holds what is no character.
    """
    return _DECLARATION.sub("", xml).encode("utf-8")


def _operations(contracts: Catalogue) -> Iterator[Operation]:
    for contract in contracts.contracts:
        yield from contract.operations


def _answered(contracts: Catalogue, root: str) -> Operation:
    for operation in _operations(contracts):
        if operation.response == root:
            return operation
    raise UnusableReply(f"reply: root is {root}, which no operation answers with")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


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

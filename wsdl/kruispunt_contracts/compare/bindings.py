"""What two WSDLs say of the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kruispunt_contracts.compare.difference import (
    Difference,
    Effect,
    Kind,
    difference,
)
from kruispunt_contracts.own.bindings import Bound, Service


def compare_services(
    ours: Service, theirs: Service, paths: Sequence[str]
) -> Iterator[Difference]:
    """
    Find every difference between two WSDLs that matters on the wire.

    Args:
        ours: Of our WSDL.
        theirs: Of another.
        paths: Where we serve, older paths included.

    Yields:
        Differences; the path is the name of the operation, or of the service.
    """
    if ours.version != theirs.version:
        yield difference(
            Kind.SOAP_VERSION, ours.name, ours.version, theirs.version, Effect.DIFFERS
        )
    if theirs.paths and not set(theirs.paths) & set(paths):
        yield difference(
            Kind.ADDRESS, ours.name, paths[0], ", ".join(theirs.paths), Effect.DIFFERS
        )
    for mine in ours.operations:
        other = theirs.asked(mine.request)
        if other is None:
            yield difference(
                Kind.MISSING_OPERATION,
                mine.name,
                mine.request,
                None,
                Effect.REFUSE_MORE,
            )
        else:
            yield from _compare(mine, other)
    for other in theirs.operations:
        if ours.asked(other.request) is None:
            yield difference(
                Kind.EXTRA_OPERATION,
                other.name,
                None,
                other.request,
                Effect.ACCEPT_MORE,
            )


def _compare(ours: Bound, theirs: Bound) -> Iterator[Difference]:
    for kind, one, other in (
        (Kind.RESPONSE, ours.response, theirs.response),
        (Kind.FAULT, _said(ours.faults), _said(theirs.faults)),
        (Kind.SOAP_ACTION, f'"{ours.action}"', f'"{theirs.action}"'),
        (Kind.STYLE, ours.style, theirs.style),
        (Kind.BODY_USE, ours.use, theirs.use),
    ):
        if one != other:
            yield difference(kind, ours.name, one, other, Effect.DIFFERS)


def _said(faults: Sequence[str]) -> str:
    return ", ".join(sorted(set(faults))) or "-"

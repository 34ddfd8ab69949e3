"""What a WSDL says of the wire: operations, actions, style, faults and paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from kruispunt_contracts import ns
from kruispunt_contracts.compare.difference import (
    Difference,
    Effect,
    Kind,
    difference,
)

Element = Any
"""An lxml element; lxml brings no type hints."""

_SOAP_12: Final = "http://schemas.xmlsoap.org/wsdl/soap12/"
_VERSIONS: Final = {ns.WSDL_SOAP: "1.1", _SOAP_12: "1.2"}
_P: Final = {"w": ns.WSDL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One operation as it is bound to SOAP."""

    name: str
    request: str
    """Clark name of the element in the Body; the type or nothing when it has none."""
    response: str
    faults: frozenset[str]
    action: str
    style: str
    use: str
    """`literal` or `encoded`; both, when messages differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one WSDL serves with SOAP; 1.1 where it does both."""

    name: str
    namespace: str
    version: str
    """Of SOAP."""
    paths: tuple[str, ...]
    operations: tuple[Bound, ...]

    def asked(self, request: str) -> Bound | None:
        """Find the operation with this request."""
        return next((o for o in self.operations if o.request == request), None)


def read_service(roots: Sequence[Element]) -> Service | None:
    """
    Read a WSDL.

    Args:
        roots: Of the file, and of the WSDLs that it imports.

    Returns:
        None when nothing is bound to SOAP.
    """
    for namespace, version in _VERSIONS.items():
        bound = tuple(_operations(roots, namespace))
        if bound:
            named = [each for root in roots for each in root.iterfind("w:service", _P)]
            return Service(
                name=next((s.get("name") for s in named), roots[0].get("name") or "-"),
                namespace=roots[0].get("targetNamespace") or "",
                version=version,
                paths=tuple(dict.fromkeys(_paths(named, namespace))),
                operations=bound,
            )
    return None


def _paths(services: Sequence[Element], namespace: str) -> Iterator[str]:
    for service in services:
        for address in service.iterfind(f"w:port/{{{namespace}}}address", _P):
            yield urlsplit(address.get("location") or "").path or "/"


def _operations(roots: Sequence[Element], soap: str) -> Iterator[Bound]:
    messages = {
        message.get("name"): _parts(message)
        for root in roots
        for message in root.iterfind("w:message", _P)
    }
    ports = {
        (port.get("name"), operation.get("name")): operation
        for root in roots
        for port in root.iterfind("w:portType", _P)
        for operation in port.iterfind("w:operation", _P)
    }
    for root in roots:
        for binding in root.iterfind("w:binding", _P):
            marked = binding.find(f"{{{soap}}}binding")
            if marked is None:
                continue
            for bound in binding.iterfind("w:operation", _P):
                port = ports.get((_local(binding.get("type")), bound.get("name")))
                if port is not None:
                    yield _bound(bound, port, messages, marked, soap)


def _bound(
    bound: Element,
    port: Element,
    messages: Mapping[str, str],
    binding: Element,
    soap: str,
) -> Bound:
    said = bound.find(f"{{{soap}}}operation")
    said = {} if said is None else said

    def element(kind: str) -> str:
        found = port.find(f"w:{kind}", _P)
        return "-" if found is None else messages.get(_local(found.get("message")), "-")

    uses = {
        each.get("use") or "literal"
        for kind in ("body", "fault")
        for each in bound.iter(f"{{{soap}}}{kind}")
    }
    return Bound(
        name=bound.get("name"),
        request=element("input"),
        response=element("output"),
        faults=frozenset(
            messages.get(_local(fault.get("message")), "-")
            for fault in port.iterfind("w:fault", _P)
        ),
        action=said.get("soapAction") or "",
        style=said.get("style") or binding.get("style") or "document",
        use=" ".join(sorted(uses)) or "literal",
    )


def _parts(message: Element) -> str:
    """What stands in the Body: an element, or else the types of the parts."""
    return " ".join(
        _clark(part, "element") if part.get("element") else _clark(part, "type")
        for part in message.iterfind("w:part", _P)
    )


def _clark(element: Element, attribute: str) -> str:
    prefix, _, name = (element.get(attribute) or "").rpartition(":")
    uri = element.nsmap.get(prefix or None)
    return f"{{{uri}}}{name}" if uri else name


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


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


def _said(faults: frozenset[str]) -> str:
    return ", ".join(sorted(faults)) or "-"

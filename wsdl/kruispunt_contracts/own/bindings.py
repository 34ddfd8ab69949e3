"""
What a WSDL says of the wire: operations, actions, style, faults and paths.

Everything is read that can be, also what no platform takes: `Bound.refusal` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from kruispunt_contracts import ns
from kruispunt_contracts.own.files import WsdlFile

Element = Any
"""An lxml element; lxml brings no type hints."""

NAME: Final = re.compile(r"[^\W\d][\w.-]*")
"""Of an operation and the like, as XML has names: no text that means something else."""

_VERSIONS: Final = {
    "1.1": ns.WSDL_SOAP,
    "1.2": "http://schemas.xmlsoap.org/wsdl/soap12/",
}
_P: Final = {"w": ns.WSDL}


class Unreadable(ValueError):
    """Something cannot be understood; the text says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One operation as it is bound to SOAP."""

    name: str
    request: str
    """Clark name of the element in the Body; the type or nothing when it has none."""
    response: str
    faults: tuple[str, ...]
    action: str
    style: str
    use: str
    """`literal` or `encoded`; both, when messages differ."""
    where: str
    """File and line, for messages."""
    refusal: str | None
    """Why no platform has such an operation: theirs are document/literal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one WSDL serves with SOAP; 1.1 where it does both."""

    name: str
    version: str
    """Of SOAP."""
    paths: tuple[str, ...]
    operations: tuple[Bound, ...]

    def asked(self, request: str) -> Bound | None:
        """Find the operation with this request."""
        return next((o for o in self.operations if o.request == request), None)


def read_service(wsdl: WsdlFile) -> Service | None:
    """
    Read the service of a WSDL.

    Returns:
        None when it names none, or nothing at its ports is SOAP.

    Raises:
        Unreadable: It refers to what is nowhere.
    """
    service = wsdl.root.find("w:service", _P)
    if service is None:
        return None
    for version, soap in _VERSIONS.items():
        ports = [
            (port, address)
            for port in wsdl.root.iterfind("w:service/w:port", _P)
            if (address := port.find(f"{{{soap}}}address")) is not None
        ]
        operations: dict[str, Bound] = {}
        for port, _ in ports:
            for bound in _operations(wsdl, port, soap):
                operations.setdefault(bound.name, bound)
        if operations:
            paths = (path_of(at.get("location", "")) for _, at in ports)
            return Service(
                name=service.get("name", ""),
                version=version,
                paths=tuple(dict.fromkeys(path for path in paths if path)),
                operations=tuple(operations.values()),
            )
    return None


def path_of(address: str) -> str:
    """Give the path of an address; nothing for none, such as `TO-BE-FILLED-IN`."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    return path if path.startswith("/") and len(path) > 1 else ""


def _operations(wsdl: WsdlFile, port: Element, soap: str) -> Iterator[Bound]:
    binding = _followed(wsdl, port, "binding", _named(wsdl, "binding"))
    kind = _followed(wsdl, binding, "type", _named(wsdl, "portType"))
    messages = _named(wsdl, "message")
    for operation in kind.iterfind("w:operation", _P):
        if not NAME.fullmatch(operation.get("name", "")):
            where = f"{wsdl.name}:{operation.sourceline}"
            raise Unreadable(f"{where}: {operation.get('name')!r} is no name")
        bound = binding.find(f"w:operation[@name='{operation.get('name')}']", _P)
        if bound is not None:
            yield _bound(wsdl, binding, bound, operation, messages, soap)


def _bound(
    wsdl: WsdlFile,
    binding: Element,
    bound: Element,
    operation: Element,
    messages: Mapping[str, Element],
    soap: str,
) -> Bound:
    name = operation.get("name")
    refusals = []

    def element(node: Element) -> str:
        way = node.tag.rpartition("}")[2]
        message = _followed(wsdl, node, "message", messages)
        body = bound.find(f"w:{way}/{{{soap}}}body", _P)
        wanted = (body.get("parts") if body is not None else None) or ""
        parts = [
            part
            for part in message.iterfind("w:part", _P)
            if not wanted or part.get("name") in wanted.split()
        ]
        if len(parts) != 1 or parts[0].get("element") is None:
            refusals.append(f"{way} of {name} must be one part with an element")
        kinds = ["type" if p.get("element") is None else "element" for p in parts]
        return " ".join(map(_clark, [wsdl] * len(parts), parts, kinds))

    def elements(way: str) -> tuple[str, ...]:
        return tuple(map(element, operation.iterfind(f"w:{way}", _P)))

    marked = (bound.find(f"{{{soap}}}operation"), binding.find(f"{{{soap}}}binding"))
    styles = [n.get("style") for n in marked if n is not None and n.get("style")]
    uses = {
        node.get("use") or "literal"
        for kind in ("body", "fault")
        for node in bound.iter(f"{{{soap}}}{kind}")
    }
    if "rpc" in styles or "encoded" in uses:
        refusals.append(f"{name} is not document/literal")
    asked, told, faults = map(elements, ("input", "output", "fault"))
    if not (asked and told):
        refusals.append(f"{name} has no input or no output")
    return Bound(
        name=name,
        request=" ".join(asked) or "-",
        response=" ".join(told) or "-",
        faults=faults,
        action="" if marked[0] is None else marked[0].get("soapAction", ""),
        style=next(iter(styles), "document"),
        use=" ".join(sorted(uses)) or "literal",
        where=f"{wsdl.name}:{operation.sourceline}",
        refusal=next(iter(refusals), None),
    )


def _named(wsdl: WsdlFile, kind: str) -> dict[str, Element]:
    return {
        f"{{{each.root.get('targetNamespace')}}}{node.get('name')}": node
        for each in wsdl.all()
        for node in each.root.iterfind(f"w:{kind}", _P)
    }


def _followed(
    wsdl: WsdlFile, node: Element, attribute: str, known: Mapping[str, Element]
) -> Element:
    name = _clark(wsdl, node, attribute)
    if name not in known:
        raise Unreadable(f"{wsdl.name}:{node.sourceline}: {name} is nowhere")
    return known[name]


def _clark(wsdl: WsdlFile, node: Element, attribute: str) -> str:
    """Read an attribute that holds a QName."""
    prefix, _, local = node.get(attribute, "").rpartition(":")
    if not local or (prefix or None) not in node.nsmap:
        raise Unreadable(
            f"{wsdl.name}:{node.sourceline}: {attribute} is no name with a known prefix"
        )
    return f"{{{node.nsmap[prefix or None]}}}{local}"

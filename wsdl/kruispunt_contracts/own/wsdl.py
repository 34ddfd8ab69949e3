"""
WSDLs of services with schemas of the user's own, made or adapted.

Their types are always one schema that imports the copies of `bundle.py`, so that
whoever reads the WSDL sees what is validated with, under names that stand alone.

Source of the names in a made one: `_wire-facts.md` 1, pattern of a MAGDA service; for
the KSZ its HandiService.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.own.bundle import Bundle
from kruispunt_contracts.own.files import WsdlFile
from kruispunt_contracts.own.services import OfferedService

Element = Any
"""An lxml element; lxml brings no type hints."""

_W: Final = f"{{{ns.WSDL}}}"
_S: Final = f"{{{ns.WSDL_SOAP}}}"
_HTTP: Final = "http://schemas.xmlsoap.org/soap/http"


def documents_of(wsdl: Element, name: str, schemas: Bundle) -> dict[str, bytes]:
    """
    Give a WSDL and its schemas as documents.

    Args:
        wsdl: `wsdl:definitions`; not changed.
        name: Of its document.
        schemas: Its types.

    Returns:
        By name, the WSDL first.
    """
    return {name: _octets(_with_types(wsdl, schemas)), **schemas.octets()}


def documents_of_files(wsdl: WsdlFile, schemas: Bundle) -> dict[str, bytes]:
    """Give a WSDL of the user's, with the WSDLs that it imports, likewise."""
    names: dict[WsdlFile, str] = {}
    for each in wsdl.all():
        stem, number = each.file.stem, len(names)
        names[each] = f"{stem}-{number}.wsdl" if number else f"{stem}.wsdl"
    found = {}
    for each, name in names.items():
        adapted = _with_types(each.root, schemas)
        imports = zip(
            each.root.iterchildren(f"{_W}import"),
            adapted.iterchildren(f"{_W}import"),
            strict=True,
        )
        for old, new in imports:
            if old in each.imports:
                new.set("location", names[each.imports[old]])
            else:
                adapted.remove(new)  # a schema, which the types name
        _keep_what_is_served(adapted)
        found[name] = _octets(adapted)
    return {**found, **schemas.octets()}


def _keep_what_is_served(wsdl: Element) -> None:
    """
    Take out ports that are not served here: their addresses are of the real platform.

    Many toolkits take the first port of a service, whatever it is.
    """
    for service in list(wsdl.iterchildren(f"{_W}service")):
        for port in list(service.iterchildren(f"{_W}port")):
            addresses = list(port.iterchildren(f"{_S}address"))
            if not addresses:
                service.remove(port)
            for each in set(port.iterchildren(etree.Element)) - {*addresses}:
                port.remove(each)  # WS-Addressing has an address too
        if service.find(f"{_W}port") is None:
            wsdl.remove(service)


def our_wsdl(file: Path) -> Element:
    """Read a WSDL of ours."""
    return etree.parse(str(file)).getroot()


def made_wsdl(offered: OfferedService) -> Element:
    """Make the WSDL of a service that the user has XSDs of."""
    roots = [root for o in offered.operations for root in o.roots]
    namespaces = dict.fromkeys(etree.QName(root).namespace for root in roots)
    prefixes = {
        "svc" if uri == offered.namespace else f"n{number}": uri
        for number, uri in enumerate(namespaces)
    }
    root = etree.Element(
        f"{_W}definitions",
        {"targetNamespace": offered.namespace, "name": offered.service},
        nsmap={
            "wsdl": ns.WSDL,
            "soap": ns.WSDL_SOAP,
            "xsd": ns.XSD,
            "svc": offered.namespace,
            **prefixes,
        },
    )
    by_uri = {uri: prefix for prefix, uri in prefixes.items()}
    base = (
        f"{offered.domain}.{offered.service}" if offered.is_magda else (offered.service)
    )
    for message, part, element in _messages(offered):
        name = etree.QName(element)
        node = etree.SubElement(root, f"{_W}message", name=message)
        etree.SubElement(
            node,
            f"{_W}part",
            name=part,
            element=f"{by_uri[name.namespace]}:{name.localname}",
        )
    kind = etree.SubElement(root, f"{_W}portType", name=f"{base}PortType")
    binding = etree.SubElement(
        root, f"{_W}binding", name=f"{base}HttpBinding", type=f"svc:{base}PortType"
    )
    etree.SubElement(binding, f"{_S}binding", style="document", transport=_HTTP)
    for operation in offered.operations:
        _describe(kind, binding, operation.name, operation.soap_action, operation.fault)
    service = etree.SubElement(root, f"{_W}service", name=base)
    port = etree.SubElement(
        service,
        f"{_W}port",
        name=f"{base}HttpPort",
        binding=f"svc:{base}HttpBinding",
    )
    etree.SubElement(
        port, f"{_S}address", location=f"https://localhost{offered.paths[0]}"
    )
    return root


def _messages(offered: OfferedService) -> Iterator[tuple[str, str, str]]:
    """Give name, name of the part, and element."""
    asked, told = (
        ("Verzoek", "Repliek") if offered.is_magda else ("request", "response")
    )
    for operation in offered.operations:
        yield f"{operation.name}Request", asked, operation.request
        yield f"{operation.name}Response", told, operation.response
        if operation.fault is not None:
            yield f"{operation.name}Fault", "fault", operation.fault


def _describe(
    kind: Element, binding: Element, name: str, action: str, fault: str | None
) -> None:
    described = etree.SubElement(kind, f"{_W}operation", name=name)
    bound = etree.SubElement(binding, f"{_W}operation", name=name)
    etree.SubElement(bound, f"{_S}operation", soapAction=action, style="document")
    for way, message in (("input", "Request"), ("output", "Response")):
        etree.SubElement(described, f"{_W}{way}", message=f"svc:{name}{message}")
        body = etree.SubElement(bound, f"{_W}{way}")
        etree.SubElement(body, f"{_S}body", use="literal")
    if fault is not None:
        named: Mapping[str, str] = {"name": f"{name}Fault"}
        etree.SubElement(described, f"{_W}fault", named, message=f"svc:{name}Fault")
        body = etree.SubElement(bound, f"{_W}fault", named)
        etree.SubElement(body, f"{_S}fault", named, use="literal")


def _with_types(wsdl: Element, schemas: Bundle) -> Element:
    adapted = copy.deepcopy(wsdl)
    for types in list(adapted.iterchildren(f"{_W}types")):
        adapted.remove(types)
    types = etree.Element(f"{_W}types")
    types.append(copy.deepcopy(schemas.types))
    after = list(adapted.iterchildren(f"{_W}import", f"{_W}documentation"))
    adapted.insert(adapted.index(after[-1]) + 1 if after else 0, types)
    return adapted


def _octets(root: Element) -> bytes:
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return octets

"""
What a folder of the user's own offers: services, read from WSDLs or told by names.

Source of the names: `_wire-facts.md` 1 (pattern of a MAGDA service) and the KSZ sheets.
MAGDA: namespace `http://webservice.<service>dienst-NN_NN.<domain>-NN_NN.vip.
vlaanderen.be` or `http://magda.vlaanderen.be/<domain>/soap/<service>/vNN_NN`, path
`/<Service>Dienst-NN.NN/soap/WebService`, roots `X` and `XResponse`. KSZ: namespace
`http://kszbcss.fgov.be/intf/<Service>/<vN>`, path `/<Service>/<vN>/consult`, roots
`xRequest`, `xResponse` and `xFault`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.own.bindings import (
    NAME,
    Service,
    Unreadable,
    path_of,
    read_service,
)
from kruispunt_contracts.own.files import OwnFiles, SchemaFile, WsdlFile

Children = Callable[[str], tuple[str, ...] | None]
"""Elements below a root, by its Clark name; None where the folder has no such root."""

_FOLDER: Final = re.compile(r"(?:(\w+)\.)?(\w+?)Dienst-(\d\d\.\d\d)", re.ASCII)
_DOMAIN: Final = re.compile(
    r"dienst-\d\d_\d\d\.([a-z0-9]+)-\d\d_\d\d\.vip\.|"
    r"vlaanderen\.be/([A-Za-z0-9]+)/soap/",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One operation. Roots are Clark names."""

    name: str
    request: str
    response: str
    fault: str | None
    soap_action: str
    where: str
    """File and line, for messages."""

    @property
    def roots(self) -> tuple[str, ...]:
        """Give every root of its messages."""
        roots = (self.request, self.response, self.fault)
        return tuple(root for root in roots if root is not None)


@dataclass(kw_only=True)
class OfferedService:
    """One version of a service that is to be a contract."""

    is_magda: bool
    service: str
    version: str
    namespace: str
    domain: str | None
    paths: list[str]
    operations: list[Offered]
    file: SchemaFile | WsdlFile
    wsdl: WsdlFile | None = field(default=None, repr=False)


def from_wsdls(
    files: OwnFiles, children: Children, known: Set[str]
) -> list[OfferedService]:
    """
    Read the services of the WSDLs.

    Args:
        files: All of the folder; what cannot be understood is added to its problems.
        children: Tells what stands below a root.
        known: Requests of services that are offered already, which are left out.
    """
    found = []
    for wsdl in files.wsdls:
        if wsdl.root.find("w:service", {"w": ns.WSDL}) is None:
            continue  # imported by another, or told by the names of its roots
        try:
            service = read_service(wsdl)
            operations = [o for o in _offered(wsdl, service) if o.request not in known]
            if service is not None and operations:
                found.append(_described(wsdl, service, operations, children))
        except Unreadable as error:
            files.problems.append(str(error))
    return found


def _offered(wsdl: WsdlFile, service: Service | None) -> Iterator[Offered]:
    if service is None or service.version != "1.1":
        raise Unreadable(
            f"{wsdl.name}:{wsdl.root.sourceline}: has no operation at a port of SOAP "
            "1.1 (soap:address)"
        )
    for bound in service.operations:
        if bound.refusal is not None:
            raise Unreadable(f"{bound.where}: {bound.refusal}")
        yield Offered(
            name=bound.name,
            request=bound.request,
            response=bound.response,
            fault=next(iter(bound.faults), None),
            soap_action=bound.action,
            where=bound.where,
        )


def from_names(
    files: OwnFiles, children: Children, known: Iterable[str]
) -> list[OfferedService]:
    """Read the services that no WSDL describes from the names of their roots."""
    found: dict[tuple[str, str], OfferedService] = {}
    known = {*known}
    for schema in files.schemas:
        for name in schema.elements():
            request = f"{{{schema.namespace}}}{name}"
            if schema.namespace is None or request in known:
                continue
            try:
                offered = _by_name(schema, name, children, files)
            except Unreadable as error:
                files.problems.append(str(error))
                continue
            if offered is None:
                continue
            known.add(request)
            key = offered.service, offered.version
            if key in found and not offered.is_magda:
                found[key].operations += offered.operations
            else:
                found[key] = offered
    return list(found.values())


def _by_name(
    schema: SchemaFile, name: str, children: Children, files: OwnFiles
) -> OfferedService | None:
    """Give the service of which an element is the request, if it looks like one."""
    root = f"{{{schema.namespace}}}{name}"
    below = children(root) or ()
    is_magda = "Verzoek" in below
    is_ksz = "informationCustomer" in below and name.endswith("Request")
    if not (is_magda or is_ksz):
        return None
    stem = root if is_magda else root.removesuffix("Request")
    where = f"{schema.name}:{_line_of(schema, name)}"
    if children(f"{stem}Response") is None:
        raise Unreadable(
            f"{where}: {name} looks like a request, but no file of the folder has "
            f"{etree.QName(stem).localname}Response in namespace {schema.namespace}"
        )
    operation = name if is_magda else name.removesuffix("Request")
    assert schema.namespace is not None  # noqa: S101 - the caller knows
    if is_magda:
        made = _magda(schema, schema.namespace, name, where)
    else:
        made = _ksz(schema, schema.namespace)
    action = f"http://kszbcss.fgov.be/{made.service}/{operation}"
    made.operations.append(
        Offered(
            name=operation,
            request=root,
            response=f"{stem}Response",
            fault=None if is_magda else _fault_of(stem, files, schema.namespace),
            soap_action="" if is_magda else action,
            where=where,
        )
    )
    _check_names(made)
    return made


def _check_names(offered: OfferedService) -> None:
    """Refuse what is no name: folders of test cases are called after these."""
    names = [offered.service, *(o.name for o in offered.operations)]
    names += [] if offered.domain is None else [offered.domain]
    for name in names:
        if not NAME.fullmatch(name):
            raise Unreadable(
                f"{offered.operations[0].where}: {name!r} is no name of a service, of "
                "an operation or of a domain"
            )


def _fault_of(stem: str, files: OwnFiles, namespace: str) -> str | None:
    """Find the fault of an operation, or the one that all operations have."""
    faults = {
        f"{{{namespace}}}{name}"
        for schema in files.schemas
        if schema.namespace == namespace
        for name in schema.elements()
        if name.endswith("Fault")
    }
    if f"{stem}Fault" in faults:
        return f"{stem}Fault"
    return faults.pop() if len(faults) == 1 else None


def _described(
    wsdl: WsdlFile, service: Service, operations: list[Offered], children: Children
) -> OfferedService:
    first = operations[0]
    for operation in operations:
        for root in operation.roots:
            if children(root) is None:
                raise Unreadable(
                    f"{operation.where}: no schema of the folder has {root}"
                )
    name = etree.QName(first.request)
    kinds = {_kind(children(o.request) or (), o) for o in operations}
    if len(kinds) > 1:
        raise Unreadable(f"{first.where}: operations of MAGDA and of the KSZ in one")
    paths = list(service.paths)
    if not kinds.pop():
        made = _ksz(wsdl, name.namespace)
        made.operations = operations
    else:
        path = " ".join(paths)
        made = _magda(wsdl, name.namespace, name.localname, first.where, path)
        if "." in service.name:
            made.domain = service.name.partition(".")[0]
        # The body says what is asked; one official WSDL holds another's address here.
        made.operations = [replace(each, soap_action="") for each in operations]
    made.paths = paths or made.paths
    made.wsdl = wsdl
    _check_names(made)
    return made


def _kind(below: tuple[str, ...], operation: Offered) -> bool:
    if "Verzoek" in below:
        return True
    if "informationCustomer" in below:
        return False
    raise Unreadable(
        f"{operation.where}: {operation.request} has neither Verzoek (MAGDA) nor "
        "informationCustomer (KSZ) below it; services of the SSDN cannot be added"
    )


def _magda(
    file: SchemaFile | WsdlFile, namespace: str, name: str, where: str, hint: str = ""
) -> OfferedService:
    folder = next(
        (
            found
            for part in reversed(file.name.split("/"))
            for found in [_FOLDER.match(part)]
            if found and found[2].lower() == name.lower()
        ),
        None,
    )
    named = re.search(
        rf"{re.escape(name.lower())}(?:dienst)?[-/]v?(\d\d)[_.](\d\d)",
        f"{namespace} {hint}".lower(),
    )
    if named is None and folder is None:
        raise Unreadable(
            f"{where}: cannot tell the version of {name}: neither its namespace "
            f"{namespace} nor its folder has the form of MAGDA "
            f"(…{name.lower()}dienst-02_00.…, {name}Dienst-02.00)"
        )
    number = f"{named[1]}.{named[2]}" if named else folder[3] if folder else ""
    domain = folder[1] if folder else None
    if domain is None and (found := _DOMAIN.search(namespace)):
        domain = (found[1] or found[2]).capitalize()
    return OfferedService(
        is_magda=True,
        service=name,
        version=f"{number}.0000",
        namespace=namespace,
        domain=domain or name,
        paths=[f"/{name}Dienst-{number}/soap/WebService"],
        operations=[],
        file=file,
    )


def _ksz(file: SchemaFile | WsdlFile, namespace: str) -> OfferedService:
    steps = [step for step in path_of(namespace).split("/") if step]
    steps = steps or [step for step in re.split(r"[:/]", namespace) if step]
    version = "v1"
    if len(steps) > 1 and re.fullmatch(r"[vV]\d+", steps[-1]):
        version = steps.pop().lower()
    return OfferedService(
        is_magda=False,
        service=steps[-1],
        version=version,
        namespace=namespace,
        domain=None,
        paths=[f"/{steps[-1]}/{version}/consult"],
        operations=[],
        file=file,
    )


def _line_of(schema: SchemaFile, name: str) -> int:
    node = schema.root.find(f"{{{ns.XSD}}}element[@name='{name}']")
    return int(node.sourceline)

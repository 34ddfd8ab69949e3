"""
The contracts, read from their WSDLs: service, version, operation, action and path.

A contract is a folder `<dialect>/<service>/<version>/` with `<service>.wsdl` and
`<service>.xsd`; shared types lie in `shared/`. What stands in a WSDL is read from it
and not said again in Python. To add a contract, add a folder: see wsdl/README.md.

The WSDL of an SSDN contract names only what carries its documents (`carrier.py`), the
same element there and back. The documents are those of every SSDN service, so they are
what its operation asks and answers with here.

A folder with an XSD alone is of messages that a platform pushes: nobody asks for them
at a path, so they are no `Contract` but a `PushedContract`, and never served.

These files are our own, so they are parsed without the suspicion of `parsing.py`.
Reading the WSDLs takes milliseconds and happens in `load`; schemas compile at the
first validation, or all together with `Catalogue.warm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.carrier import XML_STRING
from kruispunt_contracts.content import Group
from kruispunt_contracts.documents import wsdl_documents
from kruispunt_contracts.schema import Schema, SchemaError

__all__ = [
    "PATH_ALIASES",
    "Catalogue",
    "Contract",
    "Dialect",
    "Operation",
    "PushedContract",
    "SchemaError",
    "UnknownContract",
    "load",
    "wsdl_documents",
]

Element = Any
"""An lxml element; lxml brings no type hints."""

T = TypeVar("T")

_HERE: Final = Path(__file__).parent
_PREFIXES: Final = {"w": ns.WSDL, "s": ns.WSDL_SOAP}

PATH_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    # The WSDL of 2017 put the name of the KSZ's SOA platform in front of the path, the
    # one of 2023 no longer does. Clients built from the old one are still around.
    # Source: diliwo/docker (2017); KSZ test schemas of MAGDA-Mock (2023).
    "/HandiService/v2/consult": ("/SOA4520/HandiService/v2/consult",),
}
"""Older paths by current path: a WSDL has no place for them."""


class Dialect(StrEnum):
    """Whose conventions a contract follows; also the name of its folder."""

    MAGDA = "magda"
    """Context, Verzoek, Repliek, Uitzonderingen; the SOAPAction is empty."""
    KSZ = "ksz"
    """informationCustomer, legalContext, criteria, status; one SOAPAction each."""
    SSDN = "ssdn"
    """The older network of the KSZ: SSDNRequest and SSDNReply, all of it qualified,
    carried as text by one connector. `service` and `version` are its ServiceId and
    Version."""


class UnknownContract(LookupError):
    """No contract has this service and version, or no operation this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of one contract. Element names are Clark names, `{uri}local`."""

    contract: Contract = field(repr=False)
    name: str
    request: str
    """Root of the request: the only child of `soap:Body`, or of what that carries."""
    response: str
    """Root of a normal reply, likewise."""
    fault: str | None
    """Element inside the `detail` of a fault; MAGDA and the SSDN declare none."""
    soap_action: str
    """Without quotes; empty for MAGDA, which routes on the body."""

    def children(self, element: str) -> tuple[str, ...]:
        """
        Tell which elements the schema allows right below one of the roots.

        Args:
            element: `request`, `response` or `fault` of this operation.

        Returns:
            Local names in the order of the schema.
        """
        return self.contract.schema.children(element)

    @property
    def echoed(self) -> tuple[str, ...]:
        """
        Blocks of a KSZ request that come back in its response, in that order.

        None in the other dialects, whose roots have no child of the same name.

        Source: `_wire-facts.md` section 5; which blocks these are differs per service,
        and the schema of each says it by giving both roots a child of that name.
        """
        asked = set(self.children(self.request)) - {"informationCBSS"}
        return tuple(name for name in self.children(self.response) if name in asked)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Described:
    """What every contract has, asked or pushed. Compared by identity: one of each."""

    dialect: Dialect
    service: str
    """`GeefZorgtoeslag`, `HandiService`: the name of the folder."""
    version: str
    """`02.00.0000` (as in `Context/Versie`) or `v2`: the name of the folder."""
    namespace: str
    """Of the roots of its messages; everything below them is in no namespace. In the
    SSDN that of the carrier, and the document inside has namespaces of its own."""
    xsd: Path
    schema: Schema = field(repr=False)
    own: bool = False
    """Whether its schema is the user's, and not one of ours."""

    def content_of(self, element: Element) -> Group | None:
        """
        Tell what may stand in an element of a message of this contract.

        Args:
            element: Itself in a namespace, or below something that is, as the schema
                has it.

        Returns:
            None when the schema lets anything stand there.

        Raises:
            LookupError: It is in no message of this contract.
        """
        path: list[str] = []
        while etree.QName(element).namespace is None:
            path.append(etree.QName(element).localname)
            element = element.getparent()
        return self.schema.content(element.tag, "/".join(reversed(path)))

    def validate(self, element: Element) -> tuple[SchemaError, ...]:
        """
        Check a payload against the XSD.

        Args:
            element: Root of a message or a fault detail of this contract, in whatever
                tree it stands. It is not changed.

        Returns:
            Every error libxml2 finds, in document order; empty when valid. An element
            of another contract is an error, not an exception. Safe to call from
            several threads.
        """
        return self.schema.validate(element)


D = TypeVar("D", bound=_Described)


@dataclass(frozen=True, kw_only=True, eq=False)
class Contract(_Described):
    """One version of one service that is asked."""

    domain: str | None
    """Domain of a MAGDA service (`Gezin`, `SocZek`); the KSZ has none."""
    wsdl: Path
    paths: tuple[str, ...]
    """URL paths, the current one first."""
    operations: tuple[Operation, ...] = field(repr=False)
    """In the order of the WSDL; at least one."""
    documents: Mapping[str, bytes] | None = field(default=None, repr=False)
    """WSDL and schemas by name, the WSDL (`wsdl.name`) first, when they are not the
    files as they stand on disk: those of a contract with schemas of the user's."""

    def operation(self, name: str) -> Operation:
        """
        Find an operation by its name.

        Raises:
            UnknownContract: The contract has no such operation.
        """
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise UnknownContract(f"{self.service} {self.version} has no operation {name}")


@dataclass(frozen=True, kw_only=True, eq=False)
class PushedContract(_Described):
    """One version of the messages that a platform sends of its own accord."""

    messages: Mapping[str, str]
    """Clark names of their roots by local name, in the order of the XSD."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue:
    """Every contract, and the ways to find one from what came over the wire."""

    contracts: tuple[Contract, ...]
    """Sorted by dialect (MAGDA first), service and version."""
    requests: Mapping[str, Operation] = field(repr=False)
    """Operations by the Clark name of their request. So one SSDN service is all there
    can be: a second one needs the ServiceId as well."""
    served: Mapping[str, Contract] = field(repr=False)
    """Contracts by URL path, older paths included."""
    pushed: tuple[PushedContract, ...]
    """Contracts of pushed messages, in the same order; none of them is asked."""
    folder: Path | None = None
    """Where the user's own contracts were read from; None for ours alone."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process read the files again: compiled schemas do not travel."""
        return load, (self.folder,)

    def contract(self, service: str, version: str) -> Contract:
        """
        Find a contract by the names of its folders.

        Raises:
            UnknownContract: There is none; the message lists what there is.
        """
        return _named(self.contracts, service, version)

    def push(self, service: str, version: str) -> PushedContract:
        """
        Find a contract of pushed messages by the names of its folders.

        Raises:
            UnknownContract: There is none; the message lists what there is.
        """
        return _named(self.pushed, service, version)

    def by_request(self, clark_tag: str) -> Operation | None:
        """Find the operation whose request has this root element, `{uri}local`."""
        return self.requests.get(clark_tag)

    def by_path(self, path: str) -> Contract | None:
        """Find the contract served at this URL path (no query)."""
        return self.served.get(path)

    def by_context(self, naam: str, versie: str) -> Contract | None:
        """
        Find a MAGDA contract by `Context/Naam` and `Context/Versie` of a request.

        Some replies put the domain in front of the name (`Persoon.GeefPersoon`); a
        request never does, so that form is not found here.
        """
        for contract in self.contracts:
            if contract.dialect is Dialect.MAGDA and (
                (contract.service, contract.version) == (naam, versie)
            ):
                return contract
        return None

    def warm(self) -> None:
        """Compile the schemas of all that is served, so that no first caller waits."""
        for contract in self.contracts:
            contract.schema.warm()


def load(own: Path | None = None) -> Catalogue:
    """
    Read all contracts of this package, and those of a folder, which go before.

    Args:
        own: Folder with WSDLs and XSDs of the user's; None for none.

    Returns:
        The catalogue; the same object every time.

    Raises:
        ValueError: Two contracts claim the same request element or the same path.
        ConfigurationError: A file of the folder cannot be used: which, and why.
    """
    if own is None:
        return _ours()
    return _with_own(own.resolve())


@cache
def _with_own(folder: Path) -> Catalogue:
    from kruispunt_contracts.own import read_own  # it needs what is here

    return replace(read_own(folder, _ours()), folder=folder)


@cache
def _ours() -> Catalogue:
    contracts = tuple(_read(path) for path in _files("wsdl"))
    operations = [o for contract in contracts for o in contract.operations]
    return Catalogue(
        contracts=contracts,
        requests=_unique((o.request, o) for o in operations),
        served=_unique((path, c) for c in contracts for path in c.paths),
        pushed=tuple(
            _read_pushed(path)
            for path in _files("xsd")
            if not path.with_suffix(".wsdl").exists()
        ),
    )


def _files(suffix: str) -> Iterator[Path]:
    for dialect in Dialect:
        yield from sorted((_HERE / dialect.value).glob(f"*/*/*.{suffix}"))


def _named(contracts: tuple[D, ...], service: str, version: str) -> D:
    for contract in contracts:
        if (contract.service, contract.version) == (service, version):
            return contract
    versions = [c for c in contracts if c.service == service]
    known = ", ".join(f"{c.service} {c.version}" for c in versions or contracts)
    raise UnknownContract(
        f"no contract {service} {version} (of your own? then its folder was not named)"
        f"; known: {known}"
    )


def _unique(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key} is claimed by {found[key]} and by {value}")
        found[key] = value
    return found


def _read(file: Path) -> Contract:
    """Read one WSDL; its folders say dialect, service and version."""
    dialect, service, version = file.relative_to(_HERE).parts[:3]
    root = etree.parse(str(file)).getroot()
    current = urlsplit(_one(root, "w:service/w:port/s:address").get("location")).path
    declared = _one(root, "w:service").get("name")
    contract = Contract(
        dialect=Dialect(dialect),
        service=service,
        version=version,
        namespace=root.get("targetNamespace"),
        domain=declared.partition(".")[0] if dialect == Dialect.MAGDA else None,
        wsdl=file,
        xsd=file.with_suffix(".xsd"),
        paths=(current, *PATH_ALIASES.get(current, ())),
        operations=(),
        schema=Schema(file.with_suffix(".xsd")),
    )
    # Contract and operation know each other, so one of two frozen values must wait.
    object.__setattr__(contract, "operations", tuple(_operations(root, contract)))
    return contract


def _read_pushed(file: Path) -> PushedContract:
    """Read one XSD that has no WSDL; its global elements are the messages."""
    dialect, service, version = file.relative_to(_HERE).parts[:3]
    root = etree.parse(str(file)).getroot()
    namespace = root.get("targetNamespace")
    names = [each.get("name") for each in root.iterfind(f"{{{ns.XSD}}}element")]
    return PushedContract(
        dialect=Dialect(dialect),
        service=service,
        version=version,
        namespace=namespace,
        xsd=file,
        schema=Schema(file),
        messages=MappingProxyType({name: f"{{{namespace}}}{name}" for name in names}),
    )


def _operations(root: Element, contract: Contract) -> Iterator[Operation]:
    elements = {
        message.get("name"): _clark(_one(message, "w:part"), "element")
        for message in root.iterfind("w:message", _PREFIXES)
    }
    actions = {
        bound.get("name"): _one(bound, "s:operation").get("soapAction")
        for bound in root.iterfind("w:binding/w:operation", _PREFIXES)
    }
    for operation in root.iterfind("w:portType/w:operation", _PREFIXES):
        name = operation.get("name")
        request, response, fault = (
            None if part is None else elements[part.get("message").rpartition(":")[2]]
            for part in (
                operation.find("w:input", _PREFIXES),
                operation.find("w:output", _PREFIXES),
                operation.find("w:fault", _PREFIXES),
            )
        )
        if request is None or response is None:
            raise ValueError(f"{contract.wsdl}: {name} needs an input and an output")
        if request == response == XML_STRING:
            request = f"{{{ns.SSDN_SERVICE}}}SSDNRequest"
            response = f"{{{ns.SSDN_SERVICE}}}SSDNReply"
        yield Operation(
            contract=contract,
            name=name,
            request=request,
            response=response,
            fault=fault,
            soap_action=actions[name],
        )


def _one(parent: Element, path: str) -> Element:
    """Find the only child at this path; a WSDL of ours has no other."""
    (found,) = parent.iterfind(path, _PREFIXES)
    return found


def _clark(element: Element, attribute: str) -> str:
    """Read an attribute that holds a QName."""
    prefix, _, local = element.get(attribute).rpartition(":")
    return f"{{{element.nsmap[prefix or None]}}}{local}"

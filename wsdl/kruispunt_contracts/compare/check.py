"""Our contracts against the official files in a folder, service by service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.carrier import XML_STRING
from kruispunt_contracts.catalogue import Catalogue, Contract, Dialect, PushedContract
from kruispunt_contracts.compare.bindings import compare_services
from kruispunt_contracts.compare.difference import (
    Difference,
    Effect,
    Kind,
    difference,
)
from kruispunt_contracts.compare.elements import compare_elements
from kruispunt_contracts.compare.schemas import (
    TheirSchemas,
    UnreadableFile,
    our_shapes,
    shapes_of,
)
from kruispunt_contracts.compare.shape import Shapes
from kruispunt_contracts.own import Own, SchemaFile, WsdlFile, examine
from kruispunt_contracts.own.bindings import Service, Unreadable, read_service
from kruispunt_contracts.own.bundle import reached
from kruispunt_contracts.own.services import OfferedService
from kruispunt_contracts.own.wsdl import our_wsdl

AnyContract = Contract | PushedContract


class Outcome(StrEnum):
    """What came of comparing one service."""

    SAME = "same"
    DIFFERENT = "different"
    ABSENT = "absent"
    """The folder does not have it."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One service of ours."""

    service: str
    version: str
    outcome: Outcome
    files: tuple[str, ...]
    """Of the folder, that were compared."""
    differences: tuple[Difference, ...]
    problem: str | None
    """Why it could not be compared."""

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "service": self.service,
            "version": self.version,
            "outcome": self.outcome.value,
            "files": list(self.files),
            "differences": [each.to_dict() for each in self.differences],
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A service that only the folder has, as `kruispunt up --contracts` offers it."""

    service: str
    version: str
    namespace: str
    file: str

    def to_dict(self) -> dict[str, str]:
        """Give it as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What came of comparing a folder."""

    services: tuple[Compared, ...]
    """Of ours, in the order of the catalogue."""
    only_there: tuple[Foreign, ...]
    problems: tuple[str, ...]
    """Why `kruispunt up --contracts` refuses the folder: file, line and reason."""

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "services": [each.to_dict() for each in self.services],
            "only_there": [each.to_dict() for each in self.only_there],
            "problems": list(self.problems),
        }


def check_folder(path: Path, catalogue: Catalogue, service: str | None = None) -> Check:
    """
    Compare contracts with the files of a folder.

    Args:
        path: An existing folder with WSDLs and XSDs.
        catalogue: Ours.
        service: Only this one, in all its versions; None for all.

    Returns:
        What differs. Files are matched by target namespace and root element.

    Raises:
        ConfigurationError: There is no WSDL and no XSD in the folder.
    """
    own = examine(path, catalogue)
    theirs = _Theirs(own)
    every: tuple[AnyContract, ...] = (*catalogue.contracts, *catalogue.pushed)
    return Check(
        services=tuple(
            _compared(contract, theirs)
            for contract in every
            if service in (None, contract.service)
        ),
        only_there=tuple(map(_foreign, own.added)) if service is None else (),
        problems=own.problems,
    )


class _Theirs:
    """What a folder has."""

    def __init__(self, own: Own) -> None:
        self.roots = own.roots
        self.schemas = TheirSchemas(own.roots)
        self.services: dict[WsdlFile, Service] = {}
        for wsdl in own.files.wsdls:
            if not any(each.name in own.files.broken for each in wsdl.all()):
                with suppress(Unreadable):  # which is one of the problems
                    service = read_service(wsdl)
                    if service is not None:
                        self.services[wsdl] = service
        self.referred = {
            name for schema in own.files.schemas for name in _referred(schema.root)
        }


def compare_files(
    ours: Path, theirs: Path, roots: Sequence[str]
) -> tuple[Difference, ...]:
    """
    Compare two XSDs without a folder around them.

    Args:
        ours: An XSD; what it imports lies where it says.
        theirs: Another.
        roots: Clark names of elements that both declare.

    Raises:
        UnreadableFile: One is no schema, or has no such element.
    """
    one, other = our_shapes(ours), shapes_of(theirs)
    found: list[Difference] = []
    for root in roots:
        mine, another = one.root(root), other.root(root)
        if mine is None or another is None:
            raise UnreadableFile(f"{theirs if mine else ours} has no {root}")
        found += compare_elements(mine, another)
    return tuple(found)


def _compared(contract: AnyContract, theirs: _Theirs) -> Compared:
    roots = _roots(contract)
    declared = theirs.roots.declared
    there = [root for root in _own_roots(contract) or roots if root in declared]
    wsdl = _wsdl_of(contract, theirs, there)
    files: set[SchemaFile | WsdlFile] = set() if wsdl is None else {wsdl}
    found: list[Difference] = []
    problem = None
    try:
        if there:
            shapes = our_shapes(contract.xsd)
            for root in roots:
                found += _of_root(root, shapes, theirs)
            files |= {f for r in roots if (f := theirs.roots.file(r)) is not None}
            if wsdl is None:
                found += _extra_roots(contract, roots, there, theirs)
        if wsdl is not None and isinstance(contract, Contract):
            found += _of_wsdl(contract, theirs.services[wsdl])
    except UnreadableFile as error:
        problem, found = str(error), []
    outcome = Outcome.SAME
    if problem is not None:
        outcome = Outcome.UNREADABLE
    elif not there and wsdl is None:
        outcome = Outcome.ABSENT
    elif found:
        outcome = Outcome.DIFFERENT
    return Compared(
        service=contract.service,
        version=contract.version,
        outcome=outcome,
        files=tuple(sorted({file.name for file in files})),
        differences=tuple(found),
        problem=problem,
    )


def _of_root(root: str, shapes: Shapes, theirs: _Theirs) -> Iterator[Difference]:
    other = theirs.schemas.root(root)
    if other is None:
        yield difference(
            Kind.MISSING_ROOT, _local(root), root, None, Effect.REFUSE_MORE
        )
        return
    ours = shapes.root(root)
    assert ours is not None  # noqa: S101 # it is of a contract of ours
    yield from compare_elements(ours, other)


def _extra_roots(
    contract: AnyContract, roots: Sequence[str], there: Sequence[str], theirs: _Theirs
) -> Iterator[Difference]:
    """Find roots of theirs beside ours; without a WSDL any global element is one."""
    read = {file for root in there if (file := theirs.roots.file(root)) is not None}
    files = set(reached(read))
    for name, places in sorted(theirs.roots.declared.items()):
        if (
            name.startswith(f"{{{contract.namespace}}}")
            and name not in roots
            and name not in theirs.referred
            and not files.isdisjoint(places)
        ):
            yield difference(
                Kind.EXTRA_ROOT, _local(name), None, name, Effect.ACCEPT_MORE
            )


def _referred(root: Any) -> Iterator[str]:
    """Give the elements that stand in others, by Clark name."""
    for element in root.iter(f"{{{ns.XSD}}}element"):
        for attribute in ("ref", "substitutionGroup"):
            prefix, _, name = (element.get(attribute) or "").rpartition(":")
            if name:
                uri = element.nsmap.get(prefix or None)
                yield f"{{{uri}}}{name}" if uri else name


def _of_wsdl(contract: Contract, theirs: Service) -> Iterator[Difference]:
    file, root = contract.wsdl, our_wsdl(contract.wsdl)
    ours = read_service(WsdlFile(name=file.name, file=file, root=root))
    assert ours is not None  # noqa: S101 # a test reads every WSDL of ours
    yield from compare_services(ours, theirs, contract.paths)


def _wsdl_of(
    contract: AnyContract, theirs: _Theirs, there: Sequence[str]
) -> WsdlFile | None:
    """Find their WSDL of a contract: the one with most of its requests."""
    if not isinstance(contract, Contract):
        return None
    requests = {operation.request for operation in contract.operations}
    if contract.dialect is Dialect.SSDN:
        # Every service of the SSDN has this one; its documents tell which it is.
        requests = {XML_STRING} if there else set()
    scores = {
        wsdl: sum(o.request in requests for o in service.operations)
        for wsdl, service in theirs.services.items()
    }
    best = max(scores, key=lambda wsdl: scores[wsdl], default=None)
    if best is None or not scores[best]:
        return None
    return best


def _roots(contract: AnyContract) -> tuple[str, ...]:
    """Every root of the messages of a contract, and of what they carry."""
    if isinstance(contract, PushedContract):
        return tuple(contract.messages.values())
    named = (
        root
        for operation in contract.operations
        for root in (operation.request, operation.response, operation.fault)
        if root is not None
    )
    return tuple(dict.fromkeys((*named, *_own_roots(contract))))


def _own_roots(contract: AnyContract) -> tuple[str, ...]:
    """In the SSDN, what stands in the document that all its services share."""
    if contract.dialect is not Dialect.SSDN:
        return ()
    root = etree.parse(str(contract.xsd)).getroot()
    namespace = root.get("targetNamespace")
    return tuple(
        f"{{{namespace}}}{each.get('name')}"
        for each in root.iterchildren(f"{{{ns.XSD}}}element")
    )


def _foreign(offered: OfferedService) -> Foreign:
    return Foreign(
        service=offered.service,
        version=offered.version,
        namespace=offered.namespace,
        file=offered.file.name,
    )


def _local(clark: str) -> str:
    return clark.rpartition("}")[2]

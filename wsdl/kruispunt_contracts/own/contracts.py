"""
Contracts of the user's own: official files, used as they are.

A folder holds XSDs and WSDLs in whatever nesting. What they are is told by target
namespace and root element, never by the name of a file:

- a service that we have keeps our operations, paths and WSDL, and validates with the
  user's schema, for every root of its messages that the folder has;
- a service that only the folder has becomes a contract: from its WSDL, or else by the
  names of MAGDA and the KSZ (`services.py`). Services of the SSDN cannot be added,
  nor its schemas replaced: its documents travel inside others, and any may.

Everything that cannot be understood is told at once, with file and line; see
`files.py` for what is refused, and `schema.py` for how it is compiled.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lxml import etree

from kruispunt_contracts.carrier import XML_STRING
from kruispunt_contracts.catalogue import (
    Catalogue,
    Contract,
    Dialect,
    Operation,
    PushedContract,
)
from kruispunt_contracts.own.bundle import bundle
from kruispunt_contracts.own.files import OwnFiles, SchemaFile, read_files
from kruispunt_contracts.own.roots import Roots
from kruispunt_contracts.own.schema import OwnSchema, SchemaByRoot
from kruispunt_contracts.own.services import (
    Offered,
    OfferedService,
    from_names,
    from_wsdls,
)
from kruispunt_contracts.own.wsdl import (
    documents_of,
    documents_of_files,
    made_wsdl,
    our_wsdl,
)
from kruispunt_contracts.yamlfile import ConfigurationError

_REPLACED: Final = frozenset({Dialect.MAGDA, Dialect.KSZ})


@dataclass(frozen=True, kw_only=True)
class Own:
    """A folder, read: what it holds, and what is wrong with it."""

    files: OwnFiles
    roots: Roots
    added: tuple[OfferedService, ...]
    """Services that only the folder has."""
    catalogue: Catalogue | None
    """None where a file cannot be read."""
    problems: tuple[str, ...]
    """Why it cannot be used, a line each: file, line and why."""


def read_own(folder: Path, ours: Catalogue) -> Catalogue:
    """
    Read the contracts of a folder, and put them before ours.

    Args:
        folder: Of official XSDs and WSDLs.
        ours: The contracts that come along.

    Returns:
        All contracts: those of ours that the folder does not touch are the same
        objects.

    Raises:
        ConfigurationError: Everything that is wrong, a line each: file, line and why.
    """
    own = examine(folder, ours)
    if own.problems or own.catalogue is None:
        place = f"{own.files.folder}{os.sep}"
        raise ConfigurationError("\n".join(f"{place}{p}" for p in own.problems))
    return own.catalogue


def examine(folder: Path, ours: Catalogue) -> Own:
    """
    Read a folder, and keep going where a file is broken.

    Args:
        folder: As for `read_own`.
        ours: Likewise.

    Raises:
        ConfigurationError: There is no such folder, or nothing in it.
    """
    files = read_files(folder)
    refused = tuple(files.problems)
    roots = Roots(files)
    # The connector of the SSDN is the same for all that it carries.
    known = {*ours.requests, XML_STRING}
    added = from_wsdls(files, roots.children, known)
    known.update(o.request for each in added for o in each.operations)
    known.update(root for each in ours.pushed for root in each.messages.values())
    added += from_names(files, roots.children, known)
    added, more = _unique(added, ours, files)
    # What follows from a file that cannot be read is not told.
    catalogue = None if refused else _catalogue(added, more, ours, roots)
    return Own(
        files=files,
        roots=roots,
        added=tuple(added),
        catalogue=catalogue,
        problems=tuple(dict.fromkeys(refused or files.problems)),
    )


def _catalogue(
    added: Sequence[OfferedService],
    more: Mapping[Contract, OfferedService],
    ours: Catalogue,
    roots: Roots,
) -> Catalogue:
    contracts = [_with_theirs(each, roots, more.get(each)) for each in ours.contracts]
    pushed = [_pushed(contract, roots) for contract in ours.pushed]
    domains = {c.domain.lower(): c.domain for c in ours.contracts if c.domain}
    contracts += [_added(each, roots, domains) for each in added]
    order = list(Dialect)
    contracts.sort(key=lambda c: (order.index(c.dialect), c.service, c.version))
    return Catalogue(
        contracts=tuple(contracts),
        requests={o.request: o for c in contracts for o in c.operations},
        served={path: c for c in contracts for path in c.paths},
        pushed=tuple(pushed),
    )


def _with_theirs(
    contract: Contract, roots: Roots, more: OfferedService | None
) -> Contract:
    """Give a contract of ours, with what the folder has of its schema, and adds."""
    if contract.dialect not in _REPLACED:
        return contract
    needed = [
        root
        for o in contract.operations
        for root in (o.request, o.response, o.fault)
        if root is not None
    ]
    theirs = _theirs(needed, roots)
    if not theirs:
        return contract
    for operation in contract.operations:
        roots.check_shape(operation.request)
    besides = [] if len(theirs) == len({*needed}) else [_ours(contract.xsd)]
    operations = list(contract.operations)
    wsdl = our_wsdl(contract.wsdl)
    if more is not None:
        operations += _operations(contract, more)
        theirs |= _theirs([r for o in more.operations for r in o.roots], roots)
        everything = [*map(_as_offered, contract.operations), *more.operations]
        wsdl = made_wsdl(
            replace(more, operations=everything, paths=list(contract.paths))
        )
    first = list(dict.fromkeys(f for r in theirs if (f := roots.file(r)) is not None))
    made = replace(
        contract,
        own=True,
        schema=SchemaByRoot(contract.schema, theirs),
        documents=documents_of(wsdl, contract.wsdl.name, bundle([*first, *besides])),
    )
    return _owning(made, operations)


def _pushed(contract: PushedContract, roots: Roots) -> PushedContract:
    theirs = _theirs(contract.messages.values(), roots)
    if not theirs:
        return contract
    return replace(contract, own=True, schema=SchemaByRoot(contract.schema, theirs))


def _theirs(needed: Iterable[str], roots: Roots) -> dict[str, OwnSchema]:
    found = {root: roots.schema(root) for root in needed}
    return {root: schema for root, schema in found.items() if schema is not None}


def _added(
    offered: OfferedService, roots: Roots, domains: Mapping[str, str]
) -> Contract:
    """Make the contract of a service that only the folder has."""
    needed = [root for o in offered.operations for root in o.roots]
    theirs = _theirs(needed, roots)
    for operation in offered.operations:
        roots.check_shape(operation.request)
    first = list(dict.fromkeys(f for r in theirs if (f := roots.file(r)) is not None))
    path = offered.file.file.parent / f"{offered.service}.wsdl"
    schemas = bundle(first)
    if offered.wsdl is None:
        documents = documents_of(made_wsdl(offered), path.name, schemas)
    else:
        path = offered.wsdl.file
        documents = documents_of_files(offered.wsdl, schemas)
    made = Contract(
        dialect=Dialect.MAGDA if offered.is_magda else Dialect.KSZ,
        service=offered.service,
        version=offered.version,
        namespace=offered.namespace,
        xsd=first[0].file,
        schema=SchemaByRoot(theirs[needed[0]], theirs),
        own=True,
        domain=domains.get((offered.domain or "").lower(), offered.domain),
        wsdl=path.with_name(next(iter(documents))),
        documents=documents,
        paths=tuple(offered.paths),
        operations=(),
    )
    return _owning(made, _operations(made, offered))


def _operations(contract: Contract, offered: OfferedService) -> list[Operation]:
    return [
        Operation(
            contract=contract,
            name=o.name,
            request=o.request,
            response=o.response,
            fault=o.fault,
            soap_action=o.soap_action,
        )
        for o in offered.operations
    ]


def _as_offered(operation: Operation) -> Offered:
    return Offered(
        name=operation.name,
        request=operation.request,
        response=operation.response,
        fault=operation.fault,
        soap_action=operation.soap_action,
        where=operation.contract.wsdl.name,
    )


def _owning(contract: Contract, operations: Sequence[Operation]) -> Contract:
    """Let a new contract and its operations know each other."""
    owned = tuple(replace(operation, contract=contract) for operation in operations)
    object.__setattr__(contract, "operations", owned)
    return contract


def _unique(
    added: Sequence[OfferedService], ours: Catalogue, files: OwnFiles
) -> tuple[list[OfferedService], dict[Contract, OfferedService]]:
    """
    Leave out what stands twice, and note what cannot stand beside another.

    Returns:
        The new services, and by contract of ours what the folder adds to it.
    """
    kept: dict[tuple[str, str], OfferedService] = {}
    more: dict[Contract, OfferedService] = {}
    known = {(c.service, c.version): c for c in ours.contracts}
    paths = dict.fromkeys(ours.served, "Kruispunt")
    for each in added:
        key = each.service, each.version
        other = kept[key].file.name if key in kept else "Kruispunt"
        if key in kept and _same(kept[key], each):
            continue
        if key in known and known[key].namespace == each.namespace:
            more.setdefault(known[key], each)
        elif key in kept or key in known:
            files.problems.append(
                f"{each.file.name}:1: {each.service} {each.version} is also in {other}"
                ", with other messages"
            )
        else:
            kept[key] = each
            for path in each.paths:
                if path in paths:
                    files.problems.append(
                        f"{each.file.name}:1: path {path} is also in {paths[path]}"
                    )
                paths[path] = each.file.name
    return list(kept.values()), more


def _same(one: OfferedService, other: OfferedService) -> bool:
    roots = [[o.roots for o in each.operations] for each in (one, other)]
    return roots[0] == roots[1] and one.paths == other.paths


def _ours(xsd: Path) -> SchemaFile:
    """Read a schema of ours, to stand beside the user's."""
    known: dict[Path, SchemaFile] = {}

    def read(path: Path) -> SchemaFile:
        if path not in known:
            root = etree.parse(str(path)).getroot()
            file = known[path] = SchemaFile(name=path.name, file=path, root=root)
            for node in root.iterchildren("{*}import", "{*}include"):
                target = (path.parent / node.get("schemaLocation")).resolve()
                file.leads_to[node] = (read(target),)
        return known[path]

    return read(xsd.resolve())

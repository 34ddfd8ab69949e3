"""
Contracts of the user's own: official files, used as they are.

A folder holds XSDs and WSDLs in whatever nesting. What they are is told by target
namespace and root element, never by the name of a file:

- a service that we have keeps our operations, paths and WSDL, and validates with the
  user's schema, for every root of its messages that the folder has;
- a service that only the folder has becomes a contract: from its WSDL, or else by the
  names of MAGDA and the KSZ (`own_services.py`). Services of the SSDN cannot be added,
  nor its schemas replaced: its documents travel inside others, and any may.

Everything that cannot be understood is told at once, with file and line; see
`own_files.py` for what is refused, and `own_schema.py` for how it is compiled.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
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
from kruispunt_contracts.own_bundle import bundle
from kruispunt_contracts.own_files import OwnFiles, SchemaFile, read_files
from kruispunt_contracts.own_schema import OwnSchema, SchemaByRoot
from kruispunt_contracts.own_services import (
    Offered,
    OfferedService,
    from_names,
    from_wsdls,
)
from kruispunt_contracts.own_wsdl import (
    documents_of,
    documents_of_files,
    made_wsdl,
    our_wsdl,
)
from kruispunt_contracts.yamlfile import ConfigurationError

_REPLACED: Final = frozenset({Dialect.MAGDA, Dialect.KSZ})


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
    files = read_files(folder)
    roots = _Roots(files)
    _stop_at(files)
    # The connector of the SSDN is the same for all that it carries.
    known = {*ours.requests, XML_STRING}
    added = from_wsdls(files, roots.children, known)
    known.update(o.request for each in added for o in each.operations)
    known.update(root for each in ours.pushed for root in each.messages.values())
    added += from_names(files, roots.children, known)
    added, more = _unique(added, ours, files)
    contracts = [_with_theirs(each, roots, more.get(each)) for each in ours.contracts]
    pushed = [_pushed(contract, roots) for contract in ours.pushed]
    domains = {c.domain.lower(): c.domain for c in ours.contracts if c.domain}
    contracts += [_added(each, roots, domains) for each in added]
    _stop_at(files)
    order = list(Dialect)
    contracts.sort(key=lambda c: (order.index(c.dialect), c.service, c.version))
    return Catalogue(
        contracts=tuple(contracts),
        requests={o.request: o for c in contracts for o in c.operations},
        served={path: c for c in contracts for path in c.paths},
        pushed=tuple(pushed),
    )


class _Roots:
    """Every root element of a folder, and the schema of each."""

    def __init__(self, files: OwnFiles) -> None:
        self._files = files
        self._schemas: dict[SchemaFile, OwnSchema] = {}
        self._found: dict[str, SchemaFile | None] = {}
        self._declared: dict[str, list[SchemaFile]] = {}
        self._includers: dict[SchemaFile, list[SchemaFile]] = {}
        for schema in files.schemas:
            for node, targets in schema.leads_to.items():
                if etree.QName(node).localname != "import":
                    for target in targets:
                        self._includers.setdefault(target, []).append(schema)
        for schema in files.schemas:
            for name in schema.elements():
                for home in [schema] if schema.namespace else self._homes(schema):
                    root = f"{{{home.namespace}}}{name}"
                    self._declared.setdefault(root, []).append(home)

    def _homes(self, schema: SchemaFile) -> list[SchemaFile]:
        """Give the files through which one without a namespace gets one."""
        seen = [schema]
        for each in seen:
            seen += (i for i in self._includers.get(each, ()) if i not in seen)
        return [each for each in seen if each.namespace is not None]

    def file(self, root: str) -> SchemaFile | None:
        """Find the file that has a root, one that compiles; None if there is none."""
        if root not in self._found:
            self._found[root] = self._find(root)
        return self._found[root]

    def schema(self, root: str) -> OwnSchema | None:
        """Give the schema of a root; None if the folder has none."""
        file = self.file(root)
        return None if file is None else self._of(file)

    def children(self, root: str) -> tuple[str, ...] | None:
        """
        Tell what stands below a root; None where the folder has no such root.

        Nothing is compiled for it: most files of a folder are of no service.
        """
        declaring = self._declared.get(root)
        if not declaring:
            return None
        for file in (declaring[0], *self._homes_of(declaring[0])):
            with suppress(LookupError):
                return self._of(file).children(root)
        return ()  # it does not compile either, which is said when it is needed

    def _of(self, file: SchemaFile) -> OwnSchema:
        if file not in self._schemas:
            self._schemas[file] = OwnSchema(file)
        return self._schemas[file]

    def _find(self, root: str) -> SchemaFile | None:
        declaring = self._declared.get(root, [])
        if not declaring:
            return None
        first = declaring[0]
        for other in declaring[1:]:
            if self._of(other).fingerprint != self._of(first).fingerprint:
                self._files.problems.append(
                    f"{other.name}:1: {root} stands in {first.name} too, and not the "
                    "same; leave one of the two out"
                )
                return first
        # A file may lean on what its includer includes beside it.
        candidates = [first, *self._homes_of(first)]
        for file in candidates:
            if not self._of(file).problems():
                return file
        self._files.problems += self._of(first).problems()
        return first

    def _homes_of(self, schema: SchemaFile) -> list[SchemaFile]:
        return [home for home in self._homes(schema) if home is not schema]

    def check_shape(self, request: str) -> None:
        """Refuse a request with blocks in a namespace, which no platform takes."""
        file, schema = self.file(request), self.schema(request)
        if file is None or schema is None or schema.problems():
            return
        for part in schema.blocks(request):
            if part.is_qualified:
                self._files.problems.append(
                    f"{file.at(part.declared[1])}: {part.name} of {request} is in a "
                    "namespace; blocks of MAGDA and the KSZ are in none"
                )


def _stop_at(files: OwnFiles) -> None:
    if files.problems:
        folder = files.folder
        problems = dict.fromkeys(files.problems)
        raise ConfigurationError("\n".join(f"{folder}{os.sep}{p}" for p in problems))


def _with_theirs(
    contract: Contract, roots: _Roots, more: OfferedService | None
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


def _pushed(contract: PushedContract, roots: _Roots) -> PushedContract:
    theirs = _theirs(contract.messages.values(), roots)
    if not theirs:
        return contract
    return replace(contract, own=True, schema=SchemaByRoot(contract.schema, theirs))


def _theirs(needed: Iterable[str], roots: _Roots) -> dict[str, OwnSchema]:
    found = {root: roots.schema(root) for root in needed}
    return {root: schema for root, schema in found.items() if schema is not None}


def _added(
    offered: OfferedService, roots: _Roots, domains: Mapping[str, str]
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

"""What a grant is about, as operations of contracts."""

from __future__ import annotations

from collections.abc import Iterator

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import UnknownContract

from kruispunt_law.model import Grant
from kruispunt_law.wire import Key


def operations_of(grant: Grant) -> Iterator[Key]:
    """
    Give service, version and operation of all that a grant is about.

    Raises:
        UnknownContract: There is no such service or version.
    """
    for version in grant.versions:
        for operation in operations_in(grant.service, version):
            if not grant.operations or operation in grant.operations:
                yield grant.service, version, operation


def operations_in(service: str, version: str) -> tuple[str, ...]:
    """What may be asked of a contract, or is pushed under it."""
    contracts = catalogue.load()
    try:
        contract = contracts.contract(service, version)
    except UnknownContract:
        return tuple(contracts.push(service, version).messages)
    return tuple(operation.name for operation in contract.operations)

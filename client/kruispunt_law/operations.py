"""What a grant is about, as operations of contracts."""

from __future__ import annotations

from collections.abc import Iterator

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Catalogue, UnknownContract

from kruispunt_law.model import Grant
from kruispunt_law.wire import Key


def operations_of(grant: Grant, contracts: Catalogue | None = None) -> Iterator[Key]:
    """
    Give service, version and operation of all that a grant is about.

    Args:
        grant: The grant.
        contracts: Where they stand; None for those that come along.

    Raises:
        UnknownContract: There is no such service or version.
    """
    for version in grant.versions:
        for operation in operations_in(grant.service, version, contracts):
            if not grant.operations or operation in grant.operations:
                yield grant.service, version, operation


def operations_in(
    service: str, version: str, contracts: Catalogue | None = None
) -> tuple[str, ...]:
    """
    Tell what may be asked of a contract, or is pushed under it.

    Args:
        service: Name of the contract.
        version: Its version.
        contracts: Where it stands; None for those that come along.

    Raises:
        UnknownContract: There is no such contract.
    """
    known = contracts or catalogue.load()
    try:
        contract = known.contract(service, version)
    except UnknownContract:
        return tuple(known.push(service, version).messages)
    return tuple(operation.name for operation in contract.operations)

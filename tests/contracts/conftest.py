"""Example messages of the contracts, and the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import (
    Catalogue,
    Contract,
    Dialect,
    PushedContract,
    load,
    parse,
)
from kruispunt_contracts.carrier import XML_STRING

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"


def every(catalogue: Catalogue) -> tuple[Contract | PushedContract, ...]:
    """Every contract, asked or pushed."""
    return (*catalogue.contracts, *catalogue.pushed)


def roots(contract: Contract | PushedContract) -> set[str]:
    """Every root of its messages; in the SSDN also of what carries them."""
    if isinstance(contract, PushedContract):
        return set(contract.messages.values())
    found = {
        root
        for operation in contract.operations
        for root in (operation.request, operation.response, operation.fault)
        if root is not None
    }
    return found | {XML_STRING} if contract.dialect is Dialect.SSDN else found


@pytest.fixture
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def example() -> Callable[[str], Any]:
    """Parse an example by its name: `handi_service/consult_payments_fault`."""
    return lambda name: parse((VECTORS / f"{name}.xml").read_bytes())


@pytest.fixture
def contract_of(
    catalogue: Catalogue,
) -> Callable[[Any], Contract | PushedContract]:
    """Find the contract whose namespace a root element is in, or whose root it is."""

    def find(element: Any) -> Contract | PushedContract:
        (found,) = (
            contract
            for contract in every(catalogue)
            if element.tag.startswith(f"{{{contract.namespace}}}")
            or element.tag in roots(contract)
        )
        return found

    return find

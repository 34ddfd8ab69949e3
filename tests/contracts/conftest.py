"""Example messages of the contracts, and the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import Catalogue, Contract, load, parse

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"


@pytest.fixture
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def example() -> Callable[[str], Any]:
    """Parse an example by its name: `handi_service/consult_payments_fault`."""
    return lambda name: parse((VECTORS / f"{name}.xml").read_bytes())


@pytest.fixture
def contract_of(catalogue: Catalogue) -> Callable[[Any], Contract]:
    """Find the contract whose namespace a root element is in."""

    def find(element: Any) -> Contract:
        (found,) = (
            contract
            for contract in catalogue.contracts
            if element.tag.startswith(f"{{{contract.namespace}}}")
        )
        return found

    return find

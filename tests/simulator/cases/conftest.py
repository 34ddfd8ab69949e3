"""A folder of cases that a test fills with the example replies of the contracts."""

from __future__ import annotations

from pathlib import Path

import pytest
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Operation
from kruispunt_contracts.parsing import parse
from kruispunt_simulator.cases.folder import CaseFolder
from kruispunt_simulator.message import Element

VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
CATALOGUE = catalogue.load()


class Cases:
    """A folder of cases, and what a question finds in it."""

    def __init__(self, folder: Path) -> None:
        """Look into a folder that may be empty."""
        self.folder = folder
        self.looked_into = CaseFolder(folder, CATALOGUE)

    def put(self, path: str, vector: str) -> Path:
        """Write an example reply to a path."""
        return self.write(path, (VECTORS / vector).read_bytes())

    def write(self, path: str, document: bytes | str) -> Path:
        """Write a file."""
        target = self.folder.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        octets = document.encode() if isinstance(document, str) else document
        target.write_bytes(octets)
        return target

    def named(self, vector: str, subject: str | None = None) -> str | None:
        """Tell which file answers an example question, for it is named so."""
        operation, payload = question(vector)
        found = self.looked_into.named(operation, payload, subject)
        return None if found is None else found.origin

    def fallback(self, vector: str, subject: str | None = None) -> str | None:
        """Tell which file answers whoever has no case."""
        operation, payload = question(vector)
        found = self.looked_into.fallback(operation, payload, subject)
        return None if found is None else found.origin


def question(vector: str) -> tuple[Operation, Element]:
    """Read an example question."""
    payload = parse((VECTORS / vector).read_bytes())
    operation = CATALOGUE.by_request(payload.tag)
    assert operation is not None
    return operation, payload


@pytest.fixture
def cases(tmp_path: Path) -> Cases:
    """An empty folder of cases."""
    folder = tmp_path / "cases"
    folder.mkdir()
    return Cases(folder)

"""What a server hands out for `?wsdl` and `?xsd=NAME`."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zeep
from kruispunt_contracts import Catalogue, load, wsdl_documents
from lxml import etree

BASE = "https://localhost:8443"
CONTRACTS = [(c.service, c.version) for c in load().contracts]


@pytest.mark.parametrize(("service", "version"), CONTRACTS)
def test_every_reference_leads_to_a_document(
    catalogue: Catalogue, service: str, version: str
) -> None:
    contract = catalogue.contract(service, version)
    documents = wsdl_documents(contract, BASE)
    assert next(iter(documents)) == contract.wsdl.name
    endpoint = BASE + contract.paths[0]
    named = set()
    for document in documents.values():
        for location in re.findall(rb'schemaLocation="([^"]+)"', document):
            address, _, name = location.decode().partition("?xsd=")
            assert address == endpoint
            named.add(name)
    assert named == set(documents) - {contract.wsdl.name}


def test_the_address_is_that_of_the_server(catalogue: Catalogue) -> None:
    contract = catalogue.contract("HandiService", "v2")
    documents = wsdl_documents(contract, BASE + "/")
    assert (
        b'location="https://localhost:8443/HandiService/v2/consult"'
        in (documents["HandiService.wsdl"])
    )
    older = wsdl_documents(contract, BASE, path=contract.paths[1])
    assert (
        b'location="https://localhost:8443/SOA4520/HandiService/v2/consult"'
        in (older["HandiService.wsdl"])
    )
    assert b"8443/SOA4520/HandiService/v2/consult?xsd=" in older["HandiService.xsd"]


def test_files_on_disk_are_left_alone(catalogue: Catalogue) -> None:
    contract = catalogue.contract("HandiService", "v2")
    wsdl_documents(contract, BASE)
    assert b"8443" not in contract.wsdl.read_bytes()


class ServedTransport(zeep.Transport):  # type: ignore[misc]
    """Loads from the documents instead of from a server."""

    def __init__(self, documents: dict[str, bytes], wsdl: str) -> None:
        super().__init__()
        self.documents = documents
        self.wsdl = wsdl

    def load(self, url: str) -> Any:
        query = parse_qs(urlsplit(url).query, keep_blank_values=True)
        name = self.wsdl if "wsdl" in query else query["xsd"][0]
        return self.documents[name]


@pytest.mark.parametrize(("service", "version"), CONTRACTS)
def test_zeep_loads_the_contract_from_the_endpoint(
    catalogue: Catalogue, service: str, version: str
) -> None:
    contract = catalogue.contract(service, version)
    documents = wsdl_documents(contract, BASE)
    client = zeep.Client(
        f"{BASE}{contract.paths[0]}?wsdl",
        transport=ServedTransport(documents, contract.wsdl.name),
    )
    (wsdl_service,) = client.wsdl.services.values()
    (port,) = wsdl_service.ports.values()
    assert port.binding_options["address"] == BASE + contract.paths[0]


def test_two_schemas_with_one_name_are_refused(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """NAME in `?xsd=NAME` is a file name, so it must be unique within a contract."""
    contract = catalogue.contract("HandiService", "v2")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.xsd").write_text(
            '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"/>'
        )
    wsdl = tmp_path / "x.wsdl"
    wsdl.write_text(
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        '<xsd:import schemaLocation="a/same.xsd"/>'
        '<xsd:import schemaLocation="b/same.xsd"/></xsd:schema>'
    )
    with pytest.raises(ValueError, match="have the same name"):
        wsdl_documents(dataclasses.replace(contract, wsdl=wsdl), BASE)


def test_documents_are_well_formed_utf_8(catalogue: Catalogue) -> None:
    for contract in catalogue.contracts:
        for document in wsdl_documents(contract, BASE).values():
            assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
            assert etree.fromstring(document) is not None

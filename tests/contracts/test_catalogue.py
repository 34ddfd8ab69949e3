"""What the catalogue reads from the WSDLs, and how a message finds its contract."""

from __future__ import annotations

import pickle
import re
import shutil
from pathlib import Path

import pytest
from kruispunt_contracts import Catalogue, Dialect, UnknownContract, catalogue, load, ns
from lxml import etree

HANDI = "http://kszbcss.fgov.be/intf/HandiService/v2"
ZORGTOESLAG = "http://magda.vlaanderen.be/gezin/soap/geefzorgtoeslag/v02_00"


def test_every_folder_with_a_wsdl_is_a_contract_in_order(catalogue: Catalogue) -> None:
    found = [(c.dialect.value, c.service, c.version) for c in catalogue.contracts]
    magda = [each for each in found if each[0] == "magda"]
    ksz = [each for each in found if each[0] == "ksz"]
    ssdn = [each for each in found if each[0] == "ssdn"]
    assert found == sorted(magda) + sorted(ksz) + sorted(ssdn)
    assert ("magda", "GeefZorgtoeslag", "02.00.0000") in magda
    assert ("ksz", "HandiService", "v2") in ksz
    folders = Path(catalogue.contracts[0].wsdl).parents[3].glob("*/*/*/*.wsdl")
    assert len(found) == len(list(folders))


def test_a_magda_contract_is_read_from_its_wsdl(catalogue: Catalogue) -> None:
    contract = catalogue.contract("GeefZorgtoeslag", "02.00.0000")
    assert contract.dialect is Dialect.MAGDA
    assert contract.namespace == ZORGTOESLAG
    assert contract.domain == "Gezin"
    assert contract.paths == ("/GeefZorgtoeslagDienst-02.00/soap/WebService",)
    (operation,) = contract.operations
    assert operation.contract is contract
    assert operation.name == "GeefZorgtoeslag"
    assert operation.request == f"{{{ZORGTOESLAG}}}GeefZorgtoeslag"
    assert operation.response == f"{{{ZORGTOESLAG}}}GeefZorgtoeslagResponse"
    assert operation.fault is None
    assert operation.soap_action == ""


def test_a_ksz_contract_is_read_from_its_wsdl(catalogue: Catalogue) -> None:
    contract = catalogue.contract("HandiService", "v2")
    assert contract.dialect is Dialect.KSZ
    assert contract.domain is None
    assert [operation.name for operation in contract.operations] == [
        "consultFilesByDate",
        "consultFilesByPeriod",
        "consultPayments",
    ]
    operation = contract.operation("consultFilesByPeriod")
    assert operation.request == f"{{{HANDI}}}consultFilesByPeriodRequest"
    assert operation.response == f"{{{HANDI}}}consultFilesByPeriodResponse"
    assert operation.fault == f"{{{HANDI}}}consultFilesByPeriodFault"
    assert operation.soap_action == (
        "http://kszbcss.fgov.be/HandiService/consultFilesByPeriod"
    )


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("HandiService", "http://kszbcss.fgov.be/HandiService/"),
        (
            "HdiIndemnityAllowanceService",
            "http://kszbcss.fgov.be/HdiIndemnityAllowanceService/",
        ),
    ],
)
def test_ksz_actions_have_no_version_in_them(
    catalogue: Catalogue, service: str, action: str
) -> None:
    contracts = [c for c in catalogue.contracts if c.service == service]
    assert contracts
    for contract in contracts:
        assert all(o.soap_action == action + o.name for o in contract.operations)


def test_folders_and_files_say_the_same(catalogue: Catalogue) -> None:
    """The names of the folders are what Context and the catalogue go by."""
    for contract in catalogue.contracts:
        folder = contract.wsdl.parent
        assert sorted(path.name for path in folder.iterdir()) == [
            f"{contract.service}.wsdl",
            f"{contract.service}.xsd",
        ]
        if contract.dialect is Dialect.SSDN:
            continue  # its WSDL is the connector's: see below
        root = etree.parse(str(contract.wsdl)).getroot()
        assert root.get("name") == contract.service
        xsd = etree.parse(str(contract.wsdl.with_suffix(".xsd"))).getroot()
        assert xsd.get("targetNamespace") == contract.namespace
        if contract.dialect is Dialect.MAGDA:
            short = contract.version.removesuffix(".0000")
            # `.../v02_00`, or in older services in the name of a host, after a dash
            found = re.findall(r"(?:/v|-)(\d\d_\d\d)", contract.namespace)
            assert set(found) == {short.replace(".", "_")}
            assert f"{contract.service}Dienst-{short}/" in contract.paths[0]
        else:
            # The oldest services have no version in their names.
            in_namespace = re.findall(r"/(v\d+)$", contract.namespace)
            in_path = re.findall(r"/(v\d+)/", contract.paths[0])
            assert in_namespace in ([contract.version], [])
            assert in_path in ([contract.version], [])


def test_what_has_no_wsdl_is_pushed_and_never_asked(catalogue: Catalogue) -> None:
    """Source: `ksz-hdiindemnityallowancenotifications-v1`: no WSDL in the sources."""
    assert [(c.dialect.value, c.service, c.version) for c in catalogue.pushed] == [
        ("ksz", "HdiIndemnityAllowanceNotifications", "v1")
    ]
    for contract in catalogue.pushed:
        assert [path.name for path in contract.xsd.parent.iterdir()] == [
            f"{contract.service}.xsd"
        ]
        assert contract.namespace.endswith(f"/{contract.service}/{contract.version}")
        for name, clark in contract.messages.items():
            assert name.startswith("notify"), "a contract that lost its WSDL?"
            assert clark == f"{{{contract.namespace}}}{name}"
            assert catalogue.by_request(clark) is None
        with pytest.raises(UnknownContract):
            catalogue.contract(contract.service, contract.version)
        assert catalogue.push(contract.service, contract.version) is contract


def test_a_contract_that_is_asked_is_not_pushed(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownContract, match="HdiIndemnityAllowanceNotifications v1"):
        catalogue.push("HandiService", "v2")


def test_an_ssdn_contract_has_the_documents_and_not_what_carries_them(
    catalogue: Catalogue,
) -> None:
    """Source: `ksz-pensionregister`: request and reply of sendXML are one element."""
    contract = catalogue.contract("OCMWCPASPensionRegisterConsult", "20090706")
    assert contract.dialect is Dialect.SSDN
    assert contract.domain is None
    assert contract.namespace == ns.SSDN_CONNECTOR
    (path,) = contract.paths
    assert path == "/connectors/webservice/KSZBCSSWebServiceConnectorPort"
    (operation,) = contract.operations
    assert operation.name == "sendXML"
    assert operation.soap_action == f"{ns.SSDN_CONNECTOR}/sendXML"
    assert operation.request == f"{{{ns.SSDN_SERVICE}}}SSDNRequest"
    assert operation.response == f"{{{ns.SSDN_SERVICE}}}SSDNReply"
    assert operation.fault is None
    assert operation.echoed == ()
    assert operation.children(operation.request) == ("RequestContext", "ServiceRequest")
    assert operation.children(operation.response) == ("ReplyContext", "ServiceReply")
    reply = f"{{{ns.PENSION_REGISTER}}}Penskad_OpenPK_ConsultReply"
    assert operation.children(reply) == (
        "ResultSummary",
        "Question",
        "CitizenPK",
        "PensionItem",
    )


def test_every_message_element_is_declared_in_the_schema(catalogue: Catalogue) -> None:
    for contract in catalogue.contracts:
        if contract.dialect is Dialect.SSDN:
            continue  # its schema declares what stands inside the documents
        root = etree.parse(str(contract.wsdl.with_suffix(".xsd"))).getroot()
        declared = {
            f"{{{contract.namespace}}}{element.get('name')}"
            for element in root.iterfind("{http://www.w3.org/2001/XMLSchema}element")
        }
        named = {
            element
            for operation in contract.operations
            for element in (operation.request, operation.response, operation.fault)
            if element is not None
        }
        assert declared == named


def test_a_request_finds_its_operation(catalogue: Catalogue) -> None:
    for contract in catalogue.contracts:
        for operation in contract.operations:
            assert catalogue.by_request(operation.request) is operation
            assert catalogue.by_request(operation.response) is None
    assert catalogue.by_request("GeefZorgtoeslag") is None


def test_a_path_finds_its_contract(catalogue: Catalogue) -> None:
    for contract in catalogue.contracts:
        for path in contract.paths:
            assert catalogue.by_path(path) is contract
    assert catalogue.by_path("/") is None
    assert catalogue.by_path("/HandiService/v1/consult") is None


def test_the_older_path_of_handi_still_works(catalogue: Catalogue) -> None:
    handi = catalogue.contract("HandiService", "v2")
    assert handi.paths == (
        "/HandiService/v2/consult",
        "/SOA4520/HandiService/v2/consult",
    )
    hdi = catalogue.contract("HdiIndemnityAllowanceService", "v1")
    assert hdi.paths == ("/HdiIndemnityAllowanceService/v1/consult",)


def test_a_context_finds_a_magda_contract_only(catalogue: Catalogue) -> None:
    found = catalogue.by_context("GeefDossierHandicap", "03.00.0000")
    assert found is catalogue.contract("GeefDossierHandicap", "03.00.0000")
    assert catalogue.by_context("GeefDossierHandicap", "02.00.0000") is None
    assert catalogue.by_context("SocZek.GeefDossierHandicap", "03.00.0000") is None
    assert catalogue.by_context("HandiService", "v2") is None


def test_an_unknown_contract_names_the_known_ones(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownContract, match=r"GeefPersoon 02\.02.*HandiService v2"):
        catalogue.contract("GeefPersonen", "01.00.0000")
    with pytest.raises(UnknownContract, match=r"known: HandiService v1, \w+ v2$"):
        catalogue.contract("HandiService", "v3")
    with pytest.raises(UnknownContract, match="no operation consultNothing"):
        catalogue.contract("HandiService", "v2").operation("consultNothing")


def test_the_catalogue_is_read_once() -> None:
    assert load() is load()
    travelled = pickle.loads(pickle.dumps(load()))  # noqa: S301 - our own
    assert travelled is load(), "also for another process"


def test_values_can_be_shown_and_hashed(catalogue: Catalogue) -> None:
    """Contract and operation know each other; neither may chase the other's tail."""
    for contract in catalogue.contracts:
        assert contract.service in repr(contract)
        assert len({contract, *contract.operations}) == 1 + len(contract.operations)
        assert all(o.name in repr(o) for o in contract.operations)


def test_warm_compiles_every_schema(catalogue: Catalogue) -> None:
    catalogue.warm()
    assert all(c.schema._compiled is not None for c in catalogue.contracts)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Point the catalogue to a copy of the contract files."""
    for folder in ("magda", "ksz", "ssdn", "shared"):
        shutil.copytree(catalogue._HERE / folder, tmp_path / folder)
    monkeypatch.setattr(catalogue, "_HERE", tmp_path)
    return tmp_path


def test_a_new_folder_is_a_new_contract(copied: Path) -> None:
    old = copied / "ksz/HandiService/v2"
    new = copied / "ksz/HandiService/v3"
    shutil.copytree(old, new)
    for path in new.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("/v2", "/v3"), encoding="utf-8")
    found = catalogue._ours.__wrapped__().contract("HandiService", "v3")
    assert found.paths == ("/HandiService/v3/consult",)
    assert found.namespace == "http://kszbcss.fgov.be/intf/HandiService/v3"


def test_two_contracts_cannot_claim_the_same_request(copied: Path) -> None:
    shutil.copytree(copied / "ksz/HandiService/v2", copied / "ksz/HandiService/v3")
    with pytest.raises(ValueError, match="consultFilesByDateRequest is claimed by"):
        catalogue._ours.__wrapped__()


def test_the_blocks_that_come_back_are_those_that_both_roots_have(
    catalogue: Catalogue,
) -> None:
    """Source: `_wire-facts.md` section 5; the schema of each service says which."""
    asked = catalogue.contract("HandiService", "v2").operation("consultPayments")
    assert asked.echoed == ("informationCustomer", "legalContext", "criteria")
    assert "dataFilters" not in asked.children(asked.response)
    assert asked.fault is not None
    assert asked.children(asked.fault)[-1] == "detail"
    with pytest.raises(LookupError, match="no global element"):
        asked.children("{urn:x}nothing")

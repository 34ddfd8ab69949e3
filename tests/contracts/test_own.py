"""
Contracts of the user's own: official files, found by namespace and root.

The official WSDL/XSD for a service replaces ours, found by target namespace
and root element; a service that only the folder has is offered from its schema. Names
of MAGDA services: `_wire-facts.md` 1.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zeep
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_contracts import (
    Catalogue,
    Contract,
    Dialect,
    load,
    parse,
    wsdl_documents,
)
from kruispunt_contracts.compare import check_folder
from kruispunt_contracts.own import read_own
from lxml import etree

from .conftest import VECTORS
from .own_folders import (
    OWN,
    PROEF,
    STRING,
    XS,
    Served,
    copied,
    request,
    write,
    xsd,
)

Element = Any

MESSAGES = sorted(VECTORS.glob("*/*.xml"))
POST = "http://webservice.geefbriefwisselingdienst-02_00.post-02_00.vip.vlaanderen.be"
NUMBER = "14651220816"


@pytest.fixture(scope="module")
def own() -> Catalogue:
    """Ours, and the made-up ones."""
    return load(OWN)


@pytest.fixture(scope="module")
def of_ours(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Ours, replaced by a copy of themselves."""
    return read_own(copied(tmp_path_factory.mktemp("ours") / "own"), load())


# What is offered


def test_a_magda_service_of_two_xsds_has_the_names_of_magda(own: Catalogue) -> None:
    """`_wire-facts.md` 1: path, version and SOAPAction follow from the namespace."""
    contract = own.contract("GeefBriefwisseling", "02.00.0000")
    assert contract.own
    assert contract.dialect is Dialect.MAGDA
    assert contract.domain == "Post"
    assert contract.namespace == POST
    assert contract.paths == ("/GeefBriefwisselingDienst-02.00/soap/WebService",)
    (operation,) = contract.operations
    assert operation.contract is contract
    assert (operation.name, operation.soap_action) == ("GeefBriefwisseling", "")
    assert operation.request == f"{{{POST}}}GeefBriefwisseling"
    assert operation.response == f"{{{POST}}}GeefBriefwisselingResponse"
    assert operation.fault is None


def test_it_is_found_by_what_comes_over_the_wire(own: Catalogue) -> None:
    contract = own.contract("GeefBriefwisseling", "02.00.0000")
    assert own.by_context("GeefBriefwisseling", "02.00.0000") is contract
    assert own.by_path(contract.paths[0]) is contract
    assert own.by_request(f"{{{POST}}}GeefBriefwisseling") is contract.operations[0]


@pytest.mark.parametrize(
    ("service", "version", "operations", "path"),
    [
        (
            "LetterService",
            "v1",
            ["listLetters", "countLetters"],
            "/SOA4520/LetterService/v1/consult",
        ),
        ("StampService", "v2", ["checkStamp"], "/StampService/v2/consult"),
    ],
    ids=["one schema inside, others next to it", "every schema inside"],
)
def test_a_ksz_service_is_read_from_its_wsdl(
    own: Catalogue, service: str, version: str, operations: list[str], path: str
) -> None:
    """Ports of SOAP 1.2 do not count: the KSZ speaks 1.1 (`_wire-facts.md` 5)."""
    contract = own.contract(service, version)
    assert contract.dialect is Dialect.KSZ
    assert contract.paths == (path,)
    assert [operation.name for operation in contract.operations] == operations
    for operation in contract.operations:
        assert operation.soap_action.endswith(f"/{service}/{operation.name}")
        assert operation.fault is not None
        assert operation.fault.endswith("Fault")
        assert operation.echoed == ("informationCustomer", "legalContext", "criteria")


def test_the_names_of_the_ksz_are_enough_without_a_wsdl(tmp_path: Path) -> None:
    """Pattern: HandiService v2 of the KSZ."""
    folder = shutil.copytree(OWN / "KSZ/LetterService/types", tmp_path / "types")
    contract = read_own(folder.parent, load()).contract("LetterService", "v1")
    (operation,) = contract.operations
    assert contract.paths == ("/LetterService/v1/consult",)
    assert operation.name == "listLetters"
    assert operation.soap_action == "http://kszbcss.fgov.be/LetterService/listLetters"
    assert str(operation.fault).endswith("listLettersFault")


def test_contracts_that_the_folder_does_not_touch_stay_the_same_objects(
    own: Catalogue,
) -> None:
    added = [contract for contract in own.contracts if contract.own]
    assert [c.service for c in added] == [
        *("GeefBriefwisseling", "LetterService", "StampService"),
    ]
    assert [c for c in own.contracts if not c.own] == list(load().contracts)
    assert own.pushed == load().pushed
    dialects = [contract.dialect for contract in own.contracts]
    assert dialects == sorted(dialects, key=list(Dialect).index)


# What is validated


def message(own: Catalogue, root: str) -> Element:
    """Give a good question or answer of the made-up services."""
    name = etree.QName(root).localname
    return parse((OWN / "messages" / f"{name}.xml").read_bytes())


@pytest.mark.parametrize("name", ["GeefBriefwisseling", "GeefBriefwisselingResponse"])
def test_question_and_answer_have_types_of_one_name_each(
    own: Catalogue, name: str
) -> None:
    """`Inhoud` of the one is not that of the other, in one namespace."""
    contract = own.contract("GeefBriefwisseling", "02.00.0000")
    good = message(own, f"{{{POST}}}{name}")
    assert contract.validate(good) == ()
    (inhoud,) = good.iter("Inhoud")
    etree.SubElement(inhoud, "Nieuw")
    (error,) = contract.validate(good)
    assert error.path.endswith("/Inhoud/Nieuw")


def test_what_stands_in_an_answer_is_known_through_groups_and_includes(
    own: Catalogue,
) -> None:
    contract = own.contract("GeefBriefwisseling", "02.00.0000")
    answer = message(own, f"{{{POST}}}GeefBriefwisselingResponse")
    (moment,) = answer.iter("Tijdstip")
    content = contract.content_of(moment)
    assert content is not None
    assert [part.name for part in content.order()] == ["Datum", "Tijd"]
    (inhoud,) = answer.iter("Inhoud")
    content = contract.content_of(inhoud)
    assert content is not None
    assert [part.name for part in content.order()] == ["Brief"]


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: f"{path.parent.name}")
def test_a_copy_of_our_contracts_validates_as_ours_do(
    of_ours: Catalogue, path: Path
) -> None:
    root = parse(path.read_bytes())
    for ours, own in zip(load().contracts, of_ours.contracts, strict=True):
        if root.tag.startswith(f"{{{ours.namespace}}}"):
            assert own.validate(root) == ours.validate(root)
    for one, other in zip(load().pushed, of_ours.pushed, strict=True):
        if root.tag in one.messages.values():
            assert other.own
            assert other.validate(root) == one.validate(root)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_copy_of_our_contracts_refuses_what_ours_refuse(
    of_ours: Catalogue, data: st.DataObject
) -> None:
    """An element taken out, put twice, renamed or emptied: the same errors."""
    path = data.draw(st.sampled_from(MESSAGES))
    root = parse(path.read_bytes())
    pairs = [
        (ours, own)
        for ours, own in zip(load().contracts, of_ours.contracts, strict=True)
        if root.tag in {r for o in ours.operations for r in (o.request, o.response)}
    ]
    element = data.draw(st.sampled_from(list(root.iter(etree.Element))))
    change = data.draw(st.sampled_from(["out", "twice", "name", "empty"]))
    if change == "name" or element is root:
        element.tag = "Other"
    elif change == "out":
        element.getparent().remove(element)
    elif change == "twice":
        element.addnext(copy.deepcopy(element))
    else:
        element.clear()
    for ours, own in pairs:
        assert own.validate(root) == ours.validate(root)


def test_a_copy_of_our_contracts_offers_what_ours_do(of_ours: Catalogue) -> None:
    def offered(contract: Contract) -> tuple[Any, ...]:
        names = ("dialect", "service", "version", "namespace", "domain", "paths")
        operations = [
            (o.name, o.request, o.response, o.fault, o.soap_action, o.echoed)
            for o in contract.operations
        ]
        return (*(getattr(contract, name) for name in names), operations)

    ours = load().contracts
    assert list(map(offered, of_ours.contracts)) == list(map(offered, ours))
    for contract in of_ours.contracts:
        assert contract.own is (contract.dialect is not Dialect.SSDN)
        assert all(o.contract is contract for o in contract.operations)
    assert of_ours.requests.keys() == load().requests.keys()
    assert of_ours.served.keys() == load().served.keys()


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Contract]:
    """Gives GeefZorgtoeslag as it is with one text of its XSD changed."""

    def change(old: str, new: str) -> Contract:
        folder = copied(tmp_path / "own", "magda/GeefZorgtoeslag")
        (file,) = folder.glob("magda/GeefZorgtoeslag/*/*.xsd")
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        return read_own(folder, load()).contract("GeefZorgtoeslag", "02.00.0000")

    return change


def test_their_schema_counts_where_it_differs_from_ours(
    changed: Callable[[str, str], Contract], example: Callable[[str], Element]
) -> None:
    question = example("geef_zorgtoeslag/request_by_date")
    ours = load().contract("GeefZorgtoeslag", "02.00.0000")
    theirs = changed('name="Referentiedatum"', 'name="Peildatum"')
    assert ours.validate(question) == ()
    assert [e.path.rpartition("/")[2] for e in theirs.validate(question)] == [
        "Referentiedatum"
    ]
    for element in question.iter("Referentiedatum"):
        element.tag = "Peildatum"
    assert ours.validate(question) != ()
    assert theirs.validate(question) == ()


def test_a_root_that_the_folder_lacks_stays_ours(
    tmp_path: Path, example: Callable[[str], Element]
) -> None:
    folder = copied(tmp_path / "own", "magda/GeefZorgtoeslag")
    (file,) = folder.glob("magda/GeefZorgtoeslag/*/*.xsd")
    file.with_suffix(".wsdl").unlink()
    schema = etree.parse(str(file))
    (response,) = schema.iterfind(f"{{{XS}}}element[@name='GeefZorgtoeslagResponse']")
    schema.getroot().remove(response)
    (date,) = schema.iterfind(f".//{{{XS}}}element[@name='Referentiedatum']")
    date.set("name", "Peildatum")
    schema.write(str(file))
    mixed = read_own(folder, load()).contract("GeefZorgtoeslag", "02.00.0000")
    assert mixed.own
    assert mixed.validate(example("geef_zorgtoeslag/request_by_date")) != ()
    assert mixed.validate(example("geef_zorgtoeslag/reply_data")) == ()
    documents = wsdl_documents(mixed, "https://localhost")
    client = zeep.Client(
        "https://localhost/?wsdl", transport=Served(documents, mixed.wsdl.name)
    )
    element = client.get_element(mixed.operations[0].response)
    assert "Repliek" in str(element.signature())


# What is served


@pytest.mark.parametrize("which", ["own", "of_ours"])
def test_a_toolkit_reads_every_contract_from_the_endpoint(
    which: str, request: pytest.FixtureRequest
) -> None:
    for contract in request.getfixturevalue(which).contracts:
        if not contract.own:
            continue
        documents = wsdl_documents(contract, "https://localhost:1")
        assert next(iter(documents)) == contract.wsdl.name
        client = zeep.Client(
            f"https://localhost:1{contract.paths[0]}?wsdl",
            transport=Served(documents, contract.wsdl.name),
        )
        for operation in contract.operations:
            below = [n for n, _ in client.get_element(operation.request).type.elements]
            assert tuple(below) == operation.children(operation.request)


def test_documents_of_one_file_name_stay_apart(tmp_path: Path) -> None:
    inner = xsd(
        '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>',
        "urn:b",
    )
    folder = write(
        tmp_path,
        a__same=request(
            '<xs:import namespace="urn:b" schemaLocation="../b/same.xsd"/>', extra="b:T"
        ),
        b__same=inner,
    )
    contract = read_own(folder, load()).contract("GeefProef", "01.00.0000")
    names = list(wsdl_documents(contract, "https://localhost"))
    assert names == ["GeefProef.wsdl", "same.xsd", "same-2.xsd"]


def test_the_folder_tells_the_version_that_the_namespace_does_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "PROEF.GeefProefDienst-03.01"
    write(folder, WebService__x=request().replace(PROEF, "urn:proef"))
    contract = read_own(tmp_path, load()).contract("GeefProef", "03.01.0000")
    assert contract.domain == "PROEF"


def test_one_namespace_may_be_imported_in_parts(tmp_path: Path) -> None:
    """libxml2 takes the first file alone; official ones are written for others too."""
    imports = [
        f'<xs:import namespace="urn:b" schemaLocation="{name}.xsd"/>' for name in "ab"
    ]
    folder = write(
        tmp_path,
        a=xsd(STRING, "urn:b"),
        b=xsd(STRING.replace('"T"', '"U"'), "urn:b"),
        x=request("".join(imports), extra="b:U"),
    )
    assert read_own(folder, load()).contract("GeefProef", "01.00.0000").own
    assert check_folder(folder, load()).problems == ()


def test_what_is_redefined_is_read_through_who_redefines_it(tmp_path: Path) -> None:
    """Source: XSD 1.0 part 1, 4.2.2."""
    narrower = STRING.replace('"xs:string"/>', '"T"><xs:length value="2"/>')
    folder = write(
        tmp_path,
        a=request(STRING, extra="T"),
        b=xsd(
            '<xs:redefine schemaLocation="a.xsd">'
            f"{narrower.replace('</xs:simple', '</xs:restriction></xs:simple')}"
            "</xs:redefine>",
            PROEF,
        ),
    )
    contract = read_own(folder, load()).contract("GeefProef", "01.00.0000")
    question = etree.Element(contract.operations[0].request)
    verzoek = etree.SubElement(question, "Verzoek")
    for text, wrong in (("xy", 0), ("xyz", 1)):
        verzoek.text = text
        assert len({error.path for error in contract.validate(question)}) == wrong


@pytest.mark.parametrize(
    ("service", "version"),
    [
        ("GeefBriefwisseling", "02.00.0000"),
        ("LetterService", "v1"),
        ("StampService", "v2"),
    ],
)
def test_no_port_of_what_is_served_leads_to_a_real_platform(
    own: Catalogue, service: str, version: str
) -> None:
    """Our own choice: a toolkit takes the first port, also one of SOAP 1.2."""
    contract = own.contract(service, version)
    documents = wsdl_documents(contract, "https://localhost:1")
    wsdl = zeep.Client(
        "https://localhost:1/?wsdl", transport=Served(documents, contract.wsdl.name)
    ).wsdl
    addresses = [
        port.binding_options["address"]
        for each in wsdl.services.values()
        for port in each.ports.values()
    ]
    assert addresses == [f"https://localhost:1{contract.paths[0]}"]
    for document in documents.values():
        assert b'location="https://platform' not in document


def test_a_wsdl_may_import_another(tmp_path: Path) -> None:
    """Messages and port type in one file, binding and service in the other."""
    folder = shutil.copytree(OWN / "KSZ/StampService", tmp_path / "own")
    whole = etree.parse(str(folder / "StampService.wsdl")).getroot()
    abstract, concrete = copy.deepcopy(whole), copy.deepcopy(whole)
    for part, gone in (
        (abstract, ("binding", "service")),
        (concrete, ("types", "message", "portType")),
    ):
        for name in gone:
            for node in part.findall(f"{{*}}{name}"):
                part.remove(node)
    reference = etree.Element(
        "{http://schemas.xmlsoap.org/wsdl/}import",
        {"namespace": whole.get("targetNamespace"), "location": "abstract/S.wsdl"},
    )
    concrete.insert(0, reference)
    (folder / "abstract").mkdir()
    etree.ElementTree(abstract).write(str(folder / "abstract/S.wsdl"))
    etree.ElementTree(concrete).write(str(folder / "StampService.wsdl"))
    contract = read_own(folder, load()).contract("StampService", "v2")
    documents = wsdl_documents(contract, "https://localhost:1")
    client = zeep.Client(
        "https://localhost:1/?wsdl", transport=Served(documents, contract.wsdl.name)
    )
    assert client.service._operations.keys() == {"checkStamp"}


def test_an_operation_that_ours_lacks_is_added_to_our_contract(tmp_path: Path) -> None:
    """A newer edition of a WSDL of the KSZ has one more."""
    folder = copied(tmp_path / "own", "ksz/HandiService/v2")
    for file in folder.glob("ksz/HandiService/v2/*"):
        text = file.read_text("utf-8")
        (file.parent / f"newer{file.suffix}").write_text(
            text.replace("consultPayments", "consultArrears"), "utf-8"
        )
    for file in folder.glob("ksz/HandiService/v2/Handi*"):
        file.unlink()
    wsdl = folder / "ksz/HandiService/v2/newer.wsdl"
    wsdl.write_text(wsdl.read_text("utf-8").replace("HandiService.xsd", "newer.xsd"))
    contract = read_own(folder, load()).contract("HandiService", "v2")
    ours = load().contract("HandiService", "v2")
    names = [operation.name for operation in contract.operations]
    assert names == [*(o.name for o in ours.operations), "consultArrears"]
    assert contract.paths == ours.paths
    document = next(iter(wsdl_documents(contract, "https://localhost").values()))
    assert b"consultArrears" in document

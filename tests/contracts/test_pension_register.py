"""The schema of the pension register and of the SSDN around it: accepts and refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import zeep
from kruispunt_contracts import Catalogue, Contract, ns, soap_parts, unpack
from lxml import etree

Element = Any
Read = Callable[[str], Element]

NAMES = {
    "com": ns.SSDN_COMMON,
    "per": ns.SSDN_PERSON,
    "pr": ns.PENSION_REGISTER,
    "ssdn": ns.SSDN_SERVICE,
}
ASK, PAID, RIGHTS = "request", "reply_payments", "reply_rights"


@pytest.fixture
def contract(catalogue: Catalogue) -> Contract:
    return catalogue.contract("OCMWCPASPensionRegisterConsult", "20090706")


@pytest.fixture
def changed(example: Read) -> Callable[..., Element]:
    """Give an example of which one element was changed."""

    def change(name: str, path: str, how: Callable[[Element], object]) -> Element:
        root = example(f"pension_register/{name}")
        how(root.xpath(path, namespaces=NAMES)[0])
        return root

    return change


BAD_TEXTS = [
    (ASK, "//ssdn:UserID", "7869120051"),
    (ASK, "//ssdn:Email", "wonen.example"),
    (ASK, "//ssdn:Email", "a@" + "b" * 99),
    (ASK, "//ssdn:MatrixID", "veertig"),
    (ASK, "//ssdn:TimeRequest", "2026-11-22T10:11:12"),
    (ASK, "//ssdn:TimeRequest", "20261122T101112Z"),
    (ASK, "//ssdn:Language", "NL"),
    (ASK, "//ssdn:Version", "2009"),
    (ASK, "//com:StartDate", "20260101"),
    (ASK, "//pr:TargetSSIN", "5163144780x"),
    (ASK, "//pr:StartDate", "2026-01"),
    (ASK, "//pr:Pillar", "First"),
    (ASK, "//pr:RequestedInformation", "Rights"),
    (ASK, "//pr:Focus", "Month"),
    (ASK, "//pr:Language", "nl"),
    (RIGHTS, "//com:Severity", "FATAL"),
    (RIGHTS, "//com:ReturnCode", "OK"),
    (RIGHTS, "//ssdn:TimeReceive", "10:11"),
    (RIGHTS, "//per:Gender", "3"),
    (RIGHTS, "//per:Date", "3951-03-14"),
    (RIGHTS, "//per:Birth/per:Location/per:Code", "100000"),
    (RIGHTS, "//pr:DebtorInstitutionCompanyId", "10000000000"),
    (RIGHTS, "//pr:DebtorInstitutionImmatriculation", "500000"),
    (RIGHTS, "//pr:AdvantageCode", "011"),
    (RIGHTS, "//pr:AdvantageCode", "k1"),
    (RIGHTS, "//pr:Periodicity", "5"),
    (RIGHTS, "//pr:PensionFileId", "x" * 16),
    (RIGHTS, "//pr:PensionFileId", "ends with a space "),
    (RIGHTS, "//pr:PensionStartDate", "01-04-2016"),
    (RIGHTS, "//pr:PensionType", "6"),
    (RIGHTS, "//pr:PensionType", "0"),
    (RIGHTS, "//pr:AdministrativeSituation", "9"),
    (RIGHTS, "//pr:AdministrativeSituation", "A1"),
    (RIGHTS, "//pr:EmployerType", "3"),
    (RIGHTS, "//pr:FamilyChargeType", "0"),
    (RIGHTS, "//pr:AdvantageType", "13"),
    (RIGHTS, "//pr:HouseholdCode", "3"),
    (RIGHTS, "//pr:RightOrigin", "4"),
    (RIGHTS, "//pr:RightCloseDate", "2026-10"),
    (PAID, "//pr:StartMonth", "2026-01"),
    (PAID, "//pr:EndMonth", "2026-01-01"),
    (PAID, "//pr:TotalGrossAmount", "-0.01"),
    (PAID, "//pr:TotalGrossAmount", "1712,50"),
    (PAID, "//pr:IndexType", "6"),
    (PAID, "//pr:PrecomptePercentage", "99.91"),
    (PAID, "//pr:IsHolidayAmount", "nee"),
    (PAID, "//pr:DependentSpouseCode", "6"),
    (PAID, "//pr:TotalDependentChildren", "10"),
    (PAID, "//pr:AmiTaxCode", "5"),
    (PAID, "//pr:SolidarityPercentage", "100"),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    BAD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text[:12]!r}" for _, path, text in BAD_TEXTS],
)
def test_a_text_outside_its_facet_is_refused(
    contract: Contract, changed: Callable[..., Element], name: str, path: str, text: str
) -> None:
    root = changed(name, path, lambda element: setattr(element, "text", text))
    (error, *_) = contract.validate(root)
    # libxml2 says * in a path for what has a default namespace, but names it in words.
    assert f"}}{path.rpartition(':')[2]}'" in error.message


GOOD_TEXTS = [
    (ASK, "//ssdn:UserID", " ٧٨691200510 "),
    (ASK, "//ssdn:MatrixID", "+040"),
    (ASK, "//pr:TargetSSIN", "99999999999"),
    (RIGHTS, "//per:Date", "1951-00-00"),
    (RIGHTS, "//pr:AdvantageCode", "SB"),
    (RIGHTS, "//pr:PensionFileId", "-*./"),
    (RIGHTS, "//pr:AdministrativeSituation", "0"),
    (PAID, "//pr:TotalAmiAmount", "-60.80"),
    (PAID, "//pr:PrecomptePercentage", "99.9"),
    (PAID, "//pr:StartMonth", "0000-99-00"),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    GOOD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text!r}" for _, path, text in GOOD_TEXTS],
)
def test_an_odd_text_inside_its_facet_is_accepted(
    contract: Contract, changed: Callable[..., Element], name: str, path: str, text: str
) -> None:
    root = changed(name, path, lambda element: setattr(element, "text", text))
    assert contract.validate(root) == ()


def _remove(element: Element) -> None:
    element.getparent().remove(element)


def _repeat(times: int) -> Callable[[Element], None]:
    def repeat(element: Element) -> None:
        for _ in range(times):
            element.addnext(etree.fromstring(etree.tostring(element)))

    return repeat


def _unqualify(element: Element) -> None:
    element.tag = etree.QName(element).localname


def _rename(clark: str) -> Callable[[Element], None]:
    return lambda element: setattr(element, "tag", clark)


def _set(name: str, value: str) -> Callable[[Element], None]:
    return lambda element: element.set(name, value)


def _replace_by(clark: str) -> Callable[[Element], None]:
    def replace(element: Element) -> None:
        element.getparent().replace(element, etree.Element(clark))

    return replace


CONSULT = "//pr:Penskad_OpenPK_ConsultRequest"

BAD_SHAPES = {
    "no AuthorizedUser": (ASK, "//ssdn:AuthorizedUser", _remove),
    "no Email": (ASK, "//ssdn:Email", _remove),
    "no service": (ASK, "//ssdn:ServiceRequest", _remove),
    "nothing asked": (ASK, CONSULT, _remove),
    "asked twice": (ASK, CONSULT, _repeat(1)),
    "something that no schema knows": (ASK, CONSULT, _replace_by("{urn:x}unknown")),
    "a question without content": (
        ASK,
        CONSULT,
        _replace_by(f"{{{ns.PENSION_REGISTER}}}Penskad_OpenPK_ConsultRequest"),
    ),
    "a child in no namespace": (ASK, "//pr:TargetSSIN", _unqualify),
    "a child in another namespace": (
        ASK,
        "//pr:TargetSSIN",
        _rename(f"{{{ns.SSDN_SERVICE}}}TargetSSIN"),
    ),
    "no quality code": (
        ASK,
        "//ssdn:Inscription",
        lambda element: element.attrib.pop("qualityCode"),
    ),
    "no period": (ASK, "//pr:Period", _remove),
    "no ticket of the KSZ": (RIGHTS, "//ssdn:Ticket", _remove),
    "no summary": (RIGHTS, "/*/ssdn:ReplyContext/com:ResultSummary", _remove),
    "a summary that is neither yes nor no": (
        RIGHTS,
        "//com:ResultSummary",
        _set("ok", "MAYBE"),
    ),
    "31 details": (RIGHTS, "//com:Detail", _repeat(30)),
    "six pieces of information": ("reply_refused", "//com:Information", _repeat(5)),
    "an item without anything": (RIGHTS, "//pr:PayingInstitutionItem", _remove),
    "a right that is none": (RIGHTS, "//pr:RightOnly", _remove),
    "payments without any": (PAID, "//pr:PaymentsInformation", _remove),
    "payments without history": (PAID, "//pr:PaymentHistory[1]", _remove),
    "eleven special rules": (PAID, "//pr:SpecialRule", _repeat(10)),
    "an unknown origin": (
        RIGHTS,
        "//pr:RightInformation",
        _set("Origin", "Supranational"),
    ),
    "an unknown pillar": (RIGHTS, "//pr:RightInformation", _set("Pillar", "Third")),
}


@pytest.mark.parametrize("case", BAD_SHAPES)
def test_another_shape_is_refused(
    contract: Contract, changed: Callable[..., Element], case: str
) -> None:
    name, path, how = BAD_SHAPES[case]
    root = changed(name, path, how)
    if how is _remove:  # some are there twice
        for other in root.xpath(path, namespaces=NAMES):
            _remove(other)
    assert contract.validate(root)


GOOD_SHAPES = {
    "several services": (ASK, "//ssdn:ServiceRequest", _repeat(1)),
    "no institution of the asker": (ASK, "//ssdn:MatrixSubID", _remove),
    "no answer of any service": (RIGHTS, "//ssdn:ServiceReply", _remove),
    "a service that says nothing itself": (
        RIGHTS,
        "//pr:Penskad_OpenPK_ConsultReply",
        _remove,
    ),
    "thirty details": (RIGHTS, "//com:Detail", _repeat(29)),
    "no citizen": (RIGHTS, "//pr:CitizenPK", _remove),
    "ten special rules": (PAID, "//pr:SpecialRule", _repeat(9)),
}


@pytest.mark.parametrize("case", GOOD_SHAPES)
def test_a_shape_at_the_edge_is_accepted(
    contract: Contract, changed: Callable[..., Element], case: str
) -> None:
    name, path, how = GOOD_SHAPES[case]
    assert contract.validate(changed(name, path, how)) == ()


def test_the_service_itself_can_be_checked_without_the_document_around_it(
    contract: Contract, example: Read
) -> None:
    root = example(f"pension_register/{PAID}")
    reply = root.find(f".//{{{ns.PENSION_REGISTER}}}Penskad_OpenPK_ConsultReply")
    assert contract.validate(reply) == ()


def test_what_zeep_writes_is_a_text_that_holds_a_question(
    contract: Contract, example: Read
) -> None:
    """A toolkit knows the connector only; the document is the program's own work."""
    question = etree.tostring(example(f"pension_register/{ASK}"), encoding="unicode")
    client = zeep.Client(str(contract.wsdl))
    envelope = client.create_message(client.service, "sendXML", question)
    document = unpack(soap_parts(envelope).payload)
    assert contract.validate(document) == ()

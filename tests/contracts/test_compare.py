"""Our contracts next to altered and to rewritten copies of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from kruispunt_contracts import Catalogue, load, ns
from kruispunt_contracts.compare import (
    Check,
    Compared,
    Difference,
    Effect,
    Kind,
    Outcome,
    UnreadableFile,
    check_folder,
    compare_files,
)
from lxml import etree

from .conftest import every
from .copies import (
    OURS,
    Edit,
    append,
    copied,
    element,
    one,
    opened,
    remove,
    rename,
    set_to,
    type_of,
)
from .own_folders import PROEF, request, write

CARE = ("GeefZorgtoeslag", "02.00.0000")
PERSON = ("GeefPersoon", "02.02.0000")
HANDI = ("HandiService", "v2")
LEVY = ("GeefDossierVMSW", "01.00.0000")
PENSION = ("GeefPensioen", "02.00.0000")

REFUSE, ACCEPT, DIFFERS = Effect.REFUSE_MORE, Effect.ACCEPT_MORE, Effect.DIFFERS

ASKED = "GeefZorgtoeslag/Verzoek/Vragen/Vraag/Inhoud"
TOLD = "GeefZorgtoeslagResponse/Repliek/Antwoorden/Antwoord/Inhoud/Zorgtoeslag"
DECISION = f"{TOLD}/Erkenningen/Erkenning"
PIJLER1 = f"{DECISION}/ResultaatErkenningKind/Pijlers/Pijler1"
ANSWERED = "GeefPersoonResponse/Repliek/Antwoorden/Antwoord/Inhoud/Persoon"

CRITERIA = "//x:complexType[@name='CriteriaType']"
WANTED = "//x:complexType[@name='GewensteInformatieType']"
STATUS = f"{element('ErkenningType', 'StatusBeslissing')}//x:restriction"
POINTS = f"{element('PijlersType', 'Pijler1')}//x:restriction"
PERSON_BRON = "//x:attribute[@name='Bron']"


class Change(NamedTuple):
    """A change of one of our schemas, and the only difference that it makes."""

    name: str
    edit: Edit
    kind: Kind
    path: str
    ours: str
    theirs: str
    effect: Effect
    contract: tuple[str, str] = CARE


def swap(path: str) -> Edit:
    """Let the first of two change places with the second."""

    def edit(root: Any) -> None:
        parent = one(root, path)
        parent.append(parent[0])

    return edit


def of_texts(path: str, base: str, facets: str) -> Edit:
    """Give an element a simple type of its own."""
    text = f'<xsd:simpleType><xsd:restriction base="{base}">{facets}'
    return type_of(path, f"{text}</xsd:restriction></xsd:simpleType>")


def values(*values: str) -> str:
    """Facets that list values."""
    return "".join(f'<xsd:enumeration value="{value}"/>' for value in values)


def into_sequence(path: str) -> Edit:
    """Let the members of a choice stand in the sequence around it."""

    def edit(root: Any) -> None:
        choice = one(root, path)
        for member in reversed(choice):
            choice.addnext(member)
        choice.getparent().remove(choice)

    return edit


CHANGES = [
    # --- elements
    Change(
        "an optional element is missing",
        remove(element("StatusAanvraagType", "DatumAanvraag")),
        Kind.MISSING_ELEMENT,
        f"{TOLD}/StatusAanvraag/DatumAanvraag",
        "optional",
        "-",
        REFUSE,
    ),
    Change(
        "a required element is missing",
        remove(element("VraagInhoudType", "Taal")),
        Kind.MISSING_ELEMENT,
        f"{ASKED}/Taal",
        "required",
        "-",
        DIFFERS,
    ),
    Change(
        "an element of a choice is missing",
        remove(element("CriteriaType", "Periode")),
        Kind.MISSING_ELEMENT,
        f"{ASKED}/Criteria/Periode",
        "optional",
        "-",
        REFUSE,
    ),
    Change(
        "there is one more optional element",
        append(
            "//x:complexType[@name='VraagInhoudType']/x:sequence",
            '<xsd:element name="Extra" type="xsd:string" minOccurs="0"/>',
        ),
        Kind.EXTRA_ELEMENT,
        f"{ASKED}/Extra",
        "-",
        "optional",
        ACCEPT,
    ),
    Change(
        "there is one more required element",
        append(
            "//x:complexType[@name='VraagInhoudType']/x:sequence",
            '<xsd:element name="Extra" type="xsd:string"/>',
        ),
        Kind.EXTRA_ELEMENT,
        f"{ASKED}/Extra",
        "-",
        "required",
        DIFFERS,
    ),
    Change(
        "the order is another",
        swap("//x:complexType[@name='VraagInhoudType']/x:sequence"),
        Kind.ORDER,
        ASKED,
        "(Criteria, Taal)",
        "(Taal, Criteria)",
        DIFFERS,
    ),
    # --- cardinality
    Change(
        "an optional element is required",
        set_to(element("StatusAanvraagType", "DatumAanvraag"), minOccurs="1"),
        Kind.MIN_OCCURS,
        f"{TOLD}/StatusAanvraag/DatumAanvraag",
        "0..1",
        "1",
        REFUSE,
    ),
    Change(
        "a required element is optional",
        set_to(element("VraagInhoudType", "Taal"), minOccurs="0"),
        Kind.MIN_OCCURS,
        f"{ASKED}/Taal",
        "1",
        "0..1",
        ACCEPT,
    ),
    Change(
        "more of an element may stand there",
        set_to(element("ErkenningenType", "Erkenning"), maxOccurs="unbounded"),
        Kind.MAX_OCCURS,
        DECISION,
        "1..10",
        "1..n",
        ACCEPT,
    ),
    Change(
        "fewer of an element may stand there",
        set_to(element("ErkenningenType", "Erkenning"), maxOccurs="9"),
        Kind.MAX_OCCURS,
        DECISION,
        "1..10",
        "1..9",
        REFUSE,
    ),
    Change(
        "a group is optional",
        set_to(f"{CRITERIA}//x:choice", minOccurs="0"),
        Kind.MIN_OCCURS,
        f"{ASKED}/Criteria",
        "1 of (Periode | Referentiedatum)",
        "0..1 of (Periode | Referentiedatum)",
        ACCEPT,
    ),
    Change(
        "a group is repeated",
        set_to(f"{CRITERIA}//x:choice", maxOccurs="3"),
        Kind.MAX_OCCURS,
        f"{ASKED}/Criteria",
        "1 of (Periode | Referentiedatum)",
        "1..3 of (Periode | Referentiedatum)",
        ACCEPT,
    ),
    # --- sequence, choice, all
    Change(
        "a choice is a sequence",
        into_sequence(f"{CRITERIA}//x:choice"),
        Kind.MODEL,
        f"{ASKED}/Criteria",
        "(INSZ, (Periode | Referentiedatum), GewensteInformatie)",
        "(INSZ, Referentiedatum, Periode, GewensteInformatie)",
        DIFFERS,
    ),
    Change(
        "a sequence is a choice",
        rename(f"{WANTED}/x:sequence", "choice"),
        Kind.MODEL,
        f"{ASKED}/Criteria/GewensteInformatie",
        "(StatusAanvraag, Erkenningen)",
        "(Erkenningen | StatusAanvraag)",
        DIFFERS,
    ),
    Change(
        "a sequence is an all",
        rename(f"{WANTED}/x:sequence", "all"),
        Kind.MODEL,
        f"{ASKED}/Criteria/GewensteInformatie",
        "(StatusAanvraag, Erkenningen)",
        "(Erkenningen & StatusAanvraag)",
        ACCEPT,
    ),
    # --- texts
    Change(
        "a pattern is added",
        of_texts(
            element("CriteriaType", "INSZ"),
            "g:InszType",
            '<xsd:pattern value="[0-8]+"/>',
        ),
        Kind.PATTERN,
        f"{ASKED}/Criteria/INSZ",
        "[0-9]{11}",
        "[0-8]+ and [0-9]{11}",
        REFUSE,
    ),
    Change(
        "a pattern is another",
        of_texts(
            element("VraagInhoudType", "INSZ"),
            "xsd:string",
            '<xsd:length value="11"/><xsd:pattern value="[0-9]{11}"/>',
        ),
        Kind.PATTERN,
        "GeefDossierVMSW/Verzoek/Vragen/Vraag/Inhoud/INSZ",
        r"\p{N}{11}",
        "[0-9]{11}",
        DIFFERS,
        LEVY,
    ),
    Change(
        "a length is another",
        of_texts(
            element("VraagInhoudType", "INSZ"),
            "xsd:string",
            r'<xsd:pattern value="\p{N}{11}"/><xsd:length value="12"/>',
        ),
        Kind.LENGTH,
        "GeefDossierVMSW/Verzoek/Vragen/Vraag/Inhoud/INSZ",
        "11",
        "12",
        DIFFERS,
        LEVY,
    ),
    Change(
        "a text may be longer",
        set_to(f"{STATUS}/x:maxLength", value="200"),
        Kind.MAX_LENGTH,
        f"{DECISION}/StatusBeslissing",
        "100",
        "200",
        ACCEPT,
    ),
    Change(
        "a text may not be empty",
        append(STATUS, '<xsd:minLength value="1"/>'),
        Kind.MIN_LENGTH,
        f"{DECISION}/StatusBeslissing",
        "0",
        "1",
        REFUSE,
    ),
    Change(
        "a greatest value is lower",
        set_to(f"{POINTS}/x:maxInclusive", value="5"),
        Kind.MAXIMUM,
        PIJLER1,
        "maxInclusive 6",
        "maxInclusive 5",
        REFUSE,
    ),
    Change(
        "a least value is lower",
        set_to(f"{POINTS}/x:minInclusive", value="-1"),
        Kind.MINIMUM,
        PIJLER1,
        "minInclusive 0",
        "minInclusive -1",
        ACCEPT,
    ),
    Change(
        "a bound is exclusive",
        rename(f"{POINTS}/x:maxInclusive", "maxExclusive"),
        Kind.MAXIMUM,
        PIJLER1,
        "maxInclusive 6",
        "maxInclusive 5",
        REFUSE,
    ),
    Change(
        "a value is added to a list",
        of_texts(
            element("VraagInhoudType", "Taal"),
            "xsd:language",
            values("nl", "fr", "de", "en", "lu"),
        ),
        Kind.VALUE_ADDED,
        f"{ASKED}/Taal",
        "-",
        "lu",
        ACCEPT,
    ),
    Change(
        "a value is removed from a list",
        of_texts(
            element("VraagInhoudType", "Taal"),
            "xsd:language",
            values("nl", "fr", "de"),
        ),
        Kind.VALUE_REMOVED,
        f"{ASKED}/Taal",
        "en",
        "-",
        REFUSE,
    ),
    Change(
        "there is no list of values",
        set_to(element("VraagInhoudType", "Taal"), type="xsd:language"),
        Kind.ENUMERATION,
        f"{ASKED}/Taal",
        "xs:language enumeration de, en, fr, nl",
        "xs:language",
        ACCEPT,
    ),
    Change(
        "a date is a date with a time",
        set_to(element("CriteriaType", "Referentiedatum"), type="xsd:dateTime"),
        Kind.BASE,
        f"{ASKED}/Criteria/Referentiedatum",
        "xs:date",
        "xs:dateTime",
        DIFFERS,
    ),
    Change(
        "a date is any text",
        set_to(element("CriteriaType", "Referentiedatum"), type="xsd:string"),
        Kind.BASE,
        f"{ASKED}/Criteria/Referentiedatum",
        "xs:date",
        "xs:string",
        ACCEPT,
    ),
    Change(
        "an integer is a decimal",
        set_to(POINTS, base="xsd:decimal"),
        Kind.BASE,
        PIJLER1,
        "xs:integer minInclusive 0 maxInclusive 6",
        "xs:decimal minInclusive 0 maxInclusive 6",
        ACCEPT,
    ),
    Change(
        "a value is a list of them",
        type_of(
            element("CriteriaType", "Referentiedatum"),
            '<xsd:simpleType><xsd:list itemType="xsd:date"/></xsd:simpleType>',
        ),
        Kind.BASE,
        f"{ASKED}/Criteria/Referentiedatum",
        "xs:date",
        "list of xs:date",
        DIFFERS,
    ),
    Change(
        "white space collapses",
        set_to(STATUS, base="xsd:token"),
        Kind.WHITE_SPACE,
        f"{DECISION}/StatusBeslissing",
        "preserve",
        "collapse",
        ACCEPT,
    ),
    # --- declarations
    Change(
        "an element is qualified",
        set_to(element("VraagInhoudType", "Taal"), form="qualified"),
        Kind.NAMESPACE,
        f"{ASKED}/Taal",
        "unqualified",
        load().contract(*CARE).namespace,
        DIFFERS,
    ),
    Change(
        "an element may be nil",
        set_to(element("VraagInhoudType", "Taal"), nillable="true"),
        Kind.NILLABLE,
        f"{ASKED}/Taal",
        "false",
        "true",
        ACCEPT,
    ),
    Change(
        "an element has a default",
        set_to(element("VraagInhoudType", "Taal"), default="nl"),
        Kind.DEFAULT,
        f"{ASKED}/Taal",
        "-",
        "nl",
        DIFFERS,
    ),
    Change(
        "an element has a fixed value",
        set_to(element("VraagInhoudType", "Taal"), fixed="nl"),
        Kind.FIXED,
        f"{ASKED}/Taal",
        "-",
        "nl",
        REFUSE,
    ),
    Change(
        "values must be unique",
        append(
            element("ZorgtoeslagType", "Erkenningen"),
            '<xsd:unique name="one"><xsd:selector xpath="Erkenning"/>'
            '<xsd:field xpath="StatusBeslissing"/></xsd:unique>',
        ),
        Kind.IDENTITY,
        f"{TOLD}/Erkenningen",
        "-",
        "unique of Erkenning: StatusBeslissing",
        REFUSE,
    ),
    # --- content
    Change(
        "text may stand between the elements",
        set_to(WANTED, mixed="true"),
        Kind.MIXED,
        f"{ASKED}/Criteria/GewensteInformatie",
        "false",
        "true",
        ACCEPT,
    ),
    Change(
        "text stands instead of elements",
        set_to(element("CriteriaType", "GewensteInformatie"), type="xsd:string"),
        Kind.CONTENT,
        f"{ASKED}/Criteria/GewensteInformatie",
        "(StatusAanvraag, Erkenningen)",
        "xs:string",
        DIFFERS,
    ),
    Change(
        "anything may follow",
        append(f"{WANTED}/x:sequence", '<xsd:any namespace="##other" minOccurs="0"/>'),
        Kind.WILDCARD,
        f"{ASKED}/Criteria/GewensteInformatie/*",
        "-",
        f"not {load().contract(*CARE).namespace} optional",
        ACCEPT,
    ),
    # --- attributes
    Change(
        "an attribute is missing",
        remove(PERSON_BRON),
        Kind.MISSING_ATTRIBUTE,
        f"{ANSWERED}/@Bron",
        "optional",
        "-",
        REFUSE,
        PERSON,
    ),
    Change(
        "there is one more attribute",
        append(WANTED, '<xsd:attribute name="extra" type="xsd:int" use="required"/>'),
        Kind.EXTRA_ATTRIBUTE,
        f"{ASKED}/Criteria/GewensteInformatie/@extra",
        "-",
        "required",
        DIFFERS,
    ),
    Change(
        "an attribute is required",
        set_to(PERSON_BRON, use="required"),
        Kind.USE,
        f"{ANSWERED}/@Bron",
        "optional",
        "required",
        REFUSE,
        PERSON,
    ),
    Change(
        "an attribute is of another type",
        set_to("//x:attribute[@name='DatumCreatie']", type="xsd:time"),
        Kind.BASE,
        f"{ANSWERED}/@DatumCreatie",
        "xs:date",
        "xs:time",
        DIFFERS,
        PERSON,
    ),
    Change(
        "an attribute is qualified",
        set_to("//x:attribute[@name='DatumCreatie']", form="qualified"),
        Kind.NAMESPACE,
        f"{ANSWERED}/@DatumCreatie",
        "unqualified",
        load().contract(*PERSON).namespace,
        DIFFERS,
        PERSON,
    ),
    Change(
        "any attribute may stand there",
        append(WANTED, '<xsd:anyAttribute processContents="lax"/>'),
        Kind.WILDCARD,
        f"{ASKED}/Criteria/GewensteInformatie/@*",
        "-",
        "any",
        ACCEPT,
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_of_a_schema_is_found_where_it_is_and_nothing_else(
    catalogue: Catalogue, tmp_path: Path, change: Change
) -> None:
    contract = catalogue.contract(*change.contract)
    folder = copied(contract, tmp_path)
    with opened(folder / contract.xsd.name) as root:
        change.edit(root)
    found = of(check_folder(tmp_path, catalogue), change.contract)
    assert found.problem is None
    assert found.outcome is Outcome.DIFFERENT
    assert found.differences == (
        Difference(
            kind=change.kind,
            path=change.path,
            ours=change.ours,
            theirs=change.theirs,
            effect=change.effect,
        ),
    )


def test_at_least_ten_kinds_of_change_are_found() -> None:
    assert len({change.kind for change in CHANGES}) >= 10


BOUND = "//w:binding/w:operation[@name='consultPayments']"
FAULT = "//w:message[@name='consultPaymentsFault']/w:part"
WSDL_CHANGES = [
    Change(
        "an action is another",
        set_to(f"{BOUND}/s:operation", soapAction="urn:other"),
        Kind.SOAP_ACTION,
        "consultPayments",
        '"http://kszbcss.fgov.be/HandiService/consultPayments"',
        '"urn:other"',
        DIFFERS,
    ),
    Change(
        "an operation is of rpc",
        set_to(f"{BOUND}/s:operation", style="rpc"),
        Kind.STYLE,
        "consultPayments",
        "document",
        "rpc",
        DIFFERS,
    ),
    Change(
        "a body is encoded",
        set_to(f"{BOUND}/w:input/s:body", use="encoded"),
        Kind.BODY_USE,
        "consultPayments",
        "literal",
        "encoded literal",
        DIFFERS,
    ),
    Change(
        "a path is another",
        set_to("//s:address", location="https://localhost/HandiService/v3/consult"),
        Kind.ADDRESS,
        "HandiService",
        "/HandiService/v2/consult",
        "/HandiService/v3/consult",
        DIFFERS,
    ),
    Change(
        "a fault is of another operation",
        set_to(FAULT, element="svc:consultFilesByDateFault"),
        Kind.FAULT,
        "consultPayments",
        "{http://kszbcss.fgov.be/intf/HandiService/v2}consultPaymentsFault",
        "{http://kszbcss.fgov.be/intf/HandiService/v2}consultFilesByDateFault",
        DIFFERS,
    ),
    Change(
        "an operation is missing",
        remove("//w:binding/w:operation[@name='consultPayments']"),
        Kind.MISSING_OPERATION,
        "consultPayments",
        "{http://kszbcss.fgov.be/intf/HandiService/v2}consultPaymentsRequest",
        "-",
        REFUSE,
    ),
]


@pytest.mark.parametrize("change", WSDL_CHANGES, ids=lambda change: change.name)
def test_a_change_of_a_wsdl_is_found_and_nothing_else(
    catalogue: Catalogue, tmp_path: Path, change: Change
) -> None:
    contract = catalogue.contract(*HANDI)
    with opened(copied(contract, tmp_path) / contract.wsdl.name) as root:
        change.edit(root)
    assert of(check_folder(tmp_path, catalogue), HANDI).differences == (
        Difference(
            kind=change.kind,
            path=change.path,
            ours=change.ours,
            theirs=change.theirs,
            effect=change.effect,
        ),
    )


def test_an_operation_that_only_they_have_is_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """As when the KSZ gave HandiService v2 its third operation."""
    contract = catalogue.contract(*HANDI)
    with opened(copied(contract, tmp_path) / contract.wsdl.name) as root:
        for bound in root.xpath(BOUND, namespaces={"w": ns.WSDL}):
            more = etree.fromstring(etree.tostring(bound))
            more.set("name", "consultMore")
            bound.addnext(more)
        port = one(root, "//w:portType")
        port.append(
            etree.fromstring(
                f'<o:operation xmlns:o="{ns.WSDL}" xmlns:svc="{contract.namespace}"'
                ' name="consultMore"><o:input message="svc:consultPaymentsFault"/>'
                '<o:output message="svc:consultPaymentsResponse"/></o:operation>'
            )
        )
    (found,) = of(check_folder(tmp_path, catalogue), HANDI).differences
    assert (found.kind, found.path) == (Kind.EXTRA_OPERATION, "consultMore")
    assert found.effect is ACCEPT


@pytest.mark.parametrize(("path", "name"), [("//s:address", "1.2")])
def test_another_version_of_soap_is_found(
    catalogue: Catalogue, tmp_path: Path, path: str, name: str
) -> None:
    contract = catalogue.contract(*HANDI)
    file = copied(contract, tmp_path) / contract.wsdl.name
    text = file.read_text("utf-8")
    file.write_text(text.replace("/wsdl/soap/", "/wsdl/soap12/"), "utf-8")
    (found,) = of(check_folder(tmp_path, catalogue), HANDI).differences
    assert (found.kind, found.ours, found.theirs) == (Kind.SOAP_VERSION, "1.1", name)


def test_what_an_ssdn_document_holds_is_compared_as_well(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """The document has a wildcard there, and other services of the SSDN share it."""
    key = ("OCMWCPASPensionRegisterConsult", "20090706")
    contract = catalogue.contract(*key)
    folder = copied(contract, tmp_path)
    with opened(folder / contract.xsd.name) as root:
        remove("//x:complexType[@name='QuestionType']//x:element[@name='Period']")(root)
    with opened(tmp_path / "shared" / "ssdn-service.xsd") as root:
        set_to(
            "//x:complexType[@name='ServiceRequestType']//x:any", processContents="lax"
        )(root)
    found = of(check_folder(tmp_path, catalogue), key).differences
    assert {(each.kind, each.path, each.effect) for each in found} == {
        (Kind.PROCESS_CONTENTS, "SSDNRequest/ServiceRequest/*", ACCEPT),
        (Kind.MISSING_ELEMENT, "Penskad_OpenPK_ConsultRequest/Period", DIFFERS),
        (Kind.MISSING_ELEMENT, "Penskad_OpenPK_ConsultReply/Question/Period", DIFFERS),
    }


def test_a_file_that_qualifies_everything_tells_it_of_each_element(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    contract = catalogue.contract(*CARE)
    with opened(copied(contract, tmp_path) / contract.xsd.name) as root:
        root.set("elementFormDefault", "qualified")
    found = of(check_folder(tmp_path, catalogue), CARE).differences
    assert {(each.kind, each.theirs) for each in found} == {
        (Kind.NAMESPACE, contract.namespace)
    }
    assert f"{ASKED}/Criteria/INSZ" in {each.path for each in found}


# Which of their files


def test_a_copy_of_all_contracts_is_the_same(catalogue: Catalogue) -> None:
    found = check_folder(OURS, catalogue)
    assert found.problems == ()
    assert found.only_there == ()
    assert len(found.services) == len(every(catalogue))
    for each in found.services:
        assert (each.outcome, each.differences) == (Outcome.SAME, ()), each.service


def test_only_what_is_asked_for_is_compared(catalogue: Catalogue) -> None:
    found = check_folder(OURS, catalogue, "GeefKindVoordelen")
    assert [each.version for each in found.services] == ["02.00.0000", "02.01.0000"]


def test_another_namespace_is_another_service(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    contract = catalogue.contract(*PERSON)
    for file in copied(contract, tmp_path).iterdir():
        text = file.read_text("utf-8")
        file.write_text(text.replace("/v02_02", "/v02_03"), "utf-8")
    found = check_folder(tmp_path, catalogue)
    assert {each.outcome for each in found.services} == {Outcome.ABSENT}
    (foreign,) = found.only_there
    assert (foreign.service, foreign.version) == ("GeefPersoon", "02.03.0000")
    assert foreign.namespace.endswith("/v02_03")


def test_a_service_without_wsdl_is_named_by_its_request(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """`_wire-facts.md` 1: a request has Verzoek; what stands alone is no service."""
    write(tmp_path, x=request('<xs:element name="Standalone"/>'))
    found = check_folder(tmp_path, catalogue)
    (foreign,) = found.only_there
    assert (foreign.service, foreign.version) == ("GeefProef", "01.00.0000")
    assert (foreign.namespace, foreign.file) == (PROEF, "x.xsd")


def test_roots_that_are_missing_or_extra_are_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """Without a WSDL, every global element that stands in no other is a root."""
    contract = catalogue.contract(*CARE)
    folder = copied(contract, tmp_path)
    (folder / contract.wsdl.name).unlink()
    with opened(folder / contract.xsd.name) as root:
        set_to("/x:schema/x:element[2]", name="Other")(root)
    found = of(check_folder(tmp_path, catalogue), CARE).differences
    assert [(each.kind, each.path, each.effect) for each in found] == [
        (Kind.MISSING_ROOT, "GeefZorgtoeslagResponse", REFUSE),
        (Kind.EXTRA_ROOT, "Other", ACCEPT),
    ]


def test_a_pushed_message_is_compared(catalogue: Catalogue, tmp_path: Path) -> None:
    key = ("HdiIndemnityAllowanceNotifications", "v1")
    contract = catalogue.push(*key)
    folder = copied(contract, tmp_path)
    assert of(check_folder(tmp_path, catalogue), key).outcome is Outcome.SAME
    with opened(folder / contract.xsd.name) as root:
        first = root.xpath("/x:schema/x:element", namespaces={"x": ns.XSD})[0]
        first.set("name", f"{first.get('name')}2")
    found = of(check_folder(tmp_path, catalogue), key)
    assert {each.kind for each in found.differences} == {
        Kind.MISSING_ROOT,
        Kind.EXTRA_ROOT,
    }


def test_two_files_that_say_the_same_are_no_problem(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """The twin of the refusal below: a folder may hold a delivery twice."""
    for name in ("first", "second"):
        copied(catalogue.contract(*CARE), tmp_path / name)
    assert of(check_folder(tmp_path, catalogue), CARE).outcome is Outcome.SAME


def test_two_files_that_do_not_agree_are_named(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    contract = catalogue.contract(*CARE)
    copied(contract, tmp_path / "first")
    folder = copied(contract, tmp_path / "second")
    with opened(folder / contract.xsd.name) as root:
        remove(element("VraagInhoudType", "Taal"))(root)
    found = of(check_folder(tmp_path, catalogue), CARE)
    assert found.outcome is Outcome.UNREADABLE
    assert found.problem is not None
    assert found.problem.startswith("second/")
    assert "stands in first/" in found.problem
    assert "and not the same" in found.problem


# What cannot be read


def test_a_file_that_is_refused_makes_only_its_own_services_unreadable(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """`up --contracts` stops at it (`test_own_refused.py`); here the others go on."""
    contract = catalogue.contract(*CARE)
    copied(catalogue.contract(*LEVY), tmp_path / "other")
    file = copied(contract, tmp_path) / contract.xsd.name
    with opened(file) as root:
        one(root, "/x:schema/x:import").set("schemaLocation", "nowhere.xsd")
    found = check_folder(tmp_path, catalogue)
    place = contract.xsd.relative_to(OURS)
    assert found.problems[0].startswith(f"{place.as_posix()}:")
    assert of(found, CARE).outcome is Outcome.UNREADABLE
    refused = f"{place.as_posix()} is refused, or a file that it needs"
    assert of(found, CARE).problem == refused
    assert of(found, LEVY).outcome is Outcome.SAME


def test_so_does_one_that_another_needs(catalogue: Catalogue, tmp_path: Path) -> None:
    """That other has no problem of its own, so none is told of it."""
    contract = catalogue.contract(*CARE)
    copied(contract, tmp_path)
    (tmp_path / "shared" / "generiek-02_00.xsd").write_text("<x", "utf-8")
    found = check_folder(tmp_path, catalogue)
    (problem,) = found.problems
    assert problem.startswith("shared/generiek-02_00.xsd:1: syntax")
    place = contract.xsd.relative_to(OURS).as_posix()
    refused = f"{place} is refused, or a file that it needs"
    assert of(found, CARE).problem == refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<x", "x.xsd:1: syntax: "),
        ("<x/>", "x.xsd:1: is neither an XML Schema nor a WSDL 1.1"),
        ("<!DOCTYPE x><x/>", "x.xsd:1: doctype: "),
    ],
)
def test_what_is_no_schema_is_told_and_the_others_are_compared(
    catalogue: Catalogue, tmp_path: Path, text: str, reason: str
) -> None:
    copied(catalogue.contract(*CARE), tmp_path)
    (tmp_path / "x.xsd").write_text(text, "utf-8")
    found = check_folder(tmp_path, catalogue)
    (problem,) = found.problems
    assert problem.startswith(reason)
    assert of(found, CARE).outcome is Outcome.SAME


def test_a_schema_with_a_mistake_is_told_with_its_line(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    contract = catalogue.contract(*CARE)
    with opened(copied(contract, tmp_path) / contract.xsd.name) as root:
        set_to(element("VraagInhoudType", "Taal"), type="svc:NowhereType")(root)
    found = of(check_folder(tmp_path, catalogue), CARE)
    assert found.outcome is Outcome.UNREADABLE
    assert found.problem is not None
    assert "NowhereType" in found.problem
    assert f"{contract.xsd.name}:" in found.problem


def test_two_files_can_be_compared_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    contract = catalogue.contract(*CARE)
    theirs = copied(contract, tmp_path) / contract.xsd.name
    (operation,) = contract.operations
    with opened(theirs) as root:
        set_to(element("VraagInhoudType", "Taal"), nillable="true")(root)
    (found,) = compare_files(contract.xsd, theirs, [operation.request])
    assert found.kind is Kind.NILLABLE
    with pytest.raises(UnreadableFile, match=re.escape("has no {urn:x}other")):
        compare_files(contract.xsd, theirs, ["{urn:x}other"])


@pytest.mark.parametrize("location", ["nowhere.xsd", "http://localhost:9/x.xsd"])
def test_an_import_that_leads_nowhere_is_no_silence(
    catalogue: Catalogue, tmp_path: Path, location: str
) -> None:
    """Alone, a file is not looked at beforehand; what is left out is an error still."""
    contract = catalogue.contract(*CARE)
    theirs = copied(contract, tmp_path) / contract.xsd.name
    (operation,) = contract.operations
    with opened(theirs) as root:
        one(root, "/x:schema/x:import").set("schemaLocation", location)
    with pytest.raises(UnreadableFile):
        compare_files(contract.xsd, theirs, [operation.request])


def of(found: Check, key: tuple[str, str]) -> Compared:
    """What came of one service."""
    (compared,) = (
        each for each in found.services if (each.service, each.version) == key
    )
    return compared

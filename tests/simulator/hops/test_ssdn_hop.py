"""
A hop that serves two dialects: the contract at the address says which one is spoken.

Source: `ksz-pensionregister`; `_wire-facts.md` section 5, SSDN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kruispunt_contracts import Dialect, ns, pack, parse
from kruispunt_contracts.carrier import XML_STRING
from kruispunt_simulator.dialects.speech import SPEECHES
from kruispunt_simulator.hops import questions, stages
from kruispunt_simulator.hops.answers import answer
from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.hops.stages import QUESTION_STAGES, walk
from kruispunt_simulator.message import Element, Finding
from kruispunt_simulator.services._ssdn import any_namespace
from lxml import etree

from .conftest import Example, Make

Bench = Callable[[str], Any]

PATH = "/connectors/webservice/KSZBCSSWebServiceConnectorPort"
MIEKE = "80631402131"


@pytest.fixture
def document(example: Example, people: Any) -> Element:
    """A question of the Flemish integrator for a housing company."""
    root = example("pension_register/request_least")
    asker = root.find(any_namespace("RequestContext/AuthorizedUser"))
    put(asker, "UserID", MIEKE)
    put(asker, "MatrixID", "40")
    for name, text in (("OrgUnit", "0999000504"), ("MatrixSubID", "7")):
        element = etree.Element(f"{{{ns.SSDN_SERVICE}}}{name}")
        element.text = text
        asker.insert(2 if name == "OrgUnit" else 4, element)
    put(root, "ServiceRequest/*/TargetSSIN", people.named("rosa-vlierbosch").ssin)
    return root


@pytest.fixture
def called(bench: Bench, make_call: Make) -> Callable[..., tuple[Any, Call]]:
    """Give the hop and a call with what stands in its Body."""

    def call(body: Element, path: str = PATH) -> tuple[Any, Call]:
        hop = bench("ksz")
        made = make_call("ksz", payload=parse(etree.tostring(body)), path=path)
        made.party = hop.parties.get("magda")
        return hop, made

    return call


def put(root: Element, path: str, text: str) -> None:
    root.find(any_namespace(path)).text = text


def found(hop: Any, call: Call) -> list[Finding]:
    return list(stages.find_contract(hop, call))


def test_the_address_says_which_dialect_is_spoken(
    bench: Bench, make_call: Make
) -> None:
    ksz, magda = bench("ksz"), bench("magda")
    for contract in ksz.catalogue.contracts:
        for path in contract.paths:
            if contract.dialect in ksz.plan.dialects:
                spoken = ksz.speech(make_call("ksz", path=path))
                assert spoken is SPEECHES[contract.dialect]
            # What a hop does not serve, it refuses in its own words.
            spoken = magda.speech(make_call("magda", path=path))
            assert spoken is SPEECHES[Dialect.MAGDA]
    assert ksz.speech(make_call("ksz", path="/nothing")) is SPEECHES[Dialect.KSZ]


def test_a_document_is_taken_out_of_the_text_that_carries_it(
    called: Any, document: Element
) -> None:
    hop, call = called(pack(document))
    assert call.payload.tag == XML_STRING
    assert found(hop, call) == []
    assert call.payload.tag == document.tag
    assert call.operation.name == "sendXML"
    assert call.service.service == "OCMWCPASPensionRegisterConsult"
    assert call.question.sender == "0999000504"
    assert call.question.capacity == "40/7"
    assert call.question.user == MIEKE
    assert call.subject == document[-1][-1][0].text


@pytest.mark.parametrize(
    ("text", "check"),
    [
        pytest.param("<a", "document.syntax", id="no document"),
        pytest.param("<!DOCTYPE a><a/>", "document.doctype", id="a DTD"),
        pytest.param("<a>" * 99 + "</a>" * 99, "document.depth", id="too deep"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_as_a_document(
    called: Any, text: str, check: str
) -> None:
    body = etree.Element(XML_STRING)
    body.text = text
    hop, call = called(body)
    (finding,) = found(hop, call)
    assert (finding.check, finding.fault) == (check, "ksz.structure")
    rendered = hop.speech(call).refuse(hop.turn(call), [finding])
    assert rendered.payload.tag == f"{{{ns.SSDN_SERVICE}}}SSDNReply"
    stages.note_claims(hop, call)
    assert call.contract is None


def test_a_refused_document_is_recorded_with_what_it_claims(
    called: Any, document: Element
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: also what is refused."""
    hop, call = called(pack(document))
    stages.note_claims(hop, call)
    record = call.who_and_what()
    assert record["service"] == "OCMWCPASPensionRegisterConsult"
    assert (record["version"], record["operation"]) == ("20090706", "sendXML")
    assert record["user"] == MIEKE
    assert record["capacity"] == "40/7"
    assert record["person"] == call.subject


@pytest.mark.parametrize(
    ("path", "check"),
    [
        pytest.param("/HandiService/v2/consult", "contract.path", id="elsewhere"),
        pytest.param(PATH, None, id="where it is served"),
    ],
)
def test_a_document_is_served_at_the_path_of_the_connector_only(
    called: Any, document: Element, path: str, check: str | None
) -> None:
    hop, call = called(pack(document), path)
    assert [each.check for each in found(hop, call)] == ([check] if check else [])


def test_a_document_that_nobody_carries_is_read_as_one(
    called: Any, document: Element
) -> None:
    """Source: our choice, because whoever sends it so means the same."""
    hop, call = called(document)
    assert found(hop, call) == []


@pytest.mark.parametrize(
    ("path", "text", "refused"),
    [
        pytest.param("ServiceRequest/ServiceId", None, False, id="its own"),
        pytest.param("ServiceRequest/ServiceId", "OCMWCPASManageAccess", True, id="id"),
        pytest.param("ServiceRequest/Version", "20050930", True, id="version"),
    ],
)
def test_the_document_names_the_service_that_is_asked(
    called: Any, document: Element, path: str, text: str | None, refused: bool
) -> None:
    if text is not None:
        put(document, path, text)
    hop, call = called(pack(document))
    assert found(hop, call) == []
    findings = list(questions.check_context(hop, call))
    assert [each.fault for each in findings] == (
        ["ksz.not-implemented"] if refused else []
    )


def test_two_questions_in_one_document_are_refused(
    called: Any, document: Element
) -> None:
    """Source: our choice, because nobody is known to send several."""
    document.append(etree.fromstring(etree.tostring(document[-1])))
    hop, call = called(pack(document))
    assert found(hop, call) == []
    assert hop.catalogue.contract(*_SERVICE).validate(call.payload) == ()
    (finding,) = questions.check_context(hop, call)
    assert finding.fault == "ksz.not-implemented"


def test_something_else_that_the_schema_knows_is_no_question(
    called: Any, document: Element, example: Example
) -> None:
    reply = example("pension_register/reply_rights").find(
        any_namespace("ServiceReply/Penskad_OpenPK_ConsultReply")
    )
    document[-1].replace(document[-1][-1], reply)
    hop, call = called(pack(document))
    assert found(hop, call) == []
    assert hop.catalogue.contract(*_SERVICE).validate(call.payload) == ()
    assert call.subject is None
    (finding,) = questions.check_question(hop, call)
    assert finding.check == "question.present"
    rendered = hop.speech(call).refuse(hop.turn(call), [finding])
    assert rendered.code == "MSG00025"


_SERVICE = ("OCMWCPASPensionRegisterConsult", "20090706")


@pytest.mark.parametrize(
    ("path", "text", "check"),
    [
        pytest.param(None, None, None, id="everything agrees"),
        pytest.param(
            "OrgUnit", "0999000603", "agreement.sender-is-caller", id="another's number"
        ),
        pytest.param("OrgUnit", "0316380841", "agreement.sender-known", id="stranger"),
        pytest.param("MatrixID", "17", "agreement.capacity-known", id="sector"),
        pytest.param("MatrixSubID", "6", "agreement.capacity-known", id="institution"),
        pytest.param("UserID", "69660615128", "user.on-staff-list", id="user"),
    ],
)
def test_certificate_organisation_place_and_user_must_agree(
    called: Any, document: Element, path: str | None, text: str, check: str | None
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1 and 6.2."""
    if path is not None:
        put(document, f"RequestContext/AuthorizedUser/{path}", text)
    hop, call = called(pack(document))
    assert found(hop, call) == []
    subject = call.subject
    hop.repertory.lines.add(("ksz", "wonen-in-vlaanderen", subject, "VO:SOCIAL_RENT"))
    assert walk(QUESTION_STAGES, hop, call) is (check is None)
    refusing = [each.check for each in call.findings if each.severity.name == "ERROR"]
    assert refusing == ([check] if check else [])


def test_a_person_who_is_not_inscribed_is_refused_with_the_number_in_it(
    called: Any, document: Element
) -> None:
    """Source: 23/058 §88; `_error-codes` 3: MSG00012."""
    hop, call = called(pack(document))
    assert found(hop, call) == []
    assert not walk(QUESTION_STAGES, hop, call)
    rendered = hop.speech(call).refuse(hop.turn(call), call.findings)
    path = any_namespace("ServiceReply/ResultSummary/Detail/Information/FieldValue")
    told = [each.text for each in rendered.payload.findall(path)]
    assert told == [call.subject, "0316380841"]
    assert rendered.code == "MSG00012"


def test_what_the_act_does_not_grant_is_left_out_of_the_reply_of_the_service(
    called: Any, document: Element
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (pension)."""
    put(document, "ServiceRequest/*/RequestedData/RequestedInformation", MAXIMUM)
    hop, call = called(pack(document))
    assert found(hop, call) == []
    (grant,) = (g for g in hop.law.grants if g.id == "magda-social-rent-pension")
    path = "ServiceReply/Penskad_OpenPK_ConsultReply"
    withheld = {
        "CitizenPK/LegalData": 1,
        f"{RIGHT}/RightInformation/Anomaly": 1,
        f"{PAYMENT}/Contributions": 2,
        f"{PAYMENT}/Anomaly": 2,
    }
    for call_, left in (
        (replace(call, grant=None), True),
        (replace(call, grant=grant), False),
    ):
        rendered = answer(hop, call_)
        assert call.contract is not None
        assert call.contract.validate(rendered.payload) == ()
        reply = rendered.payload.find(any_namespace(path))
        for name in withheld:
            assert bool(reply.findall(any_namespace(name))) is left, name
        assert reply.find(any_namespace(f"{PAYMENT}/PaymentHistory")) is not None
    (note,) = [each for each in call_.findings if each.check == "law.fields"]
    assert "Contributions" in note.actual


MAXIMUM = "RightsMaximumPayments"
RIGHT = "PensionItem/PayingInstitutionItem/RightWithPayments"
PAYMENT = f"{RIGHT}/PaymentsInformation"

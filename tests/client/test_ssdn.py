"""
The SSDN from the asker's side: a document that travels as text, and what comes back.

Source: `ksz-pensionregister`; `_wire-facts.md` section 5; a recorded reply of Lino.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from kruispunt_client.caller import Caller
from kruispunt_client.connection import load_identity
from kruispunt_client.echo import echo_problems
from kruispunt_client.envelope import (
    USER,
    build,
    magda_fields,
    new_references,
    question_fields,
    ssdn_fields,
)
from kruispunt_client.errors import (
    AnswerToAnotherQuestion,
    InvalidRequest,
    NotAuthorised,
    PersonNotRegistered,
    PersonReplaced,
    RefusedByService,
    ReplyViolatesContract,
)
from kruispunt_client.outcome import read_outcome
from kruispunt_contracts import Dialect, Operation, load, ns, pack, unpack
from kruispunt_contracts.carrier import XML_STRING
from lxml import etree

Element = Any

SUMMER = datetime(2026, 7, 1, 22, 30, 15, 987_654, tzinfo=UTC)
CONTRACT = load().contract("OCMWCPASPensionRegisterConsult", "20090706")
(OPERATION,) = CONTRACT.operations

S, C, P = (
    f"{{{uri}}}" for uri in (ns.SSDN_SERVICE, ns.SSDN_COMMON, ns.PENSION_REGISTER)
)


@pytest.fixture
def asker(party: Any) -> Any:
    return replace(party, legal_context="40/7", email="ict@alpha.example")


@pytest.fixture
def content(person: str) -> dict[str, Any]:
    return {
        f"{P}Penskad_OpenPK_ConsultRequest": {
            f"{P}TargetSSIN": person,
            f"{P}Period": {
                f"{P}StartDate": "2026-01-01",
                f"{P}EndDate": "2026-06-30",
            },
            f"{P}RequestedData": {
                f"{P}Pillar": "FirstSecond",
                f"{P}RequestedInformation": "RightsOnly",
            },
            f"{P}Language": "NL",
        }
    }


@pytest.fixture
def question(asker: Any, content: Any, user: str) -> Callable[..., Element]:
    """Gives questions, each with its own reference."""

    def make(sender: Any = asker, content: Any = content) -> Element:
        fields = ssdn_fields(
            CONTRACT,
            sender,
            content,
            references=new_references(Dialect.SSDN),
            user=user,
            now=SUMMER,
        )
        return build(OPERATION, fields)

    return make


def summary(ok: str, *details: tuple[str, str, str]) -> Element:
    """A ResultSummary; details are Severity, ReasonCode and AuthorCodeList."""
    codes = {"YES": "0", "WARNING": "1", "NO": "10000"}
    made = etree.Element(f"{C}ResultSummary", ok=ok)
    etree.SubElement(made, f"{C}ReturnCode").text = codes[ok]
    for severity, reason, author in details:
        detail = etree.SubElement(made, f"{C}Detail")
        for name, text in (
            ("Severity", severity),
            ("ReasonCode", reason),
            ("Diagnostic", f"about {reason}"),
            ("AuthorCodeList", author),
        ):
            etree.SubElement(detail, f"{C}{name}").text = text
        information = etree.SubElement(detail, f"{C}Information")
        etree.SubElement(information, f"{C}FieldName").text = "newSSIN"
        etree.SubElement(information, f"{C}FieldValue").text = "85643007594"
    return made


def reply_to(
    request: Element, ok: str = "YES", *details: tuple[str, str, str]
) -> Element:
    """An answer of the register to a question, as the KSZ would write it."""
    root = etree.Element(OPERATION.response)
    context = etree.SubElement(root, f"{S}ReplyContext")
    context.append(summary("YES"))
    asked = request.find(f"{S}RequestContext")
    context.append(copy.deepcopy(asked.find(f"{S}AuthorizedUser")))
    message = etree.SubElement(context, f"{S}Message")
    message.append(copy.deepcopy(asked.find(f"{S}Message/{S}Reference")))
    for name, text in (
        ("Ticket", "THTTMHHP49DGQ9V"),
        ("TimeReceive", "20260702T003016"),
        ("TimeResponse", "20260702T003017"),
    ):
        etree.SubElement(message, f"{S}{name}").text = text
    service = etree.SubElement(root, f"{S}ServiceReply")
    service.append(summary(ok, *details))
    for name in ("ServiceId", "Version"):
        service.append(copy.deepcopy(request.find(f"{S}ServiceRequest/{S}{name}")))
    inside = etree.SubElement(service, f"{P}Penskad_OpenPK_ConsultReply")
    inside.append(summary(ok, *details))
    repeated = etree.SubElement(inside, f"{P}Question")
    repeated.extend(copy.deepcopy(list(request[-1][-1])))
    assert CONTRACT.validate(root) == ()
    return root


# The question


def test_a_question_says_who_asks_from_where_and_what(
    question: Any, user: str, asker: Any
) -> None:
    """Source: `ksz-pensionregister`, notes."""
    payload = question()
    assert CONTRACT.validate(payload) == ()
    told = {
        etree.QName(child).localname: child.text
        for child in payload.find(f"{S}RequestContext/{S}AuthorizedUser")
    }
    assert told == {
        "UserID": user,
        "Email": "ict@alpha.example",
        "OrgUnit": asker.cbe_number,
        "MatrixID": "40",
        "MatrixSubID": "7",
    }
    service = payload.find(f"{S}ServiceRequest")
    assert [child.text for child in service[:2]] == [
        "OCMWCPASPensionRegisterConsult",
        "20090706",
    ]


def test_the_time_is_belgian_and_without_a_zone(question: Any) -> None:
    time = question().findtext(f"{S}RequestContext/{S}Message/{S}TimeRequest")
    assert time == "20260702T003015"


def test_every_question_has_a_new_reference(question: Any) -> None:
    path = f"{S}RequestContext/{S}Message/{S}Reference"
    assert question().findtext(path) != question().findtext(path)


def test_a_sector_alone_is_a_place_too(question: Any, asker: Any) -> None:
    payload = question(replace(asker, legal_context="49", cbe_number=""))
    assert CONTRACT.validate(payload) == ()
    user = payload.find(f"{S}RequestContext/{S}AuthorizedUser")
    assert [etree.QName(child).localname for child in user] == [
        "UserID",
        "Email",
        "MatrixID",
    ]


def test_what_is_asked_may_be_an_element(question: Any, content: Any) -> None:
    ((name, fields),) = content.items()
    made = question()
    element = etree.Element(name)
    element.extend(copy.deepcopy(list(made[-1][-1])))
    again = question(content=element)
    assert etree.tostring(again[-1], method="c14n", exclusive=True) == etree.tostring(
        made[-1], method="c14n", exclusive=True
    )
    assert fields


@pytest.mark.parametrize("operation", ["GeefZorgtoeslag", "consultAttest", "sendXML"])
def test_a_question_is_described_in_the_dialect_of_its_contract(
    operation: str, replies: Any, asker: Any, user: str
) -> None:
    op: Operation = replies.operation(operation)
    references = new_references(op.contract.dialect)
    fields = question_fields(
        op, asker, {"x": "y"}, references=references, user=user, now=SUMMER
    )
    first = {
        Dialect.MAGDA: "Verzoek",
        Dialect.KSZ: "informationCustomer",
        Dialect.SSDN: f"{S}RequestContext",
    }
    assert next(iter(fields)) == first[op.contract.dialect]
    if op.contract.dialect is Dialect.MAGDA:
        assert fields == magda_fields(
            op.contract, asker, {"x": "y"}, references=references, user=user, now=SUMMER
        )


# What must come back


def test_the_answer_to_this_question_belongs_to_it(question: Any) -> None:
    asked = question()
    assert echo_problems(OPERATION, asked, reply_to(asked)) == ()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{S}ReplyContext/{S}AuthorizedUser/{S}UserID", "AuthorizedUser"),
        (f"{S}ReplyContext/{S}AuthorizedUser/{S}OrgUnit", "AuthorizedUser"),
        (f"{S}ReplyContext/{S}Message/{S}Reference", "Reference"),
        (f"{S}ServiceReply/{S}ServiceId", "ServiceId"),
        (f"{S}ServiceReply/{S}Version", "Version"),
        (f"{S}ServiceReply/*/{P}Question/{P}TargetSSIN", "Question"),
        (f"{S}ServiceReply/*/{P}Question/{P}Period/{P}EndDate", "Question"),
        (
            f"{S}ServiceReply/*/{P}Question/{P}RequestedData/{P}Pillar",
            "Question",
        ),
    ],
)
@pytest.mark.parametrize("lenient", [True, False])
@pytest.mark.parametrize("ok", ["YES", "NO"])
def test_another_asker_reference_service_or_person_is_another_question(
    question: Any, path: str, name: str, lenient: bool, ok: str
) -> None:
    """Also in a refusal: what comes back may be less, never something else."""
    asked = question()
    reply = reply_to(asked, ok)
    reply.find(path).text = "another"
    (problem,) = echo_problems(OPERATION, asked, reply, lenient=lenient)
    assert name in problem
    assert "not what was asked" in problem
    assert "another" not in problem.replace("not what was asked", "")


@pytest.mark.parametrize(
    "path",
    [
        f"{S}ReplyContext/{S}AuthorizedUser",
        f"{S}ReplyContext/{S}Message",
        f"{S}ServiceReply/*/{P}Question",
        f"{S}ServiceReply",
    ],
)
def test_a_missing_echo_is_tolerated_of_a_real_platform_and_of_a_refusal(
    question: Any, path: str
) -> None:
    asked = question()

    def without(reply: Element) -> Element:
        gone = reply.find(path)
        gone.getparent().remove(gone)
        return reply

    answered = without(reply_to(asked))
    assert echo_problems(OPERATION, asked, answered) != ()
    assert echo_problems(OPERATION, asked, answered, lenient=True) == ()
    refused = without(reply_to(asked, "NO"))
    refused.find(f"{S}ReplyContext/{C}ResultSummary").set("ok", "NO")
    assert echo_problems(OPERATION, asked, refused) == ()


def test_two_answers_to_one_question_are_one_too_many(question: Any) -> None:
    """The second could be about anybody."""
    asked = question()
    reply = reply_to(asked)
    reply.append(copy.deepcopy(reply[-1]))
    assert CONTRACT.validate(reply) == ()
    (problem,) = echo_problems(OPERATION, asked, reply, lenient=True)
    assert "more than one" in problem


def test_a_fault_echoes_nothing(question: Any, replies: Any) -> None:
    fault = replies.fault("FailedCheck")
    assert echo_problems(OPERATION, question(), fault) == ()


# Over the line


@pytest.fixture
def caller(ksz: Any, endpoint: Any, certificate: Any) -> Iterator[Caller]:
    with Caller(endpoint(ksz), load_identity(certificate("ksz"))) as made:
        yield made


def answering(ksz: Any, make: Callable[[Element], Element]) -> None:
    """Let the hop answer documents with documents."""
    ksz.answer_with(lambda carried: pack(make(unpack(carried))))


def test_a_question_leaves_as_text_and_the_answer_comes_back_as_a_document(
    ksz: Any, caller: Caller, question: Any, user: str
) -> None:
    answering(ksz, reply_to)
    payload = question()
    before = etree.tostring(payload)
    reply = caller.call(OPERATION, payload, user=user)
    (asked,) = ksz.asked
    assert asked.payload.tag == XML_STRING
    assert asked.path == "/connectors/webservice/KSZBCSSWebServiceConnectorPort"
    assert asked.headers["SOAPAction"] == f'"{ns.SSDN_CONNECTOR}/sendXML"'
    assert asked.envelope.find(f".//{{{USER}}}User") is None, "it is in the document"
    assert etree.tostring(payload) == before
    assert reply.payload.tag == OPERATION.response
    assert reply.signer == "ksz.kruispunt.test"


def test_a_question_that_the_schema_refuses_is_not_sent(
    ksz: Any, caller: Caller, question: Any, asker: Any, person: str
) -> None:
    """The mandatory e-mail address, say."""
    with pytest.raises(InvalidRequest, match="AuthorizedUser") as caught:
        caller.call(OPERATION, question(replace(asker, email=None)))
    assert person not in str(caught.value)
    assert not ksz.asked


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        pytest.param("<no", ReplyViolatesContract, id="no document"),
        pytest.param("<!DOCTYPE x><x/>", ReplyViolatesContract, id="a DTD"),
        pytest.param("<x/>", ReplyViolatesContract, id="another document"),
        pytest.param("", ReplyViolatesContract, id="nothing"),
    ],
)
def test_a_text_that_is_no_answer_is_not_used(
    ksz: Any, caller: Caller, question: Any, spoil: str, kind: type[Exception]
) -> None:
    def spoiled(carried: Element) -> Element:
        made = etree.Element(XML_STRING)
        made.text = spoil
        return made

    ksz.answer_with(spoiled)
    with pytest.raises(kind):
        caller.call(OPERATION, question())


def test_the_question_itself_is_no_answer(
    ksz: Any, caller: Caller, question: Any
) -> None:
    """Both have the same element in the Body, so it must be looked into."""
    ksz.answer_with(lambda carried: carried)
    with pytest.raises(ReplyViolatesContract, match="which is another's"):
        caller.call(OPERATION, question())


def test_an_answer_that_breaks_the_schema_inside_is_not_used(
    ksz: Any, caller: Caller, question: Any
) -> None:
    def broken(request: Element) -> Element:
        reply = reply_to(request)
        reply.find(f".//{P}Pillar").getparent().append(etree.Element(f"{P}Colour"))
        return reply

    answering(ksz, broken)
    with pytest.raises((ReplyViolatesContract, AnswerToAnotherQuestion)):
        caller.call(OPERATION, question())


def test_an_answer_about_somebody_else_is_not_used(
    ksz: Any, caller: Caller, question: Any
) -> None:
    def swapped(request: Element) -> Element:
        reply = reply_to(request)
        reply.find(f".//{P}TargetSSIN").text = "85643007594"
        return reply

    answering(ksz, swapped)
    with pytest.raises(AnswerToAnotherQuestion, match="Question"):
        caller.call(OPERATION, question())


# What it says


@pytest.mark.parametrize(
    ("reason", "author", "kind"),
    [
        ("MSG00006", "CBSS", PersonReplaced),
        ("MSG00012", "CBSS", PersonNotRegistered),
        ("MSG00015", "CBSS", NotAuthorised),
        ("MSG00021", "PENSKAD", PersonNotRegistered),
        ("31009001", "CBSS", RefusedByService),
    ],
)
def test_a_refusal_is_raised_with_its_code_and_author(
    ksz: Any, caller: Caller, question: Any, reason: str, author: str, kind: Any
) -> None:
    warning = ("WARNING", "MSG00100", "CBSS")
    answering(ksz, lambda r: reply_to(r, "NO", warning, ("ERROR", reason, author)))
    reply = caller.call(OPERATION, question())
    with pytest.raises(kind) as caught:
        read_outcome(reply, hop="ksz")
    error = caught.value
    assert type(error) is kind
    assert (error.code, error.origin, error.level) == (reason, author, "summary")
    assert error.type == "ERROR"
    assert error.diagnosis == f"about {reason}"
    assert error.annotations == {"newSSIN": "85643007594"}


def test_a_refusal_without_a_reason_is_one_all_the_same(
    ksz: Any, caller: Caller, question: Any
) -> None:
    answering(ksz, lambda request: reply_to(request, "NO"))
    reply = caller.call(OPERATION, question())
    with pytest.raises(RefusedByService) as caught:
        read_outcome(reply, hop="ksz")
    assert caught.value.code == ""


def test_a_warning_stands_beside_the_answer(
    ksz: Any, caller: Caller, question: Any
) -> None:
    answering(ksz, lambda r: reply_to(r, "WARNING", ("WARNING", "MSG00100", "CBSS")))
    outcome = read_outcome(caller.call(OPERATION, question()), hop="ksz")
    assert {remark.code for remark in outcome.remarks} == {"MSG00100"}
    assert outcome.reply_reference == "THTTMHHP49DGQ9V"
    assert not outcome.empty


def test_a_fault_below_the_document_is_a_fault_of_the_ksz(
    ksz: Any, caller: Caller, question: Any, replies: Any
) -> None:
    fault = replies.fault("The message has expired", code="wsse:MessageExpired")
    ksz.answer_with(lambda request: fault)
    reply = caller.call(OPERATION, question())
    with pytest.raises(RefusedByService) as caught:
        read_outcome(reply, hop="ksz")
    assert (caught.value.code, caught.value.level) == ("MessageExpired", "fault")

"""
How the KSZ speaks in its older network.

Source: `ksz-pensionregister`; `_wire-facts.md` section 5; a recorded reply of Lino.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import (
    WIRE_FAULTS,
    Dialect,
    WireFault,
    catalogue,
    ns,
    pack,
    parse,
    unpack,
)
from kruispunt_simulator.dialects import ssdn
from kruispunt_simulator.message import Finding, Question, Rendered, Severity
from kruispunt_simulator.services import SsdnAnswer
from kruispunt_simulator.services._ssdn import any_namespace, asked, result_summary
from lxml import etree

from .conftest import VECTORS, Example

Element = Any

CONTRACT = catalogue.load().contract("OCMWCPASPensionRegisterConsult", "20090706")
(OPERATION,) = CONTRACT.operations
EXAMPLE = (VECTORS / "pension_register" / "request.xml").read_bytes()
ROWS = [
    row
    for row in WIRE_FAULTS.values()
    if row.dialect in (Dialect.KSZ, Dialect.SSDN) and row.code
]
BARE = [row for row in WIRE_FAULTS.values() if row.dialect == "ksz" and not row.code]
BELOW = [row for row in BARE if row.key != "ksz.unknown-operation"]


def finding(row: WireFault, **given: Any) -> Finding:
    return Finding(**{"check": "c", "fault": row.key, "requirement": "r"} | given)


def find(root: Element, path: str) -> Element:
    return root.find(any_namespace(path))


def texts(root: Element, path: str) -> list[str]:
    return [str(each.text) for each in root.findall(any_namespace(path))]


def sent(payload: Element) -> Element:
    """A document as it comes out at the other end; it must fit the contract."""
    octets = etree.tostring(pack(payload), encoding="utf-8")
    received = unpack(parse(octets))
    assert CONTRACT.validate(received) == (), etree.tostring(received)
    return received


def refuse(findings: list[Finding], request: Element | None, now: datetime) -> Rendered:
    operation = None if request is None else OPERATION
    received = now - timedelta(seconds=2)
    return ssdn.refuse(findings, request, operation, received=received, now=now)


@pytest.fixture
def request_(example: Example) -> Element:
    """A question with everything in its context."""
    return example(OPERATION.request)


# Reading


def test_a_request_says_who_asks_from_where_and_what(request_: Element) -> None:
    """Source: `ksz-pensionregister`, notes: OrgUnit, MatrixID, MatrixSubID, UserID."""
    assert ssdn.read(request_) == Question(
        sender="0999999999",
        capacity="40/7",
        user="78691200510",
        reference="4f6c1c1e0f0e4c659d6b8a1c5d8f0001",
        question_reference=None,
        service="OCMWCPASPensionRegisterConsult",
        version="20090706",
    )


@pytest.mark.parametrize(
    ("sector", "institution", "unit", "sender", "capacity"),
    [
        pytest.param("40", "7", "0999000504", "0999000504", "40/7", id="everything"),
        pytest.param("40", "7", None, "40/7", "40/7", id="no organisation"),
        pytest.param("49", None, None, "49", "49", id="no institution"),
        pytest.param(" +040 ", "007", None, "40/7", "40/7", id="odd integers"),
        pytest.param("x" * 5, "7", None, "xxxxx/7", "xxxxx/7", id="no integer"),
        pytest.param("9" * 5000, "7", "1", "1", "9" * 5000 + "/7", id="very long"),
    ],
)
def test_the_place_in_the_network_is_the_capacity(
    request_: Element,
    sector: str,
    institution: str | None,
    unit: str | None,
    sender: str,
    capacity: str,
) -> None:
    """Source: our choice, because the SSDN has no legal context."""
    for name, text in (
        ("MatrixID", sector),
        ("MatrixSubID", institution),
        ("OrgUnit", unit),
    ):
        element = find(request_, f"RequestContext/AuthorizedUser/{name}")
        if text is None:
            element.getparent().remove(element)
        else:
            element.text = text
    question = ssdn.read(request_)
    assert (question.sender, question.capacity) == (sender, capacity)


def test_nothing_of_a_document_is_taken_for_granted() -> None:
    nothing = dict.fromkeys(
        ("sender", "capacity", "user", "reference", "question_reference")
    )
    assert ssdn.read(etree.Element("x")) == Question(**nothing)


def test_of_several_questions_no_service_is_read(request_: Element) -> None:
    """Source: our choice, because nobody is known to send several."""
    service = find(request_, "ServiceRequest")
    request_.append(etree.fromstring(etree.tostring(service)))
    question = ssdn.read(request_)
    assert (question.service, question.version) == (None, None)


# Answering


def test_an_answer_repeats_the_context_and_adds_its_own(
    request_: Element, now: datetime
) -> None:
    """Source: a recorded reply of Lino."""
    rendered = ssdn.answer(
        request_, SsdnAnswer(), received=now - timedelta(seconds=2), now=now
    )
    received = sent(rendered.payload)
    assert received.tag == OPERATION.response
    context = find(received, "ReplyContext")
    assert [etree.QName(child).localname for child in context] == [
        "ResultSummary",
        "AuthorizedUser",
        "Message",
        "PersonInformation",
    ]
    message = {
        etree.QName(child).localname: child.text for child in find(context, "Message")
    }
    assert list(message) == [
        "Reference",
        "Ticket",
        "TimeRequest",
        "TimeReceive",
        "TimeResponse",
        "MessagePeriod",
        "Language",
    ]
    assert message["Reference"] == "4f6c1c1e0f0e4c659d6b8a1c5d8f0001"
    # Belgian time, an hour later than UTC in winter.
    assert message["TimeReceive"] == "20261122T160403"
    assert message["TimeResponse"] == "20261122T160405"
    assert re.fullmatch(r"[A-Z0-9]{15}", str(message["Ticket"]))
    assert rendered.platform_reference == message["Ticket"]
    assert texts(received, "ServiceReply/ServiceId") == [CONTRACT.service]
    assert texts(received, "ServiceReply/Version") == [CONTRACT.version]


def test_every_answer_has_a_ticket_of_its_own(request_: Element, now: datetime) -> None:
    tickets = {
        ssdn.answer(request_, SsdnAnswer(), received=now, now=now).platform_reference
        for _ in range(20)
    }
    assert len(tickets) == 20


@pytest.mark.parametrize(
    ("severities", "ok", "code"),
    [
        pytest.param([], "YES", "0", id="nothing to say"),
        pytest.param([Severity.NOTE], "YES", "0", id="a note, which stays"),
        pytest.param([Severity.WARNING], "WARNING", "1", id="a warning"),
        pytest.param([Severity.ERROR], "NO", "10000", id="an error"),
        pytest.param([Severity.WARNING, Severity.ERROR], "NO", "10000", id="both"),
    ],
)
def test_the_worst_finding_decides_the_summary(
    severities: list[Severity], ok: str, code: str
) -> None:
    """Source: `_code-lists` 6, ResultSummary."""
    row = WIRE_FAULTS["ksz.no-data"]
    summary = result_summary(
        finding(row, severity=each, fault=None if each is Severity.NOTE else row.key)
        for each in severities
    )
    assert summary.get("ok") == ok
    assert texts(summary, "ReturnCode") == [code]
    told = [each.name for each in severities if each is not Severity.NOTE]
    assert texts(summary, "Detail/Severity") == told


def test_an_error_of_the_source_leaves_with_its_reply(
    request_: Element, now: datetime
) -> None:
    """The message fared well, the service did not."""
    error = finding(WIRE_FAULTS["penskad.unknown"])
    reply = etree.Element(f"{{{ns.PENSION_REGISTER}}}Penskad_OpenPK_ConsultReply")
    reply.append(result_summary([error]))
    content = SsdnAnswer(reply=reply, findings=(error,))
    rendered = ssdn.answer(request_, content, received=now, now=now)
    received = sent(rendered.payload)
    assert find(received, "ReplyContext/ResultSummary").get("ok") == "YES"
    assert find(received, "ServiceReply/ResultSummary").get("ok") == "NO"
    assert (rendered.outcome, rendered.level) == ("refused", "summary")
    assert (rendered.http_status, rendered.code) == (200, "MSG00021")
    assert rendered.content is reply


def test_what_may_be_withheld_starts_below_the_reply_of_the_service(
    request_: Element, now: datetime
) -> None:
    rendered = ssdn.answer(request_, SsdnAnswer(), received=now, now=now)
    assert rendered.content is None


# Refusing


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_code_leaves_as_a_detail_where_clients_look(
    row: WireFault, request_: Element, now: datetime
) -> None:
    """Source: Lino and SociabiliService read ServiceReply/ResultSummary."""
    rendered = refuse([finding(row)], request_, now)
    received = sent(rendered.payload)
    for place in ("ReplyContext", "ServiceReply"):
        summary = find(received, f"{place}/ResultSummary")
        assert summary.get("ok") == "NO"
        told = {
            etree.QName(child).localname: child.text
            for child in find(summary, "Detail")
        }
        assert told == {
            "Severity": "ERROR",
            "ReasonCode": row.code,
            "Diagnostic": row.text,
            "AuthorCodeList": "CBSS" if row.dialect is Dialect.KSZ else "PENSKAD",
        }
    assert (rendered.outcome, rendered.level) == ("refused", "summary")
    assert (rendered.http_status, rendered.code) == (200, row.code)
    assert rendered.content is None
    assert find(received, "ServiceReply/*/Question") is None


def test_no_fault_of_the_contract_is_ever_needed(
    request_: Element, now: datetime
) -> None:
    """Source: `ksz-pensionregister`, WSDL: none is declared."""
    assert OPERATION.fault is None
    rendered = refuse([finding(WIRE_FAULTS["ksz.internal"])], request_, now)
    assert rendered.payload.tag == OPERATION.response


@pytest.mark.parametrize("row", BELOW, ids=lambda row: row.key)
def test_what_is_wrong_below_the_document_is_a_fault(
    row: WireFault, request_: Element, now: datetime
) -> None:
    """Source: SOAP 1.1 section 4.4: an error in a header is no matter of the body."""
    rendered = refuse([finding(row)], request_, now)
    assert rendered.payload.tag == f"{{{ns.SOAP}}}Fault"
    assert rendered.payload.find("detail") is None
    assert (rendered.http_status, rendered.level) == (500, "fault")


def test_a_document_that_no_service_answers_is_refused_as_a_document(
    now: datetime,
) -> None:
    row = WIRE_FAULTS["ksz.unknown-operation"]
    rendered = refuse([finding(row)], None, now)
    assert texts(
        sent(rendered.payload), "ReplyContext/ResultSummary/Detail/ReasonCode"
    ) == ["MSG00025"]
    assert rendered.code == "MSG00025"


def test_a_document_that_was_not_read_is_refused_without_a_service(
    now: datetime,
) -> None:
    rendered = refuse([finding(WIRE_FAULTS["ksz.structure"])], None, now)
    received = sent(rendered.payload)
    assert [etree.QName(child).localname for child in received] == ["ReplyContext"]
    assert find(received, "ReplyContext/AuthorizedUser") is None
    assert len(texts(received, "ReplyContext/Message/Ticket")) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("RequestContext/AuthorizedUser/Email", "nobody"),
        ("RequestContext/Message/TimeRequest", "now"),
        ("RequestContext/Message/Language", "es"),
        ("RequestContext/PersonInformation/TargetSSIN", "1"),
        ("ServiceRequest/Version", "1"),
    ],
)
def test_what_broke_the_question_does_not_break_the_refusal(
    request_: Element, now: datetime, path: str, text: str
) -> None:
    find(request_, path).text = text
    assert CONTRACT.validate(request_) != ()
    rendered = refuse([finding(WIRE_FAULTS["ksz.structure"])], request_, now)
    received = sent(rendered.payload)
    assert find(received, "ReplyContext/AuthorizedUser") is None
    assert text not in etree.tostring(received, encoding="unicode").split()


def test_the_first_error_is_told_first_and_its_annotations_leave(
    request_: Element, now: datetime
) -> None:
    remark = finding(WIRE_FAULTS["ksz.no-data"], severity=Severity.WARNING)
    note = replace(remark, severity=Severity.NOTE, fault=None)
    error = finding(
        WIRE_FAULTS["ksz.not-integrated"],
        annotations={f"name{n}": f"value{n}" for n in range(7)},
    )
    rendered = refuse([note, remark, error], request_, now)
    received = sent(rendered.payload)
    detail = "ServiceReply/ResultSummary/Detail"
    assert texts(received, f"{detail}/ReasonCode") == ["MSG00012", "MSG00100"]
    assert texts(received, f"{detail}/Severity") == ["ERROR", "WARNING"]
    names = texts(received, f"{detail}/Information/FieldName")
    assert names == [f"name{n}" for n in range(5)], "the schema has room for five"
    assert rendered.code == "MSG00012"


# What stands inside


def test_a_document_that_asks_nothing_has_no_question(request_: Element) -> None:
    service = find(request_, "ServiceRequest")
    service.remove(service[-1])
    with pytest.raises(LookupError, match="was it validated"):
        asked(request_)
    with pytest.raises(LookupError, match="was it validated"):
        asked(etree.Element("x"))


@settings(database=None, deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_is_missing_reading_and_refusing_go_on(data: st.DataObject) -> None:
    """Both happen before the schema has spoken."""
    root = parse(EXAMPLE)
    elements = list(root.iterdescendants())
    gone = data.draw(st.lists(st.sampled_from(elements), max_size=8))
    for element in gone:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    question = ssdn.read(root)
    assert question.question_reference is None
    now = datetime.fromisoformat("2026-11-22T15:04:05+00:00")
    rendered = refuse([finding(WIRE_FAULTS["ksz.structure"])], root, now)
    assert sent(rendered.payload).tag == OPERATION.response

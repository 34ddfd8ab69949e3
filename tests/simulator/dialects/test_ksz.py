"""
How the KSZ speaks.

Source: `ksz-common-v3.txt`; `_wire-facts.md` section 5; `_error-codes.md` 2-4.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, Operation, WireFault, ns
from kruispunt_simulator.dialects import ksz
from kruispunt_simulator.message import Finding, Question, Rendered, Severity
from kruispunt_simulator.services import KszAnswer, KszStatus
from lxml import etree

from .conftest import KSZ, Example, Valid

Element = Any

EVERY = [operation for contract in KSZ for operation in contract.operations]
OPERATIONS = [operation for operation in EVERY if operation.fault]
NAMELESS = [operation for operation in EVERY if not operation.fault]
"""Operations without customer, status and fault: those that test a line."""
ROWS = [row for row in WIRE_FAULTS.values() if row.dialect == "ksz"]
FAULTS = [row for row in ROWS if row.level == "fault"]
STATUSES = [row for row in ROWS if row.level == "status"]
OF_ONE_SOURCE = {"TECHNICAL_ERROR"}
"""Status values that are said of one source of HandiService, never of the whole."""
REFUSING = [row for row in STATUSES if row.value == "NO_RESULT"]

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)


MANY_SOURCES = {("HandiService", "v2"), ("ChildBenefitsService", "v1")}
"""Contracts with several sources, of which some may have been asked in vain."""


def block_of(operation: Operation) -> str:
    """What the messages in a fault are called: `detail`, in older services `error`."""
    assert operation.fault is not None
    return operation.children(operation.fault)[-1]


def canonical(element: Element) -> bytes:
    """The octets of an element wherever it stands."""
    octets: bytes = etree.tostring(
        element, method="c14n", exclusive=True, with_tail=False
    )
    return octets


def finding(row: WireFault, **given: Any) -> Finding:
    return Finding(**{"check": "c", "fault": row.key, "requirement": "r"} | given)


def refuse(
    findings: list[Finding],
    request: Element | None,
    operation: Operation | None,
    now: datetime,
) -> Rendered:
    received = now - timedelta(milliseconds=200)
    return ksz.refuse(findings, request, operation, received=received, now=now)


# Reading


@each_operation
def test_a_request_says_who_asks_under_which_ticket(
    operation: Operation, example: Example
) -> None:
    """Source: `ksz-common-v3.txt`, C3.InformationCustomer."""
    root = example(operation.request)
    asked = ksz.read(root, None)
    place = [root.findtext(f".//{name}") for name in ("sector", "institution")]
    assert asked == Question(
        sender=root.findtext(".//cbeNumber") or "/".join(map(str, place)),
        capacity=root.findtext("legalContext"),
        user=None,
        reference=root.findtext("informationCustomer/ticket"),
        question_reference=None,
    )
    assert "None" not in str(asked.sender)


@pytest.mark.parametrize(
    ("inner", "sender"),
    [
        pytest.param("<cbeNumber>0999000801</cbeNumber>", "0999000801", id="number"),
        pytest.param(
            "<sector>17</sector><institution>1</institution>", "17/1", id="sector"
        ),
        pytest.param("<sector>17</sector>", None, id="half a sector"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_customer_is_a_number_or_a_place_in_the_network(
    inner: str, sender: str | None
) -> None:
    """Source: `ksz-common-v3.txt`, C3.Organization."""
    root = etree.fromstring(
        "<x><informationCustomer><customerIdentification>"
        f"{inner}</customerIdentification></informationCustomer></x>"
    )
    assert ksz.read(root, None).sender == sender


def test_the_user_comes_from_outside_the_question() -> None:
    """Source: our choice, because the KSZ contracts have no place for the user."""
    assert ksz.read(etree.Element("x"), "80631402131").user == "80631402131"
    assert ksz.read(etree.Element("x"), None).user is None


# Every row of WIRE_FAULTS


@each_operation
@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.key)
def test_every_fault_fits_the_contract(
    row: WireFault, operation: Operation, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: the row; `_wire-facts.md` section 5, reply and fault shapes."""
    request = example(operation.request)
    rendered = refuse([finding(row)], request, operation, now)
    received = valid(operation.contract, rendered.payload)
    assert received.tag == f"{{{ns.SOAP}}}Fault"
    assert (rendered.outcome, rendered.level) == ("refused", "fault")
    assert rendered.http_status == 500
    detail = received.find("detail")
    assert (detail is not None) is row.is_cbss
    if detail is None:
        return
    assert rendered.code == row.code
    (fault,) = detail
    assert fault.tag == operation.fault
    assert fault.findtext("informationCBSS/ticketCBSS") == rendered.platform_reference
    customer = fault.find("informationCustomer")
    assert canonical(customer) == canonical(request.find("informationCustomer"))
    told = {child.tag: child.text for child in fault.find(block_of(operation))}
    assert told == {
        "severity": "FATAL",
        "reasonCode": row.code,
        "diagnostic": row.text,
        "authorCode": row.origin,
    }


@each_operation
@pytest.mark.parametrize("row", REFUSING, ids=lambda row: row.key)
def test_every_refusing_status_fits_the_contract(
    row: WireFault, operation: Operation, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: the row; `ksz-common-v3.txt`, C3.Status."""
    rendered = refuse([finding(row)], example(operation.request), operation, now)
    received = valid(operation.contract, rendered.payload)
    assert received.tag == operation.response
    status = {child.tag: child.text for child in received.find("status")}
    assert status == {"value": row.value, "code": row.code, "description": row.text}
    assert (rendered.outcome, rendered.level) == ("refused", "status")
    assert (rendered.http_status, rendered.code) == (200, row.code)
    if "ssin" not in operation.echoed:
        assert received.find("ssin") is None, "a refusal holds no data"


@each_operation
@pytest.mark.parametrize(
    "row",
    [r for r in STATUSES if r not in REFUSING and r.value not in OF_ONE_SOURCE],
    ids=lambda row: row.key,
)
def test_every_other_status_of_a_whole_answer_fits_its_contracts(
    row: WireFault, operation: Operation, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: the row; INCOMPLETE_DATA only where several sources are asked."""
    status = KszStatus(value=str(row.value), code=row.code, description=row.text)
    rendered = ksz.answer(
        example(operation.request),
        operation,
        KszAnswer(status=status),
        received=now,
        now=now,
    )
    contract = (operation.contract.service, operation.contract.version)
    if row.value == "INCOMPLETE_DATA" and contract not in MANY_SOURCES:
        assert operation.contract.validate(rendered.payload) != ()
    else:
        received = valid(operation.contract, rendered.payload)
        assert received.findtext("status/code") == row.code
    assert (rendered.outcome, rendered.level, rendered.code) == ("answered", None, None)


def test_a_status_of_one_source_is_no_status_of_an_answer(
    example: Example, now: datetime
) -> None:
    """Source: `_error-codes.md` section 3; such rows never come out of a check."""
    rows = [row for row in STATUSES if row.value in OF_ONE_SOURCE]
    assert rows
    operation = OPERATIONS[0]
    for row in rows:
        rendered = refuse([finding(row)], example(operation.request), operation, now)
        assert operation.contract.validate(rendered.payload) != ()


@pytest.mark.parametrize("row", FAULTS + REFUSING, ids=lambda row: row.key)
def test_before_the_question_is_read_every_refusal_is_a_fault_without_detail(
    row: WireFault, valid: Valid, now: datetime
) -> None:
    """Source: SOAP 1.1 section 4.4: no `detail` when the Body was not processed."""
    rendered = refuse([finding(row)], None, None, now)
    received = valid(KSZ[0], rendered.payload)
    assert received.findtext("faultstring")
    assert received.find("detail") is None
    assert (rendered.level, rendered.http_status) == ("fault", 500)


@each_operation
@pytest.mark.parametrize(
    "twist",
    [
        pytest.param("<informationCustomer/>", id="empty"),
        pytest.param(
            "<informationCustomer><ticket>1234567890123456789012345678901234567</ticket>"
            "<customerIdentification><cbeNumber>0999000801</cbeNumber>"
            "</customerIdentification></informationCustomer>",
            id="a ticket too long",
        ),
        pytest.param(None, id="absent"),
    ],
)
def test_what_is_wrong_with_a_question_does_not_spoil_the_fault_about_it(
    operation: Operation,
    twist: str | None,
    example: Example,
    valid: Valid,
    now: datetime,
) -> None:
    """
    Source: `ksz-common-v3.txt`, C3.CBSSFault: informationCustomer is optional; not so
    in `ksz-familyallowances-v1.txt`.
    """
    request = example(operation.request)
    customer = request.find("informationCustomer")
    if twist is None:
        request.remove(customer)
    else:
        request.replace(customer, etree.fromstring(twist))
    assert operation.contract.validate(request) != ()
    row = WIRE_FAULTS["ksz.structure"]
    rendered = refuse([finding(row)], request, operation, now)
    received = valid(operation.contract, rendered.payload)
    customer = received.find("detail/*/informationCustomer")
    if block_of(operation) == "detail":
        assert received.findtext("detail/*/detail/reasonCode") == "MSG00004"
        assert customer is None
    elif twist is not None and "ticket" in twist:
        assert received.findtext("detail/*/error/reasonCode") == "MSG00004"
        assert [child.tag for child in customer] == ["customerIdentification"]
    else:  # demanded in the fault, and not to be had
        assert received.find("detail") is None
        assert received.findtext("faultstring").startswith("MSG00004: ")


@pytest.mark.parametrize("operation", NAMELESS, ids=lambda o: o.name)
@pytest.mark.parametrize("row", FAULTS + REFUSING, ids=lambda row: row.key)
def test_where_no_fault_is_declared_every_refusal_is_a_fault_without_detail(
    operation: Operation, row: WireFault, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: contract sheet `ksz-testconnection-v1`: no fault declared, no status."""
    rendered = refuse([finding(row)], example(operation.request), operation, now)
    received = valid(operation.contract, rendered.payload)
    assert received.findtext("faultstring")
    assert received.find("detail") is None
    assert (rendered.level, rendered.http_status) == ("fault", 500)


def test_a_refusal_brings_its_names_and_values_along(
    example: Example, valid: Valid, now: datetime
) -> None:
    """Source: `ksz-common-v3.txt`, notes: ssin and cbeNumber with MSG00012."""
    operation = OPERATIONS[0]
    named = {"ssin": "85643007594", "cbeNumber": "0316380841"}
    for key, path in (
        ("ksz.not-integrated", "status/information"),
        ("ksz.no-right", "detail/*/detail/information"),
    ):
        told = finding(WIRE_FAULTS[key], annotations=named)
        rendered = refuse([told], example(operation.request), operation, now)
        received = valid(operation.contract, rendered.payload)
        assert {
            each.findtext("fieldName"): each.findtext("fieldValue")
            for each in received.iterfind(path)
        } == named


def test_the_first_error_decides(example: Example, now: datetime) -> None:
    operation = OPERATIONS[0]
    findings = [
        Finding(check="n", fault=None, requirement="r", severity=Severity.NOTE),
        finding(WIRE_FAULTS["ksz.invalid-data"]),
        finding(WIRE_FAULTS["ksz.no-right"]),
    ]
    rendered = refuse(findings, example(operation.request), operation, now)
    assert (rendered.level, rendered.code) == ("status", "MSG00008")


def test_nothing_but_the_row_and_the_words_meant_for_it_leaves(
    example: Example, now: datetime
) -> None:
    """What the check expected and saw is for `kruispunt explain`."""
    operation = OPERATIONS[0]
    for key in ("ksz.no-right", "ksz.not-integrated", "ksz.signature-invalid"):
        secret = finding(
            WIRE_FAULTS[key],
            check="secret-check",
            requirement="secret-requirement",
            expected="secret-expected",
            actual="secret-actual",
        )
        rendered = refuse([secret], example(operation.request), operation, now)
        assert b"secret" not in etree.tostring(rendered.payload)


# Answers


@each_operation
def test_an_answer_echoes_the_question_and_tells_its_times(
    operation: Operation, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: `_wire-facts.md` section 5: blocks echoed, times in UTC."""
    request = example(operation.request)
    rendered = ksz.answer(
        request,
        operation,
        KszAnswer(
            status=KszStatus(value="NO_DATA_FOUND", code="MSG00100"),
            ssin="85643007594",
            canceled=True,
        ),
        received=now - timedelta(milliseconds=200),
        now=now,
    )
    received = valid(operation.contract, rendered.payload)
    assert "informationCustomer" in operation.echoed
    for name in operation.echoed:
        assert canonical(received.find(name)) == canonical(request.find(name))
    block = received.find("informationCBSS")
    ticket = block.findtext("ticketCBSS")
    assert str(uuid.UUID(ticket)) == ticket == rendered.platform_reference
    assert block.findtext("timestampReceive") == "2026-11-22T15:04:05.478Z"
    assert block.findtext("timestampReply") == "2026-11-22T15:04:05.678Z"
    if "ssin" in operation.echoed:
        return
    ssin = received.find("ssin")
    if "ssin" not in operation.children(operation.response):
        assert ssin is None
        return
    assert (ssin.text, dict(ssin.attrib)) == ("85643007594", {"canceled": "true"})


@pytest.mark.parametrize(
    ("name", "given", "attributes"),
    [
        pytest.param(
            "consultAttest",
            {"replaced_by": "80610100139"},
            {"replacedBy": "80610100139"},
            id="C3.SsinReplacedBy",
        ),
        pytest.param(
            "consultPaidSums",
            {"replaces": "80610100139"},
            {"replaces": "80610100139"},
            id="C3.SsinReplaces",
        ),
    ],
)
def test_what_became_of_a_number_is_told_as_the_contract_has_it(
    name: str,
    given: dict[str, str],
    attributes: dict[str, str],
    example: Example,
    valid: Valid,
    now: datetime,
) -> None:
    """Source: `ksz-common-v3.txt`: one of two attributes, each of its own contracts."""
    (operation,) = (each for each in OPERATIONS if each.name == name)
    request = example(operation.request)
    content = KszAnswer(
        status=KszStatus(value="NO_RESULT", code="MSG00006"),
        ssin="85643007594",
        **given,  # type: ignore[arg-type]
    )
    rendered = ksz.answer(request, operation, content, received=now, now=now)
    ssin = valid(operation.contract, rendered.payload).find("ssin")
    assert (ssin.text, dict(ssin.attrib)) == ("85643007594", attributes)


def test_the_question_itself_is_not_changed_by_answering_it(
    example: Example, now: datetime
) -> None:
    """It is signed content, and digested for the log."""
    operation = OPERATIONS[0]
    request = example(operation.request)
    before = etree.tostring(request)
    refuse([finding(WIRE_FAULTS["ksz.no-right"])], request, operation, now)
    refuse([finding(WIRE_FAULTS["ksz.not-integrated"])], request, operation, now)
    assert etree.tostring(request) == before


@pytest.mark.parametrize("ssin", ["85643007594", None])
def test_what_was_filtered_is_named_behind_the_number(
    ssin: str | None, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: `ksz-common-v3.txt`, C3.DataFilters."""
    operation = next(
        each
        for each in OPERATIONS
        if "dataFilters" in each.children(each.response) and "ssin" not in each.echoed
    )
    status = KszStatus(value="DATA_FOUND", code="MSG00000")
    rendered = ksz.answer(
        example(operation.request),
        operation,
        KszAnswer(status=status, ssin=ssin),
        received=now,
        now=now,
    )
    ksz.add_data_filters(rendered.payload, operation, ["socialCards", "rights"])
    received = valid(operation.contract, rendered.payload)
    names = [each.text for each in received.find("dataFilters")]
    assert names == ["socialCards", "rights"]

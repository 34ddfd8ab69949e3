"""
How the KSZ speaks: reads informationCustomer, writes answers, statuses and CBSSFaults.

Source: `ksz-common-v3.txt`, `_wire-facts.md` section 5, `_error-codes.md` sections 2-4.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from kruispunt_contracts.catalogue import Operation
from kruispunt_contracts.faults import WIRE_FAULTS, WireFault
from lxml import etree

from kruispunt_simulator.dialects import soap11
from kruispunt_simulator.message import (
    Element,
    Finding,
    Question,
    Rendered,
    Severity,
)
from kruispunt_simulator.services import KszAnswer, KszStatus

_CUSTOMER = "informationCustomer/customerIdentification"


def read(payload: Element, user: str | None) -> Question:
    """
    Read who asks and under which ticket; absent parts are None.

    Args:
        payload: Request root.
        user: INSZ of the natural person, from the header block of ours: the KSZ
            contracts have no place for that person.

    Source: `ksz-common-v3.txt`, C3.InformationCustomer.
    """
    sector = payload.findtext(f"{_CUSTOMER}/sector")
    institution = payload.findtext(f"{_CUSTOMER}/institution")
    return Question(
        sender=payload.findtext(f"{_CUSTOMER}/cbeNumber")
        or (f"{sector}/{institution}" if sector and institution else None),
        capacity=payload.findtext("legalContext"),
        user=user,
        reference=payload.findtext("informationCustomer/ticket"),
        question_reference=None,
    )


def answer(
    request: Element,
    operation: Operation,
    content: KszAnswer,
    *,
    received: datetime,
    now: datetime,
) -> Rendered:
    """
    Write a response: the echo of the question, the status, then the content.

    Args:
        request: Valid request root, of which `operation.echoed` comes back.
        operation: Gives the response root and what belongs in it.
        content: Status, number, content elements.
        received: Business time of arrival.
        now: Business time of the reply.

    Source: `_wire-facts.md` section 5.
    """
    namespace = etree.QName(operation.response).namespace
    root = etree.Element(operation.response, nsmap={"svc": namespace})
    ticket = None
    for name in operation.children(operation.response):
        if name == "informationCBSS":
            ticket = _information_cbss(root, received, now)
        elif name in operation.echoed:
            root.extend(copy.deepcopy(request.findall(name)))
        elif name == "status" and content.status is not None:
            root.append(_status(content.status))
        elif name == "ssin" and content.ssin is not None:
            root.append(
                write_ssin(
                    content.ssin,
                    canceled=content.canceled,
                    replaced_by=content.replaced_by,
                    replaces=content.replaces,
                )
            )
    for element in content.content:
        root.append(element)
    for echo in root.iterchildren():
        echo.tail = None
    status = content.status
    refused = status is not None and status.value == "NO_RESULT"
    return Rendered(
        payload=root,
        http_status=200,
        outcome="refused" if refused else "answered",
        level="status" if refused else None,
        code=status.code if status is not None and refused else None,
        platform_reference=ticket,
        content=root,
    )


def prepared(
    request: Element,
    operation: Operation,
    response: Element,
    *,
    received: datetime,
    now: datetime,
) -> Rendered:
    """
    Write a response that somebody prepared, as one to this question.

    Args:
        request: Valid request root, of which `operation.echoed` comes back.
        operation: Gives the response root and what belongs in it.
        response: Of which everything but echo and `informationCBSS` is taken over.
        received: Business time of arrival.
        now: Business time of the reply.

    Source: `_wire-facts.md` section 5.
    """
    root = etree.Element(
        operation.response, nsmap={"svc": etree.QName(operation.response).namespace}
    )
    ticket = None
    for name in operation.children(operation.response):
        if name == "informationCBSS":
            ticket = _information_cbss(root, received, now)
        else:
            of = request if name in operation.echoed else response
            root.extend(copy.deepcopy(of.findall(name)))
    for child in root.iterchildren():
        child.tail = None
    refused = root.findtext("status/value") == "NO_RESULT"
    return Rendered(
        payload=root,
        http_status=200,
        outcome="refused" if refused else "answered",
        level="status" if refused else None,
        code=root.findtext("status/code") if refused else None,
        platform_reference=ticket,
        content=root,
    )


def prepared_detail(
    request: Element, detail: Element, *, received: datetime, now: datetime
) -> tuple[Element, str | None]:
    """
    Write what stands in the `detail` of a fault that somebody prepared.

    Args:
        request: Request root; its `informationCustomer` comes back.
        detail: What was prepared, of which the rest is taken over.
        received: Business time of arrival.
        now: Business time of the reply.

    Returns:
        The element, and `ticketCBSS` where it has one.

    Source: `_wire-facts.md` section 5.
    """
    made = etree.Element(detail.tag, nsmap=detail.nsmap)
    made.text = detail.text if not len(detail) else None
    asked, ticket = request.findall("informationCustomer"), None
    for child in detail.iterchildren(etree.Element):
        if child.tag == "informationCBSS":
            ticket = _information_cbss(made, received, now)
        elif child.tag == "informationCustomer" and asked:
            made.append(copy.deepcopy(asked[0]))
        else:
            made.append(copy.deepcopy(child))
    for child in made.iterchildren():
        child.tail = None
    return made, ticket


def add_data_filters(
    response: Element, operation: Operation, names: Sequence[str]
) -> None:
    """
    Name the elements that were withheld, in `dataFilters`, where the contract has it.

    Args:
        response: Response root, changed in place.
        operation: Whose response it is: says where the block stands.
        names: At least one element name.

    A response that somebody prepared may name some already.

    Source: `ksz-common-v3.txt`, C3.DataFilters.
    """
    order = operation.children(operation.response)
    if "dataFilters" not in order:
        return
    filters = response.find("dataFilters")
    known = [] if filters is None else [each.text for each in filters]
    if filters is None:
        filters = etree.Element("dataFilters")
    for name in names:
        if name not in known:
            etree.SubElement(filters, "filteredElement").text = name
    if filters.getparent() is not None:
        return
    above = order[: order.index("dataFilters")]
    before = [child for child in response.iterchildren("*") if child.tag in above]
    before[-1].addnext(filters)


def refuse(
    findings: Sequence[Finding],
    request: Element | None,
    operation: Operation | None,
    *,
    received: datetime,
    now: datetime,
) -> Rendered:
    """
    Write the refusal that the first error demands: a status, or a fault.

    Args:
        findings: At least one ERROR with a fault.
        request: None when the message was not read that far.
        operation: Likewise; then the fault has no detail of the contract.
        received: Business time of arrival.
        now: Business time of the reply.

    Source: `_wire-facts.md` section 5, reply and fault shapes.
    """
    first = next(f for f in findings if f.severity is Severity.ERROR and f.fault)
    row = WIRE_FAULTS[str(first.fault)]
    if (
        row.level == "status"
        and request is not None
        and operation is not None
        and "status" in operation.children(operation.response)
    ):
        status = KszStatus(
            value=row.value or "NO_RESULT",
            code=row.code,
            description=row.text,
            information=tuple(first.annotations.items()),
        )
        return answer(
            request, operation, KszAnswer(status=status), received=received, now=now
        )
    return _fault(first, row, request, operation, received, now)


def _fault(
    finding: Finding,
    row: WireFault,
    request: Element | None,
    operation: Operation | None,
    received: datetime,
    now: datetime,
) -> Rendered:
    detail = None
    if operation is not None and operation.fault and row.is_cbss:
        detail = etree.Element(
            operation.fault, nsmap={"svc": etree.QName(operation.fault).namespace}
        )
        _information_cbss(detail, received, now)
        detail = _cbss_fault(detail, finding, row, request, operation)
    text = row.faultstring or row.text
    if detail is None and row.is_cbss and operation is not None:
        text = f"{row.code}: {row.text}"  # no detail to refer to
    return Rendered(
        payload=soap11.fault(
            row.faultcode or "Server", text.format(reason=row.text), detail
        ),
        http_status=500,  # of a fault, whatever the row: SOAP 1.1 section 6.2
        outcome="refused",
        level="fault",
        code=row.code or etree.QName(row.faultcode or "Server").localname,
        platform_reference=None
        if detail is None
        else detail.findtext("informationCBSS/ticketCBSS"),
    )


def _cbss_fault(
    fault: Element,
    finding: Finding,
    row: WireFault,
    request: Element | None,
    operation: Operation,
) -> Element | None:
    """
    Fill the fault element of the contract, with as much of the customer as is valid.

    Args:
        fault: Root with `informationCBSS`.
        finding: Gives the names and values.
        row: Gives the rest.
        request: Gives the customer.
        operation: Whose fault it is.

    Returns:
        None where the contract demands a customer and the question holds none that it
        would accept: what broke the question must not break the fault.
    """
    # Called `detail`; in older services `error`, which has other information.
    block = operation.children(fault.tag)[-1]
    message = etree.SubElement(fault, block)
    etree.SubElement(message, "severity").text = row.type
    etree.SubElement(message, "reasonCode").text = row.code
    etree.SubElement(message, "diagnostic").text = row.text
    etree.SubElement(message, "authorCode").text = row.origin
    if block == "detail":
        _information(message, finding.annotations.items())
    for customer in _customers(request):
        made = copy.deepcopy(fault)
        if customer is not None:
            made.insert(0, customer)
        if not operation.contract.validate(made):
            return made
    return None


def _customers(request: Element | None) -> Iterator[Element | None]:
    """Give what may be said of the customer: all, nothing, or only who it is."""
    customer = None if request is None else request.find("informationCustomer")
    if customer is not None:
        customer = copy.deepcopy(customer)
        customer.tail = None
        yield customer
    yield None
    who = None if customer is None else customer.find("customerIdentification")
    if who is not None:
        least = etree.Element("informationCustomer")
        least.append(copy.deepcopy(who))
        yield least


def _information_cbss(parent: Element, received: datetime, now: datetime) -> str:
    ticket = str(uuid.uuid4())
    block = etree.SubElement(parent, "informationCBSS")
    etree.SubElement(block, "ticketCBSS").text = ticket
    etree.SubElement(block, "timestampReceive").text = write_timestamp(received)
    etree.SubElement(block, "timestampReply").text = write_timestamp(now)
    return ticket


def write_timestamp(moment: datetime) -> str:
    """Write an aware time as the KSZ does: UTC, milliseconds."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _status(status: KszStatus) -> Element:
    element = etree.Element("status")
    etree.SubElement(element, "value").text = status.value
    etree.SubElement(element, "code").text = status.code
    if status.description:
        etree.SubElement(element, "description").text = status.description
    _information(element, status.information)
    return element


def _information(parent: Element, pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        information = etree.SubElement(parent, "information")
        etree.SubElement(information, "fieldName").text = name
        etree.SubElement(information, "fieldValue").text = value


def write_ssin(
    number: str,
    *,
    canceled: bool = False,
    replaced_by: str | None = None,
    replaces: str | None = None,
) -> Element:
    """
    Write the number of a person, and what became of it.

    Args:
        number: Under which the person is known.
        canceled: Nobody has it any more.
        replaced_by: The number that came in its place.
        replaces: The number that it came in place of; some contracts tell it so.
    """
    ssin = etree.Element("ssin")
    ssin.text = number
    if canceled:
        ssin.set("canceled", "true")
    if replaced_by:
        ssin.set("replacedBy", replaced_by)
    if replaces:
        ssin.set("replaces", replaces)
    return ssin

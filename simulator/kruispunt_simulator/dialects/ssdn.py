"""
How the KSZ speaks in its older network: reads AuthorizedUser, writes SSDNReply.

There is no legal context here. The place in the network stands for it: sector and
institution of the asker, `40/7`. A refusal is a reply with ok="NO" like any other, also
inside ServiceReply, for that is where public clients look. Only what is wrong below the
document (SOAP, signature) is a fault.

Source: `ksz-pensionregister`; `_wire-facts.md` section 5, SSDN; the recorded reply of
Lino (what comes back, a ticket of fifteen signs, local times).
"""

from __future__ import annotations

import copy
import re
import secrets
import string
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from kruispunt_contracts import ns
from kruispunt_contracts.catalogue import Operation
from kruispunt_contracts.faults import WIRE_FAULTS
from lxml import etree

from kruispunt_simulator.belgium import local_time
from kruispunt_simulator.dialects import ksz
from kruispunt_simulator.message import (
    Element,
    Finding,
    Question,
    Rendered,
    Severity,
)
from kruispunt_simulator.services import SsdnAnswer
from kruispunt_simulator.services._ssdn import add, any_namespace, result_summary

_REPLY: Final = f"{{{ns.SSDN_SERVICE}}}SSDNReply"
_USER: Final = "RequestContext/AuthorizedUser"
_MESSAGE: Final = "RequestContext/Message"

_AS_A_DOCUMENT: Final = {"ksz.unknown-operation": "ksz.not-implemented"}
"""What is a fault when nobody knows the body, and has a code when it is a document."""

_TICKET_SIGNS: Final = string.ascii_uppercase + string.digits
_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)


def read(payload: Element) -> Question:
    """
    Read who asks, from which place in the network, and which service.

    Args:
        payload: Root of the document; not validated yet, so anything may be missing.

    Returns:
        Absent and empty parts are None. So are service and version of a document with
        several questions. Source: our choice, because nobody is known to send those.
    """
    place = "/".join(
        _number(value)
        for name in ("MatrixID", "MatrixSubID")
        if (value := _text(payload, f"{_USER}/{name}")) is not None
    )
    several = len(payload.findall(any_namespace("ServiceRequest"))) > 1
    return Question(
        sender=_text(payload, f"{_USER}/OrgUnit") or place or None,
        capacity=place or None,
        user=_text(payload, f"{_USER}/UserID"),
        reference=_text(payload, f"{_MESSAGE}/Reference"),
        question_reference=None,
        service=None if several else _text(payload, "ServiceRequest/ServiceId"),
        version=None if several else _text(payload, "ServiceRequest/Version"),
    )


def answer(
    request: Element, content: SsdnAnswer, *, received: datetime, now: datetime
) -> Rendered:
    """
    Write what a service answers, or why it does not.

    Args:
        request: Valid root of the document, of which the context comes back.
        content: The reply of the service and what is to be said about it.
        received: Business time of arrival.
        now: Business time of the reply.
    """
    root = _reply((), request, received, now)
    _add_service(root, request, content.findings, content.reply)
    return _rendered(root, content.findings, content.reply)


def refuse(
    findings: Sequence[Finding],
    request: Element | None,
    operation: Operation | None,
    *,
    received: datetime,
    now: datetime,
) -> Rendered:
    """
    Write the refusal that the first error demands.

    Args:
        findings: At least one ERROR with a fault.
        request: Root of the document; None when the message was not read that far.
        operation: Likewise; None also when no service has such a document.
        received: Business time of arrival.
        now: Business time of the reply.

    Returns:
        A reply with as much of the question as the schema lets come back; a fault where
        the row has no code, for then something is wrong below the document.
    """
    first = next(f for f in findings if f.severity is Severity.ERROR and f.fault)
    key = _AS_A_DOCUMENT.get(str(first.fault), str(first.fault))
    if not WIRE_FAULTS[key].code:
        return ksz.refuse(findings, None, None, received=received, now=now)
    others = (f for f in findings if f is not first and f.fault)
    told = [replace(first, fault=key), *others]
    root = _reply(told, None, received, now)
    if request is not None and operation is not None:
        full = _reply(told, request, received, now)
        _add_service(full, request, told, None)
        if not operation.contract.validate(full):
            root = full
    return _rendered(root, told, None)


def _reply(
    findings: Iterable[Finding],
    request: Element | None,
    received: datetime,
    now: datetime,
) -> Element:
    """Make the document with its context; the services are still to come."""
    root = etree.Element(_REPLY, nsmap={None: ns.SSDN_SERVICE})
    context = add(root, "ReplyContext")
    context.append(result_summary(findings))
    _echo(context, request, _USER)
    message = add(context, "Message")
    _echo(message, request, f"{_MESSAGE}/Reference")
    add(message, "Ticket", "".join(secrets.choice(_TICKET_SIGNS) for _ in range(15)))
    _echo(message, request, f"{_MESSAGE}/TimeRequest")
    add(message, "TimeReceive", _moment(received))
    add(message, "TimeResponse", _moment(now))
    _echo(message, request, f"{_MESSAGE}/MessagePeriod")
    _echo(message, request, f"{_MESSAGE}/Language")
    _echo(context, request, "RequestContext/PersonInformation")
    return root


def _add_service(
    root: Element,
    request: Element,
    findings: Iterable[Finding],
    reply: Element | None,
) -> None:
    service = add(root, "ServiceReply")
    service.append(result_summary(findings))
    for name in ("ServiceId", "Version"):
        add(service, name, _text(request, f"ServiceRequest/{name}"))
    if reply is not None:
        service.append(reply)


def _echo(parent: Element, request: Element | None, path: str) -> None:
    for found in () if request is None else request.findall(any_namespace(path)):
        echo = copy.deepcopy(found)
        echo.tail = None
        parent.append(echo)


def _rendered(
    root: Element, findings: Iterable[Finding], reply: Element | None
) -> Rendered:
    errors = [f for f in findings if f.severity is Severity.ERROR and f.fault]
    return Rendered(
        payload=root,
        http_status=200,
        outcome="refused" if errors else "answered",
        level="summary" if errors else None,
        code=WIRE_FAULTS[str(errors[0].fault)].code if errors else None,
        platform_reference=root.findtext(any_namespace("ReplyContext/Message/Ticket")),
        content=reply,
    )


def _text(root: Element, path: str) -> str | None:
    return (root.findtext(any_namespace(path)) or "").strip() or None


def _number(text: str) -> str:
    """Give an xsd:integer as everybody writes it: `17` for `+017`."""
    return str(int(text)) if _INTEGER.fullmatch(text) and len(text) < 20 else text


def _moment(moment: datetime) -> str:
    return f"{local_time(moment):%Y%m%dT%H%M%S}"

"""
The shape of questions: context, references, envelope; and whether a reply fits one.

A question is described once, as nested *fields*: a mapping from wire names to texts,
further mappings, or lists of them, in the order of the contract. `build` makes elements
of it for whoever has lxml only (the hops); the typed calls hand the fields to zeep.

Only the root is in a namespace, and it carries a prefix; all below it is in none. Never
a default namespace with `xmlns=""` below it: the schema allows that, but the source
adapter of GeefPersoon answers it with the misleading 99994.
"""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kruispunt_contracts import Contract, Dialect, Operation, ns
from lxml import etree

from kruispunt_client.errors import InvalidRequest, InvalidSettings, References
from kruispunt_client.settings import Party

Element = Any
"""An lxml element; lxml brings no type hints."""

Value = Any
"""A text, date, bool or int; `Fields`; a list of them; an element; or None: nothing."""
Fields = Mapping[str, Value]

USER: Final = ns.USER
"""Namespace of the `User` header block."""

_NUMBER = re.compile(r"[0-9]{11}", re.ASCII)


def new_references(dialect: Dialect) -> References:
    """
    Make the references of one question; never use them for a second one.

    Source: MAGDA acceptance control 2: as many distinct references as calls, for the
    context and for the question apart. KSZ: a ticket of at most 32 characters, the
    least that any of its services takes (`ksz-familyallowances-v1`).
    """
    if dialect is Dialect.KSZ:
        return References(ticket=uuid.uuid4().hex)
    return References(context=str(uuid.uuid4()), question=str(uuid.uuid4()))


def magda_fields(
    contract: Contract,
    sender: Party,
    vraag: Fields,
    *,
    references: References,
    user: str | None,
    now: datetime,
) -> Fields:
    """
    Describe a MAGDA question: Context and the one Vraag around what is asked.

    Args:
        contract: Gives Naam and Versie.
        sender: Gives Afzender.
        vraag: What follows `Referte` in `Vraag`: `Inhoud` or `Criteria`.
        references: Of this call only.
        user: INSZ of the natural person who asks.
        now: Aware; written as Belgian local time.

    Returns:
        Fields below the request root.
    """
    local = now.astimezone(_belgium())
    return {
        "Verzoek": {
            "Context": {
                "Naam": contract.service,
                "Versie": contract.version,
                "Bericht": {
                    "Type": "VRAAG",
                    "Tijdstip": {
                        "Datum": local.strftime("%Y-%m-%d"),
                        # Some services refuse missing or other milliseconds.
                        "Tijd": local.strftime("%H:%M:%S.000"),
                    },
                    "Afzender": {
                        "Identificatie": sender.identificatie,
                        "Naam": sender.naam,
                        "Referte": references.context,
                        "Hoedanigheid": sender.hoedanigheid,
                        "Gebruiker": user,
                    },
                },
            },
            "Vragen": {"Vraag": {"Referte": references.question, **vraag}},
        }
    }


def ksz_fields(
    sender: Party, criteria: Value, *, references: References, now: datetime
) -> Fields:
    """
    Describe a KSZ question: who asks, under which legal context, for what.

    Args:
        sender: Gives `cbe_number` and `legal_context`.
        criteria: Content of `criteria`; fields or an element.
        references: Of this call only.
        now: Aware; written as UTC.

    Returns:
        Fields below the request root.
    """
    sent = now.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "informationCustomer": {
            "ticket": references.ticket,
            "timestampSent": sent.replace("+00:00", "Z"),
            "customerIdentification": {"cbeNumber": sender.cbe_number},
        },
        "legalContext": sender.legal_context,
        "criteria": criteria,
    }


def build(operation: Operation, fields: Fields) -> Element:
    """Make the request element of an operation from its fields."""
    root = etree.Element(
        operation.request, nsmap={"svc": etree.QName(operation.request).namespace}
    )
    _append(root, fields)
    return root


def _append(parent: Element, fields: Fields) -> None:
    for name, value in fields.items():
        several = isinstance(value, Sequence) and not isinstance(value, str)
        for item in value if several else (value,):
            if item is None:
                continue
            if etree.iselement(item):
                parent.append(copy.deepcopy(item))
                continue
            child = etree.SubElement(parent, name)
            if isinstance(item, Mapping):
                _append(child, item)
            else:
                child.text = _text(item)


def _text(value: str | bool | int | date) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def compact(fields: Fields) -> dict[str, Value]:
    """Leave out what is None, at every depth."""
    return {
        name: compact(value) if isinstance(value, Mapping) else value
        for name, value in fields.items()
        if value is not None
    }


def wrap(payload: Element, *, user: str | None = None) -> Element:
    """
    Put a payload into a SOAP 1.1 envelope.

    Args:
        payload: Copied, not moved.
        user: INSZ for a `User` header block of ours; None for no such block.

    Raises:
        InvalidRequest: `user` has not eleven digits.
    """
    envelope = etree.Element(f"{{{ns.SOAP}}}Envelope", nsmap={"soap": ns.SOAP})
    header = etree.SubElement(envelope, f"{{{ns.SOAP}}}Header")
    if user is not None:
        check_number("user", user)
        block = etree.SubElement(header, f"{{{ns.USER}}}User", nsmap={"kp": ns.USER})
        block.text = user
    body = etree.SubElement(envelope, f"{{{ns.SOAP}}}Body")
    body.append(copy.deepcopy(payload))
    return envelope


def check_number(name: str, number: object) -> None:
    """
    Refuse what no register of persons could know.

    The check digits are left to the platform: an acceptance run asks a wrong one on
    purpose, to see 20002.

    Raises:
        InvalidRequest: Not eleven digits. The number itself is not in the message.
    """
    if not (isinstance(number, str) and _NUMBER.fullmatch(number)):
        raise InvalidRequest(f"{name}: expected eleven digits, without dots or dashes")


def text_at(element: Element, path: str) -> str | None:
    """Give the whole text at a path, comments left out; None if nothing is there."""
    found = element.find(path)
    return None if found is None else str(found.xpath("string()"))


_REQUEST_CONTEXT = "Verzoek/Context/Bericht/Afzender/Referte"
_REPLY_CONTEXT = "Repliek/Context/Bericht/Ontvanger/Referte"
_REQUEST_QUESTION = "Verzoek/Vragen/Vraag/Referte"
_REPLY_ANSWER = "Repliek/Antwoorden/Antwoord/Referte"
_CUSTOMER = "informationCustomer"
_TICKET = f"{_CUSTOMER}/ticket"


def echo_problems(
    operation: Operation, request: Element, reply: Element, *, lenient: bool = False
) -> tuple[str, ...]:
    """
    Find out whether a reply answers this request.

    Args:
        operation: Whose dialect decides which parts must come back.
        request: Payload that was sent.
        reply: Payload that came: a response element or a `soap:Fault`.
        lenient: An echo may be missing (a real platform); it may never differ.

    Returns:
        One line per part that differs or is missing; no values, for they may name a
        person.
    """
    if operation.contract.dialect is Dialect.KSZ:
        return _ksz_echo_problems(operation, request, reply, lenient=lenient)
    if reply.tag != operation.response:
        return ()  # a MAGDA fault echoes nothing
    expected = [(_REQUEST_CONTEXT, _REPLY_CONTEXT)]
    if reply.find("Repliek/Antwoorden/Antwoord") is not None:
        expected.append((_REQUEST_QUESTION, _REPLY_ANSWER))
    return tuple(
        problem
        for asked, answered in expected
        for problem in _compare(
            answered, text_at(request, asked), text_at(reply, answered), lenient
        )
    )


def _ksz_echo_problems(
    operation: Operation, request: Element, reply: Element, *, lenient: bool
) -> tuple[str, ...]:
    sent = text_at(request, _TICKET)
    if reply.tag == f"{{{ns.SOAP}}}Fault":
        # informationCustomer is optional in a fault, so only a difference counts.
        inner = reply.find("detail/*")
        got = None if inner is None else text_at(inner, _TICKET)
        return _compare(_TICKET, sent, got, True)
    return (
        *_compare(_TICKET, sent, text_at(reply, _TICKET), lenient),
        *(
            problem
            for name in operation.echoed
            if name != _CUSTOMER
            for problem in _compare(
                name,
                _content(request.find(name)),
                _content(reply.find(name)),
                lenient,
            )
        ),
    )


def _compare(name: str, sent: Value, got: Value, lenient: bool) -> tuple[str, ...]:
    if sent is None or got == sent:
        return ()
    if got is None:
        return () if lenient else (f"{name}: missing in the reply",)
    return (f"{name}: not what was asked",)


def _content(element: Element | None) -> tuple[Value, ...] | None:
    """Names and texts of a whole element, white space between elements left out."""
    if element is None:
        return None
    children = tuple(_content(child) for child in element.iterchildren(etree.Element))
    name = etree.QName(element).localname
    return (name, children or str(element.xpath("string()")).strip())


@cache
def _belgium() -> ZoneInfo:
    try:
        return ZoneInfo("Europe/Brussels")
    except ZoneInfoNotFoundError as error:
        raise InvalidSettings(
            "no time zone data on this machine (Windows has none): pip install tzdata"
        ) from error

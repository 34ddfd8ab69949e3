"""
The shape of questions: context, references, envelope. What must come back of them in a
reply is in `echo.py`.

A question is described once, as nested *fields*: a mapping from wire names to texts,
further mappings, or lists of them, in the order of the contract. `build` makes elements
of it for whoever has lxml only (the hops); the typed calls hand the fields to zeep.

Only the root is in a namespace, and it carries a prefix; all below it is in none. Never
a default namespace with `xmlns=""` below it: the schema allows that, but the source
adapter of GeefPersoon answers it with the misleading 99994. The SSDN is the exception:
there every name is in a namespace, and the fields have Clark names.
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
    if dialect is Dialect.MAGDA:
        return References(context=str(uuid.uuid4()), question=str(uuid.uuid4()))
    return References(ticket=uuid.uuid4().hex)


def question_fields(
    operation: Operation,
    sender: Party,
    content: Value,
    *,
    references: References,
    user: str | None,
    now: datetime,
) -> Fields:
    """
    Describe a question in the dialect of its contract; the functions below say how.

    Args:
        operation: Of the contract.
        sender: Who asks.
        content: What is asked: for MAGDA what follows `Referte` in `Vraag`, for the KSZ
            the content of `criteria`, or what stands in its place where a service has
            none (`FamilyAllowancesConsultationService`), for the SSDN what follows
            `Version`.
        references: Of this call only.
        user: INSZ of the natural person who asks; to the KSZ it goes by way of `wrap`.
        now: Aware.

    Returns:
        Fields below the request root.
    """
    contract = operation.contract
    if contract.dialect is Dialect.KSZ:
        fields = ksz_fields(sender, content, references=references, now=now)
        known = operation.children(operation.request)
        if "criteria" in known or not isinstance(content, Mapping):
            return fields  # elements stand for themselves, wherever they are put
        around = {name: value for name, value in fields.items() if name in known}
        return {**around, **content}
    describe = magda_fields if contract.dialect is Dialect.MAGDA else ssdn_fields
    return describe(
        contract, sender, content, references=references, user=user, now=now
    )


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


def ssdn_fields(
    contract: Contract,
    sender: Party,
    content: Value,
    *,
    references: References,
    user: str | None,
    now: datetime,
) -> Fields:
    """
    Describe an SSDN question: who asks, from which place in the network, which service.

    Args:
        contract: Gives ServiceId and Version.
        sender: Gives `cbe_number`, `email` and, as `legal_context`, the place.
        content: What follows `Version`: an element, or fields with Clark names.
        references: Of this call only.
        user: INSZ of the natural person who asks.
        now: Aware; written as Belgian local time.

    Returns:
        Fields below the request root, with Clark names.

    Source: `ksz-pensionregister`, notes; `_wire-facts.md` section 5. That the times are
    local: a recorded reply of Lino.
    """
    sector, _, institution = (sender.legal_context or "").partition("/")
    asked = content if isinstance(content, Mapping) else {_SSDN: content}
    return {
        f"{_SSDN}RequestContext": {
            f"{_SSDN}AuthorizedUser": {
                f"{_SSDN}UserID": user,
                f"{_SSDN}Email": sender.email,
                f"{_SSDN}OrgUnit": sender.cbe_number or None,
                f"{_SSDN}MatrixID": sector,
                f"{_SSDN}MatrixSubID": institution or None,
            },
            f"{_SSDN}Message": {
                f"{_SSDN}Reference": references.ticket,
                f"{_SSDN}TimeRequest": now.astimezone(_belgium()).strftime(
                    "%Y%m%dT%H%M%S"
                ),
            },
        },
        f"{_SSDN}ServiceRequest": {
            f"{_SSDN}ServiceId": contract.service,
            f"{_SSDN}Version": contract.version,
            **asked,
        },
    }


_SSDN: Final = f"{{{ns.SSDN_SERVICE}}}"


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


def belgian_date(moment: datetime) -> date:
    """Give the date in Belgium at an aware moment."""
    return moment.astimezone(_belgium()).date()


@cache
def _belgium() -> ZoneInfo:
    try:
        return ZoneInfo("Europe/Brussels")
    except ZoneInfoNotFoundError as error:
        raise InvalidSettings(
            "no time zone data on this machine (Windows has none): pip install tzdata"
        ) from error

"""
How MAGDA speaks: reads the Context, writes Repliek, Uitzonderingen and faults.

Source: `_wire-facts.md` section 3 and `_behaviour.md` 1.2 and 1.3. `wiv` re-exposes the
MAGDA contracts, so it speaks like this too, under its own name.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kruispunt_contracts.faults import WIRE_FAULTS, WireFault
from lxml import etree

from kruispunt_simulator.belgium import local_time
from kruispunt_simulator.dialects import soap11
from kruispunt_simulator.message import (
    Element,
    Finding,
    Question,
    Rendered,
    Severity,
)

REASON = "Document signature verification failed"
"""
What a fault about a signature says; the trace says the rest.

Source: text of the first official mock (`_wire-facts.md` section 2).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Who answers: `Afzender` of the replies."""

    identificatie: str
    naam: str


def read(payload: Element) -> Question:
    """
    Read who asks and under which references.

    Args:
        payload: Request root; not validated yet, so anything may be missing.

    Returns:
        Absent and empty parts are None.

    Source: `_wire-facts.md` section 3.
    """
    context = payload.find("Verzoek/Context")
    afzender = None if context is None else context.find("Bericht/Afzender")

    def text(element: Element | None, path: str) -> str | None:
        return None if element is None else element.findtext(path) or None

    return Question(
        sender=text(afzender, "Identificatie"),
        capacity=text(afzender, "Hoedanigheid"),
        user=text(afzender, "Gebruiker"),
        reference=text(afzender, "Referte"),
        question_reference=text(payload, "Verzoek/Vragen/Vraag/Referte"),
        service=text(context, "Naam"),
        version=text(context, "Versie"),
    )


def answer(
    question: Question,
    response: str,
    *,
    platform: Platform,
    now: datetime,
    inhoud: Element | None = None,
    uitzonderingen: Element | None = None,
) -> Rendered:
    """
    Write a Repliek with one Antwoord.

    Args:
        question: Its references and sender are echoed.
        response: Clark name of the response root.
        platform: Who answers.
        now: Business time.
        inhoud: Content; None for a refusal of level 3.
        uitzonderingen: Level 3 block, as `block` makes it or as the next hop sent it.

    Source: `_wire-facts.md` section 3: Antwoord/Referte echoes Vraag/Referte.
    """
    root, repliek, reference = _repliek(question, response, platform, now)
    antwoord = etree.SubElement(etree.SubElement(repliek, "Antwoorden"), "Antwoord")
    etree.SubElement(antwoord, "Referte").text = question.question_reference
    if inhoud is not None:
        antwoord.append(inhoud)
    worst = None
    if uitzonderingen is not None:
        antwoord.append(uitzonderingen)
        worst = _worst(uitzonderingen)
    return Rendered(
        payload=root,
        http_status=200,
        outcome="refused" if worst else "answered",
        level="3" if worst else None,
        code=worst,
        platform_reference=reference,
        content=inhoud,
    )


def refuse_whole(
    question: Question,
    response: str,
    uitzonderingen: Element,
    *,
    platform: Platform,
    now: datetime,
) -> Rendered:
    """
    Write a Repliek with Uitzonderingen of level 2 and no Antwoorden.

    Args:
        question: Its references and sender are echoed.
        response: Clark name of the response root.
        uitzonderingen: As `block` makes it or as the next hop sent it.
        platform: Who answers.
        now: Business time.

    Source: `_behaviour.md` 1.2.
    """
    root, repliek, reference = _repliek(question, response, platform, now)
    repliek.append(uitzonderingen)
    return Rendered(
        payload=root,
        http_status=200,
        outcome="refused",
        level="2",
        code=_worst(uitzonderingen),
        platform_reference=reference,
    )


def refuse(
    findings: Sequence[Finding],
    question: Question | None,
    response: str | None,
    *,
    platform: Platform,
    now: datetime,
    inhoud: Element | None = None,
) -> Rendered:
    """
    Write the refusal that the first error demands, at its level.

    Args:
        findings: At least one ERROR with a fault.
        question: None when the message was not read that far; then only level 1 fits.
        response: Clark name of the response root; None as `question`.
        platform: Who answers.
        now: Business time.
        inhoud: What stands beside errors of level 3, in services where something does.

    Returns:
        Every finding of the first error's level, errors and remarks; or a fault, which
        has room for one.

    Source: `_behaviour.md` 1.2 and 1.3.
    """
    first = next(f for f in findings if f.severity is Severity.ERROR and f.fault)
    row = WIRE_FAULTS[str(first.fault)]
    if row.level == "1" or question is None or response is None:
        return _fault(first, row)
    same = [f for f in findings if f.fault and WIRE_FAULTS[f.fault].level == row.level]
    uitzonderingen = block(same, now)
    if row.level == "2":
        return refuse_whole(
            question, response, uitzonderingen, platform=platform, now=now
        )
    return answer(
        question,
        response,
        platform=platform,
        now=now,
        inhoud=inhoud,
        uitzonderingen=uitzonderingen,
    )


def prepared(
    question: Question,
    response: str,
    payload: Element,
    *,
    platform: Platform,
    now: datetime,
    fit: Callable[[Element], object],
) -> Rendered | None:
    """
    Write a reply that somebody prepared, as one to this question.

    Args:
        question: Its references and sender are echoed.
        response: Clark name of the response root.
        payload: Of which `Inhoud` and `Uitzonderingen` are taken over; not changed.
        platform: Who answers.
        now: Business time.
        fit: Changes in an `Inhoud` what follows the question.

    Returns:
        None for a Repliek with neither Antwoord nor Uitzonderingen.

    Source: `_wire-facts.md` section 3: the fields of the context that mocks patch.
    """
    repliek = copy.deepcopy(payload).find("Repliek")
    if repliek is None:
        return None
    antwoord = repliek.find("Antwoorden/Antwoord")
    if antwoord is None:
        whole = _alone(repliek.find("Uitzonderingen"))
        if whole is None:
            return None
        return refuse_whole(question, response, whole, platform=platform, now=now)
    inhoud = _alone(antwoord.find("Inhoud"))
    if inhoud is not None:
        fit(inhoud)
    return answer(
        question,
        response,
        platform=platform,
        now=now,
        inhoud=inhoud,
        uitzonderingen=_alone(antwoord.find("Uitzonderingen")),
    )


def _alone(element: Element | None) -> Element | None:
    """Take an element without what followed it."""
    if element is not None:
        element.tail = None
    return element


def block(findings: Sequence[Finding], now: datetime) -> Element:
    """
    Write Uitzonderingen.

    Args:
        findings: Those without a fault are left out; at least one has one.
        now: Business time.

    Returns:
        The element, with one Uitzondering per finding, in the order given.

    Source: `_wire-facts.md` section 3; `_behaviour.md` 1.3.
    """
    root = etree.Element("Uitzonderingen")
    for finding in findings:
        if finding.fault is None:
            continue
        row = WIRE_FAULTS[finding.fault]
        uitzondering = etree.SubElement(root, "Uitzondering")
        etree.SubElement(uitzondering, "Identificatie").text = row.code
        etree.SubElement(uitzondering, "Oorsprong").text = finding.origin or row.origin
        etree.SubElement(uitzondering, "Type").text = row.type
        _tijdstip(uitzondering, now)
        etree.SubElement(uitzondering, "Diagnose").text = row.text
        if finding.detail:
            etree.SubElement(uitzondering, "Omstandigheid").text = finding.detail
        if finding.annotations:
            annotaties = etree.SubElement(uitzondering, "Annotaties")
            for name, value in finding.annotations.items():
                annotatie = etree.SubElement(annotaties, "Annotatie")
                etree.SubElement(annotatie, "Naam").text = name
                etree.SubElement(annotatie, "Waarde").text = value
    return root


def _fault(finding: Finding, row: WireFault) -> Rendered:
    message = None
    if finding.detail:
        message = etree.Element("message")
        message.text = finding.detail
    return Rendered(
        payload=soap11.fault(
            row.faultcode or "Server",
            (row.faultstring or row.text).format(reason=REASON),
            message,
        ),
        http_status=500,  # of a fault, whatever the row: SOAP 1.1 section 6.2
        outcome="refused",
        level="1",
        code=row.code or etree.QName(row.faultcode or "Server").localname,
    )


def _repliek(
    question: Question, response: str, platform: Platform, now: datetime
) -> tuple[Element, Element, str]:
    name = etree.QName(response)
    root = etree.Element(response, nsmap={"svc": name.namespace})
    repliek = etree.SubElement(root, "Repliek")
    context = etree.SubElement(repliek, "Context")
    etree.SubElement(context, "Naam").text = question.service
    etree.SubElement(context, "Versie").text = question.version
    bericht = etree.SubElement(context, "Bericht")
    etree.SubElement(bericht, "Type").text = "ANTWOORD"
    _tijdstip(bericht, now)
    reference = str(uuid.uuid4())
    afzender = etree.SubElement(bericht, "Afzender")
    etree.SubElement(afzender, "Identificatie").text = platform.identificatie
    etree.SubElement(afzender, "Naam").text = platform.naam
    etree.SubElement(afzender, "Referte").text = reference
    ontvanger = etree.SubElement(bericht, "Ontvanger")
    for tag, value in (
        ("Identificatie", question.sender or ""),  # mandatory, but may be empty
        ("Referte", question.reference),
        ("Hoedanigheid", question.capacity),
        ("Gebruiker", question.user),
    ):
        if value is not None:
            etree.SubElement(ontvanger, tag).text = value
    return root, repliek, reference


def _tijdstip(parent: Element, now: datetime) -> None:
    local = local_time(now)
    tijdstip = etree.SubElement(parent, "Tijdstip")
    etree.SubElement(tijdstip, "Datum").text = local.strftime("%Y-%m-%d")
    etree.SubElement(
        tijdstip, "Tijd"
    ).text = f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def _worst(uitzonderingen: Element) -> str | None:
    for uitzondering in uitzonderingen.iterfind("Uitzondering"):
        if uitzondering.findtext("Type") == "FOUT":
            code: str | None = uitzondering.findtext("Identificatie")
            return code
    return None

"""
Whole replies: example messages of the contracts, made to answer the question that was
asked, and what of a reply a typed answer does not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any

from kruispunt_client.calls.question import Call
from kruispunt_client.connection import connect
from kruispunt_client.results import Answer, Month, PartialDate
from kruispunt_contracts import parse
from lxml import etree

Element = Any
EXAMPLES = Path(__file__).parents[2] / "vectors" / "contracts"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

_CONTEXT = frozenset(
    {"informationCustomer", "informationCBSS", "legalContext", "status"}
    | {"criteria", "searchCriteria", "ssin"}
)
"""What `Answer` has of a KSZ reply, and not its data."""


def ask_example(
    hop: Any, profile: Any, name: str, call: Call[Any], *, user: str
) -> Answer[Any]:
    """
    Ask a hop that answers with an example reply, made to answer what was asked.

    Args:
        hop: Running.
        profile: The fixture.
        name: Of the example, below `EXAMPLES`.
        call: What is asked.
        user: Who asks.
    """
    hop.answer_with(lambda request: answering(request, example(name)))
    with connect(profile(hop), via=hop.name, user=user) as connection:
        return connection.ask(call)


def example(name: str) -> Element:
    """Read an example message."""
    return parse((EXAMPLES / f"{name}.xml").read_bytes())


def answering(request: Element, reply: Element) -> Element:
    """Give a reply the references, sender and criteria of a question."""
    for name in ("informationCustomer", "legalContext", "criteria", "searchCriteria"):
        theirs, ours = reply.find(name), request.find(name)
        if theirs is not None and ours is not None:
            reply.replace(theirs, parse(etree.tostring(ours)))
    sent = request.find("Verzoek/Context/Bericht/Afzender")
    if sent is not None:
        receiver = reply.find("Repliek/Context/Bericht/Ontvanger")
        for each in list(receiver):
            found = sent.find(each.tag)
            if found is None:
                receiver.remove(each)
            else:
                each.text = found.text
        referte = reply.find("Repliek/Antwoorden/Antwoord/Referte")
        if referte is not None:
            referte.text = request.findtext("Verzoek/Vragen/Vraag/Referte")
    return reply


def asked_texts(hop: Any, path: str) -> list[tuple[str, str]]:
    """Give paths and texts of the leaves below an element of the newest question."""
    part = hop.asked[-1].payload.find(path)
    tree = part.getroottree()
    start = tree.getelementpath(part) + "/"
    return [
        (tree.getelementpath(leaf).removeprefix(start), leaf.text or "")
        for leaf in part.iterdescendants()
        if not len(leaf)
    ]


def missing(payload: Element, data: object) -> list[str]:
    """
    Find what a reply tells and a typed answer does not.

    Args:
        payload: Root of the reply.
        data: Of the typed answer.

    Returns:
        Paths of the leaves and attributes whose value `data` does not have, or has less
        often than the reply.
    """
    typed = Counter(_typed(data))
    tree = payload.getroottree()
    lost = []
    for part in _content(payload):
        for element, text in _told(part):
            form = next((form for form in _forms(text) if typed[form] > 0), None)
            if form is None:
                lost.append(f"{tree.getelementpath(element)}: {text}")
            else:
                typed[form] -= 1
    return lost


def _content(payload: Element) -> list[Element]:
    if payload.find("Repliek") is not None:
        inhoud = payload.find("Repliek/Antwoorden/Antwoord/Inhoud")
        if inhoud is None:
            return []
        if inhoud.find("*/status/value") is None:
            return [inhoud]
        payload = inhoud[0]  # the answer of the KSZ, passed on
    if payload.findtext("status/value") == "NO_DATA_FOUND":
        return []
    return [each for each in payload if each.tag not in _CONTEXT]


def _told(part: Element) -> Iterator[tuple[Element, str]]:
    for element in part.iter(etree.Element):
        for name, text in element.attrib.items():
            if name != _NIL:
                yield element, str(text)
        if not len(element) and element.text:
            yield element, element.text


def _forms(text: str) -> tuple[object, ...]:
    """
    Give what a text can have become, the most likely first.

    A flag is less so than a number, and euros made of cents (`Wire.cents`) the least.
    """
    found: list[object] = [text]
    readers: tuple[Callable[[str], object], ...] = (Decimal, datetime.fromisoformat)
    for read in readers:
        try:
            found.append(read(text))
        except (InvalidOperation, ValueError):
            continue
    if text in ("1", "0", "true", "false"):
        found.append(_flag(text in ("1", "true")))
    if text.isascii() and text.isdigit():
        found.append(Decimal(text).scaleb(-2))
    return tuple(found)


def _flag(value: bool) -> object:
    """Keep it apart from 0 and 1, which it is equal to."""
    return ("flag", value)


def _typed(value: object) -> Iterator[object]:
    """Give every value inside, in the forms in which it can be compared."""
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, PartialDate | Month):
            yield str(value)
        for column in fields(value):
            yield from _typed(getattr(value, column.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _typed(item)
    elif isinstance(value, Mapping):
        yield from _typed((*value.keys(), *value.values()))
    elif isinstance(value, Enum):
        yield from _typed(value.value)
    elif isinstance(value, bool):
        yield _flag(value)
    elif isinstance(value, int | Decimal):
        yield Decimal(value)
    elif isinstance(value, datetime):
        yield value
    elif isinstance(value, date):
        yield value.isoformat()
    elif value is not None:
        yield str(value)

"""
Whole replies: example messages of the contracts, made to answer the question that was
asked, and what of a reply a typed answer does not have.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from kruispunt_client.calls.question import Call
from kruispunt_client.connection import connect
from kruispunt_client.results import Answer
from kruispunt_contracts import parse
from lxml import etree

from ...completeness import lost

Element = Any
EXAMPLES = Path(__file__).parents[2] / "vectors" / "contracts"

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
        Place and text of every leaf and attribute that `data` does not have.
    """
    content = etree.Element("content")
    content.extend(copy.deepcopy(part) for part in _content(payload))
    return lost(content, data)


def _content(payload: Element) -> list[Element]:
    inhoud = payload.find("Repliek/Antwoorden/Antwoord/Inhoud")
    if inhoud is not None and inhoud.find("*/status/value") is None:
        return list(inhoud)
    # The answer of the KSZ, whether MAGDA passed it on or not.
    answer = payload if inhoud is None else inhoud[0]
    return [each for each in answer if each.tag not in _CONTEXT]

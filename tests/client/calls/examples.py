"""
The example messages of the contracts, as answers to what a typed call asks.

Those that use every element show that nothing of a reply is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kruispunt_client.calls.question import Call
from kruispunt_client.connection import connect
from kruispunt_client.results import Answer
from kruispunt_contracts import Dialect, load, parse
from lxml import etree

from ...completeness import lost

Element = Any

EXAMPLES: Final = Path(__file__).parents[2] / "vectors" / "contracts"
_INHOUD: Final = "Repliek/Antwoorden/Antwoord/Inhoud"
_AROUND: Final = frozenset(
    {"informationCustomer", "informationCBSS", "legalContext", "status", "dataFilters"}
    | {"criteria", "searchCriteria", "searchPeriod", "ssin"}
    | {"ResultSummary", "Question"}
)
"""Elements of a reply that are checked, or elsewhere in the `Answer`."""


# --- what comes back ------------------------------------------------------------------


def example(name: str) -> Element:
    """Read an example, such as `geef_persoon/reply_everything`."""
    return parse((EXAMPLES / f"{name.removesuffix('.xml')}.xml").read_bytes())


def inhoud_of(name: str) -> Element:
    """Give the `Inhoud` of an example of MAGDA."""
    return example(name).find(_INHOUD)


def content(reply: Element | str) -> Element:
    """Give what a reply, or the example of a name, tells about the person."""
    root = example(reply) if isinstance(reply, str) else reply
    inhoud, document = root.find(_INHOUD), root.find("{*}ServiceReply")
    if inhoud is not None:
        # The answer of the KSZ, where MAGDA passed it on.
        inside = inhoud if inhoud.find("*/status/value") is None else inhoud[0]
    else:
        inside = root if document is None else document[-1]
    told = copy.deepcopy(inside)
    for child in list(told):
        if etree.QName(child).localname in _AROUND:
            told.remove(child)
    return told


def missing(reply: Element | str, data: object) -> list[str]:
    """
    Find what a reply tells and a typed answer does not.

    Returns:
        Place and text of every leaf and attribute that `data` does not have.
    """
    return lost(content(reply), data)


def answer(name: str) -> Callable[[Element], Element]:
    """Answer any question with an example, by what must come back of the question."""
    return lambda request: answering(request, example(name))


def answering(request: Element, reply: Element) -> Element:
    """Give a reply the references, sender and criteria of a question."""
    operation = load().by_request(request.tag)
    assert operation is not None
    for block in operation.echoed:
        reply.replace(reply.find(block), copy.deepcopy(request.find(block)))
    if operation.contract.dialect is Dialect.MAGDA:
        sent = request.find("Verzoek/Context/Bericht/Afzender")
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


def ask_example(
    hop: Any, profile: Any, name: str, call: Call[Any], *, user: str
) -> Answer[Any]:
    """
    Ask a hop that answers with an example.

    Args:
        hop: Running.
        profile: The fixture.
        name: Of the example.
        call: What is asked.
        user: Who asks.
    """
    hop.answer_with(answer(name))
    with connect(profile(hop), via=hop.name, user=user) as connection:
        return connection.ask(call)


# --- what was asked -------------------------------------------------------------------


def leaves(element: Element) -> dict[str, str]:
    """Paths and texts of the leaves; of several of the same name, with `[n]`."""
    return dict(_leaves(element))


def asked_texts(hop: Any, path: str) -> list[tuple[str, str]]:
    """Give the leaves below an element of the newest question, in their order."""
    return list(_leaves(hop.asked[-1].payload.find(path)))


def asked(hop: Any, path: str) -> dict[str, str]:
    """Give the leaves and attributes below an element of the newest question."""
    part = hop.asked[-1].payload.find(path)
    return leaves(part) | {
        f"{_place(each, part)}/@{name}": text
        for each in part.iterdescendants(etree.Element)
        for name, text in each.attrib.items()
    }


def _leaves(part: Element) -> list[tuple[str, str]]:
    return [
        (_place(each, part), each.text or "")
        for each in part.iterdescendants(etree.Element)
        if not len(each)
    ]


def _place(element: Element, below: Element) -> str:
    tree = below.getroottree()
    start = tree.getelementpath(below) + "/"
    return str(tree.getelementpath(element).removeprefix(start))

"""
Recorded replies as answers to whatever is asked; each uses every element it can.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kruispunt_contracts import Dialect, load, parse
from lxml import etree

Element = Any

FOLDER: Final = Path(__file__).parents[2] / "vectors" / "contracts"

_AROUND: Final = frozenset(
    {
        "informationCustomer", "informationCBSS", "legalContext", "criteria",
        "status", "ssin", "searchPeriod", "dataFilters",
        "ResultSummary", "Question",
    }
)  # fmt: skip
"""Elements of a reply that are checked, or elsewhere in the `Answer`."""

_ASKED = "Verzoek/Context/Bericht/Afzender/Referte"
_ANSWERED = "Repliek/Context/Bericht/Ontvanger/Referte"


def reply(name: str) -> Element:
    """Give a recorded reply."""
    return parse((FOLDER / name).read_bytes())


def content(name: str) -> Element:
    """Give what a recorded reply tells, without what is about the exchange."""
    root = reply(name)
    inside = root.find("Repliek/Antwoorden/Antwoord/Inhoud")
    if inside is None:
        document = root.find("{*}ServiceReply")
        inside = root if document is None else document[-1]
    told = copy.deepcopy(inside)
    for child in list(told):
        if etree.QName(child).localname in _AROUND:
            told.remove(child)
    return told


def answer(name: str) -> Callable[[Element], Element]:
    """Make a recorded reply the answer to a question, by what must come back of it."""

    def make(request: Element) -> Element:
        made = reply(name)
        operation = load().by_request(request.tag)
        assert operation is not None
        if operation.contract.dialect is Dialect.MAGDA:
            made.find(_ANSWERED).text = request.findtext(_ASKED)
            number = request.findtext("Verzoek/Vragen/Vraag/Referte")
            made.find("Repliek/Antwoorden/Antwoord/Referte").text = number
        for block in operation.echoed:
            old = made.find(block)
            made.replace(old, copy.deepcopy(request.find(block)))
        return made

    return make


def leaves(element: Element) -> dict[str, str]:
    """Paths and texts of the leaves; of several of the same name, with `[n]`."""
    tree = element.getroottree()
    start = tree.getelementpath(element) + "/"
    return {
        tree.getelementpath(leaf).removeprefix(start): leaf.text or ""
        for leaf in element.iterdescendants(etree.Element)
        if not len(leaf)
    }

"""A hop that answers with the example messages of the contracts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kruispunt_contracts import parse

Element = Any
VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
_INHOUD = "Repliek/Antwoorden/Antwoord/Inhoud"
_FROM_QUESTION = (
    "informationCustomer",
    "legalContext",
    "criteria",
    "wantedInformation",
)


def example(name: str) -> Element:
    """Read an example, such as `geef_persoon/reply_everything`."""
    return parse((VECTORS / f"{name}.xml").read_bytes())


def inhoud_of(name: str) -> Element:
    """Give what an example of MAGDA tells."""
    return example(name).find(_INHOUD)


def magda(replies: Any, name: str) -> Callable[[Element], Element]:
    """Answer any question with what an example tells."""
    return lambda request: replies.magda(request, inhoud=inhoud_of(name))


def ksz(name: str) -> Callable[[Element], Element]:
    """Answer with an example of the KSZ, as if it were the answer to this question."""

    def answer(request: Element) -> Element:
        reply = example(name)
        for tag in _FROM_QUESTION:
            theirs, ours = reply.find(tag), request.find(tag)
            if theirs is not None and ours is not None:
                reply.replace(theirs, ours)
        return reply

    return answer


def asked(hop: Any, path: str) -> dict[str, str]:
    """Give the leaves and attributes of what was asked, by their place below `path`."""
    part = hop.asked[-1].payload.find(path)
    tree = part.getroottree()
    start = tree.getelementpath(part) + "/"
    found = {}
    for each in part.iterdescendants():
        place = tree.getelementpath(each).removeprefix(start)
        found |= {f"{place}/@{name}": text for name, text in each.attrib.items()}
        if not len(each):
            found[place] = each.text or ""
    return found

"""
Looks in the log for what was answered: it must hold none of it.

Source: Protocol WiV–Wonen in Limburg art. 6.4 names six elements, and none is a result;
22/004 §19 (minimisation). Numbers of persons stand in both, by design.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kruispunt_client.caller import Reply
from lxml import etree

Element = Any

ABOUT_THE_EXCHANGE: Final = frozenset(
    {
        "Context", "Referte", "Uitzonderingen",
        "informationCustomer", "informationCBSS", "status", "dataFilters",
        "ResultSummary",
    }
)  # fmt: skip
"""Elements of a reply that tell how the exchange went, and nothing of a person."""

OUR_OWN: Final = frozenset(
    {
        "id", "at", "duration_us", "peer", "trace", "span", "parent_span",
        "request_digest", "reply_digest", "platform_reference", "business_date",
        "legal_basis", "grant", "nearest", "findings",
    }
)  # fmt: skip
"""
Columns that the log itself fills in: clock, counters, addresses, digests, and the law.
Of the findings, what was expected and seen is looked at.
"""

SHORTEST: Final = 5
"""Shorter values, such as `true`, `12` or `NL`, stand in any text."""


def results(reply: Reply) -> set[str]:
    """What a reply tells that its question did not say, in words of some length."""
    asked = reply.sent.decode()
    return {
        text
        for text in map(str.strip, _texts(reply.payload))
        if len(text) >= SHORTEST and text not in asked
    }


def leaked(records: Iterable[Mapping[str, Any]], values: Iterable[str]) -> set[str]:
    """Values that stand in the log, as words of their own."""
    log = "\n".join(text for row in records for text in _logged(row))
    return {
        value
        for value in values
        if value in log and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", log)
    }


def _logged(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(row[name]) for name in row.keys() - OUR_OWN)
    for finding in row["findings"]:
        if finding["check"] != "law.fields":  # names fields in the words of the act
            yield finding["expected"]
            yield finding["actual"]


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if etree.QName(element).localname in ABOUT_THE_EXCHANGE:
        return
    yield element.text or ""
    yield from element.attrib.values()
    for child in element:
        yield from _texts(child)

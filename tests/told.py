"""
Whether a typed answer holds all that a reply tells: every text, and every attribute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final

from kruispunt_client.results import Month, PartialDate
from lxml import etree

Element = Any

AROUND: Final = frozenset(
    {
        "Context", "Referte", "Uitzonderingen",
        "informationCustomer", "informationCBSS", "legalContext", "criteria",
        "searchPeriod", "status", "dataFilters",
        "ReplyContext", "ServiceId", "Version", "ResultSummary", "Question",
    }
)  # fmt: skip
"""Elements that are about the exchange: checked, or elsewhere in the `Answer`."""

HOLDERS: Final = frozenset(
    {
        "Repliek", "Antwoorden", "Antwoord",
        "ServiceReply", "Penskad_OpenPK_ConsultReply",
    }
)  # fmt: skip
"""Elements with some of those among their children, beside the root."""


def lost(reply: Element, *values: Any) -> list[str]:
    """
    Give what a reply tells and no typed value has.

    Args:
        reply: The payload: a response of MAGDA or the KSZ, or an `SSDNReply`.
        values: Typed values: the data, and the person of the answer.
    """
    found = {_canonical(text) for text in _typed(values)}
    return [text for text in told(reply) if _canonical(text) not in found]


def told(element: Element) -> Iterator[str]:
    """Give the texts and attributes that a reply tells, without what is around them."""
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name in HOLDERS:
            yield from told(child)
        elif name not in AROUND:
            yield from _all_of(child)


def _all_of(element: Element) -> Iterator[str]:
    for each in element.iter(etree.Element):
        yield from each.attrib.values()
        if not len(each) and each.text:
            yield each.text.strip()


def _typed(value: Any) -> Iterator[str]:
    """Give every value in a typed answer, as it could stand on the wire."""
    if isinstance(value, bool):
        yield from ("1", "true") if value else ("0", "false")
    elif isinstance(value, Month):
        yield from (str(value), f"{value}-00")
    elif isinstance(value, Enum):
        yield from _typed(value.value)
    elif isinstance(value, Mapping):
        yield from _typed((*value, *value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _typed(item)
    elif is_dataclass(value) and not isinstance(value, PartialDate):
        for column in fields(value):
            yield from _typed(getattr(value, column.name))
    elif isinstance(value, date):
        yield value.isoformat()
    elif value is not None:
        yield str(value)


def _canonical(text: str) -> str:
    """Let `12.50` and `12.5` be the same."""
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text

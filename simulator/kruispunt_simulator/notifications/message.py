"""
One message document: who sends it to whom, under which number, and the notifications.

Source: contract sheet `ksz-hdiindemnityallowancenotifications-v1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from kruispunt_simulator.dialects.ksz import write_timestamp
from kruispunt_simulator.notifications.kinds import Kind, contract
from kruispunt_simulator.services._xml import Element, add

MOST: Final = 5000
"""Notifications in one message."""

KSZ_NUMBER: Final = "0999009007"
"""
Enterprise number of the sender.

Source: our choice; invented, as that of the Flemish integrator, because none of the
acts gives the number of the KSZ.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One notification, ready to leave."""

    ssin: str
    """Of whom it tells."""
    notification: Element
    withheld: tuple[str, ...] = ()
    """Names of the elements that it lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the notifications."""

    receiver: str
    """Enterprise number."""
    legal_context: str
    number: int
    """Of the message, among those to this receiver."""
    ticket: str
    """Reference of the KSZ."""
    sent: datetime
    """Business time, aware."""


def write_message(kind: Kind, head: Head, entries: tuple[Entry, ...]) -> Element:
    """
    Write a message.

    Args:
        kind: Gives the names.
        head: What stands above the notifications.
        entries: One to `MOST`; they move into the message.
    """
    root = etree.Element(
        contract().messages[kind.operation], nsmap={"svc": contract().namespace}
    )
    sender = add(root, "sender")
    add(sender, "ticket", head.ticket)
    add(sender, "timestampSent", write_timestamp(head.sent))
    add(add(sender, "organizationIdentification"), "cbeNumber", KSZ_NUMBER)
    receiver = add(root, "receiver")
    add(add(receiver, "organizationIdentification"), "cbeNumber", head.receiver)
    add(root, "legalContext", head.legal_context)
    add(root, "sequenceNumber", head.number)
    withheld = dict.fromkeys(name for entry in entries for name in entry.withheld)
    if withheld:
        filters = add(root, "dataFilters")
        for name in withheld:
            add(filters, "filteredElement", name)
    add(root, kind.items).extend([entry.notification for entry in entries])
    return root

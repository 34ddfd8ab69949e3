"""
The door to the law: may this be pushed to whom, and what of a notification may leave.

Only granted fields leave. What the contract demands besides becomes neutral; where
nothing stands for it, the block around it stays behind (`rules/withholding.py`).

Source: 23/058 §85.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_law import Decision, Grant, Law

from kruispunt_simulator.notifications.kinds import SERVICE, VERSION, Kind, contract
from kruispunt_simulator.rules.withholding import Whitelist, keep_only
from kruispunt_simulator.services._xml import Element

HOP: Final = "ksz"


def decide_push(
    law: Law, *, party: str, capacity: str | None, kind: Kind, day: date
) -> Decision:
    """Find the grant under which a kind of message is pushed; refuse without one."""
    return law.decide(
        hop=HOP,
        party=party,
        capacity=capacity,
        service=SERVICE,
        version=VERSION,
        operation=kind.operation,
        on=day,
    )


def capacities(law: Law, party: str, kind: Kind, day: date) -> tuple[str, ...]:
    """
    List the legal contexts in which a party receives a kind of message.

    Returns:
        Those of that day, each once; on a day without any, those of other days.
    """
    fits = [
        grant
        for grant in law.grants
        if (grant.hop, grant.party) == (HOP, party)
        and grant.covers(SERVICE, VERSION, kind.operation)
    ]
    now = [grant for grant in fits if grant.in_force(day)]
    return tuple(sorted({grant.capacity for grant in now or fits}))


def may_leave(law: Law, grant: Grant, kind: Kind) -> Whitelist | None:
    """
    Tell what of a kind of message may leave under a grant.

    Returns:
        None: all of it.
    """
    told = law.told(grant, (SERVICE, VERSION, kind.operation))
    if told is None:
        return None
    return Whitelist(paths=told.always, removed=grant.removed, neutral=told.neutral)


def leave_out(message: Element, told: Whitelist | None, day: date) -> tuple[str, ...]:
    """
    Take out of a message, in place, what may not leave.

    Args:
        message: Valid, with one notification, which may go with what is in it.
        told: What may leave.
        day: Of the push.

    Returns:
        Names of the elements that went or became neutral, each once.
    """
    if told is None:
        return ()
    return keep_only(message, told, contract().content_of(message), day)

"""
The door to the law: may this be pushed to whom, and what of a notification may leave.

Where the contract demands an element that may not leave, the smallest block around it
that may be absent goes too, unless the grant gives a value in its place.

Source: 23/058 §85.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from kruispunt_simulator.law.decide import decide
from kruispunt_simulator.law.model import Decision, Grant
from kruispunt_simulator.notifications.kinds import SERVICE, Kind
from kruispunt_simulator.rules.withholding import find_all, unconditional, withhold
from kruispunt_simulator.services._xml import Element

HOP: Final = "ksz"

_STEPS: Final = re.compile(r"/(?![^\[]*\])")
"""A slash outside of a condition."""


def decide_push(
    grants: Iterable[Grant], *, party: str, capacity: str | None, kind: Kind, day: date
) -> Decision:
    """Find the grant under which a kind of message is pushed; refuse without one."""
    return decide(
        grants,
        hop=HOP,
        party=party,
        capacity=capacity,
        service=SERVICE,
        operation=kind.operation,
        on=day,
    )


def capacities(
    grants: Iterable[Grant], party: str, kind: Kind, day: date
) -> tuple[str, ...]:
    """
    List the legal contexts in which a party receives a kind of message.

    Returns:
        Those of that day, each once; on a day without any, those of other days.
    """
    fits = [
        grant
        for grant in grants
        if (grant.hop, grant.party, grant.service) == (HOP, party, SERVICE)
        and (not grant.operations or kind.operation in grant.operations)
    ]
    now = [grant for grant in fits if grant.in_force(day)]
    return tuple(sorted({grant.capacity for grant in now or fits}))


def leave_out(message: Element, kind: Kind, grant: Grant) -> tuple[str, ...]:
    """
    Take out of a message, in place, what a grant does not let leave.

    Args:
        message: Valid, with one notification, which may go with what is in it.
        kind: Whose message.
        grant: Its paths start below the root.

    Returns:
        Names of the elements that went or were replaced, each once.
    """
    paths = [
        _around(path, kind)
        for path in (*grant.withheld, *grant.withheld_of_adults)
        if find_all(message, path)  # and not a path of another kind of message
    ]
    names = withhold(message, paths, grant.neutral)
    return tuple(dict.fromkeys(name.partition("[")[0] for name in names))


def _around(path: str, kind: Kind) -> str:
    """Give the path of the smallest block around an element that may be absent."""
    steps = _STEPS.split(path)
    while len(steps) > 2 and unconditional("/".join(steps[2:])) not in kind.droppable:
        steps.pop()
    return "/".join(steps)

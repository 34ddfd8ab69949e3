"""The legal decision, as a pure function of grants, question and date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kruispunt_law.model import Decision, Grant


def decide(
    grants: Iterable[Grant],
    *,
    hop: str,
    party: str,
    capacity: str | None,
    service: str,
    operation: str,
    on: date,
    version: str | None = None,
) -> Decision:
    """
    Find the grant under which a question may be asked; refuse without one.

    Args:
        grants: All that are known, in any order.
        hop: Name of the hop that decides.
        party: Id of the party that asks.
        capacity: `Hoedanigheid` or `legalContext` of the message; None when absent.
        service: Name of the contract.
        version: Of the contract; None looks at no version.
        operation: Name of the operation.
        on: Business date.

    Returns:
        The decision; a refusal says what was missing: party, service, version,
        operation, capacity or date, in that order.

    Source: Protocol WiV–Wonen in Limburg art. 6.2 (every request, per service); 23/058
    §4, §85 (service, version and module).
    """
    near = [g for g in grants if g.hop == hop and g.party == party]
    steps = (
        (f"{party} has no grant at {hop}", lambda g: True),
        (f"{party} may not use {service} at {hop}", lambda g: g.service == service),
        (
            f"{party} may not use version {version} of {service}",
            lambda g: version is None or version in g.versions,
        ),
        (
            f"{party} may not use operation {operation} of {service}",
            lambda g: not g.operations or operation in g.operations,
        ),
        (
            f"{party} may not use {service} in capacity {capacity or '(none given)'}",
            lambda g: g.capacity == capacity,
        ),
        (f"no ground is in force on {on.isoformat()}", lambda g: g.in_force(on)),
    )
    for reason, fits in steps:
        left = [grant for grant in near if fits(grant)]
        if not left:
            return Decision(grant=None, reason=reason, near=tuple(near))
        near = left
    return Decision(grant=near[0], reason=near[0].citation)

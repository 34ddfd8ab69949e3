"""Which repertories must have a file about a person, so that it may be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeAlias

from kruispunt_law import Grant, Law

from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties

Inscribed: TypeAlias = bool | str | Iterable[str]
"""True for all that need it, False for none, or ids of parties that ask."""


def lines(
    law: Law, parties: Parties, inscribed: Inscribed, begin: date
) -> list[dict[str, Any]]:
    """
    Write the section `repertory` of a file.

    Args:
        law: Its grants say which file a question needs.
        parties: Who there is.
        inscribed: Who shall be able to ask.
        begin: First day; they stay open.

    Raises:
        LookupError: No such party.
    """
    if inscribed is False:
        return []
    if inscribed is True:
        grants: Iterable[Grant] = law.grants
    else:
        names = [inscribed] if isinstance(inscribed, str) else list(inscribed)
        for name in names:
            if parties.get(name) is None:
                raise LookupError(f"no party {name}; `kruispunt parties` lists them")
        grants = _on_the_way(law, names)
    files = {grant.file[:2] for grant in grants if grant.register_ != "none"}
    return [
        {"party": party, "register": register, "from": begin}
        for register, party in sorted(files)
    ]


def _on_the_way(law: Law, names: Iterable[str]) -> Iterator[Grant]:
    """Give the grants of parties, and those under which hops ask on for them."""
    for grant in law.grants:
        if grant.party in names:
            yield grant
            yield from _onward(law, grant)


def _onward(law: Law, grant: Grant) -> Iterator[Grant]:
    plan = HOPS[grant.hop]
    for other in law.grants:
        if (other.hop, other.party, other.capacity) == (
            plan.next_hop,
            plan.operator,
            grant.onward,
        ):
            yield other
            yield from _onward(law, other)

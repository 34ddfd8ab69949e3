"""
Which test case answers a question, if any: those of the hop that knows the source.

A case that is named after the person goes before the person's file; one for everybody
else goes for whoever has no file. Wonen in Vlaanderen passes questions on, so it has no
cases.

A case may refuse a registration, but not say that one was done, and a file for
everybody does neither: what the repertory holds and what it answers must be the same.
Source: our choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.hops.prepared import (
    Prepared,
    UnusableReply,
    says_done,
    unusable,
)

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop


def case_of(hop: Hop, call: Call) -> Prepared | None:
    """
    Find the test case for a question that passed every check.

    Args:
        hop: Who answers.
        call: Its operation and service are known; what was looked for is noted.

    Returns:
        None when there is none, or none at this hop.

    Raises:
        Refused: There is one that cannot be used.
    """
    if hop.cases is None or hop.plan.relays:
        return None
    assert call.operation is not None
    assert call.service is not None
    asked = (call.operation, call.payload, call.subject)
    registers = call.service.flow == "repertory"
    try:
        found = hop.cases.named(*asked)
        nobody = call.subject is None or hop.sources.register(call.subject) is None
        if found is None and nobody and not registers:
            found = hop.cases.fallback(*asked)
        if found is None:
            nearest = hop.cases.nearest(*asked)
            call.note("case.found", "the folder of `--cases`", "a case", nearest)
    except UnusableReply as error:
        wanted = f"a reply of {call.operation.name}"
        raise unusable(hop, "case", str(error), wanted) from error
    if found is not None and registers and says_done(found):
        call.note(
            "case.left-to-repertory",
            "a case does not write in the repertories",
            "a refusal",
            f"{found.origin} says that it was done; the service itself answers",
        )
        return None
    return found

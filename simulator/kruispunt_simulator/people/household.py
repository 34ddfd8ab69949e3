"""
Which households the person was and is a member of.

Only memberships are kept: who a household consists of on a day follows from the files
of all persons that name it, so all services agree on it (`Sources.household`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import Field

from kruispunt_simulator.people.base import FOREVER, Dated

HEAD: Final = "01"
"""Position of the reference person, to whom the positions of the others relate."""


class Membership(Dated):
    """
    A member of a household, in one position.

    A new position, because it changes or because the head does, is a new membership.
    Death ends it without a word here.
    """

    household: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Any name; files that name it belong together."""
    position: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    """What the person is to the head; code lists, section 1."""
    woonvorm: Literal["00", "01"] = "00"
    """Ordinary, or care living."""

    def last(self, deceased: date | None) -> date:
        """
        Give the last day of the membership.

        Args:
            deceased: When the member died.
        """
        return min(self.end or FOREVER, deceased or FOREVER)


def refuse_two_households(memberships: Sequence[Membership]) -> None:
    """
    Insist that memberships follow each other.

    Raises:
        ValueError: One begins before that above it, or while that still holds. On the
            day of a move the person may belong to both households.
    """
    for former, later in pairwise(memberships):
        moves = former.household != later.household
        free_from = former.end or FOREVER
        is_early = later.begin < free_from if moves else later.begin <= free_from
        if later.begin < former.begin or is_early:
            raise ValueError(
                f"{later.household} from {later.begin}: is still a member of "
                f"{former.household}"
            )

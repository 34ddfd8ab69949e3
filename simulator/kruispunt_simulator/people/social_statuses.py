"""
Social statuses that no other section of a person's file tells.

The statuses of a disability are not here: they follow from the recognitions (see
`services/_harmonised.py`).

Source: contract sheet `magda-geefsociaalstatuut-03.00`; `_code-lists` 8 for the names,
which are agreed per project, so these are those that were seen.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kruispunt_simulator.people.base import Dated, Section

StatusName = Literal[
    "BIM_BVT",
    "BIM_BVT_IN_FAMILY",
    "PCSA_AND_BIM_HELP",
    "LIVING_WAGES_PCSA_HELP",
    "GENT_PARKING_ADULT",
    "GENT_PARKING_CHILD",
]
"""BIM (once BVT): increased reimbursement of care. PCSA: public welfare centre."""


class Detail(Section):
    """Something more about a status, as the project agreed it."""

    name: str = Field(max_length=120)
    value: str = Field(max_length=120)


class SocialStatus(Dated):
    """A status, and when it applies."""

    name: StatusName
    details: tuple[Detail, ...] = ()
    family_in_doubt: bool = False
    """The composition of the family holds errors, so the status is not worked out
    (SSH00047)."""

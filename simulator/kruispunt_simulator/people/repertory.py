"""Which party handles a file about the person, and in which register that stands."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kruispunt_simulator.people.base import Dated


class Registration(Dated):
    """
    One line of a reference repertory.

    Source: Law facts, R-LC-05: a file in the repertory named by the act, with a period
    that covers the question.
    """

    party: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Id of the party, as in the table of parties."""
    register_: Literal["vdi", "ksz", "fidus"] = Field(alias="register")
    """Whose repertory: the Flemish integrator's, the KSZ's or that of Brussels."""
    quality: str | None = Field(default=None, min_length=1, max_length=24)
    """Purpose of the file: `Hoedanigheid` (vdi) or quality code (ksz, fidus)."""

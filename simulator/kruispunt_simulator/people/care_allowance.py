"""
What Opgroeien holds about the care supplement (`zorgtoeslag`) of a child.

Fields are English here, for MAGDA-Mock publishes no example to mirror; the aliases for
serialization are the elements of GeefZorgtoeslag 02.00.

Source: contract sheet `magda-geefzorgtoeslag-02.00`.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Dated, Section


class CareRequest(Section):
    """How far the latest request has come (`StatusAanvraag`)."""

    legislation: int = Field(ge=0, le=20)
    requested: date | None = None
    recognition_pending: bool
    file_complete: date | None = None
    appeal: bool = False


class ParticipationPoints(Section):
    """The parts of pillar 2: taking part in life."""

    learning: int | None = Field(default=None, serialization_alias="SubPijler2.1")
    communication: int | None = Field(default=None, serialization_alias="SubPijler2.2")
    mobility: int | None = Field(default=None, serialization_alias="SubPijler2.3")
    self_care: int | None = Field(default=None, serialization_alias="SubPijler2.4")


class FamilyPoints(Section):
    """The parts of pillar 3: what it asks of the family."""

    treatment: int | None = Field(default=None, serialization_alias="SubPijler3.1")
    travel: int | None = Field(default=None, serialization_alias="SubPijler3.2")
    living: int | None = Field(default=None, serialization_alias="SubPijler3.3")


class CarePillars(Section):
    """Points on the medical-social scale, in the order of `Pijlers`."""

    pillar_1: int | None = Field(
        default=None, ge=0, le=6, serialization_alias="Pijler1"
    )
    pillar_2: int | None = Field(
        default=None, ge=0, le=12, serialization_alias="Pijler2"
    )
    pillar_3: int | None = Field(
        default=None, ge=0, le=18, serialization_alias="Pijler3"
    )
    parts_of_pillar_2: ParticipationPoints | None = Field(
        default=None, serialization_alias="SubpijlerPijler2"
    )
    parts_of_pillar_3: FamilyPoints | None = Field(
        default=None, serialization_alias="SubpijlerPijler3"
    )
    total: int | None = Field(default=None, ge=0, le=36, serialization_alias="Totaal")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        pillars = (self.pillar_1, self.pillar_2, self.pillar_3)
        refuse_wrong_sum("total", self.total, pillars)
        return self


class CareRecognition(Dated):
    """One recognition (`Erkenning`) with its period and points."""

    decided: date
    legislation: int = Field(ge=1, le=100)
    pillars: CarePillars | None = None
    decision: str = Field(max_length=100)
    """`StatusBeslissing`, free text."""

    @property
    def gives_supplement(self) -> bool:
        """
        Whether the points are enough for the care supplement.

        Source: rule R-ZT-01 (decree of 7 December 2018 art. 6 §6): at least 4 in
        pillar 1, or at least 6 in total.
        """
        points = self.pillars or CarePillars()
        return (points.pillar_1 or 0) >= 4 or (points.total or 0) >= 6


class CareAllowance(Section):
    """Request and recognitions of one child."""

    request: CareRequest | None = None
    recognitions: tuple[CareRecognition, ...] = ()


def refuse_wrong_sum(
    name: str, total: int | None, parts: tuple[int | None, ...]
) -> None:
    """
    Refuse a total that differs from its parts, when all of them are given.

    Raises:
        ValueError: It does; pydantic adds where.
    """
    known = [part for part in parts if part is not None]
    if total is not None and len(known) == len(parts) and sum(known) != total:
        raise ValueError(f"{name} is {total}, but its parts add up to {sum(known)}")

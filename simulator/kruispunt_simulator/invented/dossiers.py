"""
What the sources know of whom: a table of dossiers, each with who may have one, how many
of those do, and how it is made up.

Weights are our choice, near what a social landlord meets; amounts and codes are
plausible and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from kruispunt_simulator.invented import benefits, care, home, work
from kruispunt_simulator.invented.families import Maker, Member

Make = Callable[[Maker, Member], dict[str, Any]]
"""Gives sections of the file by name; none where there is nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One row of the table."""

    name: str
    ages: tuple[int, int]
    """Youngest and oldest who may have one."""
    share: float
    """Of those, how many have one: 0 to 1."""
    make: Make


EVERYBODY: Final = (0, 130)

DOSSIERS: Final = (
    Dossier(name="repertory", ages=EVERYBODY, share=1.0, make=home.repertory),
    Dossier(name="care allowance", ages=(0, 20), share=0.05, make=care.care_allowance),
    Dossier(name="disability", ages=(21, 64), share=0.07, make=care.disability),
    Dossier(name="incapacity", ages=(20, 64), share=0.06, make=care.incapacity),
    Dossier(
        name="family benefits", ages=(0, 24), share=0.95, make=benefits.family_benefits
    ),
    Dossier(name="living wage", ages=(18, 64), share=0.06, make=benefits.living_wage),
    Dossier(name="pension", ages=(65, 130), share=0.97, make=benefits.pension),
    Dossier(name="unemployment", ages=(20, 64), share=0.09, make=work.unemployment),
    Dossier(name="job seeker", ages=(18, 64), share=0.11, make=work.job_seeker),
    Dossier(name="income", ages=(23, 130), share=1.0, make=work.income),
    Dossier(name="real estate", ages=(28, 130), share=0.04, make=home.parcels),
    Dossier(name="language", ages=(19, 64), share=0.12, make=home.language),
)


def add_dossiers(maker: Maker, members: Iterable[Member]) -> None:
    """Add to the files of a group what the sources know."""
    for member in members:
        age = member.age(maker.today)
        for dossier in DOSSIERS:
            youngest, oldest = dossier.ages
            drawn = maker.rng.random() < dossier.share
            if youngest <= age <= oldest and drawn and member.died is None:
                member.document.update(dossier.make(maker, member))

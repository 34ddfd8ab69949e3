"""One invented person: who it is, what it is good for, what the sources hold."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.care_allowance import CareAllowance
from kruispunt_simulator.people.disability import Disability
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.incapacity import Attest
from kruispunt_simulator.people.repertory import Registration


class Person(Section):
    """Everything about one person; a section that is absent, no source knows."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1, max_length=100)
    """One line: what this person is good for."""
    notes: str = ""
    identity: Identity
    care_allowance: CareAllowance | None = None
    disability: Disability = Disability()
    incapacity: tuple[Attest, ...] = ()
    repertory: tuple[Registration, ...] = ()

    @model_validator(mode="after")
    def _one_attest_per_quarter_and_version(self) -> Self:
        seen: set[tuple[str, int]] = set()
        for attest in self.incapacity:
            key = (attest.quarter, attest.version)
            if key in seen:
                raise ValueError(f"two attests for {key[0]} with version {key[1]}")
            seen.add(key)
        return self

    @property
    def ssin(self) -> str:
        """The number under which this person is asked about."""
        return self.identity.ssin

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """
        The keys under which others than the person may look for this file.

        Pairs of kind and key, such as (`household`, `peeters`).
        """
        return frozenset()

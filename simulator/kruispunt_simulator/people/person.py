"""One invented person: who it is, what it is good for, what the sources hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.care_allowance import CareAllowance
from kruispunt_simulator.people.disability import Disability
from kruispunt_simulator.people.family_benefits import (
    FamilyFile,
    refuse_before_birth,
    refuse_unrecognised,
)
from kruispunt_simulator.people.household import Membership, refuse_two_households
from kruispunt_simulator.people.identity import Address, Identity
from kruispunt_simulator.people.incapacity import Attest
from kruispunt_simulator.people.income import TaxAssessments
from kruispunt_simulator.people.job_seeker import JobSeeker
from kruispunt_simulator.people.language import Language
from kruispunt_simulator.people.living_wage import WelfareFiles
from kruispunt_simulator.people.opgroeien import kind_en_gezin_of, refuse_contradiction
from kruispunt_simulator.people.pension import Pension
from kruispunt_simulator.people.property import Parcel
from kruispunt_simulator.people.registers import Registers, contradictions, in_turn
from kruispunt_simulator.people.repertory import Registration
from kruispunt_simulator.people.social_statuses import SocialStatus
from kruispunt_simulator.people.unemployment import Unemployment
from kruispunt_simulator.people.vaph import Vaph


class Person(Section):
    """Everything about one person; a section that is absent, no source knows."""

    id: str | None = Field(
        default=None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100
    )
    """A name to call the person by; nobody else has it."""
    title: str = Field(min_length=1, max_length=100)
    """One line: what this person is good for."""
    notes: str = ""
    identity: Identity
    registers: Registers = Registers()
    households: tuple[Membership, ...] = ()
    care_allowance: CareAllowance | None = None
    disability: Disability = Disability()
    vaph: Vaph | None = None
    social_statuses: tuple[SocialStatus, ...] = ()
    family_benefits: tuple[FamilyFile, ...] = ()
    incapacity: tuple[Attest, ...] = ()
    living_wage: WelfareFiles = ()
    income: TaxAssessments = ()
    unemployment: Unemployment | None = None
    job_seeker: JobSeeker = JobSeeker()
    pension: Pension | None = None
    language: Language | None = None
    parcels: tuple[Parcel, ...] = ()
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

    @model_validator(mode="after")
    def _the_registers_agree_with_the_identity(self) -> Self:
        for problem in contradictions(self.identity, self.registers):
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _one_household_at_a_time(self) -> Self:
        refuse_two_households(self.households)
        return self

    @model_validator(mode="after")
    def _opgroeien_does_not_contradict_itself(self) -> Self:
        told = self.disability.kind_en_gezin
        if self.care_allowance is not None and told is not None:
            refuse_contradiction(self.care_allowance, told)
        return self

    @model_validator(mode="after")
    def _benefits_fit_the_child(self) -> Self:
        refuse_before_birth(self.family_benefits, self.identity.born)
        if self.care_allowance is not None:
            refuse_unrecognised(self.family_benefits, self.care_allowance.recognitions)
        return self

    @model_validator(mode="after")
    def _one_fact_per_parcel(self) -> Self:
        names = [parcel.key for parcel in self.parcels]
        names += [str(state.id) for parcel in self.parcels for state in parcel.states]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"parcel or state {name} stands here twice")
        return self

    def disability_file(self, source: str) -> Any:
        """
        Give the disability file of a source, or None when it has none.

        Args:
            source: Field of `Disability`. That of `kind_en_gezin` follows from the care
                allowance, where there is one.
        """
        if source == "kind_en_gezin" and self.care_allowance is not None:
            return kind_en_gezin_of(self.care_allowance)
        return getattr(self.disability, source)

    @property
    def ssin(self) -> str:
        """The number under which this person is asked about."""
        return self.identity.ssin

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """
        The keys under which others than the person may look for this file.

        Pairs of kind and key, such as (`household`, `peeters`): every household; every
        `parent`; with whom a `shared-stay` is; the number that came in place of this
        one (`replaced-by`); with whom a living wage is shared (`living-wage-partner`);
        whom a `benefit-file` names, the child itself and those who are or were paid;
        every `parcel`, each of its states (`parcel-state`), and whoever is or was its
        `owner`.
        """
        return frozenset(_keys(self))

    def home(self, on: date) -> Address | None:
        """
        Give the main residence in Belgium on a day.

        Returns:
            From the history of addresses where there is one, else the only one that is
            known, whatever the day.
        """
        held = self.registers.addresses
        if not held:
            return self.identity.address
        for residence in reversed(in_turn(held)):
            if residence.holds(on):
                return residence.as_address()
        return None


def _keys(person: Person) -> Iterator[tuple[str, str]]:
    for membership in person.households:
        yield "household", membership.household
    for descent in person.registers.descent:
        for parent in descent.parents:
            if parent.ssin is not None:
                yield "parent", parent.ssin
    for stay in person.registers.shared_stays:
        if stay.with_.ssin is not None:
            yield "shared-stay", stay.with_.ssin
    if person.identity.replaced_by is not None:
        yield "replaced-by", person.identity.replaced_by
    for file in person.living_wage:
        for partner in file.partners:
            yield "living-wage-partner", partner
    for family_file in person.family_benefits:
        yield "benefit-file", person.ssin
        for payee in family_file.payees:
            yield "benefit-file", payee.ssin
    for parcel in person.parcels:
        yield from parcel.keys

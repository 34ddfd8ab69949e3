"""
The data flows of social housing: what a connection can ask, by what it is about.

One module per flow; each line in it names a typed call of `calls/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from kruispunt_client.flows.base import Flow
from kruispunt_client.flows.care_allowance import CareAllowance
from kruispunt_client.flows.disability import Disability
from kruispunt_client.flows.family_benefits import FamilyBenefits
from kruispunt_client.flows.household import Household
from kruispunt_client.flows.incapacity import Incapacity
from kruispunt_client.flows.income import Income
from kruispunt_client.flows.job_seeker import JobSeeker
from kruispunt_client.flows.language import Language
from kruispunt_client.flows.living_wage import LivingWage
from kruispunt_client.flows.pension import Pension
from kruispunt_client.flows.person import Person
from kruispunt_client.flows.property import Property
from kruispunt_client.flows.repertory import Repertory
from kruispunt_client.flows.social_status import SocialStatus
from kruispunt_client.flows.technical import Technical
from kruispunt_client.flows.unemployment import Unemployment

__all__ = [
    "KINDS",
    "CareAllowance",
    "Disability",
    "FamilyBenefits",
    "Flow",
    "Flows",
    "Household",
    "Incapacity",
    "Income",
    "JobSeeker",
    "Language",
    "LivingWage",
    "Pension",
    "Person",
    "Property",
    "Repertory",
    "SocialStatus",
    "Technical",
    "Unemployment",
]

L = TypeVar("L")


class Flows(Generic[L]):
    """Every data flow, on one connection; which may be asked there is up to the hop."""

    def _open_flows(self, line: L) -> None:
        self.person = Person(line)
        """Who somebody is: identity, address, civil status, and their history."""
        self.household = Household(line)
        """With whom somebody lives, now and before."""
        self.disability = Disability(line)
        """Handicap files, recognitions, rights and payments."""
        self.care_allowance = CareAllowance(line)
        """The care supplement of a child."""
        self.family_benefits = FamilyBenefits(line)
        """Family benefits: who gets them, for which child, and when."""
        self.living_wage = LivingWage(line)
        """The living wage: periods and amounts."""
        self.incapacity = Incapacity(line)
        """Incapacity for work: indemnity periods, and attests with the risk."""
        self.pension = Pension(line)
        """Pensions, and rights to a pension."""
        self.unemployment = Unemployment(line)
        """Unemployment: payments, rights and histories."""
        self.social_status = SocialStatus(line)
        """Harmonised social statuses: yes or no."""
        self.income = Income(line)
        """The assessment of the personal income tax."""
        self.property = Property(line)
        """Real-estate rights, according to the cadastre."""
        self.language = Language(line)
        """The language requirement of a tenant."""
        self.job_seeker = JobSeeker(line)
        """Registration as a job seeker."""
        self.repertory = Repertory(line)
        """Registration of a person in the repertories: a file is open."""
        self.technical = Technical(line)
        """Whether the connection itself works; about nobody."""


KINDS: Final[Mapping[str, type[Flow[Any]]]] = MappingProxyType(
    {
        "person": Person,
        "household": Household,
        "disability": Disability,
        "care_allowance": CareAllowance,
        "family_benefits": FamilyBenefits,
        "living_wage": LivingWage,
        "incapacity": Incapacity,
        "pension": Pension,
        "unemployment": Unemployment,
        "social_status": SocialStatus,
        "income": Income,
        "property": Property,
        "language": Language,
        "job_seeker": JobSeeker,
        "repertory": Repertory,
        "technical": Technical,
    }
)
"""The flows of `Flows`, by their names."""

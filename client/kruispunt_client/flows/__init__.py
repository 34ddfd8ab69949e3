"""
The data flows of social housing: what a connection can ask, by what it is about.

One module per flow; each line in it names a typed call of `calls/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar, get_origin, get_type_hints

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
from kruispunt_client.flows.other import Other
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
    "Other",
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

    person: Person[L]
    """Who somebody is: identity, address, civil status, and their history."""
    household: Household[L]
    """With whom somebody lives, now and before."""
    disability: Disability[L]
    """Handicap files, recognitions, rights and payments."""
    care_allowance: CareAllowance[L]
    """The care supplement of a child."""
    family_benefits: FamilyBenefits[L]
    """Family benefits: who gets them, for which child, and when."""
    living_wage: LivingWage[L]
    """The living wage: periods and amounts."""
    incapacity: Incapacity[L]
    """Incapacity for work: indemnity periods, and attests with the risk."""
    pension: Pension[L]
    """Pensions, and rights to a pension."""
    unemployment: Unemployment[L]
    """Unemployment: payments, rights and histories."""
    social_status: SocialStatus[L]
    """Harmonised social statuses: yes or no."""
    income: Income[L]
    """The assessment of the personal income tax."""
    property: Property[L]
    """Real-estate rights, according to the cadastre."""
    language: Language[L]
    """The language requirement of a tenant."""
    job_seeker: JobSeeker[L]
    """Registration as a job seeker."""
    repertory: Repertory[L]
    """Registration of a person in the repertories: a file is open."""
    technical: Technical[L]
    """Whether the connection itself works; about nobody."""
    other: Other[L]
    """Any service by the names of the wire, such as one of contracts of your own."""

    def _open_flows(self, line: L) -> None:
        for name, kind in KINDS.items():
            setattr(self, name, kind(line))


KINDS: Final[Mapping[str, type[Flow[Any]]]] = MappingProxyType(
    {name: get_origin(hint) for name, hint in get_type_hints(Flows).items()}
)
"""The flows of `Flows`, by their names."""

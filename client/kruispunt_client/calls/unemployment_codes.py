"""
What the services about unemployment have in common: codes, periods, descriptions.

Source: `ksz-unemploymentdata-v3`; code lists, section 7; natures of unemployment as
public client code of the KSZ has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Generic, TypeVar

from kruispunt_client.calls.span import InMonth, InMonths, months
from kruispunt_client.calls.wire import Wire
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

C = TypeVar("C", bound=Enum | int | str)


class UnemploymentNature(Enum):
    """
    Nature of unemployment.

    Codes 34 to 39 (voluntary part-time) and 44 to 49 (full) with a supplement for
    mobility, child care or training are not told apart by our source; they stay texts.
    """

    NOT_PAYABLE = 0
    """Or withheld: 0 is also what stands in for a nature that the law keeps back."""
    FULL_TIME = 1
    """Full unemployment, full-time."""
    TEMPORARY = 2
    FULL_PART_TIME = 3
    """Full unemployment from voluntary part-time work."""
    TEMPORARY_PART_TIME = 4
    PART_TIME_INCOME_GUARANTEE = 5
    PART_TIME_TEMPORARY_ONLY = 6
    """Part-time; payable only when temporarily unemployed."""
    IMPORTED_RIGHTS = 8
    """From another country of the EEA."""
    EARLY_RETIREMENT = 9
    EARLY_RETIREMENT_PART_TIME = 10
    TRAINING = 11
    """Or apprenticeship."""
    SHELTERED_WORKSHOP = 12
    OLDER_FRONTIER_WORKER = 15
    RAISED_LAST_MONTH_OF_TRAINING = 16
    RAISED_LAST_MONTH_OF_TRAINING_17 = 17
    HALF_TIME_EARLY_RETIREMENT = 18
    YOUTH_HOLIDAY = 21
    SENIOR_HOLIDAY = 22
    PART_TIME_TRAINING = 31
    ESTABLISHMENT_ALLOWANCE = 40
    PART_TIME_INCOME_GUARANTEE_2005 = 57
    """As it is since 2005."""

    @classmethod
    def _missing_(cls, value: object) -> UnemploymentNature | None:
        """MAGDA writes two digits."""
        text = str(value)
        if len(text) > 1 and text.startswith("0") and text.isdecimal():
            return cls(int(text))
        return None


class DossierStatus(Enum):
    """How far the federal office (RVA) is with a month."""

    COMPLETED = "COMPLETED"
    """Checked and approved."""
    PROVISIONAL = "PROVISIONAL"
    """Approved for the time being."""
    NOT_STARTED = "NOT_STARTED"
    """Not checked yet."""


class FamilyState(Enum):
    """The family situation that decides the amount."""

    SOLITARY = "SOLITARY"
    COHABITING = "COHABITING"
    HOUSEHOLDER = "HOUSEHOLDER"
    """With dependants."""


class WorkerStatus(Enum):
    """On what ground somebody is paid."""

    UNEMPLOYMENT_ALLOCATION = "UNEMPLOYMENT_ALLOCATION"
    """After work."""
    INSERTION_ALLOCATION = "INSERTION_ALLOCATION"
    """After studies."""


class AvailabilityCategory(Enum):
    """What a decision about the availability of a young person says."""

    NEGATIVE = "NEGATIVE"
    POSITIVE = "POSITIVE"
    DOUBLE_POSITIVE = "DOUBLE POSITIVE"
    ASSIMILATED_1_POSITIVE = "ASSIMILED 1 POSITIVE"
    ASSIMILATED_2_POSITIVE = "ASSIMILED 2 POSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a code means, in one language."""

    text: Annotated[str, Wire("_value_1")]
    lang: str | None
    """FR, NL, DE or EN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described(Generic[C]):
    """A code with its meaning."""

    value: C | str
    """A text where the list is not known, or does not know it."""
    descriptions: Annotated[
        tuple[Description, ...],
        Wire("descriptions/description", "description/description"),
    ]
    """The contract has both names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriod:
    """First and last day; None: it goes on."""

    begin_date: date
    end_date: date | None


def closed_months(on: InMonth | None, period: InMonths | None) -> tuple[Month, Month]:
    """
    Give first and last month of what is asked, where the contract wants both.

    Raises:
        InvalidRequest: As `months` says, or the period has no end.
    """
    begin, end = months(on, period)
    if end is None:
        raise InvalidRequest("period: a last month is needed here")
    return begin, end

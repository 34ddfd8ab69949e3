"""
Codes of the pension register: letters and digits of the KSZ, which MAGDA passes on.

Source: `ksz-pensionregister`; `_code-lists.md` section 6. The lists of MAGDA are open,
so there a code that is not in a list stays a text.
"""

from __future__ import annotations

from enum import Enum


class Pillar(Enum):
    """Which pensions are asked for."""

    FIRST = "FirstOnly"
    """Legal pensions."""
    SECOND = "SecondOnly"
    """Supplementary pensions."""
    BOTH = "FirstSecond"


class Payments(Enum):
    """How much of the payments is asked for."""

    NONE = "RightsOnly"
    MINIMUM = "RightsMinimumPayments"
    MAXIMUM = "RightsMaximumPayments"
    """Also taxes, contributions, special rules and anomalies."""


class Focus(Enum):
    """Of what the period is, when payments are asked for."""

    REFERENCE_PERIOD = "ReferencePeriod"
    """The months for which was paid."""
    MONTH_OF_PAYMENT = "MonthOfPayment"
    """The months in which was paid."""


class PensionType(Enum):
    """Whose right it is."""

    RETIREMENT = "1"
    """Retirement, or own right."""
    SURVIVOR = "2"
    DIVORCED_SPOUSE = "3"
    ORPHAN = "4"
    """Outside of the act of 1984."""
    ORPHAN_1984 = "5"
    """Under the act of 1984."""


class Periodicity(Enum):
    """How often is paid."""

    MONTHLY = "1"
    TWO_MONTHLY = "2"
    QUARTERLY = "3"
    FOUR_MONTHLY = "4"
    HALF_YEARLY = "6"
    YEARLY = "J"
    CAPITAL = "K"
    EXCEPTIONAL = "E"


class RightOrigin(Enum):
    """Under whose law the right was opened."""

    NATIONAL = "1"
    FOREIGN = "2"
    SUPRANATIONAL = "3"


class AdministrativeSituation(Enum):
    """Under which scheme."""

    OTHER = "0"
    EMPLOYEE = "1"
    SELF_EMPLOYED = "2"
    CIVIL_SERVANT = "3"
    POLITICAL_MANDATE = "4"
    OWN_FUND = "5"
    """A company or institution with a fund of its own."""
    COLLECTIVE_CONTRACT = "6"
    INDIVIDUAL_COMMITMENT = "7"
    """Of a self-employed person."""
    SELF_EMPLOYED_SUPPLEMENT = "8"
    COLLECTIVE_OF_EMPLOYER = "A1"
    """MAGDA only."""


class EmployerType(Enum):
    """Of which sector the employer was."""

    NOT_APPLICABLE = "0"
    PRIVATE = "1"
    PUBLIC = "2"


class FamilyCharge(Enum):
    """Whether there are dependants."""

    WITH = "1"
    WITHOUT = "2"


class HouseholdRate(Enum):
    """At which rate is paid."""

    NOT_GIVEN = "0"
    HOUSEHOLD = "1"
    SINGLE = "2"


class AdvantageType(Enum):
    """What kind of benefit it is, and whether the law gives it."""

    PENSION_LEGAL = "11"
    PENSION_EXTRALEGAL = "12"
    SUPPLEMENT_LEGAL = "21"
    SUPPLEMENT_EXTRALEGAL = "22"
    OTHER_LEGAL = "31"
    OTHER_EXTRALEGAL = "32"


class AdvantageCode(Enum):
    """Which benefit it is; the list is open."""

    RETIREMENT_EMPLOYEE = "01"
    RETIREMENT_SELF_EMPLOYED = "02"
    GUARANTEED_INCOME = "03"
    SEPARATED_SPOUSE_EMPLOYEE = "04"
    SEPARATED_SPOUSE_SELF_EMPLOYED = "05"
    SURVIVOR_EMPLOYEE = "11"
    SURVIVOR_SELF_EMPLOYED = "12"
    HOLIDAY_PAY = "21"
    SPECIAL_ALLOWANCE = "22"
    HEATING_ALLOWANCE = "26"
    INCOME_GUARANTEE = "30"
    """Income guarantee for the elderly."""
    HELP_OF_THIRD_PERSON = "38"
    HEATING_ALLOWANCE_2 = "39"
    TRANSITION_EMPLOYEE = "45"
    TRANSITION_SELF_EMPLOYED = "46"
    FOREIGN = "51"
    CIVIL_INVALID = "57"
    CIVIL_INVALID_2 = "58"
    STATE_EMPLOYEE = "81"
    STATE_SELF_EMPLOYED = "82"
    SOLIDARITY = "98"
    PUBLIC_SECTOR = "99"
    COLONIAL_INVALIDITY = "A1"
    TRANSITION = "IT"
    SOLIDARITY_ONLY = "SB"
    HEALTH_CONTRIBUTION_ONLY = "ZV"


class IndexType(Enum):
    """By which index is revalued; 3 to 5 are specific ones."""

    NONE = "0"
    PRIVATE = "1"
    PUBLIC = "2"


class HealthDeduction(Enum):
    """How the contribution to the health insurance is withheld; 3, 4 and 9 exist."""

    NONE = "0"
    WITH_DEPENDANTS = "1"
    WITHOUT_DEPENDANTS = "2"

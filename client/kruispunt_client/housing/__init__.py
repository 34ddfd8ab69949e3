"""
The rules of social housing, as functions on what typed calls give.

Nothing here asks anybody anything: every function takes answers, or facts that you know
yourself, and gives a value that says yes, no or *not known*, with why and the rule.

| question | function | rules |
| --- | --- | --- |
| is a child severely disabled, by its points | `is_severely_disabled_child` | R-ZT |
| is a person severely disabled, by the files | `is_severely_disabled` | R-SD |
| does a social status hold | `social_status_holds` | R-HS |
| how many persons are dependent | `count_dependants` | R-PTL |
| what is the allowance that replaces income | `ivt_on`, `ivt_of_year` | R-INC-09 |
| what is the income, and of which year | `household_income`, `income_year` | R-INC |
| does a tenant meet the language obligation | `meets_language_obligation` | R-BIN-01 |
| is the income within the ceiling | `rent_subsidy_ceiling`, `is_within` | R-CEIL |
| must a tenant register at the VDAB | `meets_job_seeker_obligation` | R-BIN-02 |
"""

from __future__ import annotations

from kruispunt_client.housing.age import (
    ages_on,
    is_minor,
    is_of_age_for_care_supplement,
)
from kruispunt_client.housing.amount import Amount, Part, Per, sum_of
from kruispunt_client.housing.benefits import gets_family_benefits
from kruispunt_client.housing.care_supplement import (
    is_severely_disabled_child,
    points_suffice,
)
from kruispunt_client.housing.ceiling import (
    RENT_SUBSIDY_2021,
    Ceiling,
    Ceilings,
    is_within,
    rent_subsidy_ceiling,
)
from kruispunt_client.housing.current import (
    extrapolated,
    incapacity_benefit_of_month,
    pension_of_month,
    unemployment_benefit_of_month,
)
from kruispunt_client.housing.dependants import (
    Count,
    PersonCount,
    PersonFacts,
    count_dependants,
)
from kruispunt_client.housing.disability import (
    attest_counts,
    is_severely_disabled,
    self_reliance_is_reduced,
    stays_severely_disabled,
)
from kruispunt_client.housing.family import (
    household_facts,
    household_is_whole,
    is_child_of,
    stays_regularly,
)
from kruispunt_client.housing.finding import (
    Fact,
    Finding,
    Known,
    NotKnown,
    all_of,
    any_of,
)
from kruispunt_client.housing.incapacity import (
    has_incapacity_benefit,
    is_incapacitated,
)
from kruispunt_client.housing.income import (
    Component,
    CurrentComponent,
    MemberIncome,
    current_income_of_person,
    exempt_part,
    household_income,
    income_of_person,
    indexed,
    may_use_income,
)
from kruispunt_client.housing.income_year import (
    assessment_is_dated_in_time,
    assessment_is_recent_enough,
    income_year,
)
from kruispunt_client.housing.ivt import (
    integration_allowance,
    ivt,
    ivt_of_right,
    ivt_of_year,
    ivt_on,
)
from kruispunt_client.housing.job_seeker import (
    is_registered_at_vdab,
    meets_job_seeker_obligation,
)
from kruispunt_client.housing.language import (
    is_in_breach_of_language_obligation,
    meets_language_obligation,
)
from kruispunt_client.housing.law import RULES, Rule
from kruispunt_client.housing.living_wage import living_wage_of_year
from kruispunt_client.housing.schemes import Scheme, renovation_premium
from kruispunt_client.housing.social_status import (
    DISABILITY_ANY_OF_FOUR,
    is_status_c,
    social_status_holds,
)
from kruispunt_client.housing.taxable import (
    has_exempt_income,
    roll_date,
    taxable_income,
    taxable_income_of_both,
    taxable_income_of_ksz,
)

__all__ = [
    "DISABILITY_ANY_OF_FOUR",
    "RENT_SUBSIDY_2021",
    "RULES",
    "Amount",
    "Ceiling",
    "Ceilings",
    "Component",
    "Count",
    "CurrentComponent",
    "Fact",
    "Finding",
    "Known",
    "MemberIncome",
    "NotKnown",
    "Part",
    "Per",
    "PersonCount",
    "PersonFacts",
    "Rule",
    "Scheme",
    "ages_on",
    "all_of",
    "any_of",
    "assessment_is_dated_in_time",
    "assessment_is_recent_enough",
    "attest_counts",
    "count_dependants",
    "current_income_of_person",
    "exempt_part",
    "extrapolated",
    "gets_family_benefits",
    "has_exempt_income",
    "has_incapacity_benefit",
    "household_facts",
    "household_income",
    "household_is_whole",
    "incapacity_benefit_of_month",
    "income_of_person",
    "income_year",
    "indexed",
    "integration_allowance",
    "is_child_of",
    "is_in_breach_of_language_obligation",
    "is_incapacitated",
    "is_minor",
    "is_of_age_for_care_supplement",
    "is_registered_at_vdab",
    "is_severely_disabled",
    "is_severely_disabled_child",
    "is_status_c",
    "is_within",
    "ivt",
    "ivt_of_right",
    "ivt_of_year",
    "ivt_on",
    "living_wage_of_year",
    "may_use_income",
    "meets_job_seeker_obligation",
    "meets_language_obligation",
    "pension_of_month",
    "points_suffice",
    "renovation_premium",
    "rent_subsidy_ceiling",
    "roll_date",
    "self_reliance_is_reduced",
    "social_status_holds",
    "stays_regularly",
    "stays_severely_disabled",
    "sum_of",
    "taxable_income",
    "taxable_income_of_both",
    "taxable_income_of_ksz",
    "unemployment_benefit_of_month",
]

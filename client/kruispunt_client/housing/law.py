"""
The rules that this package applies: what each says, and where it stands.

Acts are cited as everywhere in Kruispunt: `Protocol Zorgtoeslag 2021-05-07` (Opgroeien
regie to Wonen-Vlaanderen), `Protocol WiV–Wonen in Limburg` (Wonen in Vlaanderen to a
housing company), `22/004` (MijnVerbouwPremie), `23/058` (incapacity). Where they quote
an article of the Besluit Vlaamse Codex Wonen van 2021, its number follows in brackets.

A rule with `decided` was read in one of several possible ways; `decided` says in which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

ZT: Final = "Protocol Zorgtoeslag 2021-05-07"
WIL: Final = "Protocol WiV–Wonen in Limburg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, in own words."""

    id: str
    says: str
    cited: str
    """Act and paragraph."""
    decided: str | None = None
    """How the text was read where it leaves a choice; None: it leaves none."""

    def __str__(self) -> str:
        return f"{self.id} ({self.cited})"


def _rule(id: str, cited: str, says: str, decided: str | None = None) -> Rule:
    return Rule(id=id, says=says, cited=cited, decided=decided)


_ALL: Final = (
    # Care supplement of a child
    _rule(
        "R-ZT-01",
        f"{ZT} art. 3, item 3",
        "A child is recognised with at least 4 points in pillar 1 or 6 in total.",
    ),
    _rule(
        "R-ZT-02",
        f"{ZT} art. 3, item 2; 22/004 §4",
        "The recognition must hold on the reference date, first and last day included.",
        "the bounds are included, as 22/004 says; the protocol does not say it",
    ),
    _rule(
        "R-ZT-03",
        f"{ZT} art. 3, item 1",
        "Children from 0 to 21 years, on the reference date.",
        "who is 21 is no child any more",
    ),
    # Severe disability
    _rule(
        "R-SD-01",
        "22/004 §4, §26",
        "Severely disabled is who meets one of five conditions: earning capacity of a "
        "third or less; 9 points less of self-reliance; 66 % by a decision; earning "
        "capacity of a third after primary incapacity; increased child benefit.",
    ),
    _rule("R-SD-02", "22/004 §4", "It must hold on the date of the application."),
    _rule(
        "R-SD-03",
        f"{ZT} art. 2 (5.163, 5.176, 5.186, 5.196, 6.1); 22/004 §25",
        "Who was severely disabled when retiring stays so.",
    ),
    _rule(
        "R-SD-04",
        f"{ZT} art. 2 (MB 21 December 2007 art. 2)",
        "For a child an attest of the paying institution or of the FPS is accepted.",
    ),
    _rule(
        "R-SD-05",
        f"{ZT} art. 2",
        "That a child has the points of R-ZT-01 takes the place of the attest.",
    ),
    # Harmonised social statuses
    _rule(
        "R-HS-01",
        "22/004 §4",
        "Four statuses are tested: A 9 points less of self-reliance, B earning "
        "capacity of a third or less, C a child with 4 points in pillar 1, D 66 % by "
        "older rules.",
    ),
    _rule(
        "R-HS-02",
        "22/004 §4, §23, §26",
        "The answer is one yes or no for the four together, and no more.",
    ),
    _rule("R-HS-03", "22/004 §4, §27", "It is about one person, never a household."),
    _rule(
        "R-HS-04",
        "22/004 §3, §4",
        "It must hold on the date of the application, first and last day included.",
    ),
    _rule(
        "R-HS-05",
        "22/004 §2, §15, §27",
        "Recognitions of the FPS, Opgroeien, Iriscare, AVIQ and DSL count alike.",
    ),
    _rule(
        "R-HS-06",
        f"22/004 §4, §26; {ZT} art. 3",
        "Status C looks at pillar 1 only: it is another test than R-ZT-01.",
        "a no of every source of R-HS-05 stands for a no to the five conditions",
    ),
    # Persons dependent
    _rule(
        "R-PTL-01",
        f"{ZT} art. 2 (5.163)",
        "Rent subsidy: (a) the child domiciled with the tenant, minor or with child or "
        "orphan benefit; (b) the tenant's child that stays regularly, minor or with "
        "child benefit; (c) who is severely disabled.",
    ),
    _rule(
        "R-PTL-02",
        f"{ZT} art. 2 (5.176)",
        "Rent premium: (c) as for the rent subsidy.",
        "(a) and (b) are not quoted and taken to be those of the rent subsidy",
    ),
    _rule(
        "R-PTL-03",
        f"{ZT} art. 2 (5.186 as of 2021, 5.196)",
        "Renovation premium of 2021 and adaptation premium: the same, of the occupant.",
    ),
    _rule(
        "R-PTL-04",
        "22/004 §2, note 4, §25 (5.186 as of 2022-07-01)",
        "MijnVerbouwPremie: (a) the child domiciled there, minor and giving right to "
        "family benefits; (b) the occupant's child that stays regularly, minor or "
        "giving that right; (c) who is severely disabled.",
        "`or` in (b), as the quoted article has it; §25 says `and`",
    ),
    _rule(
        "R-PTL-05",
        f"{ZT} art. 2 (6.1, 4°)",
        "Social rent: as the rent subsidy, and (b) also a child of a household member.",
    ),
    _rule(
        "R-PTL-06",
        f"{ZT} art. 2; 22/004 §10, §25, note 5",
        "Who is dependent by (a) or (b) and also by (c) counts for two.",
    ),
    _rule(
        "R-PTL-07",
        f"{ZT} art. 2 (rent subsidy)",
        "An applicant with a recognised disability is counted as well.",
    ),
    _rule(
        "R-PTL-08",
        f"{ZT} recital C1",
        "Entitled to family benefits is who has a right to the basic amount.",
    ),
    _rule(
        "R-PTL-09",
        f"{ZT} recital C1, art. 2",
        "A child of 18 or older is dependent by family benefits or disability only.",
    ),
    _rule(
        "R-PTL-10",
        f"{ZT} art. 2; 22/004 note 5, §26",
        "Severely disabled means everywhere what it means for social rent.",
    ),
    _rule(
        "R-PTL-13",
        f"{WIL} art. 3 (disability)",
        "Social rent: income of a dependant with a disability counts partly or not.",
    ),
    _rule(
        "R-PTL-14",
        f"{WIL} art. 3 (family benefits)",
        "That family benefits are due follows from the period of the right.",
    ),
    _rule(
        "R-PTL-15",
        "22/004 §3, §21",
        "MijnVerbouwPremie: a person with a recognised disability, the applicant "
        "included, is one more dependant; tested by R-HS-02.",
    ),
    _rule(
        "R-PTL-16",
        f"{ZT} art. 2",
        "What no service tells, the citizen shows: a proof of co-parenting, an attest.",
    ),
    # Income
    _rule(
        "R-INC-01",
        f"{ZT} art. 2 (5.163, 5.176, 5.186, 5.196); 22/004 note 3",
        "Income is joint and separately taxable income, living wage, the allowance "
        "that replaces income (IVT), and exempt foreign or international earnings.",
    ),
    _rule(
        "R-INC-02",
        f"{ZT} art. 2; 22/004 note 3",
        "Of the year of the latest available assessment; for the renovation premium of "
        "2021 of the second calendar year before the application.",
    ),
    _rule(
        "R-INC-03",
        f"{ZT} art. 2 (5.163, 5.196)",
        "The assessment is about income of at most three years before the application, "
        "or before the new calculation of a rent subsidy; it does not date from after "
        "the notification of the decision.",
        "calendar years are counted",
    ),
    _rule(
        "R-INC-04",
        f"{WIL} art. 3 (income)",
        "For a housing company the assessment is at most three years old.",
        "calendar years are counted",
    ),
    _rule(
        "R-INC-05",
        f"{ZT} art. 2 (5.163, 5.186, 5.196)",
        "Joint taxable income is corrected to the own professional income.",
    ),
    _rule(
        "R-INC-06",
        f"{ZT} art. 2 (5.163)",
        "Rent subsidy: income follows the health index of June.",
    ),
    _rule(
        "R-INC-07",
        f"{ZT} art. 2 (5.163, 5.176)",
        "Income of who is dependent by (a) or (b) is not counted.",
    ),
    _rule(
        "R-INC-08",
        f"{ZT} art. 2 (5.163, 5.176)",
        "Of a severely disabled relative of the first to third degree as much is "
        "exempt as the IVT of category B, and never more than that relative's income.",
    ),
    _rule(
        "R-INC-09",
        f"{WIL} art. 3 (disability)",
        "IVT = total of the allowances − integration allowance.",
    ),
    _rule(
        "R-INC-10",
        "22/004 §3, §21, §25",
        "MijnVerbouwPremie: the sum over the applicant and who lives there that day.",
    ),
    _rule(
        "R-INC-11",
        f"{WIL} art. 3 (income and others)",
        "Income of household members who are no (candidate) tenant is for the rent "
        "price only, not for admission.",
    ),
    _rule(
        "R-INC-12",
        "23/058 §68",
        "When the income of the assessment is below the minimum the last three months "
        "may be looked at, extrapolated.",
    ),
    _rule(
        "R-INC-14",
        "23/058 §68",
        "The rent price looks at the income of tenants and adult co-residents.",
    ),
    _rule(
        "R-INC-15",
        f"{WIL} art. 3 (income)",
        "Codes A/B0620 and A0210 mark officials with income that is exempt from tax.",
    ),
    _rule(
        "R-INC-16",
        f"{WIL} art. 3; 23/058 §68",
        "Current income is built from pensions, unemployment and incapacity benefits, "
        "living wage and IVT.",
    ),
    _rule(
        "R-CEIL-01",
        f"{ZT} art. 2 (rent subsidy)",
        "Income of at most so much for a single person, one with a disability, and "
        "everybody else with an amount more per dependant.",
    ),
    # Obligations of a tenant
    _rule(
        "R-SCH-06",
        f"{WIL} art. 3; 23/058 §67",
        "Tenants must reach language level A2 and, since 2023, be registered at the "
        "VDAB if they do not work and can.",
    ),
    _rule(
        "R-BIN-01",
        f"{WIL} art. 3 (language)",
        "Language: yes or no, the highest score, and reasons why not or not yet.",
    ),
    _rule("R-BIN-02", f"{WIL} art. 3 (VDAB)", "Registration at the VDAB: yes or no."),
    _rule(
        "R-BIN-04",
        "23/058 §67",
        "A tenant who cannot work, such as one who is incapacitated, is not in breach.",
        "follows from the text, and is not said in so many words",
    ),
    _rule(
        "R-HDI-15",
        "23/058 §66",
        "Incapacitated is who has a right to an incapacity benefit and no other "
        "taxable professional income.",
    ),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.id: rule for rule in _ALL})
"""By id, in the order of the subjects."""


def cite(*ids: str) -> tuple[Rule, ...]:
    """Give rules by id, each once, in the order of the table."""
    return in_order(RULES[id] for id in ids)


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give each rule once, in the order of the table."""
    wanted = {rule.id for rule in rules}
    return tuple(rule for rule in RULES.values() if rule.id in wanted)

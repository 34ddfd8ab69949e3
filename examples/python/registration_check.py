"""
What a housing company must know when somebody wants to register, from five flows.

    kruispunt up --state .kruispunt
    python registration_check.py 68720320486 --on 2026-06-01 --year 2024 \\
        --profile .kruispunt/client/wonen-in-limburg.toml --user 80631402131

Asks the household, and for every member the family benefits, the disability and the
income; and for the applicant what real estate there is. Then it applies the rules of
social rent. It decides nothing: it shows what is sure, what is not known, by which
rule, and until when each answer may be kept.

Exit status: 0 all is known, 1 something is not, 2 a refusal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kruispunt_client import (
    Answer,
    Connection,
    HandicapSource,
    JsonLinesLog,
    KruispuntError,
    PersonNotRegistered,
    PersonReplaced,
    connect,
)
from kruispunt_client.calls.kind_voordelen import Bron
from kruispunt_client.calls.tax_assessment import BOTH_INCOMES
from kruispunt_client.housing import (
    Count,
    Finding,
    PersonFacts,
    Scheme,
    assessment_is_recent_enough,
    count_dependants,
    gets_family_benefits,
    household_facts,
    household_is_whole,
    is_severely_disabled,
    taxable_income,
)

SOURCES = [
    HandicapSource.DGPH,
    HandicapSource.IRIS_CARE,
    HandicapSource.AVIQ,
    HandicapSource.DSL,
]
"""Who may have recognised a severe disability: 22/004 §2."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """What came of it."""

    count: Count
    incomes: dict[str, str]
    """By label of the member, for people to read."""
    owns: str
    asked: tuple[Answer, ...]

    @property
    def known(self) -> bool:
        """Whether all of it is."""
        return self.count.value is not None and not any(
            text.startswith("not known") for text in (*self.incomes.values(), self.owns)
        )


def check(wiv: Connection, applicant: str, on: date, year: int) -> Check:
    """Ask what must be known about a household, and apply the rules of social rent."""
    asked: list[Answer] = []
    household = wiv.household.now(applicant)
    asked.append(household)
    if household.person and household.person.replaced_by:
        applicant = household.person.replaced_by  # correct your own file too
    persons, incomes = [], {}
    for insz, facts in household_facts(household, applicant, on).items():
        about = _Member(wiv, insz, asked)
        persons.append(
            replace(
                facts,
                family_benefits=about.family_benefits(on),
                severely_disabled=about.severely_disabled(on, facts),
            )
        )
        incomes[facts.label] = about.income(on, year)
    whole = household_is_whole(household, on)
    return Check(
        count=count_dependants(Scheme.SOCIAL_RENT, persons, everybody=whole),
        incomes=incomes,
        owns=_owns(wiv, applicant, asked),
        asked=tuple(asked),
    )


class _Member:
    """Asks about one member; what is refused about somebody is not known, not no."""

    def __init__(self, wiv: Connection, insz: str, asked: list[Answer]) -> None:
        self._wiv, self._insz, self._asked = wiv, insz, asked

    def family_benefits(self, on: date) -> Finding | None:
        try:
            answer = self._wiv.family_benefits.files(
                self._insz, on=on, sources=[Bron.FLANDERS]
            )
        except (PersonNotRegistered, PersonReplaced):
            return None
        self._asked.append(answer)
        return gets_family_benefits(answer, self._insz, on)

    def severely_disabled(self, on: date, facts: PersonFacts) -> Finding | None:
        try:
            answer = self._wiv.disability.files(self._insz, on=on, sources=SOURCES)
        except (PersonNotRegistered, PersonReplaced):
            return None
        self._asked.append(answer)
        return is_severely_disabled(answer, on, asked=SOURCES)

    def income(self, on: date, year: int) -> str:
        try:
            answer = self._wiv.income.assessment(self._insz, year, codes=BOTH_INCOMES)
        except (PersonNotRegistered, PersonReplaced) as refusal:
            return f"not known: {refusal.meaning}"
        self._asked.append(answer)
        recent = assessment_is_recent_enough(Scheme.SOCIAL_RENT, year, on)
        if recent.holds is not True:
            return f"not known: {recent}"
        amount = taxable_income(answer, Scheme.SOCIAL_RENT, asked=BOTH_INCOMES)
        if amount.value is None:
            reasons = dict.fromkeys(part.why for part in amount.unknown if part.why)
            return f"not known: {'; '.join(reasons)}"
        return f"{amount.value} euros taxable in {year}"


def _owns(wiv: Connection, applicant: str, asked: list[Answer]) -> str:
    try:
        answer = wiv.property.situations(applicant)
    except PersonNotRegistered as refusal:
        return f"not known: {refusal.meaning}"
    asked.append(answer)
    if not answer.complete:
        return "not known: a source did not answer"
    return "no" if answer.data is None else "yes, see the situations"


def told(result: Check) -> Iterator[str]:
    """Give what came of it as lines, without a person's number."""
    count = result.count
    if count.value is None:
        why = "; ".join(count.why)
        yield f"persons dependent: not known, at least {count.least}: {why}"
    else:
        yield f"persons dependent: {count.value}"
    for person in count.persons:
        yield f"  {person.label}, child: {person.as_child}"
        yield f"  {person.label}, disabled: {person.as_disabled}"
    for label, text in result.incomes.items():
        yield f"income of {label}: {text}"
    yield f"real estate: {result.owns}"
    for answer in result.asked:
        source = answer.provenance
        yield (
            f"{answer.asked.service} via {' > '.join(source.hops)}, trace "
            f"{answer.trace}, {source.legal_basis}; "
            f"keep until {answer.retention.summary}"
        )


def main() -> int:
    """Read the arguments, ask, and show."""
    parser = argparse.ArgumentParser(description="Check a registration.")
    parser.add_argument("insz")
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--user", required=True, help="INSZ of who asks")
    parser.add_argument("--on", type=date.fromisoformat, required=True)
    parser.add_argument("--year", type=int, required=True, help="income year")
    parser.add_argument("--log", type=Path, default=Path("questions.jsonl"))
    options = parser.parse_args()
    log = JsonLinesLog(options.log)
    try:
        with connect(options.profile, via="wiv", user=options.user, log=log) as wiv:
            result = check(wiv, options.insz, options.on, options.year)
    except KruispuntError as error:
        print(f"{type(error).__name__}: {error} (trace {error.trace})")
        return 2
    print("\n".join(told(result)))
    return 0 if result.known else 1


if __name__ == "__main__":
    sys.exit(main())

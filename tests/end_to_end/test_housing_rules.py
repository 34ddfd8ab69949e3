"""
The rules of social housing on what the chain really answers, about real personas.

Who asks sees what the law lets that party see. What a rule then says is held against
the whole file of the person, which the rule has not: a yes or no may never be wrong,
and what is withheld may only make it not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.handicap import FilePart, HandicapSource
from kruispunt_client.calls.kind_voordelen import Bron
from kruispunt_client.calls.tax_assessment import BOTH_INCOMES
from kruispunt_client.connection import Connection
from kruispunt_client.errors import PersonNotRegistered, RefusedByService
from kruispunt_client.housing import (
    DISABILITY_ANY_OF_FOUR,
    Component,
    CurrentComponent,
    Finding,
    PersonFacts,
    Scheme,
    assessment_is_recent_enough,
    count_dependants,
    current_income_of_person,
    extrapolated,
    gets_family_benefits,
    household_facts,
    household_is_whole,
    incapacity_benefit_of_month,
    income_of_person,
    is_child_of,
    is_in_breach_of_language_obligation,
    is_incapacitated,
    is_registered_at_vdab,
    is_severely_disabled,
    is_severely_disabled_child,
    ivt_of_year,
    ivt_on,
    living_wage_of_year,
    meets_job_seeker_obligation,
    meets_language_obligation,
    pension_of_month,
    points_suffice,
    social_status_holds,
    stays_regularly,
    taxable_income,
    taxable_income_of_both,
    unemployment_benefit_of_month,
)
from kruispunt_client.results import Month
from kruispunt_simulator.numbers import is_bis
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import _harmonised
from kruispunt_simulator.services.magda_geef_dossier_vmsw import standing

from .envelopes import BRAM, GRIET, JEF, LOTTE, MIEKE, SOFIE, Chain

DAAN = "07650907196"
FINN = "17641805743"
RUBEN = "85661441158"
NELE = "15690341432"
ROSA = "51631447832"
SAMIRA = "79721970218"
RIGHTS = [FilePart.RIGHTS]
SOURCES = (
    HandicapSource.DGPH,
    HandicapSource.IRIS_CARE,
    HandicapSource.AVIQ,
    HandicapSource.DSL,
)
"""All of R-HS-05 that MAGDA can ask; Opgroeien is asked by GeefZorgtoeslag."""


def _people(chain: Chain) -> list[Person]:
    """Everybody whose number is a person's own, and still is."""
    return [
        person
        for person in chain.simulator.people
        if not is_bis(person.ssin)
        and person.identity.replaced_by is None
        and not person.identity.canceled
    ]


def _asked(ask: Callable[..., Any], *about: Any, **how: Any) -> Any:
    """What was answered; None where the law or a register lets nobody ask."""
    try:
        return ask(*about, **how)
    except RefusedByService:
        return None


def _points_of(person: Person, on: date) -> bool:
    """R-ZT-01 and R-ZT-02 on the whole file of Opgroeien."""
    held = person.care_allowance
    return any(
        recognition.begin <= on <= (recognition.end or date.max)
        and recognition.pillars is not None
        and points_suffice(recognition.pillars.pillar_1, recognition.pillars.total)
        for recognition in (held.recognitions if held else ())
    )


# --- disability -----------------------------------------------------------------------


def test_nobody_is_taken_for_a_child_who_is_not_severely_disabled_or_the_reverse(
    chain: Chain,
) -> None:
    """R-ZT-01, R-ZT-02: everybody, by what the protocol lets be told."""
    today, seen = chain.simulator.clock.today(), set()
    with chain.connect("wonen-in-vlaanderen", "magda", user=GRIET) as magda:
        for person in _people(chain):
            answer = _asked(magda.care_allowance.supplement, person.ssin, on=today)
            if answer is None:
                continue
            found = is_severely_disabled_child(answer, today)
            assert found.holds is _points_of(person, today), person.id
            seen.add(found.holds)
    assert seen == {True, False}


def test_everybody_has_the_status_that_follows_from_the_recognitions(
    chain: Chain,
) -> None:
    """R-HS-01 to R-HS-05: one yes or no, on the day of the application."""
    today, seen = chain.simulator.clock.today(), set()
    with chain.connect("fluvius", "magda", user=SOFIE) as magda:
        for person in _people(chain):
            answer = _asked(
                magda.social_status.check,
                person.ssin,
                statuses=[DISABILITY_ANY_OF_FOUR],
                on=today,
            )
            if answer is None:
                continue
            found = social_status_holds(answer)
            assert found.holds in (None, _has_status(person, today)), person.id
            seen.add(found.holds)
    assert seen >= {True, False}


def test_no_disability_is_guessed_from_what_a_housing_company_may_see(
    chain: Chain,
) -> None:
    """R-SD-01 to R-SD-05: pillar 1 and the percentages are withheld from it."""
    today, seen = chain.simulator.clock.today(), set()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        for person in _people(chain):
            answer = _asked(
                wiv.disability.files, person.ssin, on=today, sources=SOURCES
            )
            if answer is None:
                continue
            found = is_severely_disabled(
                answer,
                today,
                asked=SOURCES,
                care_supplement=_points_of(person, today),
            )
            truth = _has_status(person, today) or _has_points(person, today)
            assert found.holds in (None, truth), person.id
            seen.add(found.holds)
    assert seen == {True, False, None}


def _has_status(person: Person, on: date) -> bool:
    files = [
        person.disability_file(section) for section in _harmonised.SOURCES.values()
    ]
    spans = _harmonised.periods(_harmonised.ANY_OF_FOUR, files, person, on)
    return any(s.begin_date <= on <= (s.end_date or date.max) for s in spans)


def _has_points(person: Person, on: date) -> bool:
    """R-ZT-01 by any source, which the harmonised status does not ask (R-HS-06)."""
    if _points_of(person, on):
        return True
    for section in _harmonised.SOURCES.values():
        held = person.disability_file(section)
        for each in getattr(held, "handicap_recognitions", ()):
            status = each.recognition_status.period
            child = getattr(each, "result_recognition_child", None)
            pillars = getattr(child, "pillars", None)
            if (
                pillars is not None
                and status.begin_date <= on <= (status.end_date or date.max)
                and points_suffice(pillars.pillar1, pillars.pillars_total)
            ):
                return True
    return False


def test_a_source_that_is_down_leaves_it_open(
    chain: Chain, source: Callable[..., None]
) -> None:
    """R-SD-01, R-HS-05: the yes of another source stays one."""
    today = chain.simulator.clock.today()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:

        def found(ssin: str) -> bool | None:
            answer = wiv.disability.files(ssin, on=today, sources=SOURCES)
            return is_severely_disabled(
                answer, today, asked=SOURCES, care_supplement=False
            ).holds

        before = found(JEF), found(DAAN)
        source("aviq", available=False)
        assert before == (True, False)
        assert (found(JEF), found(DAAN)) == (True, None)


# --- IVT ------------------------------------------------------------------------------


def test_the_ivt_is_what_is_left_without_the_integration_allowance(
    chain: Chain,
) -> None:
    """R-INC-09: the amounts of Jef, as a housing company sees them."""
    year = (date(2025, 1, 1), date(2025, 12, 31))
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        on = wiv.disability.files(JEF, on=date(2026, 5, 4), parts=RIGHTS)
        over = wiv.disability.files(JEF, period=year, parts=RIGHTS)
    assert ivt_on(on, date(2026, 5, 4)).exact == Decimal("1308.84")
    assert ivt_of_year(over, 2025).exact == 12 * Decimal("1283.18")


def test_the_ivt_is_known_where_the_total_is_withheld(chain: Chain) -> None:
    """22/004 §4, §23: the amount of the IVT is granted, the total is not."""
    with chain.connect("fluvius", "magda", user=SOFIE) as magda:
        answer = magda.disability.files(JEF, on=date(2026, 5, 4), parts=RIGHTS)
    assert answer.data is not None
    dgph = answer.data.of(HandicapSource.DGPH)
    assert dgph is not None
    assert dgph.file is not None
    assert dgph.file.rights[0].total_month_amount == 0
    assert ivt_on(answer, date(2026, 5, 4)).exact == Decimal("1308.84")


# --- persons dependent ----------------------------------------------------------------


def _benefits(line: Connection, child: str, on: date) -> Finding:
    answer = line.family_benefits.files(child, on=on, sources=[Bron.FLANDERS])
    return gets_family_benefits(answer, child, on, everywhere=True)


def test_an_adult_student_is_dependent_through_family_benefits(chain: Chain) -> None:
    """R-PTL-05, R-PTL-09: Daan is 18 or older, and paid for; his brother is a minor."""
    today = chain.simulator.clock.today()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        household = wiv.household.now(DAAN)
        mother = next(
            m.insz for m in household.data.gezinsleden if m.positie.code.value == "01"
        )
        facts = household_facts(household, mother, today)
        persons = [
            replace(
                person,
                family_benefits=_benefits(wiv, ssin, today),
                severely_disabled=False,
                severely_disabled_at_retirement=False,
            )
            for ssin, person in facts.items()
        ]
        whole = household_is_whole(household, today)
    daan = facts[DAAN]
    assert isinstance(daan.minor, Finding)
    assert daan.minor.holds is False
    count = count_dependants(Scheme.SOCIAL_RENT, persons, everybody=whole)
    by_label = {each.label: each.most for each in count.persons}
    assert by_label[daan.label] == 1
    assert by_label[facts[FINN].label] == 1
    without = [replace(person, family_benefits=False) for person in persons]
    fewer = count_dependants(Scheme.SOCIAL_RENT, without, everybody=whole)
    assert count.least == fewer.least + 1


def test_a_child_in_co_parenting_is_dependent_on_both(chain: Chain) -> None:
    """R-PTL-05 (b), R-PTL-11: Nele is registered with her mother; Mil at home."""
    today = chain.simulator.clock.today()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        father = wiv.person.now(RUBEN, source="RR")
        household = wiv.household.now(RUBEN)
    facts = household_facts(household, RUBEN, today)
    assert NELE not in facts
    nele = PersonFacts(
        label="Nele",
        child_of_applicant=is_child_of(father, NELE),
        domiciled=False,
        stays_regularly=stays_regularly(father, NELE, today),
        minor=True,
        severely_disabled=False,
    )
    persons = [replace(p, severely_disabled=False) for p in facts.values()]
    at_home = count_dependants(Scheme.SOCIAL_RENT, persons)
    with_nele = count_dependants(Scheme.SOCIAL_RENT, [*persons, nele])
    assert at_home.least == 1
    assert with_nele.least == 2


def test_a_dependent_child_with_a_disability_counts_for_two(chain: Chain) -> None:
    """R-PTL-01, R-PTL-06, R-ZT-01: Lotte, by the points of her care supplement."""
    today = chain.simulator.clock.today()
    with chain.connect("wonen-in-vlaanderen", "magda", user=GRIET) as magda:
        answer = magda.care_allowance.supplement(LOTTE, on=today)
    lotte = PersonFacts(
        label="Lotte",
        child=True,
        domiciled=True,
        minor=True,
        severely_disabled=is_severely_disabled_child(answer, today),
    )
    count = count_dependants(Scheme.RENT_SUBSIDY, [lotte])
    assert count.exact == 2
    assert {"R-ZT-01", "R-PTL-01", "R-PTL-06"} <= {rule.id for rule in count.cited}


# --- income ---------------------------------------------------------------------------


def test_the_income_of_a_person_is_known_but_for_what_no_service_tells(
    chain: Chain,
) -> None:
    """R-INC-01 to R-INC-04: Daan earned a little, and has nothing else."""
    year = chain.simulator.clock.today().year - 1
    period = (date(year, 1, 1), date(year, 12, 31))
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        assessment = wiv.income.assessment(DAAN, 2025, codes=BOTH_INCOMES)
        wage = wiv.living_wage.amounts(DAAN, 2025)
        files = wiv.disability.files(DAAN, period=period, parts=RIGHTS)
    taxable = taxable_income(assessment, Scheme.SOCIAL_RENT, asked=BOTH_INCOMES)
    assert taxable.exact == Decimal(3480)
    joint, separate = taxable.parts
    parts: dict[Component, Any] = {
        Component.JOINT_TAXABLE: joint.value,
        Component.SEPARATELY_TAXABLE: separate.value,
        Component.LIVING_WAGE: living_wage_of_year(wage, 2025),
        Component.IVT: ivt_of_year(files, 2025, asked=True),
    }
    income = income_of_person(parts)
    assert income.known == Decimal(3480)
    assert [part.why for part in income.unknown] == ["no service tells it"]
    said = income_of_person({**parts, Component.EXEMPT: Decimal(0)})
    assert said.exact == Decimal(3480)
    assert assessment_is_recent_enough(Scheme.SOCIAL_RENT, 2025, date(2026, 11, 1))


def test_a_joint_assessment_is_the_same_from_both_sides(chain: Chain) -> None:
    """R-INC-01, R-INC-05: everybody who is taxed together, by the codes granted."""
    shown = 0
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        for person in _people(chain):
            for held in person.income:
                if held.partner is None:
                    continue
                pair = [
                    _asked(wiv.income.assessment, ssin, held.income_year)
                    for ssin in (person.ssin, held.partner)
                ]
                if any(each is None or each.data is None for each in pair):
                    continue
                mine, _ = pair
                both = [taxable_income_of_both(p, asked=BOTH_INCOMES) for p in pair]
                assert both[0].exact == both[1].exact
                own = [taxable_income(p, Scheme.SOCIAL_RENT).value for p in pair]
                if None not in own:
                    assert sum(own) == both[0].exact
                corrected = taxable_income(mine, Scheme.RENT_SUBSIDY)
                assert corrected.value is None
                shown += 1
    assert shown


def test_the_current_income_of_three_months(chain: Chain) -> None:
    """R-INC-12, R-INC-16: replacement incomes as a housing company sees them."""
    months = [Month(2026, number) for number in (1, 2, 3)]
    period = (months[0].first, months[-1].last)
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        sick = wiv.incapacity.periods(BRAM, "2026Q1")
        jobless = wiv.unemployment.income(BRAM, sums=(months[0], months[-1]))
        with pytest.raises(PersonNotRegistered, match="40141"):  # never had a pension
            wiv.pension.payments(BRAM, period=period)
        wage = wiv.living_wage.amounts(BRAM, 2025)
        files = wiv.disability.files(BRAM, period=period, parts=RIGHTS)
    assert living_wage_of_year(wage, 2025).value == 0
    incomes = []
    for month in months:
        parts = {
            CurrentComponent.PENSION: Decimal(0),
            CurrentComponent.UNEMPLOYMENT: unemployment_benefit_of_month(
                jobless, month, asked=True
            ),
            CurrentComponent.INCAPACITY: incapacity_benefit_of_month(sick, month),
            CurrentComponent.LIVING_WAGE: Decimal(0),
            CurrentComponent.IVT: ivt_on(files, month.first, asked=True),
        }
        incomes.append(current_income_of_person(parts))
    year = extrapolated(incomes)
    assert year.exact == 4 * sum(month.exact for month in incomes)
    assert sick.data is not None
    paid = [p.amount for each in sick.data.allowances for p in each.payments]
    assert year.exact == 4 * sum(amount for amount in paid if amount is not None) > 0


def test_pensions_of_a_month_as_a_housing_company_sees_them(chain: Chain) -> None:
    """R-INC-16: Rosa's holiday pay is for a whole year, so no month of it is known."""
    may, before = Month(2026, 5), Month(2025, 5)
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        now, then = (
            wiv.pension.payments(ROSA, period=(month.first, month.last))
            for month in (may, before)
        )
    assert pension_of_month(now, may, asked=True).exact == Decimal("1921.15")
    year_before = pension_of_month(then, before, asked=True)
    assert year_before.value is None
    assert year_before.known > 0
    assert ["holiday pay" in part.why for part in year_before.unknown] == [True]


# --- obligations of a tenant ----------------------------------------------------------


def test_every_tenant_stands_where_the_agency_says(chain: Chain) -> None:
    """R-BIN-01: exempt, reached, postponed or not; each file of each tenant."""
    today, seen = chain.simulator.clock.today(), set()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        for person in _people(chain):
            answer = _asked(wiv.language.files, person.ssin)
            if answer is None:
                continue
            held = person.language
            files = [f for f in held.files if f.opened.date() <= today] if held else []
            if not files:
                assert meets_language_obligation(answer).holds is None
                continue
            for file in files:
                company, code = file.company.number, standing(file, held, today).code
                meets = meets_language_obligation(answer, company=company).holds
                breach = is_in_breach_of_language_obligation(answer, company=company)
                assert meets is (code in ("VOLDAAN", "VRIJGESTELD")), person.id
                assert breach.holds is code.startswith("NIET_VOLDAAN"), person.id
                seen.add(code)
    assert seen >= {"VOLDAAN", "VRIJGESTELD", "UITGESTELD", "NIET_VOLDAAN_A1"}


def test_every_job_seeker_is_found_by_the_yes_or_no_alone(chain: Chain) -> None:
    """R-BIN-02: the registration itself is withheld from a housing company."""
    today, seen = chain.simulator.clock.today(), set()
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        for person in _people(chain):
            answer = _asked(wiv.job_seeker.inscriptions, person.ssin)
            if answer is None:
                continue
            vdab = person.job_seeker and person.job_seeker.vdab
            truth = bool(vdab and vdab.registered(today, today))
            found = is_registered_at_vdab(answer, asked=True)
            assert found.holds is truth, person.id
            seen.add(found.holds)
    assert seen == {True, False}


def test_who_left_the_vdab_for_an_incapacity_is_not_in_breach(chain: Chain) -> None:
    """R-BIN-04, R-HDI-15: Samira, incapable of work since 2026-03-02."""
    on = date(2026, 6, 1)
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        registered = is_registered_at_vdab(
            wiv.job_seeker.inscriptions(SAMIRA, period=(on, on)), asked=True
        )
        periods = wiv.incapacity.periods(SAMIRA, "2026Q2")
    assert registered.holds is False
    sick = is_incapacitated(periods, on, other_income=False)
    found = meets_job_seeker_obligation(registered, on, works=False, incapacitated=sick)
    assert found.holds is True
    assert "R-HDI-15" in {rule.id for rule in found.cited}

"""
Personas against the rules about benefits and about the registration at the VDAB.

The obligation, since 2023-01-01: a tenant who is not professionally active and has
labour potential is registered at the VDAB (Protocol WiV–Wonen in Limburg art. 3 (VDAB);
23/058 §67). Who decides is the housing company's case handler; here it is spelled out
once, to show that the personas stand on both sides.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from kruispunt_simulator.people import People, Person

PEOPLE = People.load()
OBLIGED_SINCE = date(2023, 1, 1)
TODAY = date(2026, 11, 22)


def is_registered(person: Person, on: date) -> bool:
    file = person.job_seeker.vdab
    return file is not None and bool(file.registered(on, on))


def is_incapable(person: Person, on: date) -> bool:
    """In incapacity, so without labour potential: 23/058 §67."""
    return any(
        allowance.period.overlaps(on, on)
        for attest in person.incapacity
        for allowance in attest.allowances
    )


def is_active(person: Person, on: date) -> bool:
    """Works, as far as the RVA sees: income guarantee or activation allowance."""
    file = person.unemployment
    if file is None:
        return False
    jobs = any(job.overlaps(on, on) for job in file.activations)
    part_time = any(r.nature in (5, 57) and r.overlaps(on, on) for r in file.rights)
    return jobs or part_time


def breaches(person: Person, on: date) -> bool:
    obliged = (
        on >= OBLIGED_SINCE
        and not is_active(person, on)
        and not is_incapable(person, on)
    )
    return obliged and not is_registered(person, on)


@pytest.mark.parametrize(
    ("person", "on", "registered", "breach"),
    [
        pytest.param(
            "nele-stempelmans", OBLIGED_SINCE, True, False, id="registered that day"
        ),
        pytest.param(
            "nele-stempelmans", date(2022, 12, 31), False, False, id="no duty yet"
        ),
        pytest.param(
            "roger-zandbergsel", date(2022, 12, 31), True, False, id="registered still"
        ),
        pytest.param(
            "roger-zandbergsel", OBLIGED_SINCE, False, True, id="not any more: breach"
        ),
        pytest.param(
            "ivo-herstartels", date(2025, 9, 30), True, False, id="last day without"
        ),
        pytest.param(
            "ivo-herstartels", date(2025, 10, 1), False, False, id="works: R-SCH-06"
        ),
        pytest.param(
            "samira-verhuisberg", date(2026, 3, 1), True, False, id="able, registered"
        ),
        pytest.param(
            "samira-verhuisberg", date(2026, 3, 2), False, False, id="incapable: R-BIN"
        ),
        pytest.param("dilan-korteweghe", TODAY, True, False, id="works, registered"),
    ],
)
def test_the_obligation_to_be_registered(
    person: str, on: date, registered: bool, breach: bool
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB); 23/058 §67 (R-SCH-06, R-BIN-04)."""
    who = PEOPLE.named(person)
    assert is_registered(who, on) is registered
    assert breaches(who, on) is breach


def incapable_days(person: Person, month: str) -> int:
    """Days of the month for which an insurer paid."""
    year, number = int(month[:4]), int(month[5:])
    days = [date(year, number, day + 1) for day in range(monthrange(year, number)[1])]
    paid = [
        payment.period
        for attest in person.incapacity
        for allowance in attest.allowances
        for payment in allowance.payments
    ]
    return sum(any(period.overlaps(day, day) for period in paid) for day in days)


@pytest.mark.parametrize(
    ("person", "month", "cumulates"),
    [
        ("dilan-korteweghe", "2026-02", True),
        ("dilan-korteweghe", "2026-03", False),
        ("samira-verhuisberg", "2026-03", False),
    ],
)
def test_unemployment_and_sickness_benefits_are_not_cumulated(
    person: str, month: str, cumulates: bool
) -> None:
    """23/058 §28 (R-HDI-22): the RVA gets incapacity data to see who does."""
    who = PEOPLE.named(person)
    assert who.unemployment is not None
    benefits = sum(
        payment.benefits or 0
        for payment in who.unemployment.payments
        if payment.month == month
    )
    assert (benefits > 0 and incapable_days(who, month) > 0) is cumulates


def test_the_last_three_months_are_there_to_extrapolate() -> None:
    """23/058 §68 (R-INC-12): current income from the last three months."""
    file = PEOPLE.named("nele-stempelmans").unemployment
    assert file is not None
    known = [payment.month for payment in file.payments if payment.paid_on <= TODAY]
    assert sorted(known)[-3:] == ["2026-08", "2026-09", "2026-10"]

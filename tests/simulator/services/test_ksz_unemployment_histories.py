"""UnemploymentData: decisions and periods over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person

from .conftest import Desk, Reply
from .test_ksz_unemployment_payments import IVO, NELE, ROGER, SAMIRA, days
from .test_ksz_unemployment_payments import ask as ask_operation

SCALES = "consultScaleCodeHistory"
SANCTIONS = "consultSanctionHistory"
EXEMPTIONS = "consultExemptionHistory"
DISABILITIES = "consultWorkDisabilityHistory"
AVAILABILITY = "consultYoungAvailabilityDecisionHistory"
CAPACITY = "consultNoEarningCapacityAndLawsuitMutuality"
BY_DAYS = (SCALES, SANCTIONS, EXEMPTIONS, DISABILITIES, AVAILABILITY)
PEOPLE = People.load()
JASMIEN = PEOPLE.named("jasmien-wachttijdinck").ssin


def ask(
    desk: Desk,
    operation: str,
    ssin: str,
    begin: str = "2000-01-01",
    end: str = "2026-11-22",
    **how: Any,
) -> Reply:
    return ask_operation(desk, operation, ssin, days(begin, end), **how)


def test_scales_of_rights_come_with_articles_and_decision(desk: Desk) -> None:
    reply = ask(desk, SCALES, NELE)
    scale = "response/unemployment/scale"
    assert reply.texts(f"{scale}/codes/code/value") == ["A1", "B1", "B2"]
    assert reply.text(f"{scale}/codes/code/validityBeginDate") == "2022-09-12"
    assert reply.text(f"{scale}/admissibility/article/value") == "30"
    assert reply.text(f"{scale}/indemnisability/article/value") == "114"
    assert reply.text(f"{scale}/decisionIdentification/decisionHandler") == "71"
    assert reply.root.find("response/alternative") is None


def test_scales_of_jobs_with_an_allowance_are_the_alternative_ones(desk: Desk) -> None:
    """One fact: the phase of the activation allowance is the alternative scale."""
    reply = ask(desk, SCALES, IVO)
    scale = "response/alternative/scale"
    assert reply.texts(f"{scale}/code") == ["A50", "AC1"]
    assert reply.text(f"{scale}/validityPeriod/endDate") == "2026-09-30"
    assert reply.text(f"{scale}/admissibility/article/value") == "129bis"


@pytest.mark.parametrize(
    ("begin", "end", "codes"),
    [
        ("2023-09-11", "2023-09-11", ["A1"]),
        ("2023-09-11", "2023-09-12", ["A1", "B1"]),
        ("2023-09-12", "2024-09-11", ["B1"]),
        ("2022-01-01", "2022-09-11", []),
    ],
)
def test_what_the_period_touches_is_given(
    desk: Desk, begin: str, end: str, codes: list[str]
) -> None:
    reply = ask(desk, SCALES, NELE, begin, end)
    path = "response/unemployment/scale/codes/code/value"
    assert reply.texts(path) == codes
    assert (reply.status[1] == "MSG00100") is (codes == [])


def test_warnings_and_sanctions(desk: Desk) -> None:
    reply = ask(desk, SANCTIONS, ROGER)
    warning = "response/warnings/warning"
    sanction = "response/sanctions/sanction"
    assert reply.text(f"{warning}/decisionDate") == "2011-12-12"
    assert reply.text(f"{warning}/code/value") == "51"
    described = reply.root.findall(f"{warning}/code/description/description")
    assert [each.get("lang") for each in described] == ["NL", "FR"]
    assert reply.text(f"{sanction}/period/nbrOfWeeksSanction") == "8"
    assert reply.text(f"{sanction}/reprieve/nbrOfWeeksReprieve") == "2"
    assert reply.text(f"{sanction}/decisionIdentification/identificationNumber") == (
        "2012/000212"
    )


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        pytest.param("2012-03-18", "2012-03-18", True, id="last day that was served"),
        pytest.param("2012-03-19", "2012-12-31", False, id="after it"),
        pytest.param("2012-01-01", "2012-02-05", False, id="before it"),
    ],
)
def test_a_sanction_is_found_on_the_days_it_was_served(
    desk: Desk, begin: str, end: str, found: bool
) -> None:
    reply = ask(desk, SANCTIONS, ROGER, begin, end)
    assert (reply.root.find("response/sanctions") is not None) is found


def test_a_warning_is_found_by_its_day(desk: Desk) -> None:
    on_it = ask(desk, SANCTIONS, ROGER, "2011-12-12", "2011-12-12")
    after = ask(desk, SANCTIONS, ROGER, "2011-12-13", "2012-01-01")
    assert on_it.root.find("response/warnings") is not None
    assert after.status == ("NO_DATA_FOUND", "MSG00100")


def test_exemptions(desk: Desk) -> None:
    reply = ask(desk, EXEMPTIONS, JASMIEN)
    one = "exemptions/exemption"
    assert reply.text(f"{one}/codes/reasonCode/value") == "93"
    assert reply.text(f"{one}/codes/regioCode/value") == "2"
    assert reply.text(f"{one}/isJobShortage") == "true"
    assert reply.text(f"{one}/jobDescription") == "verpleegkundige"
    assert reply.text(f"{one}/period/endDate") == "2027-06-30"


def test_periods_of_disability_oldest_first(desk: Desk) -> None:
    reply = ask(desk, DISABILITIES, SAMIRA)
    one = "disabilities/disability"
    assert reply.texts(f"{one}/disabilityType") == ["12", "33"]
    assert reply.texts(f"{one}/period/endDate") == ["2025-01-31"]


def test_decisions_on_availability(desk: Desk) -> None:
    reply = ask(desk, AVAILABILITY, JASMIEN)
    one = "decisions/decision"
    assert reply.texts(f"{one}/category") == [
        "NEGATIVE",
        "POSITIVE",
        "ASSIMILED 1 POSITIVE",
    ]
    assert reply.texts(f"{one}/codes/linkenedDecisionCode/value") == ["N1"]
    assert reply.texts(f"{one}/lateDecision") == ["false"]


@pytest.mark.parametrize(
    ("operation", "ssin", "decided"),
    [
        (SCALES, ROGER, date(2007, 12, 3)),
        (SANCTIONS, ROGER, date(2011, 12, 12)),
        (EXEMPTIONS, JASMIEN, date(2026, 8, 17)),
        (DISABILITIES, SAMIRA, date(2024, 11, 18)),
        (AVAILABILITY, JASMIEN, date(2025, 9, 15)),
    ],
)
def test_a_decision_is_not_known_before_its_day(
    desk: Desk, operation: str, ssin: str, decided: date
) -> None:
    end = "2027-12-31"
    eve = decided - timedelta(days=1)
    before = ask(desk, operation, ssin, end=end, today=eve)
    since = ask(desk, operation, ssin, end=end, today=decided)
    assert before.status == ("NO_DATA_FOUND", "MSG00100")
    assert since.status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize(
    ("today", "capacity", "verdict"),
    [
        pytest.param(date(2025, 11, 2), False, None, id="before the lawsuit"),
        pytest.param(date(2026, 5, 17), False, False, id="before the verdict"),
        pytest.param(date(2026, 5, 18), False, True, id="the verdict"),
        pytest.param(date(2026, 6, 1), True, True, id="no earning capacity"),
    ],
)
def test_capacity_and_lawsuit_are_known_as_they_come(
    desk: Desk, today: date, capacity: bool, verdict: bool | None
) -> None:
    reply = ask_operation(desk, CAPACITY, SAMIRA, "", today=today)
    lawsuit = reply.root.find("response/lawsuitMutuality")
    assert (reply.root.find("response/noEarningCapacity") is not None) is capacity
    assert (lawsuit is not None) is (verdict is not None)
    if verdict is not None:
        found = lawsuit.find("verdict/disablement/beginDate") is not None
        assert found is verdict
    else:
        assert reply.status == ("NO_DATA_FOUND", "MSG00100")


@pytest.mark.parametrize("verdict", ["able", "disablement"])
def test_a_verdict_finds_somebody_able_or_disabled_for_a_time(
    desk: Desk, somebody: Callable[..., Person], verdict: str
) -> None:
    lawsuit = {
        "kind": 2,
        "nl": "beroep",
        "temporary_payment": {
            "begin_date": date(2025, 1, 1),
            "end_date": date(2025, 6, 30),
        },
        "verdict": verdict,
        "verdict_period": {
            "begin_date": date(2025, 7, 1),
            "end_date": date(2025, 12, 31),
        },
        "verdict_on": date(2025, 7, 14),
    }
    person = somebody(unemployment={"lawsuit": lawsuit})
    reply = ask_operation(desk, CAPACITY, person.ssin, "", people=People([person]))
    told = reply.root.find("response/lawsuitMutuality")
    assert told.findtext("temporaryPaymentPeriod/endDate") == "2025-06-30"
    assert [child.tag for child in told.find("verdict")] == [verdict]
    assert told.findtext(f"verdict/{verdict}/endDate") == "2025-12-31"


@pytest.mark.parametrize("operation", BY_DAYS)
@pytest.mark.parametrize(
    ("begin", "end", "faults"),
    [
        pytest.param(
            "2026-02-01", "2026-01-31", ["unemployment.invalid-date"], id="order"
        ),
        pytest.param(
            "2026-11-23", "2026-12-31", ["unemployment.invalid-date"], id="to come"
        ),
        pytest.param("2026-11-22", "2026-12-31", [], id="from today on"),
    ],
)
def test_a_wrong_period_is_refused(
    desk: Desk, operation: str, begin: str, end: str, faults: list[str]
) -> None:
    """`_error-codes` 3: UDS00016."""
    assert ask(desk, operation, NELE, begin, end).faults == faults


def test_more_than_there_is_room_for_is_cut_to_the_newest(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    many = tuple(
        {
            "from": date(2000 + year, 1, 1),
            "until": date(2000 + year, 1, 31),
            "decided": date(2000 + year, 1, 1),
            "kind": year + 1,
        }
        for year in range(8)
    )
    person = somebody(unemployment={"disabilities": many})
    reply = ask(desk, DISABILITIES, person.ssin, people=People([person]))
    kinds = reply.texts("disabilities/disability/disabilityType")
    assert kinds == ["4", "5", "6", "7", "8"]


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from([p for p in PEOPLE if p.unemployment]),
    operation=st.sampled_from(BY_DAYS),
    begin=st.dates(date(2007, 1, 1), date(2027, 1, 1)),
    length=st.integers(0, 4000),
    today=st.dates(date(2008, 1, 1), date(2028, 1, 1)),
)
def test_every_answer_fits_and_says_whether_there_is_one(
    desk: Desk,
    person: Person,
    operation: str,
    begin: date,
    length: int,
    today: date,
) -> None:
    end = begin + timedelta(days=length)
    reply = ask(
        desk,
        operation,
        person.ssin,
        begin.isoformat(),
        end.isoformat(),
        today=today,
    )
    if begin > today:
        assert reply.faults == ["unemployment.invalid-date"]
        return
    last = reply.root[-1]
    assert (last.tag != "ssin") is (reply.status[0] == "DATA_FOUND")

"""
LivingWages v2: five cuts of the same periods.

Source: contract sheet `ksz-livingwages-v2`; `_behaviour` 2.18.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "LivingWagesService", "v2"
PERIODS, PER_CENTRE = "getLivingWagePeriods", "getLivingWagePeriodsPerPCSA"
FLANDERS, PER_CENTRE_FLANDERS = f"{PERIODS}Flanders", f"{PER_CENTRE}Flanders"
WAGES = "getLivingWages"
OPERATIONS = (PERIODS, PER_CENTRE, FLANDERS, PER_CENTRE_FLANDERS, WAGES)
PEOPLE = People.load()
OMAR = PEOPLE.named("omar-zandhovel").ssin
MIRA = PEOPLE.named("mira-overlinden").ssin
JOOST = PEOPLE.named("joost-klaverbeke").ssin
BEA = PEOPLE.named("bea-stroobantsveld").ssin
BRUSSELS, HASSELT = "0999002204", "0999002006"

operations = pytest.mark.parametrize("operation", OPERATIONS)


def ask(
    desk: Desk,
    operation: str,
    ssin: str,
    begin: str = "2020-01-01",
    end: str | None = None,
    *,
    today: date = TODAY,
    down: str = "",
) -> Reply:
    until = "" if end is None else f"<endDate>{end}</endDate>"
    return desk.ask_ksz(
        NAME,
        VERSION,
        operation,
        f"<ssin>{ssin}</ssin><period><beginDate>{begin}</beginDate>{until}</period>",
        today=today,
        down=down.split(),
    )


def spans(reply: Reply, path: str = "livingWagePeriod") -> list[tuple[str, str]]:
    return [
        (each.findtext("beginDate"), each.findtext("endDate"))
        for each in reply.root.findall(path)
    ]


FIRST = ("2024-02-05", "2025-03-31")
"""Two decisions of the centre in Brussels that touch: told as one."""
SECOND = ("2025-04-10", "2026-11-30")
"""Still running, so it ends with the running month."""


def test_periods_of_all_centres_and_kinds_are_told_in_order(desk: Desk) -> None:
    reply = ask(desk, PERIODS, OMAR)
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert spans(reply) == [FIRST, SECOND]


def test_the_variant_for_flanders_tells_periods_of_flemish_centres(desk: Desk) -> None:
    """Source: our choice, because only the name of the operation says anything."""
    assert spans(ask(desk, FLANDERS, OMAR)) == [SECOND]


@pytest.mark.parametrize(
    ("operation", "centres"),
    [(PER_CENTRE, [BRUSSELS, HASSELT]), (PER_CENTRE_FLANDERS, [HASSELT])],
)
def test_periods_per_centre(desk: Desk, operation: str, centres: list[str]) -> None:
    reply = ask(desk, operation, OMAR)
    entry = "livingWagePeriodsPerPCSA"
    assert reply.texts(f"{entry}/pcsaCbeNumber") == centres
    assert spans(reply, f"{entry}/livingWagePeriod")[-1] == SECOND


def test_living_wages_tell_centre_and_kind(desk: Desk) -> None:
    reply = ask(desk, WAGES, OMAR)
    assert reply.texts("livingWages/pcsaCbeNumber") == [BRUSSELS, HASSELT]
    assert reply.texts("livingWages/category") == [
        "EQUIVALENT_LIVING_WAGE",
        "LIVING_WAGE",
    ]


def test_a_family_supplement_is_no_living_wage(desk: Desk) -> None:
    """The contract has two kinds; Omar's supplement of 2024 is neither."""
    (omar,) = (p for p in desk.people if p.ssin == OMAR)
    kinds = {a.kind for file in omar.living_wage for a in file.allowances}
    assert "FAMILY_SUPPLEMENT" in kinds
    reply = ask(desk, WAGES, OMAR, "2024-02-01", "2024-06-30")
    assert reply.texts("livingWages/category") == ["EQUIVALENT_LIVING_WAGE"]


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        pytest.param("2025-04-01", "2025-04-09", [], id="between two periods"),
        pytest.param("2025-03-31", "2025-04-09", [FIRST], id="the last day of one"),
        pytest.param("2025-04-01", "2025-04-10", [SECOND], id="the first of the next"),
        pytest.param("2026-11-30", None, [SECOND], id="open"),
        pytest.param("2026-12-01", None, [], id="after the running month"),
    ],
)
def test_periods_with_a_day_in_what_was_asked_are_told_whole(
    desk: Desk, begin: str, end: str | None, found: list[tuple[str, str]]
) -> None:
    reply = ask(desk, PERIODS, OMAR, begin, end)
    assert spans(reply) == found
    assert reply.status[1] == ("MSG00000" if found else "MSG00100")


def test_a_decision_of_tomorrow_is_not_known_today(desk: Desk) -> None:
    """The living wage from 2025-04-10 was decided on 2025-05-20."""
    before = ask(desk, PERIODS, OMAR, today=date(2025, 5, 19))
    since = ask(desk, PERIODS, OMAR, today=date(2025, 5, 20))
    assert spans(before) == [FIRST]
    assert spans(since) == [FIRST, ("2025-04-10", "2025-05-31")]


@pytest.mark.parametrize(
    ("today", "end"),
    [
        pytest.param(date(2024, 6, 13), "2024-06-30", id="the day before it ends"),
        pytest.param(date(2024, 6, 14), "2024-06-14", id="the day on which it ends"),
        pytest.param(date(2024, 5, 31), "2024-05-31", id="the month before"),
    ],
)
def test_an_end_that_lies_ahead_is_not_known(desk: Desk, today: date, end: str) -> None:
    """Bea's living wage ends on 2024-06-14; before, it ends with the running month."""
    assert spans(ask(desk, PERIODS, BEA, today=today)) == [("2022-10-01", end)]


def test_the_second_entitled_person_has_what_is_shared(desk: Desk) -> None:
    """Joost shares Mira's from May 2024; what she had alone is not his."""
    assert spans(ask(desk, PERIODS, MIRA)) == [("2023-02-01", "2026-11-30")]
    assert spans(ask(desk, PERIODS, JOOST)) == [("2024-05-01", "2026-11-30")]


@operations
@pytest.mark.parametrize(
    ("person", "begin", "code"),
    [
        pytest.param("wout-nijsdonk", "2024-01-01", "MSG00021", id="no file"),
        pytest.param("bea-stroobantsveld", "2025-01-01", "MSG00100", id="other days"),
        pytest.param("maria-tielensbroek", "2025-01-01", "MSG00009", id="deceased"),
    ],
)
def test_nothing_found_says_why(
    desk: Desk, operation: str, person: str, begin: str, code: str
) -> None:
    reply = ask(desk, operation, desk.people.named(person).ssin, begin)
    assert reply.status == ("NO_DATA_FOUND", code)
    assert list(reply.root)[-1].tag == "status"


@operations
@pytest.mark.parametrize(
    ("person", "code"),
    [("hanne-bosteelsma-oud", "MSG00006"), ("pieter-crabbemans", "MSG00007")],
)
def test_a_number_that_is_no_more_is_refused(
    desk: Desk, operation: str, person: str, code: str
) -> None:
    """The response has no `ssin` that could carry a mark."""
    reply = ask(desk, operation, desk.people.named(person).ssin)
    assert reply.status == ("NO_RESULT", code)


def test_a_replaced_number_comes_with_the_new_one(desk: Desk) -> None:
    reply = ask(desk, WAGES, desk.people.named("hanne-bosteelsma-oud").ssin)
    assert reply.text("status/information/fieldName") == "newSSIN"
    new = desk.people.named("hanne-bosteelsma").ssin
    assert reply.text("status/information/fieldValue") == new


@operations
def test_a_number_that_nobody_has_is_refused(desk: Desk, operation: str) -> None:
    reply = ask(desk, operation, numbers.make(date(1980, 1, 1), 998))
    assert reply.status == ("NO_RESULT", "MSG00005")


@operations
@pytest.mark.parametrize(
    ("ssin", "end", "fault"),
    [
        pytest.param(BEA[:-2] + "00", None, "ksz.ssin-invalid", id="check digits"),
        pytest.param(BEA, "2019-12-31", "ksz.invalid-data", id="period backwards"),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, operation: str, ssin: str, end: str | None, fault: str
) -> None:
    reply = ask(desk, operation, ssin, "2020-01-01", end)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert ssin not in repr(reply.findings)


@operations
def test_its_twin_is_answered(desk: Desk, operation: str) -> None:
    assert ask(desk, operation, BEA, "2022-10-01", "2022-10-01").status == (
        "DATA_FOUND",
        "MSG00000",
    )


@operations
def test_without_pod_mi_there_is_no_answer(desk: Desk, operation: str) -> None:
    with pytest.raises(SourceUnavailable, match="pod-mi"):
        ask(desk, operation, BEA, down="pod-mi")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, WAGES)
    criteria = (
        f"<ssin>{BEA}</ssin><period><beginDate>2024-01-01</beginDate>"
        "<endDate>2024-01-31</endDate></period>"
    )
    root = desk.ksz_request(NAME, VERSION, WAGES, criteria)
    assert service.subject(root) == BEA
    assert service.period(root) == Period(begin="2024-01-01", end="2024-01-31")
    open_ = criteria.replace("<endDate>2024-01-31</endDate>", "")
    root = desk.ksz_request(NAME, VERSION, WAGES, open_)
    assert service.period(root) == Period(begin="2024-01-01", end=None)


days = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=60)
@given(person=st.sampled_from(list(PEOPLE)), first=days, second=days, today=days)
def test_the_operations_agree_with_each_other(
    desk: Desk, person: Person, first: date, second: date, today: date
) -> None:
    """
    `Desk` validates; of the days asked, the finer cuts hold the same as the coarse one.

    Outside they may differ: what is one period over all centres is told whole.
    """
    begin, end = sorted((first, second))
    asked = (person.ssin, begin.isoformat(), end.isoformat())
    coarse = ask(desk, PERIODS, *asked, today=today)
    wages = ask(desk, WAGES, *asked, today=today)
    centres = ask(desk, PER_CENTRE, *asked, today=today)
    assert coarse.status == wages.status == centres.status
    days_of = {
        name: _days(spans(reply, path))
        for name, reply, path in (
            ("coarse", coarse, "livingWagePeriod"),
            ("wages", wages, "livingWages/livingWagePeriod"),
            ("centres", centres, "livingWagePeriodsPerPCSA/livingWagePeriod"),
        )
    }
    asked_days = set(range(begin.toordinal(), end.toordinal() + 1))
    found = [days & asked_days for days in days_of.values()]
    assert found[0] == found[1] == found[2]
    assert days_of["wages"] <= days_of["centres"] <= days_of["coarse"]
    assert _days(spans(ask(desk, FLANDERS, *asked, today=today))) <= days_of["coarse"]


def _days(found: list[tuple[str, str]]) -> set[int]:
    return {
        day
        for begin, end in found
        for day in range(
            date.fromisoformat(begin).toordinal(),
            date.fromisoformat(end).toordinal() + 1,
        )
    }

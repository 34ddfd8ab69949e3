"""UnemploymentData: rights, and why there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person

from .conftest import TODAY, Desk, Reply
from .test_ksz_unemployment_payments import DILAN, IVO, NELE, ROGER, SAMIRA, on
from .test_ksz_unemployment_payments import ask as ask_operation

RIGHT, NO_RIGHT = "rights/right", "rights/noRight"
PEOPLE = People.load()
JASMIEN = PEOPLE.named("jasmien-wachttijdinck").ssin


def ask(desk: Desk, ssin: str, day: str | None, **how: Any) -> Reply:
    return ask_operation(desk, "consultRights", ssin, on(day), **how)


def test_a_right_tells_amount_nature_family_and_ground(desk: Desk) -> None:
    reply = ask(desk, NELE, "2026-01-15")
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text(f"{RIGHT}/theoricDailyAllowanceAmount") == "4806"
    assert reply.text(f"{RIGHT}/startingDate") == "2024-09-12"
    assert reply.text(f"{RIGHT}/unemploymentCode/value") == "1"
    assert reply.text(f"{RIGHT}/familyState") == "HOUSEHOLDER"
    assert reply.text(f"{RIGHT}/indemnificationRegime") == "6"
    assert reply.text(f"{RIGHT}/unemployedWorkerStatus") == "UNEMPLOYMENT_ALLOCATION"
    assert reply.text(f"{RIGHT}/theoricRightsEndingDate") == "2027-09-11"
    assert reply.text(f"{RIGHT}/selfEmploymentSupplement") == "false"
    assert reply.root.find(NO_RIGHT) is None


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        ("2023-09-11", "6824"),
        ("2023-09-12", "5510"),
        ("2024-09-11", "5510"),
        ("2024-09-12", "4806"),
    ],
)
def test_the_right_is_that_of_the_day(desk: Desk, day: str, amount: str) -> None:
    """First and last day of a right are both inside."""
    reply = ask(desk, NELE, day)
    assert reply.texts(f"{RIGHT}/theoricDailyAllowanceAmount") == [amount]


def test_two_rights_at_once_are_both_given_the_newest_first(desk: Desk) -> None:
    reply = ask(desk, DILAN, "2025-02-01")
    assert reply.texts(f"{RIGHT}/unemploymentCode/value") == ["2", "57"]


def test_a_right_is_not_known_before_it_is_decided(desk: Desk) -> None:
    """Nele's first right holds since 2022-09-12, decided on 2022-10-20."""
    before = ask(desk, NELE, "2022-10-01", today=date(2022, 10, 19))
    since = ask(desk, NELE, "2022-10-01", today=date(2022, 10, 20))
    assert before.status == ("NO_DATA_FOUND", "MSG00100")
    assert since.status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize(
    ("ssin", "day", "kind", "begin"),
    [
        pytest.param(ROGER, "2012-02-06", "sanction", "2012-02-06", id="first day"),
        pytest.param(ROGER, "2012-03-18", "sanction", "2012-02-06", id="sixth week"),
        pytest.param(ROGER, "2012-03-19", None, None, id="reprieve of two weeks"),
        pytest.param(ROGER, "2013-05-31", None, None, id="last day of the right"),
        pytest.param(ROGER, "2013-06-01", "exclusion", "2013-06-01", id="excluded"),
        pytest.param(ROGER, "2026-01-01", "exclusion", "2013-06-01", id="for good"),
        pytest.param(JASMIEN, "2026-01-11", "sanction", "2025-12-01", id="last day"),
        pytest.param(JASMIEN, "2026-01-12", None, None, id="the day after"),
        pytest.param(IVO, "2025-10-01", "rightsEnd", "2025-10-01", id="work again"),
    ],
)
def test_why_there_is_no_right(
    desk: Desk, ssin: str, day: str, kind: str | None, begin: str | None
) -> None:
    """A sanction comes before the right it suspends, a right before an end."""
    reply = ask(desk, ssin, day)
    assert reply.text(f"{NO_RIGHT}/{kind}/beginDate") == begin
    assert (reply.root.find(RIGHT) is None) is (kind is not None)


def test_a_sanction_has_an_end_or_a_number_of_weeks(desk: Desk) -> None:
    weeks = ask(desk, ROGER, "2012-02-06").root.find(f"{NO_RIGHT}/sanction")
    ended = ask(desk, JASMIEN, "2025-12-24").root.find(f"{NO_RIGHT}/sanction")
    assert weeks.findtext("nbrOfWeeksSanction") == "8"
    assert weeks.find("endDate") is None
    assert ended.findtext("endDate") == "2026-01-11"
    assert ended.find("nbrOfWeeksSanction") is None


def test_no_right_tells_its_articles_and_what_triggered_it(desk: Desk) -> None:
    sanction = ask(desk, ROGER, "2012-02-06")
    exclusion = ask(desk, ROGER, "2014-01-01")
    assert sanction.text(f"{NO_RIGHT}/sanction/article/value") == "52bis"
    assert sanction.text(f"{NO_RIGHT}/indemnisabilityArticles/article/value") == "51"
    assert sanction.text(f"{NO_RIGHT}/triggerDate") == "2012-01-09"
    assert exclusion.text(f"{NO_RIGHT}/admissibilityArticles/article/value") == "80"


@pytest.mark.parametrize(
    ("today", "path", "text"),
    [
        pytest.param(TODAY, f"{NO_RIGHT}/exclusion/beginDate", "2013-06-01", id="end"),
        pytest.param(date(2010, 1, 1), f"{RIGHT}/startingDate", "2007-11-05", id="gap"),
        pytest.param(
            date(2013, 1, 1), f"{RIGHT}/startingDate", "2011-10-03", id="right"
        ),
    ],
)
def test_without_a_date_the_last_known_situation_is_given(
    desk: Desk, today: date, path: str, text: str
) -> None:
    """Sheet: when date is left out the last known situation is returned."""
    assert ask(desk, ROGER, None, today=today).text(path) == text


def test_a_file_without_rights_has_none(desk: Desk) -> None:
    assert ask(desk, SAMIRA, None).status == ("NO_DATA_FOUND", "MSG00100")
    assert ask(desk, SAMIRA, "2026-01-01").status == ("NO_DATA_FOUND", "MSG00100")


def test_a_day_to_come_is_refused(desk: Desk) -> None:
    assert ask(desk, NELE, "2026-11-23").faults == ["unemployment.invalid-date"]
    assert ask(desk, NELE, "2026-11-22").faults == []


def test_a_sanction_without_end_goes_on(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    sanction = {
        "decision": {"decided": date(2020, 1, 1), "office": 1},
        "code": {"value": "1", "nl": "een"},
        "from": date(2020, 1, 6),
    }
    person = somebody(unemployment={"sanctions": (sanction,)})
    reply = ask(desk, person.ssin, "2026-01-01", people=People([person]))
    told = reply.root.find(f"{NO_RIGHT}/sanction")
    assert [child.tag for child in told] == ["beginDate", "article"]


def test_more_than_two_rights_are_cut_to_the_newest(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    rights = tuple(
        {
            "from": date(2020, month, 1),
            "decision": {"decided": date(2020, 1, 1), "office": 1},
            "daily_amount": Decimal("10.00"),
            "nature": 1,
            "scale": {"code": "A1"},
        }
        for month in (1, 2, 3)
    )
    person = somebody(unemployment={"rights": rights})
    reply = ask(desk, person.ssin, "2021-01-01", people=People([person]))
    assert reply.texts(f"{RIGHT}/startingDate") == ["2020-03-01", "2020-02-01"]


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from([p for p in PEOPLE if p.unemployment]),
    asked=st.dates(date(2007, 1, 1), date(2027, 12, 31)),
    later=st.integers(0, 2000),
)
def test_there_is_a_right_or_a_reason_or_nothing(
    desk: Desk, person: Person, asked: date, later: int
) -> None:
    today = date.fromordinal(asked.toordinal() + later)
    reply = ask(desk, person.ssin, asked.isoformat(), today=today)
    found = reply.root.find("rights") is not None
    assert found is (reply.status[0] == "DATA_FOUND")
    for begin in (
        *reply.texts(f"{RIGHT}/startingDate"),
        *reply.texts(f"{NO_RIGHT}/*/beginDate"),
    ):
        assert date.fromisoformat(begin) <= asked

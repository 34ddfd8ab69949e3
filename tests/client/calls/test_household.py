"""Households, now and before: what is asked, and that all of it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.household import household, household_history
from kruispunt_client.calls.persoon.codes import HouseholdKind, HouseholdPosition
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import PartialDate

from ...completeness import lost
from .examples import answer, asked, inhoud_of

NOW = "geef_gezinssamenstelling/reply_everything"
HISTORY = "geef_historiek_gezinssamenstelling/reply_everything"
DAY = date(2020, 2, 29)
INHOUD = "Verzoek/Vragen/Vraag/Inhoud"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Any:
    """An open connection to the hop."""
    with connect(profile(wiv), via="wiv", user=user) as connection:
        yield connection


def test_everything_about_a_household_is_read(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(NOW))
    assert lost(inhoud_of(NOW), line.household.now(person).data) == []


def test_everything_about_households_over_time_is_read(
    wiv: Any, line: Any, person: str
) -> None:
    wiv.answer_with(answer(HISTORY))
    found = line.household.history(person, since=DAY).data
    assert lost(inhoud_of(HISTORY), found) == []


def _member(number: str, position: str, **more: Any) -> dict[str, Any]:
    return {"INSZ": number, **more, "Positie": {"Code": position}}


def test_members_are_typed(wiv: Any, line: Any, replies: Any, person: str) -> None:
    head = _member("79682331167", "01", Geboortedatum="1979-08-00")
    head["Woonvorm"] = {"Code": "01", "Omschrijving": "Zorgwonen"}
    other = _member("00000000100", "99")
    told = {"Gezinsleden": {"Gezinslid": [_member(person, "03"), head, other]}}
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    found = line.household.now(person).data
    assert found.referentiepersoon.insz == "79682331167"
    assert found.referentiepersoon.geboortedatum == PartialDate(1979, 8)
    assert found.referentiepersoon.woonvorm.code is HouseholdKind.CARE_LIVING
    assert found.referentiepersoon.woonvorm.description == "Zorgwonen"
    assert found.lid(person).positie.code is HouseholdPosition.CHILD
    assert found.lid("00000000100").positie.code == "99"
    assert found.lid("11111111111") is None


def test_a_household_without_a_marked_head_has_none(
    wiv: Any, line: Any, replies: Any, person: str
) -> None:
    told = {"Gezinsleden": {"Gezinslid": [_member(person, "12")]}}
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    found = line.household.now(person).data
    assert found.referentiepersoon is None
    assert found.lid(person).is_fictief is None


def test_the_household_of_today_is_asked(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(NOW))
    line.household.now(person, language="en")
    assert asked(wiv, INHOUD) == {"Criteria/INSZ": person, "Taal": "en"}


@pytest.mark.parametrize(
    ("when", "op"), [({"on": DAY}, "1"), ({"since": DAY}, "0")], ids=["Op", "Vanaf"]
)
def test_households_are_asked_of_a_day_or_since_a_day(
    wiv: Any, line: Any, person: str, when: dict[str, date], op: str
) -> None:
    wiv.answer_with(answer(HISTORY))
    line.household.history(person, **when)
    assert asked(wiv, INHOUD) == {
        "Criteria/INSZ": person,
        "Criteria/Datum": "2020-02-29",
        "Criteria/Datum/@Op": op,
        "Taal": "nl",
    }


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "`on`"),
        ({"on": DAY, "since": DAY}, "`on`"),
        ({"on": DAY, "language": ""}, "Language"),
    ],
)
def test_a_question_about_households_that_cannot_be_is_not_sent(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says):
        household_history("15681512393", **changes)


def test_a_language_that_is_none_is_not_sent() -> None:
    with pytest.raises(InvalidRequest, match="Language"):
        household("15681512393", language="es")

"""GeefPersoon and GeefHistoriekPersoon: what is asked, and that all of it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.person import PersonPart, person
from kruispunt_client.calls.person_history import person_history
from kruispunt_client.calls.persoon.codes import (
    CivilStatus,
    HouseholdPosition,
    PersonStatus,
    Sex,
)
from kruispunt_client.calls.persoon.question import Language, RegisterSource
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Code, PartialDate

from ...completeness import lost
from .examples import answer, asked, inhoud_of

NOW = "geef_persoon/reply_everything"
HISTORY = "geef_historiek_persoon/reply_everything"
DAY = date(2020, 2, 29)
INHOUD = "Verzoek/Vragen/Vraag/Inhoud"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Any:
    """An open connection to the hop."""
    with connect(profile(wiv), via="wiv", user=user) as connection:
        yield connection


def test_everything_that_geef_persoon_tells_is_read(
    wiv: Any, line: Any, person: str
) -> None:
    wiv.answer_with(answer(NOW))
    assert lost(inhoud_of(NOW), line.person.now(person).data) == []


def test_everything_that_geef_historiek_persoon_tells_is_read(
    wiv: Any, line: Any, person: str
) -> None:
    wiv.answer_with(answer(HISTORY))
    found = line.person.history(person, since=DAY).data
    assert lost(inhoud_of(HISTORY), found) == []


def test_a_person_is_typed(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(NOW))
    found = line.person.now(person).data
    assert found.insz == "82641700209"
    assert found.bron == "RR"
    assert found.datum_creatie == date(1982, 4, 20)
    assert found.naam.achternamen == ("Voorbeeldsma",)
    assert found.naam.voornamen[0].tekst == "Jana"
    assert found.naam.voornamen[0].gebruikelijke_voornaam is True
    assert found.naam.datum_begin == PartialDate(2005, 6, 7)
    assert found.geslacht.code is Sex.FEMALE
    assert found.geboorte.datum == PartialDate(1982, 4)
    assert found.geboorte.datum.exact is None
    assert found.nationaliteiten[0].code == "150"
    assert found.burgerlijke_staten[0].code is CivilStatus.MARRIED
    assert found.referentiepersoon.positie.code is HouseholdPosition.CHILD
    assert found.naamswijziging.wijzigingstype == Code(
        code="01", description="omschrijving"
    )
    assert found.adressen.hoofdverblijfplaats.postcode == "3600"


def test_a_status_that_is_no_municipality_is_told_apart(
    wiv: Any, line: Any, replies: Any, person: str
) -> None:
    told = {"Persoon": {"INSZ": person, "Statussen": {"Status": [{"Code": "992"}]}}}
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    (status,) = line.person.now(person).data.statussen
    assert status.code is PersonStatus.LEFT_FOR_ABROAD
    assert status.description is None
    assert status.datum_begin is None


def test_the_least_is_asked_of_the_ksz(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(NOW))
    line.person.now(person)
    assert asked(wiv, INHOUD) == {
        "Criteria/INSZ": person,
        "Criteria/OpvragingenKSZ/BasisPersoonsgegevens": "1",
        "Bron": "KSZ",
        "Taal": "nl",
    }


def test_every_part_can_be_asked_of_the_ksz(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(NOW))
    line.person.now(person, parts=["Afstamming", *PersonPart], language="fr")
    flags = {f"Criteria/OpvragingenKSZ/{part.value}": "1" for part in PersonPart}
    assert asked(wiv, INHOUD) == {
        "Criteria/INSZ": person,
        **flags,
        "Bron": "KSZ",
        "Taal": "fr",
    }


@pytest.mark.parametrize("source", ["RR", RegisterSource.NATIONAL_REGISTER])
def test_the_national_register_is_asked_without_parts(
    wiv: Any, line: Any, person: str, source: Any
) -> None:
    wiv.answer_with(answer(NOW))
    line.person.now(person, source=source)
    assert asked(wiv, INHOUD) == {"Criteria/INSZ": person, "Bron": "RR", "Taal": "nl"}


@pytest.mark.parametrize(
    ("when", "op"), [({"on": DAY}, "1"), ({"since": DAY}, "0")], ids=["Op", "Vanaf"]
)
def test_history_is_asked_of_a_day_or_since_a_day(
    wiv: Any, line: Any, person: str, when: dict[str, date], op: str
) -> None:
    wiv.answer_with(answer(HISTORY))
    line.person.history(person, **when, source="RR", language=Language.GERMAN)
    assert asked(wiv, INHOUD) == {
        "Criteria/INSZ": person,
        "Criteria/Datum": "2020-02-29",
        "Criteria/Datum/@Op": op,
        "Bron": "RR",
        "Taal": "de",
    }


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": "RR", "parts": ["Afstamming"]}, "parts"),
        ({"parts": []}, "parts"),
        ({"parts": ["Naam"]}, "PersonPart"),
        ({"source": "SOA"}, "RegisterSource"),
        ({"language": "es"}, "Language"),
    ],
)
def test_a_question_about_a_person_that_cannot_be_is_not_sent(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says):
        person("15681512393", **changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "`on`"),
        ({"on": DAY, "since": DAY}, "`on`"),
        ({"on": DAY, "source": "rr"}, "RegisterSource"),
        ({"on": DAY, "language": ""}, "Language"),
    ],
)
def test_a_question_about_a_history_that_cannot_be_is_not_sent(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says):
        person_history("15681512393", **changes)

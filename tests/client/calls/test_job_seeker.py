"""Job seekers: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.job_seeker import Classification, Training, job_seeker
from kruispunt_client.calls.job_seeker_inscriptions import (
    EmploymentService,
    job_seeker_inscriptions,
)
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import PartialDate

from .examples import ask_example, asked_texts, example, missing

SERVICES = "geef_inschrijving_werkzoekende/reply_data"
VDAB = "geef_werkzoekende/reply_data"
CRITERIA = "Verzoek/Vragen/Vraag/Criteria"
GROUPS = "Verzoek/Vragen/Vraag/Inhoud/Criteria"
DAY, LATER = date(2026, 5, 4), date(2026, 5, 5)
COURSE = Training(code_opleiding=1234, nummer_instelling="045678")


# --- GeefInschrijvingWerkzoekende -----------------------------------------------------


def test_by_default_the_vdab_is_asked_for_the_present(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = job_seeker_inscriptions(person)
    ask_example(wiv, profile, SERVICES, call, user=user)
    assert asked_texts(wiv, CRITERIA) == [
        ("ssin", person),
        ("publicEmploymentServices/publicEmploymentService", "VDAB"),
    ]


def test_every_service_can_be_asked_for_a_period(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = job_seeker_inscriptions(
        person, period=(DAY, LATER), services=EmploymentService
    )
    ask_example(wiv, profile, SERVICES, call, user=user)
    service = "publicEmploymentServices/publicEmploymentService"
    assert asked_texts(wiv, CRITERIA) == [
        ("ssin", person),
        ("period/beginDate", "2026-05-04"),
        ("period/endDate", "2026-05-05"),
        (f"{service}[1]", "ACTIRIS"),
        (f"{service}[2]", "VDAB"),
        (f"{service}[3]", "FOREM"),
        (f"{service}[4]", "ADG"),
    ]
    call = job_seeker_inscriptions(person, period=(DAY, None), services=["ADG"])
    ask_example(wiv, profile, SERVICES, call, user=user)
    assert asked_texts(wiv, CRITERIA)[1:] == [
        ("period/beginDate", "2026-05-04"),
        (service, "ADG"),
    ]


def test_every_service_is_read_whole(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = job_seeker_inscriptions(person, services=EmploymentService)
    answer = ask_example(wiv, profile, SERVICES, call, user=user)
    found = answer.data
    assert missing(example(SERVICES), found) == []
    registered = {result.source.value: result.registered for result in found.results}
    assert registered == {"ACTIRIS": False, "VDAB": True, "FOREM": None, "ADG": True}
    vdab = found.of(EmploymentService.VDAB)
    (inscription,) = vdab.inscriptions
    assert inscription.inception_timestamp.isoformat() == "2026-01-05T09:00:00"
    assert inscription.eurostat_date == date(2026, 2, 1)
    (category,) = inscription.category_pes
    assert [(each.language, category.code) for each in category.description] == [
        ("NL", "VDAB000"),
        ("FR", "VDAB000"),
    ]
    fixed, mobile = vdab.contact.phone_number
    assert (fixed.fix, mobile.fix) == (True, False)
    assert vdab.contact.belgian_address.postal_code == "3600"
    abroad = found.of(EmploymentService.ADG).contact
    assert abroad.foreign_address == "Hauptstrasse 1, Aachen"
    assert abroad.belgian_address is None
    assert answer.person.canceled


def test_nobody_registered_is_an_answer_without_data(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    name = "geef_inschrijving_werkzoekende/reply_no_data"
    call = job_seeker_inscriptions(person)
    assert ask_example(wiv, profile, name, call, user=user).data is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"services": []}, "services"),
        ({"services": ["POLE_EMPLOI"]}, "services"),
        ({"period": (LATER, DAY)}, "period"),
    ],
)
def test_services_that_cannot_be_asked_are_refused(
    person: str, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        job_seeker_inscriptions(person, **wrong)


# --- GeefWerkzoekende -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        (
            {"category": Classification.DGB},
            [("CategorieWZ/VolgensClassificatieType", "DGB")],
        ),
        (
            {
                "category": "FIN_VO",
                "category_on": DAY,
                "training": COURSE,
                "training_on": LATER,
            },
            [
                ("CategorieWZ/VolgensClassificatieType", "FIN_VO"),
                ("CategorieWZ/DatumOp", "2026-05-04"),
                ("PastInTrajectNaarWerk/CodeOpleiding", "1234"),
                ("PastInTrajectNaarWerk/NummerInstelling", "045678"),
                ("PastInTrajectNaarWerk/DatumOp", "2026-05-05"),
            ],
        ),
        (
            {"training": COURSE},
            [
                ("PastInTrajectNaarWerk/CodeOpleiding", "1234"),
                ("PastInTrajectNaarWerk/NummerInstelling", "045678"),
            ],
        ),
    ],
    ids=["a category", "everything", "a training"],
)
def test_the_vdab_is_asked_what_is_wanted(
    wiv: Any,
    profile: Any,
    person: str,
    user: str,
    asked: dict[str, Any],
    texts: list[tuple[str, str]],
) -> None:
    ask_example(wiv, profile, VDAB, job_seeker(person, **asked), user=user)
    assert asked_texts(wiv, GROUPS) == [
        ("INSZ", person),
        *((f"DataGroepen/{path}", text) for path, text in texts),
    ]


def test_a_job_seeker_is_read_whole(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = job_seeker(person, category="DGB", training=COURSE)
    found = ask_example(wiv, profile, VDAB, call, user=user).data
    assert missing(example(VDAB), found) == []
    assert found.categorie_wz.code == "NWWZ"
    assert found.past_in_traject_naar_werk.resultaat.code == "JA"
    assert found.past_in_traject_naar_werk.einde == PartialDate(2026, 6, 30)


def test_no_job_seeker_is_an_answer_without_data(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    name = "geef_werkzoekende/reply_nothing_found"
    call = job_seeker(person, category="DGB")
    assert ask_example(wiv, profile, name, call, user=user).data is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, "category"),
        ({"category": "VO_FIN"}, "category"),
        ({"training": COURSE, "category_on": DAY}, "category_on"),
        ({"category": "DGB", "training_on": DAY}, "training_on"),
    ],
)
def test_what_the_vdab_cannot_be_asked_is_refused(
    person: str, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        job_seeker(person, **wrong)

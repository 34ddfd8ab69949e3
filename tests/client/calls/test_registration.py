"""The repertories: what is declared, in whose name, and what was not done is raised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.registration import (
    Registratie,
    deregister,
    deregister_enterprise,
    register,
    register_enterprise,
)
from kruispunt_client.client_log import NOBODY, JsonLinesLog, LogRecord
from kruispunt_client.connection import connect
from kruispunt_client.errors import (
    InvalidRequest,
    NotAuthorised,
    PersonNotRegistered,
    RefusedByService,
)

from .examples import answer, asked, example

INHOUD = "Verzoek/Vragen/Vraag/Inhoud"
DAY, LAST = date(2026, 1, 1), date(2026, 12, 31)
PERSON, ENTERPRISE = "15681512393", "0999999922"
SENDER = {
    "Identificatie": "alpha.be/sociale-huur-aip",
    "Hoedanigheid": "7101",
}
SUBJECT = "BetrokkenSubject/Subjecten/Subject"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Any:
    """An open connection to the hop."""
    with connect(profile(wiv), via="wiv", user=user) as connection:
        yield connection


def _says(wiv: Any, name: str) -> None:
    wiv.answer_with(answer(name))


def _declared(wiv: Any, block: str) -> dict[str, str]:
    return asked(wiv, f"{INHOUD}/{block}")


def test_the_newest_version_names_a_subject(wiv: Any, line: Any) -> None:
    _says(wiv, "registreer_inschrijving_02_01/reply_done")
    answer = line.repertory.register(PERSON, begin=DAY, end=LAST, rol="huurder")
    assert answer.data == Registratie(resultaat=True, beschrijving="Wel geslaagd")
    assert wiv.asked[0].payload.findtext(".//Versie") == "02.01.0000"
    assert _declared(wiv, "Inschrijving") == {
        **SENDER,
        "BetrokkenSubject/Type": "PERS",
        f"{SUBJECT}/Rol": "huurder",
        f"{SUBJECT}/Type": "PERS",
        f"{SUBJECT}/Sleutel": PERSON,
        "Periode/Begin": "2026-01-01",
        "Periode/Einde": "2026-12-31",
    }


def test_the_least_is_a_number(wiv: Any, line: Any) -> None:
    _says(wiv, "registreer_inschrijving_02_01/reply_done")
    line.repertory.register(PERSON)
    assert _declared(wiv, "Inschrijving") == {
        **SENDER,
        "BetrokkenSubject/Type": "PERS",
        f"{SUBJECT}/Type": "PERS",
        f"{SUBJECT}/Sleutel": PERSON,
    }


def test_the_older_version_names_an_insz(wiv: Any, line: Any) -> None:
    _says(wiv, "registreer_inschrijving_02_00/reply_done")
    answer = line.repertory.register(PERSON, begin=DAY, version="02.00")
    assert answer.data.resultaat is True
    assert wiv.asked[0].payload.findtext(".//Versie") == "02.00.0000"
    assert _declared(wiv, "Inschrijving") == {
        **SENDER,
        "INSZ": PERSON,
        "Periode/Begin": "2026-01-01",
    }


@pytest.mark.parametrize("version", ["02.00", "02.01"])
@pytest.mark.parametrize(
    ("dates", "period"),
    [
        ({}, {}),
        ({"begin": DAY}, {"Periode/Begin": "2026-01-01"}),
        ({"end": LAST}, {"Periode/Einde": "2026-12-31"}),
    ],
    ids=["from today", "from a day", "until a day"],
)
def test_deregistration_has_any_period(
    wiv: Any,
    line: Any,
    version: str,
    dates: dict[str, date],
    period: dict[str, str],
) -> None:
    name = f"registreer_uitschrijving_{version.replace('.', '_')}/reply_done"
    _says(wiv, name)
    line.repertory.deregister(PERSON, **dates, version=version)
    declared = _declared(wiv, "Uitschrijving")
    assert {k: v for k, v in declared.items() if k.startswith("Periode")} == period
    assert PERSON in declared.values()


def test_an_enterprise_is_registered_without_a_period_and_about_no_person(
    wiv: Any, profile: Any, user: str, tmp_path: Any
) -> None:
    """Source: `magda-registreerinschrijving-02.01`: 30034, no Periode for OND."""
    _says(wiv, "registreer_inschrijving_02_01/reply_done")
    log = JsonLinesLog(tmp_path / "log.jsonl")
    with connect(profile(wiv), via="wiv", user=user, log=log) as line:
        line.repertory.register_enterprise(ENTERPRISE, rol="verhuurder")
    assert _declared(wiv, "Inschrijving") == {
        **SENDER,
        "BetrokkenSubject/Type": "OND",
        f"{SUBJECT}/Rol": "verhuurder",
        f"{SUBJECT}/Type": "OND",
        f"{SUBJECT}/Sleutel": ENTERPRISE,
    }
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    assert record.person == NOBODY
    assert record.outcome == "answered"


def test_an_enterprise_is_deregistered(wiv: Any, line: Any) -> None:
    _says(wiv, "registreer_uitschrijving_02_01/reply_done")
    line.repertory.deregister_enterprise(ENTERPRISE, begin=DAY, end=LAST)
    assert _declared(wiv, "Uitschrijving") == {
        **SENDER,
        "BetrokkenSubject/Type": "OND",
        f"{SUBJECT}/Type": "OND",
        f"{SUBJECT}/Sleutel": ENTERPRISE,
        "Periode/Begin": "2026-01-01",
        "Periode/Einde": "2026-12-31",
    }


def test_registering_twice_is_a_success_with_a_warning(
    wiv: Any, line: Any, replies: Any
) -> None:
    """Source: `magda-registreerinschrijving-02.01`: 40143 is a warning."""
    told = example("registreer_inschrijving_02_01/reply_already_registered")
    inhoud = told.find(".//Inhoud")
    rows = [("40143", "MAGDA", "WAARSCHUWING")]
    wiv.answer_with(
        lambda request: replies.magda(request, inhoud=inhoud, uitzonderingen=rows)
    )
    answer = line.repertory.register(PERSON, begin=DAY)
    assert answer.data.resultaat is True
    assert [each.code for each in answer.warnings] == ["40143"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("20005", NotAuthorised),
        ("40003", PersonNotRegistered),
        ("60003", RefusedByService),
        ("60009", RefusedByService),
    ],
)
def test_what_was_not_done_is_raised(
    wiv: Any,
    line: Any,
    replies: Any,
    code: str,
    kind: type[RefusedByService],
) -> None:
    """
    Resultaat 0 with its reason beside it is a refusal, not an answer.

    Source: `magda-registreerinschrijving-02.01`.
    """
    undone = {"Resultaat": "0"}
    rows = [(code, "MAGDA", "FOUT")]
    wiv.answer_with(
        lambda request: replies.magda(request, inhoud=undone, uitzonderingen=rows)
    )
    with pytest.raises(kind) as caught:
        line.repertory.deregister(PERSON)
    assert caught.value.code == code


def test_undone_for_no_reason_is_told(wiv: Any, line: Any, replies: Any) -> None:
    wiv.answer_with(lambda request: replies.magda(request, inhoud={"Resultaat": "0"}))
    assert line.repertory.register(PERSON).data.resultaat is False


@pytest.mark.parametrize(
    "call",
    [
        register(PERSON),
        deregister(PERSON),
        register_enterprise(ENTERPRISE),
        deregister_enterprise(ENTERPRISE),
    ],
)
def test_every_registration_changes_something(call: Any) -> None:
    """So that it is not sent again unless it surely changed nothing."""
    assert all(way.question.changes for way in call.ways)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: register(PERSON, end=LAST), "begin"),
        (lambda: register(PERSON, version="02.00"), "begin"),
        (lambda: register(PERSON, begin=LAST, end=DAY), "end"),
        (lambda: register(PERSON, begin=DAY, version="02.02"), "version"),
        (lambda: register(PERSON, begin=DAY, version="02.00", rol="huurder"), "rol"),
        (lambda: deregister(PERSON, begin=LAST, end=DAY), "end"),
        (lambda: deregister(PERSON, version=""), "version"),
        (lambda: deregister(PERSON, version="02.00", rol="huurder"), "rol"),
        (lambda: register_enterprise(PERSON), "number"),
        (lambda: deregister_enterprise("BE0999999"), "number"),
        (lambda: deregister_enterprise(ENTERPRISE, begin=LAST, end=DAY), "end"),
        (lambda: register(ENTERPRISE), "person"),
    ],
)
def test_a_registration_that_cannot_be_is_not_sent(make: Any, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        make()

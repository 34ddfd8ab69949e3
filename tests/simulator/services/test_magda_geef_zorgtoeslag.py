from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

PEOPLE = People.load()
LOTTE = PEOPLE.named("lotte-vandersmout").ssin
PILLARS = "Zorgtoeslag/Erkenningen/Erkenning/ResultaatErkenningKind/Pijlers"


def question(
    insz: str,
    *,
    on: str | None = None,
    begin: str = "2024-01-01",
    end: str = "2024-12-31",
    request: bool = True,
    recognitions: bool = True,
    language: str = "nl",
) -> str:
    asked = f"<Referentiedatum>{on}</Referentiedatum>"
    if on is None:
        asked = (
            f"<Periode><Begindatum>{begin}</Begindatum>"
            f"<Einddatum>{end}</Einddatum></Periode>"
        )
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ>{asked}<GewensteInformatie>"
        f"<StatusAanvraag>{int(request)}</StatusAanvraag>"
        f"<Erkenningen>{int(recognitions)}</Erkenningen></GewensteInformatie></Criteria>"
        f"<Taal>{language}</Taal></Inhoud>"
    )


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(
        "GeefZorgtoeslag", "02.00.0000", vraag, today=today, down=down.split()
    )


def test_a_recognition_is_told_with_period_points_and_decision(desk: Desk) -> None:
    reply = ask(desk, question(LOTTE, on="2026-11-22"))
    assert reply.findings == ()
    assert reply.text("Zorgtoeslag/INSZ") == LOTTE
    assert reply.text(f"{PILLARS}/Pijler1") == "6"
    assert reply.text(f"{PILLARS}/Totaal") == "26"
    assert reply.text(f"{PILLARS}/SubpijlerPijler2/SubPijler2.3") == "3"
    status = "Zorgtoeslag/Erkenningen/Erkenning/StatusErkenning"
    assert reply.text(f"{status}/PeriodeErkenning/Begindatum") == "2024-02-01"
    assert reply.text(f"{status}/PeriodeErkenning/Einddatum") == "2035-05-31"


@pytest.mark.parametrize(
    ("on", "pillar_1"), [("2024-01-31", ["4"]), ("2024-02-01", ["6"])]
)
def test_the_reference_date_chooses_the_recognition(
    desk: Desk, on: str, pillar_1: list[str]
) -> None:
    reply = ask(desk, question(LOTTE, on=on))
    assert reply.texts(f"{PILLARS}/Pijler1") == pillar_1


def test_a_period_gives_every_recognition_that_it_touches(desk: Desk) -> None:
    reply = ask(desk, question(LOTTE, begin="2024-01-31", end="2024-02-01"))
    assert reply.texts(f"{PILLARS}/Pijler1") == ["4", "6"]


def test_a_recognition_without_end_has_no_end_date(desk: Desk) -> None:
    mats = desk.people.named("mats-devroeyland").ssin
    reply = ask(desk, question(mats, on="2026-01-01"))
    periode = "Zorgtoeslag/Erkenningen/Erkenning/StatusErkenning/PeriodeErkenning"
    assert reply.text(f"{periode}/Begindatum") == "2024-01-01"
    assert reply.root.find(f"{periode}/Einddatum") is None


@pytest.mark.parametrize(
    ("request_", "recognitions"), [(True, False), (False, True), (True, True)]
)
def test_only_the_blocks_that_were_asked_come_back(
    desk: Desk, request_: bool, recognitions: bool
) -> None:
    vraag = question(
        LOTTE, on="2026-11-22", request=request_, recognitions=recognitions
    )
    reply = ask(desk, vraag)
    assert (reply.root.find("Zorgtoeslag/StatusAanvraag") is not None) is request_
    assert (reply.root.find("Zorgtoeslag/Erkenningen") is not None) is recognitions


def test_a_pending_request_comes_without_recognitions(desk: Desk) -> None:
    noor = desk.people.named("noor-elbersen").ssin
    reply = ask(desk, question(noor, on="2024-01-01"))
    assert reply.findings == ()
    assert reply.text("Zorgtoeslag/StatusAanvraag/ErkenningLopende") == "1"
    assert reply.text("Zorgtoeslag/StatusAanvraag/InBeroep") == "0"
    assert reply.text("Zorgtoeslag/StatusAanvraag/Wetgeving/Code") == "2"
    assert reply.root.find("Zorgtoeslag/Erkenningen") is None


def test_a_decision_of_tomorrow_is_not_known_today(desk: Desk) -> None:
    """Lotte's second recognition was decided on 2024-01-22, to start in February."""
    vraag = question(LOTTE, begin="2024-02-01", end="2024-02-29", request=False)
    assert ask(desk, vraag, today=date(2024, 1, 21)).faults == [
        "zorgtoeslag.nothing-found"
    ]
    assert ask(desk, vraag, today=date(2024, 1, 22)).texts(f"{PILLARS}/Pijler1") == [
        "6"
    ]


def test_a_request_that_is_later_than_what_was_asked_is_not_told(desk: Desk) -> None:
    before = ask(desk, question(LOTTE, on="2023-11-05", recognitions=False))
    since = ask(desk, question(LOTTE, on="2023-11-06", recognitions=False))
    assert before.faults == ["zorgtoeslag.nothing-found"]
    assert since.text("Zorgtoeslag/StatusAanvraag/DatumAanvraag") == "2023-11-06"


@pytest.mark.parametrize(
    ("person", "on", "request_"),
    [
        pytest.param("wout-nijsdonk", "2024-01-01", True, id="no file"),
        pytest.param("noor-elbersen", "2024-01-01", False, id="nothing decided"),
        pytest.param("stan-ooghebeek", "2019-01-01", True, id="before the file"),
    ],
)
def test_nothing_found_is_a_warning_without_inhoud(
    desk: Desk, person: str, on: str, request_: bool
) -> None:
    insz = desk.people.named(person).ssin
    reply = ask(desk, question(insz, on=on, request=request_))
    assert reply.faults == ["zorgtoeslag.nothing-found"]
    assert reply.findings[0].severity is Severity.WARNING
    assert isinstance(reply.answer, MagdaAnswer)
    assert reply.answer.inhoud is None


def test_a_number_that_nobody_has_is_not_found_either(desk: Desk) -> None:
    nobody = numbers.make(date(2015, 1, 1), 998)
    reply = ask(desk, question(nobody, on="2024-01-01"))
    assert reply.faults == ["zorgtoeslag.nothing-found"]


@pytest.mark.parametrize(
    ("vraag", "fault"),
    [
        pytest.param(
            question(LOTTE[:-2] + "00", on="2024-01-01"),
            "zorgtoeslag.insz-check-digits",
            id="wrong check digits",
        ),
        pytest.param(
            question(LOTTE, on="2026-11-23"),
            "zorgtoeslag.reference-date-future",
            id="tomorrow",
        ),
        pytest.param(
            question(LOTTE, begin="2024-01-02", end="2024-01-01"),
            "zorgtoeslag.period-order",
            id="period backwards",
        ),
        pytest.param(
            question(LOTTE, request=False, recognitions=False),
            "zorgtoeslag.nothing-asked",
            id="nothing asked",
        ),
        pytest.param(
            question(LOTTE, language="fr"), "magda.language", id="other language"
        ),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, vraag: str, fault: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == [fault]
    assert reply.answer is None


@pytest.mark.parametrize(
    "vraag",
    [
        pytest.param(question(LOTTE, on="2026-11-22"), id="today"),
        pytest.param(
            question(LOTTE, begin="2024-02-01", end="2024-02-01"), id="one day"
        ),
        pytest.param(question(LOTTE, end="2030-01-01"), id="a period with a future"),
        pytest.param(question(LOTTE, recognitions=False), id="one flag"),
    ],
)
def test_its_twin_is_answered(desk: Desk, vraag: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == []
    assert reply.root.tag == "Inhoud"


def test_every_problem_of_a_question_is_told_at_once(desk: Desk) -> None:
    vraag = question(
        "12345678900",
        on="2030-01-01",
        request=False,
        recognitions=False,
        language="de",
    )
    assert set(ask(desk, vraag).faults) == {
        "zorgtoeslag.insz-check-digits",
        "zorgtoeslag.reference-date-future",
        "zorgtoeslag.nothing-asked",
        "magda.language",
    }


def test_findings_hold_no_number_of_a_person(desk: Desk) -> None:
    wrong = LOTTE[:-2] + "00"
    (finding,) = ask(desk, question(wrong)).findings
    assert wrong not in repr(finding)


def test_a_replaced_number_is_answered_about_the_new_one(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    new = desk.people.named("hanne-bosteelsma").ssin
    reply = ask(desk, question(old, on="2024-01-01"))
    assert reply.faults == ["magda.insz-replaced", "zorgtoeslag.nothing-found"]
    assert reply.findings[0].annotations == {"Oud INSZ": old, "Nieuw INSZ": new}


def test_a_cancelled_number_is_refused(desk: Desk) -> None:
    cancelled = desk.people.named("pieter-crabbemans").ssin
    reply = ask(desk, question(cancelled, on="2024-01-01"))
    assert reply.faults == ["magda.insz-cancelled"]
    assert reply.findings[0].severity is Severity.ERROR


def test_without_opgroeien_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="opgroeien"):
        ask(desk, question(LOTTE), down="opgroeien")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service("GeefZorgtoeslag", "02.00.0000", "GeefZorgtoeslag")
    by_date = desk.magda_request(
        "GeefZorgtoeslag", "02.00.0000", question(LOTTE, on="2024-05-06")
    )
    by_period = desk.magda_request("GeefZorgtoeslag", "02.00.0000", question(LOTTE))
    assert service.subject(by_date) == LOTTE
    assert service.period(by_date) == Period(begin="2024-05-06", end="2024-05-06")
    assert service.period(by_period) == Period(begin="2024-01-01", end="2024-12-31")


days = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    first=days,
    second=days,
    today=days,
    by_date=st.booleans(),
    wanted=st.sampled_from([(True, True), (True, False), (False, True)]),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk,
    person: Person,
    first: date,
    second: date,
    today: date,
    by_date: bool,
    wanted: tuple[bool, bool],
) -> None:
    """`Desk` validates question and answer; here is what holds for all of them."""
    begin, end = sorted((first, second))
    vraag = question(
        person.ssin,
        on=begin.isoformat() if by_date else None,
        begin=begin.isoformat(),
        end=end.isoformat(),
        request=wanted[0],
        recognitions=wanted[1],
    )
    reply = ask(desk, vraag, today=today)
    if reply.answer is None:
        assert reply.faults == ["zorgtoeslag.reference-date-future"]
    for told in reply.root.findall("Zorgtoeslag/Erkenningen/Erkenning"):
        decided = told.findtext("StatusErkenning/DatumBeslissing")
        assert date.fromisoformat(decided) <= today

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services.magda_geef_inschrijving_werkzoekende import (
    SERVICES_ASKED,
)

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefInschrijvingWerkzoekende", "01.00.0000"
ANSWER = "ConsultContactAndInscriptionResponse"
PES = f"{ANSWER}/results/pes"
PEOPLE = People.load()
NELE = PEOPLE.named("nele-stempelmans").ssin
ROGER = PEOPLE.named("roger-zandbergsel").ssin
JASMIEN = PEOPLE.named("jasmien-wachttijdinck").ssin
SAMIRA = PEOPLE.named("samira-verhuisberg").ssin
IVO = PEOPLE.named("ivo-herstartels").ssin


def question(ssin: str, begin: str | None, end: str | None, *services: str) -> str:
    closing = "" if end is None else f"<endDate>{end}</endDate>"
    period = (
        ""
        if begin is None
        else f"<period><beginDate>{begin}</beginDate>{closing}</period>"
    )
    names = "".join(
        f"<publicEmploymentService>{name}</publicEmploymentService>"
        for name in services
    )
    asked = (
        f"<publicEmploymentServices>{names}</publicEmploymentServices>" if names else ""
    )
    return f"<Criteria><ssin>{ssin}</ssin>{period}{asked}</Criteria>"


def ask(
    desk: Desk,
    ssin: str,
    begin: str | None = None,
    end: str | None = None,
    services: tuple[str, ...] = (),
    *,
    today: date = TODAY,
    **how: Any,
) -> Reply:
    vraag = question(ssin, begin, end, *services)
    return desk.ask_magda(NAME, VERSION, vraag, today=today, **how)


def of(reply: Reply, service: str) -> Any:
    """The answer of one service."""
    return reply.root.find(f"{PES}[@source='{service}']")


def statuses(reply: Reply) -> dict[str, tuple[str, str]]:
    return {
        pes.get("source"): (pes.findtext("status/value"), pes.findtext("status/code"))
        for pes in reply.root.findall(PES)
    }


def whole(reply: Reply) -> tuple[str | None, str | None]:
    return reply.text(f"{ANSWER}/status/value"), reply.text(f"{ANSWER}/status/code")


def test_a_registration_tells_since_when_and_in_which_categories(desk: Desk) -> None:
    reply = ask(desk, JASMIEN)
    assert whole(reply) == ("DATA_FOUND", "MSG00000")
    assert reply.findings == ()
    assert reply.text(f"{ANSWER}/ssin") == JASMIEN
    inscription = of(reply, "VDAB").find("result/inscriptions/inscription")
    assert inscription.findtext("inceptionTimestamp") == "2024-07-01T09:20:00"
    assert [each.text for each in inscription.findall("categoryPES/code")] == [
        "VDAB002",
        "VDAB033",
    ]
    assert [each.text for each in inscription.findall("categoryNEO/code")] == [
        "002",
        "010",
    ]
    assert inscription.findtext("eurostatDate") == "2024-08-01"


def test_contact_data_are_those_of_the_service_or_the_residence(desk: Desk) -> None:
    own = of(ask(desk, JASMIEN), "VDAB").find("result/contact")
    home = of(ask(desk, NELE), "VDAB").find("result/contact")
    assert own.findtext("belgianAddress/boxNumber") == "203"
    assert own.findtext("emailAddress") == "jasmien@wachttijdinck.example"
    assert own.findtext("updateTimestamp") == "2026-08-20T16:05:00"
    assert home.findtext("belgianAddress/streetName") == "Weversplein"
    assert home.findtext("belgianAddress/cityCode") == "71022"
    assert [each.get("fix") for each in home.findall("phoneNumber")] == [
        "false",
        "true",
    ]


def test_a_foreign_address_is_one_line(desk: Desk) -> None:
    reply = ask(desk, SAMIRA, "2025-01-01", "2025-12-31")
    contact = of(reply, "ADG").find("result/contact")
    assert contact.findtext("foreignAddress").endswith("Deutschland")
    assert contact.find("belgianAddress") is None


def test_without_services_all_four_are_asked(desk: Desk) -> None:
    """Sheet: without publicEmploymentServices all four are asked."""
    assert list(statuses(ask(desk, NELE))) == list(SERVICES_ASKED)


def test_only_the_services_that_are_named_are_asked(desk: Desk) -> None:
    reply = ask(desk, NELE, services=("VDAB", "ACTIRIS"))
    assert statuses(reply) == {
        "ACTIRIS": ("NO_DATA_FOUND", "MSG00021"),
        "VDAB": ("DATA_FOUND", "MSG00000"),
    }


def test_each_service_says_for_itself_what_it_has(desk: Desk) -> None:
    reply = ask(desk, SAMIRA, "2024-06-01", "2025-03-31")
    assert statuses(reply) == {
        "ACTIRIS": ("NO_DATA_FOUND", "MSG00021"),
        "VDAB": ("NO_DATA_FOUND", "MSG00100"),
        "FOREM": ("DATA_FOUND", "MSG00000"),
        "ADG": ("DATA_FOUND", "MSG00000"),
    }
    assert of(reply, "VDAB").find("result") is None


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        pytest.param("2022-12-31", "2022-12-31", True, id="last day"),
        pytest.param("2023-01-01", "2023-01-01", False, id="the day after"),
        pytest.param("2023-01-01", None, False, id="open"),
        pytest.param("2021-03-15", "2021-03-15", True, id="first day"),
        pytest.param("2021-03-14", "2021-03-14", False, id="the day before"),
        pytest.param("2013-05-31", None, True, id="open, in the past"),
    ],
)
def test_what_the_period_touches_is_given(
    desk: Desk, begin: str, end: str | None, found: bool
) -> None:
    reply = ask(desk, ROGER, begin, end, ("VDAB",))
    assert (whole(reply)[0] == "DATA_FOUND") is found


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param(date(2022, 12, 31), True, id="registered"),
        pytest.param(date(2023, 1, 1), False, id="not any more"),
    ],
)
def test_without_a_period_today_is_meant(desk: Desk, today: date, found: bool) -> None:
    reply = ask(desk, ROGER, services=("VDAB",), today=today)
    assert (whole(reply)[0] == "DATA_FOUND") is found


def test_a_registration_to_come_is_not_known(desk: Desk) -> None:
    eve = date(2022, 12, 31)
    assert whole(ask(desk, NELE, "2022-01-01", "2023-12-31", today=eve)) == (
        "NO_DATA_FOUND",
        "MSG00100",
    )
    since = ask(desk, NELE, "2022-01-01", "2023-12-31", today=date(2023, 1, 1))
    assert whole(since)[0] == "DATA_FOUND"


def test_nothing_found_is_a_warning_with_the_status(desk: Desk) -> None:
    """`_behaviour` 1.5, 2.13: NO_DATA_FOUND gives 70001, with Inhoud."""
    reply = ask(desk, desk.people.named("wout-nijsdonk").ssin)
    assert whole(reply) == ("NO_DATA_FOUND", "MSG00100")
    (remark,) = reply.findings
    assert remark.fault == "magda.ksz-warning"
    assert remark.detail == "NO_DATA_FOUND"
    assert remark.annotations["status code"] == "MSG00100"


def test_who_died_before_is_told_with_the_date(desk: Desk) -> None:
    reply = ask(desk, desk.people.named("maria-tielensbroek").ssin)
    assert whole(reply) == ("NO_DATA_FOUND", "MSG00009")
    information = reply.root.find(f"{ANSWER}/status/information")
    assert information.findtext("fieldName") == "deceiseDate"


def test_one_service_that_is_down_makes_the_answer_incomplete(desk: Desk) -> None:
    """`_behaviour` 1.5: INCOMPLETE_DATA gives 70001, details in information."""
    reply = ask(desk, NELE, down=["forem"])
    assert whole(reply) == ("INCOMPLETE_DATA", "HAN20200")
    assert reply.text(f"{ANSWER}/status/information/fieldValue") == "FOREM"
    assert statuses(reply)["FOREM"] == ("TECHNICAL_ERROR", "MSG00020")
    assert statuses(reply)["VDAB"] == ("DATA_FOUND", "MSG00000")
    assert [f.fault for f in reply.findings] == ["magda.ksz-warning"]


def test_when_no_service_answers_there_is_no_inhoud(desk: Desk) -> None:
    """`_error-codes` 2: all sources failing gives a fault, so 70003."""
    reply = ask(desk, NELE, services=("VDAB",), down=["vdab"])
    assert reply.faults == ["magda.ksz-fault"]
    assert reply.root.tag == "none"
    beside = ask(desk, NELE, services=("VDAB",), down=["forem"])
    assert beside.faults == []


@pytest.mark.parametrize(
    ("ssin", "code"),
    [
        pytest.param(numbers.make(date(1980, 1, 1), 998), "MSG00005", id="nobody's"),
        pytest.param(
            PEOPLE.named("hanne-bosteelsma-oud").ssin, "MSG00006", id="replaced"
        ),
    ],
)
def test_a_number_that_blocks_is_refused(desk: Desk, ssin: str, code: str) -> None:
    """`_behaviour` 2.13: replaced blocks, ask again; NO_RESULT gives 70002."""
    reply = ask(desk, ssin)
    (refusal,) = reply.findings
    assert refusal.fault == "magda.ksz-refused"
    assert refusal.annotations["status code"] == code
    assert reply.root.tag == "none"


def test_a_cancelled_number_is_asked_and_marked(desk: Desk) -> None:
    """`_behaviour` 2.13: canceled is executed."""
    reply = ask(desk, desk.people.named("pieter-crabbemans").ssin)
    assert reply.root.find(f"{ANSWER}/ssin").get("canceled") == "true"
    assert len(reply.root.findall(PES)) == 4


@pytest.mark.parametrize(
    ("ssin", "begin", "end", "services", "fault"),
    [
        pytest.param(
            NELE[:-2] + "00", None, None, (), "magda.insz-check-digits", id="digits"
        ),
        pytest.param(
            NELE, "2026-02-01", "2026-01-31", (), "magda.period-order", id="order"
        ),
        pytest.param(
            NELE,
            None,
            None,
            ("VDAB", "VDAB"),
            "job-seeker.service-asked-twice",
            id="twice",
        ),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk,
    ssin: str,
    begin: str | None,
    end: str | None,
    services: tuple[str, ...],
    fault: str,
) -> None:
    """`_behaviour` 1.4: 20002, 20003, 30032."""
    reply = ask(desk, ssin, begin, end, services)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert ssin not in repr(reply.findings)


def test_the_twins_of_the_refusals_are_answered(desk: Desk) -> None:
    reply = ask(desk, NELE, "2026-01-31", "2026-01-31", ("VDAB", "FOREM"))
    assert reply.faults == []


@pytest.mark.parametrize(
    ("begin", "end", "period"),
    [
        (None, None, Period(begin="0001-01-01")),
        ("2026-01-01", None, Period(begin="2026-01-01")),
        ("2026-01-01", "2026-02-01", Period(begin="2026-01-01", end="2026-02-01")),
    ],
)
def test_subject_and_period_are_those_of_the_question(
    desk: Desk, begin: str | None, end: str | None, period: Period
) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(NELE, begin, end))
    assert service.subject(root) == NELE
    assert service.period(root) == period


def test_at_most_twenty_registrations_are_given_the_newest(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    first = datetime(2020, 1, 1, 9, 0)  # noqa: DTZ001 - local time, as in the file
    many = tuple(
        {
            "registered": first + timedelta(days=30 * number),
            "until": (first + timedelta(days=30 * number + 9)).date(),
            "categories": ({"code": "000"},),
        }
        for number in range(23)
    )
    person = somebody(job_seeker={"vdab": {"inscriptions": many}})
    reply = ask(desk, person.ssin, "2019-01-01", people=People([person]))
    told = reply.texts(f"{PES}/result/inscriptions/inscription/inceptionTimestamp")
    assert len(told) == 20
    assert told[-1] == many[-1]["registered"].isoformat()  # type: ignore[attr-defined]


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    begin=st.dates(date(2010, 1, 1), date(2027, 12, 31)),
    length=st.none() | st.integers(0, 3000),
    services=st.sets(st.sampled_from(sorted(SERVICES_ASKED))),
    down=st.sets(st.sampled_from(sorted(SERVICES_ASKED.values())), max_size=3),
    today=st.dates(date(2010, 1, 1), date(2027, 12, 31)),
)
def test_the_whole_agrees_with_its_parts(
    desk: Desk,
    person: Person,
    begin: date,
    length: int | None,
    services: set[str],
    down: set[str],
    today: date,
) -> None:
    """Whatever is asked: one answer per service, and the status that sums them up."""
    end = None if length is None else (begin + timedelta(days=length)).isoformat()
    reply = ask(
        desk,
        person.ssin,
        begin.isoformat(),
        end,
        tuple(services),
        today=today,
        down=down,
    )
    if reply.root.tag == "none":
        assert reply.faults in (["magda.ksz-refused"], ["magda.ksz-fault"])
        return
    told = statuses(reply)
    assert set(told) == (services or set(SERVICES_ASKED))
    values = {value for value, _ in told.values()}
    expected = "NO_DATA_FOUND"
    if "TECHNICAL_ERROR" in values:
        expected = "INCOMPLETE_DATA"
    elif "DATA_FOUND" in values:
        expected = "DATA_FOUND"
    assert whole(reply)[0] == expected
    assert (reply.faults == []) is (expected == "DATA_FOUND")
    for service, (value, _) in told.items():
        assert (of(reply, service).find("result") is not None) is (
            value == "DATA_FOUND"
        )

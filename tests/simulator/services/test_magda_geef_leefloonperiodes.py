"""
GeefLeefloonperiodes 02.00: periods, asked of the KSZ.

Source: contract sheet `magda-geefleefloonperiodes-02.00`; MG 1208025554; `_behaviour`
1.5 and 2.5.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import KszAnswer, KszStatus, MagdaAnswer
from kruispunt_simulator.sources import NoAnswer, Sources
from lxml import etree

from .conftest import TODAY, Desk, Reply, contract_of
from .test_ksz_living_wages import WAGES
from .test_ksz_living_wages import ask as ask_ksz

NAME, VERSION = "GeefLeefloonperiodes", "02.00.0000"
PEOPLE = People.load()
OMAR = PEOPLE.named("omar-zandhovel").ssin
BEA = PEOPLE.named("bea-stroobantsveld").ssin
PERIODS = "Leefloonperiodes"
ENTRY = f"{PERIODS}/Leefloonperiode"


def question(insz: str, begin: str = "2020-01-01", end: str | None = None) -> str:
    einde = "" if end is None else f"<Einde>{end}</Einde>"
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ><Periode><Begin>{begin}</Begin>{einde}"
        "</Periode></Criteria></Inhoud>"
    )


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(NAME, VERSION, vraag, today=today, down=down.split())


def test_every_period_comes_with_centre_and_kind(desk: Desk) -> None:
    reply = ask(desk, question(OMAR))
    assert reply.findings == ()
    assert reply.texts(f"{ENTRY}/INSZ") == [OMAR, OMAR]
    assert reply.texts(f"{ENTRY}/OCMW") == ["0999002204", "0999002006"]
    assert reply.texts(f"{ENTRY}/Periode/Begin") == ["2024-02-05", "2025-04-10"]
    assert reply.texts(f"{ENTRY}/Periode/Einde") == ["2025-03-31", "2026-11-30"]
    codes = reply.root.findall(f"{ENTRY}/Categorie/Code")
    assert [(code.text, code.get("Beschrijving")) for code in codes] == [
        ("EQUIVALENT_LIVING_WAGE", "Equivalent leefloon"),
        ("LIVING_WAGE", "Leefloon"),
    ]


def test_the_description_of_a_kind_is_an_attribute_and_no_element(desk: Desk) -> None:
    """MG 1208025554: the description text is never filled."""
    reply = ask(desk, question(OMAR))
    assert reply.root.find(f"{ENTRY}/Categorie/Omschrijving") is None


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        pytest.param("2024-03-01", "2024-03-31", id="two days"),
        pytest.param("2024-03-00", "2024-00-00", id="incomplete"),
        pytest.param("2024-03-01", None, id="open"),
        pytest.param("2024-03-01", "9999-99-99", id="nines"),
    ],
)
def test_the_attributes_echo_the_period_that_was_asked(
    desk: Desk, begin: str, end: str | None
) -> None:
    """MG 1208025554; an incomplete date comes back as it was written."""
    (periods,) = ask(desk, question(OMAR, begin, end)).root.findall(PERIODS)
    assert periods.get("DatumBegin") == begin
    assert periods.get("DatumEinde") == end


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("2025-03-31", "2025-04-09", 1),
        ("2025-03-00", "2025-03-00", 1),
        ("2025-03-00", "2025-04-00", 2),
        ("2024-00-00", "2024-00-00", 1),
    ],
)
def test_an_unknown_month_or_day_is_asked_as_widely_as_it_can_be(
    desk: Desk, begin: str, end: str, found: int
) -> None:
    assert len(ask(desk, question(OMAR, begin, end)).root.findall(ENTRY)) == found


@pytest.mark.parametrize(
    ("person", "fault", "code"),
    [
        pytest.param("wout-nijsdonk", "leefloon.nothing-found", "MSG00021", id="none"),
        pytest.param(
            "maria-tielensbroek", "leefloon.nothing-found", "MSG00021", id="died since"
        ),
        pytest.param(
            "pieter-crabbemans", "magda.insz-cancelled", "MSG00007", id="cancelled"
        ),
    ],
)
def test_what_the_ksz_says_becomes_a_code_of_magda(
    desk: Desk, person: str, fault: str, code: str
) -> None:
    """`_behaviour` 1.5: older services translate; Omstandigheid has the KSZ's code."""
    reply = ask(desk, question(desk.people.named(person).ssin))
    (finding,) = reply.findings
    assert finding.fault == fault
    assert (finding.origin, finding.detail) == ("KSZ", code)
    assert finding.severity is Severity.ERROR
    assert isinstance(reply.answer, MagdaAnswer)
    assert reply.answer.inhoud is None


def test_a_number_that_nobody_has_does_not_exist(desk: Desk) -> None:
    reply = ask(desk, question(numbers.make(date(1980, 1, 1), 998)))
    assert reply.faults == ["magda.insz-unknown"]


def test_a_replaced_number_is_an_error_with_both_numbers(desk: Desk) -> None:
    """The KSZ refuses it, so there is no answer that a warning could go with."""
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    new = desk.people.named("hanne-bosteelsma").ssin
    (finding,) = ask(desk, question(old)).findings
    assert finding.fault == "leefloon.insz-replaced"
    assert finding.severity is Severity.ERROR
    assert finding.annotations == {"Oud INSZ": old, "Nieuw INSZ": new}


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        pytest.param("MSG00012", "magda.no-registration", id="not integrated"),
        pytest.param("MSG00013", "magda.ksz-code", id="any other"),
    ],
)
def test_a_refusal_by_the_ksz_itself_is_translated_too(
    desk: Desk, code: str, fault: str
) -> None:
    """The hop of the KSZ refuses these before its service is asked."""
    request = desk.magda_request(NAME, VERSION, question(OMAR))
    service = desk.service(NAME, VERSION, NAME)
    assert service.answer is not None

    def consult(*asked: object) -> etree._Element:
        ksz = desk.ksz_request(
            "LivingWagesService",
            "v2",
            WAGES,
            f"<ssin>{OMAR}</ssin><period><beginDate>2020-01-01</beginDate></period>",
        )
        operation = contract_of("LivingWagesService", "v2").operation(WAGES)
        status = KszStatus(value="NO_RESULT", code=code)
        return desk.ksz_response(ksz, operation, KszAnswer(status=status))

    sources = Sources(desk.people).asking(lambda *_: None, consult)
    answer = service.answer(request, sources, TODAY)
    assert isinstance(answer, MagdaAnswer)
    assert [(f.fault, f.detail) for f in answer.findings] == [(fault, code)]


@pytest.mark.parametrize(
    ("vraag", "fault"),
    [
        pytest.param(
            question(BEA[:-2] + "00"), "magda.insz-check-digits", id="check digits"
        ),
        pytest.param(
            question(BEA, "2024-02-01", "2024-01-31"), "magda.period-order", id="order"
        ),
        pytest.param(
            question(BEA, "2024-13-00"), "magda.period-invalid", id="month 13"
        ),
        pytest.param(
            question(BEA, "2024-01-01", "2024-02-31"),
            "magda.period-invalid",
            id="31 Feb",
        ),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, vraag: str, fault: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert BEA[:-2] + "00" not in repr(reply.findings)


def test_its_twin_is_answered(desk: Desk) -> None:
    reply = ask(desk, question(BEA, "2024-01-31", "2024-01-31"))
    assert reply.faults == []
    assert reply.root.tag == "Inhoud"


def test_without_pod_mi_the_ksz_has_no_answer(desk: Desk) -> None:
    with pytest.raises(NoAnswer):
        ask(desk, question(BEA), down="pod-mi")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(BEA, "2024-02-00", "2024-00-00"))
    assert service.subject(root) == BEA
    assert service.period(root) == Period(begin="2024-02-01", end="2024-12-31")
    root = desk.magda_request(NAME, VERSION, question(BEA, "2024-02-01"))
    assert service.period(root).end is None


days = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=50)
@given(person=st.sampled_from(list(PEOPLE)), first=days, second=days, today=days)
def test_magda_tells_the_periods_of_the_ksz(
    desk: Desk, person: Person, first: date, second: date, today: date
) -> None:
    begin, end = (day.isoformat() for day in sorted((first, second)))
    reply = ask(desk, question(person.ssin, begin, end), today=today)
    ksz = ask_ksz(desk, WAGES, person.ssin, begin, end, today=today)
    told = sorted(
        (
            entry.findtext("OCMW"),
            entry.findtext("Categorie/Code"),
            entry.findtext("Periode/Begin"),
            entry.findtext("Periode/Einde"),
        )
        for entry in reply.root.findall(ENTRY)
    )
    assert told == sorted(
        (
            wages.findtext("pcsaCbeNumber"),
            wages.findtext("category"),
            period.findtext("beginDate"),
            period.findtext("endDate"),
        )
        for wages in ksz.root.findall("livingWages")
        for period in wages.findall("livingWagePeriod")
    )
    assert bool(told) is (ksz.status[0] == "DATA_FOUND")
    assert bool(reply.findings) is not bool(told)

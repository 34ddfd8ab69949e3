from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from lxml import etree

from .conftest import Desk, element, wrap

NAME, VERSION = "GeefDossierHandicap", "03.00.0000"
PEOPLE = People.load()
JEF = PEOPLE.named("jef-wautersdal").ssin
SOURCES = (
    "<handicapAuthenticSources><DGPH>true</DGPH><VSB>true</VSB><IrisCare>1</IrisCare>"
    "<NicCin>true</NicCin><AVIQ>true</AVIQ><DSL>true</DSL><MDG>true</MDG>"
    "</handicapAuthenticSources>"
)
PARTS = (
    "<parts><evolutionOfRequest>true</evolutionOfRequest>"
    "<handicapRecognitions>true</handicapRecognitions><rights>true</rights>"
    "<socialCards>true</socialCards></parts>"
)


def by_date(ssin: str, on: str = "2026-11-22", extra: str = "") -> str:
    return (
        f"<Criteria><ConsultFilesByDateCriteria><ssin>{ssin}</ssin>{SOURCES}"
        f"<referenceDate>{on}</referenceDate>{PARTS}{extra}"
        "</ConsultFilesByDateCriteria></Criteria>"
    )


def in_period(ssin: str, begin: str = "2023-01-01", end: str = "2026-12-31") -> str:
    return (
        f"<Criteria><ConsultFilesByPeriodCriteria><ssin>{ssin}</ssin>{SOURCES}"
        f"<period><beginDate>{begin}</beginDate><endDate>{end}</endDate></period>{PARTS}"
        "</ConsultFilesByPeriodCriteria></Criteria>"
    )


def test_a_question_by_date_goes_on_as_consult_files_by_date(desk: Desk) -> None:
    _, reply = desk.onward(NAME, VERSION, by_date(JEF))
    wrapper = "ConsultFilesByDateResponse"
    assert [child.tag for child in reply.root] == [wrapper]
    assert reply.text(f"{wrapper}/status/value") == "DATA_FOUND"
    assert reply.text(f"{wrapper}/ssin") == JEF
    right = f"{wrapper}/results/dgphResult/file/rights"
    assert reply.text(f"{right}/monthAmount") == "1308.84"


def test_a_question_by_period_goes_on_as_consult_files_by_period(desk: Desk) -> None:
    _, reply = desk.onward(NAME, VERSION, in_period(JEF))
    rights = "ConsultFilesByPeriodResponse/results/dgphResult/file/rights/right"
    assert len(reply.root.findall(rights)) == 4


def test_the_options_of_the_question_go_along(desk: Desk) -> None:
    extra = "<decisionStatus>true</decisionStatus>"
    _, reply = desk.onward(NAME, VERSION, by_date(JEF, extra=extra))
    right = "ConsultFilesByDateResponse/results/dgphResult/file/rights"
    assert reply.text(f"{right}/decisionStatus") == "POSITIVE"


def test_a_refusal_of_the_ksz_is_passed_on_as_status(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    _, reply = desk.onward(NAME, VERSION, by_date(old))
    status = "ConsultFilesByDateResponse/status"
    assert reply.text(f"{status}/code") == "MSG00006"
    assert reply.root.find("ConsultFilesByDateResponse/results") is None


def test_the_filters_of_the_ksz_are_passed_on(desk: Desk) -> None:
    ksz, _ = desk.onward(NAME, VERSION, by_date(JEF))
    filters = element("dataFilters")
    etree.SubElement(filters, "filteredElement").text = "socialCards"
    ksz.root.find("ssin").addnext(filters)
    onward = desk.service(NAME, VERSION, NAME).onward
    assert onward is not None
    inhoud = onward.inhoud(ksz.root)
    desk.magda_reply(NAME, VERSION, inhoud)
    path = "ConsultFilesByDateResponse/dataFilters/filteredElement"
    assert inhoud.findtext(path) == "socialCards"


def test_kind_en_gezin_has_no_place_in_the_answer(desk: Desk) -> None:
    onward = desk.service(NAME, VERSION, NAME).onward
    assert onward is not None
    status = "<status><value>NO_DATA_FOUND</value><code>MSG00021</code></status>"
    response = wrap(
        "{urn:ksz}consultFilesByDateResponse",
        f"<informationCustomer/><criteria/>{status}<results>"
        f"<kindEnGezinResult>{status}</kindEnGezinResult>"
        f"<aviqResult>{status}</aviqResult></results>",
    )
    inhoud = onward.inhoud(response)
    desk.magda_reply(NAME, VERSION, inhoud)
    results = inhoud.find("ConsultFilesByDateResponse/results")
    assert [child.tag for child in results] == ["aviqResult"]


def test_the_question_and_the_answer_are_not_changed_on_the_way(desk: Desk) -> None:
    request = desk.magda_request(NAME, VERSION, by_date(JEF))
    before = etree.tostring(request)
    onward = desk.service(NAME, VERSION, NAME).onward
    assert onward is not None
    onward.criteria(request)
    assert etree.tostring(request) == before


@pytest.mark.parametrize("vraag", [by_date, in_period])
def test_wrong_check_digits_are_refused_by_magda_itself(
    desk: Desk, vraag: Callable[[str], str]
) -> None:
    service = desk.service(NAME, VERSION, NAME)
    wrong = desk.magda_request(NAME, VERSION, vraag(JEF[:-2] + "00"))
    right = desk.magda_request(NAME, VERSION, vraag(JEF))
    (finding,) = service.check(wrong, date(2026, 11, 22))
    assert finding.fault == "magda.insz-check-digits"
    assert service.check(right, date(2026, 11, 22)) == ()


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    at_once = desk.magda_request(NAME, VERSION, by_date(JEF, "2024-05-06"))
    over_time = desk.magda_request(NAME, VERSION, in_period(JEF))
    assert service.subject(at_once) == JEF
    assert service.period(at_once) == Period(begin="2024-05-06", end="2024-05-06")
    assert service.period(over_time) == Period(begin="2023-01-01", end="2026-12-31")


days = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    first=days,
    second=days,
    today=days,
    at_once=st.booleans(),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, first: date, second: date, today: date, at_once: bool
) -> None:
    """`Desk` validates the messages at both platforms; the status is passed on."""
    begin, end = sorted((first, second))
    vraag = by_date(person.ssin, str(begin))
    if not at_once:
        vraag = in_period(person.ssin, str(begin), str(end))
    ksz, reply = desk.onward(NAME, VERSION, vraag, today=today)
    assert reply.text("*/status/code") == ksz.status[1]

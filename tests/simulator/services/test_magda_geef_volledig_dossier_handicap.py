"""
GeefVolledigDossierHandicap 03.00: the whole file of VAPH.

Source: contract sheet `magda-geefvolledigdossierhandicap-03.00`; `_behaviour.md` 2.3.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.catalogue import load
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.sources import Condition, Sources
from lxml import etree

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefVolledigDossierHandicap", "03.00.0000"
PEOPLE = People.load()
JONAS = PEOPLE.named("jonas-kwikzilverberg").ssin
LATE = date(2027, 6, 1)
"""Everything in his file has come by then."""


def vraag(rrnr: str) -> str:
    return f"<Inhoud><Criteria><rrnr>{rrnr}</rrnr></Criteria></Inhoud>"


def ask(desk: Desk, rrnr: str, **how: Any) -> Reply:
    reply = desk.ask_magda(NAME, VERSION, vraag(rrnr), **how)
    if reply.root.tag != "none":
        reply.root = reply.root.find(NAME)
    return reply


def test_a_file_holds_person_diagnosis_aid_care_budget_and_representative(
    desk: Desk,
) -> None:
    reply = ask(desk, JONAS)
    assert reply.findings == ()
    assert reply.text("persoonsgegevens/dossiernummer") == "2018-004411"
    assert reply.text("persoonsgegevens/erkenningHandicap/heeftHandicap") == "true"
    assert reply.texts("diagnose/handicaps/handicapsItem/code") == ["H02", "H05"]
    assert reply.text("diagnose/iqTest/t") == "61.00"
    assert reply.text("diagnose/motorischeBeperkingen/stappen300m") == "nee"
    assert reply.text("imb/imbItem/toegewezenBedrag/euro") == "7420.50"
    rth = "nietPvbGebondenZorg/rth/rthItem/registratiesPerJaar/registratiesPerJaarItem"
    assert reply.texts(f"{rth}/aantalRegistraties") == ["14", "6"]
    budget = "persoonsvolgendBudget/budget"
    assert reply.text(f"{budget}/pab/einddatum") == "2023-08-31"
    assert reply.text(f"{budget}/pab/dagbesteding/activiteiten/activiteitenItem/regime")
    assert reply.text(f"{budget}/pvb/toegewezenZorgpunten/punten") == "46.12"
    plans = "persoonsvolgendBudget/ondersteuningsplannen/ondersteuningsplannenItem"
    assert reply.text(f"{plans}/verzendingsdatum") == "2022-10-03T09:30:00"
    assert reply.text(
        "wettelijkeVertegenwoordigers/wettelijkeVertegenwoordigersItem"
        "/rijksregisternummer"
    )


def test_name_and_address_come_from_the_registers_and_not_from_the_file(
    desk: Desk,
) -> None:
    personal = ask(desk, JONAS).root.find("persoonsgegevens")
    assert personal.findtext("rijksregisternummer") == JONAS
    home = PEOPLE.named("jonas-kwikzilverberg").home(TODAY)
    assert home is not None
    assert personal.findtext("adres/straat/naam") == home.street
    assert personal.findtext("adres/gemeente/nisCode") == home.nis_code
    assert personal.findtext("adres/busnummer") == home.box_number
    assert personal.findtext("adres/land/isoCode") == "BE"


def test_every_element_of_the_contract_reaches_an_answer(desk: Desk) -> None:
    """Whatever VAPH may hold, the file can say it and the service tells it."""
    schema = load().contract(NAME, VERSION).wsdl.with_suffix(".xsd")
    root = etree.parse(str(schema)).getroot()
    xsd = {"x": "http://www.w3.org/2001/XMLSchema"}
    begin = root.find("x:complexType[@name='DossierInhoudType']", xsd)
    declared = {
        element.get("name")
        for kind in (begin, *begin.itersiblings())
        for element in kind.iterfind(".//x:element", xsd)
    }
    told = {element.tag for element in ask(desk, JONAS, today=LATE).root.iter()}
    assert declared == told - {NAME}


def test_children_stand_in_the_order_of_the_alphabet(desk: Desk) -> None:
    """As in the published examples."""
    for block in ask(desk, JONAS, today=LATE).root.iter():
        tags = [child.tag for child in block]
        assert tags == sorted(tags), block.tag


@pytest.mark.parametrize(
    ("path", "day", "before"),
    [
        pytest.param(
            "imb/imbItem/bewijzen/bewijzenItem/factuurdatum",
            date(2026, 12, 10),
            ["2022-06-20"],
            id="an invoice",
        ),
        pytest.param(
            "persoonsvolgendBudget/budget/pvb/overeenkomsten/overeenkomstenItem"
            "/startdatum",
            date(2027, 1, 1),
            ["2023-09-01"],
            id="an agreement",
        ),
        pytest.param(
            "persoonsvolgendBudget/ondersteuningsplannen/ondersteuningsplannenItem"
            "/verzendingsdatum",
            date(2026, 2, 16),
            ["2022-10-03T09:30:00"],
            id="a plan",
        ),
        pytest.param(
            "persoonsvolgendBudget/budget/pvb/startdatum",
            date(2023, 9, 1),
            [],
            id="a budget",
        ),
        pytest.param(
            "diagnose/laatsteVerslag/verzendingsdatum",
            date(2023, 5, 15),
            [],
            id="a report",
        ),
    ],
)
def test_what_is_to_come_is_not_known_yet(
    desk: Desk, path: str, day: date, before: list[str]
) -> None:
    eve = date.fromordinal(day.toordinal() - 1)
    assert ask(desk, JONAS, today=eve).texts(path) == before
    after = ask(desk, JONAS, today=day).texts(path)
    assert len(after) == len(before) + 1
    assert after[-1].startswith(day.isoformat())


# Nothing to tell


@pytest.mark.parametrize(
    "rrnr",
    [
        pytest.param("80610100139", id="nobody's number"),
        pytest.param(PEOPLE.named("wout-nijsdonk").ssin, id="no file"),
    ],
)
def test_without_a_file_it_is_30001_of_the_register(desk: Desk, rrnr: str) -> None:
    reply = ask(desk, rrnr)
    assert reply.faults == ["vaph.nothing-found"]
    assert reply.root.tag == "none"


def test_a_file_of_which_nothing_is_known_yet_is_no_file(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    vaph = {"personal": {"recognition": {"disabled": True, "since": date(2030, 1, 1)}}}
    person = somebody(vaph=vaph)
    people = People([person])
    assert ask(desk, person.ssin, people=people).faults == ["vaph.nothing-found"]
    reply = ask(desk, person.ssin, people=people, today=date(2030, 1, 1))
    assert reply.text("persoonsgegevens/rijksregisternummer") == person.ssin


def test_a_cancelled_number_is_30002(desk: Desk) -> None:
    pieter = PEOPLE.named("pieter-crabbemans").ssin
    assert ask(desk, pieter).faults == ["magda.insz-cancelled"]


def test_about_a_replaced_number_the_new_one_is_told(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    jonas = PEOPLE.named("jonas-kwikzilverberg")
    old = somebody(identity={"replaced_by": JONAS})
    reply = ask(desk, old.ssin, people=People([old, jonas]))
    assert reply.faults == ["magda.insz-replaced"]
    assert reply.text("persoonsgegevens/rijksregisternummer") == JONAS
    alone = ask(desk, PEOPLE.named("hanne-bosteelsma-oud").ssin)
    assert alone.faults == ["magda.insz-replaced", "vaph.nothing-found"]


@pytest.mark.parametrize("rrnr", ["no number", "8564300759", "85643007595", ""])
def test_a_number_that_cannot_be_is_20002(desk: Desk, rrnr: str) -> None:
    """The schema takes any text; MAGDA wiki page 6208324471."""
    assert ask(desk, rrnr).faults == ["magda.insz-check-digits"]


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        pytest.param(Condition(available=False), "vaph.fatal-error", id="16013, off"),
        pytest.param(
            Condition(delay_seconds=99), "vaph.access-error", id="60013, slow"
        ),
        pytest.param(Condition(delay_seconds=1), None, id="well"),
    ],
)
def test_vaph_down_is_said_about_this_question(
    desk: Desk, condition: Condition, fault: str | None
) -> None:
    """Wiki diff 1271333061/1277362356: both codes are of level 3."""
    sources = Sources(PEOPLE, {"vaph": condition}, sleep=lambda _: None)
    service = desk.service(NAME, VERSION, NAME)
    assert service.answer is not None
    request = desk.magda_request(NAME, VERSION, vraag(JONAS))
    answer = service.answer(request, sources, TODAY)
    assert isinstance(answer, MagdaAnswer)
    assert [finding.fault for finding in answer.findings] == ([fault] if fault else [])
    assert (answer.inhoud is None) is (fault is not None)


def test_a_question_has_a_number_and_no_date(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(NAME, VERSION, vraag(JONAS))
    assert service.subject(request) == JONAS
    assert service.period(request) == Period(begin="0001-01-01")


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    today=st.dates(date(2005, 1, 1), date(2027, 12, 31)),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, today: date
) -> None:
    """`Desk` validates the message; no block of it is empty."""
    reply = ask(desk, person.ssin, today=today)
    if reply.root.tag != "none":
        assert all(len(e) or e.text for e in reply.root.iter())

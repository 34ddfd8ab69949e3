"""
GeefSociaalStatuut 03.00: yes or no to social statuses.

Source: contract sheet `magda-geefsociaalstatuut-03.00`; `_behaviour.md` 2.8; 22/004.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_law import Grant
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.rules.withholding import has_data
from kruispunt_simulator.services._harmonised import ANY_OF_FOUR, SOURCES, TESTS
from kruispunt_simulator.services.magda_geef_sociaal_statuut import KNOWN
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply
from .grounds import LAW, leave

NAME, VERSION = "GeefSociaalStatuut", "03.00.0000"
PEOPLE = People.load()
RIA = PEOPLE.named("ria-duivenhokke").ssin
ROEL = PEOPLE.named("roel-zelzatermans").ssin
WOUT = PEOPLE.named("wout-nijsdonk").ssin
MARIA = PEOPLE.named("maria-tielensbroek").ssin
STATUS = "Persoon/SocialeStatuten/SociaalStatuut"
UNDERLYING = sorted(SOURCES)


def status(
    name: str,
    on: str | None = "2026-11-22",
    *,
    period: tuple[str, str | None] | None = None,
    narrow: str = "",
) -> str:
    when = f"<Datum>{on}</Datum>"
    if period is not None:
        end = "" if period[1] is None else f"<Einddatum>{period[1]}</Einddatum>"
        when = f"<Periode><Begindatum>{period[0]}</Begindatum>{end}</Periode>"
    return (
        f"<SociaalStatuut><Naam>{name}</Naam><Datum>{when}</Datum>{narrow}"
        "</SociaalStatuut>"
    )


def vraag(ssin: str, *statuses: str) -> str:
    return (
        f"<Inhoud><Criteria><INSZ>{ssin}</INSZ><SocialeStatuten>{''.join(statuses)}"
        "</SocialeStatuten></Criteria></Inhoud>"
    )


def ask(desk: Desk, question: str, **how: Any) -> Reply:
    return desk.ask_magda(NAME, VERSION, question, **how)


def results(reply: Reply) -> dict[str, str]:
    return {
        each.findtext("Naam"): each.findtext("Resultaat/Code")
        for each in reply.root.iterfind(STATUS)
    }


# Yes and no


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2021-12-31", "0"),
        ("2022-01-01", "1"),
        ("2025-12-31", "1"),
        ("2026-01-01", "0"),
    ],
)
def test_a_status_applies_from_its_first_to_its_last_day(
    desk: Desk, on: str, code: str
) -> None:
    reply = ask(desk, vraag(RIA, status("BIM_BVT", on)))
    assert reply.findings == ()
    assert reply.text("Persoon/INSZ") == RIA
    assert results(reply) == {"BIM_BVT": code}
    word = {"1": "Van toepassing", "0": "Niet van toepassing"}[code]
    assert reply.text(f"{STATUS}/Resultaat/Omschrijving") == word


@pytest.mark.parametrize(
    ("period", "begins"),
    [
        pytest.param(("2022-09-30", "2024-01-31"), ["2022-03-01"], id="its last day"),
        pytest.param(("2022-10-01", "2024-01-31"), [], id="between two periods"),
        pytest.param(("2022-10-01", "2024-02-01"), ["2024-02-01"], id="a first day"),
        pytest.param(("2021-01-01", None), ["2022-03-01", "2024-02-01"], id="no end"),
        pytest.param(("2024-09-01", None), [], id="no end, after the last"),
    ],
)
def test_a_status_applies_in_a_period_when_a_day_of_it_is_shared(
    desk: Desk, period: tuple[str, str | None], begins: list[str]
) -> None:
    name = "LIVING_WAGES_PCSA_HELP"
    reply = ask(desk, vraag(RIA, status(name, period=period)))
    assert results(reply) == {name: "1" if begins else "0"}
    assert reply.texts(f"{STATUS}/Periodes/Periode/Begindatum") == begins


def test_a_status_is_told_with_its_period_and_details(desk: Desk) -> None:
    reply = ask(desk, vraag(RIA, status("BIM_BVT", "2024-01-01")))
    assert reply.text(f"{STATUS}/Periodes/Periode/Einddatum") == "2025-12-31"
    assert reply.text(f"{STATUS}/Details/Detail/Naam") == "ziekenfonds"
    assert reply.text(f"{STATUS}/Details/Detail/Waarde") == "509"


def test_statuses_come_back_in_the_order_of_the_question(desk: Desk) -> None:
    names = ["GENT_PARKING_ADULT", ANY_OF_FOUR, "BIM_BVT", "GENT_PARKING_CHILD"]
    reply = ask(desk, vraag(RIA, *(status(name, "2024-05-01") for name in names)))
    assert list(results(reply).items()) == list(zip(names, "1010", strict=True))


def test_a_status_that_nobody_knows_gets_0(desk: Desk) -> None:
    """Source: MAGDA-Mock: asked but unknown is 0, what was not asked is left out."""
    reply = ask(desk, vraag(RIA, status("FREE_TRAM")))
    assert results(reply) == {"FREE_TRAM": "0"}


def test_a_family_in_doubt_gets_0_and_a_status_that_says_why(desk: Desk) -> None:
    """MG 1242923748: SSH00047 and no other."""
    name = "BIM_BVT_IN_FAMILY"
    reply = ask(desk, vraag(RIA, status(name, "2024-05-01")))
    assert results(reply) == {name: "0"}
    assert reply.text(f"{STATUS}/Status/Code") == "SSH00047"
    assert reply.text(f"{STATUS}/Status/Waarde") == "NO_RESULT"
    before = ask(desk, vraag(RIA, status(name, "2021-12-31")))
    assert before.root.find(f"{STATUS}/Status") is None


def test_somebody_about_whom_nothing_is_held_gets_0(desk: Desk) -> None:
    reply = ask(desk, vraag(WOUT, *(status(name) for name in KNOWN[-8:])))
    assert reply.findings == ()
    assert set(results(reply).values()) == {"0"}


# The statuses of a disability


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2023-12-31", "0"),
        ("2024-01-01", "1"),
        ("2026-06-30", "1"),
        ("2026-07-01", "0"),
    ],
)
def test_a_disability_is_worked_out_from_the_recognitions(
    desk: Desk, on: str, code: str
) -> None:
    """22/004 §4: the four statuses on the date of the application, bounds included."""
    names = (*TESTS, ANY_OF_FOUR)
    reply = ask(desk, vraag(ROEL, *(status(name, on) for name in names)))
    first, *others = TESTS
    expected = {first: code, ANY_OF_FOUR: code} | dict.fromkeys(others, "0")
    assert results(reply) == expected


def test_of_the_four_together_only_yes_or_no_is_told(desk: Desk) -> None:
    """22/004 §23 (rule R-HS-02): no period, no source; a single one has its period."""
    first = next(iter(TESTS))
    asked = [status(name, "2024-05-01") for name in (first, ANY_OF_FOUR)]
    single, both = ask(desk, vraag(ROEL, *asked)).root.iterfind(STATUS)
    assert single.findtext("Periodes/Periode/Begindatum") == "2024-01-01"
    assert [child.tag for child in both] == ["Naam", "Resultaat"]


def test_the_answer_is_about_the_person_and_not_the_household(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    """22/004 §4, §27 (rule R-HS-03)."""
    home = {"household": "together", "from": date(2020, 1, 1), "position": "12"}
    other = somebody(households=(home,))
    roel = PEOPLE.named("roel-zelzatermans")
    roel = roel.model_copy(update={"households": other.households})
    people = People([roel, other])
    for person, code in ((roel, "1"), (other, "0")):
        question = vraag(person.ssin, status(ANY_OF_FOUR, "2024-05-01"))
        assert results(ask(desk, question, people=people)) == {ANY_OF_FOUR: code}


# Narrowing


def place(name: str) -> str:
    return f"<Locatie><Naam>{name}</Naam></Locatie>"


def codes(*postal_codes: str) -> str:
    inner = "".join(f"<Postcode>{code}</Postcode>" for code in postal_codes)
    return f"<Locatie><Postcodes>{inner}</Postcodes></Locatie>"


def age(least: int | None = None, most: int | None = None) -> str:
    inner = "" if least is None else f"<Minimum>{least}</Minimum>"
    inner += "" if most is None else f"<Maximum>{most}</Maximum>"
    return f"<Leeftijd>{inner}</Leeftijd>"


@pytest.mark.parametrize(
    ("narrow", "code"),
    [
        pytest.param(place("Gent"), "1", id="lives there"),
        pytest.param(place("GENT"), "1", id="whatever the case"),
        pytest.param(place("Brugge"), "0", id="lives elsewhere"),
        pytest.param(codes("9000", "9040"), "1", id="one of the postal codes"),
        pytest.param(codes("9000"), "0", id="another postal code"),
        pytest.param(age(52, 52), "1", id="exactly that age"),
        pytest.param(age(least=53), "0", id="a year too young"),
        pytest.param(age(most=51), "0", id="a year too old"),
        pytest.param(age(), "1", id="any age"),
    ],
)
def test_a_question_may_be_about_who_lives_there_at_that_age(
    desk: Desk, narrow: str, code: str
) -> None:
    """She turned 52 on 2024-01-25."""
    asked = status("BIM_BVT", "2024-05-01", narrow=narrow)
    assert results(ask(desk, vraag(RIA, asked))) == {"BIM_BVT": code}


@pytest.mark.parametrize(
    ("on", "code"), [("2024-01-24", "0"), ("2024-01-25", "1"), ("2025-01-25", "0")]
)
def test_a_birthday_counts_from_its_day(desk: Desk, on: str, code: str) -> None:
    asked = status("BIM_BVT", on, narrow=age(52, 52))
    assert results(ask(desk, vraag(RIA, asked))) == {"BIM_BVT": code}


def test_who_lives_nowhere_known_does_not_live_there(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    held = ({"name": "BIM_BVT", "from": date(2020, 1, 1)},)
    person = somebody(social_statuses=held)
    for narrow, code in (("", "1"), (place("Gent"), "0"), (codes("9000"), "0")):
        question = vraag(person.ssin, status("BIM_BVT", narrow=narrow))
        reply = ask(desk, question, people=People([person]))
        assert results(reply) == {"BIM_BVT": code}


# Numbers


def test_nobodys_number_is_30003_of_the_ksz(desk: Desk) -> None:
    reply = ask(desk, vraag("80610100139", status("BIM_BVT")))
    assert reply.faults == ["magda.insz-unknown"]
    assert reply.root.tag == "none"


def test_a_cancelled_number_is_30002(desk: Desk) -> None:
    pieter = PEOPLE.named("pieter-crabbemans").ssin
    reply = ask(desk, vraag(pieter, status("BIM_BVT")))
    assert reply.faults == ["magda.insz-cancelled"]


def test_of_a_replaced_number_the_source_refuses_the_whole_question(
    desk: Desk,
) -> None:
    """The contract: one Status in place of all statuses."""
    old = PEOPLE.named("hanne-bosteelsma-oud").ssin
    new = PEOPLE.named("hanne-bosteelsma").ssin
    reply = ask(desk, vraag(old, status("BIM_BVT"), status(ANY_OF_FOUR)))
    assert reply.faults == ["magda.insz-replaced"]
    assert reply.text("Persoon/INSZ") == old
    assert reply.text("Persoon/Status/Code") == "MSG00006"
    assert reply.text("Persoon/Status/Informaties/Informatie/Waarde") == new
    assert reply.root.find(STATUS) is None


@pytest.mark.parametrize(("on", "found"), [("2024-03-17", True), ("2024-03-18", False)])
def test_who_died_before_all_that_is_asked_is_not_found(
    desk: Desk, on: str, found: bool
) -> None:
    """MAGDA-Mock: 30001 FOUT of the KSZ, with SSH00048."""
    reply = ask(desk, vraag(MARIA, status(ANY_OF_FOUR, on)))
    assert reply.faults == ([] if found else ["sociaalstatuut.nothing-found"])
    if found:
        assert results(reply) == {ANY_OF_FOUR: "1"}
    else:
        assert reply.findings[0].detail == "SSH00048"
    one_before = vraag(MARIA, status(ANY_OF_FOUR, on), status("BIM_BVT", "2020-01-01"))
    assert ask(desk, one_before).faults == []


def test_check_digits_are_checked(desk: Desk) -> None:
    wrong = f"{RIA[:9]}{(int(RIA[9:]) + 1) % 97:02}"
    reply = ask(desk, vraag(wrong, status("BIM_BVT")))
    assert reply.faults == ["magda.insz-check-digits"]


@pytest.mark.parametrize(
    ("period", "faults"),
    [
        pytest.param(("2024-02-01", "2024-01-31"), ["magda.period-order"], id="20003"),
        pytest.param(("2024-02-01", "2024-02-01"), [], id="one day"),
        pytest.param(("2024-02-01", None), [], id="open"),
    ],
)
def test_a_period_ends_after_it_begins(
    desk: Desk, period: tuple[str, str | None], faults: list[str]
) -> None:
    asked = [status("BIM_BVT"), status("BIM_BVT", period=period)]
    assert ask(desk, vraag(RIA, *asked)).faults == faults


def test_number_and_days_of_a_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    request = desk.magda_request(
        NAME,
        VERSION,
        vraag(
            RIA,
            status("BIM_BVT", "2024-05-06"),
            status("BIM_BVT", period=("2023-01-01", "2023-12-31")),
        ),
    )
    assert service.subject(request) == RIA
    assert service.period(request) == Period(begin="2023-01-01", end="2024-05-06")


# Sources


@pytest.mark.parametrize("source", ["social-statuses", *UNDERLYING])
def test_a_disability_needs_all_its_sources(desk: Desk, source: str) -> None:
    """MG 1208582304: each call goes live to the sources."""
    with pytest.raises(SourceUnavailable, match=source):
        ask(desk, vraag(ROEL, status(ANY_OF_FOUR)), down=[source])


def test_another_status_needs_the_ksz_only(desk: Desk) -> None:
    reply = ask(desk, vraag(RIA, status("BIM_BVT", "2024-01-01")), down=UNDERLYING)
    assert results(reply) == {"BIM_BVT": "1"}
    with pytest.raises(SourceUnavailable):
        ask(desk, vraag(RIA, status("BIM_BVT")), down=["social-statuses"])


# What 22/004 lets through


GRANTS = [grant for grant in LAW.grants if grant.service == NAME]
KEY = (NAME, VERSION, NAME)


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.id)
def test_only_the_four_together_may_be_known(desk: Desk, grant: Grant) -> None:
    """22/004 §4, §23, §26: `hss_any_of_four`, and nothing else about anybody."""
    assert grant.act == "22/004"
    service = desk.service(NAME, VERSION, NAME)
    for person in PEOPLE:
        for reply in desk.ask_all(service, person, TODAY):
            if reply.root.tag == "none":
                continue
            leave(grant.id, KEY, reply.root)
            left = {element.tag for element in reply.root.iter()}
            assert set(results(reply)) <= {ANY_OF_FOUR}
            assert not left & {"Periodes", "Details"}


@pytest.mark.parametrize("name", KNOWN)
def test_a_question_for_another_status_leaves_nothing(desk: Desk, name: str) -> None:
    """Then the hop refuses with 15021, as it does for every filtered answer."""
    reply = ask(desk, vraag(ROEL, status(name, "2024-05-01")))
    leave(GRANTS[0].id, KEY, reply.root)
    assert has_data(reply.root, frozenset({"INSZ"})) is (name == ANY_OF_FOUR)


days = st.dates(date(2010, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=50)
@given(
    person=st.sampled_from(list(PEOPLE)),
    name=st.sampled_from([*KNOWN, "FREE_TRAM"]),
    first=days,
    second=days,
    today=days,
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, name: str, first: date, second: date, today: date
) -> None:
    """`Desk` validates the message; a day inside a period that says no says no too."""
    begin, end = sorted((first, second))
    asked = [status(name, str(begin)), status(name, period=(str(begin), str(end)))]
    reply = ask(desk, vraag(person.ssin, *asked), today=today)
    told = reply.texts(f"{STATUS}/Resultaat/Code")
    if told and reply.root.find(f"{STATUS}/Status") is None:
        on_a_day, in_a_period = told
        assert on_a_day <= in_a_period

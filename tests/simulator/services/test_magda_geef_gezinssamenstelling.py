"""
GeefGezinssamenstelling 02.02: who belongs to the household of a person today.

Source: contract sheet `magda-geefgezinssamenstelling-02.02`; `_behaviour` 2.16.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services._persoon.members import MAX_MEMBERS
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefGezinssamenstelling", "02.02.0000"
PEOPLE = People.load()
MEMBER = "Gezinsleden/Gezinslid"
Somebody = Callable[..., Person]


def ssin(id_: str) -> str:
    return PEOPLE.named(id_).ssin


def ask(
    desk: Desk,
    who: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
    taal: str = "nl",
) -> Reply:
    insz = who if who.isdigit() else ssin(who)
    return desk.ask_magda(
        NAME,
        VERSION,
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ></Criteria><Taal>{taal}</Taal></Inhoud>",
        today=today,
        down=down.split(),
        people=people,
    )


@pytest.mark.parametrize(
    "who", ["ruben-zonderwijk", "femke-brandhoeve", "mil-zonderwijk"]
)
def test_whoever_is_asked_about_the_household_is_the_same(desk: Desk, who: str) -> None:
    """Source: contract sheet: the first line is normally the reference person (01)."""
    reply = ask(desk, who)
    assert reply.faults == []
    assert list(
        zip(
            reply.texts(f"{MEMBER}/INSZ"),
            reply.texts(f"{MEMBER}/Positie/Code"),
            strict=True,
        )
    ) == [
        (ssin("ruben-zonderwijk"), "01"),
        (ssin("femke-brandhoeve"), "22"),
        (ssin("mil-zonderwijk"), "03"),
    ]


def test_a_child_in_co_parenting_is_in_one_household_only(desk: Desk) -> None:
    """Source: R-PTL-11: a dependant may live elsewhere (co-parenting)."""
    assert ask(desk, "ilse-grasduin").texts(f"{MEMBER}/INSZ") == [
        ssin("ilse-grasduin"),
        ssin("nele-zonderwijk"),
    ]


def test_a_member_is_told_in_full(desk: Desk) -> None:
    reply = ask(desk, "mil-zonderwijk")
    femke = reply.root.findall(MEMBER)[1]
    assert femke.get("DatumBegin") == "2021-05-12"
    assert femke.get("DatumEinde") is None
    assert [child.tag for child in femke] == [
        "INSZ",
        "Naam",
        "Geslacht",
        "Geboortedatum",
        "Positie",
        "Woonvorm",
        "Adressen",
        "Bron",
        "Beheerder",
        "Status",
    ]
    assert femke.findtext("Geboortedatum") == "1988-02-29"
    home = femke.find("Adressen/Hoofdverblijfplaats")
    assert home.findtext("Gemeentenaam/String") == "Diepenbeek"
    assert femke.findtext("Bron/Code") == "RR"
    assert femke.findtext("Status/Code") == "71011"


def test_care_living_is_told(desk: Desk) -> None:
    """Source: contract sheet: Woonvorm 00 ordinary, 01 care-living."""
    assert ask(desk, "georgette-oudewater").text(f"{MEMBER}/Woonvorm/Code") == "01"
    assert ask(desk, "luc-kruidenhof").text(f"{MEMBER}/Woonvorm/Code") == "00"


def test_on_the_day_of_a_move_the_later_household_is_told(desk: Desk) -> None:
    day = date(2020, 3, 1)
    assert ask(desk, "femke-brandhoeve", today=day).texts(f"{MEMBER}/INSZ") == [
        ssin("ruben-zonderwijk"),
        ssin("femke-brandhoeve"),
    ]
    before = ask(desk, "femke-brandhoeve", today=date(2020, 2, 29))
    assert before.texts(f"{MEMBER}/INSZ") == [ssin("femke-brandhoeve")]


# When somebody died


@pytest.mark.parametrize(
    ("today", "faults"),
    [(date(2023, 10, 4), []), (date(2023, 10, 5), ["persoon.file-closed"])],
    ids=str,
)
def test_the_file_of_the_dead_is_closed(
    desk: Desk, today: date, faults: list[str]
) -> None:
    """Source: `_behaviour` 2.16: 40099."""
    assert ask(desk, "albert-kruidenhof", today=today).faults == faults


def test_a_household_whose_head_died_cannot_be_told_until_there_is_another(
    desk: Desk, somebody: Somebody
) -> None:
    """Source: `_behaviour` 2.16: 40098."""
    head, other = (numbers.make(date(1985, 4, 30), n) for n in (2, 4))
    since = {"household": "h", "from": date(2010, 1, 1)}
    dead = {"ssin": head, "deceased": date(2024, 1, 10)}
    people = People(
        [
            somebody(identity=dead, households=({**since, "position": "01"},)),
            somebody(
                identity={"ssin": other},
                households=(
                    {**since, "position": "02", "until": date(2024, 1, 31)},
                    {"household": "h", "from": date(2024, 2, 1), "position": "01"},
                ),
            ),
        ]
    )
    told = {
        day: ask(desk, other, today=date(2024, *day), people=people).faults
        for day in ((1, 10), (1, 11), (1, 31), (2, 1))
    }
    assert told == {
        (1, 10): [],
        (1, 11): ["persoon.head-deceased"],
        (1, 31): ["persoon.head-deceased"],
        (2, 1): [],
    }


# Nothing, or too much


@pytest.mark.parametrize(
    ("who", "fault", "origin"),
    [
        ("hendrik-verreweghe", "magda.nothing-found", "KSZ"),
        ("tesfa-woldebruk", "persoon.not-managed", "KSZ"),
        ("esperance-lukasuma-dubbel", "magda.insz-cancelled", "KSZ"),
        (numbers.make(date(1990, 1, 1), 997), "magda.insz-unknown", None),
    ],
)
def test_who_is_in_no_household_gives_none(
    desk: Desk, who: str, fault: str, origin: str | None
) -> None:
    """Source: `_behaviour` 2.16: 30001, 40101, 30002, 30003."""
    reply = ask(desk, who)
    assert [(f.fault, f.origin) for f in reply.findings] == [(fault, origin)]
    assert reply.root.tag == "none"


def test_a_replaced_number_gives_the_household_with_a_warning(desk: Desk) -> None:
    """Source: `_behaviour` 2.16: 30004 WAARSCHUWING."""
    reply = ask(desk, "esperance-lukasuma-bis")
    assert reply.faults == ["magda.insz-replaced"]
    assert reply.text(f"{MEMBER}/INSZ") == ssin("esperance-lukasuma")


def home_of(somebody: Somebody, members: int) -> People:
    """A community with so many members."""
    return People(
        somebody(
            identity={
                "ssin": numbers.make(date(1985, 4, 30), 2 + index),
                "born": date(1985, 4, 30),
            },
            households=(
                {
                    "household": "home",
                    "position": "20" if index else "01",
                    "from": date(2020, 1, 1),
                },
            ),
        )
        for index in range(members)
    )


@pytest.mark.parametrize(
    ("members", "faults"),
    [(MAX_MEMBERS, []), (MAX_MEMBERS + 1, ["persoon.list-cut-off"])],
    ids=["as many as fit", "one more"],
)
def test_a_list_that_is_too_long_is_cut_off_with_a_warning(
    desk: Desk, somebody: Somebody, members: int, faults: list[str]
) -> None:
    """Source: `_behaviour` 2.16: 30030; the limit is our choice."""
    people = home_of(somebody, members)
    last = max(person.ssin for person in people)
    reply = ask(desk, last, people=people)
    assert len(reply.root.findall(MEMBER)) == MAX_MEMBERS
    assert reply.text(f"{MEMBER}/Positie/Code") == "01"
    assert reply.faults == faults


# Checks


@pytest.mark.parametrize(
    ("who", "taal", "faults"),
    [
        ("85661441159", "nl", ["magda.insz-check-digits"]),
        ("85661441158", "en", ["magda.language"]),
        ("85661441158", "nl", []),
    ],
)
def test_number_and_language_are_checked(
    desk: Desk, who: str, taal: str, faults: list[str]
) -> None:
    assert ask(desk, who, taal=taal).faults == faults


def test_registers_that_are_down_give_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="ksz-registers"):
        ask(desk, "ruben-zonderwijk", down="ksz-registers")
    assert ask(desk, "ruben-zonderwijk", down="rr").faults == []


@settings(database=None, deadline=None, max_examples=100)
@given(
    person=st.sampled_from(tuple(PEOPLE)),
    today=st.dates(date(1968, 1, 1), date(2030, 12, 31)),
)
def test_every_member_gives_the_same_household(
    desk: Desk, person: Person, today: date
) -> None:
    """Whoever is asked; but for the day of a move, on which somebody is in two."""

    def told(who: str) -> list[Any]:
        reply = ask(desk, who, today=today)
        return reply.texts(f"{MEMBER}/INSZ") if reply.root.tag == "Inhoud" else []

    members = told(person.ssin)
    files = [member for each in members if (member := PEOPLE.get(each)) is not None]
    moving = {each.begin for member in files for each in member.households}
    if today not in moving:
        assert all(told(member) == members for member in members)

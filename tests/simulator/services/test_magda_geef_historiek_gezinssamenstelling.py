"""
GeefHistoriekGezinssamenstelling 02.02: the households of a person on a day, or since.

Source: contract sheet `magda-geefhistoriekgezinssamenstelling-02.02`;
`_behaviour` 2.16.
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
from kruispunt_simulator.rules.ages import withhold_old
from kruispunt_simulator.services._persoon.person import ENDED
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefHistoriekGezinssamenstelling", "02.02.0000"
PEOPLE = People.load()
EACH = "HistoriekGezinssamenstelling/Gezinssamenstelling"
ID_OF = {person.ssin: person.id for person in PEOPLE}

RUBEN, ILSE, NELE = "ruben-zonderwijk", "ilse-grasduin", "nele-zonderwijk"
FEMKE, MIL = "femke-brandhoeve", "mil-zonderwijk"


def ask(
    desk: Desk,
    who: str,
    day: str,
    *,
    op: str | None = None,
    today: date = TODAY,
    down: str = "",
    taal: str = "nl",
    people: People | None = None,
) -> Reply:
    insz = who if who.isdigit() else PEOPLE.named(who).ssin
    attribute = "" if op is None else f' Op="{op}"'
    return desk.ask_magda(
        NAME,
        VERSION,
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ><Datum{attribute}>{day}</Datum>"
        f"</Criteria><Taal>{taal}</Taal></Inhoud>",
        today=today,
        down=down.split(),
        people=people,
    )


def households(reply: Reply) -> list[list[tuple[str, str | None]]]:
    """Of each composition: who is in it, and until when."""
    return [
        [
            (ID_OF[member.findtext("INSZ")], member.get("DatumEinde"))
            for member in composition.findall("Gezinsleden/Gezinslid")
        ]
        for composition in reply.root.findall(EACH)
    ]


BEFORE = [(RUBEN, "2018-08-31"), (ILSE, "2018-08-31"), (NELE, "2018-08-31")]
SINCE = [(ILSE, None), (NELE, None)]


def test_vanaf_tells_every_household_since(desk: Desk) -> None:
    """Source: contract sheet: @Op 0 or absent, all households from that day on."""
    for op in (None, "0"):
        told = households(ask(desk, NELE, "2015-09-03", op=op))
        assert told == [BEFORE, SINCE]
    assert households(ask(desk, NELE, "2018-08-31")) == [BEFORE, SINCE]
    assert households(ask(desk, NELE, "2018-09-01")) == [SINCE]


@pytest.mark.parametrize(
    ("day", "told"),
    [("2016-01-01", BEFORE), ("2018-08-31", BEFORE), ("2018-09-01", SINCE)],
)
def test_op_tells_the_household_of_the_day(desk: Desk, day: str, told: Any) -> None:
    """Source: contract sheet: @Op 1, the household(s) on that day."""
    assert households(ask(desk, NELE, day, op="1")) == [told]


def test_a_member_that_came_later_is_not_told_of_an_earlier_day(desk: Desk) -> None:
    (told,) = households(ask(desk, RUBEN, "2015-09-02", op="1"))
    assert told == [(RUBEN, "2018-08-31"), (ILSE, "2018-08-31")]


def test_on_the_day_of_a_move_there_are_two(desk: Desk) -> None:
    """Source: contract sheet: one, sometimes two Gezinssamenstelling elements."""
    assert households(ask(desk, FEMKE, "2020-03-01", op="1")) == [
        [(FEMKE, "2020-03-01")],
        [(RUBEN, None), (FEMKE, "2021-05-11")],
    ]
    assert len(households(ask(desk, FEMKE, "2020-03-02", op="1"))) == 1


def test_another_position_is_another_line_of_the_same_household(desk: Desk) -> None:
    reply = ask(desk, RUBEN, "2018-09-01")
    path = f"{EACH}/Gezinsleden/Gezinslid"
    assert [
        (ID_OF[m.findtext("INSZ")], m.findtext("Positie/Code"), m.get("DatumBegin"))
        for m in reply.root.findall(path)
    ] == [
        (RUBEN, "01", "2018-09-01"),
        (FEMKE, "21", "2020-03-01"),
        (FEMKE, "22", "2021-05-12"),
        (MIL, "03", "2022-03-10"),
    ]


def test_the_address_is_that_of_the_time(desk: Desk) -> None:
    reply = ask(desk, RUBEN, "2012-08-01")
    town = "Adressen/Hoofdverblijfplaats/Gemeentenaam/String"
    first, second = reply.root.findall(EACH)
    assert {e.text for e in first.findall(f"Gezinsleden/Gezinslid/{town}")} == {
        "Bilzen"
    }
    assert second.findall(f"Gezinsleden/Gezinslid/{town}")[0].text == "Diepenbeek"


def test_an_end_after_the_business_date_is_not_known_yet(desk: Desk) -> None:
    today = date(2018, 8, 30)
    (told,) = households(ask(desk, NELE, "2015-09-03", today=today))
    assert told == [(RUBEN, None), (ILSE, None), (NELE, None)]


def test_the_dead_have_a_history(desk: Desk) -> None:
    told = households(ask(desk, "albert-kruidenhof", "2020-01-01"))
    albert, georgette = "albert-kruidenhof", "georgette-oudewater"
    assert told == [[(albert, "2023-10-05"), (georgette, "2023-10-05")]]


# Nothing


@pytest.mark.parametrize(
    ("who", "day", "fault", "origin"),
    [
        ("hendrik-verreweghe", "2017-05-01", "magda.nothing-found", "MAGDA"),
        ("tesfa-woldebruk", "2017-05-01", "persoon.not-managed", "KSZ"),
        ("esperance-lukasuma-dubbel", "2017-05-01", "magda.insz-cancelled", "KSZ"),
        (
            numbers.make(date(1990, 1, 1), 997),
            "2017-05-01",
            "magda.insz-unknown",
            None,
        ),
    ],
)
def test_who_says_that_there_is_nothing(
    desk: Desk, who: str, day: str, fault: str, origin: str | None
) -> None:
    """Source: `_behaviour` 2.16: 30001 of MAGDA (all lies before the day) or KSZ."""
    reply = ask(desk, who, day)
    assert [(f.fault, f.origin) for f in reply.findings] == [(fault, origin)]


def test_who_was_never_in_a_household_is_not_known_to_the_ksz(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    """Source: `_behaviour` 2.16: 30001, KSZ: no data."""
    person = somebody()
    reply = ask(desk, person.ssin, "2017-05-01", people=People([person]))
    assert [(f.fault, f.origin) for f in reply.findings] == [
        ("magda.nothing-found", "KSZ")
    ]


def test_a_household_that_ended_is_found_on_its_last_day(desk: Desk) -> None:
    told = households(ask(desk, "hendrik-verreweghe", "2017-04-30"))
    assert told == [[("hendrik-verreweghe", "2017-04-30")]]


def test_a_replaced_number_is_answered_with_a_warning(desk: Desk) -> None:
    reply = ask(desk, "esperance-lukasuma-bis", "2024-01-01")
    assert reply.faults == ["magda.insz-replaced"]
    assert households(reply)


# Checks


@pytest.mark.parametrize(
    ("who", "day", "taal", "faults"),
    [
        ("85661441159", "2020-01-01", "nl", ["magda.insz-check-digits"]),
        ("85661441158", "2020-01-01", "fr", ["magda.language"]),
        ("85661441158", "2026-11-23", "nl", ["magda.date-out-of-range"]),
        ("85661441158", "2026-11-22", "nl", []),
    ],
)
def test_the_question_is_checked(
    desk: Desk, who: str, day: str, taal: str, faults: list[str]
) -> None:
    assert ask(desk, who, day, taal=taal).faults == faults


def test_registers_that_are_down_give_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="ksz-registers"):
        ask(desk, RUBEN, "2020-01-01", down="ksz-registers")


# Depth


@pytest.mark.parametrize(
    ("before", "left"),
    [(date(2018, 8, 31), [BEFORE, SINCE]), (date(2018, 9, 1), [SINCE])],
    ids=str,
)
def test_a_household_that_ended_before_a_day_can_be_left_out(
    desk: Desk, before: date, left: Any
) -> None:
    """Source: R-BIN-07: nobody of the earlier household is left, not even the child."""
    reply = ask(desk, NELE, "2015-09-03")
    withhold_old(reply.root, ENDED, before)
    assert households(reply) == left
    desk.magda_reply(NAME, VERSION, reply.root)


@settings(database=None, deadline=None, max_examples=100)
@given(
    person=st.sampled_from(tuple(PEOPLE)),
    day=st.dates(date(1968, 1, 1), date(2026, 11, 22)),
    days_later=st.integers(0, 5000),
)
def test_since_a_day_begins_with_the_household_of_the_day(
    desk: Desk, person: Person, day: date, days_later: int
) -> None:
    today = date.fromordinal(day.toordinal() + days_later)
    on = ask(desk, person.ssin, day.isoformat(), op="1", today=today)
    since = ask(desk, person.ssin, day.isoformat(), today=today)
    first = {who for each in households(on) for who, _ in each}
    all_ = {who for each in households(since) for who, _ in each}
    assert first <= all_
    for element in since.root.iter():
        for name in ("DatumBegin", "DatumEinde"):
            told = element.get(name)
            assert told is None or told <= today.isoformat()

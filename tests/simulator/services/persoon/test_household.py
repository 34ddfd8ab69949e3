"""Compositions of households, out of memberships that are drawn at random."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import People, Person, together
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.services._persoon.household import compositions
from kruispunt_simulator.sources import Sources

BORN = date(1980, 1, 1)
DAY_0 = date(2020, 1, 1)
TODAY = DAY_0 + timedelta(days=60)


def person(serial: int, *memberships: tuple[str, str, int, int | None]) -> Person:
    """Somebody with memberships: household, position, first and last day from DAY_0."""
    ssin = numbers.make(BORN, serial)
    return Person.model_validate(
        {
            "id": f"p{serial}",
            "title": "For one test",
            "identity": {
                "ssin": ssin,
                "first_name": "Some",
                "last_name": "Body",
                "born": BORN,
                "sex": "unknown",
            },
            "households": tuple(
                {
                    "household": household,
                    "position": position,
                    "from": DAY_0 + timedelta(days=begin),
                    "until": None if end is None else DAY_0 + timedelta(days=end),
                }
                for household, position, begin, end in memberships
            ),
        }
    )


@st.composite
def families(draw: st.DrawFn) -> list[Person]:
    """A head who may hand over to another, and members who come and go."""
    handover = draw(st.integers(1, 50))
    people = [
        person(2, ("h", "01", 0, handover - 1)),
        person(4, ("h", "02", 0, handover - 1), ("h", "01", handover, None)),
    ]
    for serial in range(6, 6 + 2 * draw(st.integers(0, 3)), 2):
        begin = draw(st.integers(0, 55))
        end = draw(st.none() | st.integers(begin, 59))
        people.append(person(serial, ("h", "03", begin, end)))
    return people


@settings(deadline=None)
@given(families(), st.integers(0, 60))
def test_a_day_has_one_composition_of_exactly_those_who_are_there(
    people: list[Person], offset: int
) -> None:
    assert list(together.problems(people)) == []
    sources = Sources(People(people))
    day = DAY_0 + timedelta(days=offset)
    for each in people:
        present = {
            other.ssin
            for other in people
            if any(m.overlaps(day, day) for m in other.households)
        }
        found = compositions(each, sources, day, day, TODAY)
        if each.ssin not in present:
            assert found == ()
            continue
        (composition,) = found
        assert {member.person.ssin for member in composition.members} == present
        assert composition.head is not None
        assert composition.members[0] == composition.head
        assert sum(member.is_head for member in composition.members) == 1


@settings(deadline=None)
@given(families(), st.integers(0, 60))
def test_since_a_day_compositions_follow_each_other(
    people: list[Person], offset: int
) -> None:
    sources = Sources(People(people))
    day = DAY_0 + timedelta(days=offset)
    for each in people:
        found = compositions(each, sources, day, TODAY, TODAY)
        for former, later in itertools.pairwise(found):
            assert former.end < later.begin
            assert former.last < FOREVER
        for composition in found:
            assert day <= composition.begin <= composition.end <= TODAY
            assert composition.last == FOREVER or composition.last <= TODAY
            assert any(m.person is each for m in composition.members)
            for member in composition.members:
                last = composition.end_of(member)
                assert last is None or member.begin <= last <= composition.last


def test_a_change_of_position_does_not_end_the_composition() -> None:
    head = person(2, ("h", "01", 0, None))
    partner = person(4, ("h", "21", 0, 9), ("h", "22", 10, None))
    sources = Sources(People([head, partner]))
    (found,) = compositions(partner, sources, DAY_0, DAY_0, TODAY)
    assert found.last == FOREVER


def test_who_comes_back_gets_a_second_composition() -> None:
    head = person(2, ("h", "01", 0, None))
    child = person(4, ("h", "03", 0, 9), ("x", "01", 10, 19), ("h", "03", 20, None))
    sources = Sources(People([head, child]))
    found = compositions(child, sources, DAY_0, TODAY, TODAY)
    assert [
        [member.membership.household for member in each.members[:1]] for each in found
    ] == [["h"], ["x"], ["h"]]
    assert [each.last for each in found[:2]] == [
        DAY_0 + timedelta(days=9),
        DAY_0 + timedelta(days=19),
    ]


@pytest.mark.parametrize(("offset", "known"), [(-1, 0), (0, 1)])
def test_who_has_not_come_yet_is_not_known(offset: int, known: int) -> None:
    head = person(2, ("h", "01", 0, None))
    today = DAY_0 + timedelta(days=offset)
    found: Callable[..., Any] = compositions
    sources = Sources(People([head]))
    assert len(found(head, sources, date.min, today, today)) == known

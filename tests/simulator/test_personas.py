"""Who comes with the simulator: enough people, in households that hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.household import HEAD

PEOPLE = People.load()
TODAY = date(2026, 11, 22)

ALONE = {
    "esperance-lukasuma-bis": "replaced number",
    "esperance-lukasuma-dubbel": "cancelled number",
    "hanne-bosteelsma-oud": "replaced number",
    "pieter-crabbemans": "cancelled number",
    "tesfa-woldebruk": "bis number, which no municipality knows",
    "wout-nijsdonk": "about whom nothing is known",
}
"""Who never belonged to a household, and why; the notes of each say so too."""


def members(on: date) -> dict[str, list[tuple[Person, str]]]:
    """Who lives together on a day, each with its position."""
    found: dict[str, list[tuple[Person, str]]] = {}
    for person in PEOPLE:
        for each in person.households:
            if each.begin <= on <= each.last(person.identity.deceased):
                found.setdefault(each.household, []).append((person, each.position))
    return found


def parents_of(person: Person) -> Iterator[Person]:
    """The parents who have a file."""
    for descent in person.registers.descent:
        for parent in descent.parents:
            found = PEOPLE.get(parent.ssin or "")
            if found is not None:
                yield found


def test_there_are_at_least_forty() -> None:
    assert len(PEOPLE) >= 40


def test_no_two_persons_have_one_name() -> None:
    """But one person may have had two numbers, of which one does not count any more."""
    counted = Counter(
        f"{person.identity.first_name} {person.identity.last_name}"
        for person in PEOPLE
        if person.identity.replaced_by is None and not person.identity.canceled
    )
    assert [name for name, count in counted.items() if count > 1] == []


def test_everybody_belongs_to_a_household_or_is_excused() -> None:
    assert {person.id for person in PEOPLE if not person.households} == set(ALONE)


@pytest.mark.parametrize("name", ALONE)
def test_who_is_excused_says_so_in_the_notes(name: str) -> None:
    assert "household" in PEOPLE.named(name).notes


def test_there_are_some_twenty_households() -> None:
    households = members(TODAY)
    assert len(households) >= 20
    assert sum(len(each) > 1 for each in households.values()) >= 8


def test_every_household_has_one_head() -> None:
    for name, together in members(TODAY).items():
        assert [p for _, p in together].count(HEAD) == 1, name


@pytest.mark.parametrize(
    "positions",
    [
        pytest.param({"01", "02", "03"}, id="a couple with children"),
        pytest.param({"01", "22", "03"}, id="legal cohabitants with children"),
        pytest.param({"01", "21", "03"}, id="a couple that is not registered"),
        pytest.param({"01", "02", "13"}, id="a stepchild"),
        pytest.param({"01", "12"}, id="somebody not related"),
    ],
)
def test_there_is_a_household_of_each_form(positions: set[str]) -> None:
    forms = [{p for _, p in together} for together in members(TODAY).values()]
    assert any(positions <= form for form in forms)


@pytest.mark.parametrize(
    "positions",
    [
        pytest.param({"01"}, id="somebody alone"),
        pytest.param({"01", "03"}, id="a single parent"),
    ],
)
def test_there_is_a_household_of_nobody_else(positions: set[str]) -> None:
    assert positions in [{p for _, p in each} for each in members(TODAY).values()]


def test_children_are_younger_than_their_parents_by_a_generation() -> None:
    found = 0
    for person in PEOPLE:
        for parent in parents_of(person):
            found += 1
            years = person.identity.born.year - parent.identity.born.year
            assert 16 <= years <= 55, (person.id, parent.id)
    assert found >= 10


def test_nobody_has_three_parents() -> None:
    for person in PEOPLE:
        assert len(list(parents_of(person))) <= 2, person.id


def test_spouses_of_today_live_together() -> None:
    together = members(TODAY)
    home = {p.ssin: name for name, each in together.items() for p, _ in each}
    found = 0
    for person in PEOPLE:
        states = person.registers.civil_status
        if not states or states[-1].status != "married" or person.identity.deceased:
            continue
        partner = states[-1].partner
        assert partner is not None
        if partner.ssin is not None:
            found += 1
            assert home[person.ssin] == home[partner.ssin], person.id
    assert found >= 4


def test_a_child_in_co_parenting_lives_with_one_parent_and_stays_with_another() -> None:
    together = members(TODAY)
    home = {p.ssin: name for name, each in together.items() for p, _ in each}
    found = 0
    for person in PEOPLE:
        for stay in person.registers.shared_stays:
            if stay.with_.ssin is not None and stay.holds(TODAY):
                found += 1
                assert home[person.ssin] != home[stay.with_.ssin], person.id
    assert found >= 1

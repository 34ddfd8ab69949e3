"""
Every rule of law has people on both sides of its boundary, as far as people show it.

The table is `../rules_of_law.yaml`. What it says is looked up in answers of the
services, never in the files of the people (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.people import load_people
from kruispunt_simulator.store.repertory import Repertory

from .conftest import Desk
from .facts import Case, Court, Fact, load

TABLE = load()
NUMBERS = {
    "LC": 14,
    "T": 11,
    "ZT": 7,
    "SD": 5,
    "HS": 6,
    "PTL": 16,
    "INC": 16,
    "CEIL": 6,
    "SCH": 10,
    "BIN": 7,
    "HDI": 30,
    "BRU": 6,
    "RET": 23,
    "PUR": 9,
}
"""How many rules there are of each group; they are numbered from 1."""

SHOWN = {name: rule for name, rule in TABLE.rules.items() if rule.about == "person"}


@pytest.fixture(scope="module")
def repertory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repertory]:
    """The reference repertories, as they are filled at the first start."""
    path: Path = tmp_path_factory.mktemp("repertory") / "state.db"
    engine = open_database(sqlite_url(path))
    assert load_people(engine).problems == []
    with closing(Repertory(engine)) as repertory:
        yield repertory
    engine.dispose()


@pytest.fixture(scope="module")
def court(desk: Desk, repertory: Repertory) -> Court:
    """Who finds out, and remembers what was answered."""
    return Court(desk, repertory, TABLE.looks)


def test_every_rule_is_in_the_table_once() -> None:
    expected = [
        f"R-{group}-{number:02}"
        for group, count in NUMBERS.items()
        for number in range(1, count + 1)
    ]
    assert list(TABLE.rules) == expected


def test_a_look_is_used_and_every_fact_has_a_look() -> None:
    used = {
        Fact.read(line).look
        for rule in SHOWN.values()
        for case in (*rule.holds, *rule.just_not)
        for line in case.shows
    }
    assert used == set(TABLE.looks)


def test_everybody_who_is_named_exists(desk: Desk) -> None:
    named = {
        name
        for rule in SHOWN.values()
        for case in (*rule.holds, *rule.just_not)
        for name in case.people
    }
    assert named <= {person.id for person in desk.people}
    assert len(named) >= 40


@pytest.mark.parametrize("name", SHOWN)
def test_people_stand_on_either_side_of_a_rule(court: Court, name: str) -> None:
    rule = SHOWN[name]
    for case in (*rule.holds, *rule.just_not):
        for fact in case.shows:
            found = court.values(Fact.read(fact), case)
            assert court.is_true(fact, case), f"{case}: {fact}: {found}"


@pytest.mark.parametrize("name", SHOWN)
def test_what_shows_one_side_of_a_rule_is_false_on_the_other(
    court: Court, name: str
) -> None:
    """So that no fact is shown by everybody."""
    rule = SHOWN[name]
    for one in rule.holds:
        for other in rule.just_not:
            assert not _shows_as(court, one, other), f"{other} shows what {one} does"
            assert not _shows_as(court, other, one), f"{one} shows what {other} does"


def _shows_as(court: Court, model: Case, case: Case) -> bool:
    """Whether all facts of a model are true of another case too."""
    return all(court.is_true(fact, case) for fact in model.shows)


@pytest.mark.parametrize(
    ("line", "true"),
    [
        pytest.param("pillar 1 = 4", True, id="equal"),
        pytest.param("pillar 1 = 3", False, id="not equal"),
        pytest.param("pillar 1 >= 5", False, id="not so much"),
        pytest.param("pillar 1 lacks 4", False, id="lacks what is there"),
        pytest.param("pillar 1 is absent", False, id="absent though there"),
        pytest.param("living wage is absent", True, id="absent"),
        pytest.param("living wage lacks X", False, id="nothing lacks nothing"),
        pytest.param("lives with = @thierry-grandchene", True, id="a person"),
        pytest.param("thierry-grandchene: age >= 40", True, id="another person"),
    ],
)
def test_a_fact_is_true_or_false(court: Court, line: str, true: bool) -> None:
    case = Case(who="elise-grandchene", shows=(line,))
    assert court.is_true(line, case) is true

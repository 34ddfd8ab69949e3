"""A population of invented people: who they are, and that it is always the same one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.cli import main
from kruispunt_simulator.invented import generate
from kruispunt_simulator.invented.dossiers import DOSSIERS
from kruispunt_simulator.invented.families import KINDS
from kruispunt_simulator.invented.registry import MOST, YEARS, Registry
from kruispunt_simulator.numbers import is_fictitious, make
from kruispunt_simulator.people import People, Person, together

TODAY = date(2026, 11, 22)
GROUPS = tuple(generate(600, seed=1, today=TODAY))
PEOPLE = [Person.model_validate(values) for values in chain.from_iterable(GROUPS)]


def test_every_file_is_valid_and_nobody_contradicts_anybody() -> None:
    assert list(together.problems(PEOPLE)) == []


def test_nobody_in_a_group_names_somebody_outside_it() -> None:
    """So a group can be loaded, checked and forgotten: memory does not grow."""
    for group in GROUPS:
        inside = [Person.model_validate(values) for values in group]
        assert list(together.problems(inside)) == []


def test_the_same_seed_and_day_give_the_same_people() -> None:
    assert tuple(generate(600, seed=1, today=TODAY)) == GROUPS
    assert tuple(generate(600, seed=2, today=TODAY)) != GROUPS


def test_a_larger_population_begins_with_the_smaller_one() -> None:
    larger = generate(5_000, seed=1, today=TODAY)
    assert tuple(islice(larger, len(GROUPS))) == GROUPS


def test_there_are_as_many_households_as_were_asked() -> None:
    keys = {m.household for person in PEOPLE for m in person.households}
    assert 600 <= len(keys) <= 601


def test_every_number_is_fictitious_and_given_once() -> None:
    numbers = Counter(person.ssin for person in PEOPLE)
    assert all(is_fictitious(ssin) for ssin in numbers)
    assert set(numbers.values()) == {1}


@settings(database=None, deadline=None, max_examples=20)
@given(
    wanted=st.lists(
        st.tuples(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(["F", "M"])),
        min_size=1,
        max_size=20,
    )
)
def test_no_two_persons_get_one_number_whenever_they_are_born(
    wanted: list[tuple[date, str]],
) -> None:
    wanted = wanted * 100
    registry = Registry()
    given_out = [registry.born(about, sex) for about, sex in wanted]  # type: ignore[arg-type]
    assert len({ssin for _, ssin in given_out}) == len(wanted)
    for (about, _), (born, _) in zip(wanted, given_out, strict=True):
        assert timedelta(0) < about - born < timedelta(days=366 * (YEARS + 1))


def test_a_number_that_somebody_has_already_is_passed_over() -> None:
    born, first = Registry().born(TODAY, "F")
    _, other = Registry(taken={first}).born(TODAY, "F")
    assert first == make(born, 2)
    assert other != first


def test_when_the_numbers_are_gone_it_says_so() -> None:
    registry = Registry()
    registry._next = MOST
    with pytest.raises(OverflowError, match="no more"):
        registry.born(TODAY, "M")


def test_no_parent_is_a_child_and_no_couple_is_too_young() -> None:
    by = {person.ssin: person for person in PEOPLE}
    for person in PEOPLE:
        for descent in person.registers.descent:
            for parent in descent.parents:
                years = person.identity.born - by[str(parent.ssin)].identity.born
                assert years > timedelta(days=365 * 16)
        for status in person.registers.civil_status:
            if status.status == "married":
                assert status.first - person.identity.born > timedelta(days=365 * 18)


@pytest.mark.parametrize("dossier", DOSSIERS, ids=lambda dossier: dossier.name)
def test_somebody_has_every_kind_of_dossier(dossier: object) -> None:
    sections = {
        "repertory": "repertory",
        "care allowance": "care_allowance",
        "incapacity": "incapacity",
        "family benefits": "family_benefits",
        "living wage": "living_wage",
        "pension": "pension",
        "unemployment": "unemployment",
        "income": "income",
        "real estate": "parcels",
        "language": "language",
    }
    name = dossier.name  # type: ignore[attr-defined]
    if name == "disability":
        assert any(person.disability.dgph for person in PEOPLE)
    elif name == "job seeker":
        assert any(person.job_seeker.vdab for person in PEOPLE)
    else:
        assert any(getattr(person, sections[name]) for person in PEOPLE)


def test_there_are_families_of_every_kind() -> None:
    """Seen from outside: alone, together, widowed, with children here and there."""
    assert len(KINDS) == 7
    sizes = Counter(m.household for p in PEOPLE for m in p.households)
    assert {1, 2, 3} <= set(sizes.values())
    assert any(person.registers.shared_stays for person in PEOPLE)
    assert any(person.identity.deceased for person in PEOPLE)
    positions = {m.position for person in PEOPLE for m in person.households}
    assert positions == {"01", "02", "03", "06"}


def test_the_command_writes_a_file_that_loads(tmp_path: Path) -> None:
    to = tmp_path / "town.yaml"
    words = ["people", "generate", "--households", "20", "--seed", "7", "--to", str(to)]
    result = CliRunner().invoke(main, [*words, "--today", "2026-11-22"])
    assert result.exit_code == 0, result.output
    loaded = People.load([to])
    made = chain.from_iterable(generate(20, seed=7, today=TODAY))
    assert [p.ssin for p in loaded] == [v["identity"]["ssin"] for v in made]


def test_the_command_does_not_write_over_a_file_unasked(tmp_path: Path) -> None:
    to = tmp_path / "town.yaml"
    to.write_text("# mine\n", "utf-8")
    words = ["people", "generate", "--households", "1", "--to", str(to)]
    assert CliRunner().invoke(main, words).exit_code == 1
    assert to.read_text("utf-8") == "# mine\n"
    assert CliRunner().invoke(main, [*words, "--force"]).exit_code == 0

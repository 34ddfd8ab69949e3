from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError, read
from kruispunt_simulator import numbers
from kruispunt_simulator.people import PERSONAS, InvalidPersona, People, Person
from kruispunt_simulator.people.base import Dated

SSIN = numbers.make(date(1990, 1, 2), 3)
OTHER = numbers.make(date(1990, 1, 2), 5)

GOOD = f"""\
id: somebody
title: Somebody to test with
identity:
  ssin: "{SSIN}"
  first_name: Some
  last_name: Body
  born: 1990-01-02
  sex: M
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and give its path; `write(text, name="b.yaml")`."""

    def write_(text: str, name: str = "a.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_


def load(*paths: Path) -> People:
    return People.load(paths)


def problems_of(*paths: Path) -> list[str]:
    """What is wrong, as `line: key: problem`."""
    with pytest.raises(InvalidPersona) as caught:
        People.load(paths)
    return [
        f"{problem.line}: {problem.key}: {problem.problem}"
        for problem in caught.value.problems
    ]


def test_a_minimal_file_is_a_person_about_whom_nothing_is_held(write: Write) -> None:
    person = load(write(GOOD)).named("somebody")
    assert person.ssin == SSIN
    assert person.identity.born == date(1990, 1, 2)
    assert person.care_allowance is None
    assert person.incapacity == ()
    assert person.repertory == ()


def test_a_person_is_found_by_number(write: Write) -> None:
    people = load(write(GOOD))
    assert people.get(SSIN) == people.named("somebody")
    assert people.get(OTHER) is None


def test_a_folder_gives_all_its_files(write: Write, tmp_path: Path) -> None:
    write(GOOD)
    write(GOOD.replace("somebody", "another").replace(SSIN, OTHER), name="b.yaml")
    people = load(tmp_path)
    assert [person.id for person in people] == ["somebody", "another"]
    assert len(people) == 2


def test_a_person_cannot_be_changed(write: Write) -> None:
    person = load(write(GOOD)).named("somebody")
    with pytest.raises(ValueError, match="frozen"):
        person.title = "another"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param(
            "sex: M",
            "sex: M\n  hobby: chess",
            "9: identity.hobby: Extra inputs are not permitted",
            id="unknown key",
        ),
        pytest.param(
            "  last_name: Body\n",
            "",
            "3: identity.last_name: Field required",
            id="missing key, at the line of its section",
        ),
        pytest.param(
            "born: 1990-01-02",
            'born: "1990-01-02"',
            "7: identity.born: Input should be a valid date (here: '1990-01-02')",
            id="text where a date belongs",
        ),
        pytest.param(
            f'"{SSIN}"',
            SSIN,
            f"4: identity.ssin: Input should be a valid string (here: {SSIN})",
            id="a number that lost its quotes",
        ),
        pytest.param(
            "sex: M",
            "sex: X",
            "8: identity.sex: Input should be 'F', 'M' or 'unknown' (here: 'X')",
            id="a value outside the list",
        ),
        pytest.param(
            "born: 1990-01-02",
            "born: 1990-01-03",
            f"3: identity: born on 1990-01-03, but ssin {SSIN} is not",
            id="a birth date that the number contradicts",
        ),
        pytest.param(
            "born: 1990-01-02",
            "born: 1990-13-02",
            "7: : cannot read '1990-13-02': month must be in 1..12",
            id="a date that does not exist",
        ),
        pytest.param(
            "sex: M",
            "sex: M\n  sex: F",
            "9: : sex stands here a second time",
            id="a key that stands twice",
        ),
        pytest.param(
            "sex: M",
            "sex: [M",
            "9: : YAML: did not find expected ',' or ']'",
            id="no YAML",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    write: Write, old: str, new: str, problem: str
) -> None:
    (told,) = problems_of(write(GOOD.replace(old, new)))
    assert told.startswith(problem)


def test_the_message_names_file_line_and_key(write: Write) -> None:
    path = write(GOOD.replace("sex: M", "sex: X"))
    with pytest.raises(ConfigurationError, match=rf"{path}:8: identity\.sex: Input"):
        load(path)


def test_all_problems_of_all_files_are_told_at_once(write: Write) -> None:
    first = write(GOOD.replace("sex: M", "sex: X").replace("Body", '""'))
    second = write(GOOD.replace("somebody", "Some Body"), name="b.yaml")
    assert len(problems_of(first, second)) == 3


def test_a_problem_inside_a_list_is_told_at_the_line_of_the_item(write: Write) -> None:
    registrations = """\
repertory:
  - {party: fluvius, register: vdi, from: 2020-01-01}
  - {party: fluvius, register: kbo, from: 2020-01-01}
"""
    (told,) = problems_of(write(GOOD + registrations))
    assert told.startswith("11: repertory.1.register: Input should be 'vdi', 'ksz'")


@pytest.mark.parametrize(
    ("ssin", "problem"),
    [
        pytest.param("90010200384", "may belong to a real person", id="real month"),
        pytest.param("90610200300", "valid check digits", id="check digits"),
    ],
)
def test_only_numbers_that_belong_to_nobody_are_accepted(
    write: Write, ssin: str, problem: str
) -> None:
    nine = ssin[:9]
    valid = f"{nine}{97 - int(nine) % 97:02}" if "real" in problem else ssin
    (told,) = problems_of(write(GOOD.replace(SSIN, valid)))
    assert told.startswith("4: identity.ssin: ")
    assert problem in told
    assert valid not in told


def test_two_files_cannot_share_a_number_or_an_id(write: Write) -> None:
    first, second = write(GOOD), write(GOOD, name="b.yaml")
    assert problems_of(first, second) == [
        f"4: identity.ssin: {SSIN} is already in {first}",
        f"1: id: somebody is already in {first}",
    ]


def test_a_number_can_only_be_replaced_by_one_that_somebody_has(write: Write) -> None:
    replaced = GOOD.replace("sex: M", f'sex: M\n  replaced_by: "{OTHER}"')
    old = write(replaced)
    assert problems_of(old) == [f"9: identity.replaced_by: no file has {OTHER}"]
    new = write(GOOD.replace("somebody", "new").replace(SSIN, OTHER), name="b.yaml")
    assert len(load(old, new)) == 2


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        pytest.param(
            "incapacity:\n"
            "  - {quarter: 2024Q1, id: 00000000-0000-4000-8000-000000000000, "
            "version: 0, status: CREATION, created: 2024-05-01}\n",
            "CREATION with 0 allowances",
            id="an attest of nothing that is no cancellation",
        ),
        pytest.param(
            "care_allowance:\n  recognitions:\n"
            "    - {decided: 2024-01-01, from: 2024-01-01, legislation: 2, "
            "decision: x, pillars: {pillar_1: 1, pillar_2: 2, "
            "pillar_3: 3, total: 7}}\n",
            "total is 7, but its parts add up to 6",
            id="points that do not add up",
        ),
        pytest.param(
            "repertory:\n"
            "  - {party: veka, register: ksz, from: 2024-01-02, until: 2024-01-01}\n",
            "ends on 2024-01-01, before it begins on 2024-01-02",
            id="a period that ends before it begins",
        ),
        pytest.param(
            "disability: {vsb: {social_cards: []}}\n",
            "Extra inputs are not permitted",
            id="a block that the source does not know",
        ),
    ],
)
def test_sections_that_contradict_themselves_are_refused(
    write: Write, extra: str, problem: str
) -> None:
    (told,) = problems_of(write(GOOD + extra))
    assert problem in told


def test_a_file_that_cannot_be_read_is_a_problem_too(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path / "absent.yaml")
    assert told.startswith("1: : cannot be read:")


def test_an_empty_file_is_a_problem(write: Write) -> None:
    (told,) = problems_of(write(""))
    assert told.startswith("1: : Input should be a valid dictionary")


def test_an_alias_that_holds_itself_is_a_problem_and_no_endless_loop() -> None:
    document = read("a: &a [*a]\n")
    assert document.problems
    assert "nested too deep" in document.problems[0][1]


def test_amounts_are_exact_decimals() -> None:
    assert read("amount: 1208.10").value == {"amount": Decimal("1208.10")}


def test_python_objects_are_not_made_from_yaml() -> None:
    document = read("a: !!python/object/apply:os.getcwd []\nb: !!python/name:os x\n")
    assert document.value["a"] == ()
    assert document.problems


def test_an_unknown_id_is_told_with_those_that_exist(write: Write) -> None:
    with pytest.raises(LookupError, match="known: \\['somebody'\\]"):
        load(write(GOOD)).named("nobody")


@pytest.mark.parametrize(
    ("begin", "end", "overlaps"),
    [
        (date(2023, 12, 31), date(2023, 12, 31), False),
        (date(2023, 12, 31), date(2024, 1, 1), True),
        (date(2024, 1, 31), date(2024, 2, 5), True),
        (date(2024, 2, 1), date(2024, 2, 5), False),
    ],
)
def test_the_first_and_the_last_day_count(
    begin: date, end: date, overlaps: bool
) -> None:
    january = Dated.model_validate(
        {"from": date(2024, 1, 1), "until": date(2024, 1, 31)}
    )
    assert january.overlaps(begin, end) is overlaps


# The persons that come with the simulator.

BUILT_IN = People.load()


@pytest.mark.parametrize("person", tuple(BUILT_IN), ids=lambda person: person.id)
def test_a_built_in_person_is_fictitious_and_explained(person: Person) -> None:
    assert numbers.is_fictitious(person.ssin)
    assert person.notes
    assert (PERSONAS / f"{person.id}.yaml").is_file()


def test_titles_differ() -> None:
    titles = [person.title for person in BUILT_IN]
    assert len(titles) == len(set(titles))


def test_the_built_in_persons_cover_every_quarter_from_2023_to_2026() -> None:
    quarters = {attest.quarter for person in BUILT_IN for attest in person.incapacity}
    assert quarters == {f"{y}Q{q}" for y in range(2023, 2027) for q in range(1, 5)}


def test_the_built_in_persons_know_every_register() -> None:
    registers = {
        registration.register_
        for person in BUILT_IN
        for registration in person.repertory
    }
    assert registers == {"vdi", "ksz", "fidus"}


def test_each_source_of_disability_files_knows_somebody() -> None:
    for source in type(BUILT_IN.named("wout-nijsdonk").disability).model_fields:
        assert any(getattr(person.disability, source) for person in BUILT_IN), source

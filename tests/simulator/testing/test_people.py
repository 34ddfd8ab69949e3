"""Who can be asked about: who comes along, who is in files, who is made in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from kruispunt_simulator.numbers import is_fictitious
from kruispunt_simulator.people import InvalidPersona
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.testing import Kruispunt
from lxml import etree

from ...end_to_end.envelopes import BRAM, COULD_BE_REAL, JEF, SOFIE

Files = Callable[..., Any]


def as_file(kruispunt: Kruispunt, who: str) -> dict[str, Any]:
    """Give what `kruispunt people show` writes, as plain values."""
    values: dict[str, Any] = yaml.safe_load(as_yaml(kruispunt.people[who].file))
    return values


@pytest.mark.parametrize(
    "who", ["bram-kestelijn", BRAM, "79.68.23-311.67", "Bram Kestelijn"]
)
def test_a_built_in_person_is_found_by(kruispunt: Kruispunt, who: str) -> None:
    found = kruispunt.people[who]
    assert (found.insz, found.id, found.name) == (
        BRAM,
        "bram-kestelijn",
        "Bram Kestelijn",
    )
    assert str(found) == BRAM
    assert who in kruispunt.people


@pytest.mark.parametrize("who", ["nobody-at-all", "80650100167", "No Body"])
def test_nobody_is_told(kruispunt: Kruispunt, who: str) -> None:
    assert who not in kruispunt.people
    with pytest.raises(LookupError, match="nobody has"):
        kruispunt.people[who]


def test_everybody_is_there(kruispunt: Kruispunt) -> None:
    numbers = [each.insz for each in kruispunt.people]
    assert len(numbers) == len(kruispunt.people) > 40
    assert JEF in numbers


def test_a_person_without_a_word_can_be_asked_about(
    kruispunt: Kruispunt, files: Files
) -> None:
    person = kruispunt.person()
    assert is_fictitious(person.insz)
    assert files(person).refusal is None


def test_a_person_is_what_was_said(kruispunt: Kruispunt, files: Files) -> None:
    person = kruispunt.person(
        first_name="Anna",
        last_name="Peeters",
        born="1985-05-12",
        disability=as_file(kruispunt, JEF)["disability"],
    )
    assert (person.name, person.born) == ("Anna Peeters", date(1985, 5, 12))
    assert person.file.disability == kruispunt.people[JEF].file.disability
    known, unknown = (
        {etree.QName(each).localname for each in files(who).payload.iter("{*}*")}
        for who in (person, kruispunt.person())
    )
    assert "handicapRecognitions" in known - unknown


def test_a_person_may_be_given_as_a_file_has_it(kruispunt: Kruispunt) -> None:
    values = as_file(kruispunt, "bram-kestelijn")
    del values["identity"]["ssin"], values["id"], values["registers"]
    del values["identity"]["born"], values["households"]
    other = kruispunt.person(values, title="Nearly Bram", born=date(1979, 8, 24))
    assert other.insz != BRAM
    assert other.file.title == "Nearly Bram"
    assert other.file.repertory == kruispunt.people[BRAM].file.repertory


def test_numbers_differ_and_tell_the_sex(kruispunt: Kruispunt) -> None:
    several = [kruispunt.person(sex="M") for _ in range(3)]
    assert len({each.insz for each in several}) == 3
    assert {int(each.insz[6:9]) % 2 for each in several} == {1}
    assert int(kruispunt.person(sex="F").insz[6:9]) % 2 == 0


def test_a_number_may_be_given(kruispunt: Kruispunt) -> None:
    person = kruispunt.person(insz="80650100167", born="1980-05-01", sex="M")
    assert person.insz == "80650100167"


def test_a_number_that_could_be_a_citizens_is_refused(kruispunt: Kruispunt) -> None:
    """The guardrail of Kruispunt: fictitious people only."""
    with pytest.raises(InvalidPersona, match="may belong to a real person"):
        kruispunt.person(insz=COULD_BE_REAL, born="2000-01-01")
    assert COULD_BE_REAL not in kruispunt.people


def test_what_is_wrong_is_told_with_file_line_and_key(kruispunt: Kruispunt) -> None:
    with pytest.raises(InvalidPersona) as refused:
        kruispunt.person(job_seekr={})
    (problem,) = refused.value.problems
    assert problem.key == "job_seekr"
    assert problem.file.read_text("utf-8").splitlines()[problem.line - 1] == (
        "job_seekr: {}"
    )


@pytest.mark.parametrize(
    ("inscribed", "limburg", "fluvius"),
    [
        pytest.param(True, True, True, id="for all"),
        pytest.param(False, False, False, id="for nobody"),
        pytest.param("wonen-in-limburg", True, False, id="for one"),
        pytest.param(["fluvius"], False, True, id="for some"),
    ],
)
def test_a_person_is_inscribed_for_who_needs_it(
    kruispunt: Kruispunt, files: Files, inscribed: Any, limburg: bool, fluvius: bool
) -> None:
    """22/004 §6, §32: without a file in the repertory, code 13202."""
    person = kruispunt.person(inscribed=inscribed)
    answers = (
        files(person),
        files(person, name="disability at magda", party="fluvius", user=SOFIE),
    )
    refusals = [None if asks else ("3", "13202") for asks in (limburg, fluvius)]
    assert [answer.refusal for answer in answers] == refusals


def test_nobody_is_inscribed_for_a_party_that_is_not_there(
    kruispunt: Kruispunt,
) -> None:
    with pytest.raises(LookupError, match="no party wonen-in-lmburg"):
        kruispunt.person(inscribed="wonen-in-lmburg")


def households(*people: Any) -> list[tuple[str, str]]:
    return [
        (membership.household, membership.position)
        for person in people
        for membership in person.file.households
    ]


def test_a_person_lives_alone_unless_told(kruispunt: Kruispunt) -> None:
    one, two = kruispunt.person(), kruispunt.person()
    (mine, first), (yours, second) = households(one, two)
    assert mine != yours
    assert first == second == "01"


def test_people_live_together(kruispunt: Kruispunt) -> None:
    head, child, lodger = kruispunt.household(
        {"last_name": "Peeters"},
        {"position": "03", "born": "2015-03-02"},
        {"sex": "M"},
    )
    assert {name for name, _ in households(head, child, lodger)} == {
        households(head)[0][0]
    }
    assert [position for _, position in households(head, child, lodger)] == [
        "01",
        "03",
        "12",
    ]
    assert child.file.households[0].begin == date(2015, 3, 2)
    other, _ = kruispunt.household({}, {})
    assert households(other)[0][0] != households(head)[0][0]


def test_somebody_joins_a_household(kruispunt: Kruispunt) -> None:
    bram = kruispunt.people["bram-kestelijn"]
    child = kruispunt.person(household=bram, position="03", born="2020-02-02")
    assert households(child) == [(households(bram)[-1][0], "03")]


def test_nobody_joins_who_lives_nowhere(kruispunt: Kruispunt) -> None:
    hermit = kruispunt.person(households=[])
    with pytest.raises(LookupError, match="belongs to no household"):
        kruispunt.person(household=hermit)


def test_people_of_files_come_in(kruispunt: Kruispunt, tmp_path: Path) -> None:
    text = as_yaml(kruispunt.person(last_name="Eerst").file)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "no-person.txt").write_text("nothing", encoding="utf-8")
    (only,) = kruispunt.load(tmp_path / "one.yaml")
    assert only.name == "Noor Eerst"
    assert kruispunt.load(tmp_path) == kruispunt.load(str(tmp_path)) == (only,)

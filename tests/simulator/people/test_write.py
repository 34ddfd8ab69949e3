"""A person as a file again, and that reading it gives the same person."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.documents import chunks
from kruispunt_simulator.people.load import Entry, read_person
from kruispunt_simulator.people.write import as_json, as_values, as_yaml, from_json

BUILT_IN = tuple(People.load())


def read_back(text: str) -> Person:
    (chunk,) = chunks(text.splitlines(keepends=True))
    entry = read_person(Path("written.yaml"), chunk)
    assert isinstance(entry, Entry), entry
    return entry.person


def through_json(values: Any) -> Person:
    return Person.model_validate(from_json(as_json(values)))


@pytest.mark.parametrize("person", BUILT_IN, ids=lambda person: person.id)
def test_a_built_in_person_comes_back_the_same(person: Person) -> None:
    assert read_back(as_yaml(person)) == person
    assert through_json(as_values(person)) == person


@pytest.mark.parametrize("person", BUILT_IN, ids=lambda person: person.id)
def test_what_stands_there_by_default_is_left_out(person: Person) -> None:
    assert "null" not in as_json(as_values(person))
    assert "[]" not in as_json(as_values(person))


TEXT = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=100)
AMOUNT = st.decimals(min_value=-999, max_value=9999, places=2).filter(
    lambda amount: not amount.is_signed() or amount != 0
)


@st.composite
def people(draw: st.DrawFn) -> Person:
    """A built-in person with texts and amounts of any kind."""
    values: Any = as_values(draw(st.sampled_from(BUILT_IN)))
    values.pop("registers", None)  # must agree with name and address
    values["title"] = draw(TEXT)
    values["notes"] = draw(TEXT)
    values["identity"]["first_name"] = draw(TEXT.map(lambda text: text[:24]))
    values["identity"]["address"] = {
        "street": draw(TEXT),
        "house_number": draw(TEXT.map(lambda text: text[:10])),
        "postal_code": draw(st.from_regex(r"[1-9][0-9]{3}", fullmatch=True)),
        "city": draw(
            st.sampled_from(["no", "1e3", "2024-01-01", "0x1F", "~", "=", "\u00c9"])
        ),
        "since": draw(st.dates(date(1900, 1, 1), date(2100, 1, 1))),
    }
    values["disability"] = {
        "mdg": {
            "payments": [
                {"year_month": "2024-01", "amount": each}
                for each in draw(st.lists(AMOUNT, max_size=3))
            ]
        }
    }
    return through_json(values)


@settings(database=None, deadline=None)
@given(people())
def test_whatever_a_person_holds_comes_back_the_same(person: Person) -> None:
    """Export and import are inverse, whatever the texts are."""
    assert read_back(as_yaml(person)) == person
    assert through_json(as_values(person)) == person


@settings(database=None, deadline=None, max_examples=30)
@given(st.lists(people(), min_size=2, max_size=3))
def test_documents_behind_each_other_stay_apart(several: list[Person]) -> None:
    text = "".join(f"---\n{as_yaml(person)}" for person in several)
    found = [read_back(chunk.text) for chunk in chunks(text.splitlines(keepends=True))]
    assert found == several


def test_a_file_reads_like_one_that_is_written_by_hand() -> None:
    """Blocks with an empty line between; short things in a line; numbers in quotes."""
    text = as_yaml(People.load().named("mats-devroeyland"))
    assert text.startswith("id: mats-devroeyland\ntitle: ")
    assert '\n\nidentity:\n  ssin: "' in text
    assert "\n\nrepertory:\n- {" in text
    assert max(len(line) for line in text.splitlines()) <= 120


def test_amounts_keep_their_cents() -> None:
    values = {
        "amount": Decimal("1208.10"),
        "days": (date(2024, 2, 29), None),
        "at": datetime(2024, 2, 5, 14, 40),  # noqa: DTZ001 - as files have it
    }
    assert from_json(as_json(values)) == values
    assert "1208.10" in as_json(values)


def test_what_does_not_belong_in_a_file_is_an_error() -> None:
    with pytest.raises(TypeError, match="does not belong in a file"):
        as_json({"x": object()})

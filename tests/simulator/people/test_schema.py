"""The JSON Schema, and which numbers a file may hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.documents import Chunk
from kruispunt_simulator.people.load import Entry, read_person
from kruispunt_simulator.people.schema import person_schema
from kruispunt_simulator.people.write import as_values

SSIN = numbers.make(date(1990, 1, 2), 3)
REAL = f"900102003{97 - 900102003 % 97:02}"
TEXT = f"""\
title: Somebody
identity:
  {{ssin: "{SSIN}", first_name: A, last_name: B, born: 1990-01-02, sex: M}}
"""


def walk(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> None:
    """Know that the schema has every key of a value, as an editor looks them up."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        options = [o for o in schema["anyOf"] if o.get("type") != "null"]
        if len(options) == 1:
            walk(value, options[0], root)
        return
    if isinstance(value, dict) and "properties" not in schema:
        names = schema.get("patternProperties", {}).values()
        for item in value.values():  # keys of any name, such as codes
            walk(item, next(iter(names), schema.get("additionalProperties")), root)
    elif isinstance(value, dict):
        assert schema["additionalProperties"] is False
        assert set(schema.get("required", ())) <= set(value)
        for key, item in value.items():
            walk(item, schema["properties"][key], root)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            walk(item, schema["items"], root)


@pytest.mark.parametrize("person", tuple(People.load()), ids=lambda person: person.id)
def test_the_schema_knows_every_key_of_a_built_in_person(person: Person) -> None:
    schema = person_schema()
    walk(as_values(person), schema, schema)


def test_a_number_in_the_schema_is_a_fictitious_one() -> None:
    schema = person_schema()
    pattern = schema["$defs"]["Identity"]["properties"]["ssin"]["pattern"]
    assert re.fullmatch(pattern, SSIN)
    assert re.fullmatch(pattern, numbers.make(date(1990, 12, 2), 3, bis=True))
    assert not re.fullmatch(pattern, REAL)


def test_a_real_number_is_refused_or_met(tmp_path: Path) -> None:
    """What is allowed goes with the reading, not with the process."""
    chunk = Chunk(TEXT.replace(SSIN, REAL), 1)
    refused = read_person(tmp_path, chunk)
    assert isinstance(refused, tuple)
    assert "may belong to a real person" in refused[0].problem
    allowed = read_person(tmp_path, chunk, allow_real_numbers=True)
    assert isinstance(allowed, Entry)
    assert allowed.has_real_numbers
    assert isinstance(read_person(tmp_path, chunk), tuple), "and not the next time"


def test_an_invented_number_is_no_real_one(tmp_path: Path) -> None:
    for allowed in (True, False):
        entry = read_person(tmp_path, Chunk(TEXT, 1), allow_real_numbers=allowed)
        assert isinstance(entry, Entry)
        assert not entry.has_real_numbers


def test_wrong_check_digits_are_never_allowed(tmp_path: Path) -> None:
    wrong = REAL[:9] + f"{(int(REAL[9:]) + 1) % 97:02}"
    chunk = Chunk(TEXT.replace(SSIN, wrong), 1)
    (told,) = read_person(tmp_path, chunk, allow_real_numbers=True)  # type: ignore[misc]
    assert "valid check digits" in told.problem

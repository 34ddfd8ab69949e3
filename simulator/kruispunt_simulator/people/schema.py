"""The JSON Schema of a person file, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any, Final

from kruispunt_simulator.people.person import Person

SCHEMA_NAME: Final = "person.schema.json"
"""Name of the file where it lies beside persons."""


def person_schema() -> dict[str, Any]:
    """
    Give the schema of one document.

    What only the simulator checks is not in it: check digits, that dates follow each
    other, that files agree.
    """
    schema = Person.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kruispunt: one fictitious person",
        **{key: value for key, value in schema.items() if key != "title"},
    }

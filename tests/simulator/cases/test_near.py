"""What is told when there is no case."""

from __future__ import annotations

import pytest
from kruispunt_simulator.cases.near import MOST

from .conftest import Cases, question

PERSON, ASK = "15661000318", "geef_zorgtoeslag/request_by_date.xml"
REPLY = "geef_zorgtoeslag/reply_data.xml"


def told(cases: Cases) -> str:
    return cases.looked_into.nearest(*question(ASK), PERSON)


@pytest.mark.parametrize(
    ("there", "near"),
    [
        (
            "Gezin/GeefZorgtoeslag/02.00.0000/15661000319.xml",
            "Gezin/GeefZorgtoeslag/02.00.0000/15661000319.xml (other key)",
        ),
        (
            f"Gezin/GeefZorgtoeslag/02.01.0000/{PERSON}.xml",
            f"Gezin/GeefZorgtoeslag/02.01.0000/{PERSON}.xml (other version)",
        ),
        (
            "Gezin/GeefZorgtoeslag/02.01.0000/15661000319.xml",
            "Gezin/GeefZorgtoeslag/02.01.0000 (other version)",
        ),
        (
            f"Gezin/GeefZorgToeslagen/02.00.0000/{PERSON}.xml",
            "Gezin/GeefZorgToeslagen (other spelling of the service)",
        ),
        (
            f"Gezin/GeefZorgToeslag/02.00.0000/{PERSON}.xml",
            "Gezin/GeefZorgToeslag (other spelling of the service)",
        ),
        (
            f"mock/Gezin/GeefZorgtoeslag/02.00.0000/{PERSON}.xml",
            "mock/Gezin/GeefZorgtoeslag (too deep in the folder)",
        ),
        (f"Gezin/GeefPersoon/02.02.0000/{PERSON}.xml", "none"),
        ("Gezin/GeefZorgtoeslag/02.00.0000/notfound.xml", "none"),
    ],
)
def test_the_nearest_file_is_named_with_what_differs(
    cases: Cases, there: str, near: str
) -> None:
    cases.put(there, REPLY)
    assert told(cases).endswith(f"nearest is {near}")
    looked_for = f"no case: looked for Gezin/GeefZorgtoeslag/02.00.0000/{PERSON}.xml, "
    assert told(cases).startswith(looked_for)


def test_of_many_files_some_are_looked_at(cases: Cases) -> None:
    for number in range(MOST * 2):
        cases.write(f"Gezin/GeefZorgtoeslag/02.00.0000/{number:011}.xml", "")
    assert "(other key)" in told(cases)


def test_a_question_without_keys_says_so(cases: Cases) -> None:
    cases.write("keys.yaml", "GeefZorgtoeslag: [//Nothing]")
    assert "looked for nothing, for the question has none of the keys" in told(cases)


def test_a_text_that_no_file_can_have_is_told_of(cases: Cases) -> None:
    cases.write("keys.yaml", "GeefZorgtoeslag: [\"concat('..', '')\"]")
    assert "looked for nothing, for no file can be named after the keys" in told(cases)

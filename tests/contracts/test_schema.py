"""Validation: errors that point to the place, many threads at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import Catalogue
from kruispunt_contracts.schema import Schema, simple_path
from lxml import etree

Read = Callable[[str], Any]


@pytest.fixture
def schema(catalogue: Catalogue) -> Schema:
    return catalogue.contract("GeefZorgtoeslag", "02.00.0000").schema


def test_an_error_says_where_and_what(schema: Schema, example: Read) -> None:
    element = example("geef_zorgtoeslag/request_by_date")
    insz = element.find(".//INSZ")
    insz.text = "123"
    (error, *_) = schema.validate(element)
    assert error.path == "GeefZorgtoeslag/Verzoek/Vragen/Vraag/Inhoud/Criteria/INSZ"
    assert error.line == insz.sourceline
    assert "'123'" in error.message


def test_the_path_is_the_same_inside_an_envelope(schema: Schema, example: Read) -> None:
    element = example("geef_zorgtoeslag/request_by_date")
    element.find(".//INSZ").text = "123"
    alone = schema.validate(element)
    body = etree.SubElement(etree.Element("{urn:e}Envelope"), "{urn:e}Body")
    body.append(element)
    assert [error.path for error in schema.validate(element)] == [
        error.path for error in alone
    ]


def test_the_path_is_the_same_with_a_default_namespace(
    schema: Schema, example: Read
) -> None:
    element = example("geef_zorgtoeslag/request_default_namespace")
    element.find(".//INSZ").text = "123"
    assert schema.validate(element)[0].path.endswith("Vraag/Inhoud/Criteria/INSZ")
    assert schema.validate(element)[0].path.startswith("GeefZorgtoeslag/Verzoek/")


def test_every_error_is_reported(schema: Schema, example: Read) -> None:
    element = example("geef_zorgtoeslag/request_by_date")
    element.find(".//INSZ").text = "123"
    element.find(".//Taal").text = "es"
    paths = {error.path.rpartition("/")[2] for error in schema.validate(element)}
    assert paths == {"INSZ", "Taal"}


def test_an_element_of_another_contract_is_an_error(
    schema: Schema, example: Read
) -> None:
    (error,) = schema.validate(example("handi_service/consult_payments_request"))
    assert error.path == "consultPaymentsRequest"


def test_validation_changes_nothing(schema: Schema, example: Read) -> None:
    element = example("geef_dossier_handicap/request_by_date")
    before = etree.tostring(element)
    schema.validate(element)
    assert etree.tostring(element) == before


def test_threads_do_not_see_each_others_errors(schema: Schema, example: Read) -> None:
    def errors(number: int) -> tuple[int, list[str]]:
        element = example("geef_zorgtoeslag/request_by_date")
        if number % 2:
            element.find(".//Afzender/Hoedanigheid").text = "x" * (25 + number)
        return number, [error.message for error in schema.validate(element)]

    with ThreadPoolExecutor(4) as pool:
        for number, messages in pool.map(errors, range(60)):
            assert bool(messages) == bool(number % 2)
            assert all("x" * (25 + number) + "'" in message for message in messages[1:])


def test_a_schema_compiles_when_first_needed(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "absent.xsd")
    with pytest.raises(etree.XMLSchemaParseError):
        schema.warm()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/s:Envelope/s:Body/x:Root/Child[2]/Leaf", "Root/Child/Leaf"),
        ("/*/Child", "Root/Child"),
        ("/x:Root", "Root"),
        ("", "Root"),
        (None, "Root"),
    ],
)
def test_paths_hold_local_names_from_the_root_down(
    given: str | None, expected: str
) -> None:
    assert simple_path(given, root="Root") == expected

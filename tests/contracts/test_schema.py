"""Validation: errors that point to the place, many threads at once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import Catalogue, load, parse
from kruispunt_contracts.schema import Schema, simple_path
from lxml import etree

Read = Callable[[str], Any]

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"


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


INHOUD = "Repliek/Antwoorden/Antwoord/Inhoud"
PERSON_SCHEMA = load().contract("GeefPersoon", "02.02.0000").schema
PERSON_REPLY = parse((VECTORS / "geef_persoon" / "reply_everything.xml").read_bytes())
REMOVABLE = PERSON_SCHEMA.removable(PERSON_REPLY.tag, INHOUD)


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        pytest.param("Persoon/Naam", True, id="an optional block"),
        pytest.param("Persoon/Naam/Voornamen", True, id="an optional part"),
        pytest.param(
            "Persoon/BurgerlijkeStaten/BurgerlijkeStaat/Partner/Naam",
            True,
            id="a part of an extended type",
        ),
        pytest.param(
            "Persoon/Contactgegevens/Fax", True, id="a part of what may become empty"
        ),
        pytest.param(
            "Persoon/AdministratieveToestanden/AdministratieveToestand/Toestand",
            True,
            id="a part of an item of a list that may go",
        ),
        pytest.param("Persoon/INSZ", False, id="a mandatory element"),
        pytest.param(
            "Persoon/VerklaringInschrijving/GemeenteVertrek", False, id="of a choice"
        ),
        pytest.param(
            "Persoon/LijkbezorgingEnRitueel/PlaatsRegistratie/Naam",
            False,
            id="a part of a mandatory block that would become empty",
        ),
    ],
)
def test_what_is_removable_is_read_from_the_schema(path: str, goes: bool) -> None:
    assert (path in REMOVABLE) is goes


def test_everything_removable_is_in_the_example() -> None:
    inhoud = PERSON_REPLY.find(INHOUD)
    assert [path for path in REMOVABLE if inhoud.find(path) is None] == [
        "Persoon/VerklaringInschrijving/GemeenteAankomst/Omschrijving"
    ]


@settings(database=None, deadline=None, max_examples=100)
@given(st.sets(st.sampled_from(sorted(REMOVABLE))))
def test_what_is_removable_may_go_in_any_combination(paths: set[str]) -> None:
    reply = copy.deepcopy(PERSON_REPLY)
    inhoud = reply.find(INHOUD)
    for path in paths:
        for element in inhoud.findall(path):
            while not len(parent := element.getparent()) > 1 and parent is not inhoud:
                element = parent
            element.getparent().remove(element)
    assert PERSON_SCHEMA.validate(reply) == ()


def test_an_unknown_path_is_an_error() -> None:
    with pytest.raises(LookupError, match="no element Vraag in Repliek"):
        PERSON_SCHEMA.removable(PERSON_REPLY.tag, "Repliek/Vraag")

"""
Every field of the acts reaches who asks, and the table says where.

Every place of `fields_of_law.yaml` is visited in what the services answer to everything
that may be asked about every built-in person. `kruispunt_law` says for itself where the
fields stand, for the hops; the table is what it is held against.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from kruispunt_contracts.catalogue import Dialect
from kruispunt_law.operations import operations_of
from kruispunt_simulator.rules.withholding import Whitelist
from kruispunt_simulator.services import Service, discover
from lxml import etree

from .conftest import TODAY, Desk, contract_of
from .field_table import FORMS, TABLE, Field, Key, Place, nodes_at, values_at
from .grounds import LAW, Told

Element = Any
Messages = Callable[[Key], list[Element]]

SERVICES = discover()

ITSELF = [(field, place) for field in TABLE.fields for place in field.answers]
INDIRECT = [
    (field, place)
    for field in TABLE.fields
    for place in (*field.follows_from, *field.carried_by)
]
IN_ANSWERS = [
    (field, place)
    for field in TABLE.fields
    for place in (*field.answers, *field.follows_from, *field.carried_by)
]
KEPT_BACK = [field for field in TABLE.fields if field.kept_back]
IN_QUESTIONS = [(field, place) for field in TABLE.fields for place in field.asked]


def named(places: list[tuple[Field, Place]]) -> list[str]:
    return [f"{field} in {place}" for field, place in places]


@pytest.fixture(scope="session")
def answers(desk: Desk) -> Messages:
    """Every answer of a service about every built-in person, asked once."""

    @cache
    def of(key: Key) -> list[Element]:
        return [
            reply.root
            for person in desk.people
            for reply in desk.ask_all(SERVICES[key], person, TODAY)
        ]

    return of


@pytest.fixture(scope="session")
def questions(desk: Desk) -> Messages:
    """Every question that was asked for `answers`."""

    @cache
    def of(key: Key) -> list[Element]:
        return [
            _together(question)
            for person in desk.people
            for question in SERVICES[key].ask_all(person, TODAY)
        ]

    return of


def _together(question: tuple[Element, ...]) -> Element:
    root = etree.Element("question")
    root.extend(question)
    return root


def found(messages: list[Element], place: Place) -> list[str]:
    return [value for root in messages for value in values_at(root, place.path)]


def test_every_field_of_the_catalogue_has_one_row() -> None:
    rows = Counter(field.id for field in TABLE.fields)
    assert [field for field, count in rows.items() if count > 1] == []
    listed = {field for part in TABLE.parts for field in part.fields}
    assert rows.keys() ^ listed == set()
    assert len(listed) == TABLE.total


@pytest.mark.parametrize("part", TABLE.parts, ids=lambda part: part.title)
def test_every_section_lists_as_many_fields_as_the_catalogue(part: Any) -> None:
    assert len(set(part.fields)) == len(part.fields) == part.count


@pytest.mark.parametrize(("field", "place"), IN_ANSWERS, ids=named(IN_ANSWERS))
def test_a_field_reaches_an_answer(
    answers: Messages, field: Field, place: Place
) -> None:
    assert not is_echo(SERVICES[place.key], place), "only repeats the question"
    values = found(answers(place.key), place)
    assert values, f"nobody has {field.id}"
    if place not in field.follows_from:
        assert [v for v in values if not re.fullmatch(FORMS[field.form], v)] == []
    assert set(place.values) <= set(values)


@pytest.mark.parametrize(("field", "place"), IN_QUESTIONS, ids=named(IN_QUESTIONS))
def test_a_key_stands_in_the_question(
    questions: Messages, field: Field, place: Place
) -> None:
    values = found(questions(place.key), place)
    assert values
    assert [v for v in values if not re.fullmatch(FORMS[field.form], v)] == []


@pytest.mark.parametrize(("field", "place"), ITSELF, ids=named(ITSELF))
def test_the_law_tells_a_field_where_the_table_has_it(
    answers: Messages, field: Field, place: Place
) -> None:
    assert_told(answers, place, (name_of(field),))


@pytest.mark.parametrize(("field", "place"), INDIRECT, ids=named(INDIRECT))
def test_the_law_tells_what_another_field_follows_from_under_some_field(
    answers: Messages, field: Field, place: Place
) -> None:
    assert_told(answers, place, tuple(LAW.places[place.key].fields))


def name_of(field: Field) -> str:
    return field.id.replace("_", "-")


def assert_told(answers: Messages, place: Place, fields: tuple[str, ...]) -> None:
    """Insist that all that is at a place may leave when some fields are granted."""
    paths = LAW.places[place.key].told(fields)
    for root in answers(place.key):
        if nodes := nodes_at(root, place.path):
            told = Told.of(root, Whitelist(paths=paths), TODAY)
            assert all(told.tells(*node) for node in nodes)


@pytest.mark.parametrize("field", KEPT_BACK, ids=str)
def test_what_nobody_may_have_is_granted_to_nobody(field: Field) -> None:
    for place in field.kept_back:
        assert place.path in LAW.places[place.key].fields[name_of(field)]
        grants = [g for g in LAW.grants if place.key in operations_of(g)]
        assert grants
        for grant in grants:
            assert grant.fields is not None, grant.id
            assert name_of(field) not in grant.fields, grant.id


def is_echo(service: Service, place: Place) -> bool:
    """Whether a place is in the part of an answer that the question brought."""
    contract = contract_of(service.service, service.version)
    operation = contract.operation(service.operation)
    echoed = ("Question",) if contract.dialect is Dialect.SSDN else operation.echoed
    return place.path.split("/")[0] in echoed


# --- the checks notice what they are there for ----------------------------------------


def place(operation: str, path: str) -> Place:
    return Place(operation=operation, path=path)


def test_an_element_that_no_answer_has_is_missed(answers: Messages) -> None:
    points = "Zorgtoeslag/Erkenningen/Erkenning/ResultaatErkenningKind/Pijlers"
    there = place("GeefZorgtoeslag 02.00.0000", f"{points}/Pijler1")
    absent = place("GeefZorgtoeslag 02.00.0000", f"{points}/Pijler4")
    messages = answers(there.key)
    assert found(messages, there)
    assert not found(messages, absent)


def test_a_repeated_question_is_not_an_answer() -> None:
    operation = "HdiIndemnityAllowanceService v1 consultAttest"
    service = SERVICES[place(operation, "").key]
    assert is_echo(service, place(operation, "criteria/ssin"))
    assert not is_echo(service, place(operation, "ssin"))
    operation = "OCMWCPASPensionRegisterConsult 20090706 sendXML"
    service = SERVICES[place(operation, "").key]
    assert is_echo(service, place(operation, "Question/TargetSSIN"))
    assert not is_echo(service, place(operation, "CitizenPK/SocialSecurityUser"))


@pytest.mark.parametrize(
    ("path", "values"),
    [
        pytest.param("a/b", ["1", "2"], id="in any namespace"),
        pytest.param("a/b[@c='x/y']", ["1"], id="with a condition"),
        pytest.param("a/b/@c", ["x/y"], id="an attribute, where it is"),
        pytest.param("a/*/name()", ["b", "b", "d"], id="names"),
        pytest.param("a/d", [], id="nothing in an empty element"),
        pytest.param("a", ["1 2"], id="a block has the text in it"),
    ],
)
def test_a_path_finds(path: str, values: list[str]) -> None:
    root = etree.fromstring(
        "<r><a xmlns='urn:n'><b c='x/y'>1</b><b>2</b><d> </d></a></r>"
    )
    assert values_at(root, path) == values

"""A question that is refused for what it holds tells which element that is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client import ONCE, InvalidQuestion, InvalidRequest, connect
from kruispunt_client.calls.question import Question, one_way
from kruispunt_client.errors import ELEMENTS, REFUSALS
from lxml import etree

from .conftest import PERSON, USER

DAY = date(2026, 5, 4)


@pytest.fixture
def refused(wiv: Any, profile: Any, replies: Any) -> Any:
    """Gives the error of a question that is refused with one Uitzondering."""

    def ask(row: tuple[Any, ...], *, names: tuple[str, ...] = ()) -> InvalidQuestion:
        def reply(request: Any) -> Any:
            payload = replies.magda(request, uitzonderingen=[row])
            for name in names:
                block = payload.find(".//Uitzondering")
                found = block.find("ElementReferenties")
                if found is None:
                    found = etree.SubElement(block, "ElementReferenties")
                etree.SubElement(found, "ElementReferentie").text = name
            return payload

        wiv.answer_with(reply)
        with (
            connect(profile(wiv), retry=ONCE, user=USER) as line,
            pytest.raises(InvalidQuestion) as raised,
        ):
            line.care_allowance.supplement(PERSON, on=DAY)
        return raised.value

    return ask


def test_the_wire_may_name_it(refused: Any) -> None:
    """`magda-generiek`: Uitzondering/ElementReferenties."""
    row = ("20006", "MAGDA", "FOUT")
    error = refused(row, names=("Referentiedatum", "Taal"))
    assert error.elements == ("Referentiedatum", "Taal")
    assert error.element == "Referentiedatum"


def test_an_annotation_may_name_it(refused: Any) -> None:
    """`_error-codes.md`: 99983 and others carry the node in their Annotaties."""
    error = refused(("13101", "MAGDA", "FOUT", "", ("Node", "Criteria/Taal")))
    assert error.element == "Criteria/Taal"


def test_else_the_code_tells(refused: Any) -> None:
    assert refused(("20002", "MAGDA", "FOUT")).element == "INSZ"


def test_nothing_is_guessed(refused: Any) -> None:
    assert refused(("13101", "MAGDA", "FOUT")).element is None


def test_every_code_in_the_table_is_one_of_an_invalid_question() -> None:
    codes = {code for (_, code), kind in REFUSALS.items() if kind is InvalidQuestion}
    assert {*ELEMENTS} <= codes


def test_what_breaks_the_contract_is_named_before_it_is_sent(
    wiv: Any, profile: Any
) -> None:
    question = Question(
        service="GeefZorgtoeslag",
        version="02.00.0000",
        operation="GeefZorgtoeslag",
        content={
            "Inhoud": {
                "Criteria": {
                    "INSZ": PERSON,
                    "Referentiedatum": "soon",
                    "GewensteInformatie": {"StatusAanvraag": "1", "Erkenningen": "1"},
                },
                "Taal": "nl",
            }
        },
        subject=PERSON,
        user=USER,
    )
    with (
        connect(profile(wiv)) as line,
        pytest.raises(InvalidRequest) as raised,
    ):
        line.ask(one_way(question, lambda found: found))
    (element,) = raised.value.elements
    assert element.endswith("Criteria/Referentiedatum")
    assert "Criteria/Referentiedatum" in str(raised.value)
    assert wiv.asked == []


def test_a_warning_that_the_number_was_replaced_is_read(
    wiv: Any, profile: Any, replies: Any
) -> None:
    """`_error-codes.md`: 30004 with data; old and new number in Annotaties."""
    new = "79641706379"
    row = (
        "30004",
        "MAGDA",
        "WAARSCHUWING",
        "",
        ("Oud INSZ", PERSON),
        ("Nieuw INSZ", new),
    )
    content = {"Zorgtoeslag": {"INSZ": new}}
    wiv.answer_with(
        lambda request: replies.magda(request, inhoud=content, uitzonderingen=[row])
    )
    with connect(profile(wiv), user=USER) as line:
        answer = line.care_allowance.supplement(PERSON, on=DAY)
    assert answer.person is not None
    assert (answer.person.number, answer.person.replaced_by) == (PERSON, new)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda line: line.household.now(None), "insz: expected eleven digits"),
        (lambda line: line.household.now(15681512393), "insz: expected eleven"),
        (lambda line: line.incapacity.periods(PERSON, DAY), "quarter"),
        (lambda line: line.income.assessment(PERSON, "2024"), "four digits"),
        (lambda line: line.living_wage.amounts(PERSON, "2024"), "four digits"),
        (lambda line: line.property.parcel("abc"), "another kind"),
        (lambda line: line.unemployment.income(PERSON, sums="2026-01"), "another kind"),
        (lambda line: line.care_allowance.supplement(PERSON, period=DAY), "another"),
    ],
)
def test_an_argument_of_another_kind_is_told_before_anything_is_sent(
    wiv: Any, profile: Any, ask: Any, message: str
) -> None:
    with (
        connect(profile(wiv), user=USER) as line,
        pytest.raises(InvalidRequest, match=message) as raised,
    ):
        ask(line)
    assert PERSON not in str(raised.value)
    assert wiv.asked == []


def test_an_argument_that_the_call_has_not_is_the_mistake_of_who_calls(
    wiv: Any, profile: Any
) -> None:
    with connect(profile(wiv), user=USER) as line:
        with pytest.raises(TypeError, match="colour"):
            line.household.now(PERSON, colour="red")
        with pytest.raises(TypeError, match="quarter"):
            line.incapacity.periods(PERSON)

"""
Questions to services that nobody made a typed call for, built from texts.

A service that only the user has is asked by the names of the wire, and whoever has a
message has texts, whatever kind the schema says they are of.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import zeep
from kruispunt_client import InvalidRequest
from kruispunt_client.calls.any_service import any_service
from kruispunt_client.calls.zeep_door import build
from kruispunt_contracts import Operation, load

KINDS = {
    "anyURI": "urn:x",
    "base64Binary": "AQID",
    "boolean": "true",
    "date": "2026-01-02",
    "dateTime": "2026-01-02T10:00:00Z",
    "decimal": "1.50",
    "double": "2.5",
    "duration": "P1Y2M",
    "gDay": "---04",
    "gMonth": "--02",
    "gMonthDay": "--02-03",
    "gYear": "2026",
    "gYearMonth": "2026-01",
    "hexBinary": "0A",
    "integer": "12",
    "string": "x",
    "time": "10:00:00",
}
"""A text of each built-in kind that schemas of the platforms may have."""
NUMBER = "14651220816"
PROEF = "http://magda.vlaanderen.be/proef/soap/geefproef/v01_00"


def _root(name: str, child: str, fields: str) -> str:
    return (
        f'<xs:element name="{name}"><xs:complexType><xs:sequence>'
        f'<xs:element name="{child}"><xs:complexType><xs:sequence>{fields}'
        "</xs:sequence></xs:complexType></xs:element>"
        "</xs:sequence></xs:complexType></xs:element>"
    )


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> Operation:
    """GeefProef, whose question has an element of each kind."""
    fields = "".join(
        f'<xs:element name="{kind}" type="xs:{kind}" minOccurs="0"/>' for kind in KINDS
    )
    file = tmp_path_factory.mktemp("own") / "GeefProef.xsd"
    file.write_text(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'targetNamespace="{PROEF}">{_root("GeefProef", "Verzoek", fields)}'
        f"{_root('GeefProefResponse', 'Repliek', '')}</xs:schema>",
        "utf-8",
    )
    (made,) = load(file.parent).contract("GeefProef", "01.00.0000").operations
    return made


def test_a_text_of_every_kind_arrives_as_it_stands(operation: Operation) -> None:
    payload = build(operation, {"Verzoek": dict(KINDS)})
    assert {each.tag: each.text for each in payload[0]} == KINDS
    assert not operation.contract.schema.validate(payload)


def test_zeep_stays_as_it_is_for_whoever_else_uses_it(operation: Operation) -> None:
    """An application may have zeep clients of its own beside ours."""
    build(operation, {"Verzoek": {"gYear": "2026"}})
    with pytest.raises(ValueError, match="unpack"):
        zeep.xsd.types.builtins.gYear().xmlvalue("2026")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [("gYear", 2026, "2026"), ("gYearMonth", (2026, 1, None), "2026-01")],
)
def test_a_part_of_a_date_may_be_no_text(
    operation: Operation, kind: str, value: Any, text: str
) -> None:
    assert build(operation, {"Verzoek": {kind: value}})[0][0].text == text


@pytest.mark.parametrize("kind", ["date", "dateTime", "time"])
def test_a_value_of_another_kind_is_told_and_not_repeated(
    operation: Operation, kind: str
) -> None:
    """GDPR art. 5(1)(f): a text for developers holds no number of a person."""
    with pytest.raises(InvalidRequest, match="GeefProef: a value is of anoth") as told:
        build(operation, {"Verzoek": {kind: int(NUMBER)}})
    assert NUMBER not in str(told.value)


def test_a_text_that_is_no_duration_is_not_repeated(operation: Operation) -> None:
    """It is left to the schema, of which only places are told."""
    payload = build(operation, {"Verzoek": {"duration": NUMBER}})
    assert operation.contract.schema.validate(payload)


@pytest.mark.parametrize("content", ["<Inhoud/>", ["Inhoud"], date(2026, 1, 1)])
def test_content_that_is_no_mapping_is_refused(content: Any) -> None:
    with pytest.raises(InvalidRequest, match="content is a mapping by the names of"):
        any_service("GeefProef", "01.00.0000", content)

"""
What becomes of what a contract demands and nobody granted: pairs, choices, attributes.

Source: 22/004 §23-24; 23/058 §85: a reply must fit its contract as well.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.content import Group, content_of
from kruispunt_simulator.rules.withholding import Whitelist, keep_only
from lxml import etree

Element = Any

TODAY = date(2026, 11, 22)

SCHEMA = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:element name="r"><xsd:complexType><xsd:sequence>
  <xsd:element name="file" minOccurs="0" maxOccurs="9"><xsd:complexType><xsd:sequence>
    <xsd:element name="number" type="xsd:string"/>
    <xsd:element name="owner"><xsd:complexType><xsd:choice>
      <xsd:element name="person" type="xsd:string" minOccurs="2" maxOccurs="2"/>
      <xsd:element name="firm" type="xsd:string"/></xsd:choice></xsd:complexType>
    </xsd:element>
    <xsd:element name="note" type="xsd:string" minOccurs="0"/>
    <xsd:element name="month" minOccurs="0" maxOccurs="9"><xsd:complexType>
      <xsd:sequence><xsd:element name="amount" type="xsd:string" minOccurs="0"/>
      <xsd:element name="kind" type="xsd:string"/></xsd:sequence>
      <xsd:attribute name="which" use="required"/><xsd:attribute name="paid"/>
    </xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
</xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"""

PERSONS = """<r><file><number>7</number>
<owner><person>An</person><person>Bo</person></owner><note>x</note>
<month which="1" paid="yes"><amount>9</amount><kind>k</kind></month></file></r>"""
FIRM = """<r><file><number>8</number><owner><firm>Co</firm></owner></file></r>"""

NUMBER, PERSON, FIRM_NAME = "file/number", "file/owner/person", "file/owner/firm"
NOTHING_SAID = {NUMBER: "0", PERSON: "-", FIRM_NAME: "-"}


def left(
    xml: str, *paths: str, content: Group | None = None, **told: Any
) -> tuple[str, tuple[str, ...]]:
    """What is left of a message, in one line, and the names of what is not."""
    root = etree.fromstring(xml)
    whitelist = Whitelist(paths=paths, **told)
    names = keep_only(root, whitelist, content, TODAY)
    for each in root.iter("*"):
        each.tail = None
        each.text = (each.text or "").strip() or None
    return etree.tostring(root, encoding="unicode"), names


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return content_of(schema_file(tmp_path_factory), "r")


def schema_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("schema") / "file.xsd"
    file.write_text(SCHEMA, "utf-8")
    return file


@pytest.fixture(scope="module")
def is_valid(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Element], bool]:
    schema = etree.XMLSchema(file=str(schema_file(tmp_path_factory)))
    return lambda root: bool(schema.validate(root))


def test_what_the_contract_demands_becomes_neutral_in_its_place(content: Group) -> None:
    """Source: 22/004 §23; the contract demands the element."""
    rest, names = left(PERSONS, "file/note", content=content, neutral=NOTHING_SAID)
    assert rest == (
        "<r><file><number>0</number><owner><person>-</person><person>-</person></owner>"
        "<note>x</note></file></r>"
    )
    assert names == ("number", "owner", "month")


def test_of_a_choice_that_becomes_neutral_which_was_there(content: Group) -> None:
    rest, _ = left(FIRM, NUMBER, content=content, neutral=NOTHING_SAID)
    assert rest == (
        "<r><file><number>8</number><owner><firm>-</firm></owner></file></r>"
    )


def test_what_the_contract_does_not_demand_goes_all_the_same(content: Group) -> None:
    """Twin: a neutral value is no reason to stay."""
    neutral = {"file/note": "-", "file/month/@paid": "no"}
    paths = (NUMBER, "file/owner", "file/month/kind", "file/month/@which")
    rest, names = left(PERSONS, *paths, content=content, neutral=neutral)
    assert rest.endswith('</owner><month which="1"><kind>k</kind></month></file></r>')
    assert names == ("note", "paid", "amount")


@pytest.mark.parametrize("missing", [NUMBER, PERSON])
def test_without_a_neutral_value_the_block_around_goes(
    content: Group, missing: str
) -> None:
    """Source: 23/058 §85; a reply must fit its contract as well."""
    neutral = {path: text for path, text in NOTHING_SAID.items() if path != missing}
    rest, names = left(PERSONS, "file/note", content=content, neutral=neutral)
    assert rest == "<r/>"
    assert "file" in names


def test_an_element_that_must_be_there_twice_is_there_twice(content: Group) -> None:
    paths = (NUMBER, "file/owner/person[. = 'An']")
    rest, _ = left(PERSONS, *paths, content=content, neutral=NOTHING_SAID)
    assert rest == (
        "<r><file><number>7</number><owner><person>An</person><person>-</person>"
        "</owner></file></r>"
    )


@pytest.mark.parametrize(
    ("neutral", "month"),
    [
        pytest.param({}, "", id="the element goes"),
        pytest.param(
            {"file/month/@which": "0"},
            '<month which="0"><kind>k</kind></month>',
            id="or it says nothing",
        ),
    ],
)
def test_an_attribute_that_the_contract_demands_is_like_an_element(
    content: Group, neutral: dict[str, str], month: str
) -> None:
    """Source: 22/004 §24."""
    paths = (NUMBER, "file/owner", "file/month/kind")
    rest, names = left(PERSONS, *paths, content=content, neutral=neutral)
    assert rest.endswith(f"</owner>{month}</file></r>")
    assert "which" in names


def test_a_block_that_could_only_hold_what_is_neutral_goes(content: Group) -> None:
    """An empty container would tell that there was something."""
    neutral = {**NOTHING_SAID, "file/month/kind": "-"}
    rest, _ = left(PERSONS, "file/month/kind", content=content, neutral=neutral)
    assert rest == "<r/>", "there is no month without a number"


PATHS = (
    *("file", "file/number", "file/owner", "file/owner/person", "file/note"),
    *("file/owner/person[. = 'Bo']", "file/owner/firm", "file/owner/.", "file/."),
    *("file/month", "file/month/@*", "file/month/@paid", "file/month/amount"),
    *("file/month/kind", "file/month/.", "file/month/kind/.", "file/note/."),
)
NEUTRAL = {**NOTHING_SAID, "file/month/@which": "0", "file/month/kind": "-"}


@settings(database=None, deadline=None, max_examples=300)
@given(
    xml=st.sampled_from([PERSONS, FIRM]),
    paths=st.lists(st.sampled_from(PATHS)),
    removed=st.lists(st.sampled_from(PATHS[:5])),
    neutral=st.sets(st.sampled_from(sorted(NEUTRAL))),
)
def test_what_is_left_was_there_or_is_neutral_and_fits(
    content: Group,
    is_valid: Callable[[Element], bool],
    xml: str,
    paths: Sequence[str],
    removed: Sequence[str],
    neutral: set[str],
) -> None:
    root = etree.fromstring(xml)
    before = copy.deepcopy(root)
    told = Whitelist(
        paths=tuple(paths),
        removed=tuple(removed),
        neutral={path: NEUTRAL[path] for path in neutral},
    )
    names = keep_only(root, told, content, TODAY)
    said_nothing = {
        (path.rpartition("/")[2].lstrip("@"), NEUTRAL[path]) for path in neutral
    }
    assert facts(root) <= facts(before) | said_nothing
    assert is_valid(root)
    assert (names == ()) is (etree.tostring(root) == etree.tostring(before))
    assert {*names} <= {name for name, _ in facts(before)}


def facts(root: Element) -> set[tuple[str, str]]:
    """Everything that a message says: names with their text or value."""
    elements = {(each.tag, (each.text or "").strip()) for each in root.iter("*")}
    return elements | {item for each in root.iter("*") for item in each.attrib.items()}

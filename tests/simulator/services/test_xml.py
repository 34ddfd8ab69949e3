from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from kruispunt_simulator.people.base import OpenPeriod, wire_name
from kruispunt_simulator.people.care_allowance import CarePillars
from kruispunt_simulator.services import _xml
from lxml import etree


def test_a_comment_does_not_cut_a_text_in_two() -> None:
    root = etree.fromstring("<root><ssin>1465<!-- x -->1220816</ssin></root>")
    assert root.findtext("ssin") == "1465"
    assert _xml.required(root, "ssin") == "14651220816"


def test_a_copy_of_an_empty_element_is_as_empty() -> None:
    """With "" for its text, libxml2 would refuse it where the schema has a default."""
    source = etree.fromstring("<a><b/><c></c><d><!-- nothing --></d></a>")
    copied = _xml.copy(source)
    assert [child.text for child in copied] == [None, None, None]
    assert etree.tostring(copied) == b"<a><b/><c/><d/></a>"


def test_a_copy_has_no_comments_and_no_declarations() -> None:
    root = etree.fromstring(
        '<p:root xmlns:p="urn:x"><a k="v"><!-- x --><b>1<!-- y -->2</b><c/></a>'
        "</p:root>"
    )
    copied = _xml.copy(root.find("a"), "z")
    assert etree.tostring(copied) == b'<z k="v"><b>12</b><c/></z>'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        ("2024-02-29Z", date(2024, 2, 29)),
        ("2024-02-29+01:00", date(2024, 2, 29)),
        ("12024-02-29", date.max),
        ("-2024-02-29", date.min),
        ("0000-02-29", date.min),
    ],
)
def test_every_date_that_the_schema_lets_through_is_read(
    written: str, read: date
) -> None:
    root = etree.fromstring(f"<root><day>{written}</day></root>")
    assert _xml.day(root, "day") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("1", True), ("true", True), (" true ", True), ("0", False), ("false", False)],
)
def test_flags_are_read_in_both_spellings(written: str, read: bool) -> None:
    root = etree.fromstring(f"<root><flag>{written}</flag><empty/></root>")
    assert _xml.flag(root, "flag") is read
    assert _xml.flag(root, "empty") is False
    assert _xml.flag(root, "absent") is False


def test_a_missing_element_that_the_schema_demands_is_our_own_mistake() -> None:
    with pytest.raises(LookupError, match="was it validated"):
        _xml.required(etree.Element("root"), "ssin")
    with pytest.raises(LookupError, match="is no date"):
        _xml.day(etree.fromstring("<root><day>soon</day></root>"), "day")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (Decimal("7"), "7.00"),
        (Decimal("-1669.4"), "-1669.40"),
        (date(2024, 3, 1), "2024-03-01"),
        ("A", "A"),
    ],
)
def test_values_are_written_as_the_wire_wants_them(value: object, written: str) -> None:
    assert _xml.as_text(value) == written


def test_fields_become_elements_in_order_without_those_that_are_absent() -> None:
    period = OpenPeriod(begin_date=date(2024, 1, 1))
    filled = _xml.fill(_xml.element("period"), period)
    assert (
        etree.tostring(filled) == b"<period><beginDate>2024-01-01</beginDate></period>"
    )


def test_explicit_element_names_win() -> None:
    pillars = CarePillars(pillar_1=4, total=9)
    filled = _xml.fill(_xml.element("Pijlers"), pillars, omit={"total"})
    assert etree.tostring(filled) == b"<Pijlers><Pijler1>4</Pijler1></Pijlers>"


def test_field_names_become_element_names_of_the_ksz() -> None:
    assert wire_name("lower_limbs_50p") == "lowerLimbs50p"
    assert wire_name("appeal") == "appeal"

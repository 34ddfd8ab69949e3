"""
Only what a party may see leaves, and what leaves fits its contract.

Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.content import Group, content_of
from kruispunt_simulator.message import StandIn
from kruispunt_simulator.rules.ages import withhold_old, years_before
from kruispunt_simulator.rules.withholding import (
    Whitelist,
    has_data,
    keep_only,
)
from lxml import etree

Element = Any
TODAY = date(2026, 6, 1)

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="r"><xs:complexType><xs:sequence>
 <xs:element name="ssin" type="xs:string"/>
 <xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
  <xs:sequence>
   <xs:element name="number" type="xs:string" minOccurs="0"/>
   <xs:element name="card" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:element name="kind" type="xs:string"/>
    <xs:element name="since" type="xs:date" minOccurs="0"/>
   </xs:sequence><xs:attribute name="main" type="xs:boolean" use="required"/>
   <xs:attribute name="note" type="xs:string"/></xs:complexType></xs:element>
   <xs:element name="right" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:sequence>
     <xs:element name="category" type="xs:int"/>
     <xs:element name="amount" type="xs:decimal" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""

XML = """<r><ssin>1</ssin><file><number>7</number>
<card main="true" note="x"><kind>a</kind><since>2020-01-01</since></card>
<right><category>2</category><amount>10.00</amount></right>
<right><category>3</category></right></file></r>"""

PATHS = (
    "ssin",
    "file/number",
    "file/card",
    "file/card/kind",
    "file/card/since",
    "file/card/@main",
    "file/card/@note",
    "file/card/@*",
    "file/right/category",
    "file/right/amount",
    "file/right[amount]",
    "file/right",
    "file",
)
NEUTRAL = {"ssin": "0", "file/right/category": "0", "file/card/@main": "false"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small contract."""
    path = tmp_path_factory.mktemp("schema") / "r.xsd"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def content(schema: Path) -> Group:
    """What the small contract demands."""
    return content_of(schema, "r")


def kept(
    *paths: str,
    content: Group | None = None,
    xml: str = XML,
    removed: tuple[str, ...] = (),
    neutral: Mapping[str, str] = NEUTRAL,
    stand_ins: Mapping[str, StandIn] | None = None,
) -> tuple[Element, tuple[str, ...]]:
    """What is left of an answer, and the names of what is not."""
    root = etree.fromstring(xml)
    told = Whitelist(
        paths=paths, removed=removed, neutral=neutral, stand_ins=stand_ins or {}
    )
    return root, keep_only(root, told, content, TODAY)


def texts(root: Element) -> list[str]:
    """All that an answer says in elements, in document order."""
    return [each.strip() for each in root.itertext() if each.strip()]


def test_of_an_answer_that_may_leave_whole_nothing_changes(content: Group) -> None:
    root, names = kept("ssin", "file", content=content)
    assert names == ()
    assert etree.tostring(root) == etree.tostring(etree.fromstring(XML))


def test_what_nobody_granted_goes_without_being_named_in_the_act(
    content: Group,
) -> None:
    """Source: 23/058 §85: a reply may hold only granted fields."""
    root, names = kept("ssin", "file/number", content=content)
    assert texts(root) == ["1", "7"]
    assert names == ("card", "right")


def test_an_element_that_may_leave_goes_with_all_that_is_in_it(content: Group) -> None:
    root, names = kept("ssin", "file/card", content=content)
    assert texts(root) == ["1", "a", "2020-01-01"]
    assert root.find("file/card").attrib == {"main": "true", "note": "x"}
    assert names == ("number", "right")


def test_what_the_contract_demands_and_nobody_granted_becomes_neutral(
    content: Group,
) -> None:
    """Source: 22/004 §23: what is not granted is not told, even where demanded."""
    root, names = kept("ssin", "file/right/amount", content=content)
    assert [e.findtext("category") for e in root.iter("right")] == ["0"]
    assert root.findtext("file/right/amount") == "10.00"
    assert "category" in names


def test_nothing_neutral_is_put_in_a_block_that_tells_nothing(content: Group) -> None:
    """A right without anything granted is not told to be there."""
    root, names = kept("ssin", "file/number", content=content)
    assert root.find("file/right") is None
    assert "right" in names


def test_a_block_goes_with_what_it_cannot_be_without(content: Group) -> None:
    """No neutral value says what kind of card it is, so there is no card."""
    root, names = kept("ssin", "file/card/since", content=content)
    assert texts(root) == ["1"]
    assert "file" in names


def test_an_attribute_goes_or_becomes_neutral_where_the_contract_demands_it(
    content: Group,
) -> None:
    """Source: 22/004 §24; what the contract demands stays, and says nothing."""
    root, names = kept("ssin", "file/card/kind", content=content)
    assert root.find("file/card").attrib == {"main": "false"}
    assert {"main", "note"} <= set(names)


def test_an_attribute_may_leave_by_itself(content: Group) -> None:
    root, _ = kept("ssin", "file/card/kind", "file/card/@note", content=content)
    assert root.find("file/card").get("note") == "x"
    root, _ = kept("ssin", "file/card/kind", "file/card/@*", content=content)
    assert root.find("file/card").attrib == {"main": "true", "note": "x"}


def test_that_a_block_is_there_may_leave_without_what_is_in_it(content: Group) -> None:
    """Source: 22/004 §22: whether somebody has a right, not which."""
    root, names = kept("ssin", "file/right/.", content=content)
    assert [e.findtext("category") for e in root.iter("right")] == ["0", "0"]
    assert root.find("file/right/amount") is None
    assert {"category", "amount"} <= set(names)


def test_that_a_text_is_there_leaves_with_a_neutral_one_if_there_is_any(
    content: Group,
) -> None:
    """Source: 23/058 §64: that the scheme has ended, not why."""
    three, any_ = "file/right/category[. = '3']", "file/right/category/."
    root, names = kept("ssin", three, any_, content=content)
    assert [e.findtext("category") for e in root.iter("right")] == ["0", "3"]
    assert "category" in names
    root, _ = kept("ssin", three, any_, content=content, neutral={})
    assert [e.findtext("category") for e in root.iter("right")] == ["3"]


def test_a_block_that_stays_behind_does_so_out_of_one_that_may_leave(
    content: Group,
) -> None:
    root, names = kept("ssin", "file", removed=("file/card",), content=content)
    assert names == ("card",)
    assert texts(root) == ["1", "7", "2", "10.00", "3"]


def test_a_condition_chooses_among_elements(content: Group) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income): some items only."""
    root, names = kept("ssin", "file/right[category='3']", content=content)
    assert texts(root) == ["1", "3"]
    assert "right" in names


def test_names_come_once_in_document_order(content: Group) -> None:
    """They are `dataFilters` of the reply."""
    root, names = kept("ssin", "file/right/.", content=content)
    assert names == ("number", "card", "category", "amount")
    assert root.find("file/number") is None


def test_of_a_root_that_may_tell_nothing_the_root_stays(content: Group) -> None:
    root, names = kept(content=content, neutral={})
    assert root.tag == "r"
    assert texts(root) == []
    assert names == ("ssin", "file")


def test_without_a_contract_nothing_is_made_neutral() -> None:
    root, _ = kept("file/right/amount", content=None)
    assert texts(root) == ["10.00"]


QUALIFIED = """<r><item xmlns="urn:a"><part><x xmlns="urn:b">1</x></part></item>
<item xmlns="urn:a"><part><x xmlns="urn:b">2</x><y>3</y></part></item></r>"""


def test_a_path_has_names_of_whatever_namespace() -> None:
    """Source: ksz-pensionregister.txt: every element of the SSDN is qualified."""
    root, names = kept("item/part/y", xml=QUALIFIED)
    assert texts(root) == ["3"]
    assert names == ("item", "x")


def test_a_path_may_go_up_to_what_has_a_certain_child() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3: only some kinds of a thing."""
    root, _ = kept("item/part/y/../..", xml=QUALIFIED)
    assert texts(root) == ["2", "3"]


BORN = """<r><p><d>2008-06-01</d><place>a</place></p>
<p><d>2008-06-02</d><place>b</place></p></r>"""


def test_a_path_may_be_about_minors_only() -> None:
    """Source: R-BIN-06: the place of birth of minors; of age from the birthday on."""
    minor = "p[number(translate(d, '-', '')) > $majority]/place"
    root, _ = kept(minor, xml=BORN)
    assert texts(root) == ["b"]


def is_minor(born: date, today: date) -> bool:
    root = etree.fromstring(f"<r><p><d>{born}</d></p></r>")
    path = "p[number(translate(d, '-', '')) > $majority]"
    keep_only(root, Whitelist(paths=(path,)), None, today)
    return root.find("p") is not None


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.integers(-1, 0))
def test_a_person_comes_of_age_on_the_eighteenth_birthday(born: date, day: int) -> None:
    born = born.replace(day=min(born.day, 28))
    today = born.replace(year=born.year + 18) + timedelta(days=day)
    assert is_minor(born, today) is (day == -1)


def test_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert is_minor(date(1988, 2, 29), date(2006, 2, 28))
    assert not is_minor(date(1988, 2, 29), date(2006, 3, 1))


@settings(database=None, deadline=None)
@given(
    wanted=st.lists(st.sampled_from(PATHS)),
    removed=st.lists(st.sampled_from(PATHS[9:])),
)
def test_what_leaves_was_granted_is_neutral_and_fits_the_contract(
    schema: Path, content: Group, wanted: list[str], removed: list[str]
) -> None:
    """Source: 23/058 §85; whatever is granted."""
    whole = etree.fromstring(XML)
    granted = {
        (each.tag, each.text)
        for path in wanted
        if "@" not in path
        for found in whole.findall(path)
        for each in found.iter()
    }
    root, names = kept(*wanted, content=content, removed=tuple(removed))
    told = {(e.tag, e.text) for e in root.iter() if e.text and e.text.strip()}
    assert told <= granted | {("ssin", "0"), ("category", "0")}
    if len(root):
        etree.XMLSchema(file=str(schema)).assertValid(root)
    gone = {e.tag for e in whole.iter()} - {e.tag for e in root.iter()}
    inside = {e.tag for name in names for f in whole.iter(name) for e in f.iter()}
    assert gone <= inside


# Blocks that say why they are empty


WHY = StandIn(tag="why", text="not allowed", kept=frozenset({"not asked"}))
PARTS = """<r><file><part><a>1</a><b>2</b></part>
<card><n>1</n></card><card><n>2</n></card>
<other><why>not asked</why></other><third><why>nothing</why></third></file></r>"""
STAND_INS = {f"file/{part}": WHY for part in ("part", "card", "other", "third")}


def test_a_block_that_says_why_says_nothing_else() -> None:
    """Whatever stands beside a reason, attributes included, was not granted."""
    root, _ = kept(
        xml='<r><f s="1"><why>not asked</why><x>2</x></f><g s="1"><x>2</x></g></r>',
        stand_ins={"f": WHY, "g": WHY},
    )
    assert texts(root) == ["not asked", "not allowed"]
    assert [each.attrib for each in root] == [{}, {}]


@pytest.mark.parametrize("text", ["<!--c-->secret", "se<!--c-->cret", "se<?p?>cret"])
def test_a_comment_hides_no_text(text: str) -> None:
    root, _ = kept("f/.", xml=f"<r><f>{text}</f></r>", neutral={"f": "-"})
    assert texts(root) == ["-"]
    root, _ = kept("f/.", xml=f"<r><f>{text}</f></r>", neutral={})
    assert texts(root) == []


def parts(*wanted: str) -> tuple[Element, tuple[str, ...]]:
    return kept(*wanted, xml=PARTS, stand_ins=STAND_INS)


def test_a_block_that_must_stay_says_why_it_is_empty() -> None:
    """Source: contract sheet `ksz-handi-v1`: `noDataReason`, `not authorized`."""
    root, names = parts("file/card", "file/other", "file/third")
    assert names == ("part",)
    assert [(e.tag, e.text) for e in root.find("file/part")] == [("why", "not allowed")]


def test_a_block_of_which_something_may_leave_tells_that() -> None:
    root, names = parts("file/part/b")
    assert [e.tag for e in root.find("file/part")] == ["b"]
    assert "a" in names


def test_of_a_list_one_block_is_left_so_that_nobody_can_count() -> None:
    root, names = parts("file/part", "file/third")
    assert names == ("card",)
    assert [e.findtext("why") for e in root.iterfind("file/card")] == ["not allowed"]


def test_a_block_of_a_list_that_leaves_stays_beside_one_that_does_not() -> None:
    root, _ = parts("file/card[n = '1']")
    assert [[e.text for e in card] for card in root.iterfind("file/card")] == [
        ["1"],
        ["not allowed"],
    ]


def test_a_reason_that_tells_nothing_of_the_person_stays() -> None:
    """What was not asked is not withheld; that there is nothing would be told."""
    root, names = parts("file/part", "file/card")
    assert names == ("third",)
    assert root.findtext("file/other/why") == "not asked"
    assert root.findtext("file/third/why") == "not allowed"


@pytest.mark.parametrize(
    ("xml", "left"),
    [
        pytest.param("<r/>", False, id="nothing"),
        pytest.param("<r><INSZ>1</INSZ></r>", False, id="the key alone"),
        pytest.param("<r><status><value>x</value></status></r>", False, id="in a key"),
        pytest.param("<r><a><b>  \n </b></a></r>", False, id="only blanks"),
        pytest.param("<r><INSZ>1</INSZ><a><b>1</b></a></r>", True, id="deep down"),
        pytest.param("<r><a>1<b/></a></r>", True, id="beside an element"),
    ],
)
def test_data_are_texts_outside_the_keys(xml: str, left: bool) -> None:
    """Source: MAGDA-Mock: 15021 when nothing is left after filtering."""
    root = etree.fromstring(xml)
    assert has_data(root, frozenset({"INSZ", "status"})) is left


# Depth. Source: Protocol WiV–Wonen in Limburg art. 3 (identification 2 and 3, income).

LISTED = """<r><bill><year>2022</year><items><item><code>a</code><value>1</value></item>
<item><code>b</code><value>2</value></item></items></bill></r>"""


@pytest.mark.parametrize(
    ("oldest", "kept"),
    [
        pytest.param(date(2022, 1, 1), True, id="the first day of that year"),
        pytest.param(date(2022, 12, 31), True, id="the last day of that year"),
        pytest.param(date(2023, 1, 1), False, id="the year after"),
    ],
)
def test_a_block_of_a_year_that_is_too_old_goes(oldest: date, kept: bool) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income): at most three years."""
    root = etree.fromstring(LISTED)
    names = withhold_old(root, {"bill": "year"}, oldest)
    assert (root.find("bill") is not None) is kept
    assert names == (() if kept else ("bill",))


def test_a_block_of_a_day_is_measured_by_the_day_and_one_without_stays() -> None:
    root = etree.fromstring(
        "<r><e><d>2021-11-21</d></e><e><d>2021-11-22</d></e><e/></r>"
    )
    assert withhold_old(root, {"e": "d"}, date(2021, 11, 22)) == ("e",)
    assert [each.findtext("d") for each in root] == ["2021-11-22", None]


@settings(database=None, deadline=None)
@given(day=st.dates(date(1900, 1, 1)), years=st.integers(0, 100))
def test_so_many_years_before_is_the_same_day_or_the_one_before(
    day: date, years: int
) -> None:
    found = years_before(day, years)
    assert day.year - found.year == years
    assert (found.month, found.day) in ((day.month, day.day), (2, 28))


HISTORY = """<r><names><name until="2020-05-04">a</name><name>b</name></names>
<homes><home until="2020-05-00"><town until="2019-01-01">x</town></home></homes></r>"""


@pytest.mark.parametrize(
    ("oldest", "gone"),
    [
        (date(2019, 1, 1), ()),
        (date(2020, 4, 30), ("town",)),
        (date(2020, 5, 1), ("home",)),
        (date(2020, 5, 4), ("home",)),
        (date(2020, 5, 5), ("name", "home")),
    ],
    ids=str,
)
def test_what_ended_before_a_day_goes_with_what_became_empty(
    oldest: date, gone: tuple[str, ...]
) -> None:
    root = etree.fromstring(HISTORY)
    assert withhold_old(root, {".//*": "@until"}, oldest) == gone
    assert (root.find("homes") is not None) is (gone == ())
    assert root.findall("names/name")[-1].text == "b"

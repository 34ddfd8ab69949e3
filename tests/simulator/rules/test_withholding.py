"""
What a party may not see is left out.

Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.message import StandIn
from kruispunt_simulator.rules.withholding import (
    has_data,
    is_adult,
    unconditional,
    withhold,
    withhold_old,
    years_before,
)
from lxml import etree

Element = Any

XML = """<r><ssin>1</ssin><file><number>7</number><card><kind>a</kind></card>
<right><category>2</category><amount>10.00</amount></right>
<right><category>3</category></right></file></r>"""

PATHS = (
    "file/number",
    "file/card",
    "file/card/kind",
    "file/right/category",
    "file/right/amount",
    "file/right",
    "file",
)


def tree() -> Element:
    return etree.fromstring(XML)


def paths(root: Element, begin: str = "") -> set[str]:
    """Paths of everything that is left."""
    found: set[str] = set()
    for child in root:
        path = f"{begin}{child.tag}"
        found |= {path} | paths(child, f"{path}/")
    return found


def test_nothing_withheld_is_nothing_changed() -> None:
    """The twin of all that follows. Source: 23/058 §85."""
    root = tree()
    assert withhold(root, (), {}) == ()
    assert etree.tostring(root) == etree.tostring(tree())


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("file/right[category != '2']", ["2"]),
        ("file/right[category/text() = '2']", ["3"]),
        ("file/right[not(amount)]/category", ["2"]),
        ("file/right[amount > 10]", ["2", "3"]),
    ],
)
def test_a_condition_chooses_among_elements(path: str, left: list[str]) -> None:
    """Source: 23/058 §85: part of a list may be granted, and another part not."""
    root = tree()
    withhold(root, [path], {})
    assert [each.text for each in root.iterfind("file/right/category")] == left


def test_a_path_does_not_mind_namespaces() -> None:
    root = etree.fromstring("<r xmlns:p='urn:p'><p:a><b>1</b></p:a><a><b>2</b></a></r>")
    assert withhold(root, ["a/b[. = '1']"], {"a/b": "0"}) == ("b[. = '1']", "b")
    assert [child.tag for child in root.iter("*")] == ["r", "a", "b"]
    assert root.findtext("a/b") == "0"


def test_a_path_without_its_conditions_tells_where_it_leads() -> None:
    assert unconditional("a/b[c/d = '1']/e[f]") == "a/b/e"
    assert unconditional("a/b") == "a/b"


def test_every_element_at_a_path_goes_and_is_named_once() -> None:
    """Source: 23/058 §85."""
    root = tree()
    assert withhold(root, ["file/right/category"], {}) == ("category",)
    assert root.findall("file/right/category") == []
    assert root.findtext("file/right/amount") == "10.00"


def test_an_element_goes_with_all_that_is_in_it() -> None:
    """Source: 22/004 §23."""
    root = tree()
    assert withhold(root, ["file/right"], {}) == ("right",)
    assert paths(root) == {"ssin", "file", "file/number", "file/card", "file/card/kind"}


def test_a_container_that_became_empty_goes_too_but_only_that() -> None:
    """An empty container would tell that there was something."""
    root = tree()
    assert withhold(root, ["file/card/kind"], {}) == ("kind",)
    assert root.find("file/card") is None
    assert root.find("file/number") is not None


def test_containers_go_up_to_the_root_and_the_root_stays() -> None:
    root = etree.fromstring("<r><a><b><c>1</c></b></a></r>")
    assert withhold(root, ["a/b/c"], {}) == ("c",)
    assert len(root) == 0


def test_a_container_that_was_empty_before_stays() -> None:
    root = etree.fromstring("<r><a><b/><c>1</c></a></r>")
    withhold(root, ["a/c"], {})
    assert root.find("a/b") is not None


def test_names_come_in_the_order_asked_and_only_of_what_was_there() -> None:
    names = withhold(tree(), ["file/right/amount", "file/absent", "file/number"], {})
    assert names == ("amount", "number")


def test_a_mandatory_element_gets_a_neutral_value_and_is_named_all_the_same() -> None:
    """Source: 22/004 §23; the contract demands the element."""
    root = tree()
    neutral = {"file/right/category": "0", "file/absent": "0"}
    assert withhold(root, ["file/number"], neutral) == ("number", "category")
    assert [e.text for e in root.findall("file/right/category")] == ["0", "0"]


WHY = StandIn(tag="why", text="not allowed", kept=frozenset({"not asked"}))
PARTS = """<r><file><part><a>1</a><b>2</b></part>
<card><n>1</n></card><card><n>2</n></card>
<other><why>not asked</why></other><third><why>nothing</why></third></file></r>"""
STAND_INS = {f"file/{part}": WHY for part in ("part", "card", "other", "third")}


def parts(*wanted: str) -> tuple[Element, tuple[str, ...]]:
    root = etree.fromstring(PARTS)
    return root, withhold(root, wanted, {}, stand_ins=STAND_INS)


def test_a_block_that_must_stay_says_why_it_is_empty() -> None:
    """Source: contract sheet `ksz-handi-v1`: `noDataReason`, `not authorized`."""
    root, names = parts("file/part")
    assert names == ("part",)
    assert [(e.tag, e.text) for e in root.find("file/part")] == [("why", "not allowed")]


def test_a_block_of_which_all_is_withheld_says_why_too() -> None:
    root, _ = parts("file/part/a")
    assert [e.tag for e in root.find("file/part")] == ["b"]
    root, names = parts("file/part/a", "file/part/b")
    assert names == ("a", "b")
    assert root.findtext("file/part/why") == "not allowed"


def test_of_a_list_one_block_is_left_so_that_nobody_can_count() -> None:
    root, names = parts("file/card")
    assert names == ("card",)
    assert [e.findtext("why") for e in root.iterfind("file/card")] == ["not allowed"]


def test_a_reason_that_tells_nothing_of_the_person_stays() -> None:
    """What was not asked is not withheld; that there is nothing would be told."""
    root, names = parts("file/other", "file/third")
    assert names == ("third",)
    assert root.findtext("file/other/why") == "not asked"
    assert root.findtext("file/third/why") == "not allowed"


QUALIFIED = """<r><item xmlns="urn:a"><part><x xmlns="urn:b">1</x></part></item>
<item xmlns="urn:a"><part><x xmlns="urn:b">2</x><y>3</y></part></item></r>"""


def test_a_path_has_names_of_whatever_namespace() -> None:
    """Source: ksz-pensionregister.txt: every element of the SSDN is qualified."""
    root = etree.fromstring(QUALIFIED)
    assert withhold(root, ["item/part/x"], {}) == ("x",)
    assert [etree.QName(e).localname for e in root.iter()] == ["r", "item", "part", "y"]


def test_a_path_may_go_up_to_what_has_a_certain_child() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3: only some kinds of a thing."""
    root = etree.fromstring(QUALIFIED)
    assert withhold(root, ["item/part/y/../.."], {}) == ("item",)
    assert root.xpath("string()").strip() == "1"


@settings(database=None, deadline=None)
@given(st.lists(st.sampled_from(PATHS)))
def test_nothing_withheld_is_left_and_nothing_else_is_gone(wanted: list[str]) -> None:
    root = tree()
    names = withhold(root, wanted, {})
    left = paths(root)
    assert not left & set(wanted)
    gone = paths(tree()) - left
    assert {path.rpartition("/")[2] for path in wanted} >= set(names)
    for path in gone:
        inside = any(path == each or path.startswith(f"{each}/") for each in wanted)
        emptied = any(each.startswith(f"{path}/") for each in wanted)
        assert inside or emptied
    assert root.findtext("ssin") == "1"


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


# By the text of a child, by attribute, with its block, by age


LISTED = """<r><bill><year>2022</year><items><item><code>a</code><value>1</value></item>
<item><code>b</code><value>2</value></item></items></bill></r>"""


def test_a_path_may_say_which_of_a_list_goes() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income): some items only."""
    root = etree.fromstring(LISTED)
    path = "bill/items/item[code='a']"
    assert withhold(root, [path], {}) == ("item[code='a']",)
    assert [each.text for each in root.iter("code")] == ["b"]


def test_a_block_goes_with_the_last_of_what_it_needs() -> None:
    """Source: 23/058 §85; a reply must fit its contract as well."""
    some, all_ = etree.fromstring(LISTED), etree.fromstring(LISTED)
    needs = {"bill": "items"}
    withhold(some, ["bill/items/item[code='a']"], {}, needs)
    assert some.find("bill/year") is not None
    withhold(all_, ["bill/items/item"], {}, needs)
    assert all_.find("bill") is None


def test_a_mandatory_attribute_gets_a_neutral_value() -> None:
    """Source: 22/004 §24; what the contract demands stays, and says nothing."""
    root = etree.fromstring('<r><m last="1"/><m last="0"/><n last="1"/></r>')
    assert withhold(root, (), {"m/@last": "0"}) == ("last",)
    assert [each.get("last") for each in root] == ["0", "0", "1"]


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


# Depth and age. Source: Protocol WiV–Wonen in Limburg art. 3 (identification 2 and 3).

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
    assert ("homes" in paths(root)) is (gone == ())
    assert root.findall("names/name")[-1].text == "b"


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.integers(0, 40))
def test_a_person_comes_of_age_on_the_eighteenth_birthday(
    born: date, years: int
) -> None:
    born = born.replace(day=min(born.day, 28))
    birthday = born.replace(year=born.year + years)
    assert is_adult(born, birthday) is (years >= 18)
    assert is_adult(born, birthday - timedelta(days=1)) is (years >= 19)


@pytest.mark.parametrize(
    ("today", "adult"), [(date(2006, 2, 28), False), (date(2006, 3, 1), True)], ids=str
)
def test_who_was_born_on_29_february_comes_of_age_on_1_march(
    today: date, adult: bool
) -> None:
    assert is_adult(date(1988, 2, 29), today) is adult

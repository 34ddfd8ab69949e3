"""How a verified message becomes plain values, and those our data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.coded import Coded
from kruispunt_client.calls.tree import as_tree
from kruispunt_client.calls.wire import Wire, at, read
from lxml import etree

Element = Any
NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.text("xyz ", max_size=3)


def _element(name: str, filling: Any, attribute: str | None) -> Element:
    made = etree.Element(f"{{urn:{name}}}{name}")
    if attribute is not None:
        made.set("lang", attribute)
    if isinstance(filling, str):
        made.text = filling
    else:
        made.extend(filling)
    return made


ELEMENTS = st.recursive(
    st.builds(_element, NAMES, TEXTS, st.none() | TEXTS),
    lambda inner: st.builds(
        _element, NAMES, st.lists(inner, min_size=1, max_size=4), st.none() | TEXTS
    ),
    max_leaves=12,
)


def _in_tree(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from _in_tree(value)
    else:
        for value in tree:
            yield from _in_tree(value)


@given(ELEMENTS)
def test_every_text_and_attribute_is_there_once(element: Element) -> None:
    leaves = [each for each in element.iter() if not len(each)]
    expected = [leaf.text or "" for leaf in leaves]
    expected += [text for each in element.iter() for text in each.attrib.values()]
    assert Counter(_in_tree(as_tree(element))) == Counter(expected)


def test_what_is_repeated_is_a_list_and_what_is_not_is_itself() -> None:
    root = _element("a", [_element("b", "1", None), _element("b", "2", "nl")], None)
    root.append(_element("c", "3", None))
    root.insert(0, etree.Comment("no part of it"))
    assert as_tree(root) == {"b": ["1", {"_value_1": "2", "lang": "nl"}], "c": "3"}


def test_a_text_is_the_same_with_attributes_and_without() -> None:
    assert at({"b": "1"}, "b/_value_1") == "1"
    assert at({"b": {"_value_1": "1", "lang": "nl"}}, "b/_value_1") == "1"
    assert at({"b": "text"}, "b/ex") is None, "part of a text is no part of a tree"


class Colour(Enum):
    RED = "1"
    BLUE = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    colour: Annotated[Coded[Colour], Wire("Colour")]
    others: Annotated[tuple[Coded[Colour], ...], Wire("Other")]
    word: Annotated[Coded[str] | None, Wire("Word")]


def test_a_class_for_all_lists_of_codes_reads_each_by_its_own() -> None:
    found = read(
        Painted,
        {
            "Colour": {"Code": "1", "Omschrijving": "rood"},
            "Other": [{"Code": {"_value_1": "2", "Beschrijving": "b"}}, {"Code": "9"}],
            "Word": {"Code": "1", "Omschrijving": {"_value_1": "een", "Taal": "nl"}},
        },
    )
    assert found.colour.code is Colour.RED
    assert found.colour.omschrijving == "rood"
    assert [each.code for each in found.others] == [Colour.BLUE, "9"]
    assert found.others[0].beschrijving == "b"
    assert found.word is not None
    assert (found.word.code, found.word.taal) == ("1", "nl")
    assert read(Painted, {"Colour": {"Code": "2"}}).word is None

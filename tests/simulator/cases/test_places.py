"""
In which order a case is looked for.

Source: README of MAGDA-Mock, StaticResponseSimulator; the response transformer of
MAGDA-Mock-v2.
"""

from __future__ import annotations

from kruispunt_simulator.cases.places import Place, candidates

PLACE = Place(folder="D/S/v", above=("D/S", "D", ""))


def paths(
    values: tuple[str, ...], subject: str | None = None, *, named: bool
) -> list[str]:
    found = candidates((PLACE,), values, subject)
    return [each.path for each in found if each.named is named]


def test_the_last_key_is_looked_for_higher_up() -> None:
    assert paths(("a", "b"), "b", named=True)[:9] == [
        "D/S/v/a/b.xml",
        "D/S/v/a&b.xml",
        "D/S/v/&b.xml",
        "D/S/v/b.xml",
        "D/S/b.xml",
        "D/b.xml",
        "b.xml",
        "D/S/v/a/b/notfound.xml",
        "D/S/v/a/b/default.xml",
    ]


def test_then_notfound_and_default_then_success_each_from_the_deepest_up() -> None:
    assert paths(("a",), "a", named=False) == [
        "D/S/v/notfound.xml",
        "D/S/v/default.xml",
        "D/S/notfound.xml",
        "D/S/default.xml",
        "D/notfound.xml",
        "D/default.xml",
        "notfound.xml",
        "default.xml",
        "D/S/v/success.xml",
        "D/S/success.xml",
        "D/success.xml",
        "success.xml",
    ]


def test_a_file_for_all_quarters_of_a_person_is_named_after_the_person() -> None:
    named = paths(("80610100139", "2026Q2"), "80610100139", named=True)
    others = paths(("80610100139", "2026Q2"), "80610100139", named=False)
    assert "D/S/v/80610100139.xml" in named
    assert "D/S/v/80610100139/default.xml" in named
    assert "D/S/v/2026Q2.xml" in others
    assert "D/S/v/&2026Q2.xml" in others


def test_without_a_person_only_all_keys_together_are_a_name() -> None:
    named = paths(("71806", "B"), None, named=True)
    assert named[:2] == ["D/S/v/71806/B.xml", "D/S/v/71806&B.xml"]
    assert "D/S/v/71806.xml" not in named


def test_names_joined_by_an_ampersand_keep_the_place_of_each_key() -> None:
    found = paths(("a", "b", "c"), named=True) + paths(("a", "b", "c"), named=False)
    for stem in ("a&b&c", "a&b", "a&b&", "a&&c", "a", "&b&c", "&b", "&&c", "c"):
        assert f"D/S/v/{stem}.xml" in found
    assert "D/S/v/b.xml" not in found, "only the last key is looked for alone"


def test_a_key_without_text_leaves_its_folder_out() -> None:
    assert paths(("", "b"), "b", named=True)[:3] == [
        "D/S/v/b.xml",
        "D/S/v/&b.xml",
        "D/S/b.xml",
    ]


def test_a_text_that_no_file_can_have_leaves_the_others_alone() -> None:
    named = paths(("..", "b"), "b", named=True)
    assert named[:2] == ["D/S/v/&b.xml", "D/S/v/b.xml"]


def test_without_any_key_nothing_is_named() -> None:
    assert paths((), named=True) == []
    assert paths((), named=False)[0] == "D/S/v/notfound.xml"


def test_no_path_is_looked_at_twice() -> None:
    for values in ((), ("a",), ("a", "a"), ("a", "", "b")):
        found = [each.path for each in candidates((PLACE, PLACE), values, None)]
        assert len(found) == len(set(found))

"""From the text of a key to a part of a path: nothing leads out of the folder."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.cases.names import LONGEST, spellings
from kruispunt_simulator.cases.places import Place, candidates

PLACES = (
    Place(folder="Persoon/S/01.00.0000", above=("Persoon/S", "Persoon", "")),
    Place(folder="S/01.00.0000", above=("S", "")),
)

UP_AND_AWAY = ("..", ".", "../../x", "/etc/passwd", "C:\\x", "C:x", "\\\\host\\share")
DEVICES = ("nul", "CON.xml", "com1", "LPT¹", "a::$DATA", "~", "A~1", "*")
BAD_ENDS = ("a\n", "a ", " a", "a.", "\0", "x" * 5000, "é" * 200)
OUR_OWN = ("&", "a&b", "notfound", "DEFAULT", "success")
EVIL = st.sampled_from((*UP_AND_AWAY, *DEVICES, *BAD_ENDS, *OUR_OWN))
TEXT = st.one_of(EVIL, st.text(max_size=300), st.text("./\\&%~:", max_size=9))


@given(st.lists(TEXT, max_size=4).map(tuple))
def test_no_text_of_a_key_leads_out_of_the_folder(values: tuple[str, ...]) -> None:
    """On any system: the same path means the same below the folder."""
    for each in candidates(PLACES, values, None):
        path = PurePosixPath(each.path)
        assert not path.is_absolute()
        assert path.suffix == ".xml"
        windows = PureWindowsPath(each.path)
        assert (windows.drive, windows.root) == ("", "")
        assert windows.parts == path.parts
        for part in path.parts:
            assert part not in ("", ".", "..")
            assert part[-1] not in ". "
            assert part[0] not in ". "
            assert not set(part) & set('<>:"|?*\\~')
            assert part.isprintable()
            assert len(part.encode()) <= LONGEST + len(".xml")
            stem = part.partition(".")[0].casefold()
            assert stem not in {"con", "nul", "aux", "prn", "com1", "lpt¹"}


@given(st.text(min_size=1, max_size=50), st.text(min_size=1, max_size=50))
def test_two_texts_never_have_the_same_encoded_name(one: str, other: str) -> None:
    encoded, others = spellings(one)[:1], spellings(other)[:1]
    assert one == other or not encoded or encoded != others


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80610100139", ("80610100139",)),
        ("Sint Niklaas", ("Sint%20Niklaas", "Sint Niklaas")),
        ("a/b", ("a%2Fb",)),
        ("1+1", ("1%2B1", "1+1")),
        ("Aarschot'", ("Aarschot%27", "Aarschot'")),
        ("Liège", ("Li%C3%A8ge", "Liège")),
        ("100%", ("100%25",)),
        ("..", ()),
        ("Nul", ()),
        ("notfound", ()),
        ("x" * 241, ()),
    ],
)
def test_a_text_is_written_as_in_a_url_and_perhaps_as_it_is(
    text: str, expected: tuple[str, ...]
) -> None:
    """Source: the response transformer of MAGDA-Mock-v2 (`%20` for a space)."""
    assert spellings(text) == expected

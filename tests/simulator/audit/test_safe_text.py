"""What came from outside, on its way to a terminal or a log of operators."""

from __future__ import annotations

import pytest
from kruispunt_simulator.audit.safe_text import printable, trace_without_texts

NUMBER = "85643007594"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[2J", r"\x1b[2J", id="escape"),
        pytest.param("a\r\nb\tc", r"a\r\nb\tc", id="lines"),
        pytest.param("\x00\x07\x7f", r"\x00\x07\x7f", id="C0 and DEL"),
        pytest.param("\x85\x9b31m", r"\x85\x9b31m", id="C1"),
        pytest.param("a\u2028b\u2029", r"a\u2028b\u2029", id="separators"),
        pytest.param("\u202eabc\u2066", r"\u202eabc\u2066", id="directions"),
        pytest.param("\u200f\u061c\ufeff", r"\u200f\u061c\ufeff", id="marks"),
        pytest.param("\ud800", r"\ud800", id="half a surrogate pair"),
        pytest.param("\U000e0041", r"\U000e0041", id="tags"),
    ],
)
def test_what_is_no_ordinary_character_becomes_visible(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(text).isprintable()


@pytest.mark.parametrize("text", ["", "Miëke Ça-va", "└─ ✗ → 1", "日本語", r"a\x1b"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_a_trace_tells_where_and_of_what_kind_but_not_what_was_said() -> None:
    def inner() -> None:
        raise ValueError(f"no such number: {NUMBER}")

    def outer() -> None:
        try:
            inner()
        except ValueError as error:
            raise LookupError(NUMBER) from error

    with pytest.raises(LookupError) as caught:
        outer()
    told = trace_without_texts(caught.value)
    assert NUMBER not in told
    assert told.index("in inner") < told.index("\nValueError") < told.rindex("in outer")
    assert told.endswith("LookupError")


def test_errors_that_name_each_other_in_a_circle_are_told_once() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert trace_without_texts(first) == "KeyError\nValueError"

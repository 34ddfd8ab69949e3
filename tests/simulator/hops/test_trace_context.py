"""
The headers `traceparent` and `tracestate`: which ones say something.

Source: W3C Trace Context level 1, sections 3.2, 3.3 and 4.3; some cases are those of
its own test suite.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.hops.trace_context import MOST_STATE, read

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"


@pytest.mark.parametrize("version", ["00", "01", "cc", "fe"])
def test_the_four_fields_of_every_version_are_read(version: str) -> None:
    context = read(f"{version}-{TRACE}-{SPAN}-01")
    assert context is not None
    assert (context.trace, context.parent) == (TRACE, SPAN)


@pytest.mark.parametrize("more", ["-", "-what-the-future-will-be-like", "-09"])
def test_a_later_version_may_say_more(more: str) -> None:
    """Section 4.3: whoever knows no more reads the first four."""
    context = read(f"01-{TRACE}-{SPAN}-01{more}")
    assert context is not None
    assert (context.trace, context.parent, context.sampled) == (TRACE, SPAN, True)


@pytest.mark.parametrize(
    "traceparent",
    [
        pytest.param(f"ff-{TRACE}-{SPAN}-01", id="the forbidden version"),
        pytest.param(f"0-{TRACE}-{SPAN}-01", id="half a version"),
        pytest.param(f"0G-{TRACE}-{SPAN}-01", id="no version"),
        pytest.param(f"{PARENT}-", id="version 00 with an end of its own"),
        pytest.param(f"{PARENT}-what-the-future", id="version 00 with more"),
        pytest.param(f"01-{TRACE}-{SPAN}-01.", id="more without a dash"),
        pytest.param(f"01-{TRACE}-{SPAN}-011", id="flags of three digits"),
        pytest.param(f"00-{'0' * 32}-{SPAN}-01", id="a trace of zeroes"),
        pytest.param(f"00-{TRACE}-{'0' * 16}-01", id="a parent of zeroes"),
        pytest.param(f"00-{TRACE}-{SPAN}-.0", id="no flags"),
        pytest.param(f"{PARENT}, {PARENT}", id="two headers"),
        pytest.param(f"01-{TRACE}-{SPAN}-01-x, {PARENT}", id="two of another version"),
        pytest.param(f"01-{TRACE}-{SPAN}-01-\n", id="a line feed"),
    ],
)
def test_what_is_no_valid_header_says_nothing(traceparent: str) -> None:
    assert read(traceparent, "a=1") is None


@pytest.mark.parametrize(
    ("flags", "sampled"),
    [("00", False), ("01", True), ("02", False), ("ff", True), ("fe", False)],
)
def test_the_last_bit_of_the_flags_says_whether_it_is_sampled(
    flags: str, sampled: bool
) -> None:
    context = read(f"00-{TRACE}-{SPAN}-{flags}")
    assert context is not None
    assert context.sampled is sampled


@pytest.mark.parametrize(
    "state",
    [
        pytest.param("rojo=00f067aa0ba902b7", id="one entry"),
        pytest.param("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", id="two"),
        pytest.param("foo=1 \t , \t bar=2", id="blanks between"),
        pytest.param("foo=1,,bar=2,", id="empty ones"),
        pytest.param("fw529a3039@dt=FfD/!x", id="a tenant and a system"),
        pytest.param("0@a=1", id="a tenant that begins with a digit"),
        pytest.param("a-b_c*d/e=~ .", id="the odd characters"),
        pytest.param(",".join(f"a{n}=1" for n in range(32)), id="the most entries"),
        pytest.param("a=" + "b" * 256, id="the longest value"),
        pytest.param("z" * 256 + "=" + "b" * 255, id="the longest of all"),
    ],
)
def test_a_valid_state_is_kept_as_it_is(state: str) -> None:
    context = read(PARENT, state)
    assert context is not None
    assert context.state == state


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="absent"),
        pytest.param("", id="empty"),
        pytest.param(" , ", id="no entry"),
        pytest.param("foo", id="no value"),
        pytest.param("foo=", id="an empty value"),
        pytest.param("foo =1", id="a blank in the key"),
        pytest.param("FOO=1", id="capitals"),
        pytest.param("0foo=1", id="a digit first"),
        pytest.param("foo@=1", id="no system"),
        pytest.param("foo@@bar=1", id="two signs"),
        pytest.param("foo=bar=baz", id="two equal signs"),
        pytest.param("foo=1,foo=2", id="a key twice"),
        pytest.param("foo=1\r\nx: y", id="a header of its own"),
        pytest.param("foo=é", id="not ASCII"),
        pytest.param("z" * 257 + "=1", id="a key too long"),
        pytest.param("a=" + "b" * 257, id="a value too long"),
        pytest.param(",".join(f"a{n}=1" for n in range(33)), id="too many entries"),
        pytest.param("a=1," + "," * MOST_STATE, id="too long"),
    ],
)
def test_any_other_state_is_left_out_and_the_trace_still_goes_on(
    state: str | None,
) -> None:
    """Section 4.3: an invalid tracestate does not touch traceparent."""
    context = read(PARENT, state)
    assert context is not None
    assert (context.trace, context.state) == (TRACE, None)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_an_error(traceparent: str, tracestate: str) -> None:
    read(traceparent, tracestate)
    context = read(PARENT, tracestate)
    assert context is not None
    assert context.state in (None, tracestate)

"""
Whatever is done to a signed message: refused, or the Body is the one that was signed.

Never another exception, never another Body: the property that all the rules of `wss`
serve. The examples are the same in every run.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_client.wss import VerificationError
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import UnsafeXml
from kruispunt_contracts.profile import PLATFORM, SHAPES, STRICT
from lxml import etree

EXAMPLES = settings(
    derandomize=True,
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

CASES = [(name, PLATFORM) for name in SHAPES] + [("standard", STRICT)]


def assert_refused_or_same(
    bench: Any, data: bytes, profile: Any, signed: bytes
) -> None:
    try:
        body = bench.verify(data, profile).body
    except (UnsafeXml, VerificationError):
        return
    assert bench.exclusive(body) == signed


@pytest.mark.parametrize(("shape", "profile"), CASES)
@EXAMPLES
@given(data=st.data())
def test_changed_octets(bench: Any, shape: str, profile: Any, data: Any) -> None:
    message = bench.signed(shape)
    octets = bytearray(message.data)
    places = st.integers(0, len(octets) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=3)):
        octets[place] = data.draw(
            st.sampled_from(b"<>/\"'= &#\nAZaz09\x00\x80\xff") | st.integers(0, 255)
        )
    signed = bench.exclusive(message.body)
    assert_refused_or_same(bench, bytes(octets), profile, signed)


@pytest.mark.parametrize(("shape", "profile"), CASES)
@EXAMPLES
@given(data=st.data())
def test_lost_repeated_and_swapped_octets(
    bench: Any, shape: str, profile: Any, data: Any
) -> None:
    message = bench.signed(shape)
    octets = message.data
    places = st.integers(0, len(octets))
    a, b, c = sorted(data.draw(st.tuples(places, places, places)))
    changed = data.draw(
        st.sampled_from(
            (
                octets[:a] + octets[b:],
                octets[:b] + octets[a:],
                octets[:a] + octets[b:c] + octets[a:b] + octets[c:],
            )
        )
    )
    signed = bench.exclusive(message.body)
    assert_refused_or_same(bench, changed, profile, signed)


def elements_of(message: Any) -> list[Any]:
    return list(message.root.iter("*"))


def move(source: Any, target: Any) -> None:
    if source not in target.iterancestors():
        target.append(source)


def move_first(source: Any, target: Any) -> None:
    if source not in target.iterancestors():
        target.insert(0, source)


def duplicate(source: Any, target: Any) -> None:
    target.append(copy.deepcopy(source))


def duplicate_before(source: Any, _target: Any) -> None:
    if source.getparent() is not None:
        source.addprevious(copy.deepcopy(source))


def wrap(source: Any, target: Any) -> None:
    parent = source.getparent()
    if parent is not None:
        wrapper = etree.Element(target.tag, dict(target.attrib))
        parent.replace(source, wrapper)
        wrapper.append(source)


def remove(source: Any, _target: Any) -> None:
    if source.getparent() is not None:
        source.getparent().remove(source)


def rename(source: Any, target: Any) -> None:
    source.tag = target.tag


def take_attributes(source: Any, target: Any) -> None:
    source.attrib.update(target.attrib)


def lose_attributes(source: Any, _target: Any) -> None:
    source.attrib.clear()


def take_text(source: Any, target: Any) -> None:
    source.text = target.text


def put_comment(source: Any, _target: Any) -> None:
    text = source.text or ""
    comment = etree.Comment("c")
    source.text, comment.tail = text[:2], text[2:]
    source.insert(0, comment)


def change_id(source: Any, target: Any) -> None:
    for name in (f"{{{ns.WSU}}}Id", "Id"):
        if name in target.attrib:
            source.set("Id", target.get(name))


OPERATIONS = (
    move,
    move_first,
    duplicate,
    duplicate_before,
    wrap,
    remove,
    rename,
    take_attributes,
    lose_attributes,
    take_text,
    put_comment,
    change_id,
)


@pytest.mark.parametrize(("shape", "profile"), CASES)
@EXAMPLES
@given(data=st.data())
def test_changed_tree(bench: Any, shape: str, profile: Any, data: Any) -> None:
    message = bench.signed(shape)
    signed = bench.exclusive(message.body)
    for _ in range(data.draw(st.integers(1, 4))):
        elements = elements_of(message)
        which = st.integers(0, len(elements) - 1)
        operation = data.draw(st.sampled_from(OPERATIONS))
        source, target = elements[data.draw(which)], elements[data.draw(which)]
        if source is not target:
            operation(source, target)
    assert_refused_or_same(bench, etree.tostring(message.root), profile, signed)


def test_the_property_can_fail(bench: Any) -> None:
    """The untouched message is accepted, and another Body would be noticed."""
    message, other = bench.signed(), bench.signed(payload="<other/>")
    signed = bench.exclusive(message.body)
    assert_refused_or_same(bench, message.data, STRICT, signed)
    with pytest.raises(AssertionError):
        assert_refused_or_same(bench, other.data, STRICT, signed)

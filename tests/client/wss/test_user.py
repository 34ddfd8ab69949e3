"""
The natural person behind a question to the KSZ is part of what is signed.

Source: Protocol WiV–Wonen in Limburg art. 6.2 (who asks) and 6.3 (messages are signed).
"""

from __future__ import annotations

from typing import Any

import pytest
from kruispunt_client.wss import layout
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import PLATFORM, SHAPES, STRICT, Part
from lxml import etree

USER = "80631402131"
OTHER = "68613003151"


def with_user(bench: Any, shape: str = "standard") -> Any:
    """A signed message that names a user, as an element to change."""
    envelope = bench.unsigned()
    header = envelope.makeelement(layout.HEADER)
    envelope.insert(0, header)
    etree.SubElement(header, layout.USER, nsmap={"kp": ns.USER}).text = USER
    bench.signer(shape, "agency").sign(envelope, now=bench.now)
    return parse(etree.tostring(envelope))


def block(envelope: Any) -> Any:
    return envelope.find(f"{layout.HEADER}/{layout.USER}")


def octets(envelope: Any) -> bytes:
    return bytes(etree.tostring(envelope))


@pytest.mark.parametrize("shape", sorted(set(SHAPES)))
def test_every_shape_signs_the_user_that_a_message_names(
    bench: Any, shape: str
) -> None:
    signed = bench.verify(octets(with_user(bench, shape)), PLATFORM)
    assert signed.user == USER
    assert Part.USER in signed.parts


def test_a_message_without_a_user_names_none(bench: Any) -> None:
    assert bench.verify(bench.signed()).user is None


@pytest.mark.parametrize("profile", [PLATFORM, STRICT], ids=lambda p: p.name)
def test_another_user_is_not_what_was_signed(bench: Any, profile: Any) -> None:
    envelope = with_user(bench)
    block(envelope).text = OTHER
    assert bench.checks(octets(envelope), profile) == {"signature.digest"}


@pytest.mark.parametrize("profile", [PLATFORM, STRICT], ids=lambda p: p.name)
def test_a_user_that_was_taken_away_is_missed(bench: Any, profile: Any) -> None:
    envelope = with_user(bench)
    block(envelope).getparent().remove(block(envelope))
    assert bench.checks(octets(envelope), profile) == {"signature.reference"}


def test_a_user_that_the_signature_does_not_cover_is_not_used(bench: Any) -> None:
    """Under platform the message still counts, for it could have come without."""
    message = bench.signed()
    etree.SubElement(message.header, layout.USER).text = OTHER
    signed = bench.verify(message, PLATFORM)
    assert signed.user is None
    assert [w.check for w in signed.warnings] == ["signature.user-not-signed"]


def test_the_signed_user_in_a_wrapper_does_not_count(bench: Any) -> None:
    envelope = with_user(bench)
    signed_block = block(envelope)
    header = signed_block.getparent()
    etree.SubElement(header, "wrapper").append(signed_block)
    etree.SubElement(header, layout.USER).text = OTHER
    assert "signature.reference" in bench.checks(octets(envelope), PLATFORM)

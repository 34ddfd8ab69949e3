"""Whether a message claims to be signed."""

from __future__ import annotations

from typing import Any

import pytest
from kruispunt_client.wss import is_signed
from kruispunt_contracts import ns
from kruispunt_contracts.profile import SHAPES
from lxml import etree


@pytest.mark.parametrize("shape", SHAPES)
def test_message_of_every_shape_is_signed(bench: Any, shape: str) -> None:
    assert is_signed(bench.signed(shape).root)


def test_message_without_header_is_not_signed(bench: Any) -> None:
    assert not is_signed(bench.unsigned())


def test_message_with_only_a_timestamp_is_not_signed(bench: Any) -> None:
    message = bench.signed()
    message.security.remove(message.signature)
    assert not is_signed(message.root)


def test_signature_deep_in_the_header_is_a_claim(bench: Any) -> None:
    """Then `verify` says what is wrong with it; nobody may take it for unsigned."""
    message = bench.signed()
    signature = message.signature
    etree.SubElement(etree.SubElement(message.header, "a"), "b").append(signature)
    assert is_signed(message.root)
    assert bench.checks(message) == {"security.missing"}


def test_signature_in_the_body_is_no_claim(bench: Any) -> None:
    message = bench.signed()
    message.body.append(message.signature)
    assert not is_signed(message.root)


def test_other_documents_are_not_signed() -> None:
    text = f'<a><Header><Signature xmlns="{ns.DS}"/></Header></a>'
    assert not is_signed(etree.fromstring(text))

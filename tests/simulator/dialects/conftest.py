"""Example requests, and a way to insist that a reply fits its contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import catalogue, ns, parse, soap_parts
from kruispunt_contracts.catalogue import Contract
from kruispunt_simulator.dialects import soap11
from lxml import etree

Element = Any
Example = Callable[[str], Element]
Sent = Callable[[Element], Element]
Valid = Callable[[Contract, Element], Element]

VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"


@pytest.fixture
def now() -> datetime:
    """A winter afternoon; in Belgium an hour later."""
    return datetime(2026, 11, 22, 15, 4, 5, 678_900, tzinfo=UTC)


@pytest.fixture(scope="session")
def example() -> Example:
    """Parse an example request anew by its root element, a Clark name."""
    texts: dict[str, bytes] = {}
    for path in sorted(VECTORS.glob("*/*request*.xml")):
        text = path.read_bytes()
        texts.setdefault(parse(text).tag, text)
    return lambda clark: parse(texts[clark])


@pytest.fixture(scope="session")
def sent() -> Sent:
    """Send a payload: into an envelope, to octets, and out again at the other end."""

    def send(payload: Element) -> Element:
        octets = etree.tostring(soap11.envelope(payload), encoding="utf-8")
        return soap_parts(parse(octets)).payload

    return send


@pytest.fixture(scope="session")
def valid(sent: Sent) -> Valid:
    """Insist that a reply fits the contract once it was sent; gives it as received."""

    def check(contract: Contract, payload: Element) -> Element:
        received = sent(payload)
        if received.tag == f"{{{ns.SOAP}}}Fault":
            names = [child.tag for child in received]
            assert names[:2] == ["faultcode", "faultstring"]
            assert names[2:] in ([], ["detail"])
            detail = received.find("detail")
            for each in () if detail is None else detail:
                if each.tag.startswith("{"):
                    assert contract.validate(each) == (), etree.tostring(each)
        else:
            assert contract.validate(received) == (), etree.tostring(received)
        return received

    return check


MAGDA = [c for c in catalogue.load().contracts if c.dialect == "magda"]
KSZ = [c for c in catalogue.load().contracts if c.dialect == "ksz"]

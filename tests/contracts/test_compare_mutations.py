"""Random changes of random contracts: found, and what is said of them holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from kruispunt_contracts import Contract, PushedContract, load, ns
from kruispunt_contracts.compare import Effect, Outcome, check_folder
from lxml import etree

from .conftest import VECTORS, every, roots
from .copies import XSD, copied, opened

CATALOGUE = load()
EVERY = every(CATALOGUE)
CHANGEABLE = "//x:element | //x:attribute | //x:simpleType//x:restriction/x:*"
LOCAL = "ancestor::x:complexType"


def _examples() -> dict[str, list[Any]]:
    found = defaultdict(list)
    for file in sorted(VECTORS.rglob("*.xml")):
        root = etree.parse(str(file)).getroot()
        found[root.tag].append(root)
    return found


EXAMPLES = _examples()
"""Valid messages by their root."""


def dropped(node: Any) -> None:
    node.getparent().remove(node)


def optional(node: Any) -> None:
    if node.tag == f"{{{ns.XSD}}}attribute":
        node.set("use", "optional" if node.get("use") == "required" else "required")
    else:
        node.set("minOccurs", "1" if node.get("minOccurs") == "0" else "0")


def repeated(node: Any) -> None:
    node.set("maxOccurs", "7" if node.get("maxOccurs") is None else "1")


def renamed(node: Any) -> None:
    node.set("name", f"{node.get('name')}X")


def nillable(node: Any) -> None:
    node.set("nillable", "true")


def qualified(node: Any) -> None:
    schema = node.getroottree().getroot()
    now = schema.get("elementFormDefault")
    node.set("form", "unqualified" if now == "qualified" else "qualified")


def retyped(node: Any) -> None:
    node.set("type", "xsd:gMonthDay")


def earlier(node: Any) -> None:
    before = node.getprevious()
    assume(before is not None and before.tag == node.tag)
    before.addprevious(node)


def other_value(node: Any) -> None:
    value = node.get("value")
    assume(value is not None)
    node.set("value", str(int(value) + 1) if value.isdigit() else f"{value}z")


OF_DECLARATIONS: list[Callable[[Any], None]] = [
    dropped,
    optional,
    repeated,
    renamed,
    nillable,
    qualified,
    retyped,
    earlier,
]
OF_FACETS: list[Callable[[Any], None]] = [dropped, other_value]


@given(data=st.data())
@settings(database=None, deadline=None, max_examples=40)
def test_a_random_change_is_found_or_changes_no_message(data: st.DataObject) -> None:
    """
    What is refused after a change was told of, and as refused.

    A change that is not found accepts the same messages; one of which it is only told
    that they accept more refuses none of ours.
    """
    contract = data.draw(st.sampled_from(EVERY), label="contract")
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = copied(contract, folder) / contract.xsd.name
        with opened(file) as root:
            nodes = root.xpath(CHANGEABLE, namespaces=XSD)
            node = nodes[data.draw(st.integers(0, len(nodes) - 1), label="node")]
            declared = node.get("value") is None
            assume(not declared or node.xpath(LOCAL, namespaces=XSD))
            changes = OF_DECLARATIONS if declared else OF_FACETS
            change = data.draw(st.sampled_from(changes), label="change")
            place = f"{file.name}:{node.sourceline}"
            change(node)
        try:
            theirs = etree.XMLSchema(file=str(file))
        except etree.XMLSchemaParseError:
            assume(False)
        refused = [
            example
            for example in _examples_of(contract)
            if not theirs.validate(example)
        ]
        found = check_folder(folder, CATALOGUE, contract.service)
    (compared,) = (s for s in found.services if s.version == contract.version)
    event(f"{change.__name__}: {compared.outcome}")
    told = f"{place} {change.__name__}: {compared}"
    assert compared.outcome in (Outcome.SAME, Outcome.DIFFERENT), told
    effects = {difference.effect for difference in compared.differences}
    if refused:
        assert effects - {Effect.ACCEPT_MORE}, told


def _examples_of(contract: Contract | PushedContract) -> list[Any]:
    return [each for root in roots(contract) for each in EXAMPLES[root]]

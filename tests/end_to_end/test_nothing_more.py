"""
No reply holds a field outside of what the law grants that party on that date.

What is granted is read from the catalogue of authorisations (`vectors/law`), not from
the act files that the hops go by; where a field stands, from `kruispunt_law/wire`. The
replies are those of the real chain, verified by the client.

Source: 23/058 §85; 22/004 §22-24; 14/088 §9; Protocol WiV–Wonen in Limburg art. 3 and 7
(superfluous data are a finding: S-DQ-04).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_client.caller import Reply
from kruispunt_contracts.catalogue import Dialect
from kruispunt_law import Grant, Places, law
from kruispunt_law.operations import operations_of
from kruispunt_simulator.numbers import is_bis
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import People
from kruispunt_simulator.rules.withholding import find_all
from lxml import etree

from .envelopes import Chain
from .every_service import Asker, Element, Key, questions
from .test_every_grant import ASKED, SERVICES

CATALOGUE = Path(__file__).parents[1] / "vectors" / "law" / "authorisations.yaml"
PARTIES = Parties.load()
PEOPLE = tuple(People.load())
TODAY = date(2026, 11, 22)
GRANTS = [grant for grant in ASKED if grant.fields is not None]
NEEDED_ON_THE_WAY = {
    "vdab-registration-data",
    "lw-period-start-date",
    "lw-period-end-date",
}
"""What a hop needs to answer at all, and the next one does not pass on."""
ALL_DATA = {
    "rsvz": {"hdi-risk-more"},
    "socialeverzekeringsfondsen": {"hdi-risk-more"},
}
"""What no list names, of who may have all data of all modules (23/058 §16)."""


@cache
def rows() -> list[dict[str, Any]]:
    """The entries of the catalogue."""
    read = yaml.load(CATALOGUE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    found: list[dict[str, Any]] = read["authorisations"]
    return found


def actors(party: str) -> set[str]:
    """What the acts call a party."""
    known = PARTIES.get(party)
    assert known is not None
    return {party, *known.actors, *filter(None, [known.member_of])}


@cache
def granted(party: str, on: date) -> frozenset[str]:
    """Every field that some act grants a party on a day."""
    served = {party}
    for grant in law().grants:
        if grant.party == party:
            served |= {*grant.beneficiaries}
    names = set().union(*(actors(each) for each in served))
    return frozenset(
        field
        for row in rows()
        if names & {row["actor"]["id"], row["actor"].get("succeeded_by")}
        if row["in_force"]["from"] and row["in_force"]["from"] <= on.isoformat()
        for field in row["fields_allowed"]
    ) | (obtained() if AGENCY in names and on >= OBTAINED_FROM else frozenset())


def may_have(party: str, on: date) -> frozenset[str]:
    """What the acts grant, and what a hop cannot do without."""
    return granted(party, on) | NEEDED_ON_THE_WAY | ALL_DATA.get(party, set())


AGENCY = "wonen-in-vlaanderen"
OBTAINED_FROM = date(2023, 1, 1)
"""
The agency's first day; what it obtains, by acts of 2022 and 2023, comes after it.

Source: 23/058 §62; Protocol WiV–Wonen in Limburg notes 19 to 61.
"""


def obtained() -> set[str]:
    """What the agency itself may obtain, because it may pass it on (R-LC-13)."""
    return {
        field
        for row in rows()
        if row["act"]["id"] == "p-wiv-wil-2024"
        for field in row["fields_allowed"]
    }


def content_of(reply: Reply) -> Element | None:
    """What the source said, where paths of `wire/` start."""
    if reply.is_fault:
        return None
    dialect = reply.operation.contract.dialect
    if dialect is Dialect.MAGDA:
        return reply.payload.find("Repliek/Antwoorden/Antwoord/Inhoud")
    if dialect is Dialect.KSZ:
        return reply.payload
    (said,) = reply.payload.findall(".//{*}ServiceReply/*[last()]")[:1] or [None]
    is_refusal = said is not None and etree.QName(said).localname == "ResultSummary"
    return None if is_refusal else said


def leaves(root: Element) -> Iterator[tuple[Element, str | None, str]]:
    """Everything that tells something: element, attribute if it is one, and text."""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            yield element, name, value
        if (element.text or "").strip() and not len(element):
            yield element, None, element.text.strip()


def told_by(root: Element, places: Places, fields: frozenset[str]) -> Any:
    """Elements, and attributes of elements, that some path lets be told."""
    majority = float(f"{TODAY.year - 18}{TODAY:%m%d}")
    whole: set[Element] = set()
    attributes: set[tuple[Element, str]] = set()
    for path in places.told(fields):
        before, slash, last = path.rpartition("/")
        if slash and last.startswith("@"):
            for element in find_all(root, before, majority):
                names = element.attrib if last == "@*" else [last[1:]]
                attributes.update((element, name) for name in names)
        elif last != ".":
            whole.update(find_all(root, path, majority))
    return whole, attributes


def neutral_in(root: Element, texts: Mapping[str, str]) -> set[Any]:
    """Elements and attributes that say nothing, each in its own place."""
    # What was not asked, nobody looked up, so that reason stays (`ksz_handi_v1`).
    reasons = ("not authorized", "not requested")
    found = {(e, None, why) for e in root.iter("{*}noDataReason") for why in reasons}
    for path, text in texts.items():
        before, _, last = path.rpartition("/")
        if last.startswith("@"):
            found.update((e, last[1:], text) for e in find_all(root, before))
        else:
            found.update((e, None, text) for e in find_all(root, path))
    return found


def outside(root: Element, grant: Grant, key: Key, fields: frozenset[str]) -> list[str]:
    """What is told that no act grants."""
    places = law().places[key]
    whole, attributes = told_by(root, places, fields)
    neutral = neutral_in(root, {**places.neutral, **grant.neutral})
    found = []
    for element, attribute, text in leaves(root):
        if whole & {element, *element.iterancestors()}:
            continue
        if attribute is not None and (element, attribute) in attributes:
            continue
        if (element, attribute, text) not in neutral:
            path = root.getroottree().getelementpath(element)
            found.append(f"{path}{f'/@{attribute}' if attribute else ''}: {text}")
    return found


@pytest.fixture(scope="module")
def lines() -> Iterator[dict[tuple[str, str], Asker]]:
    """Lines that stay open, by hop and party."""
    open_: dict[tuple[str, str], Asker] = {}
    yield open_
    for asker in open_.values():
        asker.caller.close()


def test_no_reply_holds_a_field_outside_of_what_the_law_grants(
    dated: Callable[[str], Chain], lines: dict[tuple[str, str], Asker]
) -> None:
    told: Counter[str] = Counter()

    @settings(max_examples=150, deadline=None, database=None)
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        grant = data.draw(st.sampled_from(GRANTS))
        key = data.draw(st.sampled_from([*operations_of(grant)]))
        person = data.draw(st.sampled_from(PEOPLE))
        asker = Asker(simulator=dated(TODAY.isoformat()).simulator, grant=grant)
        last = grant.until or TODAY
        on = data.draw(st.sampled_from(sorted({min(asker.since, last), last})))
        dated(on.isoformat())
        asked = [*questions(SERVICES[key], person, on)]
        if not asked or is_bis(person.ssin):
            return
        line = lines.setdefault((grant.hop, grant.party), asker)
        asker.__dict__["caller"] = line.caller
        content = content_of(asker.ask(key, data.draw(st.sampled_from(asked))))
        if content is None:
            return
        told[grant.hop] += 1
        fields = may_have(grant.party, on)
        assert outside(content, grant, key, fields) == []

    ask()
    assert set(told) == {grant.hop for grant in GRANTS}


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.id)
def test_a_hop_goes_by_no_field_that_the_catalogue_does_not_grant(
    grant: Grant,
) -> None:
    """On its first day as today."""
    assert grant.fields is not None
    for on in (grant.from_, grant.until or TODAY):
        assert grant.fields <= may_have(grant.party, on)

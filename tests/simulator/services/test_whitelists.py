"""
Of every answer only what a ground of the law grants leaves, and the rest fits still.

Asked is everything that may be asked about every built-in person, and the examples of
the contracts are answers too; the grounds are all that the law has.

Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.content import Group
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.yamlfile import load_model
from kruispunt_law.operations import operations_of
from kruispunt_simulator.hops.granted import KEYS
from kruispunt_simulator.rules.withholding import Whitelist, has_data, keep_only
from lxml import etree
from pydantic import BaseModel, ConfigDict

from .conftest import Desk, contract_of
from .grounds import (
    INHOUD,
    LAW,
    SERVICES,
    Key,
    Told,
    content_of,
    reach,
    steps_of,
    whitelist_of,
)

Element = Any
Messages = dict[Key, list[tuple[date, Element]]]

LATE = date(2027, 3, 1)
"""Late enough for every attest to be sent."""
KEPT = date(2023, 6, 15)
"""While the federal files of family benefits are kept."""
ASKED = sorted(set(LAW.places) & set(SERVICES))
VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
WRITING = {"RegistreerInschrijving", "RegistreerUitschrijving"}
"""Services that write in a repertory."""


@dataclass(frozen=True)
class Case:
    """One whitelist, and the grants that have it."""

    key: Key
    grants: tuple[str, ...]
    whitelist: Whitelist

    def __str__(self) -> str:
        others = f" and {len(self.grants) - 1} more" if len(self.grants) > 1 else ""
        return f"{' '.join(self.key)} under {self.grants[0]}{others}"


def _cases() -> Iterator[Case]:
    found: dict[Any, tuple[Whitelist, list[str]]] = {}
    for grant in LAW.grants:
        for key in operations_of(grant):
            whitelist = whitelist_of(grant, key) if key in SERVICES else None
            if whitelist is not None:
                neutral = tuple(sorted(whitelist.neutral.items()))
                same = (key, whitelist.paths, whitelist.removed, neutral)
                found.setdefault(same, (whitelist, []))[1].append(grant.id)
    for (key, *_), (whitelist, grants) in found.items():
        yield Case(key, tuple(grants), whitelist)


CASES = tuple(_cases())
every_case = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.fixture(scope="session")
def messages(desk: Desk) -> Messages:
    """Every answer about every built-in person, those that say the same once."""
    found: Messages = {}
    examples = dict(_examples())
    for key in ASKED:
        is_kept = SERVICES[key].flow == "family-benefits"
        each = {
            (day, said(key, reply.root)): (day, reply.root)
            for day in ((LATE, KEPT) if is_kept else (LATE,))
            for person in desk.people
            for reply in desk.ask_all(SERVICES[key], person, day)
            if reply.root.tag != "none"
        }
        found[key] = [*each.values(), *((LATE, root) for root in examples.get(key, ()))]
    return found


def _examples() -> Iterator[tuple[Key, list[Element]]]:
    """The answers among the examples of the contracts; in the SSDN they are texts."""
    read = [parse(path.read_bytes()) for path in sorted(VECTORS.rglob("*.xml"))]
    for key in ASKED:
        response = contract_of(*key[:2]).operation(key[2]).response
        roots = [root for root in read if root.tag == response]
        if contract_of(*key[:2]).dialect is Dialect.SSDN:
            continue
        if contract_of(*key[:2]).dialect is Dialect.MAGDA:
            roots = [
                copy.deepcopy(inhoud) for r in roots for inhoud in r.iterfind(INHOUD)
            ]
        yield key, roots


def said(key: Key, root: Element) -> bytes:
    """What an answer says, without the question that comes back."""
    contract = contract_of(*key[:2])
    echoed = {"informationCustomer", "informationCBSS", "Question"}
    if contract.dialect is Dialect.KSZ:
        echoed.update(contract.operation(key[2]).echoed)
    return b"".join(
        etree.tostring(child)
        for child in root
        if etree.QName(child).localname not in echoed
    )


def fits(desk: Desk, key: Key, root: Element) -> bool:
    """Whether an answer fits its contract, or the hop refuses: nothing is left."""
    if root.tag != "Inhoud":
        return desk.valid(*key[:2], root)
    telling = SERVICES[key].telling
    if has_data(root, KEYS) or any(root.find(path) is not None for path in telling):
        desk.magda_reply(*key[:2], root)  # insists that it is valid
    return True


def leaving(
    messages: Messages, key: Key, whitelist: Whitelist
) -> Iterator[tuple[Told, Element, date]]:
    """Take out of every answer what may not leave."""
    for day, answer in messages[key]:
        root = copy.deepcopy(answer)
        told = Told.of(root, whitelist, day)
        keep_only(root, whitelist, content_of(key, root), day)
        yield told, root, day


def test_every_operation_has_answers(messages: Messages) -> None:
    """The twin of all that follows: there is something to take out."""
    assert [key for key, found in messages.items() if not found] == []


@every_case
def test_under_a_grant_only_what_it_grants_leaves(
    desk: Desk, messages: Messages, case: Case
) -> None:
    for told, root, _ in leaving(messages, case.key, case.whitelist):
        assert told.without_ground(root) == []
        assert fits(desk, case.key, root)


class Held(BaseModel):
    """What may be in no answer under some grants."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    under: tuple[str, ...]
    paths: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.paths[0]} and so on, under {self.under[0]}"


class HeldTable(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: tuple[Held, ...]


HELD = load_model(Path(__file__).with_name("stays_behind.yaml"), HeldTable).groups


@pytest.mark.parametrize("held", HELD, ids=str)
def test_what_stays_behind_under_an_act_does(messages: Messages, held: Held) -> None:
    """The lists say the other way round what the law says in fields."""
    seen: set[str] = set()
    for case in CASES:
        if {*held.under} & {*case.grants}:
            for day, answer in messages[case.key]:
                root = copy.deepcopy(answer)
                seen |= {path for path in held.paths if at(root, path, day)}
                keep_only(root, case.whitelist, content_of(case.key, root), day)
                assert [path for path in held.paths if at(root, path, day)] == []
    assert seen, "nobody has any of it"


def at(root: Element, path: str, day: date) -> bool:
    return any(True for _ in reach(root, path, day))


RISK_PERIOD = {
    f"attest/allowances/allowance/socialRisk/*/period/{end}"
    for end in ("beginDate", "endDate")
}
"""What inspection services may have and the contract cannot tell without what they may
not (23/058 §9-14): the period of a risk stands below its nature."""


@every_case
def test_what_is_granted_leaves(messages: Messages, case: Case) -> None:
    """A block may go with what nobody granted; never all that tells a granted field."""
    held: set[str] = set()
    left: set[str] = set()
    for day, answer in messages[case.key]:
        root = copy.deepcopy(answer)
        found = {
            path: {at for at in reach(root, path, day) if is_said(*at)}
            for path in case.whitelist.paths
        }
        held |= {path for path, each in found.items() if each}
        keep_only(root, case.whitelist, content_of(case.key, root), day)
        kept = set(root.iter("*"))
        left |= {p for p, each in found.items() if {e for e, _ in each} & kept}
    removed = {
        path
        for path in case.whitelist.paths
        if path.startswith(tuple(f"{each}/" for each in case.whitelist.removed))
    }
    lost = held - left - removed
    assert lost <= RISK_PERIOD
    assert (lost == set()) or "inspectie" in case.grants[0]


def is_said(element: Element, last: str) -> bool:
    """Whether something stands where a path leads to."""
    if last.startswith("@"):
        return bool(element.attrib if last == "@*" else element.get(last[1:]))
    return True


@settings(database=None, deadline=None, max_examples=400)
@given(data=st.data())
def test_any_fields_may_be_granted(
    desk: Desk, messages: Messages, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([key for key in ASKED if LAW.places[key].fields]))
    places = LAW.places[key]
    fields = data.draw(st.sets(st.sampled_from(sorted(places.fields))))
    day, answer = data.draw(st.sampled_from(messages[key]))
    whitelist = Whitelist(
        paths=places.told(fields),
        neutral=places.neutral,
        stand_ins=SERVICES[key].stand_ins,
    )
    root = copy.deepcopy(answer)
    told = Told.of(root, whitelist, day)
    keep_only(root, whitelist, content_of(key, root), day)
    assert told.without_ground(root) == []
    assert fits(desk, key, root)


def test_of_a_grant_without_a_list_of_fields_everything_leaves() -> None:
    """Where a service tells nothing of its own, or the ground is our choice."""
    whole = [grant for grant in LAW.grants if grant.fields is None]
    for grant in whole:
        for key in operations_of(grant):
            assert LAW.told(grant, key) is None
    assert {grant.service for grant in whole} == WRITING | {
        "GeefVolledigDossierHandicap",
        "UnemploymentDataService",
    }


@pytest.mark.parametrize("key", ASKED, ids=" ".join)
def test_every_place_is_one_that_the_contract_has(key: Key, messages: Messages) -> None:
    contract, places = contract_of(*key[:2]), LAW.places[key]
    response = contract.operation(key[2]).response
    if contract.dialect is Dialect.SSDN:
        top = content_of(key, messages[key][0][1])
    else:
        path = INHOUD if contract.dialect is Dialect.MAGDA else ""
        top = contract.schema.content(response, path)
    assert top is not None
    for told in (*places.fields.values(), tuple(places.neutral)):
        assert [path for path in told if not leads(top, path)] == []


def leads(content: Group, path: str) -> bool:
    """Whether the contract lets an element stand at a path, conditions aside."""
    here = [content]
    for step in steps_of(path)[0]:
        name = step.partition("[")[0]
        inside = [
            group.below(part.name)
            for group in here
            for part in group.order()
            if name in ("*", part.name)
        ]
        here = [group for group in inside if group is not None]
    return bool(here)

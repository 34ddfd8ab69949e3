"""What a service lists as `droppable` may go, in every combination, unharmed."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.hops.answers import KEYS
from kruispunt_simulator.law.load import load_grants
from kruispunt_simulator.rules.withholding import (
    find_all,
    has_data,
    unconditional,
    withhold,
)
from kruispunt_simulator.services import Service, discover

from .conftest import Desk

Element = Any
Key = tuple[str, str, str]

SERVICES = discover()
TODAY = date(2027, 3, 1)
"""Late enough for every attest to be sent."""


@pytest.fixture(scope="session")
def answers(desk: Desk) -> dict[Key, list[Element]]:
    """Every answer about every built-in person, by service."""
    return {
        key: [
            reply.root
            for person in desk.people
            for reply in desk.ask_all(service, person, TODAY)
            if reply.root.tag != "none"
        ]
        for key, service in SERVICES.items()
    }


def is_valid(desk: Desk, service: Service, root: Element) -> bool:
    if root.tag == "Inhoud":
        if not len(root) or not has_data(root, KEYS):
            return True  # nothing is left; the hop refuses with 15021
        desk.magda_reply(service.service, service.version, root)
        return True
    return desk.valid(service.service, service.version, root)


every_service = pytest.mark.parametrize(
    "service", SERVICES.values(), ids=lambda service: service.operation
)


@every_service
def test_everything_droppable_may_go_at_once(
    desk: Desk, answers: dict[Key, list[Element]], service: Service
) -> None:
    key = (service.service, service.version, service.operation)
    for answer in answers[key][::7]:
        rest = copy.deepcopy(answer)
        withhold(rest, sorted(service.droppable), {}, service.needs, service.stand_ins)
        assert is_valid(desk, service, rest)


@every_service
def test_each_droppable_element_may_go_alone(
    desk: Desk, answers: dict[Key, list[Element]], service: Service
) -> None:
    key = (service.service, service.version, service.operation)
    for path in service.droppable:
        found = (a for a in answers[key] if find_all(a, path))
        for answer in list(found)[:2]:
            rest = copy.deepcopy(answer)
            assert withhold(rest, [path], {}, service.needs, service.stand_ins) != ()
            assert is_gone(service, rest, path)
            assert is_valid(desk, service, rest), path


def is_gone(service: Service, root: Element, path: str) -> bool:
    """Whether nothing is left at a path, but for a word that says it is withheld."""
    stand_in = service.stand_ins.get(path)
    left = find_all(root, path)
    if stand_in is None:
        return not left
    return all(
        [(child.tag, child.text) for child in each] == [(stand_in.tag, stand_in.text)]
        for each in left
    )


@settings(database=None, deadline=None, max_examples=50)
@given(data=st.data())
def test_any_combination_may_go(
    desk: Desk, answers: dict[Key, list[Element]], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(k for k in SERVICES if answers[k])))
    service = SERVICES[key]
    paths = data.draw(st.sets(st.sampled_from([*sorted(service.droppable), "none"])))
    rest = copy.deepcopy(data.draw(st.sampled_from(answers[key])))
    withhold(rest, sorted(paths), {}, service.needs, service.stand_ins)
    assert is_valid(desk, service, rest)


@pytest.mark.parametrize("grant", load_grants(), ids=lambda grant: grant.id)
def test_what_an_act_withholds_is_droppable(grant: Any) -> None:
    droppable: set[str] = set()
    for service in SERVICES.values():
        if service.service == grant.service and (
            not grant.operations or service.operation in grant.operations
        ):
            droppable |= service.droppable
    paths = {p if p in droppable else unconditional(p) for p in grant.withheld}
    assert paths <= droppable

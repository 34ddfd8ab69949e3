"""What a service lists as `droppable` may go, in every combination, unharmed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.law.load import load_grants
from kruispunt_simulator.rules.withholding import withhold
from kruispunt_simulator.services import Onward, Service, discover

from .conftest import Desk

Element = Any
Key = tuple[str, str, str]

SERVICES = discover()
TODAY = date(2027, 3, 1)
"""Late enough for every attest to be sent."""


def flags(name: str, true: str) -> str:
    return f"<{name}>{''.join(f'<{f}>true</{f}>' for f in true.split())}</{name}>"


ALL_SOURCES = flags(
    "handicapAuthenticSources", "DGPH VSB KindEnGezin IrisCare NicCin AVIQ DSL MDG"
)
PAYING = flags("handicapAuthenticSources", "DGPH VSB IrisCare NicCin MDG")
PARTS = flags("parts", "evolutionOfRequest handicapRecognitions rights socialCards")
OPTIONS = (
    "<decisionStatus>true</decisionStatus>"
    "<enrichedRecognition>true</enrichedRecognition>"
)


def period(begin: str, end: str) -> str:
    dates = f"<beginDate>{begin}</beginDate><endDate>{end}</endDate>"
    return f"<period>{dates}</period>"


QUARTERS = [
    f"<yearQuarter>{year}Q{number}</yearQuarter>"
    for year in range(2023, 2027)
    for number in range(1, 5)
]
ASK_EVERYTHING = {
    "consultFilesByDate": [
        f"{ALL_SOURCES}<referenceDate>{year}-06-15</referenceDate>{PARTS}{OPTIONS}"
        for year in range(2015, 2027)
    ],
    "consultFilesByPeriod": [
        f"{ALL_SOURCES}{period('2010-01-01', '2026-12-31')}{PARTS}"
    ],
    "consultPayments": [f"{PAYING}{period('2024-01-01', '2025-12-31')}"],
    "consultAttest": QUARTERS,
    "consultIndemnityPeriods": QUARTERS,
}
"""Criteria behind the ssin, by KSZ operation."""


def ksz_answers(desk: Desk, service: Service) -> Iterator[Element]:
    for person in desk.people:
        for criteria in ASK_EVERYTHING[service.operation]:
            yield desk.ask_ksz(
                service.service,
                service.version,
                service.operation,
                f"<ssin>{person.ssin}</ssin>{criteria}",
                today=TODAY,
            ).root


def passed_on(desk: Desk, onward: Onward, operations: set[str]) -> Iterator[Element]:
    for operation in sorted(operations):
        inner = SERVICES[onward.service, onward.version, operation]
        for response in ksz_answers(desk, inner):
            yield onward.inhoud(response)


def zorgtoeslag_answers(desk: Desk, service: Service) -> Iterator[Element]:
    for person in desk.people:
        vraag = (
            f"<Inhoud><Criteria><INSZ>{person.ssin}</INSZ><Periode>"
            "<Begindatum>2010-01-01</Begindatum><Einddatum>2026-12-31</Einddatum>"
            "</Periode><GewensteInformatie><StatusAanvraag>1</StatusAanvraag>"
            "<Erkenningen>1</Erkenningen></GewensteInformatie></Criteria>"
            "<Taal>nl</Taal></Inhoud>"
        )
        reply = desk.ask_magda(service.service, service.version, vraag, today=TODAY)
        if reply.root.tag == "Inhoud":
            yield reply.root


ONWARD_OPERATIONS = {
    "GeefDossierHandicap": {"consultFilesByDate", "consultFilesByPeriod"},
    "GeefArbeidsongeschiktheid": {"consultIndemnityPeriods"},
}


def all_answers(desk: Desk, service: Service) -> Iterator[Element]:
    if service.operation in ASK_EVERYTHING:
        return ksz_answers(desk, service)
    if service.onward is not None:
        return passed_on(desk, service.onward, ONWARD_OPERATIONS[service.service])
    return zorgtoeslag_answers(desk, service)


@pytest.fixture(scope="session")
def answers(desk: Desk) -> dict[Key, list[Element]]:
    """Every answer about every built-in person, by service."""
    return {key: list(all_answers(desk, s)) for key, s in SERVICES.items()}


def is_valid(desk: Desk, service: Service, root: Element) -> bool:
    if root.tag == "Inhoud":
        if not len(root) or not len(root[0]):
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
        withhold(rest, sorted(service.droppable), {})
        assert is_valid(desk, service, rest)


@every_service
def test_each_droppable_element_may_go_alone(
    desk: Desk, answers: dict[Key, list[Element]], service: Service
) -> None:
    key = (service.service, service.version, service.operation)
    for path in service.droppable:
        found = (a for a in answers[key] if a.find(path) is not None)
        for answer in list(found)[:2]:
            rest = copy.deepcopy(answer)
            assert withhold(rest, [path], {}) != ()
            assert rest.find(path) is None
            assert is_valid(desk, service, rest), path


@settings(database=None, deadline=None, max_examples=50)
@given(data=st.data())
def test_any_combination_may_go(
    desk: Desk, answers: dict[Key, list[Element]], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(SERVICES)))
    service = SERVICES[key]
    paths = data.draw(st.sets(st.sampled_from(sorted(service.droppable))))
    rest = copy.deepcopy(data.draw(st.sampled_from(answers[key])))
    withhold(rest, sorted(paths), {})
    assert is_valid(desk, service, rest)


@pytest.mark.parametrize("grant", load_grants(), ids=lambda grant: grant.id)
def test_what_an_act_withholds_is_droppable(grant: Any) -> None:
    droppable: set[str] = set()
    for service in SERVICES.values():
        if service.service == grant.service and (
            not grant.operations or service.operation in grant.operations
        ):
            droppable |= service.droppable
    assert set(grant.withheld) <= droppable

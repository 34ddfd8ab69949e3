"""
The legal decision: the table of cases, and the order in which it looks.

Source of every row: the act that its comment in `cases.yaml` names.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_contracts import catalogue
from kruispunt_simulator.law.decide import decide
from kruispunt_simulator.law.load import load_grants
from kruispunt_simulator.law.model import Decision, Grant
from kruispunt_simulator.yamlfile import load_model
from pydantic import BaseModel, ConfigDict


class Case(BaseModel):
    """One question, and what the acts say about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hop: str
    party: str
    capacity: str | None
    service: str
    operation: str
    on: date
    grant: str | None = None
    cited: str | None = None
    missing: str | None = None

    def __str__(self) -> str:
        ending = f"without {self.missing}" if self.missing else "granted"
        return f"{self.party}@{self.hop} {self.operation} {self.on} {ending}"


class Cases(BaseModel):
    """The whole table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: tuple[Case, ...]


CASES = load_model(Path(__file__).parent / "cases.yaml", Cases).cases
GRANTED = [case for case in CASES if case.missing is None]
GRANTS = load_grants()

REASONS = {
    "party": "has no grant at",
    "service": "may not use {service} at",
    "operation": "may not use operation {operation} of",
    "capacity": "in capacity",
    "date": "no ground is in force on {on}",
}
"""What a refusal says about the first thing that is missing."""


def verdict(case: Case, grants: tuple[Grant, ...] = GRANTS) -> Decision:
    return decide(
        grants,
        hop=case.hop,
        party=case.party,
        capacity=case.capacity,
        service=case.service,
        operation=case.operation,
        on=case.on,
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_decision_is_that_of_the_act(case: Case) -> None:
    """Source: the act above the row in `cases.yaml`."""
    decision = verdict(case)
    if case.missing is None:
        assert decision.allowed
        assert decision.grant is not None
        assert decision.grant.id == case.grant
        assert decision.grant.citation == decision.reason == case.cited
        return
    assert not decision.allowed
    assert decision.grant is None
    expected = REASONS[case.missing].format(
        service=case.service, operation=case.operation, on=case.on.isoformat()
    )
    assert expected in decision.reason
    for other in set(REASONS) - {case.missing}:
        begin = REASONS[other].partition(" {")[0]
        assert begin == "may not use" or begin not in decision.reason


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.id)
def test_every_grant_has_its_first_day_and_the_day_before_in_the_table(
    grant: Grant,
) -> None:
    operations = grant.operations or _operations(grant.service)
    for operation in operations:
        days = {
            case.on: case.missing
            for case in CASES
            if (case.hop, case.party, case.capacity, case.service, case.operation)
            == (grant.hop, grant.party, grant.capacity, grant.service, operation)
        }
        assert days[grant.from_] is None, operation
        assert days[grant.from_ - timedelta(days=1)] == "date", operation


@pytest.mark.parametrize(
    "grant", [grant for grant in GRANTS if grant.until], ids=lambda grant: grant.id
)
def test_every_grant_with_an_end_has_its_last_day_and_the_next_in_the_table(
    grant: Grant,
) -> None:
    assert grant.until is not None
    for operation in grant.operations or _operations(grant.service):
        days = {
            case.on: case.missing
            for case in CASES
            if (case.hop, case.party, case.capacity, case.service, case.operation)
            == (grant.hop, grant.party, grant.capacity, grant.service, operation)
        }
        assert days[grant.until] is None, operation
        assert days[grant.until + timedelta(days=1)] == "date", operation


@pytest.mark.parametrize("case", GRANTED, ids=str)
def test_no_other_operation_of_the_service_rides_along(case: Case) -> None:
    """Source: 23/058 §85 and 22/004 §22: what is not granted is not given."""
    for operation in _operations(case.service):
        twin = case.model_copy(update={"operation": operation})
        assert verdict(twin).allowed is (twin in [*_granted_like(case)])


@pytest.mark.parametrize("case", GRANTED, ids=str)
def test_what_is_granted_stays_granted_while_no_end_is_known(case: Case) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 5, 11 (indefinite)."""
    (grant,) = (grant for grant in GRANTS if grant.id == case.grant)
    later = verdict(case.model_copy(update={"on": date(2045, 12, 31)}))
    assert later.allowed is (grant.until is None)


@given(
    hop=st.sampled_from(["wiv", "magda", "ksz", "elsewhere"]),
    case=st.sampled_from(CASES),
    other=st.sampled_from(CASES),
    on=st.dates(date(2014, 1, 1), date(2046, 1, 1)),
)
def test_only_a_grant_that_fits_in_every_respect_is_found(
    hop: str, case: Case, other: Case, on: date
) -> None:
    decision = decide(
        GRANTS,
        hop=hop,
        party=case.party,
        capacity=other.capacity,
        service=case.service,
        operation=other.operation,
        on=on,
    )
    fitting = [
        grant
        for grant in GRANTS
        if grant.hop == hop
        and grant.party == case.party
        and grant.capacity == other.capacity
        and grant.service == case.service
        and (not grant.operations or other.operation in grant.operations)
        and grant.in_force(on)
    ]
    assert decision.grant == (fitting[0] if fitting else None)
    assert len(fitting) <= 1


# The order, on grants made up for it


def grant(**given: object) -> Grant:
    fields = {
        "id": "g",
        "hop": "magda",
        "party": "p",
        "capacity": "1",
        "service": "S",
        "operations": ("ask", "tell"),
        "act": "1/1",
        "paragraphs": "§1",
        "from": date(2024, 1, 1),
        "until": date(2024, 12, 31),
    }
    return Grant.model_validate(fields | given)


ASKED = Case(
    hop="magda",
    party="p",
    capacity="1",
    service="S",
    operation="ask",
    on=date(2024, 6, 1),
)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the first"),
        pytest.param(date(2024, 1, 1), True, id="the first day"),
        pytest.param(date(2024, 12, 31), True, id="the last day"),
        pytest.param(date(2025, 1, 1), False, id="the day after the last"),
    ],
)
def test_a_ground_with_an_end_holds_until_that_day(on: date, allowed: bool) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 art. 12 (a ground can end)."""
    asked = ASKED.model_copy(update={"on": on})
    assert verdict(asked, (grant(),)).allowed is allowed


def test_a_new_ground_takes_over_where_the_old_one_ends() -> None:
    later = grant(id="later", **{"from": date(2025, 1, 1), "until": None})
    for on, found in ((date(2024, 12, 31), "g"), (date(2025, 1, 1), "later")):
        decision = verdict(ASKED.model_copy(update={"on": on}), (later, grant()))
        assert decision.grant is not None
        assert decision.grant.id == found


def test_a_grant_without_operations_is_for_all_of_the_service() -> None:
    asked = ASKED.model_copy(update={"operation": "anything"})
    assert not verdict(asked, (grant(),)).allowed
    assert verdict(asked, (grant(operations=()),)).allowed


@pytest.mark.parametrize(
    ("wrong", "missing", "near"),
    [
        pytest.param({"party": "q"}, "party", 0, id="party"),
        pytest.param({"hop": "ksz"}, "party", 0, id="hop"),
        pytest.param({"service": "T"}, "service", 1, id="service"),
        pytest.param({"operation": "a"}, "operation", 1, id="operation"),
        pytest.param({"capacity": "2"}, "capacity", 1, id="capacity"),
        pytest.param({"capacity": None}, "capacity", 1, id="no capacity"),
        pytest.param({"on": date(2030, 1, 1)}, "date", 1, id="date"),
        pytest.param(
            {"service": "T", "operation": "a", "capacity": "2"}, "service", 1, id="many"
        ),
        pytest.param(
            {"capacity": "2", "on": date(2030, 1, 1)}, "capacity", 1, id="last two"
        ),
    ],
)
def test_a_refusal_tells_the_first_thing_that_is_missing_and_what_came_near(
    wrong: dict[str, object], missing: str, near: int
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2 (every request, per service)."""
    asked = ASKED.model_copy(update=wrong)
    decision = verdict(asked, (grant(),))
    assert verdict(ASKED, (grant(),)).allowed
    assert decision.grant is None
    assert REASONS[missing].partition(" {")[0] in decision.reason
    assert len(decision.near) == near


def test_without_any_grant_everything_is_refused() -> None:
    assert not verdict(ASKED, ()).allowed


def _operations(service: str) -> list[str]:
    return [
        operation.name
        for contract in catalogue.load().contracts
        if contract.service == service
        for operation in contract.operations
    ]


def _granted_like(case: Case) -> list[Case]:
    """The questions of the table that differ in nothing but the operation."""
    plain = {"operation": "", "grant": None, "cited": None}
    return [
        case.model_copy(update={"operation": other.operation})
        for other in GRANTED
        if other.model_copy(update=plain) == case.model_copy(update=plain)
    ]

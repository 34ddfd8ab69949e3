"""
The legal decision: what is just outside of the acts, and the order in which it looks.

Source of every row: the act that its comment in `refused.yaml` names.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_contracts.yamlfile import load_model
from kruispunt_law import Decision, Grant, law
from kruispunt_law.decide import decide
from pydantic import BaseModel, ConfigDict


class Case(BaseModel):
    """One question, and what it lacks first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hop: str
    party: str
    capacity: str | None
    service: str
    operation: str
    on: date
    version: str | None = None
    missing: str | None = None

    def __str__(self) -> str:
        return f"{self.party}@{self.hop} {self.operation} without {self.missing}"


class Cases(BaseModel):
    """The whole table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: tuple[Case, ...]


CASES = load_model(Path(__file__).parent / "refused.yaml", Cases).cases
GRANTS = law().grants
PROTOCOL = law().acts["p-wiv-wil-2024"].cited

REASONS = {
    "party": "has no grant at",
    "service": "may not use {service} at",
    "version": "may not use version {version} of",
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
        version=case.version,
        operation=case.operation,
        on=case.on,
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_no_act_grants_is_refused_for_what_it_lacks(case: Case) -> None:
    """Source: the act above the row in `refused.yaml`."""
    decision = verdict(case)
    assert case.missing is not None
    assert not decision.allowed
    assert decision.grant is None
    expected = REASONS[case.missing].format(
        service=case.service,
        version=case.version,
        operation=case.operation,
        on=case.on.isoformat(),
    )
    assert expected in decision.reason
    for other in set(REASONS) - {case.missing}:
        begin = REASONS[other].partition(" {")[0]
        assert begin == "may not use" or begin not in decision.reason


@pytest.mark.parametrize("one", GRANTS, ids=lambda grant: grant.id)
def test_what_is_granted_stays_granted_while_no_end_is_known(one: Grant) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 5, 11 (indefinite)."""
    assert one.in_force(date(2045, 12, 31)) is (one.until is None)


@given(
    hop=st.sampled_from(["wiv", "magda", "ksz", "elsewhere"]),
    one=st.sampled_from(GRANTS),
    other=st.sampled_from(GRANTS),
    on=st.dates(date(2014, 1, 1), date(2046, 1, 1)),
)
def test_only_a_grant_that_fits_in_every_respect_is_found(
    hop: str, one: Grant, other: Grant, on: date
) -> None:
    operation = next(iter(other.operations), other.service)
    decision = decide(
        GRANTS,
        hop=hop,
        party=one.party,
        capacity=other.capacity,
        service=one.service,
        version=other.versions[0],
        operation=operation,
        on=on,
    )
    fitting = [
        grant
        for grant in GRANTS
        if grant.hop == hop
        and grant.party == one.party
        and grant.capacity == other.capacity
        and grant.service == one.service
        and other.versions[0] in grant.versions
        and (not grant.operations or operation in grant.operations)
        and grant.in_force(on)
    ]
    assert decision.grant == (fitting[0] if fitting else None)
    assert len(fitting) <= 1


@pytest.mark.parametrize(
    "service", ["RegistreerInschrijving", "RegistreerUitschrijving"]
)
def test_the_agency_declares_its_files_whatever_becomes_of_one_protocol(
    service: str,
) -> None:
    """Source: 23/058 §88; rule R-LC-05: each recipient enrols, beforehand."""
    standing = tuple(grant for grant in GRANTS if grant.act != PROTOCOL)
    for grants, on in ((GRANTS, date(2023, 1, 1)), (standing, date(2030, 1, 1))):
        decision = decide(
            grants,
            hop="magda",
            party="wonen-in-vlaanderen",
            capacity="7202",
            service=service,
            version="02.01.0000",
            operation=service,
            on=on,
        )
        assert decision.grant is not None
        assert decision.grant.inscribes == {"vdi": "7202", "ksz": "VO:SOCIAL_RENT"}
        assert "23/058 §88" in decision.grant.paragraphs


# The order, on grants made up for it


def grant(**given: object) -> Grant:
    fields = {
        "id": "g",
        "hop": "magda",
        "party": "p",
        "capacity": "1",
        "service": "S",
        "versions": ("v1",),
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
    version="v1",
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
        pytest.param({"version": "v2"}, "version", 1, id="version"),
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

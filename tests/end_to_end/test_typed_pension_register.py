"""
The pension register over the SSDN, asked as an application does: through a connection.

Source: `ksz-pensionregister`; `_behaviour` 2.6; `_error-codes` 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ConnectionProfile
from kruispunt_client.calls.pension_codes import Payments, Pillar
from kruispunt_client.calls.pension_register import RightPillar
from kruispunt_client.client_log import JsonLinesLog, LogRecord
from kruispunt_client.connection import Connection
from kruispunt_client.errors import (
    InvalidSettings,
    NotAuthorised,
    PersonNotRegistered,
    RefusedByService,
    SourceUnavailable,
)
from kruispunt_simulator.cli import main

from .envelopes import MIEKE, STRANGER, WOUT, Chain

ROSA = "51631447832"
"""Pensions of both pillars."""
OCTAAF = "47710253318"
"""Registered with the Flemish integrator, not at the KSZ."""
YVETTE = "60692161216"
"""Demands only."""
JANUARY = (date(2025, 1, 1), date(2025, 1, 31))


@pytest.fixture
def log(tmp_path: Path) -> JsonLinesLog:
    return JsonLinesLog(tmp_path / "questions.jsonl")


@pytest.fixture
def line(chain: Chain, log: JsonLinesLog) -> Iterator[Connection]:
    """The Flemish integrator at the KSZ, on behalf of a housing company."""
    with chain.connect("magda", "ssdn", user=MIEKE, log=log) as opened:
        yield opened


def test_a_started_simulator_tells_the_place_in_the_network(chain: Chain) -> None:
    chain.identity("magda")
    profile = ConnectionProfile.from_state(chain.state, "magda")
    sender = profile.sender("ssdn")
    assert profile.endpoint("ssdn").hop == "ksz"
    assert (sender.legal_context, sender.email) == ("40/7", "magda@kruispunt.test")
    assert profile.sender("ksz").legal_context == "VO:SOCIAL_RENT"


def test_rights_of_both_pillars(line: Connection) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (pension)."""
    answer = line.pension.register(ROSA, period=JANUARY, pillar=Pillar.BOTH)
    assert answer.data is not None
    rights = [
        item.right
        for institution in answer.data.pension_items
        for item in institution.items
        if item.right is not None
    ]
    assert [right.pension_file_id for right in rights] == [
        "2016.0314.A",
        "2021.0622.S",
        "2016.0314.A",
        "RK/5512",
    ]
    assert rights[-1].pillar is RightPillar.SECOND
    assert not any(i.payments for each in answer.data.pension_items for i in each.items)
    assert answer.data.citizen is not None
    assert answer.data.citizen.social_security_user == ROSA
    assert answer.data.citizen.legal_data is None, "withheld by the law"


def test_the_least_that_is_asked_is_the_first_pillar(line: Connection) -> None:
    data = line.pension.register(ROSA, period=JANUARY).data
    assert data is not None
    pillars = {i.right and i.right.pillar for p in data.pension_items for i in p.items}
    assert pillars == {RightPillar.FIRST}


def test_payments_of_a_month(line: Connection) -> None:
    data = line.pension.register(
        ROSA, period=JANUARY, pillar=Pillar.BOTH, payments=Payments.MINIMUM
    ).data
    assert data is not None
    assert [
        payment.total_gross_amount
        for institution in data.pension_items
        for item in institution.items
        for payment in item.payments
    ] == [Decimal("1531.48"), Decimal("402.17"), Decimal("1041.55"), Decimal("96.30")]


def test_who_may_see_no_demand_is_told_of_none(line: Connection) -> None:
    data = line.pension.register(YVETTE, period=JANUARY).data
    assert data is not None
    assert data.pension_items == ()


def test_the_answer_knows_under_which_act_it_came(line: Connection) -> None:
    answer = line.pension.register(ROSA, period=JANUARY)
    assert "art. 3" in str(answer.retention.citation)


@pytest.mark.parametrize(
    ("ssin", "kind"),
    [
        pytest.param(WOUT, PersonNotRegistered, id="unknown to the register"),
        pytest.param(OCTAAF, PersonNotRegistered, id="not in the repertory"),
    ],
)
def test_a_person_of_whom_nothing_can_be_told(
    line: Connection, ssin: str, kind: type[RefusedByService]
) -> None:
    with pytest.raises(kind) as caught:
        line.pension.register(ssin, period=JANUARY)
    assert caught.value.level == "summary"
    assert ssin not in str(caught.value)


def test_who_is_not_on_the_list_of_staff_may_not_ask(line: Connection) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2."""
    with pytest.raises(NotAuthorised):
        line.pension.register(ROSA, period=JANUARY, user=STRANGER)
    assert line.pension.register(ROSA, period=JANUARY).data is not None


def test_a_register_that_is_down_can_be_asked_again(
    line: Connection, source: Callable[..., None]
) -> None:
    source("pension-register", available=False)
    with pytest.raises(SourceUnavailable) as caught:
        line.pension.register(ROSA, period=JANUARY)
    assert caught.value.retryable
    source("pension-register")
    assert line.pension.register(ROSA, period=JANUARY).data is not None


def test_the_place_for_other_services_is_none_in_the_ssdn(chain: Chain) -> None:
    with (
        chain.connect("magda", "ksz", user=MIEKE) as line,
        pytest.raises(InvalidSettings, match="legal_context"),
    ):
        line.pension.register(ROSA, period=JANUARY)


def test_both_logs_agree_about_it(
    chain: Chain, line: Connection, log: JsonLinesLog, tmp_path: Path
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4."""
    answer = line.pension.register(ROSA, period=JANUARY)
    with pytest.raises(PersonNotRegistered):
        line.pension.register(WOUT, period=JANUARY)
    first, second = log.read()
    assert isinstance(first, LogRecord)
    assert isinstance(second, LogRecord)
    assert (first.outcome, second.outcome) == ("answered", "PersonNotRegistered")
    arrival = next(r for r in chain.records(answer.trace) if r["direction"] == "in")
    assert arrival["hop"] == "ksz"
    for name in ("service", "version", "operation", "user", "person"):
        assert arrival[name] == getattr(first, name)
    where = str(tmp_path / "questions.jsonl")
    arguments = ["log", "reconcile", where, "--state", str(chain.state), "--json"]
    result = CliRunner().invoke(main, arguments)
    told: Any = [json.loads(row) for row in result.stdout.splitlines()]
    assert result.exit_code == 0, told

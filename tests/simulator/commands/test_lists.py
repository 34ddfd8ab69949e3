"""`kruispunt services` and `parties`: rows that other programs read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import catalogue
from kruispunt_law import law
from kruispunt_simulator.commands import lists
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.services import FLOWS


def test_every_operation_of_every_contract_has_a_row() -> None:
    rows = [(r["service"], r["version"], r["operation"]) for r in lists.services()]
    assert rows == [
        (contract.service, contract.version, operation.name)
        for contract in catalogue.load().contracts
        for operation in contract.operations
    ]


@pytest.mark.parametrize(
    ("operation", "hops", "source", "granted"),
    [
        (
            "GeefZorgtoeslag",
            ["wiv", "magda"],
            "own source",
            ["wonen-in-vlaanderen@magda"],
        ),
        (
            "GeefDossierHandicap",
            ["wiv", "magda"],
            "ksz HandiService v2",
            [
                "fluvius@magda",
                "veka@magda",
                "wonen-in-limburg@wiv",
                "wonen-in-vlaanderen@magda",
            ],
        ),
        (
            "consultIndemnityPeriods",
            ["ksz"],
            "own source",
            ["fidus@ksz", "magda@ksz"],
        ),
        (
            "GeefVervangingsinkomenUitWerkloosheid",
            ["wiv", "magda"],
            "ksz UnemploymentDataService v3",
            ["wonen-in-limburg@wiv", "wonen-in-vlaanderen@magda"],
        ),
    ],
)
def test_a_service_tells_where_it_is_asked_answered_and_granted(
    operation: str, hops: list[str], source: str, granted: list[str]
) -> None:
    """Source: the acts; 23/058 §71 and §79.5 for the periods of indemnity."""
    (row,) = (r for r in lists.services() if r["operation"] == operation)
    assert row["hops"] == hops
    assert row["source"] == source
    assert row["granted_to"] == granted
    assert row["answered"] is True
    assert row["paths"]


@pytest.mark.parametrize(
    ("service", "operation", "granted"),
    [
        pytest.param("HandiService", "consultPayments", ["magda@ksz"], id="22/004"),
        pytest.param(
            "HandiService", "consultFile", ["magda@ksz", "vmsw@ksz"], id="14/088"
        ),
        pytest.param("TestConnectionServiceService", "sendTestMessage", [], id="none"),
    ],
)
def test_an_operation_is_granted_to_whom_an_act_grants_it(
    service: str, operation: str, granted: list[str]
) -> None:
    """Not to whom another operation of the service is; a test of the line to nobody."""
    (row,) = (
        row
        for row in lists.services()
        if (row["service"], row["operation"]) == (service, operation)
    )
    assert row["granted_to"] == granted


def test_the_table_of_data_flows_in_the_docs_is_that_of_the_services() -> None:
    """Made anew by `kruispunt services --table > docs/data-flows.md`."""
    kept = Path(__file__).parents[3] / "docs" / "data-flows.md"
    assert kept.read_text("utf-8") == lists.data_flows()


def test_every_operation_that_is_answered_has_a_data_flow() -> None:
    table = lists.data_flows()
    for row in lists.services():
        if row["answered"]:
            assert row["flow"] in FLOWS
            assert f"| {row['service']} {row['version']}" in table


def test_every_party_has_a_row_with_its_doors_and_people() -> None:
    rows = {row["id"]: row for row in lists.parties()}
    assert list(rows) == [party.id for party in Parties.load().all]
    wiv = rows["wonen-in-vlaanderen"]
    assert wiv["hops"] == ["magda"]
    assert [c["capacities"] for c in wiv["connections"]] == [["7201"], ["7202"]]
    assert wiv["users"][:2] == ["68613003151", "88650510709"]
    assert wiv["may_ask"] == sorted(
        {grant.service for grant in law().grants if grant.party == wiv["id"]}
    )
    assert {"GeefDossierHandicap", "GeefZorgtoeslag"} <= set(wiv["may_ask"])
    assert rows["vlaams-woningfonds"]["may_ask"] == []


def test_what_the_lists_say_of_a_grant_agrees() -> None:
    may_ask = {row["id"]: set(row["may_ask"]) for row in lists.parties()}
    for row in lists.services():
        for granted in row["granted_to"]:
            party, _, hop = granted.partition("@")
            assert row["service"] in may_ask[party]
            assert any((g.party, g.hop) == (party, hop) for g in law().grants)


@pytest.mark.parametrize("rows", [lists.services, lists.parties])
def test_rows_are_plain_and_all_alike(rows: Any) -> None:
    """For JSON as well as for a table."""
    made = rows()
    assert json.loads(json.dumps(made)) == made
    assert len({tuple(row) for row in made}) == 1

"""
Nothing leaves without a grant, and nothing that the grant does not let leave.

Source: 23/058 §85 (proportionality: only what is listed), §42 (general scheme only).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kruispunt_simulator.notifications import KINDS, LeftOut, capacities

from .conftest import (
    CAPACITY,
    DAY,
    LAW,
    QUARTER,
    Office,
    all_but,
    allowance,
    attest,
    grant,
    insured,
    told,
)

_INDEPENDENT = "[starts-with(socialRisk/socialRiskCategory, 'Independent')]"
SELF_EMPLOYED = tuple(
    f"{kind.items}/{kind.item}{below}{_INDEPENDENT}"
    for kind in KINDS.values()
    for below in ("", "/allowances/allowance")
)
"""What is about the scheme of the self-employed: 23/058 §42, §61."""


@pytest.mark.parametrize(
    ("given", "asked", "reason"),
    [
        pytest.param({"party": "dg-han"}, {}, "rva has no grant", id="party"),
        pytest.param(
            {"service": "HdiIndemnityAllowanceService"},
            {},
            "may not use HdiIndemnityAllowanceNotifications",
            id="service",
        ),
        pytest.param(
            {"operations": ("notifyHdiIndemnityAllowanceAttest",)},
            {},
            "operation notifyHdiIndemnityAllowancePeriod",
            id="message",
        ),
        pytest.param({"versions": ("v2",)}, {}, "version v1", id="version"),
        pytest.param({}, {"capacity": "RVA:INSPECTION"}, "capacity", id="capacity"),
        pytest.param({}, {"capacity": None}, r"\(none given\)", id="no capacity"),
        pytest.param(
            {},
            {"day": date(2024, 1, 23)},
            "no ground is in force on 2024-01-23",
            id="the day before in force",
        ),
        pytest.param(
            {"until": date(2026, 8, 9)}, {}, "no ground is in force", id="after the end"
        ),
        pytest.param({}, {"party": "nobody"}, "no party nobody", id="unknown party"),
    ],
)
def test_without_a_grant_nothing_leaves_and_the_log_says_why(
    office: Office, given: Any, asked: Any, reason: str
) -> None:
    """23/058 §85; the first row of the next test is the twin."""
    office.insure(insured())
    office.grants = [grant(**given)]
    report = office.push("period", **asked)
    assert re.search(reason, report.decision.reason)
    assert (report.decision.allowed, report.sent) == (False, ())
    assert not office.folder.exists()
    (record,) = office.log()
    assert (record["outcome"], record["direction"]) == ("refused", "out")
    assert record["trace"] == report.trace
    (finding,) = record["findings"]
    assert finding["check"] == "law.granted"
    assert finding["actual"] == report.decision.reason
    assert office.people[0].ssin not in str(record)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="every message"),
        pytest.param(
            {"operations": ("notifyHdiIndemnityAllowancePeriod",)}, id="this one"
        ),
        pytest.param({"from": DAY}, id="first day in force"),
        pytest.param({"until": DAY}, id="last day in force"),
    ],
)
def test_with_a_grant_it_leaves_in_the_context_of_that_grant(
    office: Office, given: Any
) -> None:
    office.insure(insured())
    office.grants = [grant(**given)]
    assert office.push("period").decision.allowed
    (message,) = office.messages()
    assert message.findtext("legalContext") == CAPACITY


def test_what_is_not_granted_stays_and_is_named(office: Office) -> None:
    """23/058 §85."""
    fields = all_but("hdi-pay-accounting-document-type", "hdi-pay-gross-taxable-amount")
    office.grants = [grant(fields=fields)]
    office.insure(insured())
    office.push("attest", quarter=QUARTER)
    (message,) = office.messages()
    assert message.find(".//document") is message.find(".//amount") is None
    assert message.findtext(".//familySituation") == "04"
    assert [each.text for each in message.find("dataFilters")] == ["document", "amount"]


@pytest.mark.parametrize("fields", [None, all_but()])
def test_where_all_is_granted_nothing_is_named(office: Office, fields: Any) -> None:
    office.grants = [grant(fields=fields)]
    office.insure(insured())
    office.push("attest", quarter=QUARTER)
    assert office.messages()[0].find("dataFilters") is None


def test_with_an_element_that_the_contract_demands_goes_the_block_around_it(
    office: Office,
) -> None:
    """A period without its end is none to the contract, nor a risk without period."""
    office.grants = [grant(fields=all_but("hdi-risk-period-end-date"))]
    office.insure(insured())
    office.push("attest", quarter=QUARTER)
    (message,) = office.messages()
    assert [each.tag for each in message.find(".//socialRisk")] == [
        "socialRiskCategory"
    ]
    assert [each.text for each in message.find("dataFilters")] == [
        "generalIncapacityForWork",
        "period",
        "endDate",
    ]


@pytest.mark.parametrize(("own", "expected"), [(None, "0"), ("2", "2")])
def test_unless_there_is_a_value_in_its_place(
    office: Office, own: str | None, expected: str
) -> None:
    """In that of the grant, or else in that of the contract."""
    path = "hiaPeriodNotifications/hiaPeriodNotification/socialRisk/exitCode"
    neutral = {} if own is None else {path: own}
    office.grants = [grant(fields=all_but("hdi-period-end-reason"), neutral=neutral)]
    office.insure(insured())
    office.push("period")
    (message,) = office.messages()
    assert message.findtext(".//exitCode") == expected
    assert message.findtext("dataFilters/filteredElement") == "exitCode"


def test_of_a_notification_that_says_nothing_any_more_nothing_leaves(
    office: Office,
) -> None:
    """23/058 §85; that there is an attest is data of that person too."""
    office.grants = [grant(fields=("hdi-period-ssin", "hdi-period-start-date"))]
    office.insure(insured())
    report = office.push("period")
    assert office.messages() == []
    assert report.left_out == {LeftOut.NOTHING_MAY_LEAVE: 1}


def test_nor_of_one_that_would_have_empty_blocks_only(office: Office) -> None:
    """Of a risk that may not leave, without payments, `allowance` would be empty."""
    office.grants = [grant(fields=("hdi-risk-ssin", "hdi-risk-period-start-date"))]
    office.insure(insured(1, attest(0, allowance(payments=()))))
    report = office.push("attest", quarter=QUARTER)
    assert office.messages() == []
    assert report.left_out == {LeftOut.NOTHING_MAY_LEAVE: 1}


@pytest.mark.parametrize("kind", ["period", "attest"])
def test_a_receiver_of_the_general_scheme_hears_of_no_self_employed(
    office: Office, kind: str
) -> None:
    """23/058 §42, §61. Of who is both, the one and not the other."""
    office.grants = [grant(fields=all_but(), removed=SELF_EMPLOYED)]
    general, independent = allowance(), allowance("independent_incapacity_for_work")
    office.insure(
        insured(1, attest(0, general)),
        insured(3, attest(0, independent)),
        insured(5, attest(0, independent, general)),
    )
    report = office.push(kind, quarter=None if kind == "period" else QUARTER)
    one, two, both = office.people
    assert told(office.notifications()) == [one.ssin, both.ssin]
    assert report.left_out == {LeftOut.NOTHING_MAY_LEAVE: 1}
    assert b"Independent" not in b"".join(
        path.read_bytes() for path in office.folder.iterdir()
    )
    assert two.ssin not in str(office.log())


@pytest.mark.parametrize(
    ("was", "hears"),
    [("general_incapacity_for_work", True), ("independent_incapacity_for_work", False)],
)
def test_who_could_not_hear_of_an_attest_does_not_hear_of_its_end(
    office: Office, was: str, hears: bool
) -> None:
    """A cancellation tells no scheme, but names somebody of the wrong one."""
    office.grants = [grant(fields=all_but(), removed=SELF_EMPLOYED)]
    begun = attest(0, allowance(was), created=date(2026, 7, 10))
    office.insure(insured(1, begun, attest(1)))
    report = office.push("period")
    assert [
        len(each.find("attestationIdentification")) for each in office.notifications()
    ] == ([4] if hears else [])
    assert report.left_out == ({} if hears else {LeftOut.NOTHING_MAY_LEAVE: 1})


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        pytest.param([], (), id="none"),
        pytest.param([{}], (CAPACITY,), id="one"),
        pytest.param([{}, {"capacity": "B"}], ("B", CAPACITY), id="two"),
        pytest.param(
            [{}, {"capacity": "B", "until": date(2025, 1, 1)}], (CAPACITY,), id="former"
        ),
        pytest.param([{"from": date(2027, 1, 1)}], (CAPACITY,), id="to come"),
        pytest.param([{"party": "dg-han"}, {"hop": "magda"}], (), id="of others"),
        pytest.param(
            [{"operations": ("notifyHdiIndemnityAllowanceAttest",)}], (), id="another"
        ),
        pytest.param([{"versions": ("v2",)}], (), id="of another version"),
    ],
)
def test_the_capacities_of_a_party_are_those_of_its_grants(
    grants: list[Any], expected: tuple[str, ...]
) -> None:
    law = replace(LAW, grants=tuple(grant(**given) for given in grants))
    assert capacities(law, "rva", KINDS["period"], DAY) == expected

"""Yes, no and not known, and that nobody can take the last for one of the others."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.errors import KruispuntError
from kruispunt_client.housing import (
    RULES,
    Amount,
    Finding,
    NotKnown,
    Per,
    all_of,
    any_of,
    sum_of,
)
from kruispunt_client.housing.finding import finding_of
from kruispunt_client.results import as_plain

from .answers import unhurried

HOLDS = st.sampled_from([True, False, None])
MANY = st.lists(HOLDS, max_size=5)


def _findings(values: list[bool | None]) -> list[Finding]:
    return [Finding.of(value, f"reason {n}") for n, value in enumerate(values)]


def test_a_yes_and_a_no_can_be_used_as_such() -> None:
    assert Finding.of(True, "seen")
    assert not Finding.of(False, "seen")


def test_what_is_not_known_cannot_be_used_as_yes_or_no() -> None:
    unknown = Finding.of(None, "withheld", "R-ZT-01")
    with pytest.raises(NotKnown, match="withheld"):
        bool(unknown)
    with pytest.raises(KruispuntError):
        _ = "yes" if unknown else "no"
    assert not unknown.known


def test_a_finding_reads_as_a_sentence() -> None:
    found = Finding.of(None, "the points are withheld", "R-ZT-01", "R-SD-05")
    assert str(found) == "not known: the points are withheld [R-ZT-01, R-SD-05]"


def test_a_finding_can_be_written_as_json() -> None:
    found = Finding.of(True, "enough points", "R-ZT-01", total=6)
    plain = json.loads(json.dumps(as_plain(found)))
    assert plain["holds"] is True
    assert plain["facts"] == [["total", 6]]
    assert plain["cited"][0]["cited"].startswith("Protocol Zorgtoeslag")


@unhurried
@given(MANY)
def test_any_is_a_yes_as_soon_as_one_is(values: list[bool | None]) -> None:
    """As if every value that is not known were tried both ways."""
    found = any_of(*_findings(values)).holds
    least, most = True in values, True in values or None in values
    assert found is (least if least is most else None)


@unhurried
@given(MANY)
def test_all_is_the_mirror_of_any(values: list[bool | None]) -> None:
    opposite = [None if value is None else not value for value in values]
    mirrored = any_of(*_findings(opposite)).holds
    found = all_of(*_findings(values)).holds
    assert found is (None if mirrored is None else not mirrored)


@unhurried
@given(MANY)
def test_the_reasons_of_a_joined_finding_are_of_those_that_decided(
    values: list[bool | None],
) -> None:
    found = any_of(*_findings(values))
    telling = [n for n, value in enumerate(values) if value is found.holds]
    assert found.why == tuple(f"reason {n}" for n in telling)


@unhurried
@given(HOLDS, st.lists(st.text(min_size=1), max_size=2))
def test_a_gap_turns_a_no_only(holds: bool | None, gaps: list[str]) -> None:
    found = Finding.of(holds, "reason").unless_known(gaps)
    assert found.holds is (None if holds is False and gaps else holds)


def test_what_the_caller_says_is_told_as_such() -> None:
    assert finding_of("minor", True).why == ("minor: yes, as the caller says",)
    assert finding_of("minor", None).holds is None


@unhurried
@given(st.lists(st.none() | st.decimals(-1000, 1000, places=2), max_size=6))
def test_a_sum_is_known_only_when_every_part_is(values: list[Decimal | None]) -> None:
    amounts = [Amount.of(Per.YEAR, "part", value, "why") for value in values]
    total = sum_of(Per.YEAR, amounts)
    known = [value for value in values if value is not None]
    assert total.known == sum(known)
    assert total.value == (sum(known) if len(known) == len(values) else None)
    assert len(total.unknown) == len(values) - len(known)


def test_a_sum_that_is_not_known_cannot_be_used_as_one() -> None:
    amount = Amount.of(Per.MONTH, "IVT", None, "the DGPH failed")
    with pytest.raises(NotKnown, match="IVT: the DGPH failed"):
        _ = amount.exact


def test_months_and_years_are_not_added_up() -> None:
    amount = Amount.of(Per.MONTH, "IVT", Decimal(1), "why")
    with pytest.raises(NotKnown, match="per month in a sum per year"):
        sum_of(Per.YEAR, [amount])


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_says_where_it_stands(rule: object) -> None:
    assert re.match(
        r"(Protocol Zorgtoeslag 2021-05-07|Protocol WiV–Wonen in Limburg|22/004|23/058)"
        r" (art\.|recital|§|note)",
        RULES[rule.id].cited,  # type: ignore[attr-defined]
    )

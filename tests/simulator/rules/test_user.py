"""
A named natural person on the list of staff.

Source: Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13; 22/004 §7, §13.
"""

from __future__ import annotations

from datetime import date

import pytest
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.parties import StaffMember
from kruispunt_simulator.rules.user import check_user

MIEKE, LORE, NOBODY = "80631402131", "90662104429", "68613003151"
TODAY = date(2026, 11, 22)


def member(insz: str, name: str, **dates: str) -> StaffMember:
    row = {"insz": insz, "name": name, "role": "case handler"}
    return StaffMember.model_validate(row | dates)


STAFF = (
    member(MIEKE, "Mieke", **{"from": "2024-01-01"}),
    member(LORE, "Lore", **{"from": "2024-01-01", "until": "2025-06-30"}),
)


def check(
    user: str | None,
    on: date = TODAY,
    *,
    required: bool = True,
    staff: tuple[StaffMember, ...] = STAFF,
) -> tuple[Finding, ...]:
    return check_user(
        user,
        staff,
        on,
        required=required,
        missing="magda.user-missing",
        unknown="magda.user-unknown",
    )


def test_somebody_on_the_list_may_ask() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    assert check(MIEKE) == ()


def test_nobody_in_particular_may_not_ask() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    (finding,) = check(None)
    assert finding.check == "user.named"
    assert finding.fault == "magda.user-missing"
    assert finding.severity is Severity.ERROR
    assert "art. 6.2" in finding.requirement


def test_where_no_user_is_asked_for_a_missing_one_is_noted_and_nothing_leaves() -> None:
    """Source: `_wire-facts.md` section 5: the KSZ contracts have no place for it."""
    (finding,) = check(None, required=False)
    assert finding.severity is Severity.NOTE
    assert finding.fault is None


@pytest.mark.parametrize("required", [True, False])
def test_somebody_else_may_not_ask_whether_a_user_is_required_or_not(
    required: bool,
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13; 22/004 §7."""
    (finding,) = check(NOBODY, required=required)
    assert finding.check == "user.on-staff-list"
    assert finding.fault == "magda.user-unknown"
    assert finding.severity is Severity.ERROR
    assert finding.actual == "not on the list"
    assert check(MIEKE, required=required) == ()


@pytest.mark.parametrize(
    ("on", "may"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the first"),
        pytest.param(date(2024, 1, 1), True, id="the first day"),
        pytest.param(date(2025, 6, 30), True, id="the last day"),
        pytest.param(date(2025, 7, 1), False, id="the day after the last"),
    ],
)
def test_a_former_colleague_may_ask_until_the_last_day(on: date, may: bool) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2: the list is up to date."""
    findings = check(LORE, on)
    assert (findings == ()) is may
    assert [f.actual for f in findings] == (
        [] if may else [f"on the list, but not on {on}"]
    )


def test_somebody_who_came_back_may_ask_again() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    back = (*STAFF, member(LORE, "Lore", **{"from": "2026-01-01"}))
    assert len(check(LORE)) == 1
    assert check(LORE, staff=back) == ()


def test_an_empty_list_lets_nobody_in() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    assert len(check(MIEKE, staff=())) == 1


@pytest.mark.parametrize("user", [None, NOBODY, LORE])
def test_a_refusal_names_nobody_of_the_list(user: str | None) -> None:
    """Who is refused must not learn who would not be."""
    (finding,) = check(user)
    text = " ".join((finding.requirement, finding.expected, finding.actual))
    for known in STAFF:
        assert known.name not in text
        assert known.insz not in text
    assert finding.annotations == {}
    assert finding.detail is None

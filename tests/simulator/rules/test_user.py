"""
A named natural person on the list of staff, who is entitled to ask.

Source: Protocol WiV–Wonen in Limburg art. 4, 6.2; 14/088 §13; 22/004 §7, §13, §33.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.parties import (
    Parties,
    Party,
    Position,
    Processor,
    Role,
    StaffMember,
)
from kruispunt_simulator.rules.user import check_user

MIEKE, LORE, NOBODY = "80631402131", "90662104429", "68613003151"
TODAY = date(2026, 11, 22)

HELPER = Processor(
    id="helper",
    name="Helper",
    contract=date(2024, 1, 1),
    until=date(2026, 11, 22),
    citation="for one test",
)


def line(
    insz: str,
    name: str,
    role: str = "case handler",
    *,
    processor: Processor | None = None,
    **days: str,
) -> Position:
    row = {"insz": insz, "name": name, "role": role, "from": "2024-01-01"}
    employer = {"employer": processor.id} if processor else {}
    return Position(StaffMember.model_validate(row | employer | days), processor)


STAFF = (
    line(MIEKE, "Mieke"),
    line(LORE, "Lore", until="2025-06-30"),
)


def check(
    user: str | None,
    on: date = TODAY,
    *,
    staff: tuple[Position, ...] = STAFF,
    roles: Collection[str] = (),
    confidentiality: bool = False,
    required: bool = True,
) -> tuple[Finding, ...]:
    return check_user(
        user,
        staff,
        on,
        roles=roles,
        confidentiality=confidentiality,
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


@pytest.mark.requirement("S-AC-04")
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


@pytest.mark.requirement("S-AC-04", "S-AC-11")
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
    """Source: Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13: it is up to date."""
    findings = check(LORE, on)
    assert (findings == ()) is may
    assert [f.actual for f in findings] == (
        [] if may else [f"on the list, but not on {on}"]
    )


def test_somebody_who_came_back_may_ask_again() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    back = (*STAFF, line(LORE, "Lore", **{"from": "2026-01-01"}))
    assert len(check(LORE)) == 1
    assert check(LORE, staff=back) == ()


def test_an_empty_list_lets_nobody_in() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    assert len(check(MIEKE, staff=())) == 1


# Roles: the ground says who gets to see the answers.

CARE = (Role.CASE_HANDLER,)
"""Source: Protocol Zorgtoeslag 2021-05-07 art. 4; 14/088 §13."""
PREMIUM = (Role.CASE_HANDLER, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)
"""Source: 22/004 §13-14."""
COMPANY = (
    Role.CASE_HANDLER,
    Role.DATA_PROTECTION_OFFICER,
    Role.MANAGEMENT,
    Role.FILE_COORDINATOR,
    Role.EXPERT,
    Role.SUPERVISOR,
    Role.IT_MAINTENANCE,
)
"""Source: Protocol WiV–Wonen in Limburg art. 4."""


def in_a_role(role: str) -> tuple[Position, ...]:
    return (line(MIEKE, "Mieke", role), line(LORE, "Lore", CARE[0]))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "roles",
    [
        pytest.param(
            COMPANY,
            id="the protocol of a housing company",
            marks=pytest.mark.requirement("S-AC-06"),
        ),
        pytest.param(
            CARE, id="the care supplement", marks=pytest.mark.requirement("S-AC-07")
        ),
        pytest.param(
            PREMIUM, id="MijnVerbouwPremie", marks=pytest.mark.requirement("S-AC-08")
        ),
        pytest.param(CARE, id="14/088", marks=pytest.mark.requirement("S-AC-10")),
    ],
)
def test_who_is_in_no_role_of_the_ground_may_not_ask(
    roles: tuple[Role, ...], role: Role
) -> None:
    """Each role asks under each ground; the acts cited at the lists say who may."""
    findings = check(MIEKE, staff=in_a_role(role), roles=roles)
    if role in roles:
        assert findings == ()
        return
    (finding,) = findings
    assert (finding.check, finding.fault) == ("user.entitled", "magda.user-unknown")
    assert finding.severity is Severity.ERROR
    assert finding.actual == f"role {role}"
    for each in roles:
        assert each in finding.expected
    assert "22/004 §13-14" in finding.requirement


@pytest.mark.requirement("S-AC-05")
@pytest.mark.parametrize("role", Role)
def test_a_ground_that_names_no_role_lets_everybody_on_the_list_ask(role: Role) -> None:
    """The party itself lists only who needs the data: 23/058 names no role at all."""
    assert check(MIEKE, staff=in_a_role(role)) == ()


@pytest.mark.requirement("S-AC-05")
def test_who_changed_its_role_asks_in_that_of_the_day() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4: by function."""
    staff = (
        line(MIEKE, "Mieke", Role.IT_MAINTENANCE, until="2025-12-31"),
        line(MIEKE, "Mieke", Role.CASE_HANDLER, **{"from": "2026-01-01"}),
    )
    (finding,) = check(MIEKE, date(2025, 12, 31), staff=staff, roles=CARE)
    assert finding.actual == "role IT maintenance"
    assert check(MIEKE, date(2026, 1, 1), staff=staff, roles=CARE) == ()


@pytest.mark.requirement("S-AC-05")
def test_one_of_two_functions_on_a_day_is_enough() -> None:
    staff = in_a_role(Role.AUDITOR)
    assert len(check(MIEKE, staff=staff, roles=CARE)) == 1
    both = (*staff, line(MIEKE, "Mieke", Role.CASE_HANDLER))
    assert check(MIEKE, staff=both, roles=CARE) == ()


def staff_at(party: Party) -> tuple[Position, ...]:
    """Who may stand behind a question through the first door of a party."""
    return Parties.load().staff_of(party.connections[0], party)


@pytest.mark.requirement("S-AC-08")
@pytest.mark.parametrize("asker", ["wonen-in-vlaanderen", "fluvius", "veka"])
@pytest.mark.parametrize("employer", ["wonen-in-vlaanderen", "fluvius", "veka"])
def test_a_case_handler_of_one_service_does_not_ask_for_another(
    asker: str, employer: str
) -> None:
    """Three services, each with people of its own. Source: 22/004 §13-14."""
    parties = Parties.load()
    party, other = parties.get(asker), parties.get(employer)
    assert party is not None
    assert other is not None
    findings = check(
        other.staff[0].insz, staff=staff_at(party), roles=PREMIUM, confidentiality=True
    )
    assert [f.check for f in findings] == (
        [] if asker == employer else ["user.on-staff-list"]
    )


# Confidentiality


@pytest.mark.requirement("S-AC-12")
@pytest.mark.parametrize(
    ("bound", "actual"),
    [
        pytest.param({}, "no declaration of confidentiality", id="never"),
        pytest.param(
            {"confidentiality": "2026-11-23"}, "bound from 2026-11-23 only", id="later"
        ),
        pytest.param({"confidentiality": "2026-11-22"}, None, id="that day"),
        pytest.param({"confidentiality": "2024-01-01"}, None, id="before"),
    ],
)
def test_who_was_not_bound_to_confidentiality_may_not_ask_where_the_ground_wants_it(
    bound: dict[str, str], actual: str | None
) -> None:
    """Source: 22/004 §7 (single counter: staff list, bound to confidentiality)."""
    staff = (line(MIEKE, "Mieke", **bound),)
    assert check(MIEKE, staff=staff) == ()
    findings = check(MIEKE, staff=staff, confidentiality=True)
    assert [f.actual for f in findings] == ([actual] if actual else [])
    for finding in findings:
        assert (finding.check, finding.fault) == ("user.entitled", "magda.user-unknown")
        assert finding.requirement == "22/004 §7"


# Processors


@pytest.mark.requirement("S-PR-01")
@pytest.mark.parametrize(
    ("on", "may"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the contract"),
        pytest.param(date(2024, 1, 1), True, id="its first day"),
        pytest.param(date(2026, 11, 22), True, id="its last day"),
        pytest.param(date(2026, 11, 23), False, id="the day after"),
    ],
)
def test_who_works_for_a_processor_asks_while_its_contract_holds(
    on: date, may: bool
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4; 22/004 §33; art. 28 GDPR."""
    days = {"from": "2020-01-01"}
    own = (line(MIEKE, "Mieke", **days),)
    hired = (line(MIEKE, "Mieke", processor=HELPER, **days),)
    assert check(MIEKE, on, staff=own) == ()
    findings = check(MIEKE, on, staff=hired)
    assert (findings == ()) is may
    for finding in findings:
        assert (finding.check, finding.fault) == ("user.entitled", "magda.user-unknown")
        assert finding.actual == f"no contract with helper in force on {on}"
        assert "22/004 §33" in finding.requirement


# What a refusal tells


def test_everything_that_is_missing_is_told_in_one_finding() -> None:
    """On the wire it is one refusal, the same as of somebody who is not on the list."""
    staff = (line(MIEKE, "Mieke", Role.MANAGEMENT, processor=HELPER),)
    late = date(2027, 1, 1)
    (finding,) = check(MIEKE, late, staff=staff, roles=CARE, confidentiality=True)
    assert finding.actual == (
        "role management; no declaration of confidentiality; "
        "no contract with helper in force on 2027-01-01"
    )
    assert finding.requirement.count("22/004") == 3
    (stranger,) = check(NOBODY, late, staff=staff, roles=CARE, confidentiality=True)
    assert (finding.fault, finding.detail) == (stranger.fault, stranger.detail)


@pytest.mark.parametrize("user", [None, NOBODY, LORE, MIEKE])
def test_a_refusal_names_nobody_of_the_list(user: str | None) -> None:
    """Who is refused must not learn who would not be."""
    (finding,) = check(user, roles=(Role.AUDITOR,), confidentiality=True)
    text = " ".join((finding.requirement, finding.expected, finding.actual))
    for known in STAFF:
        assert known.member.name not in text
        assert known.member.insz not in text
    assert finding.annotations == {}
    assert finding.detail is None

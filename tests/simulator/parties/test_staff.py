"""
The lists of staff: who is on them, in which role, bound since when, employed by whom.

Source: Protocol WiV–Wonen in Limburg art. 4 and 6.2; 14/088 §13; 22/004 §7, §13-14.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.parties import (
    Parties,
    Party,
    Processor,
    Role,
    StaffMember,
)
from pydantic import ValidationError

PARTIES = Parties.load()
EVERYBODY = [(p, line) for p in PARTIES.all for line in p.positions]


def party(party_id: str) -> Party:
    found = PARTIES.get(party_id)
    assert found is not None
    return found


def member(**given: str) -> StaffMember:
    row = {"insz": "80631402131", "name": "A", "role": "case handler"}
    return StaffMember.model_validate(row | {"from": "2024-01-01"} | given)


@pytest.mark.parametrize(
    ("on", "active"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the first"),
        pytest.param(date(2024, 1, 1), True, id="the first day"),
        pytest.param(date(2025, 6, 30), True, id="the last day"),
        pytest.param(date(2025, 7, 1), False, id="the day after the last"),
    ],
)
def test_somebody_is_on_the_list_from_the_first_day_to_the_last(
    on: date, active: bool
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    staff = party("wonen-in-limburg").staff
    (former,) = (m for m in staff if m.name == "Lore Oud-Collega")
    assert former.active(on) is active


def test_somebody_without_a_last_day_stays_on_the_list() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2."""
    assert member().active(date.max)
    assert not member().active(date(2023, 12, 31))


# Roles


@pytest.mark.parametrize("role", Role)
def test_a_role_stands_in_an_act(role: Role) -> None:
    """Who has no such role gets to see nothing, so there is no other."""
    assert any(act in role.citation for act in ("14/088", "22/004", "23/058", "art. 4"))
    assert member(role=role.value).role is role


def test_a_role_that_no_act_names_is_refused() -> None:
    with pytest.raises(ValidationError, match="case handler"):
        member(role="gardener")


@pytest.mark.requirement("S-AC-06")
def test_a_housing_company_has_people_in_every_role_of_its_protocol() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4."""
    roles = {each.role for each in party("wonen-in-limburg").staff}
    assert roles == {
        Role.CASE_HANDLER,
        Role.DATA_PROTECTION_OFFICER,
        Role.MANAGEMENT,
        Role.FILE_COORDINATOR,
        Role.EXPERT,
        Role.SUPERVISOR,
        Role.IT_MAINTENANCE,
    }
    assert all("Wonen in Limburg art. 4" in role.citation for role in roles)


# Processors


CONTRACT = Processor(
    id="x",
    name="X",
    contract=date(2024, 1, 1),
    until=date(2024, 1, 9),
    citation="for one test",
)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the first"),
        pytest.param(date(2024, 1, 1), True, id="the first day"),
        pytest.param(date(2024, 1, 9), True, id="the last day"),
        pytest.param(date(2024, 1, 10), False, id="the day after the last"),
    ],
)
@pytest.mark.requirement("S-PR-01")
def test_a_contract_holds_from_its_first_day_to_its_last(on: date, holds: bool) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4; art. 28 GDPR."""
    assert CONTRACT.in_force(on) is holds
    endless = CONTRACT.model_copy(update={"until": None})
    assert endless.in_force(on) is (on >= CONTRACT.contract)


@pytest.mark.requirement("S-PR-02")
def test_a_housing_company_has_the_processors_of_its_annex() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4, annex 1."""
    processors = party("wonen-in-limburg").processors
    assert [p.name for p in processors] == [
        "Ordiges",
        "Gashnet.Plus",
        "SVK@Plus",
        "BDO Risk & Assurance Services",
        "BureauBuitenland België",
        "Focus Handhaving",
        "Mazars Advisory Services",
        "Soza Xpert",
        "De Drukpers",
        "Easypost",
    ]
    assert {p.id for p in processors if not p.in_force(date(2024, 1, 10))} == {
        "svk-plus"
    }


@pytest.mark.requirement("S-PR-03")
def test_the_agency_has_the_processors_of_its_protocol() -> None:
    """VMSW is part of it since 2023. Source: Protocol Zorgtoeslag 2021-05-07 art. 6."""
    processors = {p.id: p for p in party("wonen-in-vlaanderen").processors}
    assert set(processors) == {"vmsw", "dxc-hfb"}
    assert {p.citation for p in processors.values()} == {
        "Protocol Zorgtoeslag 2021-05-07 art. 6"
    }
    days = (date(2022, 12, 31), date(2023, 1, 1))
    assert [processors["vmsw"].in_force(day) for day in days] == [True, False]
    assert [processors["dxc-hfb"].in_force(day) for day in days] == [True, True]


def test_somebody_is_employed_by_the_party_or_by_a_processor_of_it() -> None:
    employed = {
        (each.id, line.member.employer): line.processor
        for each, line in EVERYBODY
        if line.member.employer
    }
    assert set(employed) == {
        ("wonen-in-limburg", "ordiges"),
        ("wonen-in-vlaanderen", "dxc-hfb"),
        ("wonen-in-vlaanderen", "vmsw"),
    }
    for (_, employer), processor in employed.items():
        assert processor is not None
        assert processor.id == employer
    assert all(
        line.processor is None for _, line in EVERYBODY if not line.member.employer
    )


PARTY = """\
parties:
  - id: a
    name: A
    description: For one test.
    leg: none
    number: "0999000207"
    common_name: a
    application: b
    connections: []
    processors:
      - {id: helper, name: Helper, contract: 2024-01-01, citation: for one test}
    staff:
      - {insz: "80631402131", name: A, role: case handler, from: 2024-01-01,
         employer: helper}
"""


@pytest.mark.requirement("S-PR-01")
def test_an_employer_that_is_no_processor_is_told_with_its_line(tmp_path: Path) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 4: a contract with every processor."""
    file = tmp_path / "parties.yaml"
    file.write_text(PARTY, "utf-8")
    (position,) = Parties.load(file).all[0].positions
    assert position.processor is not None
    assert position.processor.name == "Helper"
    file.write_text(PARTY.replace("employer: helper", "employer: other"), "utf-8")
    with pytest.raises(ConfigurationError, match="employer other: no such") as caught:
        Parties.load(file)
    assert f"{file}:12: parties.0.staff" in str(caught.value)

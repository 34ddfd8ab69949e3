"""
Data on disability and incapacity are marked as what they are: special categories.

Source: Protocol WiV–Wonen in Limburg art. 2, 3; GDPR art. 9.2 b, g.
"""

from __future__ import annotations

import pytest
from kruispunt_law import Grant, law

LAW = law()
SPECIAL = [entry for entry in LAW.entries.values() if entry.special_category]
TOLD = [grant for grant in LAW.grants if LAW.special_category(grant)]


@pytest.mark.requirement("S-OR-12")
def test_disability_and_incapacity_are_marked_and_nothing_else_is() -> None:
    """Of what a housing company gets; each on a ground of art. 9."""
    company = [e for e in LAW.entries.values() if e.act == "p-wiv-wil-2024"]
    about = {
        entry.id
        for entry in company
        if "(disability)" in " ".join(entry.paragraphs)
        or "(incapacity)" in " ".join(entry.paragraphs)
    }
    assert {entry.id for entry in SPECIAL} == about
    assert len(about) == 4
    assert {entry.special_category for entry in SPECIAL} == {"GDPR art. 9.2 g"}
    for entry in SPECIAL:
        assert "art. 9 GDPR" in " ".join(entry.notes), "as the act says it"


@pytest.mark.requirement("S-OR-12")
@pytest.mark.parametrize("grant", TOLD, ids=lambda grant: grant.id)
def test_special_data_are_for_somebody_in_a_role_of_the_act(grant: Grant) -> None:
    """Protocol WiV–Wonen in Limburg art. 4: never for just anybody on the list."""
    assert grant.roles
    assert LAW.special_category(grant) == "GDPR art. 9.2 g"


def test_other_data_are_not_marked() -> None:
    """The twin."""
    plain = [grant for grant in LAW.grants if LAW.special_category(grant) is None]
    assert {"wiv-premium-disability", "fluvius-disability"} <= {g.id for g in plain}
    assert {grant.id for grant in TOLD} >= {"wil-disability", "wil-incapacity"}

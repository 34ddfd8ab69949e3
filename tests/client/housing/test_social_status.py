"""The yes or no of the harmonised social statuses: R-HS-01 to R-HS-06."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.social_statuses import (
    SociaalStatuut,
    SocialeStatuten,
    SocialStatusName,
    StatuutStatus,
)
from kruispunt_client.housing import (
    is_severely_disabled_child,
    is_status_c,
    points_suffice,
    social_status_holds,
)
from kruispunt_client.housing.social_status import DISABILITY_ANY_OF_FOUR
from kruispunt_client.results import Answer, Code

from .answers import (
    CHILD,
    FAILED,
    NOTHING_FOUND,
    answer,
    erkenning,
    unhurried,
    zorgtoeslag,
)

IN_DOUBT = StatuutStatus(
    code="SSH00047", description=None, waarde="NO_RESULT", informaties=()
)
REMARK = StatuutStatus(
    code="SSH00000", description=None, waarde="DATA_FOUND", informaties=()
)


def _said(
    code: str,
    name: SocialStatusName | str = DISABILITY_ANY_OF_FOUR,
    status: StatuutStatus | None = None,
) -> SocialeStatuten:
    statuut = SociaalStatuut(
        naam=name, resultaat=Code(code=code), periodes=(), details=(), status=status
    )
    return SocialeStatuten(insz=CHILD, sociale_statuten=(statuut,), status=None)


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        pytest.param(_said("1"), True, id="applies"),
        pytest.param(_said("0"), False, id="does not"),
        pytest.param(_said("1", status=REMARK), True, id="applies, with a remark"),
        pytest.param(_said("0", status=IN_DOUBT), None, id="family in doubt"),
        pytest.param(_said("9"), None, id="a code that is not one"),
        pytest.param(_said("1", SocialStatusName.BIM_BVT), None, id="another status"),
        pytest.param(
            SocialeStatuten(insz=CHILD, sociale_statuten=(), status=IN_DOUBT),
            None,
            id="the whole refused",
        ),
        pytest.param(None, None, id="nobody knows the person"),
    ],
)
def test_one_yes_or_no_for_the_four_together(
    data: SocialeStatuten | None, holds: bool | None
) -> None:
    """R-HS-02, 22/004 §4, §23, §26."""
    held: Answer[SocialeStatuten] = answer(data)
    assert social_status_holds(held).holds is holds


def test_any_status_can_be_looked_at() -> None:
    held = answer(_said("1", SocialStatusName.BIM_BVT))
    assert social_status_holds(held, SocialStatusName.BIM_BVT).holds is True


def test_a_no_of_an_answer_that_failed_in_part_is_not_known() -> None:
    """R-HS-05: one of five sources may hold the recognition."""
    assert social_status_holds(answer(_said("0"), FAILED)).holds is None
    assert social_status_holds(answer(_said("1"), FAILED)).holds is True
    assert social_status_holds(answer(None, NOTHING_FOUND)).holds is None


def test_status_c_and_the_care_supplement_are_two_tests() -> None:
    """R-HS-06, D-07: three points in pillar 1 and six in total tell them apart."""
    assert points_suffice(3, 6)
    assert not is_status_c(3)
    child = zorgtoeslag(erkenning(3, 6))
    assert is_severely_disabled_child(child, date(2026, 5, 4)).holds is True


@unhurried
@given(st.none() | st.integers(0, 6), st.none() | st.integers(0, 36))
def test_who_has_status_c_has_the_points_too(
    pillar_1: int | None, total: int | None
) -> None:
    """R-HS-06: the one test is the stricter."""
    if is_status_c(pillar_1):
        assert points_suffice(pillar_1, total)

"""The language obligation in a file: tests, exemption, postponement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from kruispunt_simulator.people import People
from kruispunt_simulator.people.language import Language, Postponement

from .conftest import ann

Problems = Callable[..., list[str]]

at = datetime.fromisoformat
COMPANY = "{name: WM, internal_number: '1'}"


def test_a_postponement_holds_from_its_decision_until_its_last_day() -> None:
    postponed = Postponement(
        reason="x", decided=at("2024-01-15T10:00"), until=date(2025, 12, 31)
    )
    days = (
        (date(2024, 1, 14), False),
        (date(2024, 1, 15), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    )
    for day, holds in days:
        assert postponed.holds(day) is holds


@pytest.mark.parametrize(
    ("skill", "passed", "on", "reached"),
    [
        pytest.param("overall", True, date(2024, 5, 2), True, id="on the day"),
        pytest.param("overall", True, date(2024, 5, 1), False, id="the day before"),
        pytest.param("overall", False, date(2024, 5, 2), False, id="failed"),
        pytest.param("speaking", True, date(2024, 5, 2), False, id="one skill"),
    ],
)
def test_a_level_is_reached_by_a_whole_test_that_was_passed(
    skill: str, passed: bool, on: date, reached: bool
) -> None:
    test = {
        "level": "A2",
        "skill": skill,
        "taken": at("2024-05-02T09:00"),
        "passed": passed,
        "body": {"name": "Huis", "internal_number": "1"},
    }
    held = Language.model_validate({"tests": (test,)})
    assert (held.reached("A2", on) is not None) is reached
    assert held.reached("A1", on) is None


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param(
            f"    - {{id: a, company: {COMPANY}, opened: 2020-01-01 00:00:00}}\n"
            f"    - {{id: b, company: {COMPANY}, opened: 2021-01-01 00:00:00}}\n",
            "two files of one housing company",
            id="two files of one company",
        ),
        pytest.param(
            f"    - {{id: a, company: {COMPANY}, opened: 2020-01-01 00:00:00, "
            "postponements: [{reason: x, decided: 2021-01-02 00:00:00, "
            "until: 2021-01-01}]}\n",
            "is over before it is decided",
            id="a postponement of the past",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(
    problems: Problems, load: Callable[..., People], files: str, problem: str
) -> None:
    (told,) = problems(ann(f"language:\n  files:\n{files}"))
    assert told.startswith(("9: language: ", "11: language.files.0.postponements.0: "))
    assert problem in told
    first = files.splitlines(keepends=True)[0].partition(", postponements")[0]
    good = first if first.endswith("\n") else f"{first}}}\n"
    assert load(ann(f"language:\n  files:\n{good}"))

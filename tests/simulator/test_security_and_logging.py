"""
No requirement of the acts is forgotten: each has tests, or a reason why it cannot have.

The table is `security_and_logging.yaml`, and the tests that show its rows are all over
the tests: `pytest -m requirement` runs them.
"""

from __future__ import annotations

import pytest

from .requirement_table import TABLE, Mark, Requirement, load, marks, marks_in

SECTIONS = load().sections
REQUIREMENTS = load().requirements
MARKED = {each for mark in marks() for each in mark.ids}
EVERY_ROW = pytest.mark.parametrize("name", REQUIREMENTS)


def test_no_row_is_lost() -> None:
    """Each section has as many rows as it says, numbered from 1, in order."""
    expected = [
        f"S-{section}-{number:02}"
        for section, about in SECTIONS.items()
        for number in range(1, about.rows + 1)
    ]
    assert list(REQUIREMENTS) == expected
    assert len(expected) == 81


@EVERY_ROW
def test_a_requirement_is_shown_by_a_test_or_excused(name: str) -> None:
    """Not both: what a test shows needs no excuse."""
    assert (name in MARKED) is (REQUIREMENTS[name].because is None)


@EVERY_ROW
def test_a_requirement_says_what_whom_and_where(name: str) -> None:
    row = REQUIREMENTS[name]
    assert not row.says.endswith(".")
    for text in (row.says, row.cited, *row.who):
        assert text == text.strip() != ""


@pytest.mark.parametrize("name", [n for n, row in REQUIREMENTS.items() if row.because])
def test_an_excuse_is_a_reason(name: str) -> None:
    """Of its own, not one word for all; and few have one."""
    reasons = [row.because for row in REQUIREMENTS.values()]
    because = REQUIREMENTS[name].because
    assert because is not None
    assert len(because.split()) >= 10
    assert reasons.count(because) == 1
    assert len(reasons) - reasons.count(None) <= 5


def test_what_stands_for_an_organisation_is_a_file_of_ours() -> None:
    root = TABLE.parents[2] / "simulator" / "kruispunt_simulator"
    for name, row in REQUIREMENTS.items():
        if row.shown_as is not None:
            assert (root / row.shown_as).is_file(), name


@pytest.mark.parametrize("mark", marks(), ids=lambda mark: mark.place)
def test_a_mark_names_requirements_of_the_table(mark: Mark) -> None:
    assert mark.problem is None
    assert set(mark.ids) <= set(REQUIREMENTS)
    assert len(set(mark.ids)) == len(mark.ids)


GOOD = """
@pytest.mark.requirement("S-TR-01", "S-TR-02")
def test_something(): ...
"""


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        pytest.param(GOOD, ("S-TR-01", "S-TR-02"), id="above a test"),
        pytest.param(
            "ROWS = [Row(name='a', marks=pytest.mark.requirement('S-TR-01'))]",
            ("S-TR-01",),
            id="in a table",
        ),
        pytest.param(
            "pytest.param(1, marks=[x, pytest.mark.requirement('S-TR-01')])",
            ("S-TR-01",),
            id="among other marks",
        ),
    ],
)
def test_a_mark_is_read_where_it_reaches_a_test(
    source: str, ids: tuple[str, ...]
) -> None:
    (mark,) = marks_in(source, "test_x.py")
    assert (mark.ids, mark.problem) == (ids, None)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        pytest.param(
            GOOD.replace("test_something", "something"), "on no test", id="no test"
        ),
        pytest.param("x = pytest.mark.requirement('S-TR-01')", "no test", id="aside"),
        pytest.param("mark = pytest.mark.requirement", "names no", id="bare"),
        pytest.param(
            "@pytest.mark.requirement\ndef test_x(): ...", "names no", id="no ids"
        ),
        pytest.param(
            "@pytest.mark.requirement()\ndef test_x(): ...", "ids", id="no id"
        ),
        pytest.param(
            "@pytest.mark.requirement(*IDS)\ndef test_x(): ...", "ids", id="not written"
        ),
    ],
)
def test_a_mark_that_shows_nothing_is_told(source: str, problem: str) -> None:
    """So that nobody takes a requirement for shown that is not."""
    (mark,) = marks_in(source, "test_x.py")
    assert mark.problem is not None
    assert problem in mark.problem


def test_a_row_is_not_both_excused_and_shown_as_something() -> None:
    row = {"says": "a", "who": ("b",), "cited": "c"}
    assert (
        Requirement.model_validate(row | {"shown_as": "parties.yaml"}).because is None
    )
    with pytest.raises(ValueError, match="needs no `because`"):
        Requirement.model_validate(row | {"shown_as": "x", "because": "y"})

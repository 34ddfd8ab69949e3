"""The table of rules against the code that cites them, and against these tests."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest
from kruispunt_client import housing
from kruispunt_client.housing import RULES
from kruispunt_client.housing.law import cite

ID = re.compile(r"R-[A-Z]+-\d\d")
SOURCE = Path(housing.__file__).parent
CODE = {
    path.name: path.read_text("utf-8")
    for path in SOURCE.glob("*.py")
    if path.name != "law.py"
}
NOT_CODED = {"R-PTL-11", "R-CEIL-02", "R-CEIL-03", "R-ZT-06"}
"""
Named in prose only: where a dependant may live, when and how ceilings change, what
follows from a recognition.
"""


def _named(text: str) -> set[str]:
    """Every rule that a text names, those between two of them (`to`) as well."""
    found = set(ID.findall(text))
    for first, last in re.findall(r"(R-[A-Z]+-\d\d) to (R-[A-Z]+-\d\d)", text):
        series = first[:-2]
        assert last[:-2] == series, f"{first} to {last}"
        found |= {f"{series}{n:02}" for n in range(int(first[-2:]), int(last[-2:]) + 1)}
    return found


@pytest.mark.parametrize("name", CODE)
def test_every_rule_that_the_code_names_is_in_the_table(name: str) -> None:
    assert set(ID.findall(CODE[name])) - NOT_CODED <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_in_the_table_is_applied_by_code(rule: str) -> None:
    """In what it cites, or as the source of a function that gives a bare value."""
    sources = (
        line
        for text in CODE.values()
        for line in re.findall(r"Source: (?:.|\n(?!\n))*", text)
    )
    cited = any(f'"{rule}"' in text for text in CODE.values())
    assert cited or any(rule in _named(line) for line in sources)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_in_the_table_is_held_by_a_test(rule: str) -> None:
    tests = Path(__file__).parent.glob("test_*.py")
    docstrings = (
        doc
        for path in tests
        if path != Path(__file__)
        for doc in re.findall(r'"""(.*?)"""', path.read_text("utf-8"), re.S)
    )
    assert any(rule in _named(doc) for doc in docstrings)


def test_the_examples_of_the_modules_are_so() -> None:
    modules = [import_module(f"{housing.__name__}.{Path(name).stem}") for name in CODE]
    tried = [doctest.testmod(each) for each in modules]
    assert sum(each.attempted for each in tried) > 4
    assert sum(each.failed for each in tried) == 0


def test_rules_are_cited_once_and_in_the_order_of_the_table() -> None:
    found = [rule.id for rule in cite("R-SD-05", "R-ZT-01", "R-SD-05")]
    assert found == ["R-ZT-01", "R-SD-05"]

"""
The table of `security_and_logging.yaml`, and the marks that tests carry.

A test that shows a requirement says so: `@pytest.mark.requirement("S-TR-02")`, with as
many ids as it shows. A row of a parametrised test says it in `marks=`, by itself or in
a table of rows. The marks are read from the test files as they are written, so that
they count whichever tests are run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

from kruispunt_contracts.yamlfile import load_model
from pydantic import BaseModel, ConfigDict, Field, model_validator

TABLE: Final = Path(__file__).parent / "security_and_logging.yaml"
TESTS: Final = Path(__file__).parents[1]
MARK: Final = "pytest.mark.requirement"


class Strict(BaseModel):
    """A part of the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(Strict):
    """Requirements about one thing."""

    about: str
    rows: int = Field(gt=0)


class Requirement(Strict):
    """One thing that the acts want of software or of organisations."""

    says: str
    who: tuple[str, ...] = Field(min_length=1)
    cited: str
    because: str | None = None
    """Why no test of software can show it."""
    shown_as: str | None = None
    """File of the simulator that stands for what an organisation does."""

    @model_validator(mode="after")
    def _shown_or_not(self) -> Self:
        if self.because and self.shown_as:
            raise ValueError("what is `shown_as` something needs no `because`")
        return self


class Table(Strict):
    """The file."""

    sections: Mapping[str, Section]
    requirements: Mapping[str, Requirement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark in a test file."""

    place: str
    """File and line."""
    ids: tuple[str, ...]
    problem: str | None
    """Why it shows nothing."""


@cache
def load() -> Table:
    """Read the table."""
    return load_model(TABLE, Table)


@cache
def marks(folder: Path = TESTS) -> tuple[Mark, ...]:
    """Find the marks in every test file below a folder."""
    return tuple(
        mark
        for path in sorted(folder.rglob("*.py"))
        for mark in marks_in(path.read_text("utf-8"), path.relative_to(folder))
    )


def marks_in(source: str, name: Path | str) -> Iterator[Mark]:
    """
    Find the marks in the text of a test file.

    Args:
        source: Python.
        name: Stands before the line in `Mark.place`.
    """
    tree = ast.parse(source)
    on_tests = {
        id(mark)
        for node in ast.walk(tree)
        for carried in _carried(node)
        for mark in ast.walk(carried)
    }
    given = {id(node.func): node for node in ast.walk(tree) if _is_call(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == MARK:
            call = given.get(id(node))
            yield Mark(
                place=f"{name}:{node.lineno}",
                ids=_ids(call),
                problem=_problem(call, is_on_test=id(node) in on_tests),
            )


def _carried(node: ast.AST) -> Iterator[ast.expr]:
    """Where a mark reaches a test: above a function or class, or in `marks=`."""
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        yield from node.decorator_list
    if isinstance(node, ast.Call):
        yield from (each.value for each in node.keywords if each.arg == "marks")


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call)


def _ids(call: ast.Call | None) -> tuple[str, ...]:
    constants = [a for a in call.args if isinstance(a, ast.Constant)] if call else []
    return tuple(str(each.value) for each in constants)


def _problem(call: ast.Call | None, *, is_on_test: bool) -> str | None:
    if call is None:
        return "names no requirement"
    if call.keywords or len(_ids(call)) != len(call.args) or not call.args:
        return "must name requirements by their ids, written out"
    if not is_on_test:
        return "is on no test: stands above none, and not in `marks=`"
    return None

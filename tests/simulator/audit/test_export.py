"""Records for other programs: exact, safe, and never all in memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from kruispunt_simulator.audit.export import csv_lines, json_lines
from kruispunt_simulator.audit.trail import Trail, render_tree
from kruispunt_simulator.hops.call import findings_json
from kruispunt_simulator.message import Finding
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Engine

from .conftest import CALL

COLUMNS = exchange.columns.keys()


def read_back(lines: Iterable[str]) -> list[dict[str, str]]:
    """As a program reads CSV."""
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


def test_csv_has_every_column_in_its_first_line_also_of_nothing() -> None:
    assert list(csv_lines([], COLUMNS)) == [",".join(COLUMNS) + "\r\n"]


def test_csv_holds_what_json_holds(engine: Engine, write: Journal) -> None:
    finding = Finding(check="c", fault=None, requirement="§ 1", actual='a "b", c')
    write.write([replace(CALL, findings=findings_json([finding])), CALL])
    records = list(Trail(engine).records())
    assert [json.loads(line) for line in json_lines(records)] == records
    rows = read_back(csv_lines(records, COLUMNS))
    for row, record in zip(rows, records, strict=True):
        assert json.loads(row.pop("findings")) == record.pop("findings")
        assert row == {k: "" if v is None else str(v) for k, v in record.items()}


FORMULAS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "\r=1": "'\r=1",
    "\n=1": "'\n=1",
    "＝1": "'＝1",
    'a"=1': 'a"=1',
    "a,=1": "a,=1",
    "a\n=1": "a\n=1",
    "'=1": "'=1",
    "22/004 §4": "22/004 §4",
    "": "",
}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Source: OWASP, CSV Injection. JSON has it as it is."""
    rows = [{"peer": text, "user": "x"}]
    (row,) = read_back(csv_lines(rows, ["peer", "user"]))
    assert row == {"peer": FORMULAS[text], "user": "x"}
    (line,) = json_lines(rows)
    assert json.loads(line) == rows[0]


def test_numbers_stay_numbers() -> None:
    (_, line) = csv_lines([{"a": -1, "b": None}], ["a", "b"])
    assert line == "-1,\r\n"


# Memory

RECORDS, MOST = 20_000, 6_000_000

READS: dict[str, Callable[[Trail], Iterable[Any]]] = {
    "json": lambda trail: json_lines(trail.records()),
    "csv": lambda trail: csv_lines(trail.records(), COLUMNS),
    "tree": lambda trail: render_tree(trail.trees()),
}


def peak(read: Iterable[Any]) -> tuple[int, int]:
    """Go through something; give how much there was, and the most memory at a time."""
    tracemalloc.start()
    try:
        count = sum(1 for _ in read)
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def long(engine: Engine, write: Journal) -> Trail:
    """A log of many records, in trails of four."""
    for first in range(0, RECORDS, 1000):
        write.write(
            [
                replace(CALL, trace=f"{n // 4:032x}", span=f"{n:016x}")
                for n in range(first, first + 1000)
            ]
        )
    return Trail(engine)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_memory_does_not_grow_with_the_log(
    long: Trail, read: Callable[[Trail], Iterable[Any]]
) -> None:
    count, memory = peak(read(long))
    assert count >= RECORDS
    assert memory < MOST


def test_memory_would_be_seen_to_grow(long: Trail) -> None:
    """The twin: all records at once take far more than the bound."""
    kept: list[Any] = []
    count, memory = peak(kept.append(each) for each in long.records())
    assert count == len(kept) == RECORDS
    assert memory > 5 * MOST

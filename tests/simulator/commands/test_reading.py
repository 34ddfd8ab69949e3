"""What the reading commands share: the table for people, and the log."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from kruispunt_simulator.cli_output import blocks, table
from kruispunt_simulator.commands.reading import open_trail
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal

from .conftest import Run


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [{"id": "a", "long_name": "xyz"}, {"id": "bcd", "long_name": "x"}]
    assert list(table(rows)) == ["ID   LONG_NAME", "a    xyz", "bcd  x"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        ([], "-"),
        ((), "-"),
        (["a", "b"], "a, b"),
        (("a", None), "a, -"),
        ({"k": 1, "l": ["x", "y"]}, "k=1, l=x, y"),
        ([{"k": 1}, {"k": 2}], "k=1, k=2"),
        (True, "True"),
        (7101, "7101"),
    ],
)
def test_a_value_is_one_cell(value: object, text: str) -> None:
    assert list(table([{"x": value}])) == ["X", text]


def test_no_line_ends_in_blanks() -> None:
    rows = [{"a": "long value", "b": "x"}, {"a": "y", "b": ""}]
    assert all(line == line.rstrip() for line in table(rows))


def test_no_rows_are_no_lines() -> None:
    assert list(table([])) == []


def test_a_block_is_a_head_and_a_line_for_each_field() -> None:
    rows = [{"id": "a", "may_ask": ["x", "y"]}, {"id": "b", "may_ask": []}]
    assert list(blocks(rows)) == [
        "a",
        "    may ask         x, y",
        "b",
        "    may ask         -",
    ]


def test_a_long_value_goes_on_below_itself() -> None:
    first, second = "word " * 10, "unbreakable" * 10
    (_, field) = blocks([{"id": "a", "text": first + second}], width=60)
    lines = field.splitlines()
    assert {line[:20].strip() for line in lines} == {"text", ""}
    assert lines[-1].strip() == second


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A state folder whose log has one record; nothing runs in it."""
    engine = open_database(sqlite_url(tmp_path / "kruispunt.db"))
    journal = Journal(engine)
    journal.write(
        [
            Exchange(
                trace="a" * 32,
                span="1" * 16,
                parent_span=None,
                hop="wiv",
                direction="in",
                at=datetime(2026, 11, 22, 12, tzinfo=UTC),
                business_date=date(2026, 11, 22),
                duration_us=1,
                party="(unknown)",
                application="(unknown)",
                service="(unknown)",
                user="(unknown)",
                person="(unknown)",
                outcome="refused",
            )
        ]
    )
    journal.close()
    engine.dispose()
    return tmp_path


def test_the_log_of_a_chain_that_ended_is_read(log: Path) -> None:
    with open_trail(log) as trail:
        assert [record["trace"] for record in trail.records()] == ["a" * 32]


def test_a_folder_without_a_log_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    with (
        pytest.raises(click.ClickException, match=r"kruispunt\.db: no log here"),
        open_trail(tmp_path),
    ):
        pytest.fail("there is nothing to read")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["log"], ["explain", "a" * 32]])
def test_a_log_that_cannot_be_read_is_told_in_one_line(
    log: Path, run: Run, command: list[str]
) -> None:
    """With its twin: the same command on the log as it was."""
    assert run(*command, "--state", log).exit_code == 0
    (log / "kruispunt.db").write_bytes(b"no database at all" * 100)
    for rest in log.glob("kruispunt.db-*"):
        rest.unlink()
    result = run(*command, "--state", log)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {log / 'kruispunt.db'}: file is not a database\n"
    assert isinstance(result.exception, SystemExit)

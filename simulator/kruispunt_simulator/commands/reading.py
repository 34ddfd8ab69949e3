"""What the reading commands share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.store.address import database_of, file_of
from kruispunt_simulator.store.database import open_database


@contextmanager
def open_trail(state: Path, database: str | None = None) -> Iterator[Trail]:
    """
    Open the log of a state folder, of a running simulator or an ended one; closes it.

    Args:
        state: The folder.
        database: Where the log is, when the user said so.

    Raises:
        ClickException: There is none.
        StateError: The database cannot be read.
    """
    with open_log(state, database) as engine:
        yield Trail(engine)


@contextmanager
def open_log(state: Path, database: str | None = None) -> Iterator[Engine]:
    """
    Open the database of a state folder as `open_trail` does.

    Raises:
        ClickException: There is none.
        StateError: The database cannot be read.
    """
    url = database_of(state, database)
    path = file_of(url)
    if path is not None and not path.is_file():
        raise click.ClickException(f"{path}: no log here; is --state right?")
    engine = open_database(url, create=False)
    try:
        yield engine
    finally:
        engine.dispose()


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write rows as aligned columns; lists are joined."""
    if not rows:
        return
    heads = list(rows[0])
    cells = [[_text(row[head]) for head in heads] for row in rows]
    widths = [
        max(len(heads[i]), *(len(line[i]) for line in cells)) for i in range(len(heads))
    ]
    for line in [[head.upper() for head in heads], *cells]:
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()


def blocks(rows: Sequence[dict[str, Any]], width: int = 100) -> Iterator[str]:
    """
    Write each row as a block: its first field, then a line for every other.

    Args:
        rows: All with the same fields.
        width: Columns; longer values go on below themselves, longer words run over.
    """
    for row in rows:
        (_, head), *fields = row.items()
        yield _text(head)
        for name, value in fields:
            label = f"    {name.replace('_', ' '):<16}"
            yield textwrap.fill(
                label + _text(value),
                width=width,
                subsequent_indent=" " * len(label),
                break_long_words=False,
                break_on_hyphens=False,
                drop_whitespace=True,
            )


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={_text(each)}" for key, each in value.items())
    return str(value)

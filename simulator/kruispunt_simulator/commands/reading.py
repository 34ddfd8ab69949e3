"""What the reading commands share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.store.database import open_database, sqlite_url


@contextmanager
def open_trail(state: Path) -> Iterator[Trail]:
    """
    Open the log of a state folder, of a running simulator or an ended one; closes it.

    Raises:
        ClickException: There is none.
    """
    path = state / "kruispunt.db"
    if not path.is_file():
        raise click.ClickException(f"{path}: no log here; is --state right?")
    engine = open_database(sqlite_url(path))
    try:
        yield Trail(engine)
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


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={_text(each)}" for key, each in value.items())
    return str(value)

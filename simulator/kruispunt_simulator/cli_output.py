"""How commands print rows."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

import click


def print_rows(
    rows: list[dict[str, Any]], as_json: bool, *, in_blocks: bool = False
) -> None:
    """Print rows as JSON, or as a table or blocks for people."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(blocks(rows) if in_blocks else table(rows)))


_AT_ONCE: Final = 200
"""Lines that go out together: a flush for each costs more than the line."""


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people, any number, as they come."""
    waiting = iter(lines)
    while some := list(islice(waiting, _AT_ONCE)):
        click.echo("\n".join(some))


def print_exactly(pieces: Iterable[str]) -> None:
    """
    Print text for programs, any length, as it comes: in UTF-8, line ends as they are.

    The console may have another encoding; a file that is made of it must not.
    """
    sys.stdout.flush()
    octets = sys.stdout.buffer
    waiting = iter(pieces)
    while some := list(islice(waiting, _AT_ONCE)):
        octets.write("".join(some).encode("utf-8", errors="replace"))
    octets.flush()


def begun(values: Iterable[Any]) -> Iterator[Any] | None:
    """Give the same values; None when there are none."""
    waiting = iter(values)
    for first in waiting:
        return chain((first,), waiting)
    return None


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

"""How commands print rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
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
    from kruispunt_simulator.commands.reading import blocks, table

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

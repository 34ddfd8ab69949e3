"""How commands print rows."""

from __future__ import annotations

import json
from typing import Any

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

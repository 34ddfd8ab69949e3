"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kruispunt_simulator.settings import DEFAULT_STATE

STATE: Final = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_STATE,
    envvar="KRUISPUNT_STATE",
    show_default=True,
    help="Folder with certificates, database and client profiles.",
)
JSON: Final = click.option(
    "--json", "as_json", is_flag=True, help="JSON instead of text."
)

REAL_NUMBERS: Final = click.option(
    "--allow-real-numbers",
    is_flag=True,
    help="Take numbers that may belong to real people. Warns, and is logged.",
)

"""Options that several commands have."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

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


class _Day(click.ParamType):  # type: ignore[type-arg] # generic since 8.4 only
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            self.fail(f"{value} is no date of the form YYYY-MM-DD", param, ctx)


DAY: Final = _Day()


class _Quarter(click.ParamType):  # type: ignore[type-arg] # generic since 8.4 only
    name = "YYYYQn"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        if re.fullmatch(r"[12][0-9]{3}Q[1-4]", str(value), re.ASCII):
            return str(value)
        self.fail(f"{value} is no quarter of the form 2026Q3", param, ctx)


QUARTER: Final = _Quarter()

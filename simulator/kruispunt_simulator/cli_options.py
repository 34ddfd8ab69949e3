"""Options that several commands have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from kruispunt_simulator.belgium import begin_of_day, belgian_moment
from kruispunt_simulator.numbers import has_valid_check_digits, without_separators
from kruispunt_simulator.settings import DEFAULT_STATE


class FromAbove(click.Option):
    """
    An option that takes what was given to the group above, where it is not given here.

    So `kruispunt log --state DIR person INSZ` and `kruispunt log person INSZ --state
    DIR` are the same.
    """

    def consume_value(
        self, ctx: click.Context, opts: Mapping[str, Any]
    ) -> tuple[Any, ParameterSource]:
        """Find the value, and where it came from."""
        value, source = super().consume_value(ctx, opts)
        above, name = ctx.parent, self.name
        if source is ParameterSource.COMMANDLINE or above is None or name is None:
            return value, source
        told = above.get_parameter_source(name)
        if told is ParameterSource.COMMANDLINE:
            return above.params[name], told
        return value, source


STATE: Final = click.option(
    "--state",
    cls=FromAbove,
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_STATE,
    envvar="KRUISPUNT_STATE",
    show_default=True,
    help="Folder with certificates, database and client profiles.",
)
DATABASE: Final = click.option(
    "--database",
    cls=FromAbove,
    metavar="URL",
    envvar="KRUISPUNT_DATABASE",
    help="sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME; else that of "
    "the last `kruispunt up` on the state folder, or a SQLite file in it.",
)
JSON: Final = click.option(
    "--json", "as_json", cls=FromAbove, is_flag=True, help="JSON instead of text."
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


class _Moment(click.ParamType):  # type: ignore[type-arg] # as above
    """Gives a moment in UTC; of a day its begin, or with `end` that of the next."""

    name = "DAY|TIME"

    def __init__(self, *, end: bool = False) -> None:
        self._end = end

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is neither YYYY-MM-DD nor a time of ISO 8601", param)
        if not 1900 <= moment.year <= 2999:  # where no time zone leads out of years
            self.fail(f"{value} is not in 1900 to 2999", param)
        if re.fullmatch(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", value, re.ASCII):
            day = moment.date() + timedelta(days=self._end)
            return begin_of_day(day).astimezone(UTC)
        if moment.tzinfo is None:
            moment = belgian_moment(moment)
        return moment.astimezone(UTC)


BEGIN: Final = click.option(
    "--from",
    "since",
    cls=FromAbove,
    type=_Moment(),
    help="From this day in Belgium on, or this moment (2026-11-22T09:30; without an "
    "offset in Belgian time).",
)
END: Final = click.option(
    "--to",
    "until",
    cls=FromAbove,
    type=_Moment(end=True),
    help="Up to and including this day in Belgium, or up to just before this moment.",
)
UNTIL: Final = click.option(
    "--until",
    type=_Moment(end=True),
    help="Up to and including this day in Belgium, or up to just before this moment.",
)
"""As `END`, where `--to` says where something goes."""


class _Insz(click.ParamType):  # type: ignore[type-arg] # as above
    """Gives eleven digits. What is wrong is told without the number."""

    name = "INSZ"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        number = without_separators(str(value))
        if not has_valid_check_digits(number):
            self.fail("that is no number of eleven digits with valid check digits")
        return number


INSZ: Final = _Insz()

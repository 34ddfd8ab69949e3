"""The command line: `kruispunt log reconcile`."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from kruispunt_simulator.belgium import begin_of_day, belgian_moment
from kruispunt_simulator.cli_options import JSON, STATE

# As in `cli.py`, everything heavy is imported by the command that needs it.


class _Moment(click.ParamType):  # type: ignore[type-arg] # generic since 8.4 only
    """Gives an aware moment; of a day its begin, or with `end` that of the next."""

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
            return begin_of_day(moment.date() + timedelta(days=self._end))
        return belgian_moment(moment) if moment.tzinfo is None else moment


_BEGIN: Final = click.option(
    "--from",
    "since",
    type=_Moment(),
    help="From this day in Belgium on, or this moment. Else from the first question in "
    "CLIENTLOG.",
)
_END: Final = click.option(
    "--to",
    "until",
    type=_Moment(end=True),
    help="Up to and including this day in Belgium, or up to just before this moment. "
    "Else up to the last answer in CLIENTLOG.",
)


@click.command()
@click.argument("client_log", metavar="CLIENTLOG")
@STATE
@click.option("--party", metavar="ID", help="Only the questions of this party.")
@_BEGIN
@_END
@click.option("--table", metavar="NAME", help="Of a database, if it has another name.")
@JSON
def reconcile(
    client_log: str,
    state: Path,
    party: str | None,
    since: datetime | None,
    until: datetime | None,
    table: str | None,
    as_json: bool,
) -> None:
    """
    Compare the client's own log with those of the hops, and tell what is missing.

    CLIENTLOG is a file of JSON lines, or the SQLAlchemy URL of a database. Ends with 0
    when there are no gaps, 1 when there are, 2 when a log cannot be read.
    """
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--from is after --to")
    from kruispunt_simulator.commands import reconcile as command

    sys.exit(
        command.run(
            client_log,
            table=table,
            state=state,
            party=party,
            since=since,
            until=until,
            as_json=as_json,
        )
    )

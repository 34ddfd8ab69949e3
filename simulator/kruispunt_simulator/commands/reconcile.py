"""`kruispunt log reconcile`: the client's own log against those of the hops."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from kruispunt_client.client_log import ReadableLog, open_log
from kruispunt_client.errors import InvalidSettings, LogNotRead
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.audit.reconcile import Counts, Reconciliation
from kruispunt_simulator.commands.reading import open_trail
from kruispunt_simulator.errors import StateError, first_line


class NotCompared(click.ClickException):
    """One of the logs cannot be read. Not the status of a gap."""

    exit_code = 2


def run(
    client_log: str,
    *,
    table: str | None,
    state: Path,
    database: str | None,
    party: str | None,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> int:
    """
    Print gaps and remarks as they are found, and then what was compared.

    Returns:
        The exit status: 1 if there are gaps, else 0.

    Raises:
        NotCompared: A log cannot be read, or that of the client holds nothing.
    """
    log = _open(client_log, table)
    try:
        with open_trail(state, database) as trail:
            reconciliation = Reconciliation(
                trail.engine, log.read(), party=party, since=since, until=until
            )
            for gap in reconciliation.gaps():
                click.echo(_json(gap.as_dict()) if as_json else gap.line())
    except click.ClickException as error:
        raise NotCompared(error.message) from error
    except (LogNotRead, StateError) as error:
        raise NotCompared(str(error)) from error
    except SQLAlchemyError as error:
        reason = first_line(error)
        raise NotCompared(f"the logs of the hops cannot be read: {reason}") from error
    counts = reconciliation.counts
    if not counts.read and party is None:
        # Not "no gaps": it may be another file, or all was taken out of this one.
        raise NotCompared(f"{client_log}: not one record; --party says whose to miss")
    if as_json:
        click.echo(_json(_summary(counts)))
    else:
        for line in _told(counts):
            click.echo(line)
    return 1 if counts.gaps else 0


def _open(where: str, table: str | None) -> ReadableLog:
    if table is not None and "://" not in where:
        raise click.UsageError("--table is for a database")
    try:
        return open_log(where, table)
    except InvalidSettings as error:
        raise NotCompared(str(error)) from error


def _told(counts: Counts) -> Iterator[str]:
    """Write the summary for people."""
    yield (
        f"compared {counts.records} records of the client with {counts.calls} calls at "
        f"the hops: gaps {counts.gaps}, remarks {counts.remarks}"
    )
    if counts.begin is not None and counts.end is not None:
        begin, end = (
            each.isoformat(timespec="milliseconds")
            for each in (counts.begin, counts.end)
        )
        yield f"the client's records are of {begin} to {end}"
    rest = counts.never_left + counts.no_reply
    if rest:
        yield (
            f"{rest} questions are at no hop, nor should be: {counts.never_left} never "
            f"left the client, {counts.no_reply} had no reply and did not arrive"
        )
    if counts.before or counts.after:
        yield (
            f"not compared: {counts.before} calls of the same parties before that, "
            f"{counts.after} after; --from and --to take them in"
        )


def _summary(counts: Counts) -> dict[str, object]:
    return {
        "kind": "summary",
        "records": counts.records,
        "never_left": counts.never_left,
        "no_reply": counts.no_reply,
        "calls": counts.calls,
        "before": counts.before,
        "after": counts.after,
        "gaps": counts.gaps,
        "remarks": counts.remarks,
        "begin": counts.begin and counts.begin.isoformat(),
        "end": counts.end and counts.end.isoformat(),
        "parties": sorted(counts.parties),
    }


def _json(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)

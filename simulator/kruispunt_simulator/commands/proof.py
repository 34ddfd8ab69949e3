"""`kruispunt log verify`, `log seals` and `log message`: what the log proves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.trust import TrustStore
from sqlalchemy import URL, Engine, select

from kruispunt_simulator.audit.anchors import Anchor, Notes, seal_row
from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.audit.verify import Report, verify
from kruispunt_simulator.store.messages import unpacked
from kruispunt_simulator.store.seals import seals_of
from kruispunt_simulator.store.tables import exchange, log_seal, message

FLAWED: Final = 1
"""Exit status when something in the log does not fit."""


def verify_logs(
    engine: Engine,
    state: Path,
    *,
    hops: Sequence[str],
    anchors: Path | None,
    sealed_within: timedelta | None,
    as_json: bool,
) -> int:
    """
    Verify logs and print what was found.

    Args:
        engine: The database.
        state: Folder whose `pki` says whom to trust.
        hops: Whose logs; none for all.
        anchors: JSON lines as `log seals --json` printed them earlier, beside the notes
            of the simulator itself.
        sealed_within: How long a record may wait for its seal; None for any time.
        as_json: A JSON object per log, instead of text.

    Returns:
        Exit status: 0, or 1 when something does not fit.

    Raises:
        ClickException: There is no log, or none of a hop that was named; the anchors
            or the certificates cannot be read.
    """
    noted = _anchors(state, engine.url, anchors)  # before the log, which goes on
    flawed, verified = False, 0
    due = None if sealed_within is None else datetime.now(UTC) - sealed_within
    reports = verify(
        engine, trust_in(state), hops=hops, anchors=noted, sealed_before=due
    )
    try:
        for report in reports:
            if not (report.records or report.seals or report.flaws):
                raise click.ClickException(f"{report.hop}: no log, not even a seal")
            verified += 1
            flawed = flawed or bool(report.flaws)
            lines = [json.dumps(asdict(report))] if as_json else report_lines(report)
            for line in lines:
                click.echo(line)
    except InvalidSettings as error:
        raise click.ClickException(str(error)) from error
    if not verified:
        # Not "whole": of a log of which all is gone, only anchors would tell.
        raise click.ClickException("no log of any hop, not even a seal")
    return FLAWED if flawed else 0


def trust_in(state: Path) -> Callable[[str], TrustStore]:
    """
    Give whom to trust for the seals of a log, by the hop that signs it.

    Args:
        state: Folder with the `pki`.
    """

    def trust(hop: str) -> TrustStore:
        # A seal holds when its certificate was good then, whatever became of it since.
        return TrustStore.load(state / "pki" / "trust" / f"{hop}.pem", None)

    return trust


def report_lines(report: Report) -> Iterator[str]:
    """Write what was found out about a log, for people: a line, and one per flaw."""
    told = [_counted(report.records, "record")]
    if report.records:
        told[0] += f", {report.first} to {report.last}"
    told += [_counted(report.seals, "seal"), f"sealed up to {report.sealed}"]
    if report.unsealed_since is not None:
        told.append(f"in no seal since {report.unsealed_since}")
    yield f"{report.hop}: {', '.join(told)}: {_WORD[not report.flaws]}"
    for number, flaw in enumerate(report.flaws):
        first = "first: " if number == 0 and len(report.flaws) > 1 else ""
        where = f" (trace {flaw.trace}, {flaw.at})" if flaw.trace else ""
        yield printable(f"  {first}{flaw.kind}: {flaw.text}{where}")


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


_WORD: Final = {True: "whole", False: "NOT WHOLE"}


def _anchors(state: Path, url: URL, path: Path | None) -> list[Anchor]:
    """Give the seals that the simulator noted itself, and those of a file."""
    try:
        found = list(Notes(state, url))
        if path is None:
            return found
        lines = filter(str.strip, path.read_text("utf-8").split("\n"))
        given = [Anchor.of(json.loads(line), "elsewhere") for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            f"{path or state}: expected seals as `kruispunt log seals --json` prints "
            f"them: {error}"
        ) from error
    if not given:
        raise click.ClickException(f"{path}: not one seal was noted there")
    return found + given


def seal_rows(engine: Engine, hops: Sequence[str]) -> Iterator[dict[str, Any]]:
    """
    Give the seals of logs, for people and for `--anchors`.

    Args:
        engine: The database.
        hops: Whose logs; none for all.
    """
    with engine.connect() as connection:
        known = connection.scalars(select(log_seal.c.hop).distinct()).all()
        for hop in sorted(known):
            if hops and hop not in hops:
                continue
            for seal in seals_of(connection, hop):
                yield seal_row(seal)


def messages_of(
    engine: Engine, trace: str, hops: Sequence[str]
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """
    Give the messages of a trail that were kept.

    Args:
        engine: The database.
        trace: Which trail.
        hops: Of which hops; none for all.

    Yields:
        Hop, direction, part and position; and the message, as it was sent.

    Raises:
        ClickException: Somebody changed it beyond reading.
    """
    query = (
        select(
            message.c.hop,
            exchange.c.direction,
            message.c.part,
            message.c.position,
            message.c.content,
        )
        .join_from(
            message,
            exchange,
            (exchange.c.hop == message.c.hop)
            & (exchange.c.position == message.c.position),
        )
        .where(exchange.c.trace == trace)
        .order_by(exchange.c.at, exchange.c.id, message.c.part.desc())
    )
    if hops:
        query = query.where(message.c.hop.in_(hops))
    with engine.connect() as connection:
        found = connection.execute(query, execution_options={"yield_per": 20})
        for row in found.mappings():
            about = {name: row[name] for name in ("hop", "direction", "part")}
            place = f"{row['hop']} {row['position']}"
            try:
                octets = unpacked(row["content"])
            except ValueError as error:
                raise click.ClickException(
                    f"the {row['part']} of record {place} is not as it was kept: "
                    f"{error}"
                ) from error
            yield {**about, "position": row["position"]}, octets

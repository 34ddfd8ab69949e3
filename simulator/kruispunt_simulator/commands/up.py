"""`kruispunt up`: runs the chain until a signal."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

import click
import structlog

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.guard import WARNING
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.errors import SimulatorError
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.process_log import (
    LogStyle,
    configure_logging,
    tell_of_uncaught_errors,
)
from kruispunt_simulator.running import sole
from kruispunt_simulator.settings import (
    MIB,
    Authorisation,
    Keep,
    MessagePolicy,
    Policy,
    Settings,
)
from kruispunt_simulator.sources import Condition
from kruispunt_simulator.store.address import database_in, database_of, shown

_OTEL_VARIABLES: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)

log = structlog.get_logger("kruispunt.up")


def run(
    *,
    state: Path,
    database: str | None,
    host: str,
    wiv_port: int,
    magda_port: int,
    ksz_port: int,
    policy: str,
    authorisation: str,
    today: Any,
    people: tuple[Path, ...],
    law: tuple[Path, ...],
    codes: Path | None,
    contracts: Path | None,
    cases: Path | None,
    stubs_port: int | None,
    source_off: tuple[str, ...],
    source_slow: tuple[str, ...],
    basic: tuple[str, ...],
    keep_log: int | None,
    seal_every: int,
    keep_messages: str,
    messages_days: int,
    messages_mib: int,
    allow_real_numbers: bool,
    key_type: str | None,
    server: str,
    workers: int,
    metrics_port: int | None,
    otel: str | None,
    log_format: str | None,
    log_level: str,
    as_json: bool,
) -> int:
    """
    Start, print the ready line, wait for SIGINT or SIGTERM, stop.

    Returns:
        Exit status: 0 after a clean stop, 1 when the start failed.
    """
    style = LogStyle(
        as_json=log_format == "json" if log_format else as_json,
        level=logging.getLevelNamesMapping()[log_level.upper()],
    )
    configure_logging(style)
    tell_of_uncaught_errors()
    try:
        if server == "gunicorn" and stubs_port is not None:
            raise ValueError(
                "--stubs-port: stubs are of one process, and --server gunicorn has "
                "several; leave out one of the two"
            )
        settings = Settings(
            state=state.resolve(),
            database=database,
            host=host,
            ports={"wiv": wiv_port, "magda": magda_port, "ksz": ksz_port},
            policy=Policy(policy),
            authorisation=Authorisation(authorisation),
            today=today,
            people=people,
            law=law,
            codes=codes,
            contracts=contracts,
            cases=cases,
            stubs_port=stubs_port,
            basic=_basic(basic),
            keep_log=None if keep_log is None else timedelta(days=keep_log),
            seal_every=timedelta(seconds=seal_every),
            messages=MessagePolicy(
                keep=Keep(keep_messages),
                most_bytes=messages_mib * MIB,
                most_age=timedelta(days=messages_days),
            ),
            metrics_port=metrics_port,
            otel=_collector(otel),
            allow_real_numbers=allow_real_numbers,
        )
        if allow_real_numbers:
            click.echo(f"warning: {WARNING}", err=True)
        conditions = _conditions(source_off, source_slow)
        anywhere = host in ("0.0.0.0", "::")  # noqa: S104
        prepare_state(
            settings.state, key_type=key_type, hosts=() if anywhere else (host,)
        )
        with sole(settings.state):
            if server == "gunicorn":
                from kruispunt_simulator.commands import up_gunicorn

                return up_gunicorn.run(
                    settings, conditions, workers, _ready(as_json), style
                )
            _serve(settings, conditions, _ready(as_json))
    except (SimulatorError, OSError, LookupError, ValueError) as error:
        click.echo(f"kruispunt: {error}", err=True)
        return 1
    return 0


def _serve(
    settings: Settings, conditions: Mapping[str, Condition], announce: Any
) -> None:
    """Run the chain in threads of this process until a signal."""
    simulator = Simulator(settings)
    for source, condition in conditions.items():
        simulator.sources.set_condition(source, condition)
    # An Event would not do: its lock may be held right where the signal comes.
    signals: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: signals.put(number))
    try:
        simulator.start()
        announce(
            settings.state,
            simulator.urls,
            simulator.metrics_url,
            simulator.stubs_url,
        )
        # Windows delivers signals between waits only, so none may last for ever.
        stopped_by = None
        while stopped_by is None:
            with suppress(Empty):
                stopped_by = signals.get(timeout=0.5)
    finally:
        simulator.stop()


def _ready(as_json: bool) -> Any:
    def announce(
        state: Path,
        urls: dict[str, str],
        figures: str | None,
        stubs: str | None = None,
    ) -> None:
        database = database_of(state)  # as it is remembered by now
        if as_json:
            told: dict[str, Any] = {
                "ready": True,
                "state": str(state),
                "database": shown(database),
                "endpoints": {name: {"url": url} for name, url in urls.items()},
            }
            if figures is not None:
                told["metrics"] = {"url": figures}
            if stubs is not None:
                told["stubs"] = {"url": stubs}
            line = json.dumps(told)
        else:
            where = "  ".join(f"{name} {url}" for name, url in urls.items())
            line = f"ready  {where}  state {state}"
            if database != database_in(state):
                line += f"  database {shown(database)}"
            if figures is not None:
                line += f"  metrics {figures}"
            if stubs is not None:
                line += f"  stubs {stubs}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    return announce


def _collector(given: str | None) -> str | None:
    """
    Find out where spans go: as told, or as the environment of OpenTelemetry says.

    That was perhaps set for other programs: without the extra it is only remarked.
    """
    if given is not None or not any(map(os.environ.get, _OTEL_VARIABLES)):
        return given
    if find_spec("opentelemetry") is None:
        log.warning("no spans: OpenTelemetry is not installed", variable="OTEL_*")
        return None
    return ""


def _conditions(off: tuple[str, ...], slow: tuple[str, ...]) -> dict[str, Condition]:
    conditions = {source: Condition(available=False) for source in off}
    for text in slow:
        source, _, seconds = text.partition("=")
        try:
            delay = float(seconds)
        except ValueError:
            raise ValueError(f"--source-slow {text}: expected SOURCE=SECONDS") from None
        conditions[source] = Condition(available=source not in off, delay_seconds=delay)
    return conditions


def _basic(given: tuple[str, ...]) -> dict[str, str]:
    """Read `PARTY=USER:PASSWORD`; the message never repeats the password."""
    found: dict[str, str] = {}
    for text in given:
        party_id, _, credentials = text.partition("=")
        party = Parties.load().get(party_id)
        if party is None or "ksz" not in {c.hop for c in party.connections}:
            raise ValueError(f"--basic {party_id}: no party that calls the KSZ")
        if not all(credentials.partition(":")):
            raise ValueError(f"--basic {party_id}: expected PARTY=USER:PASSWORD")
        found[party_id] = credentials
    return found

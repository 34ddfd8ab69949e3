"""`kruispunt up --server gunicorn`: each hop in processes of its own (POSIX)."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.watchers import share_figures
from kruispunt_simulator.legal import Legal
from kruispunt_simulator.process_log import (
    LogStyle,
    configure_logging,
    tell_of_uncaught_errors,
)
from kruispunt_simulator.server import Listener
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.sources import Condition

Announce = Callable[[Path, dict[str, str], str | None], None]

START_SECONDS = 30
"""Longest time in which a hop must listen."""


def run(
    settings: Settings,
    conditions: Mapping[str, Condition],
    workers: int,
    announce: Announce,
    style: LogStyle,
) -> int:
    """
    Run one gunicorn per hop until SIGINT, SIGTERM or SIGHUP.

    They end one after the other, a hop before those that it asks, so that a call in
    flight finds the next hop still there.

    The hops find each other through fixed ports, for a port that gunicorn picks would
    come too late for the other hops.

    Returns:
        Exit status: 0 when every hop ended well.

    Raises:
        ConfigurationError: A port is 0.
    """
    if 0 in settings.ports.values():
        raise ConfigurationError("--server gunicorn needs fixed ports, not 0")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    urls = {name: f"https://{host}:{port}" for name, port in settings.ports.items()}
    legal = _prepare(settings, urls)
    with _figures(settings) as figures:
        return _run(
            settings,
            legal,
            conditions,
            workers,
            style,
            urls,
            announce=lambda: announce(settings.state, urls, figures),
        )


def _run(
    settings: Settings,
    legal: Legal,
    conditions: Mapping[str, Condition],
    workers: int,
    style: LogStyle,
    urls: dict[str, str],
    *,
    announce: Callable[[], None],
) -> int:
    """Start the hops and wait for their end."""
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    processes: list[SpawnProcess] = []
    for name in urls:
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_serve_hop,
            args=(settings, legal, dict(conditions), name, urls, workers, style, there),
            name=f"kruispunt-{name}",
        )
        process.start()
        there.close()
        pipes[name] = here
        processes.append(process)

    # No Event: its lock may be held right where a second signal comes.
    stopping: list[int] = []

    def stop(number: int = 0, _: object = None) -> None:
        stopping.append(number)
        running = [process for process in processes if process.is_alive()]
        if running:
            running[0].terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        for name, pipe in pipes.items():
            if not pipe.poll(START_SECONDS):
                raise ConfigurationError(f"{name} does not come up")
            pipe.recv()
    except (EOFError, ConfigurationError):
        stop()
        _join(processes, stopping)
        return 1
    announce()
    _join(processes, stopping)
    _seal(settings, legal)
    return 0 if all(process.exitcode == 0 for process in processes) else 1


@contextmanager
def _figures(settings: Settings) -> Iterator[str | None]:
    """Show the figures of all processes together; tells where, if they are wanted."""
    if settings.metrics_port is None:
        yield None
        return
    from kruispunt_simulator.audit.metrics import MetricsServer, together

    server = MetricsServer(settings.metrics_port, together(settings.state))
    try:
        yield server.url
    finally:
        server.close()


def _join(processes: Sequence[SpawnProcess], stopping: Sequence[int]) -> None:
    """Wait for each; once the first was told to stop, tell each that is next."""
    for process in processes:
        if stopping:
            process.terminate()
        process.join()


def _prepare(settings: Settings, urls: dict[str, str]) -> Legal:
    """
    Make the tables and the profiles once, before the processes need them.

    Returns:
        What all of them go by, whatever becomes of the files meanwhile.
    """
    simulator = Simulator(replace(settings, metrics_port=None))
    try:
        simulator.serve_at(urls)
        simulator.write_profiles()
        return simulator.legal
    finally:
        simulator.stop()


def _seal(settings: Settings, legal: Legal) -> None:
    """Seal what the processes wrote last; they end without a word."""
    simulator = Simulator(settings, shared=True, legal=legal)
    try:
        simulator.keeper.turn()
    finally:
        simulator.stop()


def _serve_hop(
    settings: Settings,
    legal: Legal,
    conditions: dict[str, Condition],
    name: str,
    urls: dict[str, str],
    workers: int,
    style: LogStyle,
    ready: Connection,
) -> None:
    """In a process of its own: the arbiter of one hop."""
    os.setpgrp()  # Ctrl-C is for the parent, which ends the hops in their order
    from kruispunt_simulator.gunicorn_app import run_gunicorn

    configure_logging(style)
    tell_of_uncaught_errors()
    share_figures(settings)
    running = ExitStack()  # filled in each child

    def in_child() -> Listener:
        simulator = Simulator(settings, shared=True, legal=legal)
        running.callback(simulator.stop)
        for source, condition in conditions.items():
            simulator.sources.set_condition(source, condition)
        simulator.serve_at(urls)
        simulator.keeper.start()
        return simulator.listener(name)

    def listening(url: str) -> None:
        ready.send(url)
        ready.close()

    run_gunicorn(
        name=name,
        host=settings.host,
        port=settings.ports[name],
        tls=Simulator.tls_settings(settings, name),
        app_factory=in_child,
        workers=workers,
        on_ready=listening,
        on_exit=running.close,
    )

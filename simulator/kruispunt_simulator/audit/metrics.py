"""
Figures for Prometheus: how many calls, how long, how the log keeps up.

No label names a person, a user or a text of a sender: see `words`.

With several processes per hop (gunicorn) each keeps its figures in files of a shared
folder, and the parent adds them up. There are counters and histograms only, which stay
true when their process has ended; so nothing has to be cleared when one dies.

This module is imported only where figures are wanted: where the files are is settled
when prometheus-client is imported.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from kruispunt_simulator import __version__
from kruispunt_simulator.audit.watchers import shared_folder
from kruispunt_simulator.audit.words import OTHER, Vocabulary, Words
from kruispunt_simulator.store.exchange import Exchange

HOST: Final = "127.0.0.1"
"""Figures are for this machine; whoever wants them elsewhere puts a proxy before it."""

_CALL_SECONDS = (
    *(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
_WRITE_SECONDS = (
    *(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025),
    *(0.05, 0.1, 0.25, 1.0, 10.0),
)
_BATCH_CALLS = (1, 2, 4, 8, 16, 32, 64)

_REPLAY = '"check": "security.replay"'
"""As the findings of a record hold it; quotes of a sender would be escaped."""

# They double the lines, and several processes have none.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """
    Counts what the log was told; an `Observer` of the journal.

    Args:
        vocabulary: The words that labels may have.
        registry: Takes the figures.
    """

    def __init__(self, vocabulary: Vocabulary, registry: CollectorRegistry) -> None:
        self._vocabulary = vocabulary
        self._calls = Counter(
            "kruispunt_calls",
            "Calls that a hop received (in) or made (out), once logged.",
            ("hop", "direction", "service", "outcome", "level", "code"),
            registry=registry,
        )
        self._duration = Histogram(
            "kruispunt_call_duration_seconds",
            "From the arrival of a call to its reply, or from question to answer.",
            ("hop", "direction", "service"),
            registry=registry,
            buckets=_CALL_SECONDS,
        )
        self._replays = Counter(
            "kruispunt_replays_refused",
            "Messages that were refused because they had been seen before.",
            ("hop",),
            registry=registry,
        )
        self._tls = Counter(
            "kruispunt_tls_failures",
            "Connections that never became a call.",
            ("hop", "reason"),
            registry=registry,
        )
        self._records = Counter(
            "kruispunt_log_records",
            "Records of the log that are durable.",
            ("hop",),
            registry=registry,
        )
        self._write = Histogram(
            "kruispunt_log_write_seconds",
            "Time that one transaction of the log takes.",
            registry=registry,
            buckets=_WRITE_SECONDS,
        )
        self._batch = Histogram(
            "kruispunt_log_batch_calls",
            "Calls that one transaction of the log takes along.",
            registry=registry,
            buckets=_BATCH_CALLS,
        )
        self._failures = Counter(
            "kruispunt_log_failures",
            "Transactions of the log that failed; their calls were refused.",
            registry=registry,
        )

    def logged(self, records: Sequence[Exchange]) -> None:
        """Count the records of one call."""
        for record in records:
            words = self._vocabulary.words(record)
            self._records.labels(words.hop).inc()
            self._count(record, words)

    def written(self, calls: int, seconds: float) -> None:
        """Count a transaction."""
        self._write.observe(seconds)
        self._batch.observe(calls)

    def failed(self) -> None:
        """Count a transaction that failed."""
        self._failures.inc()

    def _count(self, record: Exchange, words: Words) -> None:
        if words.hop == OTHER or words.outcome == "asked":
            return  # a command; or the begin of a call whose end is counted
        if words.level == "tls":
            self._tls.labels(words.hop, words.code).inc()
            return
        self._calls.labels(
            words.hop,
            words.direction,
            words.service,
            words.outcome,
            words.level,
            words.code,
        ).inc()
        duration = self._duration.labels(words.hop, words.direction, words.service)
        duration.observe(record.duration_us / 1e6)
        if _REPLAY in record.findings:
            self._replays.labels(words.hop).inc()


class MetricsServer:
    """
    Shows figures over HTTP, on this machine only, until it is closed.

    Args:
        port: 0 takes a free one.
        registry: The figures.

    Raises:
        OSError: The port is taken.
    """

    def __init__(self, port: int, registry: CollectorRegistry) -> None:
        registry.register(_Build())
        try:
            self._server, self._thread = start_http_server(port, HOST, registry)
        except OSError as error:
            text = f"the metrics cannot listen on {HOST}:{port}: {error.strerror}"
            raise OSError(error.errno, text) from error
        self.url = f"http://{HOST}:{self._server.server_port}/metrics"

    def close(self) -> None:
        """Stop. Idempotent."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def together(state: Path) -> CollectorRegistry:
    """
    Begin the figures of several processes, and give their sum.

    Args:
        state: The state folder; what a former run left there goes.
    """
    folder = shared_folder(state)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    return registry


class _Build(Collector):
    """Which version runs; not kept in files, for the parent knows it."""

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            "kruispunt_build",
            "What runs.",
            value={"version": __version__, "python": platform.python_version()},
        )

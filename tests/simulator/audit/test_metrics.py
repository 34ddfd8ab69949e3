"""Figures about what the log was told, and how they are shown."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from kruispunt_simulator import __version__
from kruispunt_simulator.audit.metrics import Metrics, MetricsServer, together
from kruispunt_simulator.audit.watchers import Watchers, shared_folder
from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.hops.call import findings_json
from kruispunt_simulator.message import Finding
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.store.exchange import Exchange
from prometheus_client import CollectorRegistry

from .conftest import PERSON, USER

SOON = 20.0
"""Only ends a hang."""


class Figures:
    """The figures of one test."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.registry = CollectorRegistry()
        self.metrics = Metrics(vocabulary, self.registry)

    def calls(self, **labels: str) -> float | None:
        """Calls with these labels; the others as those of an answered one."""
        usual = {
            "hop": "wiv",
            "direction": "in",
            "service": "GeefDossierHandicap",
            "outcome": "answered",
            "level": "",
            "code": "",
        }
        return self.of("kruispunt_calls_total", **usual | labels)

    def of(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@pytest.fixture
def figures(vocabulary: Vocabulary) -> Figures:
    return Figures(vocabulary)


# What is counted


def test_each_call_is_counted_with_its_outcome_and_duration(
    figures: Figures, call: Exchange
) -> None:
    refused = replace(call, outcome="refused", level="2", code="40006")
    figures.metrics.logged([call, refused])
    figures.metrics.logged([call])
    assert figures.calls() == 2
    assert figures.calls(outcome="refused", level="2", code="40006") == 1
    labels = {"hop": "wiv", "direction": "in", "service": "GeefDossierHandicap"}
    assert figures.of("kruispunt_call_duration_seconds_count", **labels) == 3
    total = figures.of("kruispunt_call_duration_seconds_sum", **labels)
    assert total == pytest.approx(3 * call.duration_us / 1e6)
    assert figures.of("kruispunt_log_records_total", hop="wiv") == 3


def test_a_question_that_was_sent_on_counts_once_it_is_answered(
    figures: Figures, call: Exchange
) -> None:
    """The log has a record before it leaves too."""
    out = replace(call, direction="out", parent_span=call.span)
    figures.metrics.logged([replace(out, outcome="asked")])
    assert figures.calls(direction="out", outcome="asked") is None
    figures.metrics.logged([call, out])
    assert figures.calls(direction="out") == 1
    assert figures.of("kruispunt_log_records_total", hop="wiv") == 3


def test_a_connection_that_failed_is_no_call(figures: Figures, call: Exchange) -> None:
    failed = replace(call, outcome="refused", level="tls", code="no-certificate")
    figures.metrics.logged([failed])
    labels = {"outcome": "refused", "level": "tls", "code": "no-certificate"}
    assert figures.calls(**labels) is None
    name = "kruispunt_tls_failures_total"
    assert figures.of(name, hop="wiv", reason="no-certificate") == 1


def test_a_command_in_the_log_is_no_call(figures: Figures, call: Exchange) -> None:
    figures.metrics.logged([replace(call, hop="guard", outcome="allowed")])
    names = {metric.name for metric in figures.registry.collect() if metric.samples}
    assert "kruispunt_calls" not in names


def test_replays_are_counted_whatever_a_sender_writes(
    figures: Figures, call: Exchange
) -> None:
    def refused(check: str, actual: str) -> Exchange:
        finding = Finding(check=check, fault=None, requirement="r", actual=actual)
        return replace(call, outcome="refused", findings=findings_json([finding]))

    figures.metrics.logged([refused("security.replay", "seen before")])
    figures.metrics.logged([refused("other", '"check": "security.replay"')])
    assert figures.of("kruispunt_replays_refused_total", hop="wiv") == 1


def test_transactions_of_the_log_are_counted(figures: Figures) -> None:
    figures.metrics.written(3, 0.25)
    figures.metrics.written(1, 0.5)
    figures.metrics.failed()
    assert figures.of("kruispunt_log_write_seconds_count") == 2
    assert figures.of("kruispunt_log_write_seconds_sum") == 0.75
    assert figures.of("kruispunt_log_batch_calls_sum") == 4
    assert figures.of("kruispunt_log_batch_calls_bucket", le="2.0") == 1
    assert figures.of("kruispunt_log_failures_total") == 1


# How they are shown


def scrape(url: str) -> str:
    with urlopen(url, timeout=SOON) as answer:  # noqa: S310 - our own, above
        return str(answer.read().decode())


@pytest.fixture
def watchers(vocabulary: Vocabulary, tmp_path: Path) -> Iterator[Watchers]:
    """Figures on a free port."""
    settings = Settings(state=tmp_path, metrics_port=0)
    with closing(Watchers(settings, vocabulary)) as watchers:
        yield watchers


def test_figures_are_shown_on_this_machine_only_and_name_nobody(
    watchers: Watchers, call: Exchange
) -> None:
    url = watchers.serve()
    assert url is not None
    assert url.startswith("http://127.0.0.1:")
    (metrics,) = watchers.observers
    stranger = replace(call, party=f"Lotte {PERSON}", service=PERSON, code=PERSON)
    metrics.logged([call, stranger])
    text = scrape(url)
    assert f'version="{__version__}"' in text
    assert 'service="(unknown)"' in text
    for number in (PERSON, USER):
        assert number not in text
    watchers.close()
    with pytest.raises(OSError, match="refused"):
        scrape(url)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"metrics cannot listen on 127.0.0.1:{port}"):
            MetricsServer(port, CollectorRegistry())


def test_without_a_port_there_are_no_figures(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    watchers = Watchers(Settings(state=tmp_path), vocabulary)
    assert watchers.observers == ()
    assert watchers.serve() is None


# Several processes

PROCESS = """
import json, sys
from pathlib import Path
from kruispunt_simulator.audit.watchers import Watchers, share_figures
from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.settings import Settings

settings = Settings(state=Path(sys.argv[1]), metrics_port=0)
share_figures(settings)
(metrics,) = Watchers(settings, Vocabulary([], [])).observers
metrics.written(2, 0.5)
"""


def test_figures_of_processes_are_added_up_and_outlive_them(tmp_path: Path) -> None:
    leftover = shared_folder(tmp_path) / "counter_1.db"
    leftover.parent.mkdir()
    leftover.write_bytes(b"of a former run")
    registry = together(tmp_path)
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", PROCESS, str(tmp_path)], check=True, timeout=60
        )
    with closing(MetricsServer(0, registry)) as server:
        text = scrape(server.url)
    assert "kruispunt_log_batch_calls_sum 4.0" in text
    assert "kruispunt_log_write_seconds_count 2.0" in text
    assert "kruispunt_build_info" in text

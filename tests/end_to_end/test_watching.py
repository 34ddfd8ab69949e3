"""
A chain that is watched: figures, spans, and the lines of its processes.

The trail is the log's; what is told beside it names no person and no user, and what
becomes of it makes no difference to a call.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import structlog
from kruispunt_client import ConnectionProfile, connect
from kruispunt_simulator.hops import hop as hop_module
from kruispunt_simulator.hops.hop import Hop
from kruispunt_simulator.hops.plan import HOPS
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from structlog.testing import LogCapture

from ..otlp_collector import SOON, Collector, collecting
from .envelopes import BRAM, GRIET, LOTTE, MIEKE, TOM, Chain, Envelope
from .programs import up
from .test_server_behaviour import free_ports, head, read_reply, tls

NUMBERS = (BRAM, GRIET, LOTTE, MIEKE, TOM)
ELEVEN_DIGITS = re.compile(rb"(?<![0-9])[0-9]{11}(?![0-9])")


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """A collector of spans."""
    with collecting() as running:
        yield running


@pytest.fixture(scope="module")
def watched(start: Callable[..., Chain], collector: Collector) -> Chain:
    """A chain with figures and spans, after an answer and refusals of every kind."""
    chain = start(metrics_port=0, otel=collector.url)
    answered = chain.envelope("incapacity at wiv").signed()
    assert answered.post().refusal is None
    assert answered.post().refusal is not None, "a replay"
    stranger = chain.envelope("attest at ksz").about(TOM).signed()
    assert stranger.post().refusal is not None
    chain.turned_away("magda", chain.tls("magda", None))
    wrong = {"identity": chain.identity("fluvius"), "path": f"/{LOTTE}"}
    assert chain.send("magda", b"", **wrong).status == 404
    return chain


def scrape(url: str | None) -> str:
    """Read the figures."""
    assert url is not None
    with urlopen(url, timeout=SOON) as answer:  # noqa: S310 - our own
        return str(answer.read().decode())


def figures_after(chain: Chain, records: int) -> str:
    """Read the figures once they know of all records; they come after the reply."""
    known = -1
    until = time.monotonic() + SOON
    while known < records:
        assert time.monotonic() < until, (known, records)
        text = scrape(chain.simulator.metrics_url)
        found = re.findall(r"^kruispunt_log_records_total\{.*\} (\d+)", text, re.M)
        known = sum(map(int, found))
    return text


def logged(chain: Chain) -> list[dict[str, Any]]:
    """Every record of the log."""
    return list(chain.trail.records())


# --- spans ---------------------------------------------------------------------------


def test_a_call_through_three_hops_is_the_same_tree_of_spans(
    watched: Chain, collector: Collector
) -> None:
    answer = watched.envelope("incapacity at wiv").signed().post()
    records = [r for r in watched.records(answer.trace) if r["outcome"] != "asked"]
    assert {record["hop"] for record in records} == set(HOPS)

    def received() -> list[tuple[str, Span]]:
        return [
            (name, span)
            for name, span in collector.spans
            if span.trace_id.hex() == answer.trace
        ]

    with collector.arrived:
        assert collector.arrived.wait_for(lambda: len(received()) == len(records), SOON)
    assert {
        (name, span.span_id.hex(), span.parent_span_id.hex() or None, span.kind)
        for name, span in received()
    } == {
        (
            f"kruispunt-{record['hop']}",
            record["span"],
            record["parent_span"],
            Span.SPAN_KIND_SERVER
            if record["direction"] == "in"
            else Span.SPAN_KIND_CLIENT,
        )
        for record in records
    }


def test_every_record_is_a_span_and_none_names_anybody(
    watched: Chain, collector: Collector
) -> None:
    records = [each for each in logged(watched) if each["outcome"] != "asked"]
    spans = collector.wait_for(len(records))
    assert {span.span_id.hex() for _, span in spans} == {
        record["span"] for record in records
    }
    for payload in collector.payloads:
        assert ELEVEN_DIGITS.search(payload) is None
        for number in NUMBERS:
            assert number.encode() not in payload


def test_calls_are_answered_whatever_becomes_of_the_spans(
    start: Callable[..., Chain],
) -> None:
    with collecting() as gone:
        pass
    chain = start(otel=gone.url)
    for _ in range(3):
        chain.still_answers()


@pytest.mark.parametrize("flags", ["00", "01"])
def test_flag_and_state_of_a_trace_come_to_every_hop(
    chain: Chain,
    envelope: Callable[..., Envelope],
    monkeypatch: pytest.MonkeyPatch,
    flags: str,
) -> None:
    """Source: W3C Trace Context sections 3.3 (several headers are one list), 4.3."""
    received: dict[str, tuple[str, str]] = {}
    answer = Hop.__call__

    def noting(hop: Hop, environ: Any, start_response: Any) -> list[bytes]:
        parent, state = environ["HTTP_TRACEPARENT"], environ["HTTP_TRACESTATE"]
        received[hop.plan.name] = (parent, state)
        return answer(hop, environ, start_response)

    monkeypatch.setattr(Hop, "__call__", noting)
    message = envelope("incapacity at wiv").signed()
    trace, body = os.urandom(16).hex(), message.octets
    lines = (
        f"traceparent: 00-{trace}-{'1' * 16}-{flags}",
        "tracestate: rojo=00f067aa0ba902b7",
        "TraceState: congo=t61rcWkgMzE",
    )
    with tls(chain, "wiv", "wonen-in-limburg") as line:
        line.sendall(head(message, *lines) + body)
        status, _ = read_reply(line)
    assert status == 200
    assert set(received) == set(HOPS)
    for parent, state in received.values():
        assert re.fullmatch(f"00-{trace}-[0-9a-f]{{16}}-{flags}", parent)
        assert state == "rojo=00f067aa0ba902b7, congo=t61rcWkgMzE"


# --- figures -------------------------------------------------------------------------


def test_figures_tell_of_calls_replays_and_failures_and_name_nobody(
    watched: Chain,
) -> None:
    text = figures_after(watched, len(logged(watched)))
    for name, labels in (
        ("calls_total", 'hop="ksz",level="",outcome="answered"'),
        ("calls_total", 'code="404",direction="in",hop="magda",level="http"'),
        ("call_duration_seconds_count", 'direction="in",hop="wiv"'),
        ("replays_refused_total", 'hop="wiv"} 1.0'),
        ("tls_failures_total", 'hop="magda",reason="no-certificate"} 1.0'),
        ("log_write_seconds_count", ""),
        ("log_failures_total", " 0.0"),
    ):
        lines = [
            line for line in text.splitlines() if line.startswith(f"kruispunt_{name}")
        ]
        assert any(labels in line for line in lines), (name, labels, lines)
    for number in NUMBERS:
        assert number not in text


# --- the lines of a process ----------------------------------------------------------


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[LogCapture]:
    """What a hop says to operators, with what goes along with every line."""
    captured = LogCapture()
    merge = structlog.contextvars.merge_contextvars
    logger = structlog.wrap_logger(None, processors=[merge, captured])
    monkeypatch.setattr(hop_module, "log", logger)
    yield captured
    structlog.contextvars.clear_contextvars()


def test_a_line_about_a_call_names_the_trace_of_its_reply(
    chain: Chain,
    envelope: Callable[..., Envelope],
    lines: LogCapture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not the one that the caller gave, when that is another party's."""
    trace = os.urandom(16).hex()
    assert envelope().signed().post(trace=trace).trace == trace

    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(hop_module, "answer", broken)
    message = envelope("disability at magda").signed()
    answer = message.post(trace=trace)
    assert answer.trace != trace
    (line,) = lines.entries
    assert (line["event"], line["trace"], line["hop"]) == (
        "internal error",
        answer.trace,
        "magda",
    )


def test_a_line_about_what_never_became_a_call_names_a_trace_and_the_hop(
    start: Callable[..., Chain], lines: LogCapture
) -> None:
    """Once the log is closed it takes no record, which is what these lines tell."""
    chain = start()
    hop = chain.simulator.listener("ksz").app
    assert isinstance(hop, Hop)
    chain.simulator.journal.close()
    hop.tls_failed(peer="x:1", reason="reset", detail="", der=None)
    hop.http_refused(peer="x:1", status=400, text="no", der=b"")
    events = [line["event"] for line in lines.entries]
    assert events == [
        "a refused connection could not be logged",
        "a refused request could not be logged",
    ]
    traces = {line["trace"] for line in lines.entries}
    assert len(traces) == 2
    for line in lines.entries:
        assert re.fullmatch("[0-9a-f]{32}", line["trace"])
        assert line["hop"] == "ksz"


# --- several processes ---------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="gunicorn needs fork")
def test_processes_share_figures_and_form_of_lines_and_send_their_spans(
    folder: Callable[[], Path], collector: Collector
) -> None:
    """
    `kruispunt up --server gunicorn`, of which one worker is killed.

    What that one counted stays counted; gunicorn's line about it has the form of all
    lines; what waits in the others is sent when they end.
    """
    state = folder()
    ports = zip(HOPS, free_ports(3), strict=True)
    options = [text for hop, port in ports for text in (f"--{hop}-port", str(port))]
    options += ["--server", "gunicorn", "--workers", "1", "--metrics-port", "0"]
    with up(state, *options, "--otel", collector.url) as program:
        url = program.ready["metrics"]["url"]
        profile = ConnectionProfile.from_state(state, "wonen-in-limburg")
        with connect(profile, via="wiv") as wiv:
            answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
        until = time.monotonic() + SOON
        while (counted := arrivals(url)) < len(HOPS):
            assert time.monotonic() < until, counted
        assert counted == len(HOPS)
        killed, *_ = map(process_of, (state / "metrics").glob("counter_*.db"))
        os.kill(killed, signal.SIGKILL)
        assert arrivals(url) == len(HOPS)
        program.process.terminate()
        status, output, complaints = program.end()
    assert (status, output) == (0, ""), complaints
    events = [json.loads(line) for line in complaints.splitlines()]
    theirs = [event for event in events if event["event"] != "sealed"]
    assert {event["logger"] for event in theirs} == {"gunicorn.error"}
    assert any(f"(pid:{killed}) was sent SIGKILL" in e["event"] for e in events)
    arrived = {
        name
        for name, span in collector.spans
        if span.trace_id.hex() == answer.trace and span.kind == Span.SPAN_KIND_SERVER
    }
    assert len(arrived) >= len(HOPS) - 1


def arrivals(url: str) -> int:
    """Calls that hops received, as the figures tell."""
    calls = re.findall(
        r'^kruispunt_calls_total\{.*direction="in".*\} (\d+)', scrape(url), re.M
    )
    return sum(map(int, calls))


def process_of(path: Path) -> int:
    """Id of the process that keeps its figures in a file."""
    return int(path.stem.rpartition("_")[2])


# --- options -------------------------------------------------------------------------


def test_the_ready_line_says_where_the_figures_are(folder: Callable[[], Path]) -> None:
    with up(folder(), "--metrics-port", "0", as_json=False) as program:
        found = re.search(
            r"  metrics (http://127\.0\.0\.1:\d+/metrics)$", program.first_line
        )
        assert found is not None, program.first_line
        assert "kruispunt_build_info" in scrape(found[1])


@pytest.mark.parametrize(
    ("options", "as_json"),
    [
        (("--json",), True),
        ((), False),
        (("--json", "--log-format", "console"), False),
        (("--log-format", "json"), True),
    ],
    ids=str,
)
def test_the_form_of_the_log_follows_that_of_the_output_unless_told(
    folder: Callable[[], Path], options: tuple[str, ...], as_json: bool
) -> None:
    """With the guard off there is something to see, after a warning in plain text."""
    options = (*options, "--allow-real-numbers")
    with up(folder(), *options, as_json=False) as program:
        program.process.terminate()
        _, _, complaints = program.end()
    _, line, *rest = complaints.splitlines()
    assert "real numbers are allowed" in line
    for each in (line, *rest):
        assert each.startswith("{") is as_json


def test_below_its_level_the_log_says_nothing(folder: Callable[[], Path]) -> None:
    options = ("--log-level", "error", "--allow-real-numbers")
    with up(folder(), *options) as program:
        program.process.terminate()
        _, _, complaints = program.end()
    assert "real numbers are allowed" not in complaints

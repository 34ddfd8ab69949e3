"""
The log as OpenTelemetry spans: the same traces, spans and parents, for other tools.

Needs the extra `otel`. A record becomes a span once it is durable; whether it arrives
anywhere makes no difference to the call. No span names a user or a person, nor a text
that a sender chose: see `words`.

Source: OpenTelemetry semantic conventions 1.28 for the names of attributes (`rpc.*`,
`http.response.status_code`, `error.type`, `peer.service`); ours begin with
`kruispunt.`.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import structlog
from kruispunt_contracts.yamlfile import ConfigurationError
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from kruispunt_simulator import __version__
from kruispunt_simulator.audit.words import Vocabulary, Words
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.store.exchange import Exchange

WARN_SECONDS: Final = 300.0
"""Least time between two warnings that spans are lost."""

FLUSH_SECONDS: Final = 1.5
"""For what waits when the process ends: gunicorn gives a worker little more."""

_PATH: Final = "/v1/traces"
"""Source: OTLP specification 1.3, "OTLP/HTTP Request"."""
_SOURCE = re.compile(r"source:([a-z][a-z-]{0,31})", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger("kruispunt.telemetry")


class Telemetry:
    """
    Sends a span for each record; an `Observer` of the journal.

    Args:
        collector: Base address (OTLP over HTTP), or the whole one of traces; an empty
            text goes by the environment variables of OpenTelemetry.
        vocabulary: The words that a span may have.

    Raises:
        ConfigurationError: The address is none.
    """

    def __init__(self, collector: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._scope = InstrumentationScope("kruispunt", __version__)
        self._resources: dict[str, Resource] = {}
        # It tells of every try; `_Forgiving` tells of the outcome, now and then.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        self._exporter = _Forgiving(OTLPSpanExporter(endpoint=_endpoint(collector)))
        self._processor = BatchSpanProcessor(self._exporter)

    def logged(self, records: Sequence[Exchange]) -> None:
        """Queue the spans of one call; what does not fit in the queue is dropped."""
        for record in records:
            # What was asked is a span once there is an answer, or none.
            if record.outcome != "asked":
                self._processor.on_end(self._span(record))

    def written(self, calls: int, seconds: float) -> None:
        """Nothing: that is for figures."""

    def failed(self) -> None:
        """Nothing: what is not in the log has no span."""

    def close(self) -> None:
        """Send what waits, for a moment, and end."""
        ending = threading.Thread(target=self._processor.shutdown, daemon=True)
        ending.start()
        ending.join(FLUSH_SECONDS)
        if ending.is_alive():
            self._exporter.give_up()
            ending.join(FLUSH_SECONDS)

    def _span(self, record: Exchange) -> ReadableSpan:
        words = self._vocabulary.words(record)
        arrived = record.direction == "in"
        start = _nanoseconds(record.at)
        failed = record.outcome == "failed"
        return ReadableSpan(
            name=_name(words),
            context=_context(record.trace, record.span, is_remote=False),
            parent=_context(record.trace, record.parent_span, is_remote=arrived)
            if record.parent_span
            else None,
            resource=self._resource(words.hop),
            attributes=_attributes(record, words),
            kind=SpanKind.SERVER if arrived else SpanKind.CLIENT,
            status=Status(StatusCode.ERROR) if failed else Status(),
            start_time=start,
            end_time=start + record.duration_us * 1000,
            instrumentation_scope=self._scope,
        )

    def _resource(self, hop: str) -> Resource:
        """Each hop is a service of its own, as the platforms are."""
        if hop not in self._resources:
            self._resources[hop] = Resource.create(
                {
                    "service.namespace": "kruispunt",
                    "service.name": f"kruispunt-{hop}",
                    "service.version": __version__,
                }
            )
        return self._resources[hop]


class _Forgiving(SpanExporter):
    """Hands spans to the real exporter; tells of what is lost, but not each time."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._given_up = False
        self._lost = 0
        self._told: float | None = None

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch; never raises."""
        reason = "refused or not reached"
        if not self._given_up:
            try:
                if self._exporter.export(spans) is SpanExportResult.SUCCESS:
                    return SpanExportResult.SUCCESS
            except Exception as error:  # calls go on without spans
                reason = type(error).__name__
        self._lost += len(spans)
        now = time.monotonic()
        if self._told is None or now - self._told >= WARN_SECONDS:
            self._told = now
            log.warning("spans are lost", lost=self._lost, reason=reason)
        return SpanExportResult.FAILURE

    def give_up(self) -> None:
        """Let what is under way end, and send nothing more."""
        self._given_up = True
        self._exporter.shutdown()

    def shutdown(self) -> None:
        """End the real exporter, once."""
        if not self._given_up:
            self.give_up()


def _endpoint(collector: str) -> str | None:
    if not collector:
        return None
    parts = urlsplit(collector)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"--otel {collector}: expected an address such as http://localhost:4318"
        )
    path = parts.path.rstrip("/")
    whole = path if path.endswith(_PATH) else f"{path}{_PATH}"
    return parts._replace(path=whole).geturl()


def _context(trace: str, span: str, *, is_remote: bool) -> SpanContext:
    # Sampled, whatever the caller's flag says: whoever asks for spans wants them all.
    return SpanContext(
        trace_id=int(trace, 16),
        span_id=int(span, 16),
        is_remote=is_remote,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )


def _nanoseconds(at: datetime) -> int:
    since = at - _EPOCH  # in whole numbers: a float would lose microseconds
    seconds = since.days * 86_400 + since.seconds
    return seconds * 1_000_000_000 + since.microseconds * 1000


def _name(words: Words) -> str:
    if words.level in ("tls", "http"):
        return f"{words.level} {words.code}"
    return f"{words.service}/{words.operation}" if words.operation else words.service


def _attributes(record: Exchange, words: Words) -> dict[str, str | int]:
    known = words.service != UNKNOWN
    source = _SOURCE.fullmatch(record.peer or "") if words.direction == "out" else None
    attributes = {
        "rpc.system": "soap" if known and not source else "",
        "rpc.service": words.service if known else "",
        "rpc.method": words.operation,
        "peer.service": source[1] if source else "",
        "error.type": (words.code or "_OTHER") if words.outcome == "failed" else "",
        "kruispunt.hop": words.hop,
        "kruispunt.party": words.party,
        "kruispunt.service.version": words.version,
        "kruispunt.outcome": words.outcome,
        "kruispunt.level": words.level,
        "kruispunt.code": words.code,
    }
    given: dict[str, str | int] = {}
    given.update((name, text) for name, text in attributes.items() if text)
    if record.http_status:
        given["http.response.status_code"] = record.http_status
    return given

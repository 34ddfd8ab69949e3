"""A real OpenTelemetry collector over HTTP, as small as it can be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

SOON = 30.0
"""Seconds; only ends a hang."""


class Collector:
    """Keeps what it was sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        """What it answers."""
        self.payloads: list[bytes] = []
        self.paths: list[str] = []
        self.arrived = threading.Condition()

    @property
    def spans(self) -> list[tuple[str, Any]]:
        """Name of the service and span, of all that came."""
        found = []
        for payload in self.payloads:
            for group in ExportTraceServiceRequest.FromString(payload).resource_spans:
                (name,) = (
                    each.value.string_value
                    for each in group.resource.attributes
                    if each.key == "service.name"
                )
                found += [(name, span) for s in group.scope_spans for span in s.spans]
        return found

    def wait_for(self, count: int) -> list[tuple[str, Any]]:
        """Give the spans, once there are so many."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.spans) >= count, SOON)
            return self.spans


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            with collector.arrived:
                collector.paths.append(self.path)
                if collector.status == 200:
                    collector.payloads.append(payload)
                collector.arrived.notify_all()
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

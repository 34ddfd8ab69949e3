"""
TLS sockets and workers: start, stop, url per hop.

    Server ── one per hop ──> Front (one thread) ──> WorkerPool (few threads) ──> app

A hop is a WSGI application on a TLS endpoint of its own. Its environ has, beside the
usual keys:

- `kruispunt.peer_certificate`: the client's certificate, DER
- `kruispunt.peer_chain`: list of what the client sent beside it, DER (empty before
  Python 3.13)
- `kruispunt.tls_version`, `kruispunt.cipher`: such as `TLSv1.3` and
  `TLS_AES_256_GCM_SHA384`

The body has arrived completely when the application is called: `wsgi.input` never waits
and `CONTENT_LENGTH` is always there, also for a chunked body.

Connections that fail before the first call never reach an application; each one comes
to `Listener.on_tls_failure` with its reason (`tls.FAILURES`).

The same hop runs in several processes through `gunicorn_app.py`.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from kruispunt_simulator.serving.answer import Answerer
from kruispunt_simulator.serving.connection import Connection
from kruispunt_simulator.serving.framing import Refusal
from kruispunt_simulator.serving.front import Front
from kruispunt_simulator.serving.limits import ServerLimits
from kruispunt_simulator.serving.workers import WorkerPool
from kruispunt_simulator.tls import (
    FAILURES,
    CheckPeer,
    HopContext,
    TlsFailure,
    TlsSettings,
)

__all__ = [
    "FAILURES",
    "THREADS",
    "CheckPeer",
    "HttpRefusal",
    "Listener",
    "Server",
    "ServerLimits",
    "TlsFailure",
    "TlsSettings",
]

_log = logging.getLogger(__name__)

THREADS = 64
"""
Most calls a hop handles at once. Threads start when needed and only wait for other hops
and injected delays, never for a client that sends, so more would bring nothing; fewer
would let delayed calls hold up the others.
"""

_MOMENT_SECONDS = 0.5

MOST_PENDING_FAILURES = 1000
"""
TLS failures that wait to be told. What comes on top, as during a port scan faster than
the log, is only counted, so that it cannot fill the memory.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRefusal:
    """A request that never became a call: too large, malformed, or too slow."""

    peer: str
    """`host:port`"""
    status: int
    text: str
    """What the client reads."""
    certificate: bytes
    """DER, of the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One hop: where it listens, who may come in and what answers."""

    name: str
    host: str
    port: int
    """0 takes any free port."""
    tls: TlsSettings
    app: WSGIApplication
    on_tls_failure: Callable[[TlsFailure], None]
    """Called one at a time, on a thread of its own: it may be slow."""
    check_peer: CheckPeer
    on_http_refusal: Callable[[HttpRefusal], None] | None = None
    """Called by the thread that answers, before it answers."""


class Server:
    """
    Some hops, running in threads of this process.

    Args:
        listeners: In the order in which they stop: a hop before those it asks.
        threads: Most calls at once, per hop.
        sockets: By hop, sockets that are bound and listen already. The server works on
            duplicates.
        environ: Additions to the WSGI environ of every call.
    """

    def __init__(
        self,
        listeners: Sequence[Listener],
        *,
        threads: int = THREADS,
        limits: ServerLimits | None = None,
        sockets: Mapping[str, socket.socket] | None = None,
        environ: Mapping[str, object] | None = None,
    ) -> None:
        self._listeners = tuple(listeners)
        self._threads = threads
        self._limits = limits or ServerLimits()
        self._sockets = dict(sockets or {})
        self._environ = dict(environ or {})
        self._hops: dict[str, _Hop] = {}
        self._started = False

    @property
    def urls(self) -> dict[str, str]:
        """Base address per hop; empty before `start`, the last one after `stop`."""
        return {name: hop.url for name, hop in self._hops.items()}

    @property
    def has_told_all(self) -> bool:
        """Whether no TLS failure waits to be told."""
        return all(hop.has_told_all for hop in self._hops.values())

    def start(self) -> None:
        """
        Bind every hop and serve; all of them or none.

        Raises:
            ConfigurationError: A TLS file cannot be used.
            OSError: An address is taken or not of this machine; the text names the hop.
            RuntimeError: It was started before.
        """
        if self._started:
            raise RuntimeError("a Server starts once")
        self._started = True
        try:
            for listener in self._listeners:
                self._hops[listener.name] = _Hop(
                    listener,
                    threads=self._threads,
                    limits=self._limits,
                    bound=self._sockets.get(listener.name),
                    environ=self._environ,
                )
        except BaseException:
            for hop in self._hops.values():
                hop.abandon()
            self._hops.clear()
            raise
        for hop in self._hops.values():
            hop.start()

    def stop(self, grace_seconds: float = 5.0) -> None:
        """
        Finish the calls in flight, then close everything; again does nothing.

        Args:
            grace_seconds: For all hops together. What still runs then is cut off from
                its client and its thread left to end by itself.
        """
        deadline = time.monotonic() + grace_seconds
        hops = tuple(self._hops.values())
        for hop in hops:
            hop.stop(deadline)

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Hop:
    """One listener at work."""

    def __init__(
        self,
        listener: Listener,
        *,
        threads: int,
        limits: ServerLimits,
        bound: socket.socket | None,
        environ: dict[str, object],
    ) -> None:
        self._listener = listener
        self._stopped = False
        context = HopContext(listener.tls)
        listening = bound.dup() if bound else _listen(listener, limits.backlog)
        self._listening = listening
        host, port = listening.getsockname()[:2]
        self.url = (
            f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
        )
        thread_name = f"kruispunt-{listener.name}"
        self._workers = WorkerPool(name=thread_name, size=threads)
        self._reporter = _Reporter(listener, f"{thread_name}-failures")
        self._front = Front(
            name=listener.name,
            listening=listening,
            context=context,
            limits=limits,
            check_peer=listener.check_peer,
            dispatch=self._dispatch,
            report=self._reporter.report,
        )
        self._answerer = Answerer(
            app=listener.app,
            address=(host, port),
            idle_seconds=limits.idle_seconds,
            write_seconds=limits.write_seconds,
            stopping=lambda: self._front.stopping,
            refused=self._refused,
            environ=environ,
        )

    @property
    def has_told_all(self) -> bool:
        return not self._reporter.pending

    def start(self) -> None:
        self._front.start()

    def abandon(self) -> None:
        """Close what was opened for a start that did not come."""
        self._front.abandon()

    def stop(self, deadline: float) -> None:
        if self._stopped:
            return
        self._stopped = True
        self._front.stop(deadline)
        # Threads that wait need a moment to end, and what is reported is worth one,
        # even when a client has used up the grace period.
        deadline = max(deadline, time.monotonic() + _MOMENT_SECONDS)
        if not self._workers.stop(deadline):
            _log.warning("A call at %s outlived its grace period", self._listener.name)
        self._reporter.stop(deadline)

    def _dispatch(self, connection: Connection) -> None:
        self._workers.submit(self._answerer.answer, connection, self._release)

    def _release(self, connection: Connection, keep: bool | None) -> None:
        self._front.release(connection, keep=bool(keep))

    def _refused(self, connection: Connection, refusal: Refusal) -> None:
        if self._listener.on_http_refusal is not None:
            self._listener.on_http_refusal(
                HttpRefusal(
                    peer=connection.peer,
                    status=refusal.status,
                    text=refusal.text,
                    certificate=connection.certificate,
                )
            )


class _Reporter:
    """Tells of TLS failures on a thread of its own, and of those that were too many."""

    def __init__(self, listener: Listener, name: str) -> None:
        self._listener = listener
        self._worker = WorkerPool(name=name, size=1)
        self._lock = threading.Lock()
        self.pending = 0
        self._left_out = 0

    def report(self, failure: TlsFailure) -> None:
        """Have it told soon; returns at once."""
        with self._lock:
            if self.pending >= MOST_PENDING_FAILURES:
                self._left_out += 1
                return
            self.pending += 1
        self._worker.submit(self._tell, failure)

    def stop(self, deadline: float) -> None:
        """Tell what is pending, until the deadline."""
        self._worker.stop(deadline)

    def _tell(self, failure: TlsFailure) -> None:
        try:
            self._listener.on_tls_failure(failure)
        finally:
            with self._lock:
                self.pending -= 1
                left_out = 0 if self.pending else self._left_out
                self._left_out -= left_out
            if left_out:
                self._listener.on_tls_failure(
                    TlsFailure(
                        hop=self._listener.name,
                        peer="several",
                        reason="too-many-failures",
                        detail=f"{left_out} more failed connections, not told apart",
                    )
                )


def _listen(listener: Listener, backlog: int) -> socket.socket:
    address = (listener.host, listener.port)
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    try:
        return socket.create_server(address, family=family, backlog=backlog)
    except OSError as error:
        text = f"{listener.name} cannot listen on {listener.host}:{listener.port}"
        raise OSError(error.errno, f"{text}: {error.strerror}") from error

"""
One hop in several processes, on Linux and macOS.

gunicorn binds the socket, starts the processes, replaces those that die and passes on
signals. What runs inside a process is our own `Server`, as a gunicorn worker class: the
same TLS, limits, environ and failures as in one process.

Why not gunicorn's `gthread` worker: each of its threads waits for one client, without a
limit in time during the handshake and the request. As many silent clients as there are
threads bring it to a stop (seen in 27.0, `workers/gthread.py`); gunicorn's manual asks
for a buffering proxy in front, which would take the client's certificate away.

Importing this module needs gunicorn, which needs `fcntl`: never on Windows.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
from collections.abc import Callable
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from kruispunt_simulator.server import THREADS, Listener, Server, ServerLimits
from kruispunt_simulator.tls import TlsSettings, build_context

GRACE_SECONDS = 10
"""For the calls in flight, after SIGTERM."""


def run_gunicorn(
    *,
    name: str,
    host: str,
    port: int,
    tls: TlsSettings,
    app_factory: Callable[[], Listener],
    workers: int,
    threads: int = THREADS,
    limits: ServerLimits | None = None,
    on_ready: Callable[[str], None] | None = None,
    on_exit: Callable[[], None] | None = None,
) -> NoReturn:
    """
    Serve one hop from this process and its children until a signal ends it.

    Args:
        name: Of the hop.
        port: 0 takes any free port; `on_ready` tells which.
        tls: Tried here once, so that a wrong file fails before the first child.
        app_factory: Runs in every child, after the fork: whatever holds a thread, a
            lock or a database connection is made there. `host` and `port` of its
            listener are not used.
        workers: Number of children.
        threads: Most calls at once, per child.
        on_ready: Gets the base address once the socket listens; clients may connect.
        on_exit: Runs in every child, when its calls have ended.

    Raises:
        ConfigurationError: A TLS file cannot be used.
        SystemExit: At the end: 0 after SIGTERM, SIGINT or SIGQUIT.
    """
    build_context(tls)
    literal = f"[{host}]" if ":" in host else host

    def when_ready(arbiter: Any) -> None:
        if on_ready is not None:
            bound = arbiter.LISTENERS[0].sock.getsockname()[1]
            on_ready(f"https://{literal}:{bound}")

    def worker_exit(arbiter: Any, worker: Any) -> None:
        if on_exit is not None:
            on_exit()

    settings = {
        "bind": f"{literal}:{port}",
        "workers": workers,
        "worker_class": _HopWorker,
        "threads": threads,
        "proc_name": f"kruispunt-{name}",
        "backlog": (limits or ServerLimits()).backlog,
        # The server ends in GRACE_SECONDS, `on_exit` soon after that; gunicorn kills
        # what is left.
        "graceful_timeout": GRACE_SECONDS + 5,
        "loglevel": "warning",
        "logger_class": _HopLogger,
        "when_ready": when_ready,
        "worker_exit": worker_exit,
        # A socket in the home folder that steers the processes (since 25.1).
        "control_socket_disable": True,
    }
    _HopApplication(app_factory, limits, settings).run()
    raise SystemExit(0)


class _HopApplication(BaseApplication):  # type: ignore[misc]
    """gunicorn's view of a hop: its settings, and how a child loads it."""

    def __init__(
        self,
        app_factory: Callable[[], Listener],
        limits: ServerLimits | None,
        settings: dict[str, Any],
    ) -> None:
        self._app_factory = app_factory
        self._settings = settings
        self.limits = limits
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._settings.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)

    def load(self) -> Listener:
        return self._app_factory()


class _HopLogger(Logger):  # type: ignore[misc]
    """gunicorn's own lines, through the log of the process (`process_log.py`)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True


class _HopWorker(Worker):  # type: ignore[misc]
    """A child: runs a `Server` on the socket that gunicorn bound."""

    def run(self) -> None:
        listener: Listener = self.wsgi  # what `_HopApplication.load` gave
        server = Server(
            [listener],
            threads=self.cfg.threads,
            limits=self.app.limits,
            sockets={listener.name: self.sockets[0].sock},
            environ={"wsgi.multiprocess": True},
        )
        server.start()
        # Of whoever started the hop, if it was started with `multiprocessing`: readable
        # when that process is gone, however it ended.
        started_by = multiprocessing.parent_process()
        ends = [] if started_by is None else [started_by.sentinel]
        grace_seconds = 0  # SIGINT and SIGQUIT leave by SystemExit
        try:
            while self.alive and self.ppid == os.getppid():
                self.notify()
                # A signal writes to the pipe, so that the wait ends with it.
                ready = select.select([self.PIPE[0], *ends], [], [], 1.0)[0]
                if self.PIPE[0] in ready:
                    os.read(self.PIPE[0], 64)
                if any(end in ready for end in ends):
                    ends.clear()
                    os.kill(self.ppid, signal.SIGTERM)  # or the hop would be nobody's
            grace_seconds = GRACE_SECONDS
        finally:
            server.stop(grace_seconds)

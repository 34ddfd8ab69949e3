"""Serves the API on this machine only, beside the hops, until it is closed."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Final

import uvicorn

from kruispunt_simulator.stubbing.api import create_app
from kruispunt_simulator.stubbing.calls import CallLog
from kruispunt_simulator.stubbing.desk import Desk

if TYPE_CHECKING:
    from fastapi import FastAPI

    from kruispunt_simulator.app import Simulator

HOST: Final = "127.0.0.1"
"""Nobody else may steer what is answered here."""

GRACE_SECONDS: Final = 2
"""For requests that are going on at the end."""


class StubsApi:
    """
    An application that is served from a thread of its own.

    Args:
        port: 0 takes a free one.
        app: What is served.

    Raises:
        OSError: The port is taken.
    """

    def __init__(self, port: int, app: FastAPI) -> None:
        self._socket = _listen(port)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,  # addresses may hold numbers
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._run, name="kruispunt-stubs", daemon=True
        )
        self._thread.start()
        self._server.ready.wait()

    def close(self) -> None:
        """Let requests that are going on come to their ends, and stop. Idempotent."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run([self._socket])
        finally:
            self._server.ready.set()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def serve(simulator: Simulator) -> StubsApi:
    """
    Serve the API of a chain at the port of its settings.

    Raises:
        OSError: The port is taken.
        StateError: The database does not answer.
    """
    desk = Desk(
        simulator.stubs,
        CallLog(simulator.engine, simulator.contracts),
        simulator.contracts,
        simulator.parties,
        allow_real_numbers=simulator.settings.allow_real_numbers,
    )
    return StubsApi(simulator.settings.stubs_port or 0, create_app(desk))


def _listen(port: int) -> socket.socket:
    # With its protocol: asyncio sets TCP_NODELAY on no other, and without that every
    # answer over a line that stays open waits 40 ms.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows the one lets another program take the port as well.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        option = socket.SO_REUSEADDR if exclusive is None else exclusive
        made.setsockopt(socket.SOL_SOCKET, option, 1)
        made.bind((HOST, port))
        made.listen()
    except OSError as error:
        made.close()
        told = f"the stubs cannot listen on {HOST}:{port}: {error.strerror}"
        raise OSError(error.errno, told) from error
    return made

"""A running hop and its clients."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from wsgiref.types import WSGIApplication

import pytest
from kruispunt_simulator.server import Server, ServerLimits, TlsSettings

from ..tls_helpers import PATIENT, Authority, Client, echo, listener_of, tls_settings


@pytest.fixture(scope="package")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="package")
def settings(authority: Authority) -> TlsSettings:
    return tls_settings(authority)


@pytest.fixture(scope="package")
def context(authority: Authority) -> ssl.SSLContext:
    return authority.client_context(authority.issue("party"))


@pytest.fixture
def serve(settings: TlsSettings) -> Iterator[Callable[..., Server]]:
    """Start a server for one application."""
    with ExitStack() as stack:

        def start(
            app: WSGIApplication = echo,
            *,
            threads: int = 8,
            limits: ServerLimits = PATIENT,
        ) -> Server:
            server = Server(
                [listener_of(settings, app)], threads=threads, limits=limits
            )
            return stack.enter_context(server)

        yield start


@pytest.fixture
def connect(context: ssl.SSLContext) -> Iterator[Callable[[Server], Client]]:
    """Open a connection that the test need not close."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(Client(server.urls["wiv"], context))

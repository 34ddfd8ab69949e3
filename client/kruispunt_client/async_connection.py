"""
`connect_async(profile, via=…)`: the same calls, to be awaited.

Signing, validating and reading take the processor, and would stop every other task of
an event loop. So each question is asked by a thread, as `Connection` asks it; at most
`concurrency` at a time, and the others wait their turn without a thread.

A task that is cancelled stops waiting. Its question, once begun, goes on to the end and
is logged: the platform has heard it.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from kruispunt_client.caller import utc_now
from kruispunt_client.calls.question import Call
from kruispunt_client.client_log import ClientLog
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.flows import Flows
from kruispunt_client.flows.base import AsyncLine
from kruispunt_client.results import Answer
from kruispunt_client.settings import ConnectionProfile, RetrySettings

T = TypeVar("T")


def connect_async(
    profile: ConnectionProfile | Path | str | None = None,
    *,
    via: str = "wiv",
    user: str | None = None,
    log: ClientLog | None = None,
    retry: RetrySettings | None = None,
    concurrency: int = 16,
    clock: Callable[[], datetime] = utc_now,
    trust_clock: Callable[[], datetime] | None = None,
) -> AsyncConnection:
    """
    Open a connection of a party for `asyncio`; nothing is sent yet.

    Args:
        profile: As `connect` takes it.
        via: Name of an endpoint of the profile.
        user: INSZ of the natural person who asks, for calls that name nobody.
        log: Where every question is recorded; None: where the profile says.
        retry: How often to ask again what may pass. None: as the profile says.
        concurrency: Questions that are asked at the same time.
        clock: Aware UTC; for messages.
        trust_clock: Aware UTC; when certificates must be valid. None: `clock`.

    Raises:
        InvalidSettings: As `connect` says.
        InvalidRequest: `user` has not eleven digits, or `concurrency` is not positive.
    """
    if concurrency < 1:
        raise InvalidRequest("concurrency: at least 1")
    connection = connect(
        profile,
        via=via,
        user=user,
        log=log,
        retry=retry,
        clock=clock,
        trust_clock=trust_clock,
    )
    return AsyncConnection(connection, concurrency=concurrency)


class AsyncConnection(Flows[AsyncLine]):
    """One party at one hop, for `asyncio`. Close it, or use `async with`."""

    def __init__(self, connection: Connection, *, concurrency: int) -> None:
        """Prepare; `connect_async` says what the arguments are."""
        self._connection = connection
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="kruispunt")
        self._open_flows(self)

    @property
    def hop(self) -> str:
        """Who is asked."""
        return self._connection.hop

    @property
    def user(self) -> str | None:
        """INSZ of the natural person who asks, for calls that name nobody."""
        return self._connection.user

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Wait for the questions that are being asked, then close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._connection.close()

    def as_user(self, user: str) -> AsyncConnection:
        """
        Give the same connection with another user; nothing is opened or closed.

        Args:
            user: INSZ of the natural person who asks.

        Raises:
            InvalidRequest: It has not eleven digits.
        """
        other = copy.copy(self)
        other._connection = self._connection.as_user(user)
        other._open_flows(other)
        return other

    async def ask(self, call: Call[T]) -> Answer[T]:
        """
        Ask what a typed call describes; the methods of every flow end here.

        Args:
            call: As `Connection.ask` takes it.

        Raises:
            KruispuntError: As its tree says, with trace and references.
        """
        loop = asyncio.get_running_loop()
        context = copy_context()
        return await loop.run_in_executor(
            self._threads, lambda: context.run(self._connection.ask, call)
        )

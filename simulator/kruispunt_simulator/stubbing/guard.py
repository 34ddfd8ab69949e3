"""
What lets a request in to the API, which knows no passwords: only from this machine.

The socket listens on 127.0.0.1 alone. A web page that somebody has open on this machine
could still send requests there, so:

- The `Host` must be `localhost` or `127.0.0.1`: a name that was bound to this address
  later (DNS rebinding) is another one.
- Bodies must be JSON by their `Content-Type`, and there are no CORS headers: a page of
  another origin may send that only after having asked, and nobody says yes.

Source: our choice, for no platform has this; RFC 9110, section 7.2 (Host); Fetch,
section 3.2.2 (CORS-preflight).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kruispunt_simulator.stubbing.problems import problem

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of a body. The largest reply that a client of ours takes is 16 MiB, in a file."""

_HOST: Final = re.compile(r"(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?", re.I | re.A)


class Guard:
    """
    Turns away what a browser of somebody else could send, and what is too much.

    Args:
        app: Gets the rest, with its body whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return
        refused = _refused(scope)
        body = b""
        while refused is None:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > MOST_BYTES:
                refused = (413, f"at most {MOST_BYTES} bytes are taken")
            if not message.get("more_body", False):
                break
        if refused is not None:
            await problem(*refused)(scope, receive, send)
            return
        await self._app(scope, _once(body, receive), send)


def _refused(scope: Scope) -> tuple[int, str] | None:
    hosts = [*_values(scope, b"host")]
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return 421, "the Host must be localhost or 127.0.0.1"
    kind = next(_values(scope, b"content-type"), "").partition(";")[0]
    if scope["method"] == "POST" and kind.strip().lower() != "application/json":
        return 415, "the body must be JSON: Content-Type: application/json"
    length = next(_values(scope, b"content-length"), "0")
    if length.isdecimal() and int(length) > MOST_BYTES:
        return 413, f"at most {MOST_BYTES} bytes are taken"
    return None


def _values(scope: Scope, wanted: bytes) -> Iterator[str]:
    for name, value in scope["headers"]:
        if name == wanted:
            yield value.decode("latin-1")


def _once(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, and then what comes."""
    waiting: list[Message] = [
        {"type": "http.request", "body": body, "more_body": False}
    ]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message

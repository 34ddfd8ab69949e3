"""One client on one non-blocking TLS socket, and what can be done without waiting."""

from __future__ import annotations

import selectors
import socket
import ssl
from contextlib import suppress
from enum import Enum

from kruispunt_simulator.serving.framing import Refusal, RequestReader

# Linux only; it lasts until the kernel thinks better of it.
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class State(Enum):
    """What a connection waits for."""

    SHAKING = "shaking"
    """The rest of the TLS handshake."""
    OPEN = "open"
    """A request, or the rest of one."""
    CLOSING = "closing"
    """The client's end; what it still sends is thrown away."""


class Connection:
    """
    A client and how far we are with it; the front keeps the books.

    Where a method passes TLS by, it does so through `socket.socket`: an `SSLSocket` is
    one, and the plain methods work on the same descriptor.
    """

    __slots__ = (
        "busy",
        "deadline",
        "environ",
        "parked",
        "reader",
        "refusal",
        "remote_addr",
        "remote_port",
        "socket",
        "state",
    )

    def __init__(
        self, tls: ssl.SSLSocket, address: tuple[str, int], reader: RequestReader
    ) -> None:
        self.socket = tls
        self.remote_addr, self.remote_port = address
        self.reader = reader
        self.environ: dict[str, object] = {}
        """WSGI keys of this connection, from the end of the handshake on."""
        self.refusal: Refusal | None = None
        """What the front found wrong with the request; a worker says so."""
        self.state = State.SHAKING
        self.busy = False
        """A worker has it."""
        self.parked = False
        """Busy, and out of the selector."""
        self.deadline = 0.0
        """When the front loses patience, on the clock of `time.monotonic`."""

    @property
    def peer(self) -> str:
        """The client as `host:port`."""
        return f"{self.remote_addr}:{self.remote_port}"

    @property
    def certificate(self) -> bytes:
        """The client's certificate, DER; empty before the end of the handshake."""
        found = self.environ.get("kruispunt.peer_certificate", b"")
        return found if isinstance(found, bytes) else b""

    @property
    def mid_request(self) -> bool:
        """Part of a request is here, or all of it with a worker."""
        if self.state is not State.OPEN:
            return False
        return self.busy or self.reader.started

    def shake(self) -> int:
        """
        Take the handshake as far as it goes.

        Returns:
            The selector event to wait for; 0 when the handshake is complete.

        Raises:
            OSError: It failed; `ssl.SSLError` where TLS has a reason.
        """
        try:
            self.socket.do_handshake()
        except ssl.SSLWantReadError:
            return selectors.EVENT_READ
        except ssl.SSLWantWriteError:
            return selectors.EVENT_WRITE
        return 0

    def receive(self, scratch: bytearray) -> int | None:
        """
        Read what has arrived into `scratch`.

        Args:
            scratch: Holds a whole TLS record (16 KiB) at least, so that nothing stays
                behind in OpenSSL, where the selector would not see it.

        Returns:
            The number of bytes; 0 at the client's end, None if nothing is there yet.
        """
        try:
            return self.socket.recv_into(scratch)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None

    def acknowledge(self) -> None:
        """
        Have the kernel acknowledge at once that we wait for more.

        A client with Nagle's algorithm on holds its next segment until then, and Linux
        takes 40 ms to it: once per connection in TLS 1.3, where the server has nothing
        to say after the handshake, and once per call for head and body sent apart.
        """
        if _QUICKACK is not None:
            with suppress(OSError):
                self.socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def say(self, answer: bytes) -> None:
        """Send an answer of the front itself."""
        # A few hundred bytes on a line that carries nothing else: they fit, or the
        # client does not read and misses them.
        with suppress(OSError):
            self.socket.send(answer)

    def say_plainly(self, answer: bytes) -> None:
        """Send to a client that does not speak TLS."""
        with suppress(OSError):
            socket.socket.send(self.socket, answer)

    def say_goodbye(self) -> None:
        """Tell the client, in TLS and in TCP, that nothing more comes."""
        self.state = State.CLOSING
        with suppress(OSError, ValueError):
            self.socket.unwrap()  # sends close_notify, then wants to read
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_WR)

    def discard(self, scratch: bytearray) -> bool:
        """Throw away what has arrived; True at the client's end."""
        try:
            return not socket.socket.recv_into(self.socket, scratch)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True

    def break_off(self) -> None:
        """End it under the hands of its worker, who closes it later."""
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

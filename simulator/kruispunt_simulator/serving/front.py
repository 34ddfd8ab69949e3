"""
One thread that owns the sockets of a hop and never waits for a single client.

    accept ─> SHAKING ─> OPEN ─────────> busy ─────> OPEN ...
                 │         │  whole request  worker   │
                 │         │  goes to `dispatch`      │ the reply ends it
                 └─────────┴──────────────────────> CLOSING ─> closed

cheroot's own connection manager shakes hands inside its accept loop and reads requests
in its workers: one silent client stalls the first, a handful of slow ones the second.
Here every socket is non-blocking and every state has a deadline.

Rules of the file:

1. Only the front thread touches the selector and closes sockets. Workers hand a
   connection back through `release`.
2. A busy connection belongs to its worker. It stays in the selector, which saves two
   system calls per request; should it become readable nevertheless (a client that hangs
   up or sends ahead), it is parked outside until it is released.
"""

from __future__ import annotations

import errno
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from kruispunt_simulator.serving.connection import Connection, State
from kruispunt_simulator.serving.framing import (
    CONTINUE,
    Refusal,
    RequestReader,
    Step,
    plain_answer,
)
from kruispunt_simulator.serving.limits import ServerLimits
from kruispunt_simulator.tls import CheckPeer, HopContext, TlsFailure, explain, identify

_log = logging.getLogger(__name__)

_SWEEP_SECONDS = 0.5
"""How often deadlines are looked at; they are that much late at most."""

_SELECT_LIMIT = 480
"""Where only select() exists (Windows), Python allows 512 sockets."""

_OUT_OF_FILES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}

_TIMED_OUT = Refusal(
    status=HTTPStatus.REQUEST_TIMEOUT, text="The request did not arrive in time."
)
_NOT_TLS = plain_answer(HTTPStatus.BAD_REQUEST, "This port speaks HTTPS only.")


class Front:
    """
    Accepts, shakes hands, reads and closes, for one listening socket.

    Args:
        name: The hop, for failures and the thread.
        listening: Bound and listening; the front closes it.
        dispatch: Gets each connection whose reader holds a whole request, or that has a
            refusal. Must return
            at once, and have `release` called, from any thread.
        report: Gets each TLS failure; must return at once.
    """

    def __init__(
        self,
        *,
        name: str,
        listening: socket.socket,
        context: HopContext,
        limits: ServerLimits,
        check_peer: CheckPeer,
        dispatch: Callable[[Connection], None],
        report: Callable[[TlsFailure], None],
    ) -> None:
        self.stopping = False
        self._name = name
        self._listening = listening
        self._context = context
        self._limits = limits
        self._check_peer = check_peer
        self._dispatch = dispatch
        self._report = report
        self._scratch = bytearray(64 * 1024)
        self._selector = selectors.DefaultSelector()
        self._most = limits.connections
        if isinstance(self._selector, selectors.SelectSelector):
            self._most = min(self._most, _SELECT_LIMIT)
        # Half at most may be strangers: the other half can always be made room in.
        self._most_shaking = min(limits.pending_handshakes, self._most // 2)
        self._connections: set[Connection] = set()
        self._shaking: dict[Connection, None] = {}  # oldest first
        self._released: deque[tuple[Connection, bool]] = deque()
        self._accepting = False
        self._next_sweep = 0.0
        self._stop_deadline = 0.0
        self._ended = False
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._thread = threading.Thread(
            target=self._run, name=f"kruispunt-{name}-front", daemon=True
        )

    def start(self) -> None:
        """Begin to accept."""
        self._listening.setblocking(False)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self._accept_more()
        self._thread.start()

    def abandon(self) -> None:
        """Close everything without having started."""
        self._end()

    def release(self, connection: Connection, *, keep: bool) -> None:
        """
        Take a busy connection back; from any thread.

        Args:
            keep: False if the reply announced the end of the connection or went wrong.
        """
        sent_ahead = connection.reader.started
        self._released.append((connection, keep))
        # The front parks first and looks into the queue then, here it is the other way
        # round. So at least one of the two sees the other.
        if not keep or sent_ahead or connection.parked or self.stopping:
            self._wake()
        if self._ended:
            self._take_back()

    def stop(self, deadline: float) -> None:
        """
        Stop accepting, close idle connections and let the others finish.

        Args:
            deadline: On the clock of `time.monotonic`; what is left is broken off then.
        """
        self._stop_deadline = deadline
        self.stopping = True
        self._wake()
        self._thread.join()

    def _wake(self) -> None:
        # A full buffer wakes just as well, and after the end nobody sleeps.
        with suppress(OSError):
            self._wake_writer.send(b"\0")

    def _run(self) -> None:
        try:
            while not (self.stopping and self._is_done()):
                for key, _ in self._selector.select(self._patience()):
                    self._take_back()
                    self._handle(key)
                self._take_back()
                if time.monotonic() >= self._next_sweep:
                    self._sweep()
        finally:
            self._end()

    def _handle(self, key: selectors.SelectorKey) -> None:
        try:
            if key.data is not None:
                self._serve(key.data)
            elif key.fileobj is self._listening:
                self._accept()
            else:
                self._wake_reader.recv(4096)
        except Exception:
            # Nothing a client does may end this thread.
            _log.exception("The front of %s dropped a connection", self._name)
            if key.data is not None:
                self._close(key.data)

    def _serve(self, connection: Connection) -> None:
        if connection not in self._connections:
            pass  # closed earlier in this round
        elif connection.busy:
            self._park(connection)
        elif connection.state is State.OPEN:
            self._read(connection)
        elif connection.state is State.SHAKING:
            self._shake(connection)
        elif connection.discard(self._scratch):
            self._close(connection)

    # Accepting and shaking hands

    def _accept(self) -> None:
        if len(self._connections) >= self._most and not self._evict():
            self._accept_no_more()
            return
        try:
            accepted, address = self._listening.accept()
        except OSError as error:
            # Any other error is a client that left already, or another process that
            # took the connection first.
            if error.errno in _OUT_OF_FILES and not self._evict():
                self._accept_no_more()
            return
        try:
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tls = self._context.current().wrap_socket(
                accepted, server_side=True, do_handshake_on_connect=False
            )
        except OSError as error:
            accepted.close()
            self._fail(f"{address[0]}:{address[1]}", *explain(error))
            return
        limits = self._limits
        reader = RequestReader(
            header_bytes=limits.header_bytes, body_bytes=limits.body_bytes
        )
        connection = Connection(tls, address[:2], reader)
        connection.deadline = time.monotonic() + limits.handshake_seconds
        if len(self._shaking) >= self._most_shaking:
            oldest = next(iter(self._shaking))
            self._fail(oldest.peer, "too-many-handshakes", "")
            self._close(oldest)
        self._connections.add(connection)
        self._shaking[connection] = None
        self._selector.register(tls, selectors.EVENT_READ, connection)

    def _shake(self, connection: Connection) -> None:
        try:
            event = connection.shake()
            self._selector.modify(
                connection.socket, event or selectors.EVENT_READ, connection
            )
            if event:
                return
            peer = identify(connection.socket)
        except OSError as error:
            reason, detail = explain(error)
            self._fail(connection.peer, reason, detail)
            if reason == "plain-http":
                connection.say_plainly(_NOT_TLS)
            self._begin_closing(connection)
            return
        verdict = self._judge(peer.certificate, peer.chain)
        if verdict is not None:
            reason, _, detail = verdict.partition(": ")
            self._fail(connection.peer, reason, detail, peer.certificate)
            self._begin_closing(connection)
            return
        del self._shaking[connection]
        connection.environ = peer.environ()
        connection.state = State.OPEN
        connection.deadline = time.monotonic() + self._limits.idle_seconds
        connection.acknowledge()

    def _judge(self, certificate: bytes, chain: tuple[bytes, ...]) -> str | None:
        try:
            return self._check_peer(certificate, chain)
        except Exception as error:
            # Whoever cannot be checked is not let in.
            _log.exception("The check of a client certificate failed at %s", self._name)
            return f"check-failed: {error}"

    def _fail(
        self, peer: str, reason: str, detail: str, certificate: bytes | None = None
    ) -> None:
        failure = TlsFailure(
            hop=self._name,
            peer=peer,
            reason=reason,
            detail=detail,
            certificate=certificate,
        )
        self._report(failure)

    # Reading

    def _read(self, connection: Connection) -> None:
        try:
            size = connection.receive(self._scratch)
        except OSError as error:
            # A reset is the client's good right here; a breach of TLS is not.
            reason, detail = explain(error)
            if reason not in ("closed", "reset"):
                self._fail(connection.peer, reason, detail)
            size = 0
        if size is None:
            return
        if not size:
            connection.say_goodbye()
            self._close(connection)
            return
        if not connection.reader.started:
            connection.deadline = time.monotonic() + self._limits.request_seconds
        connection.reader.feed(memoryview(self._scratch)[:size])
        self._advance(connection)

    def _advance(self, connection: Connection) -> None:
        step = connection.reader.advance()
        if step is Step.WHOLE:
            connection.busy = True
            self._dispatch(connection)
        elif step is Step.CONTINUE:
            connection.say(CONTINUE)
        elif step is Step.MORE:
            connection.acknowledge()
        else:
            self._refuse(connection, step)

    def _refuse(self, connection: Connection, refusal: Refusal) -> None:
        """Leave a bad request to a worker: it is recorded before it is answered."""
        connection.refusal = refusal
        connection.busy = True
        self._dispatch(connection)

    # To a worker and back

    def _park(self, connection: Connection) -> None:
        self._selector.unregister(connection.socket)
        connection.parked = True
        self._take_back()

    def _take_back(self) -> None:
        while self._released:
            try:
                connection, keep = self._released.popleft()
            except IndexError:  # another thread was quicker, after the end
                return
            connection.busy = False
            if connection not in self._connections:
                connection.socket.close()
                continue
            if connection.parked:
                connection.parked = False
                self._selector.register(
                    connection.socket, selectors.EVENT_READ, connection
                )
            sent_ahead = connection.reader.started
            if not keep or (self.stopping and not sent_ahead):
                self._begin_closing(connection)
                continue
            limits = self._limits
            patience = limits.request_seconds if sent_ahead else limits.idle_seconds
            connection.deadline = time.monotonic() + patience
            if sent_ahead:
                self._advance(connection)

    # Closing

    def _begin_closing(self, connection: Connection) -> None:
        """
        Say goodbye and wait a moment for the client to do the same.

        A socket closed with unread bytes resets the connection, and a client that is
        still sending would lose the answer that tells it why to stop.
        """
        self._shaking.pop(connection, None)
        connection.deadline = time.monotonic() + self._limits.linger_seconds
        # A handshake may have failed while it waited to write.
        self._selector.modify(connection.socket, selectors.EVENT_READ, connection)
        connection.say_goodbye()

    def _close(self, connection: Connection) -> None:
        self._shaking.pop(connection, None)
        self._connections.discard(connection)
        with suppress(KeyError, ValueError):  # parked
            self._selector.unregister(connection.socket)
        connection.socket.close()
        self._accept_more()

    def _evict(self) -> bool:
        """Close the connection that is idle longest; False if none is idle."""
        idle = [
            connection
            for connection in self._connections
            if connection.state is not State.SHAKING and not connection.mid_request
        ]
        if idle:
            self._close(min(idle, key=lambda connection: connection.deadline))
        return bool(idle)

    def _accept_more(self) -> None:
        if not self._accepting and not self.stopping:
            self._accepting = True
            self._selector.register(self._listening, selectors.EVENT_READ)

    def _accept_no_more(self) -> None:
        if self._accepting:
            self._accepting = False
            self._selector.unregister(self._listening)

    # Time

    def _patience(self) -> float | None:
        if self._accepting and not self._connections and not self.stopping:
            return None
        return max(0.0, self._next_sweep - time.monotonic())

    def _sweep(self) -> None:
        now = time.monotonic()
        self._next_sweep = now + _SWEEP_SECONDS
        self._accept_more()
        for connection in list(self._connections):
            if connection.busy or connection.deadline > now:
                continue
            if connection.state is State.SHAKING:
                seconds = self._limits.handshake_seconds
                self._fail(connection.peer, "handshake-timeout", f"{seconds:g} s")
            if connection.mid_request:
                self._refuse(connection, _TIMED_OUT)
            else:
                self._close(connection)

    def _is_done(self) -> bool:
        """Shed what need not finish; True when nothing is left, or the time is up."""
        self._accept_no_more()
        self._listening.close()
        for connection in list(self._connections):
            if not connection.mid_request:
                self._close(connection)
        left = self._stop_deadline - time.monotonic()
        self._next_sweep = min(self._next_sweep, self._stop_deadline)
        return left <= 0 or not self._connections

    def _end(self) -> None:
        self.stopping = True
        self._accept_no_more()
        self._listening.close()
        for connection in list(self._connections):
            if connection.busy:
                # Closed when its worker releases it; a write that blocks ends here.
                self._connections.discard(connection)
                connection.break_off()
            else:
                self._close(connection)
        self._ended = True
        self._take_back()
        self._selector.close()
        self._wake_reader.close()
        self._wake_writer.close()

"""How much and how long a hop bears with a client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """
    Bounds per hop. The defaults are wide for a test and narrow for a mistake.

    Source: our choice. The platform publishes no figures; toolkits keep up to a few
    hundred connections open and send bodies of a few kilobytes.
    """

    header_bytes: int = 32 * 1024
    """Request line and header fields together; more is answered 431."""
    body_bytes: int = 1024 * 1024
    """Body after removal of the chunked coding; more is answered 413."""
    handshake_seconds: float = 5.0
    """From accept to the end of the TLS handshake."""
    request_seconds: float = 30.0
    """From the first byte of a request to its last; later is answered 408."""
    idle_seconds: float = 75.0
    """Between requests, and before the first one."""
    write_seconds: float = 20.0
    """One write to a client that does not read."""
    linger_seconds: float = 2.0
    """After the last answer, so that a client still sending gets to read it."""
    pending_handshakes: int = 512
    """Unfinished handshakes; the oldest is dropped for the next one."""
    connections: int = 4096
    """Open connections; the one that is idle longest makes room for the next."""
    backlog: int = 512
    """Connections the kernel holds before they are accepted."""

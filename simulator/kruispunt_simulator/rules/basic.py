"""
HTTP Basic, the way in which public clients come to the KSZ, beside the certificate.

Source: `_wire-facts.md` section 5 (user `E` and a number, password).
"""

from __future__ import annotations

import base64
import hmac

from kruispunt_simulator.message import Finding
from kruispunt_simulator.parties import Party


def check_basic(
    party: Party | None, authorization: str | None, hop: str, fault: str
) -> tuple[Finding, ...]:
    """
    Find out whether an unsigned message brings the credentials its party was given.

    Args:
        party: Of the certificate.
        authorization: HTTP header, or None.
        hop: Name of the hop.
        fault: Wire fault of a mismatch.

    Returns:
        No finding when the party was given no credentials at this hop, or brings them;
        else one.

    Source: `_wire-facts.md` section 5; RFC 7617.
    """
    wanted = [
        connection.basic
        for connection in (party.connections if party else ())
        if connection.hop == hop and connection.basic
    ]
    given = (_decode(authorization) or "").encode()
    if not wanted or any(hmac.compare_digest(given, w.encode()) for w in wanted):
        return ()
    return (
        Finding(
            check="transport.basic",
            fault=fault,
            requirement="_wire-facts.md section 5: HTTP Basic",
            expected="the user and password that this party was given",
            actual="other credentials" if authorization else "no credentials",
        ),
    )


def _decode(authorization: str | None) -> str | None:
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode()
    except ValueError:  # no ASCII, no base64, or no UTF-8 in it
        return None

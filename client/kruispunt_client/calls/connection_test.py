"""TestConnectionService v1 of the KSZ: an echo, to prove that the connection works."""

from __future__ import annotations

from dataclasses import dataclass

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What came back."""

    echo: str
    """The text that was sent; a reply with another is refused."""
    ssl_certificate: str
    """The client certificate that the KSZ saw."""


def echo(text: str = "test", *, user: str | None = None) -> Call[Echo]:
    """
    Send a text that comes back. It is about nobody and needs no authorisation.

    Via `ksz` TestConnectionServiceService v1, sendTestMessage.

    Args:
        text: Anything; no data of a person.
        user: INSZ of the natural person who tests; None: that of the connection.

    Returns:
        The text, and the certificate that the KSZ saw; never None.

    Raises:
        InvalidRequest: `user` has not eleven digits.

    Source: `ksz-testconnection-v1`.
    """
    question = Question(
        service="TestConnectionServiceService",
        version="v1",
        operation="sendTestMessage",
        content={"echo": text},
        subject=None,
        user=user,
    )
    return one_way(question, lambda reply: read(Echo, reply))

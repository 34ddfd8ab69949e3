"""Whether the connection itself works; about nobody."""

from __future__ import annotations

from kruispunt_client.calls.connection_test import echo
from kruispunt_client.flows.base import Flow, L_co, asked


class Technical(Flow[L_co]):
    """Whether the connection itself works; about nobody."""

    echo = asked(echo)

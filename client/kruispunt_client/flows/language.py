"""The language requirement of a tenant."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Language(Flow[L_co]):
    """The language requirement of a tenant."""

"""Real-estate rights, according to the cadastre."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Property(Flow[L_co]):
    """Real-estate rights, according to the cadastre."""

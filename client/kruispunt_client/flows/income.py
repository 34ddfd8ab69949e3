"""The assessment of the personal income tax."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Income(Flow[L_co]):
    """The assessment of the personal income tax."""

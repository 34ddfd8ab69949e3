"""The living wage: periods and amounts."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class LivingWage(Flow[L_co]):
    """The living wage: periods and amounts."""

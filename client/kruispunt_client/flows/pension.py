"""Pensions, and rights to a pension."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Pension(Flow[L_co]):
    """Pensions, and rights to a pension."""

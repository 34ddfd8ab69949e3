"""Unemployment: payments, rights and histories."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Unemployment(Flow[L_co]):
    """Unemployment: payments, rights and histories."""

"""Harmonised social statuses: yes or no."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class SocialStatus(Flow[L_co]):
    """Harmonised social statuses: yes or no."""

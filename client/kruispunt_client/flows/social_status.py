"""Harmonised social statuses: yes or no."""

from __future__ import annotations

from kruispunt_client.calls.social_statuses import social_statuses
from kruispunt_client.flows.base import Flow, L_co, asked


class SocialStatus(Flow[L_co]):
    """Harmonised social statuses: yes or no."""

    check = asked(social_statuses)

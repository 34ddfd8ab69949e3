"""With whom somebody lives, now and before."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Household(Flow[L_co]):
    """With whom somebody lives, now and before."""

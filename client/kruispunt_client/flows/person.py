"""Who somebody is: identity, address, civil status, and their history."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Person(Flow[L_co]):
    """Who somebody is: identity, address, civil status, and their history."""

"""Registration of a person in the repertories: a file is open."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class Repertory(Flow[L_co]):
    """Registration of a person in the repertories: a file is open."""

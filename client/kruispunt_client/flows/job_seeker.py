"""Registration as a job seeker."""

from __future__ import annotations

from kruispunt_client.flows.base import Flow, L_co


class JobSeeker(Flow[L_co]):
    """Registration as a job seeker."""

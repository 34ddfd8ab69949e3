"""Incapacity for work: indemnity periods, and attests with the risk."""

from __future__ import annotations

from kruispunt_client.calls.attest import attest
from kruispunt_client.calls.indemnity_periods import indemnity_periods
from kruispunt_client.flows.base import Flow, L_co, asked


class Incapacity(Flow[L_co]):
    """Incapacity for work: indemnity periods, and attests with the risk."""

    attest = asked(attest)
    periods = asked(indemnity_periods)

"""The care supplement of a child."""

from __future__ import annotations

from kruispunt_client.calls.care_supplement import care_supplement
from kruispunt_client.flows.base import Flow, L_co, asked


class CareAllowance(Flow[L_co]):
    """The care supplement of a child."""

    supplement = asked(care_supplement)

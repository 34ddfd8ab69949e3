"""Services that have no typed call, such as those of contracts of your own."""

from __future__ import annotations

from kruispunt_client.calls.any_service import any_service
from kruispunt_client.flows.base import Flow, L_co, asked


class Other(Flow[L_co]):
    """Services that have no typed call, such as those of contracts of your own."""

    ask = asked(any_service)

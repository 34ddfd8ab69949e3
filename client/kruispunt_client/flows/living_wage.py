"""The living wage: periods and amounts."""

from __future__ import annotations

from kruispunt_client.calls.leefloon import leefloonbedragen, leefloonperiodes
from kruispunt_client.calls.living_wages import (
    living_wages,
    wage_periods,
    wage_periods_per_centre,
)
from kruispunt_client.flows.base import Flow, L_co, asked


class LivingWage(Flow[L_co]):
    """The living wage: periods and amounts."""

    amounts = asked(leefloonbedragen)
    periods = asked(leefloonperiodes)
    wages = asked(living_wages)
    wage_periods = asked(wage_periods)
    wage_periods_per_centre = asked(wage_periods_per_centre)

"""With whom somebody lives, now and before."""

from __future__ import annotations

from kruispunt_client.calls.household import household, household_history
from kruispunt_client.flows.base import Flow, L_co, asked


class Household(Flow[L_co]):
    """With whom somebody lives, now and before."""

    now = asked(household)
    history = asked(household_history)

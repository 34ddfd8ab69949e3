"""Pensions, and rights to a pension."""

from __future__ import annotations

from kruispunt_client.calls.pensioen import pensioen, pensioenrechten
from kruispunt_client.calls.pension_register import pension_register
from kruispunt_client.flows.base import Flow, L_co, asked


class Pension(Flow[L_co]):
    """Pensions, and rights to a pension."""

    rights = asked(pensioenrechten)
    payments = asked(pensioen)
    register = asked(pension_register)

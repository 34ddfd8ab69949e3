"""The assessment of the personal income tax."""

from __future__ import annotations

from kruispunt_client.calls.fiscal_data import fiscal_data
from kruispunt_client.calls.tax_assessment import tax_assessment
from kruispunt_client.flows.base import Flow, L_co, asked


class Income(Flow[L_co]):
    """The assessment of the personal income tax."""

    assessment = asked(tax_assessment)
    fiscal_data = asked(fiscal_data)

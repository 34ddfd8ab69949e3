"""Unemployment: payments, rights and histories."""

from __future__ import annotations

from kruispunt_client.calls.replacement_income import replacement_income
from kruispunt_client.calls.unemployment import (
    activation_sums,
    paid_sums,
    rights,
    scheduled_payment,
    unemployment_payment,
)
from kruispunt_client.calls.unemployment_histories import (
    availability_decisions,
    earning_capacity,
    exemptions,
    sanctions,
    scale_codes,
    work_disabilities,
)
from kruispunt_client.flows.base import Flow, L_co, asked


class Unemployment(Flow[L_co]):
    """Unemployment: payments, rights and histories."""

    income = asked(replacement_income)
    paid_sums = asked(paid_sums)
    rights = asked(rights)
    payment = asked(unemployment_payment)
    activation_sums = asked(activation_sums)
    scheduled_payment = asked(scheduled_payment)
    scale_codes = asked(scale_codes)
    sanctions = asked(sanctions)
    exemptions = asked(exemptions)
    work_disabilities = asked(work_disabilities)
    earning_capacity = asked(earning_capacity)
    availability_decisions = asked(availability_decisions)
